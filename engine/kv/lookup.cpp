// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/lookup.h"

namespace quorate::kv {

Result<bool> readRecord(const StoreReader& reader, std::string_view key, layout::Record& record) {
    const std::string storedKey = layout::currentKey(key);
    std::string stored;
    Result<bool> found = reader.get(storedKey, stored);
    if (!found || !*found) {
        return found;
    }
    const auto parsed = layout::parseRecord(stored);
    if (!parsed) {
        return layout::corrupted(storedKey);
    }
    record = *parsed;
    return true;
}

Result<bool> readCurrent(const StoreReader& reader, std::string_view key, std::string& stored,
                         layout::Change& change) {
    layout::Record record;
    Result<bool> found = readRecord(reader, key, record);
    if (!found || !*found) {
        return found;
    }
    const Result<layout::Change> put = readPut(reader, key, record.change, stored);
    if (!put) {
        return put.error();
    }
    change = *put;
    return true;
}

Result<layout::Change> readPut(const StoreReader& reader, std::string_view key, Revision revision,
                               std::string& stored) {
    const std::string storedKey = layout::changeKey(revision);
    const Result<bool> found = reader.get(storedKey, stored);
    if (!found) {
        return found.error();
    }
    const auto change = *found ? layout::parseChange(storedKey, stored) : std::nullopt;
    if (!change || change->kind != EventKind::Put || change->key != key) {
        return layout::corrupted(storedKey);
    }
    return *change;
}

Result<std::optional<layout::Record>> PastReader::at(std::string_view key, std::int64_t revision,
                                                     const std::optional<layout::Record>& current) {
    if (current && current->change.main <= revision) {
        return current;
    }
    auto found = firstReplacedAfter(key, revision);
    if (!found) {
        return found;
    }
    const std::optional<layout::Record>& record = *found ? *found : current;
    if (!record || record->change.main <= revision) {
        return record;
    }
    // Not every value that was replaced is under kReplaced: the changes after it lead back to it.
    for (Revision at = record->change;;) {
        const auto change = readPut(m_reader, key, at, m_stored);
        if (!change) {
            return change.error();
        }
        if (at.main <= revision) {
            return std::optional(change->record);
        }
        if (!change->replaced) {
            return std::optional<layout::Record>();
        }
        at = *change->replaced;
    }
}

/// What kReplaced has first of what was replaced after the revision.
Result<std::optional<layout::Record>> PastReader::firstReplacedAfter(std::string_view key,
                                                                     std::int64_t revision) {
    m_replaced->seek(layout::replacedKey(key, {revision + 1, 0}));
    if (!m_replaced->valid()) {
        const auto status = m_replaced->status();
        return status ? Result(std::optional<layout::Record>()) : status.error();
    }
    if (!m_replaced->key().starts_with(layout::replacedBegin(key))) {
        return std::optional<layout::Record>();
    }
    const auto record = layout::parseRecord(m_replaced->value());
    return record ? Result(record) : layout::corrupted(m_replaced->key());
}

}  // namespace quorate::kv
