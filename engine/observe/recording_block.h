// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/observe/chunk.h"
#include "engine/observe/event_source.h"
#include "engine/observe/moment.h"

/// The file of a recording, byte for byte in FORMAT.md: a head, and blocks one behind the other.
namespace quorate::observe {

inline constexpr std::uint32_t kRecordingVersion = 4;
inline constexpr std::size_t kFileHeadSize = 16;
inline constexpr std::size_t kBlockHeaderSize = 64;

/// The head of a file.
std::string encodeFileHead();
/// Malformed for what is no recording, FailedPrecondition for one of another version.
Result<void> checkFileHead(std::string_view head);

/// Which events of a source are in a chunk: all of them within these sequences.
struct SourceRange {
    SourceId source;
    std::uint64_t firstSequence{0};
    std::uint64_t lastSequence{0};
    friend bool operator==(const SourceRange&, const SourceRange&) = default;
};

/// Those of a chunk's records, in the order in which they appear.
std::vector<SourceRange> rangesOf(const Chunk& chunk);

/// What is known of a block without reading its content.
struct BlockHeader {
    enum class Kind : std::uint8_t { Events = 1, KeyFrame = 2 };

    Kind kind{Kind::Events};
    /// Events: the number of the first one, counted from 0. A key frame: how many events lie before
    /// it.
    std::uint64_t firstNumber{0};
    Moment firstMoment;
    Moment lastMoment;
    std::uint32_t recordCount{0};
    std::uint32_t nodeCount{0};
    std::uint32_t blobBytes{0};  ///< of a key frame: all of it
    std::uint32_t contentChecksum{0};
    std::uint32_t indexBytes{0};
    std::vector<SourceRange> sources;

    [[nodiscard]] std::uint64_t contentOffset() const noexcept {
        return kBlockHeaderSize + indexBytes;
    }
    [[nodiscard]] std::uint64_t contentBytes() const noexcept;
    [[nodiscard]] std::uint64_t blockBytes() const noexcept {
        return contentOffset() + contentBytes();
    }
};

/// Whole blocks.
std::string encodeEventsBlock(const Chunk& chunk, std::uint64_t firstNumber,
                              const std::vector<SourceRange>& sources);
std::string encodeKeyFrameBlock(std::string_view state, std::uint64_t eventsBefore, Moment moment);

/// How long the index is that follows the fixed part of a header. Corrupted for what is no header.
Result<std::uint32_t> indexBytesOf(std::string_view fixedPart);
/// `header` is the fixed part with its index. Corrupted where anything is wrong with them.
Result<BlockHeader> decodeBlockHeader(std::string_view header);
/// Corrupted where the content is not what was written.
Result<void> checkContent(const BlockHeader& header, std::string_view content);
/// The events of a block; `content` must have been checked. Shares its memory.
Chunk toChunk(const BlockHeader& header, const Bytes& content);

}  // namespace quorate::observe
