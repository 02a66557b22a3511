// SPDX-License-Identifier: Apache-2.0
#include "storage/stage/process_files.h"

namespace quorate::storage {

namespace {

Error ended(const std::string& path) {
    return {ErrorCode::IoError, path + ": the process that had it has ended"};
}

}  // namespace

Result<std::unique_ptr<File>> ProcessFiles::open(const std::string& path, OpenMode mode) {
    return m_hasEnded ? ended(path) : m_files.open(path, mode);
}

Result<bool> ProcessFiles::exists(const std::string& path) const {
    return m_hasEnded ? ended(path) : m_files.exists(path);
}

Result<std::vector<DirectoryEntry>> ProcessFiles::list(const std::string& path) const {
    return m_hasEnded ? ended(path) : m_files.list(path);
}

Result<void> ProcessFiles::createDirectory(const std::string& path) {
    return m_hasEnded ? ended(path) : m_files.createDirectory(path);
}

Result<void> ProcessFiles::removeDirectory(const std::string& path) {
    return m_hasEnded ? ended(path) : m_files.removeDirectory(path);
}

Result<void> ProcessFiles::rename(const std::string& from, const std::string& to) {
    return m_hasEnded ? ended(from) : m_files.rename(from, to);
}

Result<void> ProcessFiles::remove(const std::string& path) {
    return m_hasEnded ? ended(path) : m_files.remove(path);
}

Result<void> ProcessFiles::syncDirectory(const std::string& path) {
    return m_hasEnded ? ended(path) : m_files.syncDirectory(path);
}

Result<std::unique_ptr<FileLock>> ProcessFiles::lock(const std::string& path) {
    return m_hasEnded ? ended(path) : m_files.lock(path);
}

Result<std::uint64_t> ProcessFiles::freeSpace(const std::string& path) const {
    return m_hasEnded ? ended(path) : m_files.freeSpace(path);
}

}  // namespace quorate::storage
