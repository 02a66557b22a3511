// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/block_scanner.h"

#include <algorithm>
#include <utility>

namespace quorate::observe {

Result<Bytes> readContent(const RecordingFile& file, const BlockPlace& place) {
    auto content =
        file.read(place.offset + place.header.contentOffset(), place.header.contentBytes());
    if (!content) {
        return content;
    }
    if (auto checked = checkContent(place.header, content->view()); !checked) {
        return checked.error();
    }
    return content;
}

Result<void> BlockScanner::begin() {
    const auto head = m_file.read(0, kFileHeadSize);
    if (!head) {
        return head.error().code == ErrorCode::OutOfRange
                   ? Error(ErrorCode::Malformed, "this is no recording")
                   : head.error();
    }
    if (auto checked = checkFileHead(head->view()); !checked) {
        return checked;
    }
    m_offset = kFileHeadSize;
    return {};
}

std::optional<BlockPlace> BlockScanner::stop(const char* reason) {
    return stop(Error(ErrorCode::Corrupted, reason));
}

std::optional<BlockPlace> BlockScanner::stop(const Error& error) {
    m_obstacle.emplace(error.code, "from byte " + std::to_string(m_offset) +
                                       " of the recording on: " + error.message);
    return std::nullopt;
}

Result<std::optional<BlockPlace>> BlockScanner::next() {
    const auto size = m_file.size();
    if (!size) {
        return size.error();
    }
    m_obstacle.reset();
    const std::uint64_t left = *size - std::min(m_offset, *size);
    if (left == 0) {
        return std::optional<BlockPlace>();
    }
    constexpr const char* kTorn = "a block is not whole";
    if (left < kBlockHeaderSize) {
        return stop(kTorn);
    }
    const auto fixedPart = m_file.read(m_offset, kBlockHeaderSize);
    if (!fixedPart) {
        return fixedPart.error();
    }
    const auto indexBytes = indexBytesOf(fixedPart->view());
    if (!indexBytes) {
        return stop(indexBytes.error());
    }
    if (left < kBlockHeaderSize + *indexBytes) {
        return stop(kTorn);
    }
    const auto bytes = m_file.read(m_offset, kBlockHeaderSize + *indexBytes);
    if (!bytes) {
        return bytes.error();
    }
    auto header = decodeBlockHeader(bytes->view());
    if (!header) {
        return stop(header.error());
    }
    if (left < header->blockBytes()) {
        return stop(kTorn);
    }
    BlockPlace place{m_offset, std::move(*header)};
    if (left == place.header.blockBytes()) {
        // The last one: what was lost in a crash shows here.
        const auto content = readContent(m_file, place);
        if (!content) {
            return content.error().code == ErrorCode::Corrupted
                       ? Result<std::optional<BlockPlace>>(stop(content.error()))
                       : content.error();
        }
    }
    m_offset += place.header.blockBytes();
    return std::optional<BlockPlace>(std::move(place));
}

}  // namespace quorate::observe
