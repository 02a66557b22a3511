// SPDX-License-Identifier: Apache-2.0
// Terms and elections as the Raft paper has them: §5.1, §5.2 and §5.4.1.
#include <QTest>

#include <set>
#include <string>
#include <vector>

#include "engine/raft/describe.h"
#include "tests/support/raft_group.h"

using quorate::raft::Config;
using quorate::raft::EntryId;
using quorate::raft::Index;
using quorate::raft::Message;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::raft::Role;
using quorate::raft::Term;
using quorate::tests::appendMessage;
using quorate::tests::message;
using quorate::tests::only;
using quorate::tests::RaftGroup;
using quorate::tests::text;
using quorate::tests::voteRequest;

namespace {

constexpr EntryId kEmptyLog{};

/// Node 1 in the wanted role, at term 1 (a follower of 2; a leader whose first entry is not
/// committed). Nobody else has heard of it.
void bring(RaftGroup& group, Role role) {
    if (role == Role::Follower) {
        QVERIFY(group.step(message(MessageType::Heartbeat, 2, 1, 1)).has_value());
    } else {
        group.core(1).campaign();
        if (role == Role::Leader) {
            QVERIFY(group.step(message(MessageType::VoteResp, 2, 1, 1)).has_value());
        }
    }
    group.takeMessages(1);
    QVERIFY(group.role(1) == role);
}

}  // namespace

class RaftPaperElectionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void section5_1_aHigherTermTurnsEveryRoleIntoAFollower_data();
    void section5_1_aHigherTermTurnsEveryRoleIntoAFollower();
    void section5_1_whatAnOlderTermAsksForIsNotDone();
    void section5_1_aNewTermBringsANewVote();
    void section5_2_aNodeStartsAsAFollower();
    void section5_2_aFollowerStaysOneWhileItHearsTheLeader();
    void section5_2_aLeaderSendsHeartbeatsToEverybodyInEveryInterval();
    void section5_2_whoHearsNothingForATimeoutCampaigns_data();
    void section5_2_whoHearsNothingForATimeoutCampaigns();
    void section5_2_aCandidateVotesForItselfAndAsksAllOthers();
    void section5_2_anElectionIsDecidedByTheMajority_data();
    void section5_2_anElectionIsDecidedByTheMajority();
    void section5_2_oneVoteATermFirstComeFirstServed_data();
    void section5_2_oneVoteATermFirstComeFirstServed();
    void section5_2_aVoteIsDurableBeforeItIsTold();
    void section5_2_aVoteOutlivesARestart();
    void section5_2_aCandidateAcceptsTheWinnerOfItsTerm_data();
    void section5_2_aCandidateAcceptsTheWinnerOfItsTerm();
    void section5_2_aCandidateGoesOnInSpiteOfALeaderOfAnOlderTerm();
    void section5_2_aSplitVoteEndsWithAnotherElection();
    void section5_2_timeoutsAreDrawnFromTheWholeInterval_data();
    void section5_2_timeoutsAreDrawnFromTheWholeInterval();
    void section5_2_timeoutsOfTheMembersSeldomCollide();
    void section5_2_aGroupLeftAloneElectsExactlyOneLeader();
    void section5_4_1_aVoterDeniesItsVoteToALessUpToDateLog_data();
    void section5_4_1_aVoterDeniesItsVoteToALessUpToDateLog();
    void section5_4_1_aCandidateTellsWhereItsLogEnds();
    void section5_4_1_whoLacksCommittedEntriesCannotWin();
};

void RaftPaperElectionTest::section5_1_aHigherTermTurnsEveryRoleIntoAFollower_data() {
    QTest::addColumn<Role>("role");
    QTest::addColumn<MessageType>("type");
    QTest::addColumn<int>("leader");
    for (const Role role : {Role::Follower, Role::Candidate, Role::Leader}) {
        const char* name = toString(role);
        QTest::addRow("%s, append", name) << role << MessageType::App << 2;
        QTest::addRow("%s, heartbeat", name) << role << MessageType::Heartbeat << 2;
        QTest::addRow("%s, vote request", name) << role << MessageType::Vote << 0;
        QTest::addRow("%s, vote", name) << role << MessageType::VoteResp << 0;
        QTest::addRow("%s, answer to an append", name) << role << MessageType::AppResp << 0;
    }
}

void RaftPaperElectionTest::section5_1_aHigherTermTurnsEveryRoleIntoAFollower() {
    QFETCH(Role, role);
    QFETCH(MessageType, type);
    QFETCH(int, leader);
    RaftGroup group(3);
    bring(group, role);
    QVERIFY(group.step(message(type, 2, 1, 5)).has_value());
    QVERIFY(group.role(1) == Role::Follower);
    QCOMPARE(group.term(1), 5U);
    QCOMPARE(group.leaderOf(1), static_cast<std::uint64_t>(leader));
}

void RaftPaperElectionTest::section5_1_whatAnOlderTermAsksForIsNotDone() {
    RaftGroup group(3);
    group.start(NodeId(1), {{Term(4), {}, Index(0)}, {1, 2}, Index(0)});
    QVERIFY(group.step(appendMessage(2, 1, 3, {Term(2), Index(2)}, {3}, 3)).has_value());
    QVERIFY(group.step(message(MessageType::Heartbeat, 2, 1, 3)).has_value());
    QVERIFY(group.step(voteRequest(MessageType::Vote, 3, 1, 3, {Term(3), Index(9)})).has_value());
    QCOMPARE(group.logOf(1), std::string("1 2"));
    QCOMPARE(group.leaderOf(1), 0U);
    QCOMPARE(group.vote(1), 0U);
    QCOMPARE(group.term(1), 4U);
    QVERIFY(group.queue().empty());
}

void RaftPaperElectionTest::section5_1_aNewTermBringsANewVote() {
    RaftGroup group(3);
    QVERIFY(group.step(voteRequest(MessageType::Vote, 2, 1, 1, kEmptyLog)).has_value());
    QCOMPARE(group.vote(1), 2U);
    QVERIFY(group.step(message(MessageType::Heartbeat, 3, 1, 2)).has_value());
    QCOMPARE(group.vote(1), 0U);
    QVERIFY(group.step(voteRequest(MessageType::Vote, 3, 1, 3, kEmptyLog)).has_value());
    QCOMPARE(group.vote(1), 3U);
}

void RaftPaperElectionTest::section5_2_aNodeStartsAsAFollower() {
    RaftGroup group(3);
    QVERIFY(group.role(1) == Role::Follower);
    QCOMPARE(group.term(1), 0U);
    QCOMPARE(group.leaderOf(1), 0U);
    group.start(NodeId(1), {{Term(7), NodeId(1), Index(1)}, {7}, Index(0)});
    QVERIFY(group.role(1) == Role::Follower);
    QCOMPARE(group.term(1), 7U);
}

void RaftPaperElectionTest::section5_2_aFollowerStaysOneWhileItHearsTheLeader() {
    RaftGroup group(3);
    for (int round = 0; round < 10; ++round) {
        QVERIFY(group.step(message(MessageType::Heartbeat, 2, 1, 1)).has_value());
        group.tick(1, 9);
        QVERIFY(group.role(1) == Role::Follower);
        QCOMPARE(group.leaderOf(1), 2U);
    }
}

void RaftPaperElectionTest::section5_2_aLeaderSendsHeartbeatsToEverybodyInEveryInterval() {
    RaftGroup group(3, [](Config& config) { config.heartbeatTicks = 3; });
    QVERIFY(group.elect(1));
    for (int interval = 0; interval < 3; ++interval) {
        group.tick(1, 2);
        QVERIFY(group.takeMessages(1).empty());
        group.tick(1);
        QCOMPARE(text(group.takeMessages(1)),
                 std::string("1->2 MsgHeartbeat Term:1 Log:0/0 Commit:1\n"
                             "1->3 MsgHeartbeat Term:1 Log:0/0 Commit:1"));
    }
}

void RaftPaperElectionTest::section5_2_whoHearsNothingForATimeoutCampaigns_data() {
    QTest::addColumn<Role>("role");
    QTest::newRow("a follower") << Role::Follower;
    QTest::newRow("a candidate without a result") << Role::Candidate;
}

void RaftPaperElectionTest::section5_2_whoHearsNothingForATimeoutCampaigns() {
    QFETCH(Role, role);
    RaftGroup group(3);
    bring(group, role);
    QVERIFY(group.core(1).setRandomizedElectionTimeout(14).has_value());
    group.tick(1, 13);
    QVERIFY(group.takeMessages(1).empty());
    group.tick(1);
    QVERIFY(group.role(1) == Role::Candidate);
    QCOMPARE(text(group.takeMessages(1)),
             std::string("1->2 MsgVote Term:2 Log:0/0\n1->3 MsgVote Term:2 Log:0/0"));
}

void RaftPaperElectionTest::section5_2_aCandidateVotesForItselfAndAsksAllOthers() {
    RaftGroup group(5);
    group.core(1).campaign();
    QCOMPARE(group.term(1), 1U);
    QCOMPARE(group.vote(1), 1U);
    QCOMPARE(text(group.takeMessages(1)),
             std::string("1->2 MsgVote Term:1 Log:0/0\n1->3 MsgVote Term:1 Log:0/0\n"
                         "1->4 MsgVote Term:1 Log:0/0\n1->5 MsgVote Term:1 Log:0/0"));
}

void RaftPaperElectionTest::section5_2_anElectionIsDecidedByTheMajority_data() {
    QTest::addColumn<int>("members");
    QTest::addColumn<QList<int>>("granted");
    QTest::addColumn<QList<int>>("refused");
    QTest::addColumn<Role>("role");
    const QList<int> nobody;
    QTest::newRow("alone") << 1 << nobody << nobody << Role::Leader;
    QTest::newRow("one of two") << 2 << nobody << nobody << Role::Candidate;
    QTest::newRow("two of two") << 2 << QList<int>{2} << nobody << Role::Leader;
    QTest::newRow("one of three") << 3 << nobody << nobody << Role::Candidate;
    QTest::newRow("two of three") << 3 << QList<int>{3} << nobody << Role::Leader;
    QTest::newRow("one refusal of three") << 3 << nobody << QList<int>{2} << Role::Candidate;
    QTest::newRow("two refusals of three") << 3 << nobody << QList<int>{2, 3} << Role::Follower;
    QTest::newRow("two of five") << 5 << QList<int>{2} << QList<int>{3, 4} << Role::Candidate;
    QTest::newRow("three of five") << 5 << QList<int>{2, 5} << QList<int>{3, 4} << Role::Leader;
    QTest::newRow("three refusals of five")
        << 5 << QList<int>{2} << QList<int>{3, 4, 5} << Role::Follower;
    QTest::newRow("the same vote twice") << 5 << QList<int>{2, 2} << nobody << Role::Candidate;
}

void RaftPaperElectionTest::section5_2_anElectionIsDecidedByTheMajority() {
    QFETCH(int, members);
    QFETCH(QList<int>, granted);
    QFETCH(QList<int>, refused);
    QFETCH(Role, role);
    RaftGroup group(static_cast<std::uint64_t>(members));
    group.core(1).campaign();
    group.handle(1);
    for (const int voter : granted) {
        QVERIFY(group.step(message(MessageType::VoteResp, static_cast<std::uint64_t>(voter), 1, 1))
                    .has_value());
    }
    for (const int voter : refused) {
        Message answer = message(MessageType::VoteResp, static_cast<std::uint64_t>(voter), 1, 1);
        answer.reject = true;
        QVERIFY(group.step(answer).has_value());
    }
    QVERIFY(group.role(1) == role);
    QCOMPARE(group.term(1), 1U);
}

void RaftPaperElectionTest::section5_2_oneVoteATermFirstComeFirstServed_data() {
    QTest::addColumn<int>("vote");
    QTest::addColumn<int>("candidate");
    QTest::addColumn<bool>("isGranted");
    QTest::newRow("free") << 0 << 2 << true;
    QTest::newRow("asked again") << 2 << 2 << true;
    QTest::newRow("given away") << 3 << 2 << false;
    QTest::newRow("kept for itself") << 1 << 3 << false;
}

void RaftPaperElectionTest::section5_2_oneVoteATermFirstComeFirstServed() {
    QFETCH(int, vote);
    QFETCH(int, candidate);
    QFETCH(bool, isGranted);
    RaftGroup group(3);
    const NodeId voted(static_cast<std::uint64_t>(vote));
    group.start(NodeId(1), {{Term(1), voted, Index(0)}, {}, Index(0)});
    const auto from = static_cast<std::uint64_t>(candidate);
    QVERIFY(group.step(voteRequest(MessageType::Vote, from, 1, 1, kEmptyLog)).has_value());
    QCOMPARE(group.queue().size(), 1U);
    QVERIFY(group.queue().front().type == MessageType::VoteResp);
    QCOMPARE(!group.queue().front().reject, isGranted);
    QCOMPARE(group.vote(1), isGranted ? from : voted.value());
}

// Figure 2: state is "updated on stable storage before responding".
void RaftPaperElectionTest::section5_2_aVoteIsDurableBeforeItIsTold() {
    RaftGroup group(3, [](Config& config) { config.asyncStorageWrites = true; });
    QVERIFY(group.core(1).step(voteRequest(MessageType::Vote, 2, 1, 1, kEmptyLog)).has_value());
    const auto ready = group.core(1).takeReady();
    QVERIFY(ready.mustSync);
    QCOMPARE(text(ready.messages),
             std::string("1->AppendThread MsgStorageAppend Term:1 Log:0/0 Vote:2 Responses:[\n"
                         "  1->2 MsgVoteResp Term:1 Log:0/0\n]"));
}

void RaftPaperElectionTest::section5_2_aVoteOutlivesARestart() {
    RaftGroup group(3);
    QVERIFY(group.step(voteRequest(MessageType::Vote, 2, 1, 1, kEmptyLog)).has_value());
    group.queue().clear();
    group.restart(NodeId(1));
    QVERIFY(group.step(voteRequest(MessageType::Vote, 3, 1, 1, kEmptyLog)).has_value());
    QCOMPARE(text(group.queue()),
             std::string("1->3 MsgVoteResp Term:1 Log:0/0 Rejected (Hint: 0)"));
}

void RaftPaperElectionTest::section5_2_aCandidateAcceptsTheWinnerOfItsTerm_data() {
    QTest::addColumn<MessageType>("type");
    QTest::newRow("by its append") << MessageType::App;
    QTest::newRow("by its heartbeat") << MessageType::Heartbeat;
}

void RaftPaperElectionTest::section5_2_aCandidateAcceptsTheWinnerOfItsTerm() {
    QFETCH(MessageType, type);
    RaftGroup group(3);
    bring(group, Role::Candidate);
    QVERIFY(group.step(message(type, 3, 1, 1)).has_value());
    QVERIFY(group.role(1) == Role::Follower);
    QCOMPARE(group.leaderOf(1), 3U);
    QCOMPARE(group.term(1), 1U);
}

void RaftPaperElectionTest::section5_2_aCandidateGoesOnInSpiteOfALeaderOfAnOlderTerm() {
    RaftGroup group(3);
    group.start(NodeId(1), {{Term(4), {}, Index(0)}, {}, Index(0)});
    group.core(1).campaign();
    group.takeMessages(1);
    QVERIFY(group.step(message(MessageType::App, 2, 1, 4)).has_value());
    QVERIFY(group.role(1) == Role::Candidate);
    QCOMPARE(group.term(1), 5U);
}

void RaftPaperElectionTest::section5_2_aSplitVoteEndsWithAnotherElection() {
    RaftGroup group(4);
    // Each of two candidates gets the vote of one other member: half of four.
    group.cut(1, 2);
    group.cut(1, 4);
    group.cut(2, 1);
    group.cut(2, 3);
    group.core(1).campaign();
    group.core(2).campaign();
    group.settle();
    QVERIFY(group.role(1) == Role::Candidate);
    QVERIFY(group.role(2) == Role::Candidate);
    group.heal();
    QVERIFY(group.core(1).setRandomizedElectionTimeout(10).has_value());
    group.tick(1, 10);
    group.settle();
    QVERIFY(group.role(1) == Role::Leader);
    QCOMPARE(group.term(1), 2U);
    QVERIFY(group.role(2) == Role::Follower);
}

void RaftPaperElectionTest::section5_2_timeoutsAreDrawnFromTheWholeInterval_data() {
    QTest::addColumn<Role>("role");
    QTest::newRow("a follower") << Role::Follower;
    QTest::newRow("a candidate") << Role::Candidate;
}

void RaftPaperElectionTest::section5_2_timeoutsAreDrawnFromTheWholeInterval() {
    QFETCH(Role, role);
    RaftGroup group(3);
    std::set<std::uint32_t> drawn;
    for (std::uint64_t term = 1; term <= 500; ++term) {
        if (role == Role::Follower) {
            QVERIFY(group.step(message(MessageType::Heartbeat, 2, 1, term)).has_value());
        } else {
            group.core(1).campaign();
        }
        drawn.insert(group.core(1).status().timers.randomizedElectionTimeout);
    }
    QCOMPARE(drawn.size(), 10U);
    QCOMPARE(*drawn.begin(), 10U);
    QCOMPARE(*drawn.rbegin(), 19U);
}

void RaftPaperElectionTest::section5_2_timeoutsOfTheMembersSeldomCollide() {
    RaftGroup group(5);
    int collisions = 0;
    constexpr int kTerms = 1000;
    for (int term = 1; term <= kTerms; ++term) {
        std::multiset<std::uint32_t> timeouts;
        for (std::uint64_t id = 1; id <= 5; ++id) {
            const std::uint64_t other = id == 1 ? 2 : 1;
            QVERIFY(group
                        .step(message(MessageType::Heartbeat, other, id,
                                      static_cast<std::uint64_t>(term)))
                        .has_value());
            timeouts.insert(group.core(id).status().timers.randomizedElectionTimeout);
        }
        collisions += timeouts.count(*timeouts.begin()) > 1 ? 1 : 0;
    }
    // Of five out of ten values the smallest one is drawn twice or more in about three of ten.
    QVERIFY2(collisions < kTerms * 2 / 5, qPrintable(QString::number(collisions)));
}

void RaftPaperElectionTest::section5_2_aGroupLeftAloneElectsExactlyOneLeader() {
    RaftGroup group(5);
    int leaders = 0;
    for (int tick = 0; tick < 100 && leaders == 0; ++tick) {
        for (std::uint64_t id = 1; id <= 5; ++id) {
            group.tick(id);
        }
        group.settle();
        for (std::uint64_t id = 1; id <= 5; ++id) {
            leaders += group.role(id) == Role::Leader ? 1 : 0;
        }
    }
    QCOMPARE(leaders, 1);
    for (std::uint64_t id = 2; id <= 5; ++id) {
        QCOMPARE(group.leaderOf(id), group.leaderOf(1));
        QCOMPARE(group.term(id), group.term(1));
    }
}

void RaftPaperElectionTest::section5_4_1_aVoterDeniesItsVoteToALessUpToDateLog_data() {
    QTest::addColumn<QList<int>>("log");
    QTest::addColumn<int>("lastTerm");
    QTest::addColumn<int>("lastIndex");
    QTest::addColumn<bool>("isGranted");
    QTest::newRow("same end") << QList<int>{1, 2} << 2 << 2 << true;
    QTest::newRow("same term, longer") << QList<int>{1, 2} << 2 << 3 << true;
    QTest::newRow("same term, shorter") << QList<int>{1, 2, 2} << 2 << 2 << false;
    QTest::newRow("later term, shorter") << QList<int>{1, 1, 1} << 2 << 1 << true;
    QTest::newRow("earlier term, longer") << QList<int>{1, 2} << 1 << 9 << false;
    QTest::newRow("nothing against something") << QList<int>{1} << 0 << 0 << false;
    QTest::newRow("nothing against nothing") << QList<int>{} << 0 << 0 << true;
}

void RaftPaperElectionTest::section5_4_1_aVoterDeniesItsVoteToALessUpToDateLog() {
    QFETCH(QList<int>, log);
    QFETCH(int, lastTerm);
    QFETCH(int, lastIndex);
    QFETCH(bool, isGranted);
    RaftGroup group(3);
    group.start(NodeId(1), {{Term(2), {}, Index(0)}, {log.begin(), log.end()}, Index(0)});
    const EntryId last{Term(static_cast<std::uint64_t>(lastTerm)),
                       Index(static_cast<std::uint64_t>(lastIndex))};
    QVERIFY(group.step(voteRequest(MessageType::Vote, 2, 1, 3, last)).has_value());
    QCOMPARE(group.queue().size(), 1U);
    QCOMPARE(!group.queue().front().reject, isGranted);
    // The term moves on all the same (§5.1).
    QCOMPARE(group.term(1), 3U);
    QCOMPARE(group.vote(1), isGranted ? 2U : 0U);
}

void RaftPaperElectionTest::section5_4_1_aCandidateTellsWhereItsLogEnds() {
    RaftGroup group(3);
    group.start(NodeId(1), {{Term(4), {}, Index(0)}, {1, 2, 4}, Index(0)});
    group.core(1).campaign();
    QCOMPARE(text(group.takeMessages(1)),
             std::string("1->2 MsgVote Term:5 Log:4/3\n1->3 MsgVote Term:5 Log:4/3"));
}

void RaftPaperElectionTest::section5_4_1_whoLacksCommittedEntriesCannotWin() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    group.isolate(3);
    QVERIFY(group.propose(1, "kept"));
    QCOMPARE(group.committed(1), 2U);
    group.heal();
    group.isolate(1);
    QVERIFY(!group.elect(3));
    QVERIFY(group.elect(2));
    QCOMPARE(group.applied(2), std::string("kept"));
    QCOMPARE(group.applied(3), std::string("kept"));
}

QTEST_APPLESS_MAIN(RaftPaperElectionTest)
#include "tst_raft_paper_election.moc"
