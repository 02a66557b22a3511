// SPDX-License-Identifier: Apache-2.0
#include "storage/leveldb_files.h"

#include <algorithm>
#include <span>

#include "storage/leveldb_status.h"
#include "storage/path.h"

namespace quorate::storage {

using leveldb::Slice;
using leveldb::Status;

namespace {

constexpr std::size_t kBufferSize = 65536;

Status readFrom(const File& file, std::uint64_t offset, std::size_t n, Slice* result,
                char* scratch) {
    const Result<std::size_t> count = file.read(offset, std::span<char>(scratch, n));
    if (!count) {
        *result = Slice(scratch, 0);
        return toStatus(count.error());
    }
    *result = Slice(scratch, *count);
    return Status::OK();
}

}  // namespace

Status LevelDbSequentialFile::Read(std::size_t n, Slice* result, char* scratch) {
    const std::uint64_t left = m_end - std::min(m_end, m_offset);
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(n, left));
    Status status = readFrom(*m_file, m_offset, wanted, result, scratch);
    m_offset += result->size();
    return status;
}

Status LevelDbSequentialFile::Skip(std::uint64_t n) {
    m_offset += n;
    return Status::OK();
}

Status LevelDbRandomAccessFile::Read(std::uint64_t offset, std::size_t n, Slice* result,
                                     char* scratch) const {
    return readFrom(*m_file, offset, n, result, scratch);
}

Status LevelDbWritableFile::Append(const Slice& data) {
    if (!m_status.ok()) {
        return m_status;
    }
    m_buffer.append(data.data(), data.size());
    return m_buffer.size() < kBufferSize ? Status::OK() : writeOut();
}

Status LevelDbWritableFile::Flush() {
    return m_passing == Passing::WhenAsked ? writeOut() : m_status;
}

Status LevelDbWritableFile::Close() {
    return writeOut();
}

Status LevelDbWritableFile::Sync() {
    Status status = writeOut();
    if (status.ok()) {
        status = note(m_file->sync());
    }
    if (status.ok() && !m_nameIsDurable) {
        status = note(m_files.syncDirectory(parentDirectory(m_path)));
        m_nameIsDurable = status.ok();
    }
    return status;
}

Status LevelDbWritableFile::writeOut() {
    if (!m_status.ok() || m_buffer.empty()) {
        return m_status;
    }
    const Status status = note(m_file->write(m_written, m_buffer));
    m_written += m_buffer.size();
    m_buffer.clear();
    return status;
}

Status LevelDbWritableFile::note(const Result<void>& result) {
    if (!result) {
        m_status = toStatus(result.error());
    }
    return m_status;
}

}  // namespace quorate::storage
