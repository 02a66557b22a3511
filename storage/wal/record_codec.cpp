// SPDX-License-Identifier: Apache-2.0
#include "storage/wal/record_codec.h"

#include <utility>

#include "engine/base/invariant.h"
#include "engine/base/little_endian.h"
#include "engine/raft/codec.h"
#include "storage/crc32c.h"

namespace quorate::storage {

namespace {

constexpr std::string_view kHeadMagic = "QUORWAL\n";
constexpr std::string_view kBatchMagic = "QUORBAT\n";
constexpr std::size_t kHeadSize = 112;
constexpr std::size_t kBatchSize = kWalBatchFrameSize - kWalFrameSize;
constexpr std::size_t kBatchCheckAt = kBatchSize - 4;
constexpr std::size_t kIdSize = 16;

void append32(std::uint32_t value, std::string& out) {
    char bytes[4];
    storeLittleEndian(bytes, value);
    out.append(bytes, sizeof bytes);
}

void append64(std::uint64_t value, std::string& out) {
    char bytes[8];
    storeLittleEndian(bytes, value);
    out.append(bytes, sizeof bytes);
}

void appendId(const raft::EntryId& id, std::string& out) {
    append64(id.term.value(), out);
    append64(id.index.value(), out);
}

/// Takes numbers of fixed size one after the other; the size of the whole was checked before.
class Numbers {
public:
    explicit Numbers(std::string_view bytes) : m_rest(bytes) {}
    std::uint32_t next32() { return next<std::uint32_t>(); }
    std::uint64_t next64() { return next<std::uint64_t>(); }
    raft::EntryId nextId() {
        const raft::Term term(next64());
        return {term, raft::Index(next64())};
    }

private:
    template <class Number>
    Number next() {
        const auto value = loadLittleEndian<Number>(m_rest.data());
        m_rest.remove_prefix(sizeof(Number));
        return value;
    }

    std::string_view m_rest;
};

std::uint32_t batchCheck(std::string_view fields, const WalOwner& owner) noexcept {
    char whose[24];
    storeLittleEndian(whose, owner.cluster);
    storeLittleEndian(whose + 8, owner.node.value());
    storeLittleEndian(whose + 16, owner.directory);
    return crc32c(fields, crc32c({whose, sizeof whose}));
}

void appendBatchBody(const WalBatch& batch, std::string& out) {
    out.append(kBatchMagic);
    append64(batch.at.segment, out);
    append64(batch.at.offset, out);
    append64(batch.durable.segment, out);
    append64(batch.durable.offset, out);
    append32(batch.size, out);
    append32(0, out);
}

struct BodyEncoder {
    std::string& out;

    void operator()(const WalHead& head) const {
        out.append(kHeadMagic);
        append32(kWalVersion, out);
        append32(head.chain, out);
        append64(head.owner.cluster, out);
        append64(head.owner.node.value(), out);
        append64(head.owner.directory, out);
        append64(head.segment, out);
        append64(head.hardState.term.value(), out);
        append64(head.hardState.vote.value(), out);
        append64(head.hardState.commit.value(), out);
        appendId(head.start, out);
        appendId(head.last, out);
        append64(0, out);
    }
    void operator()(const WalBatch& batch) const { appendBatchBody(batch, out); }
    void operator()(const raft::Entry& entry) const { raft::encode(entry, out); }
    void operator()(const raft::HardState& state) const { raft::encode(state, out); }
    void operator()(const WalSnapshot& snapshot) const { appendId(snapshot.id, out); }
    void operator()(const WalRelease& release) const { appendId(release.id, out); }
    void operator()(const WalEnd& /*end*/) const {}
};

template <class Encode>
void appendFramed(WalRecordType type, std::string& out, const Encode& encode) {
    const std::size_t begin = out.size();
    out.append(kWalFrameFront, '\0');
    encode();
    const std::size_t size = out.size() - begin - kWalFrameFront;
    QUORATE_INVARIANT(size <= kMaxWalBody, "a record of " + std::to_string(size) + " bytes");
    storeLittleEndian(out.data() + begin + 4, static_cast<std::uint32_t>(size));
    out.push_back(static_cast<char>(type));
}

Error malformed(const char* what) {
    return {ErrorCode::Malformed, what};
}

WalBatch batchOf(std::string_view body) {
    Numbers numbers(body.substr(kBatchMagic.size()));
    WalBatch batch;
    batch.at.segment = numbers.next64();
    batch.at.offset = numbers.next64();
    batch.durable.segment = numbers.next64();
    batch.durable.offset = numbers.next64();
    batch.size = numbers.next32();
    return batch;
}

bool isBatchBody(std::string_view body) noexcept {
    return body.size() == kBatchSize && body.starts_with(kBatchMagic);
}

Result<WalRecord> decodeHead(std::string_view body) {
    if (body.size() != kHeadSize || !body.starts_with(kHeadMagic)) {
        return malformed("it is not the head of a segment");
    }
    Numbers numbers(body.substr(kHeadMagic.size()));
    if (numbers.next32() != kWalVersion) {
        return malformed("the version of the format is not known");
    }
    WalHead head;
    head.chain = numbers.next32();
    head.owner.cluster = numbers.next64();
    head.owner.node = raft::NodeId(numbers.next64());
    head.owner.directory = numbers.next64();
    head.segment = numbers.next64();
    head.hardState.term = raft::Term(numbers.next64());
    head.hardState.vote = raft::NodeId(numbers.next64());
    head.hardState.commit = raft::Index(numbers.next64());
    head.start = numbers.nextId();
    head.last = numbers.nextId();
    if (numbers.next64() != 0 || head.start.index > head.last.index ||
        head.last.index > raft::kMaxIndex) {
        return malformed("the head of a segment contradicts itself");
    }
    return WalRecord(head);
}

Result<WalRecord> decodeId(WalRecordType type, std::string_view body) {
    if (body.size() != kIdSize) {
        return malformed("the id of an entry has another size");
    }
    const raft::EntryId id = Numbers(body).nextId();
    if (id.index > raft::kMaxIndex) {
        return malformed("an index is too large");
    }
    return type == WalRecordType::Snapshot ? WalRecord(WalSnapshot{id}) : WalRecord(WalRelease{id});
}

}  // namespace

void encodeBody(const WalRecord& record, std::string& out) {
    std::visit(BodyEncoder{out}, record);
}

Result<WalRecord> decodeBody(WalRecordType type, const Bytes& body) {
    switch (type) {
    case WalRecordType::Head:
        return decodeHead(body.view());
    case WalRecordType::Batch:
        if (!isBatchBody(body.view())) {
            return malformed("it is not the beginning of a batch");
        }
        return WalRecord(batchOf(body.view()));
    case WalRecordType::Entry: {
        auto entry = raft::decodeEntry(body);
        if (!entry) {
            return entry.error();
        }
        if (entry->index == raft::Index(0) || entry->index > raft::kMaxIndex) {
            return malformed("the index of an entry cannot be");
        }
        return WalRecord(std::move(entry).value());
    }
    case WalRecordType::HardState: {
        auto state = raft::decodeHardState(body);
        if (!state) {
            return state.error();
        }
        return WalRecord(*state);
    }
    case WalRecordType::Snapshot:
    case WalRecordType::Release:
        return decodeId(type, body.view());
    case WalRecordType::End:
        if (!body.empty()) {
            return malformed("the end of a segment has a body");
        }
        return WalRecord(WalEnd());
    }
    return malformed("the type of a record is not known");
}

void appendFrame(const WalRecord& record, std::string& out) {
    appendFramed(typeOf(record), out, [&] { encodeBody(record, out); });
}

void appendFrame(const raft::Entry& entry, std::string& out) {
    appendFramed(WalRecordType::Entry, out, [&] { raft::encode(entry, out); });
}

void appendFrame(WalRecordType type, std::string_view body, std::string& out) {
    appendFramed(type, out, [&] { out.append(body); });
}

std::optional<WalFrame> readFrame(std::string_view bytes) noexcept {
    if (bytes.size() < kWalFrameSize) {
        return std::nullopt;
    }
    WalFrame frame;
    frame.checksum = loadLittleEndian<std::uint32_t>(bytes.data());
    frame.bodyAt = kWalFrameFront;
    frame.bodySize = loadLittleEndian<std::uint32_t>(bytes.data() + 4);
    if (frame.bodySize > bytes.size() - kWalFrameSize) {
        return std::nullopt;
    }
    frame.type = static_cast<WalRecordType>(
        static_cast<unsigned char>(bytes[frame.bodyAt + frame.bodySize]));
    return frame;
}

std::uint32_t checksumOf(const WalFrame& frame, std::string_view bytes,
                         std::uint32_t previous) noexcept {
    return crc32c(bytes.substr(4, frame.size() - 4), previous);
}

std::uint32_t sealFrames(std::string& frames, std::uint32_t previous) noexcept {
    for (std::size_t at = 0; at < frames.size();) {
        const std::size_t size =
            loadLittleEndian<std::uint32_t>(frames.data() + at + 4) + kWalFrameSize;
        previous = crc32c(std::string_view(frames).substr(at + 4, size - 4), previous);
        storeLittleEndian(frames.data() + at, previous);
        at += size;
    }
    return previous;
}

std::optional<WalBatch> findBatch(std::string_view bytes, const WalOwner& owner,
                                  const WalPosition& at) noexcept {
    if (bytes.size() < kWalBatchFrameSize) {
        return std::nullopt;
    }
    const std::string_view body = bytes.substr(kWalFrameFront, kBatchSize);
    if (!isBatchBody(body)) {
        return std::nullopt;
    }
    const WalBatch batch = batchOf(body);
    const auto check = loadLittleEndian<std::uint32_t>(body.data() + kBatchCheckAt);
    if (check != batchCheck(body.substr(0, kBatchCheckAt), owner) || batch.at != at ||
        batch.durable > at || batch.size < kWalBatchFrameSize) {
        return std::nullopt;
    }
    return batch;
}

void appendBatchFrame(const WalBatch& batch, const WalOwner& owner, std::string& out) {
    appendFramed(WalRecordType::Batch, out, [&] {
        const std::size_t begin = out.size();
        appendBatchBody(batch, out);
        const std::string_view fields = std::string_view(out).substr(begin, kBatchCheckAt);
        storeLittleEndian(out.data() + begin + kBatchCheckAt, batchCheck(fields, owner));
    });
}

std::optional<std::uint32_t> laterVersion(std::string_view bytes) noexcept {
    const auto frame = readFrame(bytes);
    if (!frame || frame->type != WalRecordType::Head || frame->bodySize < kHeadMagic.size() + 4 ||
        !bytes.substr(frame->bodyAt).starts_with(kHeadMagic) ||
        checksumOf(*frame, bytes, 0) != frame->checksum) {
        return std::nullopt;
    }
    const auto version =
        loadLittleEndian<std::uint32_t>(bytes.data() + frame->bodyAt + kHeadMagic.size());
    return version > kWalVersion ? std::optional(version) : std::nullopt;
}

}  // namespace quorate::storage
