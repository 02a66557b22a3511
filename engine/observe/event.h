// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>

#include "engine/observe/client_events.h"
#include "engine/observe/core_events.h"
#include "engine/observe/link_events.h"
#include "engine/observe/moment.h"
#include "engine/observe/operator_events.h"
#include "engine/observe/runtime_events.h"
#include "engine/raft/event_id.h"
#include "engine/raft/trace.h"
#include "engine/raft/types.h"

namespace quorate::observe {

/// Everything that can happen. The order here means nothing; what is stored is Fields<T>::kKind.
using Body = std::variant<
    // The core.
    MessageReceived, raft::trace::TimerFired, raft::trace::Proposed, raft::trace::Requested,
    raft::trace::ReadyTaken, raft::trace::Advanced, raft::trace::ElectionTimeoutDrawn,
    raft::trace::TermChanged, raft::trace::RoleChanged, raft::trace::LeaderChanged,
    raft::trace::CampaignStarted, raft::trace::CampaignHeldBack, raft::trace::VoteDecided,
    raft::trace::VoteCounted, raft::trace::QuorumLost, raft::trace::LeaderTransfer, EntriesAppended,
    raft::trace::LogTruncated, raft::trace::AppendRejected, raft::trace::Backtracked,
    raft::trace::CommitAdvanced, raft::trace::ProgressChanged, raft::trace::MatchAdvanced,
    raft::trace::Stable, raft::trace::Applied, raft::trace::ProposalRefused,
    raft::trace::SnapshotEvent, raft::trace::ConfigurationChanged, raft::trace::ConfChangeReplaced,
    raft::trace::ReadEvent, MessageSent, MessageIgnored, CoreFailed,
    // The runtime.
    ProposalQueued, ProposalAppended, ProposalCompleted, ReadQueued, ReadConfirmed, ReadAnswered,
    LogWriteStarted, LogSyncStarted, LogWriteCompleted, LogWriteFailed, LogSynced, ApplyStarted,
    ApplyCompleted, SnapshotStarted, SnapshotSaved, SnapshotInstalled, SnapshotFailed, LogCompacted,
    NodeStarted, NodeFrame, NodeStopped, NodeCrashed, NodeFailed, NodePaused, NodeResumed,
    // Links.
    MessageLeft, MessageDelivered, MessageDropped, MessageDuplicated, MessageDelayed, MessageHeld,
    MessageReleased, LinkCut, LinkHealed, LinkChanged,
    // Operators, clients, checks.
    DiskFault, OperatorCommand, FaultStarted, FaultEnded, ClientInvoked, ClientAnswered,
    CheckViolated, ObservationChanged, NodeReported>;

/// One thing that happened.
struct Event {
    Moment moment;
    /// To whom; nobody for what concerns no node or several.
    raft::NodeId node;
    /// The term of that node then; 0 where it is not known.
    raft::Term term;
    /// What brought it about; none for what came from outside.
    raft::EventId cause;
    Body body;
};

/// An event as a recording has it.
struct RecordedEvent {
    raft::EventId id;
    Event event;
};

}  // namespace quorate::observe
