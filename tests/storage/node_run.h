// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/node/recovery.h"
#include "engine/node/replicated_state.h"
#include "engine/stage/memory_disks.h"
#include "storage/node_directory.h"
#include "storage/simulated/simulated_file_system.h"
#include "storage/stage/process_files.h"
#include "tests/storage/fault_at_call.h"
#include "tests/storage/log_history.h"

namespace quorate::storage {

/// What a cluster has committed, and the state that this makes of each prefix of it: what the disk
/// of a node is compared with. Its storage is one in memory.
class CommittedCluster {
public:
    explicit CommittedCluster(const node::Membership& members);

    [[nodiscard]] raft::EntryId last() const { return m_entries.back().id(); }
    /// Of entries 2 and up; there is no data of the first one.
    [[nodiscard]] const raft::Entry& at(raft::Index index) const {
        return m_entries[static_cast<std::size_t>(index.value() - 1)];
    }
    /// Those behind `index`.
    [[nodiscard]] raft::Entries behind(raft::Index index) const;
    void commit(const raft::Entry& entry);
    /// A hash of every byte of the state as of this entry.
    [[nodiscard]] std::uint64_t stateAt(raft::Index index) const {
        return m_states[static_cast<std::size_t>(index.value() - 1)];
    }
    /// A snapshot of the last entry, in pieces.
    std::vector<std::string> snapshot(raft::SnapshotMetadata& metadata);

private:
    stage::MemoryDisks m_disks;
    std::unique_ptr<node::NodeStorage> m_storage;
    std::unique_ptr<node::ReplicatedState> m_machine;
    raft::Entries m_entries;
    std::vector<std::uint64_t> m_states;
};

/// A hash of all that a store holds.
std::uint64_t hashOf(const kv::OrderedStore& store);

/// A node without a core: does to a node's directory what a node does, drawn from a seed, in the
/// order in which a node does it; and knows what must be there after a crash at any moment.
class NodeRun {
public:
    NodeRun(std::uint64_t seed, StoreOpener stores);
    NodeRun(const NodeRun&) = delete;
    NodeRun& operator=(const NodeRun&) = delete;
    ~NodeRun();

    FaultAtCall& faults() noexcept { return m_faults; }
    SimulatedFileSystem& disk() noexcept { return m_disk; }

    /// Makes the node if need be, starts it, does a number of things, restarts it, and does more:
    /// the same for the same seed, up to the error that makes a node stop. What a node survives (a
    /// snapshot that could not be written) is none.
    Result<void> run();
    /// The process ends, in order, or with it the machine.
    void stop();
    void crash(CrashKind kind);
    /// Starts it, and compares. Empty if all is right.
    std::string startAndCompare();
    /// Starts it, without a look at what there is.
    Result<void> start();

private:
    class WatchedLog;
    class WatchedStorage;

    Result<void> openStorage();
    Result<void> steps(int count);
    Result<void> step();
    Result<void> append();
    Result<void> vote();
    Result<void> commitAndApply();
    Result<void> catchUp();
    Result<void> saveSnapshot();
    Result<void> takeSnapshotOfPeer();
    Result<void> write(node::LogWrite write, bool sync);
    [[nodiscard]] std::string compare();
    [[nodiscard]] std::string compareSnapshot();
    /// What certainly is committed, as far as this node knows.
    [[nodiscard]] raft::Index base() const;
    raft::Entry entry(raft::Index index, raft::Term term);

    Random m_random;
    StoreOpener m_stores;
    FaultAtCall m_faults;
    SimulatedFileSystem m_disk;
    std::vector<std::unique_ptr<ProcessFiles>> m_processes;
    node::Membership m_members;
    CommittedCluster m_cluster;

    LogHistory m_history;
    std::unique_ptr<NodeDirectory> m_directory;
    std::unique_ptr<WatchedStorage> m_storage;
    std::optional<node::Recovered> m_recovered;
    /// What the log turned out to hold that it must not.
    std::string m_complaint;
    bool m_isMember{false};
    /// Committed, and durable here: it must never be lost.
    raft::Index m_kept;
    raft::Index m_applied;
    raft::Index m_snapshot;
    std::uint64_t m_number{0};
    std::uint64_t m_lastDirectory{0};
    std::uint64_t m_lastStart{0};
};

}  // namespace quorate::storage
