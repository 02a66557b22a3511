// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/entry_runs.h"

#include <algorithm>

namespace quorate::observe {

EntryKind kindOf(const raft::Entry& entry) noexcept {
    if (entry.type != raft::EntryType::Normal) {
        return EntryKind::ConfChange;
    }
    return entry.data.empty() ? EntryKind::Empty : EntryKind::Normal;
}

EntryRuns EntryRuns::of(raft::EntrySpan entries) {
    EntryRuns runs(entries.empty() ? raft::Index(0) : entries.front().index);
    for (const raft::Entry& entry : entries) {
        runs.append({1, entry.term, kindOf(entry)});
    }
    return runs;
}

void EntryRuns::append(const EntryRun& run) {
    if (run.count == 0) {
        return;
    }
    m_entryCount += run.count;
    if (m_runCount > 0 && lastRun().term == run.term && lastRun().kind == run.kind) {
        lastRun().count += run.count;
        return;
    }
    if (m_runCount < kFew) {
        m_few[m_runCount] = run;
    } else {
        if (m_runCount == kFew) {
            m_many.assign(m_few.begin(), m_few.end());
        }
        m_many.push_back(run);
    }
    ++m_runCount;
}

bool operator==(const EntryRuns& a, const EntryRuns& b) {
    const auto left = a.runs();
    const auto right = b.runs();
    return a.m_first == b.m_first &&
           std::equal(left.begin(), left.end(), right.begin(), right.end());
}

}  // namespace quorate::observe
