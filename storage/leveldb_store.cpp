// SPDX-License-Identifier: Apache-2.0
#include "storage/leveldb_store.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <leveldb/write_batch.h>

#include "engine/base/invariant.h"
#include "storage/leveldb_slice.h"
#include "storage/path.h"

namespace quorate::storage {

namespace {

/// A replacement goes to LevelDB in batches of this size.
constexpr std::size_t kReplacementBatchBytes = std::size_t{256} << 10U;
constexpr std::uint64_t kFirstNumber = 1;

using Missing = LevelDbDatabase::Missing;

}  // namespace

/// A database that counts for nothing until it is flushed.
class LevelDbStore::Replacement final : public kv::StoreReplacement {
public:
    Replacement(LevelDbStore& store, std::uint64_t number,
                std::shared_ptr<LevelDbDatabase> database)
        : m_store(store), m_number(number), m_database(std::move(database)) {
        m_database->removeWhenClosed();
    }

    Result<void> put(std::string_view key, std::string_view value) override {
        QUORATE_INVARIANT(m_database != nullptr, "contents added to a committed replacement");
        QUORATE_INVARIANT(m_empty || m_last < key, "new contents of a store come out of order");
        m_empty = false;
        m_last.assign(key);
        m_batch.Put(slice(key), slice(value));
        return m_batch.ApproximateSize() < kReplacementBatchBytes ? Result<void>() : writeOut();
    }

    Result<void> commit() override {
        QUORATE_INVARIANT(m_database != nullptr, "a replacement is committed twice");
        if (m_store.m_failure) {
            return *m_store.m_failure;
        }
        if (auto written = writeOut(); !written) {
            return written;
        }
        if (auto flushed = m_database->flush(); !flushed) {
            return flushed;
        }
        m_database->merge();
        m_database->keepWhenClosed();
        m_database.reset();
        return m_store.noted(m_store.activate(m_number));
    }

private:
    Result<void> writeOut() {
        auto written = m_database->write(m_batch);
        m_batch.Clear();
        return written;
    }

    LevelDbStore& m_store;
    std::uint64_t m_number;
    std::shared_ptr<LevelDbDatabase> m_database;
    leveldb::WriteBatch m_batch;
    std::string m_last;
    bool m_empty{true};
};

Result<std::unique_ptr<LevelDbStore>> LevelDbStore::open(FileSystem& files,
                                                         const std::string& directory,
                                                         const LevelDbOptions& options,
                                                         Missing missing) {
    const Result<bool> exists = files.exists(directory);
    if (!exists) {
        return exists.error();
    }
    if (missing == Missing::Refused && !*exists) {
        return Error(ErrorCode::NotFound, directory + ": there is no store");
    }
    if (auto created = createDirectories(files, directory); !created) {
        return created.error();
    }
    Result<std::unique_ptr<FileLock>> lock = files.lock(joinPath(directory, "LOCK"));
    if (!lock) {
        return lock.error();
    }
    std::unique_ptr<LevelDbStore> store(
        new LevelDbStore(files, directory, options, std::move(*lock)));
    if (auto opened = store->openActive(directory, missing); !opened) {
        return opened.error();
    }
    return store;
}

Result<void> LevelDbStore::openActive(const std::string& directory, Missing missing) {
    const Result<std::optional<std::uint64_t>> active = m_active.read();
    if (!active) {
        return active.error();
    }
    const Result<std::vector<std::uint64_t>> numbers = m_active.numbers();
    if (!numbers) {
        return numbers.error();
    }
    m_lastNumber = numbers->empty() ? 0 : numbers->back();
    if (!*active) {
        return create(directory, *numbers, missing);
    }
    const std::string path = m_active.pathOf(**active);
    if (!std::binary_search(numbers->begin(), numbers->end(), **active)) {
        return Error(ErrorCode::Corrupted, path + ": the database that " +
                                               joinPath(directory, "ACTIVE") + " names is missing");
    }
    auto database = LevelDbDatabase::open(m_files, path, m_options, Missing::Refused);
    if (!database) {
        return database.error();
    }
    m_database = std::move(*database);
    return removeOthers(*numbers, **active);
}

Result<void> LevelDbStore::create(const std::string& directory,
                                  const std::vector<std::uint64_t>& numbers, Missing missing) {
    // A creation that was interrupted leaves the first database without a table, and no ACTIVE.
    const std::string path = m_active.pathOf(kFirstNumber);
    bool lost = numbers.size() > 1 || (numbers.size() == 1 && numbers.front() != kFirstNumber);
    if (!lost && !numbers.empty()) {
        const Result<std::vector<DirectoryEntry>> entries = m_files.list(path);
        if (!entries) {
            return entries.error();
        }
        lost = std::any_of(entries->begin(), entries->end(), [](const DirectoryEntry& entry) {
            return entry.name.ends_with(".ldb");
        });
    }
    if (lost) {
        return Error(ErrorCode::Corrupted,
                     joinPath(directory, "ACTIVE") + ": is missing, though there are databases");
    }
    if (missing == Missing::Refused) {
        return Error(ErrorCode::NotFound, directory + ": there is no store");
    }
    auto database = LevelDbDatabase::open(m_files, path, m_options, Missing::Created);
    if (!database) {
        return database.error();
    }
    m_database = std::move(*database);
    m_lastNumber = kFirstNumber;
    return m_active.replace(kFirstNumber);
}

Result<void> LevelDbStore::removeOthers(const std::vector<std::uint64_t>& numbers,
                                        std::uint64_t active) {
    if (numbers.size() > 1) {
        // A name whose sync has failed may never last, whatever later syncs say: it is made anew.
        if (auto settled = m_active.replace(active); !settled) {
            return settled;
        }
    }
    for (const std::uint64_t number : numbers) {
        if (number != active) {
            if (auto removed = removeDatabase(m_files, m_active.pathOf(number)); !removed) {
                return removed;
            }
        }
    }
    return {};
}

Result<void> LevelDbStore::activate(std::uint64_t number) {
    // Opened first, so that nothing is replaced by what does not open.
    auto database =
        LevelDbDatabase::open(m_files, m_active.pathOf(number), m_options, Missing::Refused);
    if (!database) {
        return database.error();
    }
    if (auto replaced = m_active.replace(number); !replaced) {
        return replaced;
    }
    m_database->removeWhenClosed();
    m_database = std::move(*database);
    m_held.clear();
    return {};
}

Result<void> LevelDbStore::noted(Result<void> result) {
    if (!result && !m_failure) {
        m_failure = result.error();
    }
    return result;
}

LevelDbStore::~LevelDbStore() {
    if (m_database != nullptr && !m_failure) {
        // What does not get there is replayed from the log above, as after a crash.
        static_cast<void>(sync());
    }
    background().drain();  // nothing has the database any more then
}

Result<bool> LevelDbStore::get(std::string_view key, std::string& value) const {
    const auto held = m_held.find(key);
    if (!held) {
        return m_database->get(key, value);
    }
    if (held->value) {
        value.assign(*held->value);
    }
    return held->value.has_value();
}

std::unique_ptr<kv::StoreIterator> LevelDbStore::iterate() const {
    return view()->iterate();
}

std::shared_ptr<const kv::StoreReader> LevelDbStore::view() const {
    return m_held.above(m_database->view());
}

std::vector<StoreLevels> LevelDbStore::levels() const {
    StoreLevels levels = m_database->levels();
    levels.memoryBytes += m_held.bytes();
    return {std::move(levels)};
}

BackgroundRunner& LevelDbStore::background() noexcept {
    return m_options.background != nullptr ? *m_options.background : m_queue;
}

void LevelDbStore::beginFlush(HeldChanges::Scope scope, LevelDbFlush::Done done) {
    background().schedule(
        [flush = m_held.beginFlush(m_database, scope, std::move(done))] { return flush->step(); });
    if (m_options.background == nullptr) {
        m_queue.drain();
    }
}

Result<void> LevelDbStore::finishFlushes() {
    background().drain();
    return noted(m_held.settle());
}

Result<void> LevelDbStore::write(const kv::WriteBatch& batch) {
    static_cast<void>(noted(m_held.settle()));
    if (m_failure) {
        return *m_failure;
    }
    if (auto written = noted(m_held.write(*m_database, batch)); !written) {
        return written;
    }
    if (m_held.isMuch()) {
        background().hurry();
    }
    if (m_held.isTooMuch()) {
        if (auto finished = finishFlushes(); !finished) {
            return finished;
        }
    }
    if (const auto due = m_held.dueFlush(); due && !m_held.isFlushing()) {
        beginFlush(*due, {});
    }
    return m_options.background == nullptr ? finishFlushes() : Result<void>();
}

Result<void> LevelDbStore::sync() {
    if (m_failure) {
        return *m_failure;
    }
    if (!m_held.isEmpty()) {
        beginFlush(HeldChanges::Scope::All, {});
    }
    return finishFlushes();
}

void LevelDbStore::syncLater(std::function<void(const Result<void>& result)> done) {
    if (m_failure) {
        done(*m_failure);
        return;
    }
    // Behind those under way, even where nothing is left for it.
    beginFlush(HeldChanges::Scope::All, std::move(done));
}

Result<std::unique_ptr<kv::StoreReplacement>> LevelDbStore::beginReplacement() {
    if (m_failure) {
        return *m_failure;
    }
    if (auto finished = finishFlushes(); !finished) {
        return finished.error();
    }
    const std::uint64_t number = ++m_lastNumber;
    LevelDbOptions options = m_options;
    options.background = nullptr;
    auto database =
        LevelDbDatabase::open(m_files, m_active.pathOf(number), options, Missing::Created);
    if (!database) {
        return database.error();
    }
    return std::unique_ptr<kv::StoreReplacement>(
        std::make_unique<Replacement>(*this, number, std::move(*database)));
}

}  // namespace quorate::storage
