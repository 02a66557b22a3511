// SPDX-License-Identifier: Apache-2.0
// Snapshots: §7.
#include <algorithm>
#include <utility>

#include "engine/base/invariant.h"
#include "engine/raft/raft.h"

namespace quorate::raft {

bool Raft::maybeSendSnapshot(NodeId to, Progress& progress) {
    if (!progress.isRecentlyActive()) {
        return false;  // it would be lost, and snapshots are dear
    }
    auto snapshot = m_log.snapshot();
    if (!snapshot) {
        QUORATE_INVARIANT(snapshot.error().code == ErrorCode::SnapshotTemporarilyUnavailable,
                          "storage gives no snapshot: " + snapshot.error().message);
        return false;
    }
    const EntryId covered = (*snapshot)->id();
    QUORATE_INVARIANT(covered.index != Index(0), "the log is compacted without a snapshot");
    changeProgress(to, progress,
                   [&covered](Progress& member) { member.becomeSnapshot(covered.index); });
    m_tracer.emit(m_term, [&] {
        return trace::SnapshotEvent{trace::SnapshotStep::Sent, to, covered.index, covered.term};
    });
    Message message;
    message.type = MessageType::Snap;
    message.to = to;
    message.snapshot = std::move(*snapshot);
    send(std::move(message));
    return true;
}

void Raft::handleSnapshot(const Message& message) {
    Message answer;
    answer.type = MessageType::AppResp;
    answer.to = message.from;
    answer.index = restore(message.snapshot, message.from) ? m_log.lastIndex() : m_log.committed();
    send(std::move(answer));
}

/// Replaces log and configuration by the snapshot, where it helps. False where it does not.
bool Raft::restore(const std::shared_ptr<const Snapshot>& snapshot, NodeId from) {
    const SnapshotMetadata& metadata = snapshot->metadata;
    const auto tell = [&](trace::SnapshotStep step) {
        m_tracer.emit(m_term, [&] {
            return trace::SnapshotEvent{step, from, metadata.index, metadata.term};
        });
    };
    if (metadata.index <= m_log.committed()) {
        tell(trace::SnapshotStep::IgnoredOld);
        return false;
    }
    const ConfState& state = metadata.confState;
    const auto names = [this](const std::vector<NodeId>& ids) {
        return std::find(ids.begin(), ids.end(), m_id) != ids.end();
    };
    // Whoever will be a learner (learnersNext) is an outgoing voter now.
    if (!names(state.voters) && !names(state.learners) && !names(state.votersOutgoing)) {
        tell(trace::SnapshotStep::IgnoredNotMember);
        return false;
    }
    if (m_log.matches(snapshot->id())) {
        // All of it is in the log already: only the commit index is news.
        tell(trace::SnapshotStep::FastForwarded);
        commitTo(metadata.index);
        return false;
    }
    m_log.restore(snapshot);
    tell(trace::SnapshotStep::Restored);
    auto members = restoreConfiguration(state, m_tracker.limits(), m_log.lastIndex());
    QUORATE_INVARIANT(members.has_value(),
                      "a snapshot's configuration is no configuration: " + members.error().message);
    switchTo(std::move(*members));
    return true;
}

void Raft::handleSnapshotStatus(const Message& message, Progress& from) {
    if (from.state() != ProgressState::Snapshot) {
        return;
    }
    changeProgress(message.from, from, [&message](Progress& progress) {
        if (message.reject) {
            // It never arrived, so probing must not start behind it.
            progress.forgetPendingSnapshot();
        }
        progress.becomeProbe();
    });
    // Sent: the member's acknowledgement comes first. Failed: the next heartbeat is soon enough.
    from.pauseFlow();
}

void Raft::appliedSnapshot(const Snapshot& snapshot) {
    const EntryId covered = snapshot.id();
    m_log.stableSnapshotTo(covered.index);
    m_tracer.emit(m_term, [&] {
        return trace::SnapshotEvent{trace::SnapshotStep::Installed, kNoNode, covered.index,
                                    covered.term};
    });
    appliedTo(covered.index, 0);
}

}  // namespace quorate::raft
