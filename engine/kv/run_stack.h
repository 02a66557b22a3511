// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/kv/sorted_run.h"

namespace quorate::kv {

/// Runs on top of each other, the newest last. None may be changed.
using SortedRuns = std::vector<std::shared_ptr<const SortedRun>>;

/// What the newest of the runs says of the key that has it. It lives as long as they.
[[nodiscard]] std::optional<RunEntry> findIn(const SortedRuns& runs, std::string_view key);

/// What they made, in one; none at all is an empty one.
[[nodiscard]] std::shared_ptr<const SortedRun> asOne(const SortedRuns& runs);

/// Changes that are held back from a store, to go there many at a time: what a log-structured merge
/// tree has in memory. There are never many runs: where there would be, the newest ones become one,
/// such that in the end a change is in a merge as often as the logarithm of their number. Who reads
/// may keep those of a moment.
///
/// It belongs to one thread.
class RunStack {
public:
    void add(SortedRun run);
    void clear();

    [[nodiscard]] bool empty() const noexcept { return m_runs.empty(); }
    /// Of all keys and values in it.
    [[nodiscard]] std::size_t bytes() const noexcept { return m_bytes; }
    [[nodiscard]] const SortedRuns& runs() const noexcept { return m_runs; }
    /// As findIn(). What it gives lives until the next change.
    [[nodiscard]] std::optional<RunEntry> find(std::string_view key) const {
        return findIn(m_runs, key);
    }
    /// All of them; leaves none.
    [[nodiscard]] SortedRuns take();

private:
    void mergeNewest();

    SortedRuns m_runs;
    std::size_t m_bytes{0};
};

}  // namespace quorate::kv
