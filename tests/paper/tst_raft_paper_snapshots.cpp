// SPDX-License-Identifier: Apache-2.0
// Compaction and snapshots: §7 of the Raft paper.
#include <QTest>

#include <memory>
#include <string>

#include "engine/raft/describe.h"
#include "tests/support/raft_group.h"

using quorate::Bytes;
using quorate::raft::Config;
using quorate::raft::ConfState;
using quorate::raft::Index;
using quorate::raft::Message;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::raft::Progress;
using quorate::raft::ProgressState;
using quorate::raft::Role;
using quorate::raft::Snapshot;
using quorate::raft::Term;
using quorate::tests::appendMessage;
using quorate::tests::fingerprint;
using quorate::tests::message;
using quorate::tests::only;
using quorate::tests::RaftGroup;
using quorate::tests::text;
using quorate::tests::votersUpTo;

namespace {

Message snapshotMessage(std::uint64_t term, std::uint64_t index, std::uint64_t snapshotTerm,
                        const ConfState& members) {
    Message made = message(MessageType::Snap, 2, 1, term);
    Snapshot snapshot;
    snapshot.metadata = {Index(index), Term(snapshotTerm), members};
    snapshot.data = Bytes::copyOf("state");
    made.snapshot = std::make_shared<const Snapshot>(std::move(snapshot));
    return made;
}

/// Node 1 leads three; node 3 was away while "abc" was written and compacted, and is back.
void leaveBehind(RaftGroup& group) {
    QVERIFY(group.elect(1));
    group.isolate(3);
    for (const char* text : {"a", "b", "c"}) {
        QVERIFY(group.propose(1, text));
    }
    group.compact(1);
    group.heal();
}

/// Node 3 answers that it has nothing behind the first entry.
Message missing() {
    Message rejected = message(MessageType::AppResp, 3, 1, 1);
    rejected.reject = true;
    rejected.index = Index(4);
    rejected.rejectHint = Index(1);
    rejected.logTerm = Term(1);
    return rejected;
}

Progress progressOf(RaftGroup& group, std::uint64_t id) {
    return *group.core(1).status().progress.find(NodeId(id));
}

}  // namespace

class RaftPaperSnapshotsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void section7_whoNeedsACompactedEntryIsSentTheSnapshot();
    void section7_afterASnapshotTheLogGoesOn();
    void section7_aSnapshotReplacesTheLogAndTheConfiguration();
    void section7_aSnapshotIsStableBeforeItIsAnswered();
    void section7_anOldSnapshotChangesNothing();
    void section7_aSnapshotOfWhatTheLogHasKeepsTheEntriesBehindIt();
    void section7_aSnapshotForOthersChangesNothing();
    void section7_whoInstallsASnapshotDoesNotCampaign();
    void section7_nothingIsAppliedBeforeTheSnapshotIs();
    void section7_aMemberThatWaitsForASnapshotIsSentNothingElse();
    void section7_aSnapshotThatFailedIsTriedAgain();
    void section7_aSnapshotThatArrivedIsProbedBehind();
    void section7_theAnswerOfTheMemberIsEnough();
    void section7_anAnswerThatTheLogCannotServeChangesNothingYet();
    void section7_whoIsNotHeardOfIsSentNoSnapshot();
    void section7_aSnapshotThatIsBeingMadeIsWaitedFor();
    void section7_theTermOfTheLastCompactedEntryStillMatches();
    void section7_aCandidateTakesTheSnapshotOfTheWinner();
};

void RaftPaperSnapshotsTest::section7_whoNeedsACompactedEntryIsSentTheSnapshot() {
    RaftGroup group(3);
    leaveBehind(group);
    QCOMPARE(group.logOf(1), std::string("..."));
    group.tick(1);
    group.settle();
    QCOMPARE(group.applied(3), std::string("abc"));
    QCOMPARE(group.logOf(3), std::string("..."));
    QCOMPARE(group.committed(3), 4U);
}

void RaftPaperSnapshotsTest::section7_afterASnapshotTheLogGoesOn() {
    RaftGroup group(3);
    leaveBehind(group);
    QVERIFY(group.propose(1, "d"));
    group.tick(1);
    group.settle();
    QCOMPARE(group.applied(3), std::string("abcd"));
    QCOMPARE(group.logOf(3), std::string("... 1"));
    QVERIFY(progressOf(group, 3).state() == ProgressState::Replicate);
    group.isolate(2);
    QVERIFY(group.propose(1, "e"));
    QCOMPARE(group.applied(3), std::string("abcde"));
}

void RaftPaperSnapshotsTest::section7_aSnapshotReplacesTheLogAndTheConfiguration() {
    RaftGroup group(3);
    group.start(NodeId(1), {{Term(2), {}, Index(1)}, {1, 2, 2}, Index(0)});
    ConfState members = votersUpTo(2);
    members.learners = {NodeId(7)};
    QVERIFY(group.step(snapshotMessage(4, 9, 3, members)).has_value());
    QCOMPARE(group.logOf(1), std::string("..."));
    QCOMPARE(group.core(1).raft().log().lastIndex().value(), 9U);
    QCOMPARE(group.core(1).raft().log().firstIndex().value(), 10U);
    QCOMPARE(group.committed(1), 9U);
    QCOMPARE(group.applied(1), std::string("state"));
    QCOMPARE(group.members(1), std::string("voters=(1 2) learners=(7)"));
    QCOMPARE(text(group.queue()), std::string("1->2 MsgAppResp Term:4 Log:0/9"));
    QVERIFY(group.step(appendMessage(2, 1, 4, {Term(3), Index(9)}, {4}, 10)).has_value());
    QCOMPARE(group.committed(1), 10U);
}

void RaftPaperSnapshotsTest::section7_aSnapshotIsStableBeforeItIsAnswered() {
    RaftGroup group(3, [](Config& config) { config.asyncStorageWrites = true; });
    QVERIFY(group.core(1).step(snapshotMessage(2, 5, 1, votersUpTo(3))).has_value());
    const auto ready = group.core(1).takeReady();
    QCOMPARE(ready.messages.size(), 1U);
    QVERIFY(ready.messages.front().to == quorate::raft::kAppendThread);
    QVERIFY(ready.messages.front().snapshot != nullptr);
    QCOMPARE(text(ready.messages.front().responses),
             std::string("1->2 MsgAppResp Term:2 Log:0/5\n"
                         "AppendThread->1 MsgStorageAppendResp Term:2 Log:0/0\n"
                         "  Snapshot: Index:5 Term:1 ConfState:Voters:[1 2 3] VotersOutgoing:[] "
                         "Learners:[] LearnersNext:[] AutoLeave:false"));
}

void RaftPaperSnapshotsTest::section7_anOldSnapshotChangesNothing() {
    RaftGroup group(3);
    QVERIFY(group.step(appendMessage(2, 1, 1, {}, {1, 1, 1}, 3)).has_value());
    group.queue().clear();
    const std::string before = fingerprint(group.core(1));
    QVERIFY(group.step(snapshotMessage(1, 3, 1, votersUpTo(3))).has_value());
    QVERIFY(group.step(snapshotMessage(1, 2, 1, votersUpTo(5))).has_value());
    QCOMPARE(fingerprint(group.core(1)), before);
    // The leader learns how far this log is.
    QCOMPARE(text(group.queue()), std::string("1->2 MsgAppResp Term:1 Log:0/3\n"
                                              "1->2 MsgAppResp Term:1 Log:0/3"));
}

void RaftPaperSnapshotsTest::section7_aSnapshotOfWhatTheLogHasKeepsTheEntriesBehindIt() {
    RaftGroup group(3);
    QVERIFY(group.step(appendMessage(2, 1, 1, {}, {1, 1, 1, 1}, 1)).has_value());
    group.queue().clear();
    QVERIFY(group.step(snapshotMessage(1, 3, 1, votersUpTo(3))).has_value());
    QCOMPARE(group.logOf(1), std::string("1 1 1 1"));
    QCOMPARE(group.committed(1), 3U);
    QCOMPARE(text(group.queue()), std::string("1->2 MsgAppResp Term:1 Log:0/3"));
}

void RaftPaperSnapshotsTest::section7_aSnapshotForOthersChangesNothing() {
    RaftGroup group(3);
    ConfState others;
    others.voters = {NodeId(2), NodeId(3)};
    QVERIFY(group.step(message(MessageType::Heartbeat, 2, 1, 1)).has_value());
    group.queue().clear();
    const std::string before = fingerprint(group.core(1));
    QVERIFY(group.step(snapshotMessage(1, 9, 1, others)).has_value());
    QCOMPARE(fingerprint(group.core(1)), before);
    QCOMPARE(text(group.queue()), std::string("1->2 MsgAppResp Term:1 Log:0/0"));
    // A voter on its way to being a learner is concerned.
    others.votersOutgoing = {NodeId(1), NodeId(2), NodeId(3)};
    others.learnersNext = {NodeId(1)};
    QVERIFY(group.step(snapshotMessage(1, 9, 1, others)).has_value());
    QCOMPARE(group.committed(1), 9U);
    QCOMPARE(group.members(1), std::string("voters=(2 3)&&(1 2 3) learners_next=(1)"));
}

void RaftPaperSnapshotsTest::section7_whoInstallsASnapshotDoesNotCampaign() {
    RaftGroup group(3, [](Config& config) { config.asyncStorageWrites = true; });
    QVERIFY(group.core(1).step(snapshotMessage(2, 5, 1, votersUpTo(3))).has_value());
    group.tick(1, 40);
    group.core(1).campaign();
    QVERIFY(group.role(1) == Role::Follower);
    group.handle(1);
    group.core(1).campaign();
    QVERIFY(group.role(1) == Role::Candidate);
}

void RaftPaperSnapshotsTest::section7_nothingIsAppliedBeforeTheSnapshotIs() {
    RaftGroup group(3, [](Config& config) { config.asyncStorageWrites = true; });
    QVERIFY(group.core(1).step(snapshotMessage(2, 5, 1, votersUpTo(3))).has_value());
    QVERIFY(group.core(1).step(appendMessage(2, 1, 2, {Term(1), Index(5)}, {2, 2}, 7)).has_value());
    QCOMPARE(group.committed(1), 7U);
    const auto ready = group.core(1).takeReady();
    QVERIFY(ready.snapshot != nullptr);
    QCOMPARE(ready.entries.size(), 2U);
    QVERIFY(ready.committedEntries.empty());
    QVERIFY(!group.core(1).hasReady());
}

void RaftPaperSnapshotsTest::section7_aMemberThatWaitsForASnapshotIsSentNothingElse() {
    RaftGroup group(3);
    leaveBehind(group);
    group.cut(1, 3);
    QVERIFY(group.step(missing()).has_value());
    QCOMPARE(only(MessageType::Snap, group.takeMessages(1)).size(), 1U);
    QVERIFY(progressOf(group, 3).state() == ProgressState::Snapshot);
    QCOMPARE(progressOf(group, 3).pendingSnapshot().value(), 4U);
    QVERIFY(group.core(1).propose(Bytes::copyOf("d")).has_value());
    QVERIFY(group.step(message(MessageType::HeartbeatResp, 3, 1, 1)).has_value());
    const auto messages = group.takeMessages(1);
    QCOMPARE(messages.size(), 1U);
    QVERIFY(messages.front().to == NodeId(2));
}

void RaftPaperSnapshotsTest::section7_aSnapshotThatFailedIsTriedAgain() {
    RaftGroup group(3);
    leaveBehind(group);
    QVERIFY(group.step(missing()).has_value());
    group.takeMessages(1);
    group.core(1).reportSnapshot(NodeId(3), false);
    // Not at once, but with the next sign of life.
    QCOMPARE(toString(progressOf(group, 3)), std::string("StateProbe match=1 next=2 paused"));
    QVERIFY(group.takeMessages(1).empty());
    QVERIFY(group.step(message(MessageType::HeartbeatResp, 3, 1, 1)).has_value());
    QCOMPARE(only(MessageType::Snap, group.takeMessages(1)).size(), 1U);
}

void RaftPaperSnapshotsTest::section7_aSnapshotThatArrivedIsProbedBehind() {
    RaftGroup group(3);
    leaveBehind(group);
    QVERIFY(group.step(missing()).has_value());
    group.takeMessages(1);
    group.core(1).reportSnapshot(NodeId(3), true);
    QCOMPARE(toString(progressOf(group, 3)), std::string("StateProbe match=1 next=5 paused"));
    Message answer = message(MessageType::AppResp, 3, 1, 1);
    answer.index = Index(4);
    QVERIFY(group.step(answer).has_value());
    QCOMPARE(toString(progressOf(group, 3)), std::string("StateReplicate match=4 next=5"));
    // A report about somebody who needed no snapshot says nothing.
    const std::string before = fingerprint(group.core(1));
    group.core(1).reportSnapshot(NodeId(2), false);
    group.core(1).reportSnapshot(NodeId(9), false);
    QCOMPARE(fingerprint(group.core(1)), before);
}

void RaftPaperSnapshotsTest::section7_theAnswerOfTheMemberIsEnough() {
    RaftGroup group(3);
    leaveBehind(group);
    QVERIFY(group.step(missing()).has_value());
    group.takeMessages(1);
    Message answer = message(MessageType::AppResp, 3, 1, 1);
    answer.index = Index(4);
    QVERIFY(group.step(answer).has_value());
    QCOMPARE(toString(progressOf(group, 3)), std::string("StateReplicate match=4 next=5"));
}

void RaftPaperSnapshotsTest::section7_anAnswerThatTheLogCannotServeChangesNothingYet() {
    RaftGroup group(3);
    leaveBehind(group);
    QVERIFY(group.step(missing()).has_value());
    group.takeMessages(1);
    // It got somewhat further by other means; the entries from there on are compacted.
    Message answer = message(MessageType::AppResp, 3, 1, 1);
    answer.index = Index(3);
    QVERIFY(group.step(answer).has_value());
    QVERIFY(progressOf(group, 3).state() == ProgressState::Snapshot);
    QCOMPARE(progressOf(group, 3).match().value(), 3U);
}

void RaftPaperSnapshotsTest::section7_whoIsNotHeardOfIsSentNoSnapshot() {
    RaftGroup group(3);
    leaveBehind(group);
    group.isolate(3);
    group.isolate(2);
    QVERIFY(group.elect(1));
    // Elected anew, nobody has been heard of; probing node 3 finds the log compacted.
    group.restart(NodeId(1));
    group.core(1).campaign();
    group.handle(1);
    QVERIFY(group.step(message(MessageType::VoteResp, 2, 1, 2)).has_value());
    group.takeMessages(1);
    QVERIFY(group.role(1) == Role::Leader);
    Message rejected = missing();
    rejected.term = Term(2);
    QVERIFY(!progressOf(group, 3).isRecentlyActive());
    group.core(1).reportUnreachable(NodeId(3));
    QVERIFY(only(MessageType::Snap, group.takeMessages(1)).empty());
    // Its answer is a sign of life.
    QVERIFY(group.step(rejected).has_value());
    QCOMPARE(only(MessageType::Snap, group.takeMessages(1)).size(), 1U);
}

void RaftPaperSnapshotsTest::section7_aSnapshotThatIsBeingMadeIsWaitedFor() {
    RaftGroup group(3);
    leaveBehind(group);
    group.storage(1).isMakingSnapshot = true;
    QVERIFY(group.step(missing()).has_value());
    QVERIFY(group.takeMessages(1).empty());
    QVERIFY(progressOf(group, 3).state() != ProgressState::Snapshot);
    group.storage(1).isMakingSnapshot = false;
    QVERIFY(group.step(message(MessageType::HeartbeatResp, 3, 1, 1)).has_value());
    QCOMPARE(only(MessageType::Snap, group.takeMessages(1)).size(), 1U);
}

void RaftPaperSnapshotsTest::section7_theTermOfTheLastCompactedEntryStillMatches() {
    RaftGroup group(3);
    QVERIFY(group.step(snapshotMessage(2, 5, 1, votersUpTo(3))).has_value());
    group.queue().clear();
    QVERIFY(group.step(appendMessage(2, 1, 2, {Term(1), Index(5)}, {2}, 5)).has_value());
    QCOMPARE(text(group.queue()), std::string("1->2 MsgAppResp Term:2 Log:0/6"));
    // And decides about votes, too.
    group.start(NodeId(1), {});
    QVERIFY(group.step(snapshotMessage(2, 5, 2, votersUpTo(3))).has_value());
    group.queue().clear();
    QVERIFY(group.step(quorate::tests::voteRequest(MessageType::Vote, 3, 1, 3, {Term(1), Index(9)}))
                .has_value());
    QVERIFY(group.queue().front().reject);
}

void RaftPaperSnapshotsTest::section7_aCandidateTakesTheSnapshotOfTheWinner() {
    RaftGroup group(3);
    group.core(1).campaign();
    group.takeMessages(1);
    QVERIFY(group.step(snapshotMessage(1, 5, 1, votersUpTo(3))).has_value());
    QVERIFY(group.role(1) == Role::Follower);
    QCOMPARE(group.leaderOf(1), 2U);
    QCOMPARE(group.committed(1), 5U);
}

QTEST_APPLESS_MAIN(RaftPaperSnapshotsTest)
#include "tst_raft_paper_snapshots.moc"
