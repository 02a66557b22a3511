// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "engine/node/client_port.h"
#include "engine/observe/runtime_events.h"
#include "engine/raft/event_id.h"
#include "engine/raft/types.h"

namespace quorate::node {

/// The proposals of this incarnation that have no outcome yet, by sequence.
///
///     sequences are consecutive along the queue, and deadlines do not decrease
class PendingProposals {
public:
    struct Pending {
        RequestToken token;
        raft::NodeId lead;  ///< to whom it went
        std::uint64_t deadlineTick{0};
        std::uint64_t bytes{0};
        bool isOpen{false};
        std::uint64_t sequence{0};  ///< given by add()
        observe::OperationId operation;
        raft::EventId queued;  ///< told of it, where somebody listened
    };

    /// The sequence that the next proposal will have.
    [[nodiscard]] std::uint64_t nextSequence() const noexcept { return m_first + m_queue.size(); }
    void add(Pending proposal);

    /// Those from `sequence` on went to this leader.
    void sentTo(raft::NodeId lead, std::uint64_t sequence);

    /// Takes one that has an outcome now; nothing for one that is not pending (any more).
    std::optional<Pending> take(std::uint64_t sequence);
    /// Takes all whose time is over.
    std::vector<Pending> takeOverdue(std::uint64_t nowTick);
    /// Takes all that went to somebody other than `lead`.
    std::vector<Pending> takeLostWithLeader(raft::NodeId lead);
    std::vector<Pending> takeAll();

    /// Null for one that is not pending (any more).
    [[nodiscard]] const Pending* find(std::uint64_t sequence) const;
    /// From the oldest one that is pending to the newest there was.
    [[nodiscard]] std::size_t span() const noexcept { return m_queue.size(); }
    [[nodiscard]] std::size_t count() const noexcept { return m_openCount; }
    [[nodiscard]] std::uint64_t bytes() const noexcept { return m_bytes; }

private:
    void close(Pending& proposal);
    void dropClosed();

    std::uint64_t m_first{1};
    std::deque<Pending> m_queue;
    std::size_t m_openCount{0};
    std::uint64_t m_bytes{0};
};

}  // namespace quorate::node
