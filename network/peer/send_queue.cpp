// SPDX-License-Identifier: Apache-2.0
#include "network/peer/send_queue.h"

#include <algorithm>
#include <utility>

#include "engine/raft/codec.h"
#include "network/peer/frame.h"

namespace quorate::network {

namespace {

/// What a message, and an entry, takes beside its payload, about.
constexpr std::size_t kMessageBytes = 40;
constexpr std::size_t kEntryBytes = 12;

std::size_t sizeOf(const raft::Message& message) {
    std::size_t bytes = kFrameHeadSize + kMessageBytes + message.context.size();
    for (const raft::Entry& entry : message.entries) {
        bytes += kEntryBytes + entry.data.size();
    }
    return bytes;
}

}  // namespace

bool SendQueue::isUrgent(const raft::Message& message) noexcept {
    switch (message.type) {
    case raft::MessageType::Prop:
    case raft::MessageType::App:  // also without entries: one must not overtake the entry before it
    case raft::MessageType::Snap:
        return false;
    default:
        return true;
    }
}

bool SendQueue::push(raft::Message& message) {
    Lane& lane = isUrgent(message) ? m_urgent : m_bulk;
    const std::size_t bytes = sizeOf(message);
    if (lane.messages.size() >= m_limits.messages ||
        (lane.bytes > 0 && lane.bytes + bytes > m_limits.bytes)) {
        return false;
    }
    lane.bytes += bytes;
    lane.messages.push_back(std::move(message));
    return true;
}

void SendQueue::encodeFirst(Lane& lane, std::string& out, Encoded& encoded) {
    const raft::Message& message = lane.messages.front();
    const std::size_t begin = beginFrame(out);
    raft::encode(message, out);
    if (endFrame(out, begin, FrameType::Message)) {
        ++encoded.messages;
    } else {
        ++encoded.tooLarge;
    }
    lane.bytes -= sizeOf(message);
    lane.messages.pop_front();
}

SendQueue::Encoded SendQueue::encodeInto(std::string& out, std::size_t urgentSize,
                                         std::size_t bulkSize) {
    Encoded encoded;
    while (!m_urgent.empty() && out.size() < urgentSize) {
        encodeFirst(m_urgent, out, encoded);
    }
    while (m_urgent.empty() && !m_bulk.empty() && out.size() < bulkSize) {
        encodeFirst(m_bulk, out, encoded);
    }
    return encoded;
}

void SendQueue::clear(const std::function<void(const raft::Message&)>& drop) {
    for (const Lane* lane : {&m_urgent, &m_bulk}) {
        std::for_each(lane->messages.begin(), lane->messages.end(), drop);
    }
    m_urgent = {};
    m_bulk = {};
}

}  // namespace quorate::network
