// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/meta.h"

#include "engine/kv/layout.h"
#include "engine/kv/record_wire.h"

namespace quorate::kv {

std::string metaKey() {
    return std::string(1, layout::kMeta);
}

std::string configurationKey() {
    return std::string(1, layout::kConfiguration);
}

std::string metaValue(const Meta& meta) {
    std::string stored(1, static_cast<char>(kLayoutFormat));
    appendVarint(stored, meta.applied.index);
    appendVarint(stored, meta.applied.term);
    appendVarint(stored, static_cast<std::uint64_t>(meta.revision));
    appendSigned(stored, meta.compacted);
    appendVarint(stored, static_cast<std::uint64_t>(meta.reclaimed.main));
    appendVarint(stored, static_cast<std::uint64_t>(meta.reclaimed.sub));
    appendVarint(stored, static_cast<std::uint64_t>(meta.keys));
    appendBigEndian64(stored, meta.chain);
    return stored;
}

std::optional<Meta> parseMeta(std::string_view stored) {
    RecordReader reader(stored);
    if (reader.byte() != kLayoutFormat) {
        return std::nullopt;
    }
    Meta meta;
    meta.applied.index = reader.varint();
    meta.applied.term = reader.varint();
    meta.revision = reader.natural();
    meta.compacted = reader.signedVarint();
    meta.reclaimed.main = reader.natural();
    meta.reclaimed.sub = reader.natural();
    meta.keys = reader.natural();
    meta.chain = reader.bigEndian64();
    const bool sound = meta.revision >= kEmptyRevision && meta.compacted >= kNeverCompacted &&
                       meta.compacted <= meta.revision;
    return reader.complete() && sound ? std::optional(meta) : std::nullopt;
}

}  // namespace quorate::kv
