// SPDX-License-Identifier: Apache-2.0
#include "storage/held_changes.h"

#include <utility>

#include <leveldb/write_batch.h>

#include "engine/kv/layered_reader.h"

namespace quorate::storage {

namespace {

/// So much of appended keys may wait for the table before them to be written.
constexpr std::size_t kMaxAppendedBytes = std::size_t{4} << 20U;

leveldb::Slice slice(std::string_view text) {
    return {text.data(), text.size()};
}

}  // namespace

Result<void> HeldChanges::write(LevelDbDatabase& database, const kv::WriteBatch& batch) {
    const std::vector<const kv::StoreWrite*> writes = kv::inOrder(batch);
    m_others.add(kv::SortedRun::of(
        writes, [this](const kv::StoreWrite& write) { return !isAppended(write); }));
    auto taken = takeAppended(database, writes);
    return taken && m_others.bytes() >= m_options.heldBytes ? passAll(database, false) : taken;
}

bool HeldChanges::isAppended(const kv::StoreWrite& write) const {
    return write.kind == kv::StoreWrite::Kind::Put && !write.key.empty() &&
           write.key.front() == m_options.appended;
}

Result<void> HeldChanges::takeAppended(LevelDbDatabase& database,
                                       const std::vector<const kv::StoreWrite*>& writes) {
    if (m_memory == Memory::Appended) {
        leveldb::WriteBatch batch;
        for (const kv::StoreWrite* write : writes) {
            if (isAppended(*write)) {
                batch.Put(write->key, write->value);
            }
        }
        m_appendedBytes += batch.ApproximateSize();
        return database.write(batch, false);
    }
    m_appended.add(kv::SortedRun::of(
        writes, [this](const kv::StoreWrite& write) { return isAppended(write); }));
    const bool isDue = m_appended.bytes() >= kMaxAppendedBytes ||
                       (m_appended.bytes() >= m_options.appendedBytes && database.canBeginTable());
    return isDue ? pass(database, m_appended, Memory::Appended, false) : Result<void>();
}

Result<void> HeldChanges::passAll(LevelDbDatabase& database, bool sync) {
    const bool areFew = (m_memory == Memory::Appended ? m_appendedBytes : m_appended.bytes()) <
                        m_options.appendedBytes;
    if (areFew && m_memory == Memory::Appended) {
        m_memory = Memory::Others;
    }
    auto passed = pass(database, m_appended, areFew ? Memory::Others : Memory::Appended, false);
    return passed ? pass(database, m_others, Memory::Others, sync) : passed;
}

Result<void> HeldChanges::pass(LevelDbDatabase& database, kv::RunStack& held, Memory memory,
                               bool sync) {
    leveldb::WriteBatch batch;
    if (!held.empty()) {
        if (m_memory != Memory::Nothing && m_memory != memory) {
            if (auto begun = database.beginTable(); !begun) {
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
    return database.write(batch, sync);
}

void HeldChanges::clear() {
    m_appended.clear();
    m_others.clear();
    m_memory = Memory::Nothing;
    m_appendedBytes = 0;
}

std::optional<kv::RunEntry> HeldChanges::find(std::string_view key) const {
    // A removed one of the appended keys is among the others.
    const auto entry = m_others.find(key);
    return entry ? entry : m_appended.find(key);
}

std::shared_ptr<const kv::StoreReader> HeldChanges::above(
    std::shared_ptr<const kv::StoreReader> database) const {
    if (m_appended.empty() && m_others.empty()) {
        return database;
    }
    kv::SortedRuns runs = m_appended.runs();
    runs.insert(runs.end(), m_others.runs().begin(), m_others.runs().end());
    return std::make_shared<kv::LayeredReader>(std::move(database), std::move(runs));
}

}  // namespace quorate::storage
