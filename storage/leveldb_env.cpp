// SPDX-License-Identifier: Apache-2.0
#include "storage/leveldb_env.h"

#include <limits>
#include <memory>
#include <string_view>
#include <utility>

#include "storage/leveldb_files.h"
#include "storage/leveldb_log.h"
#include "storage/leveldb_status.h"
#include "storage/path.h"

namespace quorate::storage {

using leveldb::Status;

namespace {

bool isLog(std::string_view path) {
    return path.ends_with(".log");
}

bool isManifest(std::string_view path) {
    return lastName(path).starts_with("MANIFEST-");
}

bool isTable(std::string_view path) {
    return path.ends_with(".ldb");
}

Status statusOf(const Result<void>& result) {
    return result ? Status::OK() : toStatus(result.error());
}

/// What LevelDB holds of a lock.
class Lock final : public leveldb::FileLock {
public:
    explicit Lock(std::unique_ptr<storage::FileLock> lock) : m_lock(std::move(lock)) {}

private:
    std::unique_ptr<storage::FileLock> m_lock;
};

/// A write-ahead log that is not written.
class DroppedLog final : public leveldb::WritableFile {
public:
    Status Append(const leveldb::Slice& /*data*/) override { return Status::OK(); }
    Status Close() override { return Status::OK(); }
    Status Flush() override { return Status::OK(); }
    Status Sync() override { return Status::OK(); }
};

class SilentLogger final : public leveldb::Logger {
public:
    void Logv(const char* /*format*/, std::va_list /*arguments*/) override {}
};

}  // namespace

Status LevelDbEnv::NewSequentialFile(const std::string& path, leveldb::SequentialFile** result) {
    *result = nullptr;
    Result<std::unique_ptr<File>> file = m_files.open(path, OpenMode::Read);
    if (!file) {
        return toStatus(file.error());
    }
    std::uint64_t end = std::numeric_limits<std::uint64_t>::max();
    if (isLog(path) || isManifest(path)) {
        const Result<IntactLog> intact = findIntactLog(**file);
        if (!intact) {
            return toStatus(intact.error());
        }
        if (isManifest(path) && intact->wholeBehind) {
            return toStatus({ErrorCode::Corrupted, path + ": broken at offset " +
                                                       std::to_string(intact->length) +
                                                       ", with whole records behind it"});
        }
        end = intact->length;
    }
    *result = new LevelDbSequentialFile(std::move(*file), end);
    return Status::OK();
}

Status LevelDbEnv::NewRandomAccessFile(const std::string& path,
                                       leveldb::RandomAccessFile** result) {
    *result = nullptr;
    Result<std::unique_ptr<File>> file = m_files.open(path, OpenMode::Read);
    if (!file) {
        // "Not found" from a read would mean that the key is not there.
        const Error& error = file.error();
        return toStatus(
            error.code == ErrorCode::NotFound ? Error(ErrorCode::Corrupted, error.message) : error);
    }
    *result = new LevelDbRandomAccessFile(std::move(*file));
    return Status::OK();
}

Status LevelDbEnv::NewWritableFile(const std::string& path, leveldb::WritableFile** result) {
    *result = nullptr;
    if (isLog(path)) {
        ++m_logsBegun;
        *result = new DroppedLog;
        return Status::OK();
    }
    Result<std::unique_ptr<File>> file = m_files.open(path, OpenMode::CreateOrReset);
    if (!file) {
        return toStatus(file.error());
    }
    *result = new LevelDbWritableFile(m_files, path, std::move(*file),
                                      isTable(path) ? LevelDbWritableFile::Passing::WhenSynced
                                                    : LevelDbWritableFile::Passing::WhenAsked);
    return Status::OK();
}

bool LevelDbEnv::FileExists(const std::string& path) {
    const Result<bool> exists = m_files.exists(path);
    if (!exists) {
        // LevelDB must not take it for missing, and make a database in its place.
        m_failedLookUp = exists.error();
        return true;
    }
    return *exists;
}

Status LevelDbEnv::GetChildren(const std::string& directory, std::vector<std::string>* result) {
    result->clear();
    const Result<std::vector<DirectoryEntry>> entries = m_files.list(directory);
    if (!entries) {
        return toStatus(entries.error());
    }
    for (const DirectoryEntry& entry : *entries) {
        result->push_back(entry.name);
    }
    return Status::OK();
}

Status LevelDbEnv::RemoveFile(const std::string& path) {
    return m_doubt.ok() ? statusOf(m_files.remove(path)) : m_doubt;
}

Status LevelDbEnv::CreateDir(const std::string& path) {
    return statusOf(createDirectories(m_files, path));
}

Status LevelDbEnv::RemoveDir(const std::string& path) {
    return statusOf(m_files.removeDirectory(path));
}

Status LevelDbEnv::GetFileSize(const std::string& path, std::uint64_t* size) {
    *size = 0;
    const Result<std::unique_ptr<File>> file = m_files.open(path, OpenMode::Read);
    if (!file) {
        return toStatus(file.error());
    }
    const Result<std::uint64_t> found = (*file)->size();
    if (!found) {
        return toStatus(found.error());
    }
    *size = *found;
    return Status::OK();
}

Status LevelDbEnv::RenameFile(const std::string& from, const std::string& to) {
    Status status = statusOf(m_files.rename(from, to));
    if (status.ok()) {
        status = statusOf(m_files.syncDirectory(parentDirectory(to)));
    }
    if (!status.ok()) {
        m_doubt = status;
    }
    return status;
}

Status LevelDbEnv::LockFile(const std::string& path, leveldb::FileLock** result) {
    *result = nullptr;
    Result<std::unique_ptr<FileLock>> lock = m_files.lock(path);
    if (!lock) {
        return toStatus(lock.error());
    }
    *result = new Lock(std::move(*lock));
    return Status::OK();
}

Status LevelDbEnv::UnlockFile(leveldb::FileLock* lock) {
    delete lock;
    return Status::OK();
}

void LevelDbEnv::Schedule(void (*function)(void*), void* argument) {
    m_takeWork([function, argument] { function(argument); });
}

void LevelDbEnv::StartThread(void (*function)(void*), void* argument) {
    Schedule(function, argument);
}

Status LevelDbEnv::GetTestDirectory(std::string* path) {
    path->clear();
    return Status::NotSupported("there is no directory for tests");
}

Status LevelDbEnv::NewLogger(const std::string& /*path*/, leveldb::Logger** result) {
    *result = new SilentLogger;
    return Status::OK();
}

}  // namespace quorate::storage
