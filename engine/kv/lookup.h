// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/kv/layout.h"
#include "engine/kv/ordered_store.h"
#include "engine/kv/revision.h"

namespace quorate::kv {

// Looking up one key or one change. A key's record says which change put its value; the value lies
// with that change and nowhere else. Every Error is the store's, or Corrupted.

/// What is known of the value of a key now: whether there is one.
Result<bool> readRecord(const StoreReader& reader, std::string_view key, layout::Record& record);

/// The value of a key now: whether there is one. `stored` holds the bytes that `change` shows.
Result<bool> readCurrent(const StoreReader& reader, std::string_view key, std::string& stored,
                         layout::Change& change);

/// The put of that key at that revision, which must be there. `stored` holds the bytes that it
/// shows.
Result<layout::Change> readPut(const StoreReader& reader, std::string_view key, Revision revision,
                               std::string& stored);

/// Finds what keys held at former revisions, none of them before the compacted one.
class PastReader {
public:
    /// The reader must outlive it.
    explicit PastReader(const StoreReader& reader)
        : m_reader(reader), m_replaced(reader.iterate()) {}

    /// What the key held at the end of a main revision, if anything. `current` is what it holds
    /// now.
    Result<std::optional<layout::Record>> at(std::string_view key, std::int64_t revision,
                                             const std::optional<layout::Record>& current);

private:
    Result<std::optional<layout::Record>> firstReplacedAfter(std::string_view key,
                                                             std::int64_t revision);

    const StoreReader& m_reader;
    std::unique_ptr<StoreIterator> m_replaced;
    std::string m_stored;
};

}  // namespace quorate::kv
