// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/layout.h"

#include <cstddef>
#include <utility>

#include "engine/kv/record_wire.h"

namespace quorate::kv::layout {

namespace {

// A key inside a longer stored key: zero bytes are followed by kEscaped, and kTerminator after a
// zero byte ends it. So the order stays that of the keys, and a key sorts before its extensions.
constexpr char kZero = '\0';
constexpr char kTerminator = '\x01';
constexpr char kPastTerminator = '\x02';
constexpr char kEscaped = '\xff';

constexpr std::size_t kRevisionBytes = 12;
constexpr std::size_t kLeaseKeyBytes = 9;
constexpr std::size_t kRoomForNumbers = 40;

constexpr unsigned kIsDelete = 1;
constexpr unsigned kHasReplaced = 2;
constexpr unsigned kIsIndexed = 4;

void appendEscaped(std::string& out, std::string_view key) {
    if (key.find(kZero) == std::string_view::npos) {
        out.append(key);
        return;
    }
    for (const char c : key) {
        out.push_back(c);
        if (c == kZero) {
            out.push_back(kEscaped);
        }
    }
}

std::string replacedPrefix(std::string_view key, char terminator) {
    std::string stored;
    stored.reserve(key.size() + kRevisionBytes + 3);
    stored.push_back(kReplaced);
    appendEscaped(stored, key);
    stored.push_back(kZero);
    stored.push_back(terminator);
    return stored;
}

void appendRevision(std::string& out, Revision revision) {
    appendBigEndian64(out, static_cast<std::uint64_t>(revision.main));
    appendBigEndian32(out, static_cast<std::uint32_t>(revision.sub));
}

Revision revisionAt(const char* bytes) {
    return {static_cast<std::int64_t>(readBigEndian64(bytes)),
            static_cast<std::int64_t>(readBigEndian32(bytes + 8))};
}

void appendRevisionVarints(std::string& out, Revision revision) {
    appendVarint(out, static_cast<std::uint64_t>(revision.main));
    appendVarint(out, static_cast<std::uint64_t>(revision.sub));
}

Revision readRevision(RecordReader& reader) {
    const std::int64_t main = reader.natural();
    return {main, reader.natural()};
}

std::string withLease(char kind, LeaseId lease, std::size_t room) {
    std::string stored;
    stored.reserve(kLeaseKeyBytes + room);
    stored.push_back(kind);
    appendBigEndian64(stored, static_cast<std::uint64_t>(lease.value));
    return stored;
}

}  // namespace

std::string currentKey(std::string_view key) {
    std::string stored;
    stored.reserve(key.size() + 1);
    stored.push_back(kCurrent);
    stored.append(key);
    return stored;
}

std::string changeKey(Revision revision) {
    std::string stored;
    stored.reserve(kRevisionBytes + 1);
    stored.push_back(kChange);
    appendRevision(stored, revision);
    return stored;
}

std::string leaseKey(LeaseId lease) {
    return withLease(kLease, lease, 0);
}

std::string attachmentPrefix(LeaseId lease) {
    return withLease(kAttachment, lease, 0);
}

std::string attachmentKey(LeaseId lease, std::string_view key) {
    std::string stored = withLease(kAttachment, lease, key.size());
    stored.append(key);
    return stored;
}

std::string replacedKey(std::string_view key, Revision end) {
    std::string stored = replacedBegin(key);
    appendRevision(stored, end);
    return stored;
}

std::string replacedBegin(std::string_view key) {
    return replacedPrefix(key, kTerminator);
}

std::string replacedEnd(std::string_view key) {
    return replacedPrefix(key, kPastTerminator);
}

std::string recordValue(const Record& record) {
    std::string stored;
    appendRevisionVarints(stored, record.change);
    appendVarint(stored, static_cast<std::uint64_t>(record.createRevision));
    appendVarint(stored, static_cast<std::uint64_t>(record.version));
    appendSigned(stored, record.lease.value);
    return stored;
}

std::string changeValue(const Change& change) {
    const bool isDelete = change.kind == EventKind::Delete;
    std::string stored;
    stored.reserve(kRoomForNumbers + change.key.size() + change.value.size());
    stored.push_back(static_cast<char>((isDelete ? kIsDelete : 0) |
                                       (change.replaced ? kHasReplaced : 0) |
                                       (change.isIndexed ? kIsIndexed : 0)));
    if (change.replaced) {
        appendRevisionVarints(stored, *change.replaced);
    }
    if (!isDelete) {
        appendVarint(stored, static_cast<std::uint64_t>(change.record.createRevision));
        appendVarint(stored, static_cast<std::uint64_t>(change.record.version));
        appendSigned(stored, change.record.lease.value);
    }
    appendBytes(stored, change.key);
    stored.append(change.value);
    return stored;
}

std::string leaseValue(const LeaseTimes& times) {
    std::string stored;
    appendVarint(stored, static_cast<std::uint64_t>(times.ttlSeconds));
    appendVarint(stored, static_cast<std::uint64_t>(times.remainingSeconds));
    return stored;
}

std::optional<Record> parseRecord(std::string_view stored) {
    RecordReader reader(stored);
    Record record;
    record.change = readRevision(reader);
    record.createRevision = reader.natural();
    record.version = reader.natural();
    record.lease = {reader.signedVarint()};
    return reader.complete() ? std::optional(record) : std::nullopt;
}

std::optional<Change> parseChange(std::string_view storedKey, std::string_view stored) {
    const auto revision = parseChangeKey(storedKey);
    if (!revision) {
        return std::nullopt;
    }
    RecordReader reader(stored);
    const unsigned flags = reader.byte();
    Change change;
    change.kind = (flags & kIsDelete) != 0 ? EventKind::Delete : EventKind::Put;
    change.record.change = *revision;
    if ((flags & kHasReplaced) != 0) {
        change.replaced = readRevision(reader);
    }
    change.isIndexed = (flags & kIsIndexed) != 0;
    if (change.kind == EventKind::Put) {
        change.record.createRevision = reader.natural();
        change.record.version = reader.natural();
        change.record.lease = {reader.signedVarint()};
    }
    change.key = reader.bytes();
    change.value = reader.rest();
    // What was there before came before, and only that can be indexed. A delete removes something,
    // which is always indexed, and has no value.
    const bool isSound =
        (flags & ~(kIsDelete | kHasReplaced | kIsIndexed)) == 0 &&
        (!change.replaced || *change.replaced < *revision) &&
        (!change.isIndexed || change.replaced) &&
        (change.kind == EventKind::Put || (change.isIndexed && change.value.empty()));
    return reader.complete() && isSound ? std::optional(change) : std::nullopt;
}

std::optional<LeaseTimes> parseLease(std::string_view stored) {
    RecordReader reader(stored);
    LeaseTimes times;
    times.ttlSeconds = reader.natural();
    times.remainingSeconds = reader.natural();
    return reader.complete() ? std::optional(times) : std::nullopt;
}

std::optional<Revision> parseChangeKey(std::string_view storedKey) {
    if (storedKey.size() != kRevisionBytes + 1 || storedKey.front() != kChange) {
        return std::nullopt;
    }
    return revisionAt(storedKey.data() + 1);
}

std::optional<LeaseId> parseLeaseKey(std::string_view storedKey) {
    if (storedKey.size() != kLeaseKeyBytes || storedKey.front() != kLease) {
        return std::nullopt;
    }
    return LeaseId{static_cast<std::int64_t>(readBigEndian64(storedKey.data() + 1))};
}

std::optional<Revision> parseReplacedKey(std::string_view storedKey, std::string& key) {
    constexpr std::size_t kAround = 1 + 2 + kRevisionBytes;
    if (storedKey.size() < kAround || storedKey.front() != kReplaced) {
        return std::nullopt;
    }
    const std::string_view escaped = storedKey.substr(1, storedKey.size() - kAround);
    const std::string_view tail = storedKey.substr(1 + escaped.size());
    if (tail[0] != kZero || tail[1] != kTerminator) {
        return std::nullopt;
    }
    key.clear();
    for (std::size_t i = 0; i < escaped.size(); ++i) {
        key.push_back(escaped[i]);
        if (escaped[i] == kZero && (++i == escaped.size() || escaped[i] != kEscaped)) {
            return std::nullopt;
        }
    }
    return revisionAt(tail.data() + 2);
}

Error corrupted(std::string_view storedKey) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    constexpr std::size_t kShown = 64;
    std::string message = "the key space holds a damaged record at \"";
    for (const char c : storedKey.substr(0, kShown)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\') {
            message.push_back(c);
        } else {
            message.append("\\x").push_back(kDigits[byte >> 4U]);
            message.push_back(kDigits[byte & 0xfU]);
        }
    }
    message.append(storedKey.size() > kShown ? "\"..." : "\"");
    return {ErrorCode::Corrupted, std::move(message)};
}

KeyValue toKeyValue(std::string_view key, const Record& record) {
    KeyValue kv;
    kv.key = Bytes::copyOf(key);
    kv.createRevision = record.createRevision;
    kv.modRevision = record.change.main;
    kv.version = record.version;
    kv.lease = record.lease;
    return kv;
}

KeyValue toKeyValue(const Change& change) {
    KeyValue kv = toKeyValue(change.key, change.record);
    kv.value = Bytes::copyOf(change.value);
    return kv;
}

}  // namespace quorate::kv::layout
