// SPDX-License-Identifier: Apache-2.0
#include "tests/node/memory_disk.h"

#include <functional>
#include <stdexcept>

namespace quorate::tests {

namespace {

class Sink final : public node::SnapshotSink {
public:
    Sink(MemoryDisk& disk, raft::SnapshotMetadata metadata, std::function<Result<void>()> operate)
        : m_disk(disk), m_metadata(std::move(metadata)), m_operate(std::move(operate)) {}

    Result<void> append(std::string_view bytes) override {
        m_stream.append(bytes);
        return m_operate();
    }
    Result<void> commit() override {
        auto done = m_operate();
        if (done) {
            m_disk.storedSnapshots()[m_metadata.index] = {m_metadata, m_stream};
        }
        return done;
    }

private:
    MemoryDisk& m_disk;
    raft::SnapshotMetadata m_metadata;
    std::string m_stream;
    std::function<Result<void>()> m_operate;
};

class Source final : public node::SnapshotSource {
public:
    explicit Source(MemoryDisk::StoredSnapshot snapshot) : m_snapshot(std::move(snapshot)) {}

    [[nodiscard]] const raft::SnapshotMetadata& metadata() const override {
        return m_snapshot.metadata;
    }
    Result<bool> next(std::string& chunk) override {
        constexpr std::size_t kChunkBytes = 50;
        chunk = m_snapshot.stream.substr(m_offset, kChunkBytes);
        m_offset += chunk.size();
        return !chunk.empty();
    }

private:
    MemoryDisk::StoredSnapshot m_snapshot;
    std::size_t m_offset{0};
};

class Replacement final : public kv::StoreReplacement {
public:
    Replacement(std::unique_ptr<kv::StoreReplacement> inner, std::function<Result<void>()> before,
                std::function<void()> after)
        : m_inner(std::move(inner)), m_before(std::move(before)), m_after(std::move(after)) {}

    Result<void> put(std::string_view key, std::string_view value) override {
        return m_inner->put(key, value);
    }
    Result<void> commit() override {
        if (auto operated = m_before(); !operated) {
            return operated;
        }
        auto committed = m_inner->commit();
        m_after();
        return committed;
    }

private:
    std::unique_ptr<kv::StoreReplacement> m_inner;
    std::function<Result<void>()> m_before;
    std::function<void()> m_after;
};

}  // namespace

MemoryDisk::MemoryDisk(std::uint64_t node) : m_log(*this), m_archive(*this), m_store(*this) {
    m_identity.cluster = 1;
    m_identity.node = raft::NodeId(node);
    m_identity.directory = node * 1000;
    m_identity.start = 1;
}

void MemoryDisk::crash() {
    m_log.m_now = m_log.m_durable;
    m_store.m_now = std::make_unique<kv::MemoryStore>(m_store.m_durable);
    reopen();
}

void MemoryDisk::reopen() {
    m_log.m_isTaken = false;
    ++m_identity.start;
    repair();
}

Result<void> MemoryDisk::operate() {
    if (!m_operationsLeft) {
        return {};
    }
    if (*m_operationsLeft == 0) {
        return Error(ErrorCode::IoError, "the disk was made to fail");
    }
    --*m_operationsLeft;
    return {};
}

// --- the log

node::LogDevice::Recovered MemoryDisk::Log::takeRecovered() {
    if (m_isTaken) {
        throw std::logic_error("what was found in the log was taken twice");
    }
    m_isTaken = true;
    return m_now;
}

Result<void> MemoryDisk::Log::write(const node::LogWrite& write) {
    if (auto operated = m_disk.operate(); !operated) {
        return operated;
    }
    ++m_writes;
    m_now.hardState = write.hardState.value_or(m_now.hardState);
    if (write.snapshot) {
        m_now.start = *write.snapshot;
        m_now.entries.clear();
    }
    if (!write.entries.empty()) {
        const raft::Index first = write.entries.front().index;
        std::erase_if(m_now.entries, [first](const auto& entry) { return entry.index >= first; });
        const raft::Index last =
            m_now.entries.empty() ? m_now.start.index : m_now.entries.back().index;
        if (first != last.next()) {
            throw std::logic_error("a write leaves a gap in the log");
        }
        m_now.entries.insert(m_now.entries.end(), write.entries.begin(), write.entries.end());
    }
    return {};
}

Result<void> MemoryDisk::Log::sync() {
    auto operated = m_disk.operate();
    if (operated) {
        m_durable = m_now;
    }
    return operated;
}

Result<void> MemoryDisk::Log::release(raft::Index index) {
    for (Recovered* log : {&m_now, &m_durable}) {
        while (!log->entries.empty() && log->entries.front().index <= index) {
            log->start = log->entries.front().id();
            log->entries.erase(log->entries.begin());
        }
    }
    return {};
}

// --- snapshots

std::vector<raft::SnapshotMetadata> MemoryDisk::Archive::list() const {
    std::vector<raft::SnapshotMetadata> list;
    for (const auto& [index, snapshot] : m_stored) {
        list.push_back(snapshot.metadata);
    }
    return list;
}

Result<std::unique_ptr<node::SnapshotSink>> MemoryDisk::Archive::create(
    const raft::SnapshotMetadata& metadata) {
    return std::unique_ptr<node::SnapshotSink>(
        std::make_unique<Sink>(m_disk, metadata, [this] { return m_disk.operate(); }));
}

Result<std::unique_ptr<node::SnapshotSource>> MemoryDisk::Archive::open(raft::Index index) {
    const auto stored = m_stored.find(index);
    if (stored == m_stored.end()) {
        return Error(ErrorCode::NotFound, "there is no snapshot at " + toString(index));
    }
    return std::unique_ptr<node::SnapshotSource>(std::make_unique<Source>(stored->second));
}

Result<void> MemoryDisk::Archive::releaseBefore(raft::Index index) {
    m_stored.erase(m_stored.begin(), m_stored.lower_bound(index));
    return {};
}

// --- the store

Result<void> MemoryDisk::Store::write(const kv::WriteBatch& batch) {
    if (auto operated = m_disk.operate(); !operated) {
        return operated;
    }
    return m_now->write(batch);
}

Result<void> MemoryDisk::Store::sync() {
    auto operated = m_disk.operate();
    if (operated) {
        m_durable = m_now->contents();
    }
    return operated;
}

Result<std::unique_ptr<kv::StoreReplacement>> MemoryDisk::Store::beginReplacement() {
    auto inner = m_now->beginReplacement();
    return std::unique_ptr<kv::StoreReplacement>(std::make_unique<Replacement>(
        std::move(*inner), [this] { return m_disk.operate(); },
        [this] { m_durable = m_now->contents(); }));
}

}  // namespace quorate::tests
