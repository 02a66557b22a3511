// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/observe/copy_on_write.h"
#include "engine/observe/entry_runs.h"
#include "engine/raft/types.h"

namespace quorate::observe {

/// What a whole log consists of: terms and kinds, as runs, in blocks that copies share.
///
///     first() <= end(), and every index in [first, end) has a term and a kind
///     neighbouring runs differ
///
/// A log of 100,000 entries is a handful of runs in most cases; where it is not, a copy costs a
/// pointer for every 64 of them, and the next change the block that it falls into.
class LogRuns {
public:
    /// Entries of one term and kind: those from `first` to the next run.
    struct Run {
        raft::Index first;
        raft::Term term;
        EntryKind kind{EntryKind::Normal};
    };

    [[nodiscard]] raft::Index first() const noexcept { return m_first; }
    [[nodiscard]] raft::Index end() const noexcept { return m_end; }
    /// Nothing outside of [first, end).
    [[nodiscard]] std::optional<Run> at(raft::Index index) const;

    /// Empties it; the next entry will be `first`.
    void reset(raft::Index first);
    /// Puts entries at their places, which ends the log behind them. Those that would leave a gap
    /// begin the log anew.
    void append(const EntryRuns& entries);
    void truncateFrom(raft::Index index);
    /// Removes all up to and including `index`.
    void compactTo(raft::Index index);

    /// Calls visit(first, end, term, kind) for the runs within [low, high), in order.
    template <class Visit>
    void forEach(raft::Index low, raft::Index high, const Visit& visit) const {
        low = std::max(low, m_first);
        high = std::min(high, m_end);
        for (std::size_t b = blockOf(low); low < high && b < m_blocks->size(); ++b) {
            const Block& block = *(*m_blocks)[b];
            for (std::size_t r = 0; r < block.size() && low < high; ++r) {
                const raft::Index runEnd = endOf(b, r);
                if (runEnd > low) {
                    const raft::Index until = std::min(runEnd, high);
                    visit(low, until, block[r].term, block[r].kind);
                    low = until;
                }
            }
        }
    }
    /// All of it, for encoding.
    [[nodiscard]] EntryRuns toEntryRuns() const;
    [[nodiscard]] std::size_t blockCount() const noexcept { return m_blocks->size(); }

    friend bool operator==(const LogRuns& a, const LogRuns& b) {
        return a.m_first == b.m_first && a.m_end == b.m_end && a.toEntryRuns() == b.toEntryRuns();
    }

private:
    static constexpr std::size_t kRunsPerBlock = 64;
    using Block = std::vector<Run>;

    /// The last block that begins at or before `index`, or the first one.
    [[nodiscard]] std::size_t blockOf(raft::Index index) const;
    [[nodiscard]] raft::Index endOf(std::size_t block, std::size_t run) const;
    void appendRun(const EntryRun& run);

    raft::Index m_first{1};
    raft::Index m_end{1};
    /// None of the blocks is empty. The first run may begin before m_first.
    CopyOnWrite<std::vector<CopyOnWrite<Block>>> m_blocks;
};

}  // namespace quorate::observe
