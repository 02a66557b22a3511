// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
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

namespace quorate::storage {

struct LevelDbOptions {
    /// Nobody: the database queues its background work and does it within the write that
    /// brought it about.
    BackgroundRunner* background{nullptr};
    /// So much is kept in memory, and twice that for a moment, before it is flushed to a table.
    std::size_t writeBufferBytes{std::size_t{4} << 20U};
    /// For blocks of tables, uncompressed.
    std::size_t blockCacheBytes{std::size_t{8} << 20U};
    /// Whether tables are compressed, with Snappy. Tables of either kind are read.
    bool compresses{true};
    /// What appended keys begin with (kv::OrderedStore); nothing where there are none.
    std::optional<char> appended{};
    /// So much of them is worth a table of its own.
    std::size_t appendedBytes{std::size_t{64} << 10U};
    /// So much of other changes is held back before it goes to the database.
    std::size_t heldBytes{std::size_t{2} << 20U};
};

/// One open LevelDB database, in a directory of its own. Whoever reads from it shares it: it is
/// closed when the last of them is gone.
///
/// It belongs to one thread, which opens it and writes. A view and its iterators may be read, and
/// dropped, on another one meanwhile: LevelDB locks what it shares, and opens its tables where they
/// are first needed, so the FileSystem must be one that both threads may use. So must it where a
/// runner has a thread of its own. The last one to drop it closes it there.
class LevelDbDatabase final : public std::enable_shared_from_this<LevelDbDatabase> {
public:
    enum class Missing : std::uint8_t { Refused, Created };

    /// Corrupted where files are missing or broken, Busy where somebody has it.
    static Result<std::shared_ptr<LevelDbDatabase>> open(FileSystem& files, std::string directory,
                                                         const LevelDbOptions& options,
                                                         Missing missing, LevelDbEnv::Logs logs);

    LevelDbDatabase(const LevelDbDatabase&) = delete;
    LevelDbDatabase& operator=(const LevelDbDatabase&) = delete;
    ~LevelDbDatabase();

    [[nodiscard]] const std::string& directory() const noexcept { return m_directory; }

    /// Writes, and does the background work that follows from it.
    Result<void> write(leveldb::WriteBatch& batch, bool sync);
    /// What is written from now on comes into other tables than what was written so far. Waits
    /// where what lay in memory before that is not in tables yet.
    Result<void> beginTable();
    /// Whether it would not wait.
    [[nodiscard]] bool canBeginTable() const noexcept { return m_env.hasOneLog(); }
    /// Everything that was written is in tables, durably. Needs options without a runner.
    Result<void> flush();

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

    LevelDbDatabase(FileSystem& files, std::string directory, const LevelDbOptions& options,
                    LevelDbEnv::Logs logs);
    Result<void> openDatabase(const LevelDbOptions& options, Missing missing);
    [[nodiscard]] BackgroundRunner& background() noexcept;

    FileSystem& m_files;
    std::string m_directory;
    BackgroundQueue m_queue;
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
