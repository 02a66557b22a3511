// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/raft/message.h"
#include "engine/raft/state.h"
#include "engine/raft/types.h"
#include "engine/stage/checks/verdicts.h"

namespace quorate::stage {

/// What a node promises is on its stable storage before the promise leaves (Figure 2: "updated on
/// stable storage before responding to RPCs"): votes, entries that it acknowledges, the log on
/// whose strength it asks for votes, and the vote for itself by which it leads.
///
/// `Disk` is what a node's disk certainly holds: hardState(), lastIndex() and holds(EntryId), which
/// is true as well for what is compacted.
class DurablePromise : Check {
public:
    explicit DurablePromise(Verdicts& verdicts) : Check("DurablePromise", verdicts) {}

    /// What of a message matters here.
    struct Promise {
        raft::MessageType type;
        raft::NodeId from;
        raft::NodeId to;
        raft::Term term;
        bool reject;
        raft::EntryId entry;  ///< logTerm and index
    };

    /// `promise` leaves a node with this disk.
    template <class Disk>
    void leaves(const Promise& promise, const Disk& disk) {
        const raft::HardState& state = disk.hardState();
        switch (promise.type) {
        case raft::MessageType::VoteResp:
            if (!promise.reject && exercise() &&
                (state.term < promise.term ||
                 (state.term == promise.term && state.vote != promise.to))) {
                broken(promise, "votes for node " + toString(promise.to));
            }
            break;
        case raft::MessageType::AppResp:
            // In a later term the disk holds another leader's log: then this was true, before.
            if (!promise.reject && exercise() && state.term <= promise.term &&
                disk.lastIndex() < promise.entry.index) {
                broken(promise, "acknowledges entry " + toString(promise.entry.index));
            }
            break;
        case raft::MessageType::Vote:
            if (exercise() && !isOver(promise, disk) && !disk.holds(promise.entry)) {
                broken(promise, "campaigns with entry " + toString(promise.entry.index));
            }
            break;
        default:
            break;
        }
    }

    /// `leader` leads in `term`.
    template <class Disk>
    void leads(raft::NodeId leader, raft::Term term, const Disk& disk) {
        if (exercise() && (disk.hardState().term != term || disk.hardState().vote != leader)) {
            broken(leader, term, "leads by its own vote", {});
        }
    }

private:
    /// The campaign of `promise` was over before its request could leave: the disk has gone on to a
    /// later term, or has what the winner of this one made of the log. Nobody counts the votes that
    /// come of it, in whatever life.
    template <class Disk>
    static bool isOver(const Promise& promise, const Disk& disk) {
        return disk.hardState().term > promise.term ||
               (promise.entry.term < promise.term && disk.holds({promise.term, disk.lastIndex()}));
    }

    void broken(const Promise& promise, const std::string& what) {
        broken(promise.from, promise.term, what, {promise.entry});
    }
    void broken(raft::NodeId node, raft::Term term, const std::string& what,
                std::vector<raft::EntryId> entries) {
        violated(node,
                 "node " + toString(node) + " " + what + " in term " + toString(term) +
                     " before that is durable",
                 std::move(entries));
    }
};

}  // namespace quorate::stage
