// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/kv/memory_store.h"
#include "engine/node/node_storage.h"

namespace quorate::tests {

/// Everything that a node has on its disk, in memory, with what a crash would leave of it. Every
/// operation that changes something counts, and can be made to fail.
class MemoryDisk final : public node::NodeStorage {
public:
    explicit MemoryDisk(std::uint64_t node = 1);

    [[nodiscard]] const node::NodeIdentity& identity() const override { return m_identity; }
    [[nodiscard]] node::LogDevice& log() override { return m_log; }
    [[nodiscard]] node::SnapshotArchive& snapshots() override { return m_archive; }
    [[nodiscard]] kv::OrderedStore& store() override { return m_store; }
    Result<void> admitPeer(raft::NodeId, std::uint64_t) override { return {}; }
    [[nodiscard]] std::uint64_t directoryOf(raft::NodeId) const override { return 0; }
    Result<void> forgetPeer(raft::NodeId) override { return {}; }

    /// What was not synced is lost.
    void crash();
    /// The process ends and the machine does not: what was written is there, synced or not.
    void reopen();

    /// From the operation of this number on, counted from now, all fail.
    void failAfter(std::uint64_t operations) { m_operationsLeft = operations; }
    void repair() { m_operationsLeft.reset(); }

    // Direct access, for tests that arrange a disk.

    struct StoredSnapshot {
        raft::SnapshotMetadata metadata;
        std::string stream;
    };
    node::LogDevice::Recovered& durableLog() { return m_log.m_durable; }
    std::map<raft::Index, StoredSnapshot>& storedSnapshots() { return m_archive.m_stored; }
    [[nodiscard]] std::size_t logWrites() const noexcept { return m_log.m_writes; }
    /// The state that the store would come back with now.
    void syncStore() { m_store.m_durable = m_store.m_now->contents(); }

    /// Whether somebody has the view of the store that was made last.
    [[nodiscard]] bool isViewHeld() const { return !m_store.m_lastView.expired(); }

private:
    class Log final : public node::LogDevice {
    public:
        explicit Log(MemoryDisk& disk) : m_disk(disk) {}
        Recovered takeRecovered() override;
        Result<void> write(const node::LogWrite& write) override;
        Result<void> sync() override;
        Result<void> release(raft::Index index) override;

        MemoryDisk& m_disk;
        Recovered m_now;
        Recovered m_durable;
        bool m_isTaken{false};
        std::size_t m_writes{0};
    };
    class Archive final : public node::SnapshotArchive {
    public:
        explicit Archive(MemoryDisk& disk) : m_disk(disk) {}
        [[nodiscard]] std::vector<raft::SnapshotMetadata> list() const override;
        Result<std::unique_ptr<node::SnapshotSink>> create(
            const raft::SnapshotMetadata& metadata) override;
        Result<std::unique_ptr<node::SnapshotSource>> open(raft::Index index) override;
        Result<void> releaseBefore(raft::Index index) override;

        MemoryDisk& m_disk;
        std::map<raft::Index, StoredSnapshot> m_stored;
    };
    class Store final : public kv::OrderedStore {
    public:
        explicit Store(MemoryDisk& disk) : m_disk(disk) {}
        Result<bool> get(std::string_view key, std::string& value) const override {
            return m_now->get(key, value);
        }
        [[nodiscard]] std::unique_ptr<kv::StoreIterator> iterate() const override {
            return m_now->iterate();
        }
        [[nodiscard]] std::shared_ptr<const kv::StoreReader> view() const override {
            auto view = m_now->view();
            m_lastView = view;
            return view;
        }
        Result<void> write(const kv::WriteBatch& batch) override;
        Result<void> sync() override;
        Result<std::unique_ptr<kv::StoreReplacement>> beginReplacement() override;

        MemoryDisk& m_disk;
        std::unique_ptr<kv::MemoryStore> m_now{std::make_unique<kv::MemoryStore>()};
        kv::MemoryTree m_durable;
        mutable std::weak_ptr<const kv::StoreReader> m_lastView;
    };

    /// Counts an operation; an error if it is to fail.
    Result<void> operate();

    node::NodeIdentity m_identity;
    std::optional<std::uint64_t> m_operationsLeft;
    Log m_log;
    Archive m_archive;
    Store m_store;
};

}  // namespace quorate::tests
