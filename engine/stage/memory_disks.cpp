// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/memory_disks.h"

#include <string>
#include <utility>
#include <vector>

#include "engine/kv/memory_store.h"
#include "engine/stage/memory_disk.h"

namespace quorate::stage {

namespace {

/// A disk as it was opened once; nothing reaches it after a crash, or when it was opened anew.
class Handle {
public:
    explicit Handle(std::shared_ptr<MemoryDisk> disk)
        : m_disk(std::move(disk)), m_generation(m_disk->generation) {}

    [[nodiscard]] Result<void> check() const {
        if (m_disk->generation != m_generation) {
            return Error(ErrorCode::IoError, "the disk of node " + toString(m_disk->identity.node) +
                                                 " is not there any more");
        }
        return {};
    }
    /// Does `work` on the disk, if it is there.
    template <class Work>
    Result<void> with(const Work& work) const {
        auto there = check();
        if (there) {
            work(*m_disk);
        }
        return there;
    }
    [[nodiscard]] MemoryDisk& disk() const { return *m_disk; }

private:
    std::shared_ptr<MemoryDisk> m_disk;
    std::uint64_t m_generation;
};

class Log final : public node::LogDevice {
public:
    explicit Log(Handle handle) : m_handle(std::move(handle)) {}

    Recovered takeRecovered() override { return m_handle.disk().log.recovered(); }
    Result<void> write(const node::LogWrite& write) override {
        return m_handle.with([&write](MemoryDisk& disk) { disk.log.write(write); });
    }
    Result<void> sync() override {
        return m_handle.with([](MemoryDisk& disk) { disk.log.sync(); });
    }
    Result<void> release(raft::Index index) override {
        return m_handle.with([index](MemoryDisk& disk) { disk.log.release(index); });
    }

private:
    Handle m_handle;
};

class Store final : public kv::OrderedStore {
public:
    explicit Store(Handle handle)
        : m_handle(std::move(handle)), m_store(m_handle.disk().state.newest()) {}

    Result<bool> get(std::string_view key, std::string& value) const override {
        return m_store.get(key, value);
    }
    [[nodiscard]] std::unique_ptr<kv::StoreIterator> iterate() const override {
        return m_store.iterate();
    }
    [[nodiscard]] std::shared_ptr<const kv::StoreReader> view() const override {
        return m_store.view();
    }
    Result<void> write(const kv::WriteBatch& batch) override {
        if (auto there = m_handle.check(); !there) {
            return there;
        }
        auto written = m_store.write(batch);
        if (written) {
            m_handle.disk().state.wrote(m_store.contents());
        }
        return written;
    }
    Result<void> sync() override {
        return m_handle.with([](MemoryDisk& disk) { disk.state.sync(); });
    }
    Result<std::unique_ptr<kv::StoreReplacement>> beginReplacement() override;

private:
    class Replacement;

    Handle m_handle;
    kv::MemoryStore m_store;
};

class Store::Replacement final : public kv::StoreReplacement {
public:
    Replacement(Store& store, std::unique_ptr<kv::StoreReplacement> inMemory)
        : m_store(store), m_inMemory(std::move(inMemory)) {}

    Result<void> put(std::string_view key, std::string_view value) override {
        return m_inMemory->put(key, value);
    }
    Result<void> commit() override {
        if (auto there = m_store.m_handle.check(); !there) {
            return there;
        }
        auto done = m_inMemory->commit();
        if (done) {
            MemoryState& state = m_store.m_handle.disk().state;
            state.wrote(m_store.m_store.contents());
            state.sync();
        }
        return done;
    }

private:
    Store& m_store;
    std::unique_ptr<kv::StoreReplacement> m_inMemory;
};

Result<std::unique_ptr<kv::StoreReplacement>> Store::beginReplacement() {
    auto begun = m_store.beginReplacement();
    if (!begun) {
        return begun.error();
    }
    return std::unique_ptr<kv::StoreReplacement>(
        std::make_unique<Replacement>(*this, std::move(*begun)));
}

class Sink final : public node::SnapshotSink {
public:
    Sink(Handle handle, raft::SnapshotMetadata metadata)
        : m_handle(std::move(handle)), m_metadata(std::move(metadata)) {}

    Result<void> append(std::string_view bytes) override {
        m_bytes.append(bytes);
        return m_handle.check();
    }
    Result<void> commit() override {
        return m_handle.with([this](MemoryDisk& disk) {
            auto bytes = std::make_shared<const std::string>(std::move(m_bytes));
            disk.snapshots[m_metadata.index] = {m_metadata, std::move(bytes)};
        });
    }

private:
    Handle m_handle;
    raft::SnapshotMetadata m_metadata;
    std::string m_bytes;
};

class Source final : public node::SnapshotSource {
public:
    Source(Handle handle, MemoryDisk::StoredSnapshot snapshot)
        : m_handle(std::move(handle)), m_snapshot(std::move(snapshot)) {}

    [[nodiscard]] const raft::SnapshotMetadata& metadata() const override {
        return m_snapshot.metadata;
    }
    Result<bool> next(std::string& chunk) override {
        constexpr std::size_t kChunk = 64UL * 1024;
        if (auto there = m_handle.check(); !there) {
            return there.error();
        }
        chunk = m_snapshot.bytes->substr(m_offset, kChunk);
        m_offset += chunk.size();
        return !chunk.empty();
    }

private:
    Handle m_handle;
    MemoryDisk::StoredSnapshot m_snapshot;
    std::size_t m_offset{0};
};

class Archive final : public node::SnapshotArchive {
public:
    explicit Archive(Handle handle) : m_handle(std::move(handle)) {}

    [[nodiscard]] std::vector<raft::SnapshotMetadata> list() const override {
        std::vector<raft::SnapshotMetadata> all;
        for (const auto& [index, snapshot] : m_handle.disk().snapshots) {
            all.push_back(snapshot.metadata);
        }
        return all;
    }
    Result<std::unique_ptr<node::SnapshotSink>> create(
        const raft::SnapshotMetadata& metadata) override {
        if (auto there = m_handle.check(); !there) {
            return there.error();
        }
        return std::unique_ptr<node::SnapshotSink>(std::make_unique<Sink>(m_handle, metadata));
    }
    Result<std::unique_ptr<node::SnapshotSource>> open(raft::Index index) override {
        if (auto there = m_handle.check(); !there) {
            return there.error();
        }
        const auto found = m_handle.disk().snapshots.find(index);
        if (found == m_handle.disk().snapshots.end()) {
            return Error(ErrorCode::NotFound, "there is no snapshot at index " + toString(index));
        }
        return std::unique_ptr<node::SnapshotSource>(
            std::make_unique<Source>(m_handle, found->second));
    }
    Result<void> releaseBefore(raft::Index index) override {
        return m_handle.with([index](MemoryDisk& disk) {
            disk.snapshots.erase(disk.snapshots.begin(), disk.snapshots.lower_bound(index));
        });
    }

private:
    Handle m_handle;
};

class Storage final : public node::NodeStorage {
public:
    explicit Storage(const Handle& handle)
        : m_handle(handle), m_log(handle), m_archive(handle), m_store(handle) {}

    [[nodiscard]] const node::NodeIdentity& identity() const override {
        return m_handle.disk().identity;
    }
    [[nodiscard]] node::LogDevice& log() override { return m_log; }
    [[nodiscard]] node::SnapshotArchive& snapshots() override { return m_archive; }
    [[nodiscard]] kv::OrderedStore& store() override { return m_store; }

    Result<void> admitPeer(raft::NodeId peer, std::uint64_t directory) override {
        if (auto there = m_handle.check(); !there) {
            return there;
        }
        const auto [known, isNew] = m_handle.disk().peers.try_emplace(peer, directory);
        if (!isNew && known->second != directory) {
            return Error(ErrorCode::FailedPrecondition, node::textOfLostDisk(peer));
        }
        return {};
    }
    [[nodiscard]] std::uint64_t directoryOf(raft::NodeId peer) const override {
        const auto known = m_handle.disk().peers.find(peer);
        return known == m_handle.disk().peers.end() ? 0 : known->second;
    }
    Result<void> forgetPeer(raft::NodeId peer) override {
        return m_handle.with([peer](MemoryDisk& disk) { disk.peers.erase(peer); });
    }

private:
    Handle m_handle;
    Log m_log;
    Archive m_archive;
    Store m_store;
};

}  // namespace

MemoryDisks::MemoryDisks(std::uint64_t cluster) : m_cluster(cluster) {}
MemoryDisks::~MemoryDisks() = default;

Result<std::unique_ptr<node::NodeStorage>> MemoryDisks::open(raft::NodeId node, Random& random) {
    std::shared_ptr<MemoryDisk>& disk = m_disks[node];
    if (!disk) {
        disk = std::make_shared<MemoryDisk>();
    }
    if (disk->identity.directory == 0) {
        disk->identity = {m_cluster, node, random.next() | 1U, 0};
    }
    // A log that the last process wrote and did not sync is in the cache of a machine that lives.
    disk->log.sync();
    ++disk->identity.start;
    ++disk->generation;
    return std::unique_ptr<node::NodeStorage>(std::make_unique<Storage>(Handle(disk)));
}

void MemoryDisks::crash(raft::NodeId node, Random& random) {
    const auto found = m_disks.find(node);
    if (found == m_disks.end()) {
        return;
    }
    ++found->second->generation;
    found->second->log.crash(random);
    found->second->state.crash(random);
}

Result<void> MemoryDisks::wipe(raft::NodeId node) {
    const auto found = m_disks.find(node);
    if (found != m_disks.end()) {
        const std::uint64_t generation = found->second->generation;
        *found->second = MemoryDisk();
        found->second->generation = generation + 1;
    }
    return {};
}

}  // namespace quorate::stage
