// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "engine/observe/operator_events.h"
#include "engine/raft/types.h"
#include "network/etcd/etcd_look.h"

namespace quorate::gui {

/// All that a member tells of itself, as its report has it (gui/model/etcd_report.h): every name
/// with its value, empty where it tells none. `nodeOf` gives what a member is called here.
std::vector<observe::ReportField> fieldsOf(const network::EtcdLook& look,
                                           const std::function<raft::NodeId(raft::NodeId)>& nodeOf);
/// What others tell of it.
std::vector<observe::ReportField> fieldsOf(const network::EtcdMember& member);

}  // namespace quorate::gui
