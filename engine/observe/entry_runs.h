// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/raft/entry.h"
#include "engine/raft/types.h"

namespace quorate::observe {

/// What a picture of the log shows of an entry besides its term.
enum class EntryKind : std::uint8_t {
    Normal,
    ConfChange,
    Empty,  ///< a new leader's first one, or in the place of a change that was not allowed
};

EntryKind kindOf(const raft::Entry& entry) noexcept;

/// Entries of one term and kind that stand one behind the other.
struct EntryRun {
    std::uint64_t count{0};
    raft::Term term;
    EntryKind kind{EntryKind::Normal};
    friend bool operator==(const EntryRun&, const EntryRun&) = default;
};

/// Consecutive entries as runs. The few runs that a message has are held without the heap.
///
///     neighbouring runs differ, and none is empty
class EntryRuns {
public:
    EntryRuns() = default;
    explicit EntryRuns(raft::Index first) : m_first(first) {}
    /// Of consecutive entries.
    static EntryRuns of(raft::EntrySpan entries);

    /// Adds entries at the end; nothing where `run` has none.
    void append(const EntryRun& run);

    [[nodiscard]] bool empty() const noexcept { return m_runCount == 0; }
    /// The first index; 0 without entries, unless it was given.
    [[nodiscard]] raft::Index first() const noexcept { return m_first; }
    /// The index behind the last entry.
    [[nodiscard]] raft::Index end() const noexcept { return m_first + m_entryCount; }
    [[nodiscard]] std::uint64_t entryCount() const noexcept { return m_entryCount; }
    [[nodiscard]] std::span<const EntryRun> runs() const noexcept {
        return m_runCount <= kFew ? std::span<const EntryRun>(m_few).first(m_runCount)
                                  : std::span<const EntryRun>(m_many);
    }
    friend bool operator==(const EntryRuns& a, const EntryRuns& b);

private:
    static constexpr std::size_t kFew = 2;

    EntryRun& lastRun() noexcept {
        return m_runCount <= kFew ? m_few[m_runCount - 1] : m_many.back();
    }

    raft::Index m_first;
    std::uint64_t m_entryCount{0};
    std::size_t m_runCount{0};
    std::array<EntryRun, kFew> m_few;
    /// All of them, as soon as they are more than a few.
    std::vector<EntryRun> m_many;
};

}  // namespace quorate::observe
