// SPDX-License-Identifier: Apache-2.0
// A node and its disk: log writes and batches for the state machine.
#include <utility>

#include "engine/base/invariant.h"
#include "engine/node/node.h"

namespace quorate::node {

void Node::startLogWrite() {
    while (!hasFailed() && m_writer.canStart() && !mustInstallFirst()) {
        const raft::EventId cause = m_writer.nextCause();
        LogWrite write = m_writer.start();
        if (write.hardState || !write.entries.empty() || write.snapshot) {
            m_reporter.logWriteStarted(write, cause);
            m_ports.log.write(std::move(write));
            return;
        }
        // Answers that waited for the writes before them only.
        deliver(m_writer.complete().responses, cause);
    }
}

/// A snapshot becomes the state before the log starts anew behind it: a crash in between leaves a
/// state that is ahead of the log, which recovery knows how to take.
bool Node::mustInstallFirst() {
    const raft::Snapshot* snapshot = m_writer.snapshotToInstall();
    if (snapshot == nullptr || snapshot->metadata.index == m_installed) {
        return false;
    }
    if (!m_installing && !m_saving && m_applier.isIdle()) {
        m_installing = snapshot->metadata;
        m_reporter.installStarted(m_writer.nextCause());
        m_ports.snapshots.install(snapshot->metadata);
    }
    return true;
}

void Node::finishLogWrite() {
    LogWriter::Done done = m_writer.complete();
    const raft::EventId completion = m_reporter.logWriteCompleted(done.write);
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
    deliver(std::move(done.responses), completion);
}

void Node::startApply() {
    if (hasFailed() || m_installing || !m_applier.canStart()) {
        return;
    }
    const raft::EventId cause = m_applier.nextCause();
    ApplyBatch batch;
    {
        const NodeReporter::Because because(m_reporter, cause);
        batch = m_applier.start([this](const raft::ConfChangeV2& change, bool isPromotion) {
            return carryOut(change, isPromotion);
        });
    }
    if (m_core->hasFailed()) {
        fail(m_core->failure());  // what the batch says of the configuration is not to be trusted
        return;
    }
    // From here on members may be asked for a snapshot that must have the change.
    if (const auto changed = m_applier.configurationIndex()) {
        m_log.configurationChanged(*changed);
    }
    m_reporter.applyStarted(batch, cause);
    m_ports.stateMachine.apply(std::move(batch));
}

void Node::finishApply(const ApplyReport& report) {
    Applier::Done done = m_applier.complete();
    if (report.results.size() != done.commands.size()) {
        fail("the state machine applied another number of commands than it was given");
        return;
    }
    m_applied = done.commands.back().entry;
    m_revision = report.revision;
    m_stateHash = report.stateHash;
    m_bytesSinceSnapshot += done.bytes;
    m_bytesSinceRelease += done.bytes;
    m_bytesSinceSync += done.bytes;
    if (done.configurationIndex) {
        m_appliedConfState = std::move(done.configuration);
    }
    const raft::EventId completion = m_reporter.applyCompleted(m_applied.index, report);
    tellProposers(done, report);
    deliver(std::move(done.responses), completion);
}

void Node::tellProposers(const Applier::Done& done, const ApplyReport& report) {
    for (std::size_t i = 0; i < done.commands.size(); ++i) {
        const Applier::Applied& command = done.commands[i];
        if (command.refusal && command.proposal) {
            m_refusedChanges.erase(*command.proposal);
        }
        if (!command.proposal || command.proposal->node != id() ||
            command.proposal->incarnation != m_config.incarnation) {
            continue;
        }
        const auto pending = m_proposals.take(command.proposal->sequence);
        if (!pending) {
            continue;
        }
        if (command.refusal) {
            refuseProposal(*pending, *command.refusal);
        } else if (report.results[i].isDuplicate) {
            // Applied before, through a snapshot: the answer is not known here.
            giveUpProposals({*pending},
                            {ErrorCode::Unknown, "it was applied, with an unknown answer"});
        } else {
            m_reporter.proposalDone(*command.proposal, *pending, report.results[i].response);
            m_ports.clients.applied(pending->token, command.entry, report.results[i].response);
        }
    }
}

}  // namespace quorate::node
