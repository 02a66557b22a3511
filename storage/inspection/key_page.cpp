// SPDX-License-Identifier: Apache-2.0
#include "storage/inspection/key_page.h"

#include <algorithm>
#include <string>

#include "engine/kv/layout.h"
#include "engine/kv/lookup.h"

namespace quorate::storage {

namespace {

namespace layout = kv::layout;

StoredChange told(const layout::Change& change) {
    StoredChange told;
    told.revision = change.record.change;
    told.isDelete = change.kind != kv::EventKind::Put;
    told.key = change.key;
    told.value = change.value.substr(0, kToldBytes);
    told.valueSize = change.value.size();
    told.createRevision = change.record.createRevision;
    told.version = change.record.version;
    told.lease = change.record.lease.value;
    return told;
}

}  // namespace

Result<kv::Meta> metaOf(const kv::StoreReader& store) {
    std::string stored;
    const auto found = store.get(kv::metaKey(), stored);
    if (!found) {
        return found.error();
    }
    return *found ? kv::decodeMeta(stored) : Result<kv::Meta>(kv::Meta());
}

Result<KeysAnswer> keysIn(const kv::StoreReader& store, const KeysQuestion& question) {
    const auto meta = metaOf(store);
    if (!meta) {
        return meta.error();
    }
    KeysAnswer answer;
    answer.keyCount = static_cast<std::uint64_t>(std::max<std::int64_t>(meta->keys, 0));
    answer.revision = meta->revision;
    const std::size_t limit = std::min(question.limit, kMaxPage);
    const std::string begin = layout::currentKey(question.prefix);
    const std::string from = std::max(begin, layout::currentKey(question.from));
    std::string stored;
    const auto iterator = store.iterate();
    for (iterator->seek(from); iterator->valid() && iterator->key().starts_with(begin);
         iterator->next()) {
        if (answer.keys.size() == limit) {
            answer.hasMore = true;
            break;
        }
        const auto record = layout::parseRecord(iterator->value());
        if (!record) {
            return layout::corrupted(iterator->key());
        }
        const auto put = kv::readPut(store, iterator->key().substr(1), record->change, stored);
        if (!put) {
            return put.error();
        }
        answer.keys.push_back(told(*put));
    }
    if (auto status = iterator->status(); !status) {
        return status.error();
    }
    return answer;
}

Result<ChangesAnswer> changesIn(const kv::StoreReader& store, const ChangesQuestion& question) {
    const auto meta = metaOf(store);
    if (!meta) {
        return meta.error();
    }
    ChangesAnswer answer;
    answer.revision = meta->revision;
    answer.compacted = meta->compacted;
    const std::size_t limit = std::min(question.limit, kMaxPage);
    const auto iterator = store.iterate();
    for (iterator->seek(layout::changeKey(question.from));
         iterator->valid() && iterator->key().front() == layout::kChange; iterator->next()) {
        if (answer.changes.size() == limit) {
            answer.hasMore = true;
            break;
        }
        const auto change = layout::parseChange(iterator->key(), iterator->value());
        if (!change) {
            return layout::corrupted(iterator->key());
        }
        answer.changes.push_back(told(*change));
    }
    if (auto status = iterator->status(); !status) {
        return status.error();
    }
    return answer;
}

}  // namespace quorate::storage
