// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/raft/message.h"
#include "tests/simulation/stored_log.h"
#include "tests/simulation/verdict.h"

namespace quorate::simulation {

/// What a node promises is on its stable storage before the promise leaves (Figure 2: "updated on
/// stable storage before responding to RPCs"): votes, entries that it acknowledges, the log on
/// whose strength it asks for votes, and the vote for itself by which it leads.
class DurablePromise {
public:
    explicit DurablePromise(Verdict& verdict) : m_verdict(verdict) {}

    /// `message` leaves a node whose disk certainly holds `disk`.
    void leaves(const raft::Message& message, const StoredLog& disk) {
        const raft::HardState& state = disk.hardState();
        switch (message.type) {
        case raft::MessageType::VoteResp:
            if (!message.reject && (state.term < message.term ||
                                    (state.term == message.term && state.vote != message.to))) {
                broken(message.from, message.term, "votes for node " + toString(message.to));
            }
            break;
        case raft::MessageType::AppResp:
            // In a later term the disk holds another leader's log: then this was true, before.
            if (!message.reject && state.term <= message.term && disk.lastIndex() < message.index) {
                broken(message.from, message.term, "acknowledges entry " + toString(message.index));
            }
            break;
        case raft::MessageType::Vote:
            if (!holds(disk, {message.logTerm, message.index})) {
                broken(message.from, message.term,
                       "campaigns with entry " + toString(message.index));
            }
            break;
        default:
            break;
        }
    }

    /// `leader` leads in `term`.
    void leads(raft::NodeId leader, raft::Term term, const StoredLog& disk) {
        if (disk.hardState().term != term || disk.hardState().vote != leader) {
            broken(leader, term, "leads by its own vote");
        }
    }

private:
    static bool holds(const StoredLog& disk, raft::EntryId id) {
        if (id.index <= disk.before().index) {
            return true;  // compacted, so it was there
        }
        return id.index <= disk.lastIndex() &&
               disk.entries()[id.index - disk.before().index - 1].term == id.term;
    }
    void broken(raft::NodeId node, raft::Term term, const std::string& what) {
        m_verdict.violated("DurablePromise", "node " + toString(node) + " " + what + " in term " +
                                                 toString(term) + " before that is durable");
    }

    Verdict& m_verdict;
};

}  // namespace quorate::simulation
