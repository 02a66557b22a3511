// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "engine/observe/moment.h"
#include "engine/raft/event_id.h"
#include "engine/raft/message.h"
#include "engine/raft/types.h"

/// What happens to messages between nodes, and to the links that they travel on.
namespace quorate::observe {

/// One direction between two nodes.
struct Link {
    raft::NodeId from;
    raft::NodeId to;
    friend auto operator<=>(const Link&, const Link&) = default;
};

/// Names a message on its way: the event that sent it, and which one of its duplicates it is, 0
/// being the original.
struct MessageKey {
    raft::EventId sent;
    std::uint32_t copy{0};
    friend auto operator<=>(const MessageKey&, const MessageKey&) = default;
};

/// The transport took it.
struct MessageLeft {
    Link link;
    MessageKey key;
    raft::MessageType type{raft::MessageType::Hup};
    raft::Term term;
    bool reject{false};
    std::uint64_t bytes{0};
    Moment due;  ///< when it is to arrive, as far as is known; 0 otherwise
    /// As in the message: what an AppResp acknowledges, the log that a Vote stands on.
    raft::Term logTerm;
    raft::Index index;
};
struct MessageDelivered {
    Link link;
    MessageKey key;
};
enum class DropReason : std::uint8_t {
    LinkCut,
    Loss,
    NodeDown,
    QueueFull,
    Disconnected,
    ByOperator,
    NotSeen,  ///< nobody who watches can tell what became of it
};
struct MessageDropped {
    Link link;
    MessageKey key;
    DropReason reason{DropReason::LinkCut};
};
/// There is one more of it now.
struct MessageDuplicated {
    Link link;
    MessageKey key;
    std::uint32_t newCopy{0};
    Moment due;
};
struct MessageDelayed {
    Link link;
    MessageKey key;
    Moment due;
};
/// It stays where it is until somebody lets it go.
struct MessageHeld {
    Link link;
    MessageKey key;
};
struct MessageReleased {
    Link link;
    MessageKey key;
    Moment due;
};

/// How a link treats what travels on it. Probabilities are in millionths, times in nanoseconds.
struct LinkCondition {
    std::uint32_t lossMillionths{0};
    std::uint32_t duplicateMillionths{0};
    std::uint32_t reorderMillionths{0};
    std::uint64_t minDelayNs{0};
    std::uint64_t maxDelayNs{0};
    friend bool operator==(const LinkCondition&, const LinkCondition&) = default;
};
/// How it treats messages of one type, or all of them. No event, but what operators set.
struct LinkRule {
    std::optional<raft::MessageType> type;  ///< nothing: every type that has no rule of its own
    LinkCondition condition;
};
struct LinkCut {
    Link link;
};
struct LinkHealed {
    Link link;
};
struct LinkChanged {
    Link link;
    LinkCondition condition;
};

}  // namespace quorate::observe
