// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <leveldb/db.h>

#include "engine/base/result.h"
#include "engine/kv/ordered_store.h"
#include "storage/background_runner.h"
#include "storage/file_system.h"
#include "storage/leveldb_env.h"
#include "storage/leveldb_levels.h"
#include "storage/leveldb_work.h"

namespace quorate::storage {

struct LevelDbOptions {
    /// Nobody: the background work is done within the call that brought it about.
    BackgroundRunner* background{nullptr};
    /// So much is kept in LevelDB's memory, and twice that for a moment.
    std::size_t writeBufferBytes{std::size_t{4} << 20U};
    /// For blocks of tables, uncompressed.
    std::size_t blockCacheBytes{std::size_t{8} << 20U};
    /// Whether tables are compressed, with Snappy. Tables of either kind are read.
    bool compresses{true};
    /// What appended keys begin with (kv::OrderedStore); nothing where there are none.
    std::optional<char> appended{};
    /// So much of them is worth a table of its own.
    std::size_t appendedBytes{std::size_t{64} << 10U};
    /// So much of other changes is held back before they are flushed to a table.
    std::size_t heldBytes{std::size_t{2} << 20U};
};

/// One open LevelDB database, in a directory of its own. Whoever reads from it shares it: it is
/// closed when the last of them is gone. What was written is in memory until it is flushed, and
/// gone with a crash: LevelDB's own write-ahead log is left out.
///
/// One thread at a time may write or flush, and one, maybe another, merges. It may be read, and
/// dropped, on others meanwhile: LevelDB locks what it shares, and opens its tables where they are
/// first needed, so the FileSystem must be one that all these threads may use. The last one to drop
/// it closes it there.
///
/// LevelDB leaves its background work here, one piece at most, and it is run by who flushes or
/// merges: with a runner, that merges, too, when reads have brought work about. So LevelDB never
/// waits for itself. A writer would wait where the memtable before the last is not flushed yet, or
/// where level 0 has twelve tables: whoever brings such a memtable about flushes it here at once,
/// and merges follow two flushes at most. After a failure the writer gets the error instead of
/// waiting. DB::CompactRange does wait for work that it schedules itself: it must not be called.
class LevelDbDatabase final : public std::enable_shared_from_this<LevelDbDatabase> {
public:
    enum class Missing : std::uint8_t { Refused, Created };

    /// Corrupted where files are missing or broken, Busy where somebody has it.
    static Result<std::shared_ptr<LevelDbDatabase>> open(FileSystem& files, std::string directory,
                                                         const LevelDbOptions& options,
                                                         Missing missing);

    LevelDbDatabase(const LevelDbDatabase&) = delete;
    LevelDbDatabase& operator=(const LevelDbDatabase&) = delete;
    ~LevelDbDatabase();

    [[nodiscard]] const std::string& directory() const noexcept { return m_directory; }

    /// Into memory. Where that has no room, what is there is flushed.
    Result<void> write(leveldb::WriteBatch& batch);
    /// Everything that was written is in tables, durably. What is written next comes into others.
    Result<void> flush();
    /// Merges tables, as long as there is something to merge. A failure is the next write's.
    void merge() {
        while (m_work.run()) {
        }
    }

    Result<bool> get(std::string_view key, std::string& value,
                     const leveldb::Snapshot* snapshot = nullptr) const;
    /// Of the snapshot, which it does not keep, or of this moment.
    [[nodiscard]] std::unique_ptr<kv::StoreIterator> iterate(
        const leveldb::Snapshot* snapshot = nullptr) const;
    [[nodiscard]] std::shared_ptr<const kv::StoreReader> view() const;

    /// Its tables, as they are now.
    [[nodiscard]] StoreLevels levels() const;

    /// The directory goes when the database is closed, as far as that works.
    void removeWhenClosed() noexcept { m_removed = true; }
    void keepWhenClosed() noexcept { m_removed = false; }

private:
    class Iterator;
    class View;

    LevelDbDatabase(FileSystem& files, std::string directory, const LevelDbOptions& options);
    Result<void> openDatabase(const LevelDbOptions& options, Missing missing);
    /// LevelDB's piece of background work.
    void schedule(std::function<void()> work);
    Result<void> resultOf(const leveldb::Status& status) const;

    FileSystem& m_files;
    std::string m_directory;
    LevelDbWork m_work;
    BackgroundRunner* m_background;
    LevelDbEnv m_env;
    std::unique_ptr<leveldb::Logger> m_logger;
    std::unique_ptr<const leveldb::FilterPolicy> m_filter;
    std::unique_ptr<leveldb::Cache> m_cache;
    std::unique_ptr<leveldb::DB> m_database;
    bool m_removed{false};
};

/// Removes a database that is not open, or what is left of one, and its directory. That it is
/// gone is not made durable.
Result<void> removeDatabase(FileSystem& files, const std::string& directory);

}  // namespace quorate::storage
