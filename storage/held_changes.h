// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/kv/ordered_store.h"
#include "engine/kv/run_stack.h"
#include "engine/kv/write_batch.h"
#include "storage/leveldb_database.h"

namespace quorate::storage {

/// What a LevelDbStore holds back from its database, and how it gets there.
///
/// Most changes wait here, and go to the database many at a time, in the order of their keys; what
/// changed again by then never gets there. Appended keys (kv::OrderedStore) go there at once, and
/// come into tables of their own: no other table has keys between theirs, so LevelDB need not merge
/// them, and writes once what is most of it.
///
/// The database's log has all changes in this order: appended keys, then everything else up to the
/// last of them. So what it has after a crash is what a prefix of the writes made, but for appended
/// keys of later ones.
///
/// It belongs to the thread of the store. Errors are the database's.
class HeldChanges {
public:
    explicit HeldChanges(const LevelDbOptions& options) : m_options(options) {}

    /// Takes a batch, and passes on what is due.
    Result<void> write(LevelDbDatabase& database, const kv::WriteBatch& batch);
    /// Passes on everything; with `sync` all that was ever written is durable then.
    Result<void> passAll(LevelDbDatabase& database, bool sync);
    /// Forgets everything; the next database is another one.
    void clear();

    [[nodiscard]] std::size_t bytes() const { return m_appended.bytes() + m_others.bytes(); }
    /// What it knows of the key, which lives until the next call that changes something.
    [[nodiscard]] std::optional<kv::RunEntry> find(std::string_view key) const;
    /// A view of the database with what is held now on top.
    [[nodiscard]] std::shared_ptr<const kv::StoreReader> above(
        std::shared_ptr<const kv::StoreReader> database) const;

private:
    /// Whose keys the database's memory has, which becomes one table.
    enum class Memory : std::uint8_t { Nothing, Appended, Others };

    [[nodiscard]] bool isAppended(const kv::StoreWrite& write) const;
    Result<void> takeAppended(LevelDbDatabase& database,
                              const std::vector<const kv::StoreWrite*>& writes);
    Result<void> pass(LevelDbDatabase& database, kv::RunStack& held, Memory memory, bool sync);

    const LevelDbOptions m_options;
    kv::RunStack m_appended;  ///< that have to wait, or are too few
    kv::RunStack m_others;
    Memory m_memory{Memory::Nothing};
    std::size_t m_appendedBytes{0};  ///< in the database's memory
};

}  // namespace quorate::storage
