// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cstdint>
#include <string>
#include <utility>

#include "engine/observe/cluster_state.h"
#include "engine/observe/node_frame.h"
#include "tests/unit/sample_events.h"

using quorate::Bytes;
using quorate::raft::EntryId;
using quorate::raft::EventId;
using quorate::raft::Index;
using quorate::raft::NodeId;
using quorate::raft::Term;
using namespace quorate::observe;  // NOLINT(google-build-using-namespace)

namespace {

/// Applies one event after the other, with moments 1, 2, 3, ...
class Story {
public:
    EventId tell(std::uint64_t node, Body body) {
        Event event;
        event.moment = Moment(++m_count);
        event.node = NodeId(node);
        event.body = std::move(body);
        state.apply(EventId(m_count), event);
        return EventId(m_count);
    }
    [[nodiscard]] const NodeState& node(std::uint64_t id) const {
        return *state.findNode(NodeId(id));
    }

    [[nodiscard]] const PipelineState& pipeline(std::uint64_t id) const {
        return *state.findPipeline(NodeId(id));
    }

    ClusterState state;

private:
    std::uint64_t m_count{0};
};

EntryRuns normalEntries(std::uint64_t first, std::uint64_t count, std::uint64_t term) {
    EntryRuns entries{Index(first)};
    entries.append({count, Term(term), EntryKind::Normal});
    return entries;
}

const Link kLink{NodeId(1), NodeId(2)};

}  // namespace

class ObserveClusterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nodesAppearInOrderWithTheirFirstEvent();
    void aFrameReplacesAllThatIsKnownOfANode();
    void aNodeThatCrashesKeepsItsLogAndLosesItsRole();
    void aNodeThatFailsSaysWhy();
    void aPausedNodeGoesOn();
    void workOnTheDiskIsShownWhileItLasts();
    void theStoreTellsWhatItHasApplied();
    void compactionCutsTheLog();
    void messagesAreInFlightUntilTheyArriveOrAreLost();
    void aHeldMessageStaysUntilItIsReleased();
    void aDuplicateIsAMessageOfItsOwn();
    void linksAreCutHealedAndChanged();
    void anOperationPassesThroughItsStages();
    void aRefusalKeepsItsReason();
    void aReadPassesThroughItsStages();
    void theProgressOfAnEntryFollowsFromTheNodes();
    void oldAnswersAreForgottenAndOpenOperationsAreNot();
    void anAnswerCountsOnce();
    void faultsAreActiveUntilTheyEnd();
    void violationsAreCounted();
    void aReadyIsFollowedThroughItsSteps();
    void whatWaitsForTheDiskIsShownUntilItLeaves();
    void unstableEntriesAreCountedUntilTheyAreStable();
    void theDiskTellsWhatIsDurableAndHowFastItIs();
    void theEndOfALifeEmptiesThePipelineButNotTheDisk();
    void whatIsSeenFromElsewhereIsKept();
    void reportsKeepWhatWasToldLast();
    void aCopyDoesNotChange();
    void anyEventMayComeAtAnyTime();
};

void ObserveClusterTest::nodesAppearInOrderWithTheirFirstEvent() {
    Story story;
    for (const std::uint64_t id : {3U, 1U, 2U}) {
        story.tell(id, NodeStarted{id});
    }
    QCOMPARE(story.state.nodeCount(), std::size_t{3});
    for (std::uint64_t id = 1; id <= 3; ++id) {
        QVERIFY(story.state.nodeAt(id - 1).id == NodeId(id));
        QCOMPARE(story.node(id).incarnation, id);
        QCOMPARE(story.node(id).condition, NodeCondition::Up);
    }
    QVERIFY(story.state.findNode(NodeId(4)) == nullptr);
    QVERIFY(story.state.moment() == Moment(3));
    QVERIFY(story.state.lastEvent() == EventId(3));
}

void ObserveClusterTest::aFrameReplacesAllThatIsKnownOfANode() {
    Story story;
    story.tell(1, quorate::raft::trace::TermChanged{Term(0), Term(5)});
    NodeState frame;
    frame.id = NodeId(1);
    frame.term = Term(9);
    frame.incarnation = 2;
    story.tell(1, toFrame(frame));
    QVERIFY(story.node(1) == frame);
    story.tell(1, NodeFrame{});
    QVERIFY(story.node(1) == frame);
}

void ObserveClusterTest::aNodeThatCrashesKeepsItsLogAndLosesItsRole() {
    Story story;
    story.tell(1, NodeStarted{1});
    story.tell(1, EntriesAppended{normalEntries(1, 5, 1), 0});
    story.tell(1, quorate::raft::trace::RoleChanged{quorate::raft::Role::Candidate,
                                                    quorate::raft::Role::Leader});
    story.tell(1, quorate::raft::trace::LeaderChanged{NodeId(0), NodeId(1)});
    story.tell(1, LogWriteStarted{Index(1), Index(5), 10, true, true});
    story.tell(1, ProposalQueued{{NodeId(1), 1, 1}, OperationId(), 10});
    QCOMPARE(story.node(1).role, quorate::raft::Role::Leader);
    story.tell(1, NodeCrashed{"before sync"});
    QCOMPARE(story.node(1).condition, NodeCondition::Down);
    QCOMPARE(story.node(1).role, quorate::raft::Role::Follower);
    QVERIFY(story.node(1).lead == NodeId(0));
    QVERIFY(story.node(1).log.last() == Index(5));
    QVERIFY(!story.node(1).runtime.logWrite.has_value());
    QCOMPARE(story.node(1).runtime.queuedProposals, std::uint64_t{0});
}

void ObserveClusterTest::aNodeThatFailsSaysWhy() {
    Story story;
    story.tell(1, NodeFailed{"fsync failed"});
    QCOMPARE(story.node(1).condition, NodeCondition::Failed);
    QCOMPARE(story.node(1).failure, std::string("fsync failed"));
    story.tell(1, NodeStarted{2});
    QCOMPARE(story.node(1).condition, NodeCondition::Up);
    QVERIFY(story.node(1).failure.empty());
    story.tell(1, CoreFailed{"a term went back"});
    QCOMPARE(story.node(1).condition, NodeCondition::Failed);
    QCOMPARE(story.node(1).failure, std::string("a term went back"));
}

void ObserveClusterTest::aPausedNodeGoesOn() {
    Story story;
    story.tell(1, NodePaused{});
    QCOMPARE(story.node(1).condition, NodeCondition::Paused);
    story.tell(1, NodeResumed{});
    QCOMPARE(story.node(1).condition, NodeCondition::Up);
}

void ObserveClusterTest::workOnTheDiskIsShownWhileItLasts() {
    Story story;
    story.tell(1, LogWriteStarted{Index(3), Index(7), 100, true, true});
    const EntryWork expected{Index(3), Index(7), 100, Moment(1)};
    QVERIFY(story.node(1).runtime.logWrite == expected);
    story.tell(1, LogWriteCompleted{Index(7)});
    QVERIFY(!story.node(1).runtime.logWrite.has_value());
    story.tell(1, ApplyStarted{Index(3), Index(4)});
    QVERIFY(story.node(1).runtime.apply->last == Index(4));
    story.tell(1, SnapshotStarted{{Term(1), Index(4)}});
    QVERIFY(story.node(1).runtime.snapshotBeingMade == (EntryId{Term(1), Index(4)}));
    story.tell(1, SnapshotSaved{{Term(1), Index(4)}, 99});
    QVERIFY(!story.node(1).runtime.snapshotBeingMade.has_value());
    QVERIFY(story.node(1).runtime.snapshot == (EntryId{Term(1), Index(4)}));
}

void ObserveClusterTest::theStoreTellsWhatItHasApplied() {
    Story story;
    story.tell(1, ApplyStarted{Index(3), Index(4)});
    story.tell(1, ApplyCompleted{Index(4), 12, 77});
    QVERIFY(!story.node(1).runtime.apply.has_value());
    QVERIFY(story.node(1).runtime.storeApplied == Index(4));
    QCOMPARE(story.node(1).runtime.storeRevision, std::uint64_t{12});
    QCOMPARE(story.node(1).runtime.stateHash, std::uint64_t{77});
}

void ObserveClusterTest::compactionCutsTheLog() {
    Story story;
    story.tell(1, EntriesAppended{normalEntries(1, 10, 2), 0});
    story.tell(1, LogCompacted{{Term(2), Index(6)}});
    QVERIFY(story.node(1).log.first() == Index(7));
    QVERIFY(story.node(1).log.term(Index(6)) == Term(2));
    QVERIFY(!story.node(1).log.term(Index(5)).has_value());
    story.tell(1, LogCompacted{{Term(2), Index(3)}});
    QVERIFY(story.node(1).log.first() == Index(7));
}

void ObserveClusterTest::messagesAreInFlightUntilTheyArriveOrAreLost() {
    Story story;
    for (std::uint64_t sent = 1; sent <= 3; ++sent) {
        story.tell(1, MessageLeft{kLink,
                                  {EventId(sent), 0},
                                  quorate::raft::MessageType::App,
                                  Term(2),
                                  false,
                                  10,
                                  Moment(50),
                                  Term(),
                                  Index()});
    }
    QCOMPARE(story.state.messagesInFlight().size(), std::size_t{3});
    QVERIFY(story.state.messagesInFlight().front().left == Moment(1));
    story.tell(2, MessageDelivered{kLink, {EventId(2), 0}});
    story.tell(2, MessageDelivered{kLink, {EventId(2), 0}});
    QCOMPARE(story.state.messagesInFlight().size(), std::size_t{2});
    story.tell(0, MessageDropped{kLink, {EventId(1), 0}, DropReason::Loss});
    QCOMPARE(story.state.messagesInFlight().size(), std::size_t{1});
    QVERIFY(story.state.messagesInFlight().front().key.sent == EventId(3));
}

void ObserveClusterTest::aHeldMessageStaysUntilItIsReleased() {
    Story story;
    const MessageKey key{EventId(1), 0};
    story.tell(1, MessageLeft{kLink, key, quorate::raft::MessageType::Vote, Term(2), false, 10,
                              Moment(50), Term(), Index()});
    story.tell(0, MessageHeld{kLink, key});
    QVERIFY(story.state.messagesInFlight().front().isHeld);
    story.tell(0, MessageReleased{kLink, key, Moment(70)});
    QVERIFY(!story.state.messagesInFlight().front().isHeld);
    QVERIFY(story.state.messagesInFlight().front().due == Moment(70));
    story.tell(0, MessageDelayed{kLink, key, Moment(90)});
    QVERIFY(story.state.messagesInFlight().front().due == Moment(90));
}

void ObserveClusterTest::aDuplicateIsAMessageOfItsOwn() {
    Story story;
    const MessageKey key{EventId(1), 0};
    story.tell(1, MessageLeft{kLink, key, quorate::raft::MessageType::Vote, Term(2), false, 10,
                              Moment(50), Term(), Index()});
    story.tell(0, MessageDuplicated{kLink, key, 1, Moment(60)});
    QCOMPARE(story.state.messagesInFlight().size(), std::size_t{2});
    story.tell(2, MessageDelivered{kLink, key});
    QCOMPARE(story.state.messagesInFlight().size(), std::size_t{1});
    QCOMPARE(story.state.messagesInFlight().front().key.copy, std::uint32_t{1});
    QVERIFY(story.state.messagesInFlight().front().term == Term(2));
}

void ObserveClusterTest::linksAreCutHealedAndChanged() {
    Story story;
    story.tell(0, LinkCut{kLink});
    story.tell(0, LinkCut{kLink});
    QVERIFY(story.state.findLink(kLink)->isCut);
    QVERIFY(story.state.findLink(kLink)->cutSince == Moment(1));
    QVERIFY(story.state.findLink({NodeId(2), NodeId(1)}) == nullptr);
    story.tell(0, LinkChanged{kLink, {100, 0, 0, 5, 9}});
    QVERIFY(story.state.findLink(kLink)->isCut);
    QCOMPARE(story.state.findLink(kLink)->condition.lossMillionths, 100U);
    story.tell(0, LinkHealed{kLink});
    QVERIFY(!story.state.findLink(kLink)->isCut);
}

void ObserveClusterTest::anOperationPassesThroughItsStages() {
    Story story;
    const OperationId id(5);
    const ProposalId proposal{NodeId(1), 1, 1};
    story.tell(0, ClientInvoked{id, 2, OperationKind::Put, NodeId(1), Bytes::copyOf("key"), 9});
    const OperationState* operation = story.state.findOperation(id);
    QVERIFY(operation != nullptr);
    QCOMPARE(operation->key.toString(), std::string("key"));
    QVERIFY(operation->queued == Moment());
    story.tell(1, ProposalQueued{proposal, id, 9});
    QCOMPARE(story.node(1).runtime.queuedProposals, std::uint64_t{1});
    story.tell(1, ProposalAppended{proposal, id, {Term(2), Index(7)}});
    story.tell(1, ProposalCompleted{proposal, id, Outcome::Done, {}, 33});
    QCOMPARE(story.node(1).runtime.queuedProposals, std::uint64_t{0});
    operation = story.state.findOperation(id);
    QVERIFY(operation->queued == Moment(2));
    QVERIFY(operation->entry == (EntryId{Term(2), Index(7)}));
    QVERIFY(operation->completed == Moment(4));
    QVERIFY(!operation->outcome.has_value());
    story.tell(0, ClientAnswered{id, Outcome::Done, {}, 33});
    operation = story.state.findOperation(id);
    QCOMPARE(*operation->outcome, Outcome::Done);
    QVERIFY(operation->answered == Moment(5));
    QCOMPARE(operation->revision, std::uint64_t{33});
}

void ObserveClusterTest::aRefusalKeepsItsReason() {
    Story story;
    const OperationId id(5);
    story.tell(0, ClientInvoked{id, 2, OperationKind::Put, NodeId(1), Bytes::copyOf("key"), 9});
    story.tell(0, ClientAnswered{id, Outcome::Refused, quorate::ErrorCode::ProposalDropped, 0});
    const OperationState* operation = story.state.findOperation(id);
    QCOMPARE(*operation->outcome, Outcome::Refused);
    QCOMPARE(operation->code, quorate::ErrorCode::ProposalDropped);
    const auto again = ClusterState::decode(story.state.encode());
    QVERIFY(again.has_value());
    QVERIFY(again.value() == story.state);
}

void ObserveClusterTest::aReadPassesThroughItsStages() {
    Story story;
    const OperationId id(5);
    story.tell(0, ClientInvoked{id, 2, OperationKind::Get, NodeId(1), Bytes::copyOf("key"), 0});
    story.tell(1, ReadQueued{1, id, ReadConsistency::Linearizable});
    QCOMPARE(story.node(1).runtime.queuedReads, std::uint64_t{1});
    story.tell(1, ReadConfirmed{1, id, Index(12)});
    QVERIFY(story.state.findOperation(id)->readIndex == Index(12));
    story.tell(1, ReadAnswered{1, id, Outcome::Done, {}, 4});
    QVERIFY(story.state.findOperation(id)->completed == Moment(4));
    QCOMPARE(story.node(1).runtime.queuedReads, std::uint64_t{0});
}

void ObserveClusterTest::theProgressOfAnEntryFollowsFromTheNodes() {
    namespace trace = quorate::raft::trace;
    Story story;
    const OperationId id(5);
    story.tell(0, ClientInvoked{id, 2, OperationKind::Put, NodeId(1), Bytes::copyOf("key"), 9});
    for (std::uint64_t node = 1; node <= 3; ++node) {
        story.tell(node, EntriesAppended{normalEntries(1, 7, 2), 0});
    }
    QCOMPARE(progressOf(*story.state.findOperation(id), story.state).stableOn, std::size_t{0});
    story.tell(1, ProposalAppended{{}, id, {Term(2), Index(7)}});
    story.tell(1, trace::Stable{{Term(2), Index(7)}});
    story.tell(2, trace::Stable{{Term(2), Index(6)}});
    OperationProgress progress = progressOf(*story.state.findOperation(id), story.state);
    QCOMPARE(progress.stableOn, std::size_t{1});
    QVERIFY(!progress.isCommitted);
    story.tell(2, trace::Stable{{Term(2), Index(7)}});
    story.tell(1, trace::CommitAdvanced{Index(0), Index(7), {}});
    // Another entry in the same place.
    story.tell(3, EntriesAppended{normalEntries(7, 1, 3), 0});
    story.tell(3, trace::Stable{{Term(3), Index(7)}});
    story.tell(3, trace::Applied{Index(7)});
    progress = progressOf(*story.state.findOperation(id), story.state);
    QCOMPARE(progress.stableOn, std::size_t{2});
    QVERIFY(progress.isCommitted);
    QVERIFY(!progress.isApplied);
    story.tell(1, trace::Applied{Index(7)});
    QVERIFY(progressOf(*story.state.findOperation(id), story.state).isApplied);
}

void ObserveClusterTest::oldAnswersAreForgottenAndOpenOperationsAreNot() {
    Story story;
    for (std::uint64_t id = 1; id <= 5000; ++id) {
        story.tell(0, ClientInvoked{OperationId(id), 1, OperationKind::Put, NodeId(1), {}, 0});
        if (id % 100 != 0) {
            story.tell(0, ClientAnswered{OperationId(id), Outcome::Done, {}, id});
        }
    }
    std::size_t open = 0;
    for (const OperationState& operation : story.state.operations()) {
        open += operation.outcome.has_value() ? 0U : 1U;
    }
    QCOMPARE(open, std::size_t{50});
    QVERIFY(story.state.operations().size() <= 50 + 256);
    QVERIFY(story.state.findOperation(OperationId(4999)) != nullptr);
    QVERIFY(story.state.findOperation(OperationId(1)) == nullptr);
    QVERIFY(story.state.findOperation(OperationId(100)) != nullptr);
}

void ObserveClusterTest::anAnswerCountsOnce() {
    Story story;
    story.tell(0, ClientInvoked{OperationId(1), 1, OperationKind::Put, NodeId(1), {}, 0});
    story.tell(0, ClientAnswered{OperationId(1), Outcome::Unknown, {}, 0});
    story.tell(0, ClientAnswered{OperationId(1), Outcome::Done, {}, 7});
    QCOMPARE(*story.state.findOperation(OperationId(1))->outcome, Outcome::Unknown);
}

void ObserveClusterTest::faultsAreActiveUntilTheyEnd() {
    Story story;
    const EventId event =
        story.tell(0, FaultStarted{1, FaultKind::Partition, {NodeId(1), NodeId(2)}, "halves"});
    story.tell(0, FaultStarted{2, FaultKind::DiskSlow, {NodeId(3)}, ""});
    QCOMPARE(story.state.faults().size(), std::size_t{2});
    QVERIFY(story.state.faults().front().event == event);
    QVERIFY(story.state.faults().front().since == Moment(1));
    story.tell(0, FaultEnded{1});
    story.tell(0, FaultEnded{9});
    QCOMPARE(story.state.faults().size(), std::size_t{1});
    QCOMPARE(story.state.faults().front().fault, std::uint64_t{2});
}

void ObserveClusterTest::violationsAreCounted() {
    Story story;
    story.tell(0, CheckViolated{"one vote per term", "n1 voted twice"});
    QCOMPARE(story.state.violationCount(), std::uint64_t{1});
}

void ObserveClusterTest::aReadyIsFollowedThroughItsSteps() {
    Story story;
    const auto latest = [&] { return story.pipeline(1).readies.back(); };
    story.tell(1, quorate::raft::trace::ReadyTaken{Index(5), Index(6), Index(4), Index(4), Index(0),
                                                   3, true});
    MessageFields append;
    append.type = quorate::raft::MessageType::StorageAppend;
    append.to = quorate::raft::kAppendThread;
    append.term = Term(2);
    append.payloadBytes = 82;
    append.responses = 1;
    story.tell(1, MessageSent{append, false});
    QCOMPARE(latest().number, std::uint64_t{1});
    QCOMPARE(latest().taken, Moment(1));
    QCOMPARE(latest().bytes, std::uint64_t{82});
    QVERIFY(latest().needsWrite && latest().hasHardState && !latest().isDone());
    story.tell(1, LogWriteStarted{Index(5), Index(6), 82, true, true});
    QCOMPARE(latest().writeStarted, Moment(3));
    QCOMPARE(story.pipeline(1).writing, std::uint64_t{1});
    story.tell(1, LogSyncStarted{});
    QCOMPARE(latest().syncStarted, Moment(4));
    // One that is taken meanwhile has no part in this write.
    story.tell(1, quorate::raft::trace::ReadyTaken{Index(7), Index(7), Index(0), Index(0), Index(0),
                                                   1, true});
    story.tell(1, MessageSent{append, false});
    story.tell(1, LogWriteCompleted{Index(6)});
    QCOMPARE(story.pipeline(1).readies.front().written, Moment(7));
    QCOMPARE(latest().written, Moment());
    QCOMPARE(story.pipeline(1).writing, std::uint64_t{0});
    story.tell(1, ApplyStarted{Index(4), Index(4)});
    QVERIFY(!story.pipeline(1).readies.front().isDone());
    story.tell(1, ApplyCompleted{Index(4), 1, 1});
    story.tell(1, quorate::raft::trace::Applied{Index(4)});
    QCOMPARE(story.pipeline(1).readies.front().applied, Moment(10));
    QVERIFY(story.pipeline(1).readies.front().isDone());
    // The next one takes the place of those that are done, and of no other.
    story.tell(1, quorate::raft::trace::ReadyTaken{Index(0), Index(0), Index(0), Index(0), Index(0),
                                                   1, false});
    QCOMPARE(story.pipeline(1).readies.size(), std::size_t{2});
    QCOMPARE(story.pipeline(1).readies.front().number, std::uint64_t{2});
    QCOMPARE(latest().number, std::uint64_t{3});
}

void ObserveClusterTest::whatWaitsForTheDiskIsShownUntilItLeaves() {
    Story story;
    MessageFields answer;
    answer.type = quorate::raft::MessageType::AppResp;
    answer.to = NodeId(2);
    answer.index = Index(6);
    answer.entries = normalEntries(5, 2, 3);
    const EventId made = story.tell(1, MessageSent{answer, true});
    QCOMPARE(story.pipeline(1).waiting.size(), std::size_t{1});
    QVERIFY(story.pipeline(1).waiting.front().isHeld);
    QCOMPARE(story.pipeline(1).waiting.front().ready, std::uint64_t{0});
    story.tell(1, quorate::raft::trace::ReadyTaken{Index(0), Index(0), Index(0), Index(0), Index(0),
                                                   1, false});
    QCOMPARE(story.pipeline(1).waiting.front().ready, std::uint64_t{1});
    MessageLeft left;
    left.link = kLink;
    left.key.sent = made;
    story.tell(1, left);
    QVERIFY(story.pipeline(1).waiting.empty());
    QCOMPARE(story.pipeline(1).sent, std::uint64_t{1});
    // What it carries is known on its way.
    QCOMPARE(story.state.messagesInFlight().front().entries,
             (EntryRange{Index(5), {Term(3), Index(6)}}));
    // A node's word to itself goes nowhere.
    answer.to = NodeId(1);
    story.tell(1, MessageSent{answer, true});
    QVERIFY(story.pipeline(1).waiting.empty());
}

void ObserveClusterTest::unstableEntriesAreCountedUntilTheyAreStable() {
    Story story;
    story.tell(1, EntriesAppended{normalEntries(1, 3, 1), 30, 0});
    story.tell(1, EntriesAppended{normalEntries(4, 2, 1), 20, 0});
    QCOMPARE(story.pipeline(1).unstable.size(), std::size_t{2});
    // Entries in the place of others.
    story.tell(1, EntriesAppended{normalEntries(3, 1, 2), 10, 0});
    QVERIFY(story.pipeline(1).unstable.front().last == Index(2));
    QVERIFY(story.pipeline(1).unstable.back().first == Index(3));
    story.tell(1, quorate::raft::trace::Stable{{Term(1), Index(1)}});
    QVERIFY(story.pipeline(1).unstable.front().first == Index(2));
    story.tell(1, quorate::raft::trace::Stable{{Term(2), Index(3)}});
    QVERIFY(story.pipeline(1).unstable.empty());
}

void ObserveClusterTest::theDiskTellsWhatIsDurableAndHowFastItIs() {
    UsualTime usual;
    usual.add(800);
    QCOMPARE(usual.nanoseconds, std::uint64_t{800});
    usual.add(1600);
    QCOMPARE(usual.nanoseconds, std::uint64_t{900});
    QCOMPARE(usual.count, std::uint64_t{2});
    Story story;
    story.tell(1, LogSynced{{Term(3), NodeId(2), Index(4)}, {Term(3), Index(6)}});
    QCOMPARE(story.pipeline(1).durableLast, (EntryId{Term(3), Index(6)}));
    QVERIFY(story.pipeline(1).durable.vote == NodeId(2));
    story.tell(1, SnapshotStarted{{Term(3), Index(4)}});
    QCOMPARE(story.pipeline(1).snapshotSince, Moment(2));
    story.tell(1, SnapshotSaved{{Term(3), Index(4)}, 700});
    QCOMPARE(story.pipeline(1).snapshotSince, Moment());
    QCOMPARE(story.pipeline(1).snapshotBytes, std::uint64_t{700});
    QCOMPARE(story.pipeline(1).snapshotTime.nanoseconds, std::uint64_t{1});
}

void ObserveClusterTest::theEndOfALifeEmptiesThePipelineButNotTheDisk() {
    Story story;
    story.tell(1, EntriesAppended{normalEntries(1, 3, 1), 30, 0});
    story.tell(1, LogSynced{{Term(1), NodeId(2), Index(0)}, {Term(1), Index(3)}});
    story.tell(1, quorate::raft::trace::ReadyTaken{Index(1), Index(3), Index(0), Index(0), Index(0),
                                                   1, true});
    story.tell(1, NodeCrashed{"before-send"});
    QVERIFY(story.pipeline(1).unstable.empty());
    QVERIFY(story.pipeline(1).readies.empty());
    QCOMPARE(story.pipeline(1).readyCount, std::uint64_t{0});
    QCOMPARE(story.pipeline(1).durableLast, (EntryId{Term(1), Index(3)}));
}

void ObserveClusterTest::whatIsSeenFromElsewhereIsKept() {
    Story story;
    story.tell(1, NodeStarted{7});
    // What was written before there were sights is still read.
    const std::string without = story.state.encode();
    QVERIFY(ClusterState::decode(without).has_value());
    story.tell(1, ObservationChanged{true, 0, true, -500, 20, "here"});
    QVERIFY(story.state.encode().size() > without.size());
    story.tell(1, ObservationChanged{true, 3, false, -400, 10, "here"});
    QCOMPARE(story.state.sights().size(), std::size_t{1});
    const Moment first = story.state.findSight(NodeId(1))->since;
    story.tell(1, ObservationChanged{false, 0, false, -400, 10, "gone"});
    QVERIFY(story.state.findNode(NodeId(1))->condition == NodeCondition::Unreachable);
    QVERIFY(story.state.findSight(NodeId(1))->since > first);
    story.tell(1, ObservationChanged{true, 4, false, -400, 10, "here"});
    QVERIFY(story.state.findNode(NodeId(1))->condition == NodeCondition::Up);
    QCOMPARE(story.state.findSight(NodeId(1))->missed, std::uint64_t{7});
    QCOMPARE(story.state.findSight(NodeId(1))->clockOffsetNs, std::int64_t{-400});
    QVERIFY(story.state.findSight(NodeId(2)) == nullptr);
    const auto again = ClusterState::decode(story.state.encode());
    QVERIFY(again.has_value() && *again == story.state);
    // A list that is begun is there to its end.
    const std::string bytes = story.state.encode();
    for (std::size_t size = without.size() + 1; size < bytes.size(); ++size) {
        QVERIFY(!ClusterState::decode(bytes.substr(0, size)).has_value());
    }
}

void ObserveClusterTest::reportsKeepWhatWasToldLast() {
    Story story;
    story.tell(1, ObservationChanged{true, 0, true, 0, 0, "here"});
    const std::string without = story.state.encode();
    story.tell(1, NodeReported{{{"revision", "17"}, {"alarm", "NOSPACE"}}});
    const Moment first = story.state.findReport(NodeId(1))->since;
    story.tell(1, NodeReported{{{"alarm", ""}, {"revision", "18"}, {"unknown", ""}}});
    const NodeReport* report = story.state.findReport(NodeId(1));
    QVERIFY(report != nullptr && report->since > first);
    QCOMPARE(report->fields.size(), std::size_t{1});
    QVERIFY(report->find("revision") != nullptr && *report->find("revision") == "18");
    QVERIFY(report->find("alarm") == nullptr);
    QVERIFY(story.state.findReport(NodeId(2)) == nullptr);
    const std::string bytes = story.state.encode();
    const auto again = ClusterState::decode(bytes);
    QVERIFY(again.has_value() && *again == story.state);
    // The lists are there to their ends, or are not there at all.
    for (std::size_t size = without.size(); size < bytes.size(); ++size) {
        QVERIFY(!ClusterState::decode(bytes.substr(0, size)).has_value());
    }
    // Nobody makes the state larger and larger.
    for (std::size_t i = 0; i < 2 * kMostReportFields; ++i) {
        story.tell(1, NodeReported{{{std::to_string(i), "x"}}});
    }
    QCOMPARE(story.state.findReport(NodeId(1))->fields.size(), kMostReportFields);
}

void ObserveClusterTest::aCopyDoesNotChange() {
    Story story;
    for (const Event& event : quorate::test::sampleEvents()) {
        story.tell(event.node.value(), event.body);
    }
    const ClusterState frame = story.state;
    const std::string before = frame.encode();
    for (const Event& event : quorate::test::sampleEvents()) {
        story.tell(event.node.value(), event.body);
        story.tell(1, event.body);
    }
    QVERIFY(frame.encode() == before);
    QVERIFY(!(frame == story.state));
}

void ObserveClusterTest::anyEventMayComeAtAnyTime() {
    for (const std::uint64_t node : {0U, 1U, 2U}) {
        for (const Event& first : quorate::test::sampleEvents()) {
            Story story;
            story.tell(node, first.body);
            for (const Event& event : quorate::test::sampleEvents()) {
                story.tell(node, event.body);
            }
            const auto decoded = ClusterState::decode(story.state.encode());
            QVERIFY(decoded.has_value());
            QVERIFY(*decoded == story.state);
        }
    }
}

QTEST_APPLESS_MAIN(ObserveClusterTest)
#include "tst_observe_cluster.moc"
