// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>

#include "engine/raft/message.h"

namespace quorate::network {

/// What waits to be sent to one peer, in two lanes: heartbeats, votes, acknowledgements and the
/// like overtake what carries entries, and each lane keeps its order. Messages are held as they
/// are, their payloads shared with the log, and encoded when the connection has room for them.
class SendQueue {
public:
    struct Limits {
        std::size_t messages{0};  ///< of each lane
        std::size_t bytes{0};     ///< of each lane, about as encoded
    };
    struct Encoded {
        std::size_t messages{0};
        /// Dropped, since no frame holds them.
        std::size_t tooLarge{0};
    };

    explicit SendQueue(Limits limits) : m_limits(limits) {}

    /// False, and nothing is taken, where the lane is full.
    [[nodiscard]] bool push(raft::Message& message);
    /// Appends frames to `out` until it has reached a size of `urgentSize`, and, once nothing
    /// urgent waits, of `bulkSize`.
    Encoded encodeInto(std::string& out, std::size_t urgentSize, std::size_t bulkSize);
    void clear(const std::function<void(const raft::Message&)>& drop);

    [[nodiscard]] bool empty() const noexcept { return m_urgent.empty() && m_bulk.empty(); }
    [[nodiscard]] bool hasUrgent() const noexcept { return !m_urgent.messages.empty(); }
    [[nodiscard]] std::size_t count() const noexcept {
        return m_urgent.messages.size() + m_bulk.messages.size();
    }
    [[nodiscard]] std::size_t bytes() const noexcept { return m_urgent.bytes + m_bulk.bytes; }

    /// Whether it travels in the lane that overtakes the other one.
    [[nodiscard]] static bool isUrgent(const raft::Message& message) noexcept;

private:
    struct Lane {
        std::deque<raft::Message> messages;
        std::size_t bytes{0};
        [[nodiscard]] bool empty() const noexcept { return messages.empty(); }
    };

    static void encodeFirst(Lane& lane, std::string& out, Encoded& encoded);

    Limits m_limits;
    Lane m_urgent;
    Lane m_bulk;
};

}  // namespace quorate::network
