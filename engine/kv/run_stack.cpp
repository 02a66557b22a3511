// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/run_stack.h"

#include <span>
#include <utility>

namespace quorate::kv {

namespace {

/// More are too many for who reads; fewer would be merged more often.
constexpr std::size_t kMaxRuns = 16;

}  // namespace

std::optional<RunEntry> findIn(const SortedRuns& runs, std::string_view key) {
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
        if (const auto entry = (*run)->find(key)) {
            return entry;
        }
    }
    return std::nullopt;
}

std::shared_ptr<const SortedRun> asOne(const SortedRuns& runs) {
    return runs.size() == 1 ? runs.front()
                            : std::make_shared<const SortedRun>(SortedRun::merged(runs));
}

void RunStack::add(SortedRun run) {
    if (run.empty()) {
        return;
    }
    m_bytes += run.bytes();
    m_runs.push_back(std::make_shared<const SortedRun>(std::move(run)));
    if (m_runs.size() > kMaxRuns) {
        mergeNewest();
    }
}

/// Those that together are larger than the next older one, and that with them.
void RunStack::mergeNewest() {
    std::size_t first = m_runs.size() - 1;
    std::size_t size = m_runs.back()->size();
    while (first > 0 && (m_runs[first - 1]->size() <= size || first + 1 >= kMaxRuns)) {
        --first;
        size += m_runs[first]->size();
    }
    const auto newest = std::span(m_runs).subspan(first);
    for (const auto& run : newest) {
        m_bytes -= run->bytes();
    }
    auto merged = std::make_shared<const SortedRun>(SortedRun::merged(newest));
    m_bytes += merged->bytes();
    m_runs.resize(first);
    m_runs.push_back(std::move(merged));
}

void RunStack::clear() {
    m_runs.clear();
    m_bytes = 0;
}

SortedRuns RunStack::take() {
    SortedRuns all = std::exchange(m_runs, {});
    clear();
    return all;
}

}  // namespace quorate::kv
