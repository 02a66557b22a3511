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

Result<Meta> decodeMeta(std::string_view stored) {
    RecordReader reader(stored);
    const unsigned format = reader.byte();
    if (!reader.failed() && format != kLayoutFormat) {
        return Error(ErrorCode::FailedPrecondition,
                     "the key space is stored in format " + std::to_string(format) +
                         ", and this program reads format " + std::to_string(kLayoutFormat) +
                         " only: go on with the version that wrote it, or remove the member and "
                         "add it again with an empty directory");
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
    return reader.complete() && sound ? Result(meta) : layout::corrupted(metaKey());
}

}  // namespace quorate::kv
