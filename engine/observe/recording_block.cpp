// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/recording_block.h"

#include <algorithm>
#include <memory>

#include "engine/base/little_endian.h"
#include "engine/observe/checksum.h"
#include "engine/observe/field_reader.h"
#include "engine/observe/field_writer.h"
#include "engine/observe/record.h"

namespace quorate::observe {

template <>
struct Fields<SourceRange> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("source", value.source);
        archive("firstSequence", value.firstSequence);
        archive("lastSequence", value.lastSequence);
    }
};

namespace {

constexpr std::string_view kFileMagic = "QUORATER";
constexpr std::uint32_t kBlockMagic = 0x4B4C4251;  // "QBLK"
constexpr std::size_t kNodeSize = 8;
constexpr std::size_t kChecksumOffset = 60;
// What a writer stays far below, and a reader allocates at most for.
constexpr std::uint32_t kMaxIndexBytes = 1U << 20U;
constexpr std::uint32_t kMaxRecords = 1U << 20U;
constexpr std::uint32_t kMaxNodes = 256;
constexpr std::uint32_t kMaxBlobBytes = 1U << 30U;

Error corrupted(const char* what) {
    return {ErrorCode::Corrupted, what};
}

std::string encodeBlock(const BlockHeader& header, std::string_view content) {
    FieldWriter index;
    index("sources", header.sources);
    const std::string_view indexBytes = index.written();

    std::string block(kBlockHeaderSize, '\0');
    char* at = block.data();
    storeLittleEndian(at, kBlockMagic);
    storeLittleEndian(at + 4, static_cast<std::uint8_t>(header.kind));
    storeLittleEndian(at + 8, header.firstNumber);
    storeLittleEndian(at + 16, header.firstMoment.nanoseconds());
    storeLittleEndian(at + 24, header.lastMoment.nanoseconds());
    storeLittleEndian(at + 32, header.recordCount);
    storeLittleEndian(at + 36, header.nodeCount);
    storeLittleEndian(at + 40, header.blobBytes);
    storeLittleEndian(at + 44, static_cast<std::uint32_t>(indexBytes.size()));
    storeLittleEndian(at + 56, crc32c(content));
    const std::uint32_t checksum =
        crc32c(indexBytes, crc32c(std::string_view(block).substr(0, kChecksumOffset)));
    storeLittleEndian(at + kChecksumOffset, checksum);
    block.reserve(kBlockHeaderSize + indexBytes.size() + content.size());
    block.append(indexBytes);
    block.append(content);
    return block;
}

}  // namespace

std::string encodeFileHead() {
    std::string head(kFileMagic);
    head.resize(kFileHeadSize, '\0');
    storeLittleEndian(head.data() + kFileMagic.size(), kRecordingVersion);
    return head;
}

Result<void> checkFileHead(std::string_view head) {
    if (head.size() < kFileHeadSize || !head.starts_with(kFileMagic)) {
        return Error(ErrorCode::Malformed, "this is no recording");
    }
    const auto version = loadLittleEndian<std::uint32_t>(head.data() + kFileMagic.size());
    if (version != kRecordingVersion) {
        return Error(ErrorCode::FailedPrecondition,
                     "the recording has version " + std::to_string(version) +
                         " of the format; version " + std::to_string(kRecordingVersion) +
                         " can be read");
    }
    return {};
}

std::vector<SourceRange> rangesOf(const Chunk& chunk) {
    std::vector<SourceRange> ranges;
    for (std::size_t place = 0; place < chunk.size(); ++place) {
        const raft::EventId id = chunk.record(place).id;
        const auto range = std::find_if(ranges.begin(), ranges.end(), [id](const SourceRange& r) {
            return r.source == sourceOf(id);
        });
        if (range == ranges.end()) {
            ranges.push_back({sourceOf(id), sequenceOf(id), sequenceOf(id)});
        } else {
            range->lastSequence = sequenceOf(id);
        }
    }
    return ranges;
}

std::uint64_t BlockHeader::contentBytes() const noexcept {
    return std::uint64_t{nodeCount} * kNodeSize + std::uint64_t{recordCount} * kRecordSize +
           blobBytes;
}

std::string encodeEventsBlock(const Chunk& chunk, std::uint64_t firstNumber,
                              const std::vector<SourceRange>& sources) {
    const Chunk::Parts& parts = chunk.parts();
    BlockHeader header;
    header.kind = BlockHeader::Kind::Events;
    header.firstNumber = firstNumber;
    if (!chunk.empty()) {
        header.firstMoment = chunk.record(0).moment;
        header.lastMoment = chunk.record(chunk.size() - 1).moment;
    }
    header.recordCount = static_cast<std::uint32_t>(chunk.size());
    header.nodeCount = static_cast<std::uint32_t>(parts.nodes.size() / kNodeSize);
    header.blobBytes = static_cast<std::uint32_t>(parts.blobs.size());
    header.sources = sources;
    std::string content(parts.nodes);
    content.reserve(parts.nodes.size() + parts.records.size() + parts.blobs.size());
    content.append(parts.records).append(parts.blobs);
    return encodeBlock(header, content);
}

std::string encodeKeyFrameBlock(std::string_view state, std::uint64_t eventsBefore, Moment moment) {
    BlockHeader header;
    header.kind = BlockHeader::Kind::KeyFrame;
    header.firstNumber = eventsBefore;
    header.firstMoment = moment;
    header.lastMoment = moment;
    header.blobBytes = static_cast<std::uint32_t>(state.size());
    return encodeBlock(header, state);
}

Result<std::uint32_t> indexBytesOf(std::string_view fixedPart) {
    if (fixedPart.size() < kBlockHeaderSize ||
        loadLittleEndian<std::uint32_t>(fixedPart.data()) != kBlockMagic) {
        return corrupted("there is no block");
    }
    const auto bytes = loadLittleEndian<std::uint32_t>(fixedPart.data() + 44);
    if (bytes > kMaxIndexBytes) {
        return corrupted("a block's index is too long");
    }
    return bytes;
}

Result<BlockHeader> decodeBlockHeader(std::string_view header) {
    const auto indexBytes = indexBytesOf(header);
    if (!indexBytes) {
        return indexBytes.error();
    }
    if (header.size() != kBlockHeaderSize + *indexBytes) {
        return corrupted("a block's index has another length");
    }
    const std::string_view index = header.substr(kBlockHeaderSize);
    const char* at = header.data();
    if (crc32c(index, crc32c(header.substr(0, kChecksumOffset))) !=
        loadLittleEndian<std::uint32_t>(at + kChecksumOffset)) {
        return corrupted("a block's header has another checksum");
    }
    BlockHeader block;
    const auto kind = loadLittleEndian<std::uint8_t>(at + 4);
    block.kind = static_cast<BlockHeader::Kind>(kind);
    block.firstNumber = loadLittleEndian<std::uint64_t>(at + 8);
    block.firstMoment = Moment(loadLittleEndian<std::uint64_t>(at + 16));
    block.lastMoment = Moment(loadLittleEndian<std::uint64_t>(at + 24));
    block.recordCount = loadLittleEndian<std::uint32_t>(at + 32);
    block.nodeCount = loadLittleEndian<std::uint32_t>(at + 36);
    block.blobBytes = loadLittleEndian<std::uint32_t>(at + 40);
    block.indexBytes = *indexBytes;
    block.contentChecksum = loadLittleEndian<std::uint32_t>(at + 56);
    const bool isEvents = block.kind == BlockHeader::Kind::Events && block.recordCount > 0;
    const bool isKeyFrame =
        block.kind == BlockHeader::Kind::KeyFrame && block.recordCount == 0 && block.nodeCount == 0;
    if ((!isEvents && !isKeyFrame) || block.recordCount > kMaxRecords ||
        block.nodeCount > kMaxNodes || block.blobBytes > kMaxBlobBytes ||
        block.lastMoment < block.firstMoment) {
        return corrupted("a block's header says what cannot be");
    }
    FieldReader reader(index);
    reader("sources", block.sources);
    if (!reader.finish()) {
        return corrupted("a block's index cannot be read");
    }
    return block;
}

Result<void> checkContent(const BlockHeader& header, std::string_view content) {
    if (content.size() != header.contentBytes() || crc32c(content) != header.contentChecksum) {
        return Error(ErrorCode::Corrupted, "the block with event number " +
                                               std::to_string(header.firstNumber) +
                                               " has another checksum");
    }
    return {};
}

Chunk toChunk(const BlockHeader& header, const Bytes& content) {
    const std::size_t nodes = header.nodeCount * kNodeSize;
    const std::size_t records = header.recordCount * kRecordSize;
    const std::string_view view = content.view();
    auto owner = std::make_shared<const Bytes>(content);
    return {std::move(owner),
            {view.substr(0, nodes), view.substr(nodes, records), view.substr(nodes + records)}};
}

}  // namespace quorate::observe
