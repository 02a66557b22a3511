// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <leveldb/env.h>

#include "storage/file_system.h"

namespace quorate::storage {

/// A file read from its start to `end`, as if it ended there.
class LevelDbSequentialFile final : public leveldb::SequentialFile {
public:
    LevelDbSequentialFile(std::unique_ptr<File> file, std::uint64_t end)
        : m_file(std::move(file)), m_end(end) {}

    leveldb::Status Read(std::size_t n, leveldb::Slice* result, char* scratch) override;
    leveldb::Status Skip(std::uint64_t n) override;

private:
    std::unique_ptr<File> m_file;
    std::uint64_t m_end;
    std::uint64_t m_offset{0};
};

/// A table. Holds no position, so that as many threads may read it as the file allows.
class LevelDbRandomAccessFile final : public leveldb::RandomAccessFile {
public:
    explicit LevelDbRandomAccessFile(std::unique_ptr<File> file) : m_file(std::move(file)) {}

    leveldb::Status Read(std::uint64_t offset, std::size_t n, leveldb::Slice* result,
                         char* scratch) const override;

private:
    std::unique_ptr<File> m_file;
};

/// A new file that grows at its end. The first failure is the answer to everything after it.
class LevelDbWritableFile : public leveldb::WritableFile {
public:
    /// When what was appended is passed on to the file.
    enum class Passing : std::uint8_t {
        WhenAsked,
        WhenSynced,  ///< or when the buffer is full: for what nobody reads before that
    };

    LevelDbWritableFile(FileSystem& files, std::string path, std::unique_ptr<File> file,
                        Passing passing)
        : m_files(files), m_path(std::move(path)), m_file(std::move(file)), m_passing(passing) {}

    leveldb::Status Append(const leveldb::Slice& data) override;
    leveldb::Status Close() override;
    leveldb::Status Flush() override;
    /// Content and name are durable.
    leveldb::Status Sync() override;

private:
    leveldb::Status writeOut();
    leveldb::Status note(const Result<void>& result);

    FileSystem& m_files;
    std::string m_path;
    std::unique_ptr<File> m_file;
    Passing m_passing;
    std::string m_buffer;
    std::uint64_t m_written{0};
    bool m_nameIsDurable{false};
    leveldb::Status m_status;
};

}  // namespace quorate::storage
