// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <utility>

#include "engine/raft/types.h"
#include "engine/stage/checks/chain.h"
#include "engine/stage/checks/index_window.h"
#include "engine/stage/checks/verdicts.h"

namespace quorate::stage {

/// Log Matching (Figure 3): if two logs contain an entry with the same index and term, then the
/// logs are identical in all entries up through the given index.
///
/// Every entry that was lately seen in any log is remembered with its chain, which stands for all
/// entries before it; so comparing one number compares the new entry's log with all others, past
/// ones included.
class LogMatching : Check {
public:
    explicit LogMatching(Verdicts& verdicts) : Check("LogMatching", verdicts) {}

    /// The log of `node` has an entry with this place and chain.
    void seen(raft::NodeId node, raft::EntryId id, Chain chain) {
        Seen* first = exercise() ? m_seen.reach(id.index) : nullptr;
        if (first == nullptr) {
            return;
        }
        if (!first->isKnown) {
            *first = {id.term, chain, true};
            return;
        }
        Chain known = first->chain;
        if (first->term != id.term) {
            known = m_others.try_emplace({id.index, id.term}, chain).first->second;
            if (m_others.size() > kOthers) {
                m_others.erase(m_others.begin());
            }
        }
        if (known != chain) {
            endsAnotherLog(node, id);
        }
    }
    /// It stands behind an entry of another term than elsewhere.
    void branches(raft::NodeId node, raft::EntryId id) {
        if (exercise()) {
            endsAnotherLog(node, id);
        }
    }

    /// The chain with which an entry was seen; nothing where it was not, or that is forgotten.
    [[nodiscard]] std::optional<Chain> find(raft::EntryId id) const {
        const Seen* first = m_seen.find(id.index);
        if (first == nullptr || !first->isKnown) {
            return std::nullopt;
        }
        if (first->term == id.term) {
            return first->chain;
        }
        const auto other = m_others.find({id.index, id.term});
        return other != m_others.end() ? std::optional<Chain>(other->second) : std::nullopt;
    }

private:
    static constexpr std::size_t kOthers = 65536;

    struct Seen {
        raft::Term term;
        Chain chain{kEmptyChain};
        bool isKnown{false};
    };

    void endsAnotherLog(raft::NodeId node, raft::EntryId id) {
        violated(node,
                 "entry " + toString(id.index) + " of term " + toString(id.term) + " on node " +
                     toString(node) + " ends another log than elsewhere",
                 {id});
    }

    /// Of each index the first term that was seen; few have others.
    IndexWindow<Seen> m_seen;
    std::map<std::pair<raft::Index, raft::Term>, Chain> m_others;
};

}  // namespace quorate::stage
