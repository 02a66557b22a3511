// SPDX-License-Identifier: Apache-2.0
#include "storage/leveldb_store.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <leveldb/write_batch.h>

#include "engine/base/invariant.h"
#include "engine/kv/layered_reader.h"
#include "storage/path.h"

namespace quorate::storage {

namespace {

/// A replacement goes to LevelDB in batches of this size.
constexpr std::size_t kReplacementBatchBytes = std::size_t{256} << 10U;
constexpr std::uint64_t kFirstNumber = 1;
/// So much of appended keys may wait for the table before them to be written.
constexpr std::size_t kMaxAppendedBytes = std::size_t{4} << 20U;

using Missing = LevelDbDatabase::Missing;
using Logs = LevelDbEnv::Logs;

leveldb::Slice slice(std::string_view text) {
    return {text.data(), text.size()};
}

}  // namespace

/// A database that is built without a write-ahead log: it counts for nothing until it is flushed.
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
        m_database->keepWhenClosed();
        m_database.reset();
        return m_store.noted(m_store.activate(m_number));
    }

private:
    Result<void> writeOut() {
        auto written = m_database->write(m_batch, false);
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
    auto database = LevelDbDatabase::open(m_files, path, m_options, Missing::Refused, Logs::Kept);
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
    auto database = LevelDbDatabase::open(m_files, path, m_options, Missing::Created, Logs::Kept);
    if (!database) {
        return database.error();
    }
    m_database = std::move(*database);
    m_lastNumber = kFirstNumber;
    return m_active.replace(kFirstNumber);
}

Result<void> LevelDbStore::removeOthers(const std::vector<std::uint64_t>& numbers,
                                        std::uint64_t active) {
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
    auto database = LevelDbDatabase::open(m_files, m_active.pathOf(number), m_options,
                                          Missing::Refused, Logs::Kept);
    if (!database) {
        return database.error();
    }
    if (auto replaced = m_active.replace(number); !replaced) {
        return replaced;
    }
    m_database->removeWhenClosed();
    m_database = std::move(*database);
    m_appended.clear();
    m_others.clear();
    m_memory = Memory::Nothing;
    m_appendedBytes = 0;
    m_synced = true;
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
        static_cast<void>(passAll(false));
    }
}

Result<bool> LevelDbStore::get(std::string_view key, std::string& value) const {
    for (const kv::RunStack* held : {&m_others, &m_appended}) {
        if (const auto entry = held->find(key)) {
            if (entry->value) {
                value.assign(*entry->value);
            }
            return entry->value.has_value();
        }
    }
    return m_database->get(key, value);
}

std::unique_ptr<kv::StoreIterator> LevelDbStore::iterate() const {
    return view()->iterate();
}

std::shared_ptr<const kv::StoreReader> LevelDbStore::view() const {
    auto database = m_database->view();
    if (m_appended.empty() && m_others.empty()) {
        return database;
    }
    // A removed one of the appended keys is among the others.
    kv::SortedRuns runs = m_appended.runs();
    runs.insert(runs.end(), m_others.runs().begin(), m_others.runs().end());
    return std::make_shared<kv::LayeredReader>(std::move(database), std::move(runs));
}

Result<void> LevelDbStore::write(const kv::WriteBatch& batch) {
    if (m_failure) {
        return *m_failure;
    }
    m_synced = false;
    const std::vector<const kv::StoreWrite*> writes = kv::inOrder(batch);
    m_others.add(kv::SortedRun::of(
        writes, [this](const kv::StoreWrite& write) { return !isAppended(write); }));
    if (auto passed = passAppended(writes); !passed) {
        return noted(passed);
    }
    return m_others.bytes() >= m_options.heldBytes ? noted(passAll(false)) : Result<void>();
}

bool LevelDbStore::isAppended(const kv::StoreWrite& write) const {
    return write.kind == kv::StoreWrite::Kind::Put && !write.key.empty() &&
           write.key.front() == m_options.appended;
}

Result<void> LevelDbStore::passAppended(const std::vector<const kv::StoreWrite*>& writes) {
    if (m_memory == Memory::Appended) {
        leveldb::WriteBatch batch;
        for (const kv::StoreWrite* write : writes) {
            if (isAppended(*write)) {
                batch.Put(write->key, write->value);
            }
        }
        m_appendedBytes += batch.ApproximateSize();
        return m_database->write(batch, false);
    }
    m_appended.add(kv::SortedRun::of(
        writes, [this](const kv::StoreWrite& write) { return isAppended(write); }));
    const bool isDue =
        m_appended.bytes() >= kMaxAppendedBytes ||
        (m_appended.bytes() >= m_options.appendedBytes && m_database->canBeginTable());
    return isDue ? pass(m_appended, Memory::Appended, false) : Result<void>();
}

Result<void> LevelDbStore::passAll(bool sync) {
    const bool areFew = (m_memory == Memory::Appended ? m_appendedBytes : m_appended.bytes()) <
                        m_options.appendedBytes;
    if (areFew && m_memory == Memory::Appended) {
        m_memory = Memory::Others;
    }
    auto passed = pass(m_appended, areFew ? Memory::Others : Memory::Appended, false);
    return passed ? pass(m_others, Memory::Others, sync) : passed;
}

Result<void> LevelDbStore::pass(kv::RunStack& held, Memory memory, bool sync) {
    leveldb::WriteBatch batch;
    if (!held.empty()) {
        if (m_memory != Memory::Nothing && m_memory != memory) {
            if (auto begun = m_database->beginTable(); !begun) {
                return begun;
            }
            m_appendedBytes = 0;
        }
        m_memory = memory;
        const auto run = held.take();
        for (std::size_t i = 0; i < run->size(); ++i) {
            const kv::RunEntry entry = run->at(i);
            if (entry.value) {
                batch.Put(slice(entry.key), slice(*entry.value));
            } else {
                batch.Delete(slice(entry.key));
            }
        }
        m_appendedBytes += memory == Memory::Appended ? run->bytes() : 0;
    } else if (!sync) {
        return {};
    }
    // LevelDB syncs with a write only. The logs before the open one were synced by the Env.
    return m_database->write(batch, sync);
}

Result<void> LevelDbStore::sync() {
    if (m_failure) {
        return *m_failure;
    }
    if (m_synced) {
        return {};
    }
    auto synced = noted(passAll(true));
    m_synced = synced.has_value();
    return synced;
}

Result<std::unique_ptr<kv::StoreReplacement>> LevelDbStore::beginReplacement() {
    if (m_failure) {
        return *m_failure;
    }
    const std::uint64_t number = ++m_lastNumber;
    LevelDbOptions options = m_options;
    options.background = nullptr;
    auto database = LevelDbDatabase::open(m_files, m_active.pathOf(number), options,
                                          Missing::Created, Logs::Dropped);
    if (!database) {
        return database.error();
    }
    return std::unique_ptr<kv::StoreReplacement>(
        std::make_unique<Replacement>(*this, number, std::move(*database)));
}

}  // namespace quorate::storage
