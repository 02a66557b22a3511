// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/observe/recording_block.h"
#include "engine/observe/recording_file.h"

namespace quorate::observe {

/// A block, and where it begins.
struct BlockPlace {
    std::uint64_t offset{0};
    BlockHeader header;
};

/// The content of a block. Corrupted where it is not what was written; errors of the file.
Result<Bytes> readContent(const RecordingFile& file, const BlockPlace& place);

/// Goes through the blocks of a file, headers only. At a block that is not whole (torn, damaged, or
/// still being written) it stands still, and can be asked again when the file has grown.
class BlockScanner {
public:
    /// `file` must outlive the scanner.
    explicit BlockScanner(const RecordingFile& file) : m_file(file) {}

    /// The head of the file: Malformed, FailedPrecondition for another version.
    Result<void> begin();
    /// The next whole block; nothing at the end, or before what is not whole. Errors of the file.
    Result<std::optional<BlockPlace>> next();

    /// Behind the last whole block.
    [[nodiscard]] std::uint64_t offset() const noexcept { return m_offset; }
    /// Why it stands still before the end of the file; nothing at the end.
    [[nodiscard]] const std::optional<Error>& obstacle() const noexcept { return m_obstacle; }

private:
    /// Stands still for this reason.
    std::optional<BlockPlace> stop(const char* reason);
    std::optional<BlockPlace> stop(const Error& error);

    const RecordingFile& m_file;
    std::uint64_t m_offset{0};
    std::optional<Error> m_obstacle;
};

}  // namespace quorate::observe
