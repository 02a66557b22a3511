// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/kv/ordered_store.h"
#include "storage/active_database.h"
#include "storage/file_system.h"
#include "storage/held_changes.h"
#include "storage/leveldb_database.h"
#include "storage/leveldb_levels.h"

namespace quorate::storage {

/// The ordered store of the key space, in a LevelDB database.
///
/// Changes are held back in memory for a while (HeldChanges): until a sync, the end, or until
/// there are many. Then they are flushed to tables, in the background where the options have
/// somebody for it. Who reads sees them all the time.
///
/// After a crash at any moment it opens with what a prefix of its writes made, at least up to the
/// last sync(). A replacement is a database of its own, built beside the one that counts; its
/// commit() makes it the one that counts. Views and iterators of the old contents keep them, and
/// their files, until they are gone; unlike the port asks, they may outlive the store (not the
/// file system, nor the runner).
///
/// The first error of a write, flush, sync or commit is the answer to all that follow.
///
/// Files (FORMAT.md): LOCK, ACTIVE, and the databases, one but for replacements.
/// It belongs to one thread, but for its views (LevelDbDatabase); it waits for the disk.
class LevelDbStore final : public kv::OrderedStore {
public:
    using Missing = LevelDbDatabase::Missing;

    /// Creates the directory too, and all above it. NotFound where there is no store and none is
    /// to be created; Busy where somebody has it; Corrupted where files are missing or broken, of
    /// which nothing is removed; OutOfSpace. LevelDB writes when it opens: to look at a store
    /// without changing a byte, give it a file system that keeps what is written for itself.
    static Result<std::unique_ptr<LevelDbStore>> open(FileSystem& files,
                                                      const std::string& directory,
                                                      const LevelDbOptions& options = {},
                                                      Missing missing = Missing::Created);
    LevelDbStore(const LevelDbStore&) = delete;
    LevelDbStore& operator=(const LevelDbStore&) = delete;
    /// Flushes what is held back, as far as that works.
    ~LevelDbStore() override;

    Result<bool> get(std::string_view key, std::string& value) const override;
    [[nodiscard]] std::unique_ptr<kv::StoreIterator> iterate() const override;
    [[nodiscard]] std::shared_ptr<const kv::StoreReader> view() const override;
    Result<void> write(const kv::WriteBatch& batch) override;
    Result<void> sync() override;
    void syncLater(std::function<void(const Result<void>& result)> done) override;
    Result<std::unique_ptr<kv::StoreReplacement>> beginReplacement() override;

    /// Of the database that counts; what is held back is in memory, too.
    [[nodiscard]] std::vector<StoreLevels> levels() const;

private:
    class Replacement;

    LevelDbStore(FileSystem& files, const std::string& directory, const LevelDbOptions& options,
                 std::unique_ptr<FileLock> lock)
        : m_files(files), m_active(files, directory), m_options(options), m_lock(std::move(lock)) {}

    Result<void> openActive(const std::string& directory, Missing missing);
    Result<void> create(const std::string& directory, const std::vector<std::uint64_t>& numbers,
                        Missing missing);
    Result<void> removeOthers(const std::vector<std::uint64_t>& numbers, std::uint64_t active);
    /// Makes this database the one that counts, durably.
    Result<void> activate(std::uint64_t number);
    Result<void> noted(Result<void> result);
    void beginFlush(HeldChanges::Scope scope, LevelDbFlush::Done done);
    /// Waits for the flushes under way.
    Result<void> finishFlushes();
    [[nodiscard]] BackgroundRunner& background() noexcept;

    FileSystem& m_files;
    ActiveDatabase m_active;
    LevelDbOptions m_options;
    std::unique_ptr<FileLock> m_lock;
    BackgroundQueue m_queue;  ///< where the options have nobody
    std::shared_ptr<LevelDbDatabase> m_database;
    std::uint64_t m_lastNumber{0};  ///< of all databases there ever were, as far as is known
    HeldChanges m_held{m_options};
    std::optional<Error> m_failure;
};

}  // namespace quorate::storage
