// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/log_image.h"

#include <algorithm>

#include "engine/base/invariant.h"

namespace quorate::simulation {

using raft::Index;

LogImage::Change LogImage::update(const raft::RaftLog& log) {
    Change change;
    change.lastBefore = lastIndex();
    moveStart(log);
    const Index offset = log.unstable().offset();
    // What became stable is looked at once more, as storage tells it now.
    const Index from = std::max(m_before.next(), std::min(m_scannedFrom, offset));
    m_scannedFrom = offset;
    if (from < offset) {
        m_page.clear();
        const auto read = log.slice(from, offset, raft::kNoLimit, m_page);
        QUORATE_INVARIANT(read.has_value(), "the log cannot be read: " + read.error().message);
        for (const raft::Entry& entry : m_page) {
            take(entry, change);
        }
    }
    for (const raft::Entry& entry : log.unstable().entries()) {
        take(entry, change);
    }
    const Index last = log.lastIndex();
    if (last < lastIndex()) {
        m_slots.resize(last - m_before);
        change.firstChanged = last.next();
    }
    return change;
}

/// Follows a compaction, or a snapshot that replaced everything.
void LogImage::moveStart(const raft::RaftLog& log) {
    const Index before = log.firstIndex().previous();
    if (before <= m_before) {
        return;
    }
    if (const auto& snapshot = log.unstable().snapshot()) {
        m_slots.clear();
        m_chainBefore = decodeChain(snapshot->data);
    } else {
        const auto chain = chainAt(before);
        QUORATE_INVARIANT(chain.has_value(), "the log was compacted beyond its end");
        m_chainBefore = *chain;
        m_slots.erase(m_slots.begin(),
                      m_slots.begin() + static_cast<std::ptrdiff_t>(before - m_before));
    }
    m_before = before;
}

void LogImage::take(const raft::Entry& entry, Change& change) {
    if (entry.index <= m_before) {
        return;
    }
    const std::uint64_t place = entry.index - m_before - 1;
    QUORATE_INVARIANT(place <= m_slots.size(), "the log has a gap before " + toString(entry.index));
    const Chain previous = place == 0 ? m_chainBefore : m_slots[place - 1].chain;
    const Chain chain = chainAfter(previous, entry);
    if (place < m_slots.size()) {
        if (m_slots[place].chain == chain) {
            return;
        }
        change.firstChanged = entry.index;
        m_slots.resize(place);
    }
    m_slots.push_back({entry.term, chain, entry.type != raft::EntryType::Normal});
    if (change.firstNew == Index(0)) {
        change.firstNew = entry.index;
    }
}

const LogImage::Slot* LogImage::find(Index index) const noexcept {
    return index > m_before && index <= lastIndex() ? &m_slots[index - m_before - 1] : nullptr;
}

std::optional<Chain> LogImage::chainAt(Index index) const noexcept {
    if (index == m_before) {
        return m_chainBefore;
    }
    const Slot* slot = find(index);
    return slot != nullptr ? std::optional<Chain>(slot->chain) : std::nullopt;
}

}  // namespace quorate::simulation
