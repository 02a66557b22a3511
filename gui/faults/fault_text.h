// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <string>
#include <vector>

#include "engine/observe/operator_events.h"
#include "engine/raft/types.h"
#include "engine/stage/sabotaged_rule.h"
#include "gui/model/quorum_reach.h"

namespace quorate::gui {

/// "Cut", "Partition", "Slow disk" and so on.
QString faultName(observe::FaultKind kind);
/// The same, where the text that it began with says more: "EIO", "Wiped disk".
QString faultName(observe::FaultKind kind, const std::string& text);
/// "skip the sync": what is done wrong while the switch is on.
QString sabotageText(stage::SabotagedRule rule);
/// What it is about beside its name: the text that it began with, where it is not the name again.
QString faultDetail(observe::FaultKind kind, const std::string& text);
/// Where it is: "n1 → n2", "n3", "all traffic".
QString faultScope(observe::FaultKind kind, const std::vector<raft::NodeId>& nodes);

/// All of it in a few words: "Partition {n1 n2} | {n3 n4 n5}", "Cut n1 to n2".
QString faultTitle(observe::FaultKind kind, const std::vector<raft::NodeId>& nodes,
                   const std::string& text);

/// The line below the faults: "n3, n4 and n5 can still form a quorum (3 of 5)."
QString quorumSentence(const QuorumReach& reach);

}  // namespace quorate::gui
