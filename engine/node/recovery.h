// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/base/result.h"
#include "engine/node/membership.h"
#include "engine/node/node_storage.h"
#include "engine/node/recovered_state.h"
#include "engine/node/replicated_state.h"

namespace quorate::node {

/// What of the things that a crash can leave was set right; see recover().
struct Repairs {
    bool stateFromSnapshot{false};
    bool logRestarted{false};
    bool termRaised{false};
};

/// What a start begins with.
struct Recovered {
    RecoveredState state;
    std::unique_ptr<ReplicatedState> machine;
    Repairs repairs;
};

/// Puts together what a start finds on its disk: log, snapshots and state. Afterwards all that it
/// found of the log is on stable storage. What a crash can leave is set right:
///
/// - A state that is older than the beginning of the log (the store lost what it had not synced) is
///   replaced by the newest snapshot that the log goes on from.
/// - A log that lacks the entry of the state (a snapshot was installed, and the log had not heard
/// of
///   it) starts anew behind that entry, which a snapshot must be of.
/// - A term that is older than that of the last entry is raised to it; no vote of it was given.
///
/// Corrupted, naming the parts, where they do not fit together in any of these ways. A disk with
/// nothing on it is one of a member that joins.
Result<Recovered> recover(NodeStorage& storage);

/// Makes the disk of a first member of a new cluster: the state of newCluster(), with these members
/// and their addresses, durable when this returns. It takes what was found in the log: to recover()
/// from this storage, open it anew. What a crash within it left, it takes as empty and finishes.
///
/// InvalidArgument unless the node is one of the voters. FailedPrecondition where the disk is not
/// empty.
Result<void> makeFirstMember(NodeStorage& storage, const Membership& members);

}  // namespace quorate::node
