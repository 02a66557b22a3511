// SPDX-License-Identifier: Apache-2.0
// A node's snapshots: when one is taken, what happens when it is there; and how the log is
// released, behind them or behind what the state has durably.
#include <algorithm>
#include <utility>

#include "engine/node/node.h"

namespace quorate::node {

void Node::maybeSnapshot() {
    const raft::Index last = m_log.snapshotIndex();
    const bool isDue = m_applied.index > last &&
                       (m_applied.index - last >= m_config.snapshotEntries ||
                        m_bytesSinceSnapshot >= m_config.snapshotBytes || m_log.isSnapshotWanted());
    if (!isDue || m_tick < m_nextSnapshotTick || m_saving || m_installing ||
        !m_applier.isBetweenBatches() || m_writer.hasSnapshot()) {
        return;
    }
    m_saving = {m_applied.index, m_applied.term, m_appliedConfState};
    m_bytesInSnapshot = m_bytesSinceSnapshot;
    m_reporter.snapshotStarted(m_applied);
    m_ports.snapshots.save(*m_saving);
}

void Node::finishSave(const Result<raft::SnapshotMetadata>& saved, std::uint64_t bytes) {
    if (!m_saving || (saved && *saved != *m_saving)) {
        fail("a snapshot was saved that was not asked for");
        return;
    }
    const raft::SnapshotMetadata metadata = std::move(*m_saving);
    const raft::EntryId covers{metadata.term, metadata.index};
    m_saving.reset();
    if (!saved) {
        // The disk may be full for long: trying again at once would keep it busy for nothing.
        m_nextSnapshotTick = m_tick + m_config.snapshotRetryTicks;
        m_reporter.snapshotFailed(covers, saved.error().message);
        return;
    }
    m_bytesSinceSnapshot -= m_bytesInSnapshot;
    m_reporter.snapshotSaved(covers, bytes);
    m_log.snapshotSaved(metadata);
    compactBehind(metadata);
}

/// Keeps some entries before the snapshot, so that a follower that lags a little is served from the
/// log.
void Node::compactBehind(const raft::SnapshotMetadata& snapshot) {
    const std::uint64_t kept = std::min(m_config.catchUpEntries, snapshot.index.value());
    const raft::Index index(snapshot.index.value() - kept);
    // A state that is synced from time to time is brought up from the log, which is quicker.
    if (compactTo(index) && m_config.releaseEntries == 0) {
        m_ports.log.release(index);
    }
}

/// The log in memory. False where there was nothing to do, or where it failed.
bool Node::compactTo(raft::Index index) {
    if (index < m_log.firstIndex()) {
        return false;
    }
    const auto term = m_log.term(index);
    const auto compacted = m_log.compact(index);
    if (!term || !compacted) {
        fail("the log could not be compacted: " +
             (term ? compacted.error() : term.error()).message);
        return false;
    }
    m_reporter.logCompacted({*term, index});
    return true;
}

/// The state is on a disk of its own, and goes on from where it is: what was applied is for members
/// only that lag. They are served from memory; what the state has not durably stays on the disk.
void Node::maybeRelease() {
    const raft::Index last = std::max(m_lastRelease, m_log.firstIndex());
    const bool isDue = m_config.releaseEntries > 0 && m_applied.index > last &&
                       (m_applied.index - last >= m_config.releaseEntries ||
                        m_bytesSinceRelease >= m_config.releaseBytes);
    if (!isDue || isBusyWithSnapshot()) {
        return;
    }
    m_lastRelease = m_applied.index;
    m_bytesSinceRelease = 0;
    compactTo(releasable(m_applied.index));
}

void Node::maybeSync() {
    const bool isDue = m_config.releaseEntries > 0 && m_applied.index > m_lastSync &&
                       (m_applied.index - m_lastSync >= m_config.syncEntries ||
                        m_bytesSinceSync >= m_config.releaseBytes);
    if (!isDue || m_syncing || isBusyWithSnapshot()) {
        return;
    }
    m_syncing = m_applied.index;
    m_lastSync = m_applied.index;
    m_bytesSinceSync = 0;
    m_ports.stateMachine.sync();
}

void Node::finishSync(const Result<void>& result) {
    const std::optional<raft::Index> synced = std::exchange(m_syncing, std::nullopt);
    if (!synced) {
        fail("the state was synced, which was not asked for");
        return;
    }
    if (!result) {
        fail("the state could not be made durable: " + result.error().message);
        return;
    }
    if (!isBusyWithSnapshot()) {
        m_ports.log.release(std::min(releasable(*synced), m_log.firstIndex().previous()));
    }
}

/// Up to where the log may go behind the entry that was applied.
raft::Index Node::releasable(raft::Index index) const {
    const std::uint64_t kept = std::min(m_config.catchUpEntries, index.value());
    return std::min(raft::Index(index.value() - kept), neededByMembers());
}

/// The last entry that no member needs any more, as far as a leader knows.
raft::Index Node::neededByMembers() const {
    const std::uint64_t lag = std::min(m_config.maxLagEntries, m_applied.index.value());
    raft::Index index = m_applied.index;
    if (m_core->softState().role == raft::Role::Leader) {
        for (const auto& [id, progress] : m_core->raft().tracker().progress) {
            if (progress.isRecentlyActive()) {
                index = std::min(index, progress.match());
            }
        }
    }
    return std::max(index, raft::Index(m_applied.index.value() - lag));
}

void Node::finishInstall(const Result<raft::SnapshotMetadata>& installed, std::uint64_t bytes) {
    if (!m_installing || (installed && *installed != *m_installing)) {
        fail("a snapshot was installed that was not asked for");
        return;
    }
    const raft::SnapshotMetadata metadata = std::move(*m_installing);
    const raft::EntryId covers{metadata.term, metadata.index};
    m_installing.reset();
    if (!installed) {
        m_reporter.snapshotFailed(covers, installed.error().message);
        fail("a snapshot could not be installed: " + installed.error().message);
        return;
    }
    m_reporter.snapshotInstalled(covers, m_core->softState().lead, bytes);
    m_installed = covers.index;
    m_applied = covers;
    m_appliedConfState = metadata.confState;
    standForElection();
    m_revision = 0;  // not known before the next batch
    m_bytesSinceSnapshot = 0;
    m_lastRelease = covers.index;
    m_bytesSinceRelease = 0;
    m_lastSync = covers.index;
    m_bytesSinceSync = 0;
}

}  // namespace quorate::node
