// SPDX-License-Identifier: Apache-2.0
// The checks of votes, terms and disks: each sees the violation that it is there for.
#include <QTest>

#include <string_view>

#include "tests/stage/seen_violation.h"

namespace trace = quorate::raft::trace;
using namespace quorate::observe;  // NOLINT(google-build-using-namespace)
using quorate::raft::Index;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::raft::Term;
using quorate::test::ClusterStory;
using quorate::test::entryId;
using quorate::test::hardState;
using quorate::test::sees;

class DurabilityChecksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void voteOnceSeesASecondVoteAfterACrash();
    void voteOnceSeesALeaderThatVotedForAnother();
    void termMonotonySeesADurableTermGoBack();
    void termMonotonySeesATermGoBackInOneLife();
    void commitMonotonySeesTheCommitIndexGoBack();
    void commitMonotonySeesTheRevisionGoBack();
    void durabilitySeesALostEntry();
    void durabilitySeesALostVote();
    void durabilitySeesADiskThatLosesACommittedEntry();
    void durabilitySeesWhatACrashTook();
    void durabilityExcusesATailThatWasBeingReplaced();
    void aWipedDiskLosesWhatItHeldButNotItsVotes();
    void durablePromiseSeesAVoteBeforeItsWrite();
    void durablePromiseSeesAnAcknowledgementBeforeItsWrite();
    void durablePromiseSeesACampaignBeforeItsLogIsWritten();
    void durablePromiseLetsARequestGoWhoseCampaignIsOver();
    void durablePromiseSeesALeaderBeforeItsVoteIsWritten();
};

void DurabilityChecksTest::voteOnceSeesASecondVoteAfterACrash() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.crash(3);
    story.start(3, {{2, 2, 2}, hardState(2, 1, 0), {}, 0, 0, {}});
    story.left(MessageType::VoteResp, 3, 1, 2);
    QVERIFY2(story.isClean(), story.firstText());
    story.left(MessageType::VoteResp, 3, 2, 2);
    sees(story, "VoteOnce");
}

void DurabilityChecksTest::voteOnceSeesALeaderThatVotedForAnother() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.lead(2, 2);
    sees(story, "VoteOnce");
}

void DurabilityChecksTest::termMonotonySeesADurableTermGoBack() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.crash(2);
    story.start(2, {{2, 2, 2}, hardState(1, 0, 3), {}, 0, 0, {}});
    sees(story, "TermMonotony");
    sees(story, "Durability");
}

void DurabilityChecksTest::termMonotonySeesATermGoBackInOneLife() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.tell(2, trace::TermChanged{Term(2), Term(5)}, 5);
    story.crash(2);
    story.start(2, {{2, 2, 2}, hardState(2, 1, 3), {}, 0, 0, {}});
    story.tell(2, trace::TermChanged{Term(2), Term(4)}, 4);
    QVERIFY2(story.isClean(), story.firstText());
    story.tell(2, trace::TermChanged{Term(4), Term(3)}, 3);
    sees(story, "TermMonotony");
}

void DurabilityChecksTest::commitMonotonySeesTheCommitIndexGoBack() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.crash(2);
    story.start(2, {{2, 2, 2}, hardState(2, 1, 1), {}, 0, 0, {}});
    story.commit(2, 2, 2);
    QVERIFY2(story.isClean(), story.firstText());
    story.commit(2, 1, 2);
    sees(story, "CommitMonotony");
}

void DurabilityChecksTest::commitMonotonySeesTheRevisionGoBack() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.crash(2);
    story.start(2, {{2, 2, 2}, hardState(2, 1, 3), {}, 0, 0, {}});
    story.apply(2, 3, 333, 9);
    QVERIFY2(story.isClean(), story.firstText());
    story.apply(2, 3, 333, 8);
    sees(story, "CommitMonotony");
}

void DurabilityChecksTest::durabilitySeesALostEntry() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(2, 4, 1, 2);
    story.crash(2);
    story.start(2, {{2, 2, 2}, hardState(2, 1, 3), {}, 0, 0, {}});
    story.crash(2);
    // More than was certain is there.
    story.start(2, {{2, 2, 2, 2}, hardState(2, 1, 3), {}, 0, 0, {}});
    QVERIFY2(story.isClean(), story.firstText());
    story.crash(2);
    story.start(2, {{2, 2}, hardState(2, 1, 3), {}, 0, 0, {}});
    sees(story, "Durability");
}

void DurabilityChecksTest::durabilitySeesALostVote() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.crash(2);
    story.start(2, {{2, 2, 2}, hardState(2, 0, 3), {}, 0, 0, {}});
    sees(story, "Durability");
}

void DurabilityChecksTest::durabilitySeesADiskThatLosesACommittedEntry() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(2, 4, 1, 2);
    story.synced(2, hardState(2, 1), entryId(2, 4));
    story.append(2, 4, 1, 3);
    story.synced(2, hardState(2, 1), entryId(3, 4));
    QVERIFY2(story.isClean(), story.firstText());
    story.synced(2, hardState(2, 1), entryId(2, 2));
    sees(story, "Durability");
}

void DurabilityChecksTest::durabilitySeesWhatACrashTook() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(2, 4, 1, 2);
    story.synced(2, hardState(2, 1), entryId(2, 4));
    story.crash(2);
    story.synced(2, hardState(2, 1), entryId(2, 4));
    QVERIFY2(story.isClean(), story.firstText());
    story.synced(2, hardState(2, 1), entryId(2, 3));
    sees(story, "Durability");
}

void DurabilityChecksTest::durabilityExcusesATailThatWasBeingReplaced() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(2, 4, 2, 2);
    story.synced(2, hardState(2, 1), entryId(2, 5));
    story.tell(2, trace::LogTruncated{Index(5), Index(5)}, 3);
    story.append(2, 5, 1, 3);
    story.crash(2);
    // The write that was under way has reached the disk.
    story.start(2, {{2, 2, 2, 2, 3}, hardState(3, 0, 3), {}, 0, 0, {}});
    QVERIFY2(story.isClean(), story.firstText());
    story.crash(2);
    story.start(2, {{2, 2, 2, 2}, hardState(3, 0, 3), {}, 0, 0, {}});
    sees(story, "Durability");
}

void DurabilityChecksTest::aWipedDiskLosesWhatItHeldButNotItsVotes() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.crash(3);
    story.tell(0, OperatorCommand{Command::Wipe, NodeId(3), {}, 0, {}});
    story.start(3);
    story.synced(3, hardState(1, 0), {});
    QVERIFY2(story.isClean(), story.firstText());
    story.synced(3, hardState(2, 2), {});
    sees(story, "VoteOnce");
}

void DurabilityChecksTest::durablePromiseSeesAVoteBeforeItsWrite() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.left(MessageType::VoteResp, 3, 2, 3);
    sees(story, "DurablePromise");
}

void DurabilityChecksTest::durablePromiseSeesAnAcknowledgementBeforeItsWrite() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(2, 4, 1, 2);
    story.left(MessageType::AppResp, 2, 1, 2, entryId(0, 3));
    QVERIFY2(story.isClean(), story.firstText());
    story.left(MessageType::AppResp, 2, 1, 2, entryId(0, 4));
    sees(story, "DurablePromise");
    QVERIFY(story.violationOf("DurablePromise")->node == NodeId(2));
}

void DurabilityChecksTest::durablePromiseSeesACampaignBeforeItsLogIsWritten() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(2, 4, 1, 2);
    story.left(MessageType::Vote, 2, 1, 3, entryId(2, 4));
    sees(story, "DurablePromise");
}

void DurabilityChecksTest::durablePromiseLetsARequestGoWhoseCampaignIsOver() {
    // What it campaigned with was overwritten before it could be written; its requests leave then.
    ClusterStory laterTerm;
    laterTerm.threeMembersAtWork();
    laterTerm.append(2, 4, 1, 2);
    laterTerm.synced(2, hardState(4, 3), entryId(2, 3));
    laterTerm.left(MessageType::Vote, 2, 1, 3, entryId(2, 4));
    QVERIFY2(laterTerm.isClean(), laterTerm.firstText());

    ClusterStory sameTerm;
    sameTerm.threeMembersAtWork();
    sameTerm.append(2, 4, 2, 2);
    sameTerm.append(2, 4, 1, 3);
    sameTerm.synced(2, hardState(3, 2), entryId(3, 4));
    sameTerm.left(MessageType::Vote, 2, 1, 3, entryId(2, 5));
    QVERIFY2(sameTerm.isClean(), sameTerm.firstText());
}

void DurabilityChecksTest::durablePromiseSeesALeaderBeforeItsVoteIsWritten() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.count(2, 2, 3);
    story.count(2, 3, 3);
    story.lead(2, 3);
    sees(story, "DurablePromise");
}

QTEST_APPLESS_MAIN(DurabilityChecksTest)
#include "tst_durability_checks.moc"
