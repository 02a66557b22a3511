// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>
#include <QString>

#include <cstdint>

#include "engine/observe/event.h"

namespace quorate::gui {

/// The sentence of each kind of event: an overload for every alternative of observe::Body, so that
/// a new one does not compile before it has words.
struct EventSentence {
    Q_DECLARE_TR_FUNCTIONS(EventSentence)

public:
    const observe::Event& event;

    // The core.
    QString operator()(const observe::MessageReceived& body) const;
    QString operator()(const raft::trace::TimerFired& body) const;
    QString operator()(const raft::trace::Proposed& body) const;
    QString operator()(const raft::trace::Requested& body) const;
    QString operator()(const raft::trace::ReadyTaken& body) const;
    QString operator()(const raft::trace::Advanced& body) const;
    QString operator()(const raft::trace::ElectionTimeoutDrawn& body) const;
    QString operator()(const raft::trace::TermChanged& body) const;
    QString operator()(const raft::trace::RoleChanged& body) const;
    QString operator()(const raft::trace::LeaderChanged& body) const;
    QString operator()(const raft::trace::CampaignStarted& body) const;
    QString operator()(const raft::trace::CampaignHeldBack& body) const;
    QString operator()(const raft::trace::VoteDecided& body) const;
    QString operator()(const raft::trace::VoteCounted& body) const;
    QString operator()(const raft::trace::QuorumLost& body) const;
    QString operator()(const raft::trace::LeaderTransfer& body) const;
    QString operator()(const observe::EntriesAppended& body) const;
    QString operator()(const raft::trace::LogTruncated& body) const;
    QString operator()(const raft::trace::AppendRejected& body) const;
    QString operator()(const raft::trace::Backtracked& body) const;
    QString operator()(const raft::trace::CommitAdvanced& body) const;
    QString operator()(const raft::trace::ProgressChanged& body) const;
    QString operator()(const raft::trace::MatchAdvanced& body) const;
    QString operator()(const raft::trace::Stable& body) const;
    QString operator()(const raft::trace::Applied& body) const;
    QString operator()(const raft::trace::ProposalRefused& body) const;
    QString operator()(const raft::trace::SnapshotEvent& body) const;
    QString operator()(const raft::trace::ConfigurationChanged& body) const;
    QString operator()(const raft::trace::ConfChangeReplaced& body) const;
    QString operator()(const raft::trace::ReadEvent& body) const;
    QString operator()(const observe::MessageSent& body) const;
    QString operator()(const observe::MessageIgnored& body) const;
    QString operator()(const observe::CoreFailed& body) const;
    // The runtime.
    QString operator()(const observe::ProposalQueued& body) const;
    QString operator()(const observe::ProposalAppended& body) const;
    QString operator()(const observe::ProposalCompleted& body) const;
    QString operator()(const observe::ReadQueued& body) const;
    QString operator()(const observe::ReadConfirmed& body) const;
    QString operator()(const observe::ReadAnswered& body) const;
    QString operator()(const observe::LogWriteStarted& body) const;
    QString operator()(const observe::LogSyncStarted& body) const;
    QString operator()(const observe::LogWriteCompleted& body) const;
    QString operator()(const observe::LogWriteFailed& body) const;
    QString operator()(const observe::LogSynced& body) const;
    QString operator()(const observe::ApplyStarted& body) const;
    QString operator()(const observe::ApplyCompleted& body) const;
    QString operator()(const observe::SnapshotStarted& body) const;
    QString operator()(const observe::SnapshotSaved& body) const;
    QString operator()(const observe::SnapshotInstalled& body) const;
    QString operator()(const observe::SnapshotFailed& body) const;
    QString operator()(const observe::LogCompacted& body) const;
    QString operator()(const observe::NodeStarted& body) const;
    QString operator()(const observe::NodeFrame& body) const;
    QString operator()(const observe::NodeStopped& body) const;
    QString operator()(const observe::NodeCrashed& body) const;
    QString operator()(const observe::NodeFailed& body) const;
    QString operator()(const observe::NodePaused& body) const;
    QString operator()(const observe::NodeResumed& body) const;
    // Links.
    QString operator()(const observe::MessageLeft& body) const;
    QString operator()(const observe::MessageDelivered& body) const;
    QString operator()(const observe::MessageDropped& body) const;
    QString operator()(const observe::MessageDuplicated& body) const;
    QString operator()(const observe::MessageDelayed& body) const;
    QString operator()(const observe::MessageHeld& body) const;
    QString operator()(const observe::MessageReleased& body) const;
    QString operator()(const observe::LinkCut& body) const;
    QString operator()(const observe::LinkHealed& body) const;
    QString operator()(const observe::LinkChanged& body) const;
    // Operators, clients, checks.
    QString operator()(const observe::DiskFault& body) const;
    QString operator()(const observe::OperatorCommand& body) const;
    QString operator()(const observe::FaultStarted& body) const;
    QString operator()(const observe::FaultEnded& body) const;
    QString operator()(const observe::ClientInvoked& body) const;
    QString operator()(const observe::ClientAnswered& body) const;
    QString operator()(const observe::CheckViolated& body) const;
    QString operator()(const observe::ObservationChanged& body) const;
    QString operator()(const observe::NodeReported& body) const;

private:
    /// The node that it happened to.
    [[nodiscard]] QString who() const;
    static QString number(std::uint64_t value);
    static QString number(raft::Index index) { return number(index.value()); }
    static QString number(raft::Term term) { return number(term.value()); }
};

}  // namespace quorate::gui
