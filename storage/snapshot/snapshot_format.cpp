// SPDX-License-Identifier: Apache-2.0
#include "storage/snapshot/snapshot_format.h"

#include "engine/base/bytes.h"
#include "engine/base/little_endian.h"
#include "engine/raft/codec.h"
#include "storage/crc32c.h"
#include "storage/hexadecimal.h"

namespace quorate::storage {

namespace {

constexpr std::string_view kMagic = "QUORSNP\n";
constexpr std::string_view kEnding = ".snap";
constexpr std::size_t kChecksumSize = 4;

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

}  // namespace

std::string encodeSnapshotHead(const raft::SnapshotMetadata& metadata) {
    std::string encoded;
    raft::encode(metadata, encoded);
    std::string head(kMagic);
    append32(kSnapshotVersion, head);
    append32(static_cast<std::uint32_t>(encoded.size()), head);
    head += encoded;
    append32(crc32c(head), head);
    return head;
}

Result<std::size_t> decodeSnapshotHeadFront(std::string_view front) {
    if (front.size() < kSnapshotHeadFront || !front.starts_with(kMagic)) {
        return Error(ErrorCode::Corrupted, "it does not begin as a snapshot does");
    }
    const auto size = loadLittleEndian<std::uint32_t>(front.data() + kMagic.size() + 4);
    if (size > kMaxSnapshotMetadata) {
        return Error(ErrorCode::Corrupted, "its metadata are too long");
    }
    return size + kChecksumSize;
}

Result<raft::SnapshotMetadata> decodeSnapshotHead(std::string_view head) {
    const auto rest = decodeSnapshotHeadFront(head);
    if (!rest) {
        return rest.error();
    }
    if (head.size() != kSnapshotHeadFront + *rest) {
        return Error(ErrorCode::Corrupted, "its head is cut short");
    }
    const std::string_view checked = head.substr(0, head.size() - kChecksumSize);
    if (crc32c(checked) != loadLittleEndian<std::uint32_t>(head.data() + checked.size())) {
        return Error(ErrorCode::Corrupted, "the checksum of its head is wrong");
    }
    const auto version = loadLittleEndian<std::uint32_t>(head.data() + kMagic.size());
    if (version != kSnapshotVersion) {
        return Error(
            version > kSnapshotVersion ? ErrorCode::FailedPrecondition : ErrorCode::Corrupted,
            "it is of format " + std::to_string(version) + ": use the version that wrote it");
    }
    auto metadata = raft::decodeSnapshotMetadata(Bytes::copyOf(checked.substr(kSnapshotHeadFront)));
    if (!metadata) {
        return Error(ErrorCode::Corrupted, "its metadata: " + metadata.error().message);
    }
    return metadata;
}

std::uint32_t encodeSnapshotFrame(std::uint32_t size, std::string_view stored,
                                  std::uint32_t previous, std::string& out) {
    std::string frame(kChecksumSize, '\0');
    // The end has no bytes of the state, and its totals are not counted.
    append32(size == 0 ? 0 : static_cast<std::uint32_t>(stored.size()), frame);
    append32(size, frame);
    const std::uint32_t checksum = snapshotChecksum(frame, stored, previous);
    storeLittleEndian(frame.data(), checksum);
    out += frame;
    out += stored;
    return checksum;
}

SnapshotFrame decodeSnapshotFrame(std::string_view bytes) noexcept {
    return {loadLittleEndian<std::uint32_t>(bytes.data()),
            loadLittleEndian<std::uint32_t>(bytes.data() + 4),
            loadLittleEndian<std::uint32_t>(bytes.data() + 8)};
}

std::uint32_t snapshotChecksum(std::string_view frame, std::string_view stored,
                               std::uint32_t previous) noexcept {
    return crc32c(stored, crc32c(frame.substr(kChecksumSize), previous));
}

std::string encodeSnapshotTotals(const SnapshotTotals& totals) {
    std::string bytes;
    append64(totals.chunks, bytes);
    append64(totals.bytes, bytes);
    return bytes;
}

SnapshotTotals decodeSnapshotTotals(std::string_view bytes) noexcept {
    return {loadLittleEndian<std::uint64_t>(bytes.data()),
            loadLittleEndian<std::uint64_t>(bytes.data() + 8)};
}

std::string snapshotName(raft::Index index) {
    return toHex(index.value()) + std::string(kEnding);
}

std::optional<raft::Index> parseSnapshotName(std::string_view name) {
    if (!name.ends_with(kEnding)) {
        return std::nullopt;
    }
    const auto index = fromHex(name.substr(0, name.size() - kEnding.size()));
    return index ? std::optional(raft::Index(*index)) : std::nullopt;
}

}  // namespace quorate::storage
