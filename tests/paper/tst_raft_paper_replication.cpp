// SPDX-License-Identifier: Apache-2.0
// The log and its replication as the Raft paper has them: §5.3 with Figure 7, §5.4.2 with Figure 8,
// §5.5 and the receiver's rules of Figure 2.
#include <QTest>

#include <string>
#include <vector>

#include "engine/raft/describe.h"
#include "tests/support/raft_group.h"

using quorate::Bytes;
using quorate::raft::Config;
using quorate::raft::EntryId;
using quorate::raft::Index;
using quorate::raft::Message;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::raft::ProgressState;
using quorate::raft::Role;
using quorate::raft::Term;
using quorate::tests::appendMessage;
using quorate::tests::message;
using quorate::tests::only;
using quorate::tests::RaftGroup;
using quorate::tests::text;

namespace {

using Terms = std::vector<std::uint64_t>;

/// Node 1 leads at term `hardState.term + 1` with the log of `start`, thanks to node 2's vote;
/// everything that it has sent until then is lost.
void leadFrom(RaftGroup& group, const quorate::tests::Start& start) {
    group.start(NodeId(1), start);
    group.core(1).campaign();
    group.handle(1);
    const std::uint64_t term = start.hardState.term.value() + 1;
    QVERIFY(group.step(message(MessageType::VoteResp, 2, 1, term)).has_value());
    QVERIFY(group.role(1) == Role::Leader);
    group.takeMessages(1);
}

Message accepted(std::uint64_t from, std::uint64_t term, std::uint64_t index) {
    Message answer = message(MessageType::AppResp, from, 1, term);
    answer.index = Index(index);
    return answer;
}

}  // namespace

class RaftPaperReplicationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void section5_3_aProposalIsAppendedAndSentToEverybody();
    void section5_3_anEntryIsCommittedOnceAMajorityHasIt_data();
    void section5_3_anEntryIsCommittedOnceAMajorityHasIt();
    void section5_3_theLeadersOwnCopyCountsOnlyOnceItIsDurable();
    void section5_3_committingAnEntryCommitsAllBeforeIt();
    void section5_3_followersLearnTheCommitIndexFromTheNextMessage();
    void section5_3_committedEntriesAreAppliedInOrderEverywhere();
    void section5_3_afterALossTheLeaderSendsAgainUntilAllHaveAll();
    void section5_3_aFollowerChecksTheEntryBefore_data();
    void section5_3_aFollowerChecksTheEntryBefore();
    void section5_3_aFollowerReplacesWhatConflicts_data();
    void section5_3_aFollowerReplacesWhatConflicts();
    void figure2_theCommitIndexOfAFollowerEndsWithTheNewEntries_data();
    void figure2_theCommitIndexOfAFollowerEndsWithTheNewEntries();
    void figure2_anAppendIsDurableBeforeItIsAnswered();
    void figure2_aLeaderStartsWithTheIndexAfterItsLast();
    void section5_3_figure7_theLeaderBringsEveryFollowerInLine_data();
    void section5_3_figure7_theLeaderBringsEveryFollowerInLine();
    void section5_3_aRejectionSkipsWholeTerms();
    void section5_3_aLateRejectionIsIgnored();
    void section5_4_2_entriesOfAnOlderTermAreNotCommittedByCounting();
    void section5_4_2_figure8_anOldEntryOnAMajorityCanStillBeReplaced();
    void section5_4_2_figure8_oneOfTheOwnTermOnTopMakesItSafe();
    void section5_5_repeatedMessagesChangeNothing();
    void section5_5_lateAppendsDoNotShortenTheLog();
    void section5_3_aLeaderNeverTouchesItsOwnEntries();
};

void RaftPaperReplicationTest::section5_3_aProposalIsAppendedAndSentToEverybody() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(group.core(1).propose(Bytes::copyOf("x")).has_value());
    QCOMPARE(group.logOf(1), std::string("1 1"));
    QCOMPARE(text(group.takeMessages(1)),
             std::string("1->2 MsgApp Term:1 Log:1/1 Commit:1 Entries:[1/2 EntryNormal \"x\"]\n"
                         "1->3 MsgApp Term:1 Log:1/1 Commit:1 Entries:[1/2 EntryNormal \"x\"]"));
}

void RaftPaperReplicationTest::section5_3_anEntryIsCommittedOnceAMajorityHasIt_data() {
    QTest::addColumn<int>("members");
    QTest::addColumn<QList<int>>("acknowledged");
    QTest::addColumn<bool>("isCommitted");
    QTest::newRow("alone") << 1 << QList<int>{} << true;
    QTest::newRow("1 of 2") << 2 << QList<int>{} << false;
    QTest::newRow("2 of 2") << 2 << QList<int>{2} << true;
    QTest::newRow("1 of 3") << 3 << QList<int>{} << false;
    QTest::newRow("2 of 3") << 3 << QList<int>{3} << true;
    QTest::newRow("2 of 5") << 5 << QList<int>{4} << false;
    QTest::newRow("3 of 5") << 5 << QList<int>{2, 5} << true;
    QTest::newRow("2 of 5, one of them twice") << 5 << QList<int>{4, 4} << false;
}

void RaftPaperReplicationTest::section5_3_anEntryIsCommittedOnceAMajorityHasIt() {
    QFETCH(int, members);
    QFETCH(QList<int>, acknowledged);
    QFETCH(bool, isCommitted);
    RaftGroup group(static_cast<std::uint64_t>(members));
    QVERIFY(group.elect(1));
    QVERIFY(group.core(1).propose(Bytes::copyOf("x")).has_value());
    group.takeMessages(1);
    for (const int member : acknowledged) {
        QVERIFY(group.step(accepted(static_cast<std::uint64_t>(member), 1, 2)).has_value());
    }
    QCOMPARE(group.committed(1), isCommitted ? 2U : 1U);
    QCOMPARE(group.applied(1), std::string(isCommitted ? "x" : ""));
}

void RaftPaperReplicationTest::section5_3_theLeadersOwnCopyCountsOnlyOnceItIsDurable() {
    RaftGroup group(3, [](Config& config) { config.asyncStorageWrites = true; });
    QVERIFY(group.elect(1));
    QVERIFY(group.core(1).propose(Bytes::copyOf("x")).has_value());
    const auto ready = group.core(1).takeReady();
    QVERIFY(group.core(1).step(accepted(2, 1, 2)).has_value());
    QCOMPARE(group.committed(1), 1U);
    // The two others alone are a majority, too.
    QVERIFY(group.core(1).step(accepted(3, 1, 2)).has_value());
    QCOMPARE(group.committed(1), 2U);
}

void RaftPaperReplicationTest::section5_3_committingAnEntryCommitsAllBeforeIt() {
    RaftGroup group(3);
    leadFrom(group, {{Term(2), {}, Index(0)}, {1, 2, 2}, Index(0)});
    QCOMPARE(group.committed(1), 0U);
    QVERIFY(group.step(accepted(2, 3, 4)).has_value());
    QCOMPARE(group.committed(1), 4U);
}

void RaftPaperReplicationTest::section5_3_followersLearnTheCommitIndexFromTheNextMessage() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(group.core(1).propose(Bytes::copyOf("x")).has_value());
    group.handle(1);
    group.deliver();
    QCOMPARE(group.committed(2), 1U);
    group.handle(2);
    group.deliver();
    QCOMPARE(group.committed(1), 2U);
    QCOMPARE(group.committed(2), 1U);
    group.handle(1);
    group.deliver();
    QCOMPARE(group.committed(2), 2U);
}

void RaftPaperReplicationTest::section5_3_committedEntriesAreAppliedInOrderEverywhere() {
    RaftGroup group(5);
    QVERIFY(group.elect(3));
    for (const char* text : {"a", "b", "c", "d"}) {
        QVERIFY(group.propose(3, text));
    }
    for (std::uint64_t id = 1; id <= 5; ++id) {
        QCOMPARE(group.applied(id), std::string("abcd"));
        QCOMPARE(group.committed(id), 5U);
    }
}

void RaftPaperReplicationTest::section5_3_afterALossTheLeaderSendsAgainUntilAllHaveAll() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    group.isolate(3);
    for (const char* text : {"a", "b", "c"}) {
        QVERIFY(group.propose(1, text));
    }
    QCOMPARE(group.logOf(3), std::string("1"));
    group.heal();
    for (int round = 0; round < 3; ++round) {
        group.tick(1);
        group.settle();
    }
    QCOMPARE(group.logOf(3), std::string("1 1 1 1"));
    QCOMPARE(group.applied(3), std::string("abc"));
}

void RaftPaperReplicationTest::section5_3_aFollowerChecksTheEntryBefore_data() {
    QTest::addColumn<int>("term");
    QTest::addColumn<int>("index");
    QTest::addColumn<QString>("answer");
    QTest::newRow("the beginning") << 0 << 0 << QStringLiteral("Log:0/1");
    QTest::newRow("it is here") << 1 << 1 << QStringLiteral("Log:0/2");
    QTest::newRow("it is the last one") << 2 << 2 << QStringLiteral("Log:0/3");
    QTest::newRow("another is in its place")
        << 2 << 1 << QStringLiteral("Log:1/1 Rejected (Hint: 1)");
    QTest::newRow("there is none") << 3 << 3 << QStringLiteral("Log:2/3 Rejected (Hint: 2)");
    QTest::newRow("far behind the end") << 3 << 9 << QStringLiteral("Log:2/9 Rejected (Hint: 2)");
}

void RaftPaperReplicationTest::section5_3_aFollowerChecksTheEntryBefore() {
    QFETCH(int, term);
    QFETCH(int, index);
    QFETCH(QString, answer);
    RaftGroup group(3);
    group.start(NodeId(1), {{Term(2), {}, Index(0)}, {1, 2}, Index(0)});
    const EntryId previous{Term(static_cast<std::uint64_t>(term)),
                           Index(static_cast<std::uint64_t>(index))};
    QVERIFY(group.step(appendMessage(2, 1, 4, previous, {4}, 0)).has_value());
    QCOMPARE(text(group.queue()), "1->2 MsgAppResp Term:4 " + answer.toStdString());
    if (answer.contains(QStringLiteral("Rejected"))) {
        QCOMPARE(group.logOf(1), std::string("1 2"));
    }
}

void RaftPaperReplicationTest::section5_3_aFollowerReplacesWhatConflicts_data() {
    QTest::addColumn<int>("term");
    QTest::addColumn<int>("index");
    QTest::addColumn<QList<int>>("entries");
    QTest::addColumn<QString>("log");
    QTest::newRow("behind the end") << 2 << 2 << QList<int>{3} << QStringLiteral("1 2 3");
    QTest::newRow("another entry in place of the last")
        << 1 << 1 << QList<int>{3} << QStringLiteral("1 3");
    QTest::newRow("more than was there") << 1 << 1 << QList<int>{3, 4} << QStringLiteral("1 3 4");
    QTest::newRow("from the beginning") << 0 << 0 << QList<int>{4} << QStringLiteral("4");
    QTest::newRow("the same again") << 0 << 0 << QList<int>{1, 2} << QStringLiteral("1 2");
    QTest::newRow("a part of it again") << 0 << 0 << QList<int>{1} << QStringLiteral("1 2");
    QTest::newRow("the same and more") << 0 << 0 << QList<int>{1, 2, 4} << QStringLiteral("1 2 4");
    QTest::newRow("nothing") << 1 << 1 << QList<int>{} << QStringLiteral("1 2");
}

void RaftPaperReplicationTest::section5_3_aFollowerReplacesWhatConflicts() {
    QFETCH(int, term);
    QFETCH(int, index);
    QFETCH(QList<int>, entries);
    QFETCH(QString, log);
    RaftGroup group(3);
    group.start(NodeId(1), {{Term(2), {}, Index(0)}, {1, 2}, Index(0)});
    const EntryId previous{Term(static_cast<std::uint64_t>(term)),
                           Index(static_cast<std::uint64_t>(index))};
    QVERIFY(group.step(appendMessage(2, 1, 4, previous, {entries.begin(), entries.end()}, 0))
                .has_value());
    QCOMPARE(group.logOf(1), log.toStdString());
    QCOMPARE(group.storage(1).lastIndex().value(),
             static_cast<std::uint64_t>(log.split(QLatin1Char(' ')).size()));
}

void RaftPaperReplicationTest::figure2_theCommitIndexOfAFollowerEndsWithTheNewEntries_data() {
    QTest::addColumn<int>("index");
    QTest::addColumn<QList<int>>("entries");
    QTest::addColumn<int>("commit");
    QTest::addColumn<int>("expected");
    QTest::newRow("less than there is") << 1 << QList<int>{1} << 1 << 1;
    QTest::newRow("all there is") << 1 << QList<int>{1} << 2 << 2;
    QTest::newRow("the leader has committed more") << 1 << QList<int>{1} << 9 << 2;
    // What comes after the place that was checked may still be replaced.
    QTest::newRow("an empty append checks up to its place") << 1 << QList<int>{} << 3 << 1;
    QTest::newRow("nothing new") << 1 << QList<int>{} << 0 << 0;
}

void RaftPaperReplicationTest::figure2_theCommitIndexOfAFollowerEndsWithTheNewEntries() {
    QFETCH(int, index);
    QFETCH(QList<int>, entries);
    QFETCH(int, commit);
    QFETCH(int, expected);
    RaftGroup group(3);
    group.start(NodeId(1), {{Term(1), {}, Index(0)}, {1, 1, 1}, Index(0)});
    const EntryId previous{Term(1), Index(static_cast<std::uint64_t>(index))};
    QVERIFY(group
                .step(appendMessage(2, 1, 2, previous, {entries.begin(), entries.end()},
                                    static_cast<std::uint64_t>(commit)))
                .has_value());
    QCOMPARE(group.committed(1), static_cast<std::uint64_t>(expected));
}

void RaftPaperReplicationTest::figure2_anAppendIsDurableBeforeItIsAnswered() {
    RaftGroup group(3, [](Config& config) { config.asyncStorageWrites = true; });
    QVERIFY(group.core(1).step(appendMessage(2, 1, 1, {}, {1}, 0)).has_value());
    const auto ready = group.core(1).takeReady();
    QVERIFY(ready.mustSync);
    QCOMPARE(text(ready.messages),
             std::string("1->AppendThread MsgStorageAppend Term:1 Log:0/0 "
                         "Entries:[1/1 EntryNormal \"\"] Responses:[\n"
                         "  1->2 MsgAppResp Term:1 Log:0/1\n"
                         "  AppendThread->1 MsgStorageAppendResp Term:1 Log:1/1\n]"));
}

void RaftPaperReplicationTest::figure2_aLeaderStartsWithTheIndexAfterItsLast() {
    RaftGroup group(3);
    group.start(NodeId(1), {{Term(2), {}, Index(0)}, {1, 2, 2}, Index(0)});
    group.core(1).campaign();
    group.takeMessages(1);
    QVERIFY(group.step(message(MessageType::VoteResp, 2, 1, 3)).has_value());
    for (const auto& [id, progress] : group.core(1).status().progress) {
        if (id != NodeId(1)) {
            QCOMPARE(progress.match().value(), 0U);
            QCOMPARE(progress.next().value(), 4U);
            QVERIFY(progress.state() == ProgressState::Probe);
        }
    }
    QCOMPARE(text(group.takeMessages(1)),
             std::string("1->2 MsgApp Term:3 Log:2/3 Entries:[3/4 EntryNormal \"\"]\n"
                         "1->3 MsgApp Term:3 Log:2/3 Entries:[3/4 EntryNormal \"\"]"));
}

void RaftPaperReplicationTest::section5_3_figure7_theLeaderBringsEveryFollowerInLine_data() {
    QTest::addColumn<QList<int>>("log");
    QTest::newRow("a: one entry is missing") << QList<int>{1, 1, 1, 4, 4, 5, 5, 6, 6};
    QTest::newRow("b: many are missing") << QList<int>{1, 1, 1, 4};
    QTest::newRow("c: one too many") << QList<int>{1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6};
    QTest::newRow("d: two too many") << QList<int>{1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7};
    QTest::newRow("e: some missing and some too many") << QList<int>{1, 1, 1, 4, 4, 4, 4};
    QTest::newRow("f: two terms too many") << QList<int>{1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3};
}

void RaftPaperReplicationTest::section5_3_figure7_theLeaderBringsEveryFollowerInLine() {
    QFETCH(QList<int>, log);
    RaftGroup group(3);
    const Terms leader{1, 1, 1, 4, 4, 5, 5, 6, 6, 6};
    // The entries up to 9 are on a quorum and could have been committed; each log agrees up to 3.
    group.start(NodeId(1), {{Term(7), {}, Index(3)}, leader, Index(0)});
    group.start(NodeId(2), {{Term(7), {}, Index(3)}, {log.begin(), log.end()}, Index(0)});
    group.start(NodeId(3), {{Term(7), {}, Index(3)}, leader, Index(0)});
    QVERIFY(group.elect(1));
    QVERIFY(group.propose(1, "x"));
    for (std::uint64_t id = 1; id <= 3; ++id) {
        QCOMPARE(group.logOf(id), std::string("1 1 1 4 4 5 5 6 6 6 8 8"));
        QCOMPARE(group.committed(id), 12U);
        QCOMPARE(group.applied(id), std::string("x"));
    }
    QCOMPARE(group.storage(2).lastIndex().value(), 12U);
}

// The remark at the end of §5.3: one rejection per conflicting term is enough.
void RaftPaperReplicationTest::section5_3_aRejectionSkipsWholeTerms() {
    RaftGroup group(2);
    group.start(NodeId(1), {{Term(6), {}, Index(1)}, {1, 5, 5, 5, 5, 5, 6, 6}, Index(0)});
    group.start(NodeId(2), {{Term(6), {}, Index(1)}, {1, 2, 2, 2, 2, 4, 4, 4, 4, 4}, Index(0)});
    // A shorter log of a later term wins.
    group.core(1).campaign();
    int rejections = 0;
    for (int round = 0; round < 40; ++round) {
        group.handle(1);
        group.handle(2);
        for (const Message& each : group.queue()) {
            rejections += each.type == MessageType::AppResp && each.reject ? 1 : 0;
        }
        group.deliver();
    }
    QCOMPARE(rejections, 1);
    QCOMPARE(group.logOf(2), std::string("1 5 5 5 5 5 6 6 7"));
}

void RaftPaperReplicationTest::section5_3_aLateRejectionIsIgnored() {
    RaftGroup group(3);
    leadFrom(group, {{Term(2), {}, Index(0)}, {1, 2, 2}, Index(0)});
    QVERIFY(group.step(accepted(2, 3, 4)).has_value());
    group.takeMessages(1);
    const std::string before = quorate::tests::fingerprint(group.core(1));
    Message late = accepted(2, 3, 3);
    late.reject = true;
    late.rejectHint = Index(1);
    QVERIFY(group.step(late).has_value());
    QVERIFY(group.takeMessages(1).empty());
    QCOMPARE(quorate::tests::fingerprint(group.core(1)), before);
}

void RaftPaperReplicationTest::section5_4_2_entriesOfAnOlderTermAreNotCommittedByCounting() {
    RaftGroup group(3);
    leadFrom(group, {{Term(2), {}, Index(0)}, {1, 2}, Index(0)});
    QVERIFY(group.step(accepted(2, 3, 2)).has_value());
    QVERIFY(group.step(accepted(3, 3, 2)).has_value());
    QCOMPARE(group.committed(1), 0U);
    QVERIFY(group.step(accepted(2, 3, 3)).has_value());
    QCOMPARE(group.committed(1), 3U);
}

void RaftPaperReplicationTest::section5_4_2_figure8_anOldEntryOnAMajorityCanStillBeReplaced() {
    RaftGroup group(5);
    // (b): S1 led at term 2, S5 at term 3, each with an entry of its own at index 2.
    group.start(NodeId(1), {{Term(3), {}, Index(1)}, {1, 2}, Index(0)});
    group.start(NodeId(2), {{Term(3), {}, Index(1)}, {1, 2}, Index(0)});
    group.start(NodeId(3), {{Term(3), {}, Index(1)}, {1}, Index(0)});
    group.start(NodeId(4), {{Term(3), {}, Index(1)}, {1}, Index(0)});
    group.start(NodeId(5), {{Term(3), {}, Index(1)}, {1, 3}, Index(0)});
    // (c): S1 is elected at term 4 by S2 and S3, and brings the old entry to S3, and no more.
    group.isolate(4);
    group.isolate(5);
    group.core(1).campaign();
    group.deliver();
    group.deliver();
    QVERIFY(group.role(1) == Role::Leader);
    group.takeMessages(1);
    QVERIFY(group.step(appendMessage(1, 3, 4, {Term(1), Index(1)}, {2}, 1)).has_value());
    QCOMPARE(group.logOf(3), std::string("1 2"));
    QVERIFY(group.step(accepted(2, 4, 2)).has_value());
    QVERIFY(group.step(accepted(3, 4, 2)).has_value());
    QCOMPARE(group.committed(1), 1U);
    group.queue().clear();
    // (d): S1 fails; S5 wins with the votes of S3 and S4 and replaces the entry.
    group.heal();
    group.isolate(1);
    group.core(5).campaign();
    group.settle();
    group.core(5).campaign();
    group.settle();
    QVERIFY(group.role(5) == Role::Leader);
    for (std::uint64_t id = 2; id <= 5; ++id) {
        QVERIFY2(group.logOf(id).rfind("1 3", 0) == 0, group.logOf(id).c_str());
    }
    QVERIFY(group.committed(5) > 2);
}

void RaftPaperReplicationTest::section5_4_2_figure8_oneOfTheOwnTermOnTopMakesItSafe() {
    RaftGroup group(5);
    group.start(NodeId(1), {{Term(3), {}, Index(1)}, {1, 2}, Index(0)});
    group.start(NodeId(2), {{Term(3), {}, Index(1)}, {1, 2}, Index(0)});
    group.start(NodeId(3), {{Term(3), {}, Index(1)}, {1}, Index(0)});
    group.start(NodeId(4), {{Term(3), {}, Index(1)}, {1}, Index(0)});
    group.start(NodeId(5), {{Term(3), {}, Index(1)}, {1, 3}, Index(0)});
    // (e): here S1 gets an entry of term 4 to a majority before it fails.
    group.isolate(4);
    group.isolate(5);
    QVERIFY(group.elect(1));
    QCOMPARE(group.committed(1), 3U);
    group.heal();
    group.isolate(1);
    QVERIFY(!group.elect(5));
    QVERIFY(!group.elect(5));
    QVERIFY(group.elect(3));
    for (std::uint64_t id = 2; id <= 5; ++id) {
        QVERIFY2(group.logOf(id).rfind("1 2 4", 0) == 0, group.logOf(id).c_str());
    }
}

void RaftPaperReplicationTest::section5_5_repeatedMessagesChangeNothing() {
    RaftGroup group(3);
    const Message append = appendMessage(2, 1, 1, {}, {1, 1}, 1);
    QVERIFY(group.step(append).has_value());
    const std::string answer = text(group.queue());
    const std::string before = quorate::tests::fingerprint(group.core(1));
    group.queue().clear();
    QVERIFY(group.step(append).has_value());
    QCOMPARE(quorate::tests::fingerprint(group.core(1)), before);
    // What is committed need not be compared again, and is all that the answer vouches for.
    QCOMPARE(text(group.queue()), std::string("1->2 MsgAppResp Term:1 Log:0/1"));
    QCOMPARE(answer, std::string("1->2 MsgAppResp Term:1 Log:0/2"));
}

void RaftPaperReplicationTest::section5_5_lateAppendsDoNotShortenTheLog() {
    RaftGroup group(3);
    QVERIFY(group.step(appendMessage(2, 1, 1, {}, {1, 1, 1}, 0)).has_value());
    QVERIFY(group.step(appendMessage(2, 1, 1, {}, {1}, 0)).has_value());
    QVERIFY(group.step(appendMessage(2, 1, 1, {Term(1), Index(1)}, {}, 0)).has_value());
    QCOMPARE(group.logOf(1), std::string("1 1 1"));
}

void RaftPaperReplicationTest::section5_3_aLeaderNeverTouchesItsOwnEntries() {
    RaftGroup group(3);
    leadFrom(group, {{Term(2), {}, Index(0)}, {1, 2, 2}, Index(0)});
    Message rejected = accepted(2, 3, 3);
    rejected.reject = true;
    rejected.rejectHint = Index(1);
    rejected.logTerm = Term(1);
    QVERIFY(group.step(rejected).has_value());
    QCOMPARE(group.logOf(1), std::string("1 2 2 3"));
    // Not even where somebody pretends to lead the same term.
    QVERIFY(!group.step(appendMessage(3, 1, 3, {Term(1), Index(1)}, {3}, 0)).has_value());
    QCOMPARE(group.logOf(1), std::string("1 2 2 3"));
    QVERIFY(group.role(1) == Role::Leader);
}

QTEST_APPLESS_MAIN(RaftPaperReplicationTest)
#include "tst_raft_paper_replication.moc"
