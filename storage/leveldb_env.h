// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <leveldb/env.h>

#include "storage/background_runner.h"
#include "storage/file_system.h"

namespace quorate::storage {

/// The world of one LevelDB database: its files on a FileSystem, its background work with a
/// BackgroundRunner; no clock, no threads, no log of its own doings.
///
/// After a crash at any moment the database opens with what a prefix of its writes made, which
/// has everything up to the last synced one. LevelDB's own Env does not give that; here
/// - a file's sync() makes its name durable, too, so that nothing durable names a file that is not;
/// - CURRENT's new content is durable before LevelDB removes what the old one needs, and where
///   that failed, nothing is removed any more: LevelDB would take the old one to be in place;
/// - the write-ahead log is synced before the next one begins: otherwise later writes could
///   survive without the ones before them, and a synced write would not cover those;
/// - of a log or MANIFEST no more is shown than precedes the first broken record. A MANIFEST, in
///   which every record is synced before the next, is refused where one follows.
///
/// The runner's work, and readers of views, may be on other threads than the owner's: they open,
/// read, write and remove tables, which touches nothing here but the FileSystem and, to be read
/// only, what opening the database left; and they remove logs, which are counted. Else logs and
/// CURRENT are the owner's. Both things it is given
/// outlive it, and it the database.
class LevelDbEnv final : public leveldb::Env {
public:
    enum class Logs : std::uint8_t {
        Kept,
        Dropped,  ///< not written: for a database that counts for nothing until it is flushed
    };

    LevelDbEnv(FileSystem& files, BackgroundRunner& background, Logs logs)
        : m_files(files), m_background(background), m_logs(logs) {}

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

    /// Whether all logs that were begun here but the newest are gone again: what they had is in
    /// tables. On any thread.
    [[nodiscard]] bool hasOneLog() const noexcept { return m_logsThere <= 1; }
    /// Why FileExists() could not say; nothing while it always could.
    [[nodiscard]] const std::optional<Error>& failedLookUp() const noexcept {
        return m_failedLookUp;
    }

private:
    class LogFile;

    FileSystem& m_files;
    BackgroundRunner& m_background;
    Logs m_logs;
    LogFile* m_log{nullptr};                   ///< the write-ahead log that is open; the writer's
    std::atomic<std::uint64_t> m_firstLog{0};  ///< number of the first that was begun here
    std::atomic<int> m_logsThere{0};           ///< of those that were begun here
    /// Why it is not known which CURRENT there is. That is only written while a database is
    /// opened, on the owner's thread.
    leveldb::Status m_doubt;
    std::optional<Error> m_failedLookUp;
};

}  // namespace quorate::storage
