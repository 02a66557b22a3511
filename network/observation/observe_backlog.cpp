// SPDX-License-Identifier: Apache-2.0
#include "network/observation/observe_backlog.h"

#include <algorithm>

#include "engine/observe/event_source.h"

namespace quorate::network {

namespace {

std::uint64_t firstOf(const observe::Chunk& chunk) {
    return observe::sequenceOf(chunk.record(0).id);
}

std::size_t bytesOf(const observe::Chunk& chunk) {
    const observe::Chunk::Parts& parts = chunk.parts();
    return parts.nodes.size() + parts.records.size() + parts.blobs.size();
}

}  // namespace

void ObserveBacklog::add(const observe::Published& published) {
    m_through = std::max(m_through, published.through);
    for (const observe::Chunk& chunk : published.chunks) {
        if (chunk.empty()) {
            continue;
        }
        // One that was published before is shown again, grown.
        if (!m_chunks.empty() && firstOf(m_chunks.back()) == firstOf(chunk)) {
            m_heldBytes -= bytesOf(m_chunks.back());
            m_chunks.pop_back();
        }
        m_heldBytes += bytesOf(chunk);
        m_chunks.push_back(chunk);
        m_next = firstOf(chunk) + chunk.size();
    }
    while (m_heldBytes > m_maxBytes && m_chunks.size() > 1) {
        m_heldBytes -= bytesOf(m_chunks.front());
        m_chunks.pop_front();
        m_first = firstOf(m_chunks.front());
    }
}

void ObserveBacklog::clear() {
    m_chunks.clear();
    m_heldBytes = 0;
    m_first = m_next;
}

std::optional<ObserveBacklog::Place> ObserveBacklog::find(std::uint64_t sequence) const {
    if (sequence < m_first || sequence >= m_next) {
        return std::nullopt;
    }
    const auto behind = std::upper_bound(
        m_chunks.begin(), m_chunks.end(), sequence,
        [](std::uint64_t wanted, const observe::Chunk& chunk) { return wanted < firstOf(chunk); });
    const observe::Chunk& chunk = *std::prev(behind);
    return Place{chunk, static_cast<std::size_t>(sequence - firstOf(chunk))};
}

}  // namespace quorate::network
