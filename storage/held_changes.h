// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>

#include "engine/base/result.h"
#include "engine/kv/ordered_store.h"
#include "engine/kv/run_stack.h"
#include "engine/kv/write_batch.h"
#include "storage/leveldb_database.h"
#include "storage/leveldb_flush.h"

namespace quorate::storage {

/// What a LevelDbStore holds back from its database: what was written, and is not in tables yet.
///
/// Changes wait here, and go there many at a time, in the order of their keys (LevelDbFlush); what
/// changed again by then never gets there. Appended keys (kv::OrderedStore), most of what there is,
/// go into the database's memory at once where no flush is under way, and wait here otherwise.
///
/// It belongs to the thread of the store.
class HeldChanges {
public:
    explicit HeldChanges(const LevelDbOptions& options) : m_options(options) {}

    /// An error is the database's.
    Result<void> write(LevelDbDatabase& database, const kv::WriteBatch& batch);
    enum class Scope : std::uint8_t { Appended, All };
    /// All of it that is held and not under way yet gets under way with this flush, which is to be
    /// run behind those before it.
    [[nodiscard]] std::shared_ptr<LevelDbFlush> beginFlush(
        std::shared_ptr<LevelDbDatabase> database, Scope scope, LevelDbFlush::Done done);
    /// Drops what has come into tables. The error of a flush that failed.
    Result<void> settle();
    /// Forgets everything; the next database is another one.
    void clear();

    /// So much waits that the flushes under way should take no time.
    [[nodiscard]] bool isMuch() const noexcept;
    /// So much waits that a flush is due; and of what.
    [[nodiscard]] std::optional<Scope> dueFlush() const noexcept;
    /// So much waits that the store should wait for the flushes under way.
    [[nodiscard]] bool isTooMuch() const noexcept;
    [[nodiscard]] bool isFlushing() const noexcept { return !m_flushes.empty(); }
    /// All there was is flushed, or a flush of it is under way.
    [[nodiscard]] bool isEmpty() const noexcept {
        return m_appendedInDatabase == 0 && m_appended.empty() && m_others.empty();
    }

    [[nodiscard]] std::size_t bytes() const { return m_appended.bytes() + m_others.bytes(); }
    /// What it knows of the key, which lives until the next call that changes something.
    [[nodiscard]] std::optional<kv::RunEntry> find(std::string_view key) const;
    /// A view of the database with what is held now on top.
    [[nodiscard]] std::shared_ptr<const kv::StoreReader> above(
        std::shared_ptr<const kv::StoreReader> database) const;

private:
    [[nodiscard]] bool isAppended(const kv::StoreWrite& write) const;
    [[nodiscard]] std::size_t appendedBytes() const noexcept {
        return m_appended.bytes() + m_appendedInDatabase;
    }
    /// Whether there are so many eighths of what makes a flush due.
    [[nodiscard]] bool hasAppended(std::size_t eighths) const noexcept;
    [[nodiscard]] bool hasOthers(std::size_t eighths) const noexcept;

    const LevelDbOptions m_options;
    std::deque<std::shared_ptr<LevelDbFlush>> m_flushes;  ///< under way, the oldest first
    kv::RunStack m_appended;
    kv::RunStack m_others;
    std::size_t m_appendedInDatabase{0};  ///< bytes in its memory
};

}  // namespace quorate::storage
