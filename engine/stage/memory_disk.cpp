// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/memory_disk.h"

#include <algorithm>
#include <utility>

namespace quorate::stage {

namespace {

/// Batches of a state that can still be lost.
constexpr std::size_t kMaxUnsyncedStates = 64;

}  // namespace

void MemoryLog::settle(const node::LogWrite& write) {
    m_durable.hardState = write.hardState.value_or(m_durable.hardState);
    if (write.snapshot) {
        m_durable.start = *write.snapshot;
        m_durable.entries.clear();
    }
    if (write.entries.empty()) {
        return;
    }
    const raft::Index first = write.entries.front().index;
    const std::size_t kept = first - m_durable.start.index - 1;
    m_durable.entries.resize(std::min(kept, m_durable.entries.size()));
    m_durable.entries.insert(m_durable.entries.end(), write.entries.begin(), write.entries.end());
}

void MemoryLog::sync() {
    for (const node::LogWrite& write : m_unsynced) {
        settle(write);
    }
    m_unsynced.clear();
}

void MemoryLog::release(raft::Index index) {
    if (index <= m_durable.start.index) {
        return;
    }
    const std::size_t gone =
        std::min<std::size_t>(index - m_durable.start.index, m_durable.entries.size());
    if (gone == 0) {
        return;
    }
    m_durable.start = m_durable.entries[gone - 1].id();
    m_durable.entries.erase(m_durable.entries.begin(),
                            m_durable.entries.begin() + static_cast<std::ptrdiff_t>(gone));
}

void MemoryLog::crash(Random& random) {
    const std::size_t survive = random.between(0, m_unsynced.size());
    m_unsynced.resize(survive);
    sync();
}

void MemoryState::wrote(const kv::MemoryTree& tree) {
    m_trees.push_back(tree);
    if (m_trees.size() > kMaxUnsyncedStates + 1) {
        m_trees.pop_front();
    }
}

void MemoryState::sync() {
    m_trees.erase(m_trees.begin(), m_trees.end() - 1);
}

void MemoryState::crash(Random& random) {
    m_trees.resize(random.between(1, m_trees.size()));
    sync();
}

}  // namespace quorate::stage
