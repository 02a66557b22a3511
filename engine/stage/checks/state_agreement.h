// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/raft/types.h"
#include "engine/stage/checks/index_window.h"
#include "engine/stage/checks/verdicts.h"

namespace quorate::stage {

/// All nodes have the same state after the same entry, in whatever life: the consequence of State
/// Machine Safety (Figure 3) for a state machine that is deterministic, seen in its state itself.
class StateAgreement : Check {
public:
    explicit StateAgreement(Verdicts& verdicts) : Check("StateAgreement", verdicts) {}

    /// A node has this state after entry `last`; 0 where it does not say.
    void applied(raft::NodeId node, raft::Index last, std::uint64_t stateHash) {
        if (stateHash == 0 || !exercise()) {
            return;
        }
        Known* known = m_known.reach(last);
        if (known == nullptr) {
            return;
        }
        if (known->stateHash == 0) {
            *known = {stateHash, node};
        } else if (known->stateHash != stateHash) {
            violated(node, "node " + toString(node) + " has another state after entry " +
                               toString(last) + " than node " + toString(known->by) + " had");
        }
    }

private:
    struct Known {
        std::uint64_t stateHash{0};
        raft::NodeId by;
    };

    IndexWindow<Known> m_known;
};

}  // namespace quorate::stage
