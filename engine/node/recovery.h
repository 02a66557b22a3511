// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/base/result.h"
#include "engine/node/membership.h"
#include "engine/node/node_storage.h"
#include "engine/node/recovered_state.h"
#include "engine/node/replicated_state.h"

namespace quorate::node {

/// What a start begins with.
struct Recovered {
    RecoveredState state;
    std::unique_ptr<ReplicatedState> machine;
};

/// Puts together what a start finds on its disk: log, snapshots and state. A state that is older
/// than the beginning of the log is replaced by the newest snapshot that the log goes on from.
/// Corrupted, naming the parts, where they do not fit together.
Result<Recovered> recover(NodeStorage& storage);

/// Makes the disk of a first member of a new cluster, which must be empty: the state of
/// newCluster(), durable when this returns. FailedPrecondition where something is there already.
Result<void> makeFirstMember(NodeStorage& storage, const Membership& members);

}  // namespace quorate::node
