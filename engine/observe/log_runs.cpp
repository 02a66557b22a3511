// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/log_runs.h"

#include <iterator>

namespace quorate::observe {

using raft::Index;

std::size_t LogRuns::blockOf(Index index) const {
    const auto& blocks = *m_blocks;
    const auto behind = std::upper_bound(blocks.begin(), blocks.end(), index,
                                         [](Index wanted, const CopyOnWrite<Block>& block) {
                                             return wanted < block->front().first;
                                         });
    const auto count = static_cast<std::size_t>(behind - blocks.begin());
    return count > 0 ? count - 1 : 0;
}

Index LogRuns::endOf(std::size_t block, std::size_t run) const {
    const auto& blocks = *m_blocks;
    if (run + 1 < blocks[block]->size()) {
        return (*blocks[block])[run + 1].first;
    }
    return block + 1 < blocks.size() ? blocks[block + 1]->front().first : m_end;
}

std::optional<LogRuns::Run> LogRuns::at(Index index) const {
    if (index < m_first || index >= m_end) {
        return std::nullopt;
    }
    const Block& block = *(*m_blocks)[blockOf(index)];
    const auto behind =
        std::upper_bound(block.begin(), block.end(), index,
                         [](Index wanted, const Run& run) { return wanted < run.first; });
    return *std::prev(behind);
}

void LogRuns::reset(Index first) {
    m_first = first;
    m_end = first;
    m_blocks = CopyOnWrite<std::vector<CopyOnWrite<Block>>>();
}

void LogRuns::append(const EntryRuns& entries) {
    if (entries.empty()) {
        return;
    }
    if (entries.first() > m_end || entries.first() < m_first) {
        reset(entries.first());
    } else {
        truncateFrom(entries.first());
    }
    for (const EntryRun& run : entries.runs()) {
        appendRun(run);
    }
}

void LogRuns::appendRun(const EntryRun& run) {
    const Index first = m_end;
    m_end = m_end + run.count;
    if (!m_blocks->empty()) {
        const Run& last = m_blocks->back()->back();
        if (last.term == run.term && last.kind == run.kind) {
            return;
        }
    }
    auto& blocks = m_blocks.write();
    if (blocks.empty() || blocks.back()->size() >= kRunsPerBlock) {
        blocks.emplace_back();
        blocks.back().write().reserve(kRunsPerBlock / 8);
    }
    blocks.back().write().push_back({first, run.term, run.kind});
}

void LogRuns::truncateFrom(Index index) {
    if (index >= m_end) {
        return;
    }
    if (index <= m_first) {
        reset(m_first);
        return;
    }
    m_end = index;
    const auto isBehind = [index](const Run& run) { return run.first >= index; };
    if (!isBehind(m_blocks->back()->back())) {
        return;
    }
    auto& blocks = m_blocks.write();
    while (isBehind(blocks.back()->front())) {
        blocks.pop_back();
    }
    if (isBehind(blocks.back()->back())) {
        Block& last = blocks.back().write();
        while (isBehind(last.back())) {
            last.pop_back();
        }
    }
}

void LogRuns::compactTo(Index index) {
    if (index < m_first) {
        return;
    }
    if (index.next() >= m_end) {
        reset(std::max(index.next(), m_end));
        return;
    }
    m_first = index.next();
    if (const std::size_t kept = blockOf(m_first); kept > 0) {
        auto& blocks = m_blocks.write();
        blocks.erase(blocks.begin(), blocks.begin() + static_cast<std::ptrdiff_t>(kept));
    }
}

EntryRuns LogRuns::toEntryRuns() const {
    EntryRuns entries(m_first);
    forEach(m_first, m_end, [&entries](Index low, Index high, raft::Term term, EntryKind kind) {
        entries.append({high - low, term, kind});
    });
    return entries;
}

}  // namespace quorate::observe
