// SPDX-License-Identifier: Apache-2.0
#include "storage/held_changes.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <leveldb/write_batch.h>

#include "engine/kv/layered_reader.h"

namespace quorate::storage {

namespace {

// Eighths of what makes a flush due.
constexpr std::size_t kMuch = 2;
constexpr std::size_t kDue = 8;
constexpr std::size_t kTooMuch = 32;

}  // namespace

Result<void> HeldChanges::write(LevelDbDatabase& database, const kv::WriteBatch& batch) {
    const std::vector<const kv::StoreWrite*> writes = kv::inOrder(batch);
    m_others.add(kv::SortedRun::of(
        writes, [this](const kv::StoreWrite& write) { return !isAppended(write); }));
    if (isFlushing()) {
        m_appended.add(kv::SortedRun::of(
            writes, [this](const kv::StoreWrite& write) { return isAppended(write); }));
        return {};
    }
    leveldb::WriteBatch appended;
    bool isEmpty = true;
    for (const kv::StoreWrite* write : writes) {
        if (isAppended(*write)) {
            appended.Put(write->key, write->value);
            isEmpty = false;
        }
    }
    if (isEmpty) {
        return {};
    }
    m_appendedInDatabase += appended.ApproximateSize();
    return database.write(appended);
}

bool HeldChanges::isAppended(const kv::StoreWrite& write) const {
    return write.kind == kv::StoreWrite::Kind::Put && !write.key.empty() &&
           write.key.front() == m_options.appended;
}

bool HeldChanges::hasAppended(std::size_t eighths) const noexcept {
    // Before the database begins a new memory by itself.
    return appendedBytes() >= eighths * (m_options.writeBufferBytes / 64 * 3);
}

bool HeldChanges::hasOthers(std::size_t eighths) const noexcept {
    return m_others.bytes() >= eighths * (m_options.heldBytes / 8);
}

bool HeldChanges::isMuch() const noexcept {
    // The others may be held back for long: they wait only for a flush that has some, too.
    const bool areOthersUnderWay =
        std::any_of(m_flushes.begin(), m_flushes.end(),
                    [](const auto& flush) { return !flush->changes().others.empty(); });
    return isFlushing() && (hasAppended(kMuch) || (areOthersUnderWay && hasOthers(kMuch)));
}

std::optional<HeldChanges::Scope> HeldChanges::dueFlush() const noexcept {
    if (hasOthers(kDue)) {
        return Scope::All;
    }
    return hasAppended(kDue) ? std::optional(Scope::Appended) : std::nullopt;
}

bool HeldChanges::isTooMuch() const noexcept {
    return hasAppended(kTooMuch) || hasOthers(kTooMuch);
}

std::shared_ptr<LevelDbFlush> HeldChanges::beginFlush(std::shared_ptr<LevelDbDatabase> database,
                                                      Scope scope, LevelDbFlush::Done done) {
    const bool areApart = appendedBytes() >= m_options.appendedBytes;
    LevelDbFlush::Changes changes{std::exchange(m_appendedInDatabase, 0), m_appended.take(),
                                  scope == Scope::All ? m_others.take() : kv::SortedRuns(),
                                  areApart};
    m_flushes.push_back(
        std::make_shared<LevelDbFlush>(std::move(database), std::move(changes), std::move(done)));
    return m_flushes.back();
}

Result<void> HeldChanges::settle() {
    while (!m_flushes.empty()) {
        const auto result = m_flushes.front()->result();
        if (!result || !*result) {
            return result.value_or(Result<void>());
        }
        m_flushes.pop_front();
    }
    return {};
}

void HeldChanges::clear() {
    m_flushes.clear();
    m_appended.clear();
    m_others.clear();
    m_appendedInDatabase = 0;
}

std::optional<kv::RunEntry> HeldChanges::find(std::string_view key) const {
    // A removed one of the appended keys is among the others.
    auto entry = m_others.find(key);
    if (!entry) {
        entry = m_appended.find(key);
    }
    for (auto flush = m_flushes.rbegin(); !entry && flush != m_flushes.rend(); ++flush) {
        const LevelDbFlush::Changes& changes = (*flush)->changes();
        entry = kv::findIn(changes.others, key);
        if (!entry) {
            entry = kv::findIn(changes.appended, key);
        }
    }
    return entry;
}

std::shared_ptr<const kv::StoreReader> HeldChanges::above(
    std::shared_ptr<const kv::StoreReader> database) const {
    kv::SortedRuns runs;
    const auto add = [&runs](const kv::SortedRuns& more) {
        runs.insert(runs.end(), more.begin(), more.end());
    };
    for (const auto& flush : m_flushes) {
        add(flush->changes().appended);
        add(flush->changes().others);
    }
    add(m_appended.runs());
    add(m_others.runs());
    return runs.empty() ? database
                        : std::make_shared<kv::LayeredReader>(std::move(database), std::move(runs));
}

}  // namespace quorate::storage
