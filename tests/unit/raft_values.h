// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTest>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "engine/raft/entry.h"
#include "engine/raft/snapshot.h"
#include "engine/raft/types.h"

namespace QTest {

/// Lets a failed QCOMPARE show what the strings are.
template <>
inline char* toString(const std::string& text) {
    return qstrdup(text.c_str());
}

}  // namespace QTest

/// Short ways to write the values that tests of the core are about.
namespace quorate::tests {

inline raft::Entry entryOf(std::uint64_t term, std::uint64_t index, std::string_view data = {}) {
    raft::Entry entry;
    entry.term = raft::Term(term);
    entry.index = raft::Index(index);
    entry.data = Bytes::copyOf(data);
    return entry;
}

/// Entries from `first` on, one for each term.
inline raft::Entries entriesFrom(std::uint64_t first, std::initializer_list<std::uint64_t> terms) {
    raft::Entries entries;
    for (const std::uint64_t term : terms) {
        entries.push_back(entryOf(term, first + entries.size()));
    }
    return entries;
}

/// "1/4 1/5 2/6": term and index of each.
inline std::string placesOf(raft::EntrySpan entries) {
    std::string text;
    for (const raft::Entry& entry : entries) {
        text += (text.empty() ? "" : " ") + toString(entry.term) + "/" + toString(entry.index);
    }
    return text;
}

inline raft::EntryId idOf(std::uint64_t term, std::uint64_t index) {
    return {raft::Term(term), raft::Index(index)};
}

inline std::vector<raft::NodeId> idsOf(std::initializer_list<std::uint64_t> values) {
    std::vector<raft::NodeId> ids;
    for (const std::uint64_t value : values) {
        ids.emplace_back(value);
    }
    return ids;
}

/// At that place, with these voters.
inline raft::Snapshot snapshotOf(std::uint64_t term, std::uint64_t index,
                                 std::initializer_list<std::uint64_t> voters = {1}) {
    raft::Snapshot snapshot;
    snapshot.metadata.term = raft::Term(term);
    snapshot.metadata.index = raft::Index(index);
    snapshot.metadata.confState.voters = idsOf(voters);
    return snapshot;
}

}  // namespace quorate::tests
