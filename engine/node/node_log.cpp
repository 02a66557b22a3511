// SPDX-License-Identifier: Apache-2.0
#include "engine/node/node_log.h"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/base/invariant.h"

namespace quorate::node {

RecoveredState newCluster(std::vector<raft::NodeId> voters) {
    RecoveredState state;
    state.snapshot.index = raft::Index(1);
    state.snapshot.term = raft::Term(1);
    state.snapshot.confState.voters = std::move(voters);
    state.logStart = {state.snapshot.term, state.snapshot.index};
    state.applied = state.logStart;
    state.confState = state.snapshot.confState;
    return state;
}

Result<void> NodeLog::recover(const RecoveredState& recovered) {
    const raft::EntryId applied = recovered.applied;
    if (recovered.logStart.index > applied.index) {
        return Error(ErrorCode::Corrupted, "the log starts behind entry " +
                                               toString(recovered.logStart.index) + ", but only " +
                                               toString(applied.index) + " entries are applied");
    }
    raft::Snapshot start;
    start.metadata.index = recovered.logStart.index;
    start.metadata.term = recovered.logStart.term;
    if (start.metadata.index > raft::Index(0)) {
        if (auto set = m_log.applySnapshot(start); !set) {
            return set;
        }
    }
    if (auto appended = m_log.append(recovered.entries); !appended) {
        return appended;
    }
    const auto term = m_log.term(applied.index);
    if (!term || *term != applied.term) {
        // A snapshot was installed, and the crash came before the log had heard of it. What the log
        // holds is covered by it or was replaced by it.
        start.metadata.index = applied.index;
        start.metadata.term = applied.term;
        if (auto set = m_log.applySnapshot(start); !set) {
            return Error(ErrorCode::Corrupted, "entry " + toString(applied.index) +
                                                   " is applied in term " + toString(applied.term) +
                                                   ", but the log has another one there");
        }
    }
    m_log.setHardState(recovered.hardState);
    m_initialConfState = recovered.confState;
    if (recovered.confState != recovered.snapshot.confState) {
        m_configurationIndex = applied.index;
    }
    snapshotSaved(recovered.snapshot);
    return {};
}

Result<raft::InitialState> NodeLog::initialState() const {
    return raft::InitialState{m_log.hardState(), m_initialConfState};
}

Result<std::shared_ptr<const raft::Snapshot>> NodeLog::snapshot() const {
    const raft::Index needed = std::max(m_configurationIndex, firstIndex().previous());
    if (m_snapshot->metadata.index < needed) {
        m_isSnapshotWanted = true;
        return Error(
            ErrorCode::SnapshotTemporarilyUnavailable,
            "the snapshot at " + toString(m_snapshot->metadata.index) +
                " is older than the configuration, or ends before the log begins; one at " +
                toString(needed) + " or later is needed");
    }
    return m_snapshot;
}

Result<void> NodeLog::restore(const raft::SnapshotMetadata& metadata) {
    raft::Snapshot snapshot;
    snapshot.metadata = metadata;
    if (auto restored = m_log.applySnapshot(std::move(snapshot)); !restored) {
        return restored;
    }
    snapshotSaved(metadata);
    return {};
}

void NodeLog::snapshotSaved(const raft::SnapshotMetadata& metadata) {
    m_isSnapshotWanted = false;
    raft::Snapshot snapshot;
    snapshot.metadata = metadata;
    m_snapshot = std::make_shared<const raft::Snapshot>(std::move(snapshot));
}

}  // namespace quorate::node
