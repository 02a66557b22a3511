// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstdint>
#include <vector>

#include "engine/observe/cluster_state.h"
#include "engine/raft/conf_state.h"
#include "engine/raft/types.h"

/// Whether what is broken is what Raft was made for: nodes that crash and come back with what they
/// made durable, a network that loses, delays, doubles and cuts, and nobody who lies (Raft §2,
/// §5.4). Clocks may run as they like, but for leases (dissertation §6.4.1).
namespace quorate::gui {

struct ModelNote {
    enum class Standing : std::uint8_t {
        LeasesOnly,  ///< reads by lease may be stale; all else holds
        Outside,     ///< what Raft promises is promised no longer
    };
    Standing standing{Standing::Outside};
    /// Which fault, and why, in a sentence.
    QString text;
    /// As FaultStarted has it; of clocks, the one that is furthest from right.
    std::uint64_t fault{0};
    std::vector<raft::NodeId> nodes;
};

/// What of these faults is outside, the worst first; empty where none is. `configuration` may be
/// null; `frame` gives the settings of nodes, and who runs.
std::vector<ModelNote> outsideOfModel(const std::vector<observe::ActiveFault>& faults,
                                      const raft::ConfState* configuration,
                                      const observe::ClusterState& frame);
/// The line: that all is inside, or each note.
QString modelSentence(const std::vector<ModelNote>& notes, bool hasFaults);

/// By how much the clock of one node may run faster than that of another before a leader's lease
/// outlasts the promise of its followers, 0.14 for 14 %; see Raft::hasLease().
double leaseTolerance(std::uint32_t electionTicks);

}  // namespace quorate::gui
