// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/raft/snapshot.h"
#include "storage/file_system.h"
#include "storage/snapshot/compression.h"
#include "storage/snapshot/snapshot_format.h"

namespace quorate::storage {

/// Writes a snapshot into an empty file, chunk by chunk, in bounded memory. After an error nothing
/// more may be written.
class SnapshotFileWriter {
public:
    static Result<std::unique_ptr<SnapshotFileWriter>> begin(
        std::unique_ptr<File> file, const raft::SnapshotMetadata& metadata);

    Result<void> append(std::string_view bytes);
    /// The end, and all of it on stable storage.
    Result<void> finish();

private:
    SnapshotFileWriter(std::unique_ptr<File> file, std::uint64_t offset, std::uint32_t chain)
        : m_file(std::move(file)), m_offset(offset), m_chain(chain) {}
    Result<void> writeChunk(std::string_view bytes);
    Result<void> writeFrame(std::uint32_t size, std::string_view stored);

    std::unique_ptr<File> m_file;
    std::uint64_t m_offset;
    std::uint32_t m_chain;
    SnapshotTotals m_totals;
    Compressor m_compressor;
    std::string m_gathered;
    std::string m_stored;
    std::string m_frame;
};

/// Reads a snapshot's file, of anybody's making, chunk by chunk. Errors are Corrupted with the file
/// and the offset, FailedPrecondition for a later version, and those of the file system.
class SnapshotFileReader {
public:
    /// Reads the head.
    static Result<std::unique_ptr<SnapshotFileReader>> open(FileSystem& files,
                                                            const std::string& path);

    [[nodiscard]] const raft::SnapshotMetadata& metadata() const noexcept { return m_metadata; }
    /// Replaces `chunk` with the next piece. False behind the last one, and then the totals and
    /// the end of the file are right, too.
    Result<bool> next(std::string& chunk);
    /// Reads on to the end, and looks at checksums alone.
    Result<void> verify();

    /// Where the next chunk lies, and what was read so far.
    [[nodiscard]] std::uint64_t offset() const noexcept { return m_offset; }
    [[nodiscard]] const SnapshotTotals& totals() const noexcept { return m_totals; }

private:
    SnapshotFileReader(std::unique_ptr<File> file, std::string path)
        : m_file(std::move(file)), m_path(std::move(path)) {}
    Result<void> readHead();
    /// The next chunk as it is stored; its size, or 0 at the end.
    Result<std::uint32_t> nextStored();
    Result<void> readEnd(std::string_view frame);
    Result<std::string_view> read(std::uint64_t offset, std::size_t size);
    [[nodiscard]] Error corrupted(const std::string& reason) const;

    std::unique_ptr<File> m_file;
    std::string m_path;
    raft::SnapshotMetadata m_metadata;
    std::uint64_t m_offset{0};
    std::uint32_t m_chain{0};
    SnapshotTotals m_totals;
    bool m_hasEnded{false};
    Decompressor m_decompressor;
    std::string m_buffer;
};

}  // namespace quorate::storage
