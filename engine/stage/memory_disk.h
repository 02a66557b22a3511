// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/kv/memory_store.h"
#include "engine/kv/memory_tree.h"
#include "engine/node/log_device.h"
#include "engine/node/node_identity.h"
#include "engine/raft/snapshot.h"

namespace quorate::stage {

/// The log as one disk holds it: what is durable, and what is written and not synced.
class MemoryLog {
public:
    [[nodiscard]] node::LogDevice::Recovered recovered() const { return m_durable; }
    void write(const node::LogWrite& write) { m_unsynced.push_back(write); }
    void sync();
    void release(raft::Index index);
    /// A beginning of what was not synced is durable after all.
    void crash(Random& random);

private:
    void settle(const node::LogWrite& write);

    node::LogDevice::Recovered m_durable;
    std::deque<node::LogWrite> m_unsynced;
};

/// The state as one disk holds it. Writes become durable in their order and by and by; the latest
/// few can be lost.
class MemoryState {
public:
    MemoryState() : m_trees(1) {}

    [[nodiscard]] const kv::MemoryTree& newest() const noexcept { return m_trees.back(); }
    void wrote(const kv::MemoryTree& tree);
    void sync();
    void crash(Random& random);

private:
    /// The first one is durable.
    std::deque<kv::MemoryTree> m_trees;
};

/// All that one node's disk holds.
struct MemoryDisk {
    struct StoredSnapshot {
        raft::SnapshotMetadata metadata;
        std::shared_ptr<const std::string> bytes;
    };

    node::NodeIdentity identity;
    MemoryLog log;
    MemoryState state;
    std::map<raft::Index, StoredSnapshot> snapshots;
    std::map<raft::NodeId, std::uint64_t> peers;
    /// Counts openings, crashes and wipes: what was opened before is cut off from it.
    std::uint64_t generation{0};
};

}  // namespace quorate::stage
