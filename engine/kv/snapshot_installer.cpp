// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/snapshot_installer.h"

#include <utility>

#include "engine/kv/key_space.h"
#include "engine/kv/layout.h"
#include "engine/kv/snapshot_format.h"

namespace quorate::kv {

namespace {

bool isKnownKind(char kind) {
    constexpr std::string_view kKinds{"achklmpqr"};
    return kKinds.find(kind) != std::string_view::npos;
}

}  // namespace

SnapshotInstaller::SnapshotInstaller(KeySpace& keySpace,
                                     std::unique_ptr<StoreReplacement> replacement)
    : m_keySpace(keySpace), m_replacement(std::move(replacement)) {}

Error SnapshotInstaller::malformed(const std::string& what) {
    m_failure = Error(ErrorCode::Malformed, "the snapshot of the key space is broken at offset " +
                                                std::to_string(m_offset + m_taken) + ": " + what);
    m_replacement.reset();
    return *m_failure;
}

Result<void> SnapshotInstaller::takeHeader() {
    const std::string_view header = std::string_view(m_pending).substr(0, snapshot::kHeader.size());
    if (header != snapshot::kHeader.substr(0, header.size())) {
        const std::string_view name = snapshot::kHeader.substr(0, snapshot::kHeader.size() - 1);
        return malformed(header.starts_with(name)
                             ? "it is of format " + std::to_string(header.back()) +
                                   ", and this program reads format " +
                                   std::to_string(snapshot::kHeader.back()) +
                                   " only: let all members run the same version"
                             : "it does not begin as one");
    }
    if (header.size() == snapshot::kHeader.size()) {
        m_headerSeen = true;
        m_taken = header.size();
    }
    return {};
}

Result<void> SnapshotInstaller::store(std::string_view key, std::string_view value) {
    if (key.empty() || !isKnownKind(key.front()) || (m_records > 0 && key <= m_lastKey)) {
        return malformed("a key that is unknown or out of order");
    }
    if (key == metaKey()) {
        const auto meta = decodeMeta(value);
        if (!meta) {
            return malformed(meta.error().message);
        }
        m_meta = *meta;
    } else if (key == configurationKey()) {
        m_configuration = Bytes::copyOf(value);
    }
    if (const auto put = m_replacement->put(key, value); !put) {
        m_failure = put.error();
        return put.error();
    }
    m_hash.add(key);
    m_hash.add(value);
    m_lastKey.assign(key);
    ++m_records;
    return {};
}

/// The record at the front of what is pending, if all of it is there.
Result<bool> SnapshotInstaller::takeRecord() {
    const std::string_view pending = std::string_view(m_pending).substr(m_taken);
    if (pending.empty()) {
        return false;
    }
    if (m_complete) {
        return malformed("bytes after its end");
    }
    RecordReader reader(pending);
    const std::uint8_t kind = reader.byte();
    if (kind == snapshot::kEnd) {
        return takeEnd(reader);
    }
    if (kind != snapshot::kRecord) {
        return malformed("neither a record nor the end");
    }
    const std::string_view key = reader.bytes();
    const std::string_view value = reader.bytes();
    if (reader.failed()) {
        // Too short as yet, or never to be a record, however much comes.
        if (pending.size() > snapshot::kMaxRecordBytes) {
            return malformed("a record that is too long");
        }
        return false;
    }
    if (const auto stored = store(key, value); !stored) {
        return stored.error();
    }
    m_taken += reader.offset();
    return true;
}

Result<bool> SnapshotInstaller::takeEnd(RecordReader& reader) {
    const std::uint64_t records = reader.varint();
    const std::uint64_t hash = reader.bigEndian64();
    if (reader.failed()) {
        constexpr std::size_t kLongestEnd = 1 + 10 + 8;
        if (m_pending.size() - m_taken >= kLongestEnd) {
            return malformed("its end is none");
        }
        return false;
    }
    if (records != m_records || hash != m_hash.value()) {
        return malformed("its contents are not those that were sent");
    }
    m_complete = true;
    m_taken += reader.offset();
    return true;
}

Result<void> SnapshotInstaller::feed(std::string_view piece) {
    if (m_failure) {
        return *m_failure;
    }
    m_pending.append(piece);
    if (!m_headerSeen) {
        if (const auto taken = takeHeader(); !taken) {
            return taken;
        }
    }
    if (m_headerSeen) {
        for (;;) {
            const Result<bool> taken = takeRecord();
            if (!taken) {
                return taken.error();
            }
            if (!*taken) {
                break;
            }
        }
    }
    m_pending.erase(0, m_taken);
    m_offset += m_taken;
    m_taken = 0;
    return {};
}

Result<void> SnapshotInstaller::commit() {
    if (m_failure) {
        return *m_failure;
    }
    if (!m_complete || (!m_meta && m_records > 0)) {
        return malformed("it is not complete");
    }
    if (const auto committed = m_replacement->commit(); !committed) {
        m_failure = m_keySpace.fail(committed.error());
        return *m_failure;
    }
    m_replacement.reset();
    m_failure = Error(ErrorCode::FailedPrecondition, "the snapshot was installed");
    if (const auto loaded = m_keySpace.load(); !loaded) {
        return m_keySpace.fail(loaded.error());
    }
    return {};
}

}  // namespace quorate::kv
