// SPDX-License-Identifier: Apache-2.0
#include "storage/leveldb_database.h"

#include <utility>

#include <leveldb/cache.h>
#include <leveldb/write_batch.h>

#include "engine/base/invariant.h"
#include "storage/leveldb_continuity.h"
#include "storage/leveldb_filter.h"
#include "storage/leveldb_slice.h"
#include "storage/leveldb_status.h"
#include "storage/path.h"

namespace quorate::storage {

namespace {

constexpr int kOpenTables = 500;
constexpr std::size_t kTableBytes = std::size_t{4} << 20U;

leveldb::ReadOptions readOptions(const leveldb::Snapshot* snapshot) {
    leveldb::ReadOptions options;
    options.verify_checksums = true;
    options.snapshot = snapshot;
    return options;
}

}  // namespace

class LevelDbDatabase::Iterator final : public kv::StoreIterator {
public:
    Iterator(std::shared_ptr<const LevelDbDatabase> database, const leveldb::Snapshot* snapshot)
        : m_database(std::move(database)),
          m_iterator(m_database->m_database->NewIterator(walkOptions(snapshot))) {}

    void seek(std::string_view key) override { m_iterator->Seek(slice(key)); }
    void seekToLast() override { m_iterator->SeekToLast(); }
    void next() override {
        if (m_iterator->Valid()) {
            m_iterator->Next();
        }
    }
    void prev() override {
        if (m_iterator->Valid()) {
            m_iterator->Prev();
        }
    }
    [[nodiscard]] bool valid() const override {
        return m_iterator->Valid() && m_iterator->status().ok();
    }
    [[nodiscard]] std::string_view key() const override { return text(m_iterator->key()); }
    [[nodiscard]] std::string_view value() const override { return text(m_iterator->value()); }
    [[nodiscard]] Result<void> status() const override {
        const leveldb::Status status = m_iterator->status();
        return status.ok() ? Result<void>() : toError(status, m_database->directory());
    }

private:
    /// A walk through everything must not push out what single reads need.
    static leveldb::ReadOptions walkOptions(const leveldb::Snapshot* snapshot) {
        leveldb::ReadOptions options = readOptions(snapshot);
        options.fill_cache = false;
        return options;
    }

    std::shared_ptr<const LevelDbDatabase> m_database;
    std::unique_ptr<leveldb::Iterator> m_iterator;
};

class LevelDbDatabase::View final : public kv::StoreReader {
public:
    explicit View(std::shared_ptr<const LevelDbDatabase> database)
        : m_database(std::move(database)), m_snapshot(m_database->m_database->GetSnapshot()) {}
    View(const View&) = delete;
    View& operator=(const View&) = delete;
    ~View() override { m_database->m_database->ReleaseSnapshot(m_snapshot); }

    Result<bool> get(std::string_view key, std::string& value) const override {
        return m_database->get(key, value, m_snapshot);
    }
    [[nodiscard]] std::unique_ptr<kv::StoreIterator> iterate() const override {
        return m_database->iterate(m_snapshot);
    }

private:
    std::shared_ptr<const LevelDbDatabase> m_database;
    const leveldb::Snapshot* m_snapshot;
};

Result<std::shared_ptr<LevelDbDatabase>> LevelDbDatabase::open(FileSystem& files,
                                                               std::string directory,
                                                               const LevelDbOptions& options,
                                                               Missing missing) {
    std::shared_ptr<LevelDbDatabase> database(
        new LevelDbDatabase(files, std::move(directory), options));
    if (auto opened = database->openDatabase(options, missing); !opened) {
        return opened.error();
    }
    return database;
}

LevelDbDatabase::LevelDbDatabase(FileSystem& files, std::string directory,
                                 const LevelDbOptions& options)
    : m_files(files),
      m_directory(std::move(directory)),
      m_background(options.background),
      m_env(files, [this](std::function<void()> work) { schedule(std::move(work)); }),
      m_filter(makeTableFilter(options.appended)),
      m_cache(leveldb::NewLRUCache(options.blockCacheBytes)) {}

void LevelDbDatabase::schedule(std::function<void()> work) {
    m_work.put(std::move(work));
    if (m_background != nullptr) {
        // It may have come with a read, which no flush need follow.
        m_background->schedule([weak = weak_from_this()] {
            if (const auto database = weak.lock()) {
                database->merge();
            }
            return false;
        });
    }
}

Result<void> LevelDbDatabase::openDatabase(const LevelDbOptions& options, Missing missing) {
    if (missing == Missing::Created) {
        if (auto created = createDirectories(m_files, m_directory); !created) {
            return created;
        }
    }
    if (auto continuous = checkContinuity(m_files, m_directory); !continuous) {
        return continuous;
    }
    leveldb::Logger* logger = nullptr;
    (void)m_env.NewLogger({}, &logger);
    m_logger.reset(logger);

    leveldb::Options settings;
    settings.env = &m_env;
    settings.create_if_missing = missing == Missing::Created;
    // Otherwise it goes on where a file of it cannot be read.
    settings.paranoid_checks = true;
    settings.info_log = m_logger.get();
    settings.write_buffer_size = options.writeBufferBytes;
    settings.max_open_files = kOpenTables;
    settings.block_cache = m_cache.get();
    settings.max_file_size = kTableBytes;
    settings.filter_policy = m_filter.get();
    settings.compression =
        options.compresses ? leveldb::kSnappyCompression : leveldb::kNoCompression;
    leveldb::DB* opened = nullptr;
    const leveldb::Status status = leveldb::DB::Open(settings, m_directory, &opened);
    m_database.reset(opened);
    if (!status.ok()) {
        return m_env.failedLookUp().value_or(toError(status, m_directory));
    }
    if (m_background == nullptr) {
        merge();
    }
    return {};
}

LevelDbDatabase::~LevelDbDatabase() {
    merge();
    m_database.reset();
    if (m_removed) {
        // What stays is removed when the store is opened the next time.
        (void)removeDatabase(m_files, m_directory);
    }
}

Result<void> LevelDbDatabase::resultOf(const leveldb::Status& status) const {
    return status.ok() ? Result<void>() : toError(status, m_directory);
}

Result<void> LevelDbDatabase::write(leveldb::WriteBatch& batch) {
    const int begun = m_env.logsBegun();
    const auto written = resultOf(m_database->Write({}, &batch));
    if (m_background == nullptr) {
        merge();
    } else if (m_env.logsBegun() != begun) {
        m_work.run();  // LevelDB flushes before it merges
    }
    return written;
}

Result<void> LevelDbDatabase::flush() {
    // No batch at all is LevelDB's way to ask for a new memtable.
    auto begun = resultOf(m_database->Write({}, nullptr));
    if (!begun) {
        return begun;
    }
    const bool hasRun = m_work.run();
    QUORATE_INVARIANT(hasRun, "LevelDB has a memtable to flush, and asks nobody to do it");
    // It fails where the background work did.
    leveldb::WriteBatch nothing;
    return resultOf(m_database->Write({}, &nothing));
}

Result<bool> LevelDbDatabase::get(std::string_view key, std::string& value,
                                  const leveldb::Snapshot* snapshot) const {
    std::string found;
    const leveldb::Status status = m_database->Get(readOptions(snapshot), slice(key), &found);
    if (status.IsNotFound()) {
        return false;
    }
    if (!status.ok()) {
        return toError(status, m_directory);
    }
    value = std::move(found);
    return true;
}

std::unique_ptr<kv::StoreIterator> LevelDbDatabase::iterate(
    const leveldb::Snapshot* snapshot) const {
    return std::make_unique<Iterator>(shared_from_this(), snapshot);
}

std::shared_ptr<const kv::StoreReader> LevelDbDatabase::view() const {
    return std::make_shared<View>(shared_from_this());
}

StoreLevels LevelDbDatabase::levels() const {
    std::string tables;
    std::string memory;
    static_cast<void>(m_database->GetProperty("leveldb.sstables", &tables));
    static_cast<void>(m_database->GetProperty("leveldb.approximate-memory-usage", &memory));
    StoreLevels levels = parseLevels(tables, memory);
    levels.name = m_directory.substr(m_directory.rfind('/') + 1);
    return levels;
}

Result<void> removeDatabase(FileSystem& files, const std::string& directory) {
    const Result<std::vector<DirectoryEntry>> entries = files.list(directory);
    if (!entries) {
        return entries.error();
    }
    for (const DirectoryEntry& entry : *entries) {
        if (auto removed = files.remove(joinPath(directory, entry.name)); !removed) {
            return removed;
        }
    }
    return files.removeDirectory(directory);
}

}  // namespace quorate::storage
