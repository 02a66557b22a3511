// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/disk.h"

#include <algorithm>
#include <utility>

#include "engine/base/invariant.h"

namespace quorate::simulation {

using raft::Index;

namespace {

/// A storage that refuses what a core rightly asks for is a fault of this world.
void mustWork(const Result<void>& done) {
    QUORATE_INVARIANT(done.has_value(), "the disk refuses: " + done.error().message);
}

}  // namespace

Disk::Disk(const raft::HardState& state, std::shared_ptr<const raft::Snapshot> snapshot) {
    m_durable.setHardState(state);
    if (snapshot != nullptr) {
        m_confState = snapshot->metadata.confState;
        m_durable.restore(std::move(snapshot));
    }
    rebuild();
}

Result<raft::InitialState> Disk::initialState() const {
    return raft::InitialState{m_readable->hardState(), m_confState};
}

Result<void> Disk::entries(Index low, Index high, std::uint64_t maxSize, raft::Entries& out) const {
    return m_readable->entries(low, high, maxSize, out);
}

Result<raft::Term> Disk::term(Index index) const {
    return m_readable->term(index);
}

Index Disk::firstIndex() const {
    return m_readable->firstIndex();
}

Index Disk::lastIndex() const {
    return m_readable->lastIndex();
}

Result<std::shared_ptr<const raft::Snapshot>> Disk::snapshot() const {
    m_isSnapshotWanted = true;
    if (m_isBusy) {
        return Error(ErrorCode::SnapshotTemporarilyUnavailable, "a snapshot is being made");
    }
    return m_readable->snapshot();
}

void Disk::write(const std::optional<raft::HardState>& state,
                 const std::shared_ptr<const raft::Snapshot>& snapshot, raft::EntrySpan entries) {
    if (state) {
        m_readable->setHardState(*state);
        m_unsynced.emplace_back(*state);
    }
    if (snapshot != nullptr) {
        mustWork(m_readable->applySnapshot(*snapshot));
        m_unsynced.emplace_back(snapshot);
    }
    mustWork(m_readable->append(entries));
    m_unsynced.insert(m_unsynced.end(), entries.begin(), entries.end());
}

void Disk::sync() {
    makeDurable(m_unsynced.size());
}

bool Disk::makeSnapshot(const raft::Snapshot& snapshot, Index compactTo) {
    const raft::SnapshotMetadata& metadata = snapshot.metadata;
    const Index before = firstIndex().previous();
    if (metadata.index <= before ||
        !m_readable->createSnapshot(metadata.index, &metadata.confState, snapshot.data)) {
        return false;
    }
    sync();
    m_durable.setSnapshot(std::make_shared<const raft::Snapshot>(snapshot));
    if (compactTo > before) {
        mustWork(m_readable->compact(compactTo));
        m_durable.compact(compactTo);
    }
    return true;
}

bool Disk::crash(Random& random) {
    const std::size_t written = m_unsynced.size();
    const std::size_t survivors = random.below(written + 1);
    makeDurable(survivors);
    m_unsynced.clear();
    raft::HardState recovered = m_durable.hardState();
    recovered.commit = std::min(recovered.commit, m_durable.lastIndex());
    m_durable.setHardState(recovered);
    rebuild();
    m_isBusy = false;
    return survivors < written;
}

void Disk::makeDurable(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        const Write& write = m_unsynced[i];
        if (const auto* state = std::get_if<raft::HardState>(&write)) {
            m_durable.setHardState(*state);
        } else if (const auto* entry = std::get_if<raft::Entry>(&write)) {
            m_durable.append(*entry);
        } else {
            m_durable.restore(*std::get_if<std::shared_ptr<const raft::Snapshot>>(&write));
        }
    }
    m_unsynced.erase(m_unsynced.begin(), m_unsynced.begin() + static_cast<std::ptrdiff_t>(count));
}

/// What can be read is what is durable.
void Disk::rebuild() {
    m_readable = std::make_unique<raft::MemoryStorage>();
    m_readable->setHardState(m_durable.hardState());
    const auto& snapshot = m_durable.snapshot();
    if (snapshot == nullptr) {
        mustWork(m_readable->append(m_durable.entries()));
        return;
    }
    if (m_durable.before().index == Index(0)) {
        mustWork(m_readable->append(m_durable.entries()));
    } else {
        // The log may reach back behind the snapshot: its start is set by a snapshot there.
        raft::Snapshot start = *snapshot;
        start.metadata.index = m_durable.before().index;
        start.metadata.term = m_durable.before().term;
        mustWork(m_readable->applySnapshot(std::move(start)));
        mustWork(m_readable->append(m_durable.entries()));
    }
    if (snapshot->metadata.index > m_durable.before().index) {
        mustWork(m_readable->createSnapshot(snapshot->metadata.index, &snapshot->metadata.confState,
                                            snapshot->data));
    }
}

}  // namespace quorate::simulation
