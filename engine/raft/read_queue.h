// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/raft/quorum.h"
#include "engine/raft/types.h"

namespace quorate::raft {

/// The answer to a read request: once this index is applied, a local read is linearizable.
/// `requestContext` is what the requester gave to tell its requests apart.
struct ReadState {
    Index index;
    Bytes requestContext;
    friend bool operator==(const ReadState&, const ReadState&) = default;
};

/// A read that asked this leader.
struct ReadRequest {
    NodeId from;  ///< this node itself, or the follower that passed it on
    Bytes context;
    /// A leader with a lease may answer at once.
    bool acceptsLease{false};
};

/// What a leader's heartbeats carry and followers echo: the newest read that waits for
/// confirmation (0 for none), and the leader's tick when the heartbeat left.
struct HeartbeatContext {
    std::uint64_t read{0};
    std::uint64_t tick{0};

    [[nodiscard]] Bytes encode() const;
    /// Nothing for bytes that are no such context.
    static std::optional<HeartbeatContext> decode(const Bytes& bytes);
};

/// The reads that wait for a quorum to confirm the leader (dissertation §6.4): each noted the
/// commit index when it came and sent its number with a round of heartbeats; once a quorum has
/// echoed the number, that read and all before it are confirmed.
///
///     numbers grow along pending()
///
/// The numbers are the queue's own and are never used twice, whatever contexts requesters choose:
/// a late echo of an earlier round can never confirm a later read.
class ReadQueue {
public:
    struct Pending {
        std::uint64_t number{0};
        ReadRequest request;
        Index index;
        IdSet acknowledged;
    };

    /// Adds a request, which `self` acknowledges.
    void add(ReadRequest request, Index commitIndex, NodeId self);

    /// A member echoed a read's number. That read, or null for what is out of date.
    const Pending* acknowledge(NodeId from, std::uint64_t number);

    /// Removes and returns all reads up to and including `number`, in order.
    std::vector<Pending> takeUpTo(std::uint64_t number);

    /// The newest read's number, so that every heartbeat serves all that wait; 0 without one.
    [[nodiscard]] std::uint64_t lastNumber() const noexcept {
        return m_pending.empty() ? 0 : m_pending.back().number;
    }

    /// Forgets all of them; those who asked will ask again.
    void clear() noexcept { m_pending.clear(); }
    [[nodiscard]] std::size_t size() const noexcept { return m_pending.size(); }
    [[nodiscard]] const std::deque<Pending>& pending() const noexcept { return m_pending; }

private:
    std::uint64_t m_lastNumber{0};
    std::deque<Pending> m_pending;
};

}  // namespace quorate::raft
