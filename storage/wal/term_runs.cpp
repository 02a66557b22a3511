// SPDX-License-Identifier: Apache-2.0
#include "storage/wal/term_runs.h"

#include <algorithm>
#include <iterator>

namespace quorate::storage {

namespace {

/// Behind the run that holds `index`.
template <class Runs>
auto behind(Runs& runs, raft::Index index) {
    return std::upper_bound(
        runs.begin(), runs.end(), index,
        [](raft::Index value, const raft::EntryId& run) { return value < run.index; });
}

}  // namespace

void TermRuns::append(const raft::EntryId& id) {
    while (m_runs.size() > 1 && m_runs.back().index >= id.index) {
        m_runs.pop_back();
    }
    if (m_runs.back().term != id.term) {
        m_runs.push_back(id);
    }
}

void TermRuns::release(raft::Index index) {
    const auto end = behind(m_runs, index);
    if (end - m_runs.begin() > 1) {
        m_runs.erase(m_runs.begin(), std::prev(end));
    }
}

raft::Term TermRuns::at(raft::Index index) const {
    const auto end = behind(m_runs, index);
    return end == m_runs.begin() ? m_runs.front().term : std::prev(end)->term;
}

}  // namespace quorate::storage
