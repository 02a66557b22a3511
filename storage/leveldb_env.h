// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <leveldb/env.h>

#include "storage/file_system.h"

namespace quorate::storage {

/// The world of one LevelDB database: its files on a FileSystem, its background work with whoever
/// takes it; no clock, no threads, no log of its own doings.
///
/// After a crash at any moment the database opens with what a prefix of its writes made, which
/// has everything up to the last memtable that was flushed. LevelDB's own Env does not give that;
/// here
/// - a file's sync() makes its name durable, too, so that nothing durable names a file that is not;
/// - CURRENT's new content is durable before LevelDB removes what the old one needs, and where
///   that failed, nothing is removed any more: LevelDB would take the old one to be in place;
/// - the write-ahead log is not written: what is in memory only comes back from the log above. The
///   logs of a database that had them are read;
/// - of a log or MANIFEST no more is shown than precedes the first broken record. A MANIFEST, in
///   which every record is synced before the next, is refused where one follows.
///
/// Background work, and readers of views, may be on other threads than the owner's: they open,
/// read, write and remove tables, which touches nothing here but the FileSystem and, to be read
/// only, what opening the database left. CURRENT is the owner's. What it is given outlives it, and
/// it the database.
class LevelDbEnv final : public leveldb::Env {
public:
    /// Takes a piece of background work, which is to be run once, and never within the call.
    using TakeWork = std::function<void(std::function<void()> work)>;

    LevelDbEnv(FileSystem& files, TakeWork takeWork)
        : m_files(files), m_takeWork(std::move(takeWork)) {}

    leveldb::Status NewSequentialFile(const std::string& path,
                                      leveldb::SequentialFile** result) override;
    leveldb::Status NewRandomAccessFile(const std::string& path,
                                        leveldb::RandomAccessFile** result) override;
    leveldb::Status NewWritableFile(const std::string& path,
                                    leveldb::WritableFile** result) override;
    bool FileExists(const std::string& path) override;
    leveldb::Status GetChildren(const std::string& directory,
                                std::vector<std::string>* result) override;
    leveldb::Status RemoveFile(const std::string& path) override;
    leveldb::Status CreateDir(const std::string& path) override;
    leveldb::Status RemoveDir(const std::string& path) override;
    leveldb::Status GetFileSize(const std::string& path, std::uint64_t* size) override;
    leveldb::Status RenameFile(const std::string& from, const std::string& to) override;
    leveldb::Status LockFile(const std::string& path, leveldb::FileLock** result) override;
    leveldb::Status UnlockFile(leveldb::FileLock* lock) override;
    void Schedule(void (*function)(void*), void* argument) override;
    /// LevelDB itself starts no threads. The work goes where the background work goes.
    void StartThread(void (*function)(void*), void* argument) override;
    leveldb::Status GetTestDirectory(std::string* path) override;
    leveldb::Status NewLogger(const std::string& path, leveldb::Logger** result) override;
    /// Always 0: LevelDB only measures with it what its statistics say.
    std::uint64_t NowMicros() override { return 0; }
    /// Does not wait. LevelDB asks for it to slow down writers that a flushing thread cannot
    /// keep up with, before it makes them wait for that thread.
    void SleepForMicroseconds(int /*micros*/) override {}

    /// LevelDB begins one with each memtable. On any thread.
    [[nodiscard]] int logsBegun() const noexcept { return m_logsBegun; }
    /// Why FileExists() could not say; nothing while it always could.
    [[nodiscard]] const std::optional<Error>& failedLookUp() const noexcept {
        return m_failedLookUp;
    }

private:
    FileSystem& m_files;
    TakeWork m_takeWork;
    std::atomic<int> m_logsBegun{0};
    /// Why it is not known which CURRENT there is. That is only written while a database is
    /// opened, on the owner's thread.
    leveldb::Status m_doubt;
    std::optional<Error> m_failedLookUp;
};

}  // namespace quorate::storage
