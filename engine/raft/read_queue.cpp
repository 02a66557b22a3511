// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/read_queue.h"

#include <algorithm>
#include <string>
#include <utility>

namespace quorate::raft {

namespace {

constexpr std::size_t kNumberSize = 8;

void put(std::string& bytes, std::uint64_t number) {
    for (std::size_t i = 0; i < kNumberSize; ++i) {
        bytes.push_back(static_cast<char>(static_cast<unsigned char>(number >> (8 * i))));
    }
}

std::uint64_t get(const Bytes& bytes, std::size_t offset) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < kNumberSize; ++i) {
        const auto byte = static_cast<unsigned char>(bytes.data()[offset + i]);
        number |= static_cast<std::uint64_t>(byte) << (8 * i);
    }
    return number;
}

}  // namespace

Bytes HeartbeatContext::encode() const {
    std::string bytes;
    bytes.reserve(2 * kNumberSize);
    put(bytes, read);
    put(bytes, tick);
    return Bytes::copyOf(bytes);
}

std::optional<HeartbeatContext> HeartbeatContext::decode(const Bytes& bytes) {
    if (bytes.size() != 2 * kNumberSize) {
        return std::nullopt;
    }
    return HeartbeatContext{get(bytes, 0), get(bytes, kNumberSize)};
}

void ReadQueue::add(ReadRequest request, Index commitIndex, NodeId self) {
    ++m_lastNumber;
    m_pending.push_back({m_lastNumber, std::move(request), commitIndex, IdSet({self})});
}

const ReadQueue::Pending* ReadQueue::acknowledge(NodeId from, std::uint64_t number) {
    const auto at = std::lower_bound(
        m_pending.begin(), m_pending.end(), number,
        [](const Pending& pending, std::uint64_t wanted) { return pending.number < wanted; });
    if (at == m_pending.end() || at->number != number) {
        return nullptr;
    }
    at->acknowledged.insert(from);
    return &*at;
}

std::vector<ReadQueue::Pending> ReadQueue::takeUpTo(std::uint64_t number) {
    std::vector<Pending> taken;
    while (!m_pending.empty() && m_pending.front().number <= number) {
        taken.push_back(std::move(m_pending.front()));
        m_pending.pop_front();
    }
    return taken;
}

}  // namespace quorate::raft
