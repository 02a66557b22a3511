// SPDX-License-Identifier: Apache-2.0
// A node and its disk: log writes, batches for the state machine, snapshots, compaction.
#include <algorithm>
#include <utility>

#include "engine/base/invariant.h"
#include "engine/node/node.h"

namespace quorate::node {

void Node::startLogWrite() {
    while (!hasFailed() && m_writer.canStart() && !mustInstallFirst()) {
        LogWrite write = m_writer.start();
        if (write.hardState || !write.entries.empty() || write.snapshot) {
            m_ports.log.write(std::move(write));
            return;
        }
        finishLogWrite();  // answers that waited for the writes before them only
    }
}

/// A snapshot becomes the state before the log starts anew behind it: a crash in between leaves a
/// state that is ahead of the log, which recovery knows how to take.
bool Node::mustInstallFirst() {
    const raft::Snapshot* snapshot = m_writer.snapshotToInstall();
    if (snapshot == nullptr || snapshot->metadata.index == m_installed) {
        return false;
    }
    if (!m_isInstalling && !m_isSaving && m_applier.isIdle()) {
        m_isInstalling = true;
        m_ports.snapshots.install(snapshot->metadata);
    }
    return true;
}

void Node::logWritten(std::uint64_t number, const Result<void>& result) {
    static_cast<void>(number);
    if (hasFailed()) {
        return;
    }
    if (!result) {
        fail("the log could not be written: " + result.error().message);
        return;
    }
    finishLogWrite();
}

void Node::finishLogWrite() {
    LogWriter::Done done = m_writer.complete();
    if (done.write.hardState) {
        m_log.setHardState(*done.write.hardState);
    }
    Result<void> taken;
    if (done.snapshot) {
        taken = m_log.restore(*done.snapshot);
        m_installed = raft::Index(0);
    }
    if (taken) {
        taken = m_log.append(done.write.entries);
    }
    if (!taken) {
        fail("the log does not fit together: " + taken.error().message);
        return;
    }
    deliver(std::move(done.responses));
}

void Node::startApply() {
    if (hasFailed() || m_isInstalling || !m_applier.canStart()) {
        return;
    }
    m_ports.stateMachine.apply(m_applier.start(
        [this](const raft::ConfChangeV2& change) { return m_core->applyConfChange(change); }));
}

void Node::applied(std::uint64_t number, const Result<ApplyReport>& report) {
    static_cast<void>(number);
    if (hasFailed()) {
        return;
    }
    if (!report) {
        fail("the state machine could not apply: " + report.error().message);
        return;
    }
    Applier::Done done = m_applier.complete();
    if (report->results.size() != done.commands.size()) {
        fail("the state machine applied another number of commands than it was given");
        return;
    }
    if (!done.commands.empty()) {
        m_applied = done.commands.back().entry.index;
        m_appliedTerm = done.commands.back().entry.term;
    }
    m_bytesSinceSnapshot += done.bytes;
    if (done.configurationIndex) {
        m_log.configurationChanged(*done.configurationIndex);
    }
    tellProposers(done, *report);
    deliver(std::move(done.responses));
    maybeSnapshot();
}

void Node::tellProposers(const Applier::Done& done, const ApplyReport& report) {
    for (std::size_t i = 0; i < done.commands.size(); ++i) {
        const Applier::Applied& command = done.commands[i];
        if (!command.proposal || command.proposal->node != id() ||
            command.proposal->incarnation != m_config.incarnation) {
            continue;
        }
        const auto pending = m_proposals.take(command.proposal->sequence);
        if (!pending) {
            continue;
        }
        if (command.refusal) {
            m_ports.clients.refused(pending->token, *command.refusal);
        } else if (report.results[i].isDuplicate) {
            // Applied before, through a snapshot: the answer is not known here.
            m_ports.clients.unknown(pending->token,
                                    {ErrorCode::Unknown, "it was applied, with an unknown answer"});
        } else {
            m_ports.clients.applied(pending->token, command.entry, report.results[i].response);
        }
    }
}

void Node::maybeSnapshot() {
    const raft::Index last = m_log.snapshotIndex();
    const bool isDue = m_applied > last &&
                       (m_applied - last >= m_config.snapshotEntries ||
                        m_bytesSinceSnapshot >= m_config.snapshotBytes || m_log.isSnapshotWanted());
    if (!isDue || m_isSaving || m_isInstalling || !m_applier.isBetweenBatches() ||
        m_writer.snapshotToInstall() != nullptr) {
        return;
    }
    // No batch runs here, so the core's configuration is the one as of the applied index.
    m_isSaving = true;
    m_bytesSinceSnapshot = 0;
    m_ports.snapshots.save({m_applied, m_appliedTerm, m_core->confState()});
}

void Node::snapshotSaved(const Result<raft::SnapshotMetadata>& saved) {
    m_isSaving = false;
    if (hasFailed() || !saved || saved->index <= m_log.snapshotIndex()) {
        return;
    }
    m_log.snapshotSaved(*saved);
    compactBehind(*saved);
}

/// Keeps some entries before the snapshot, so that a follower that lags a little is served from the
/// log.
void Node::compactBehind(const raft::SnapshotMetadata& snapshot) {
    const std::uint64_t kept = std::min(m_config.catchUpEntries, snapshot.index.value());
    const raft::Index index(snapshot.index.value() - kept);
    if (index < m_log.firstIndex()) {
        return;
    }
    if (auto compacted = m_log.compact(index); !compacted) {
        fail("the log could not be compacted: " + compacted.error().message);
        return;
    }
    m_ports.log.release(index);
}

void Node::snapshotInstalled(const Result<raft::SnapshotMetadata>& installed) {
    m_isInstalling = false;
    if (hasFailed()) {
        return;
    }
    if (!installed) {
        fail("a snapshot could not be installed: " + installed.error().message);
        return;
    }
    m_installed = installed->index;
    m_applied = installed->index;
    m_appliedTerm = installed->term;
    m_bytesSinceSnapshot = 0;
}

}  // namespace quorate::node
