// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "engine/observe/core_trace_observer.h"
#include "engine/observe/observer.h"
#include "engine/raft/message.h"

namespace quorate::tests {

/// The events of nine nodes in the steady state, without the nodes: one entry after the other is
/// proposed, sent, written, acknowledged, committed and applied.
class SteadyLoad {
public:
    static constexpr std::uint64_t kNodes = 9;
    static constexpr raft::Term kTerm{3};

    struct Options {
        /// Of the first new entry; those before are what begin() tells of.
        std::uint64_t firstIndex{1};
        /// Between two events.
        std::uint64_t stepNs{1000};
        observe::Moment start;
        /// Messages are seen on their links, and so many of them at a time; 0 for none at all.
        std::size_t messagesOnTheWay{0};
        /// Each entry is what a client asked for.
        bool hasClients{false};
        /// Now and then something is broken on purpose: after so many entries; 0 for never.
        std::uint64_t entriesBetweenFaults{0};
    };

    /// `observer` outlives it.
    SteadyLoad(observe::Observer& observer, const Options& options);

    /// The nodes, the first of them leading, with all entries before the first new one, of which
    /// every hundredth is empty. The number of events.
    std::uint64_t begin();
    /// One entry, at all nodes, through the same adapter that cores use. The number of events.
    std::uint64_t replicateOne();
    /// Of the latest event.
    [[nodiscard]] observe::Moment now() const noexcept { return observe::Moment(m_now); }

private:
    void follow(raft::NodeId id, raft::Index index);
    raft::EventId tellCore(raft::NodeId node, const raft::trace::Body& body);
    raft::EventId tell(raft::NodeId node, observe::Body body);
    raft::EventId send(raft::Message& message);
    void breakSomething();

    observe::Observer& m_observer;
    observe::CoreTraceObserver m_core;
    const Options m_options;
    std::uint64_t m_next;
    std::uint64_t m_now;
    std::uint64_t m_events{0};
    std::uint64_t m_fault{0};
    raft::EventId m_cause;
    raft::Message m_append;
    raft::Message m_answer;
    std::deque<observe::MessageDelivered> m_onTheWay;
    const std::vector<raft::NodeId> m_quorum{raft::NodeId(1), raft::NodeId(2), raft::NodeId(3),
                                             raft::NodeId(4), raft::NodeId(5)};
};

}  // namespace quorate::tests
