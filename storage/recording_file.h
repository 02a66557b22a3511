// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/observe/recording_file.h"
#include "storage/file_system.h"

namespace quorate::storage {

/// A recording's file on a FileSystem. What is long is read by mapping it, where the file system
/// can, so a mapped chunk costs no memory of ours and outlives this object.
///
/// The file has one writer, kept by a lock on it, and any number of readers, in this process or
/// others. Nobody may make it shorter behind a reader's back, but a writer that opens it and cuts
/// off a torn end does, which no reader takes for a block.
class StoredRecordingFile final : public observe::RecordingFile {
public:
    /// A new file, whose name lasts when this returns. FailedPrecondition if it is there already,
    /// Busy.
    static Result<std::unique_ptr<StoredRecordingFile>> create(FileSystem& files,
                                                               const std::string& path);
    /// To be read. NotFound.
    static Result<std::unique_ptr<StoredRecordingFile>> openToRead(FileSystem& files,
                                                                   const std::string& path);
    /// To be appended to, and read. NotFound; Busy while somebody else appends to it.
    static Result<std::unique_ptr<StoredRecordingFile>> openToAppend(FileSystem& files,
                                                                     const std::string& path);

    [[nodiscard]] Result<std::uint64_t> size() const override { return m_file->size(); }
    Result<void> append(std::string_view bytes) override;
    [[nodiscard]] Result<Bytes> read(std::uint64_t offset, std::uint64_t length) const override {
        return m_file->map(offset, length);
    }
    Result<void> sync() override { return m_file->sync(); }
    Result<void> truncate(std::uint64_t size) override { return m_file->truncate(size); }

private:
    StoredRecordingFile(std::unique_ptr<File> file, std::unique_ptr<FileLock> lock)
        : m_lock(std::move(lock)), m_file(std::move(file)) {}

    std::unique_ptr<FileLock> m_lock;  ///< a writer's
    std::unique_ptr<File> m_file;
};

}  // namespace quorate::storage
