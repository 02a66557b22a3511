// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/snapshot_writer.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "engine/kv/layout.h"
#include "engine/kv/meta.h"
#include "engine/kv/record_wire.h"
#include "engine/kv/snapshot_format.h"

namespace quorate::kv {

namespace {

/// The meta record as if everything that was compacted were already gone from the store.
std::string settledMeta(Meta meta) {
    meta.reclaimed = {std::max<std::int64_t>(meta.compacted, 0), 0};
    return metaValue(meta);
}

}  // namespace

SnapshotWriter::SnapshotWriter(View view)
    : m_view(std::move(view)), m_iterator(m_view.reader().iterate()) {
    m_iterator->seek({});
    const Meta& meta = m_view.meta();
    if (meta.reclaimed < Revision{meta.compacted, 0}) {
        m_past.emplace(m_view.reader());
    }
}

/// Whether the record is still in the store only because nobody has removed it yet.
Result<bool> SnapshotWriter::isForgotten() {
    const std::string_view key = m_iterator->key();
    if (!m_past) {
        return false;
    }
    if (key.front() == layout::kChange) {
        return isForgottenChange();
    }
    if (key.front() == layout::kReplaced) {
        std::string unused;
        const auto end = layout::parseReplacedKey(key, unused);
        return end && end->main < m_view.compacted();
    }
    return false;
}

/// Of the changes before the compacted revision, those are kept that put what was held then.
Result<bool> SnapshotWriter::isForgottenChange() {
    const auto change = layout::parseChange(m_iterator->key(), m_iterator->value());
    if (!change) {
        return layout::corrupted(m_iterator->key());
    }
    const Revision revision = change->record.change;
    if (revision.main >= m_view.compacted()) {
        return false;
    }
    if (change->kind == EventKind::Delete) {
        return true;
    }
    layout::Record record;
    const Result<bool> isThere = readRecord(m_view.reader(), change->key, record);
    if (!isThere) {
        return isThere;
    }
    const auto held = m_past->at(change->key, m_view.compacted() - 1,
                                 *isThere ? std::optional(record) : std::nullopt);
    if (!held) {
        return held.error();
    }
    return !*held || !((*held)->change == revision);
}

void SnapshotWriter::appendRecord(std::string& chunk) {
    const std::string_view key = m_iterator->key();
    const bool isMeta = key == metaKey();
    const std::string meta = isMeta ? settledMeta(m_view.meta()) : std::string();
    const std::string_view value = isMeta ? std::string_view(meta) : m_iterator->value();
    chunk.push_back(static_cast<char>(snapshot::kRecord));
    appendBytes(chunk, key);
    appendBytes(chunk, value);
    m_hash.add(key);
    m_hash.add(value);
    ++m_records;
}

void SnapshotWriter::appendEnd(std::string& chunk) {
    chunk.push_back(static_cast<char>(snapshot::kEnd));
    appendVarint(chunk, m_records);
    appendBigEndian64(chunk, m_hash.value());
}

Result<bool> SnapshotWriter::next(std::string& chunk, std::size_t chunkBytes) {
    chunk.clear();
    if (m_stage == Stage::Done) {
        return false;
    }
    if (m_stage == Stage::Header) {
        chunk.append(snapshot::kHeader);
        m_stage = Stage::Records;
    }
    for (; m_iterator->valid(); m_iterator->next()) {
        if (chunk.size() >= chunkBytes) {
            return true;
        }
        const Result<bool> forgotten = isForgotten();
        if (!forgotten) {
            return forgotten;
        }
        if (!*forgotten) {
            appendRecord(chunk);
        }
    }
    if (const auto status = m_iterator->status(); !status) {
        return status.error();
    }
    appendEnd(chunk);
    m_stage = Stage::Done;
    return true;
}

}  // namespace quorate::kv
