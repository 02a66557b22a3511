// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/sample_events.h"

#include <utility>

#include "engine/observe/node_frame.h"

namespace quorate::test {

namespace {

namespace trace = raft::trace;
using raft::EntryId;
using raft::EventId;
using raft::Index;
using raft::NodeId;
using raft::Term;
using namespace observe;

EntryRuns sampleRuns() {
    EntryRuns runs(Index(101));
    runs.append({1, Term(7), EntryKind::Empty});
    runs.append({40, Term(7), EntryKind::Normal});
    runs.append({2, Term(8), EntryKind::ConfChange});
    return runs;
}

MessageFields sampleMessage() {
    MessageFields message;
    message.type = raft::MessageType::App;
    message.to = NodeId(2);
    message.from = NodeId(0xABCDEF0123456789);
    message.term = Term(8);
    message.logTerm = Term(7);
    message.index = Index(100);
    message.commit = Index(99);
    message.vote = NodeId(3);
    message.reject = true;
    message.rejectHint = Index(98);
    message.entries = sampleRuns();
    message.payloadBytes = 4096;
    message.snapshot = {Term(6), Index(90)};
    message.hasContext = true;
    message.responses = 2;
    message.sent = EventId(77);
    return message;
}

raft::ConfState sampleConfiguration() {
    raft::ConfState state;
    state.voters = {NodeId(1), NodeId(2), NodeId(3)};
    state.votersOutgoing = {NodeId(1), NodeId(4)};
    state.learners = {NodeId(5)};
    state.learnersNext = {NodeId(4)};
    state.autoLeave = true;
    return state;
}

NodeState sampleNode() {
    NodeState node;
    node.id = NodeId(2);
    node.condition = NodeCondition::Failed;
    node.incarnation = 4;
    node.failure = "the disk is gone";
    node.settings = {64, 65536, true, true, 20, 3, 10'000'000};
    node.term = Term(8);
    node.vote = NodeId(3);
    node.role = raft::Role::Leader;
    node.lead = NodeId(2);
    node.log.before = {Term(6), Index(100)};
    node.log.entries.reset(Index(101));
    node.log.append(sampleRuns());
    node.log.committed = Index(120);
    node.log.applying = Index(119);
    node.log.applied = Index(118);
    node.log.unstableOffset = Index(130);
    node.log.offsetInProgress = Index(140);
    node.log.unstableSnapshot = Index(100);
    node.configuration = sampleConfiguration();
    node.electionTimer = {Moment(5), 17};
    node.votes = {{NodeId(1), true}, {NodeId(3), false}};
    PeerProgress peer;
    peer.peer = NodeId(3);
    peer.match = Index(110);
    peer.next = Index(130);
    peer.state = raft::ProgressState::Replicate;
    peer.isPaused = true;
    peer.isRecentlyActive = true;
    peer.isLearner = true;
    peer.inflights = {{Index(120), 100}, {Index(129), 90}};
    node.progress = {peer};
    node.leadTransferee = NodeId(3);
    node.pendingConfIndex = Index(143);
    node.runtime.queuedProposals = 3;
    node.runtime.queuedReads = 1;
    node.runtime.logWrite = {Index(130), Index(139), 1000, Moment(4)};
    node.runtime.apply = {Index(119), Index(119), 0, Moment(3)};
    node.runtime.snapshotBeingMade = {Term(7), Index(118)};
    node.runtime.snapshot = {Term(6), Index(100)};
    node.runtime.storeApplied = Index(118);
    node.runtime.storeRevision = 55;
    node.runtime.stateHash = 0xFEDCBA9876543210;
    return node;
}

std::vector<Body> coreBodies() {
    return {
        MessageReceived{sampleMessage()},
        trace::TimerFired{trace::Timer::CheckQuorum},
        trace::Proposed{3, 300},
        trace::Requested{trace::Request::TransferLeader, NodeId(3)},
        trace::ReadyTaken{Index(5), Index(6), Index(3), Index(4), Index(2), 7, true},
        trace::Advanced{},
        trace::ElectionTimeoutDrawn{17},
        trace::TermChanged{Term(7), Term(8)},
        trace::RoleChanged{raft::Role::Candidate, raft::Role::Leader},
        trace::LeaderChanged{NodeId(1), NodeId(2)},
        trace::CampaignStarted{trace::CampaignKind::Transfer, Term(9)},
        trace::CampaignHeldBack{trace::HoldBack::UnappliedConfChange},
        trace::VoteDecided{NodeId(1),
                           true,
                           Term(7),
                           trace::VoteReason::LogNotUpToDate,
                           {Term(5), Index(12)},
                           {Term(6), Index(11)}},
        trace::VoteCounted{NodeId(3), true, true, raft::VoteResult::Won},
        trace::QuorumLost{},
        trace::LeaderTransfer{NodeId(3), trace::TransferStep::Aborted},
        EntriesAppended{sampleRuns(), 4096, 0xA1B2C3D4E5F60708},
        trace::LogTruncated{Index(10), Index(20)},
        trace::AppendRejected{NodeId(1), {Term(5), Index(30)}, {Term(4), Index(20)}},
        trace::Backtracked{NodeId(2), Index(30), Index(21)},
        trace::CommitAdvanced{Index(10), Index(12), {NodeId(1), NodeId(2), NodeId(5)}},
        trace::ProgressChanged{NodeId(2), raft::ProgressState::Probe, raft::ProgressState::Snapshot,
                               Index(3), Index(9)},
        trace::MatchAdvanced{NodeId(2), Index(8)},
        trace::Stable{{Term(8), Index(9)}},
        trace::Applied{Index(9)},
        trace::ProposalRefused{ErrorCode::ProposalDropped},
        trace::SnapshotEvent{trace::SnapshotStep::Restored, NodeId(1), Index(90), Term(6)},
        trace::ConfigurationChanged{sampleConfiguration()},
        trace::ConfChangeReplaced{Index(14), ErrorCode::InvalidConfChange},
        trace::ReadEvent{trace::ReadStep::Confirmed, Index(12), NodeId(2)},
        MessageSent{sampleMessage(), true},
        MessageIgnored{raft::MessageType::VoteResp, NodeId(3), Term(6),
                       trace::IgnoredBecause::Stale},
        CoreFailed{"a term went back"},
    };
}

std::vector<Body> runtimeBodies() {
    const ProposalId proposal{NodeId(2), 4, 19};
    const OperationId operation(33);
    return {
        ProposalQueued{proposal, operation, 256},
        ProposalAppended{proposal, operation, {Term(8), Index(143)}},
        ProposalCompleted{proposal, operation, Outcome::Unknown, ErrorCode::NodeFailed, 12},
        ReadQueued{5, operation, ReadConsistency::Local},
        ReadConfirmed{5, operation, Index(12)},
        ReadAnswered{5, operation, Outcome::Refused, ErrorCode::Busy, 12},
        LogWriteStarted{Index(5), Index(6), 512, true, true},
        LogWriteCompleted{Index(6)},
        LogWriteFailed{"no space left"},
        LogSyncStarted{},
        LogSynced{{Term(8), NodeId(3), Index(5)}, {Term(7), Index(6)}},
        ApplyStarted{Index(3), Index(4)},
        ApplyCompleted{Index(4), 55, 0xFEDCBA9876543210},
        SnapshotStarted{{Term(6), Index(90)}},
        SnapshotSaved{{Term(6), Index(90)}, 1'000'000},
        SnapshotInstalled{{Term(6), Index(90)}, NodeId(1), 1'000'000},
        SnapshotFailed{{Term(6), Index(90)}, "its checksum is wrong"},
        LogCompacted{{Term(6), Index(80)}},
        NodeStarted{4},
        toFrame(sampleNode()),
        NodeStopped{},
        NodeCrashed{"between sync and send"},
        NodeFailed{"fsync failed"},
        NodePaused{},
        NodeResumed{},
    };
}

std::vector<Body> otherBodies() {
    const Link link{NodeId(1), NodeId(2)};
    const MessageKey key{EventId(77), 1};
    return {
        MessageLeft{link, key, raft::MessageType::Snap, Term(8), true, 2048, Moment(99), Term(7),
                    Index(90)},
        MessageDelivered{link, key},
        MessageDropped{link, key, DropReason::QueueFull},
        MessageDuplicated{link, key, 2, Moment(101)},
        MessageDelayed{link, key, Moment(102)},
        MessageHeld{link, key},
        MessageReleased{link, key, Moment(103)},
        LinkCut{link},
        LinkHealed{link},
        LinkChanged{link, {10'000, 20'000, 30'000, 1'000'000, 2'000'000}},
        DiskFault{DiskFaultKind::TornWrite, 5'000'000, "00000001.wal"},
        OperatorCommand{Command::SetClockDrift, NodeId(2), NodeId(3), -150, "slower"},
        FaultStarted{6, FaultKind::Partition, {NodeId(1), NodeId(4)}, "two against three"},
        FaultEnded{6},
        CheckViolated{"election safety", "two leaders in term 8"},
        ObservationChanged{true, 17, true, -5, 300'000, "192.0.2.7:2379"},
        NodeReported{{{"revision", "17"}, {"version", ""}}},
        ClientInvoked{OperationId(33), 3, OperationKind::CompareAndSwap, NodeId(2),
                      Bytes::copyOf("key"), 100},
        ClientAnswered{OperationId(33), Outcome::Refused, ErrorCode::ProposalDropped, 56},
    };
}

}  // namespace

std::vector<Event> sampleEvents() {
    std::vector<Event> events;
    for (auto& bodies : {coreBodies(), runtimeBodies(), otherBodies()}) {
        for (const Body& body : bodies) {
            Event event;
            event.moment = Moment(1'000'000 + events.size());
            event.node = NodeId(2);
            event.term = Term(8);
            event.cause = EventId(events.size());
            event.body = body;
            events.push_back(std::move(event));
        }
    }
    return events;
}

}  // namespace quorate::test
