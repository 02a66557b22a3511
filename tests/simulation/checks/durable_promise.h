// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/raft/message.h"
#include "tests/simulation/stored_log.h"
#include "tests/simulation/verdict.h"

namespace quorate::simulation {

/// What a node promises is on its stable storage before the promise leaves (Figure 2: "updated on
/// stable storage before responding to RPCs"): votes, and entries that it acknowledges.
class DurablePromise {
public:
    explicit DurablePromise(Verdict& verdict) : m_verdict(verdict) {}

    /// `message` leaves a node whose disk certainly holds `disk`.
    void leaves(const raft::Message& message, const StoredLog& disk) {
        const raft::HardState& state = disk.hardState();
        const auto broken = [&](const std::string& what) {
            m_verdict.violated("DurablePromise", "node " + toString(message.from) + " " + what +
                                                     " in term " + toString(message.term) +
                                                     " before that is durable");
        };
        switch (message.type) {
        case raft::MessageType::VoteResp:
            if (!message.reject && (state.term < message.term ||
                                    (state.term == message.term && state.vote != message.to))) {
                broken("votes for node " + toString(message.to));
            }
            break;
        case raft::MessageType::AppResp:
            // In a later term the disk holds another leader's log: then this was true, before.
            if (!message.reject && state.term <= message.term && disk.lastIndex() < message.index) {
                broken("acknowledges entry " + toString(message.index));
            }
            break;
        default:
            break;
        }
    }

private:
    Verdict& m_verdict;
};

}  // namespace quorate::simulation
