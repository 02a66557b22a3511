// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/raft/state.h"
#include "engine/raft/types.h"
#include "engine/stage/checks/committed_log.h"
#include "engine/stage/checks/verdicts.h"

namespace quorate::stage {

/// What was durable stays: a node finds it when it starts again, and of what is committed nothing
/// ever leaves its disk.
///
/// A log has its last(), termAt(index), nothing where that is not known, and holds(EntryId). The
/// chains of the committed log are terms.
class Durability : Check {
public:
    Durability(const CommittedLog& committed, Verdicts& verdicts)
        : Check("Durability", verdicts), m_committed(committed) {}

    /// A node starts with `state` and the log `found`; its disk certainly held `held`, and `log` up
    /// to `upTo`.
    template <class Found, class Log>
    void recovered(raft::NodeId node, const raft::HardState& state, const Found& found,
                   const raft::HardState& held, const Log& log, raft::Index upTo) {
        if (!exercise()) {
            return;
        }
        if (state.term < held.term || state.commit < held.commit ||
            (state.term == held.term && held.vote != raft::kNoNode && state.vote != held.vote)) {
            violated(node, "node " + toString(node) + " starts with " + text(state) +
                               "; durable was " + text(held));
        }
        const auto term = log.termAt(upTo);
        if (term && !found.holds({*term, upTo})) {
            violated(node,
                     "node " + toString(node) + " starts with a log up to entry " +
                         toString(found.last().index) + " that lacks entry " + toString(upTo) +
                         " of term " + toString(*term) + ", which was durable",
                     {{*term, upTo}});
        }
    }

    /// The log on a disk was `before` and is `now`.
    template <class Before, class Now>
    void changed(raft::NodeId node, const Before& before, const Now& now) {
        const raft::Index index = std::min(before.last().index, m_committed.lastIndex());
        const CommittedLog::Committed* committed = m_committed.find(index);
        if (!exercise() || committed == nullptr) {
            return;
        }
        const auto held = before.termAt(index);
        if (held && held->value() == committed->chain && !now.holds({*held, index})) {
            violated(node,
                     "the disk of node " + toString(node) + " lost the committed entry " +
                         toString(index),
                     {{*held, index}});
        }
    }

private:
    static std::string text(const raft::HardState& state) {
        return "term " + toString(state.term) + ", vote " + toString(state.vote) + ", commit " +
               toString(state.commit);
    }

    const CommittedLog& m_committed;
};

}  // namespace quorate::stage
