// SPDX-License-Identifier: Apache-2.0
#include "storage/recording_file.h"

#include <utility>

#include "storage/path.h"

namespace quorate::storage {

using Opened = Result<std::unique_ptr<StoredRecordingFile>>;

Opened StoredRecordingFile::create(FileSystem& files, const std::string& path) {
    auto file = files.open(path, OpenMode::Create);
    if (!file) {
        return file.error();
    }
    auto lock = files.lock(path);
    if (!lock) {
        return lock.error();
    }
    if (auto synced = files.syncDirectory(parentDirectory(path)); !synced) {
        return synced.error();
    }
    return Opened(std::unique_ptr<StoredRecordingFile>(
        new StoredRecordingFile(std::move(file).value(), std::move(lock).value())));
}

Opened StoredRecordingFile::openToRead(FileSystem& files, const std::string& path) {
    auto file = files.open(path, OpenMode::Read);
    if (!file) {
        return file.error();
    }
    return Opened(std::unique_ptr<StoredRecordingFile>(
        new StoredRecordingFile(std::move(file).value(), nullptr)));
}

Opened StoredRecordingFile::openToAppend(FileSystem& files, const std::string& path) {
    // First, so that the lock makes no file.
    auto file = files.open(path, OpenMode::ReadWrite);
    if (!file) {
        return file.error();
    }
    auto lock = files.lock(path);
    if (!lock) {
        return lock.error();
    }
    return Opened(std::unique_ptr<StoredRecordingFile>(
        new StoredRecordingFile(std::move(file).value(), std::move(lock).value())));
}

Result<void> StoredRecordingFile::append(std::string_view bytes) {
    const auto end = m_file->size();
    if (!end) {
        return end.error();
    }
    return m_file->write(*end, bytes);
}

}  // namespace quorate::storage
