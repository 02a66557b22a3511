// SPDX-License-Identifier: Apache-2.0
// Members that come back without their disks.
#include <QTest>

#include <cstdint>
#include <string>
#include <utility>

#include "tests/stage/stage_fixture.h"

using namespace quorate::stage;  // NOLINT(google-build-using-namespace)
using quorate::raft::ConfChangeType;
using quorate::raft::NodeId;
using quorate::raft::Role;
using quorate::tests::StageFixture;

namespace {

void cutBoth(Stage& stage, std::uint64_t a, std::uint64_t b) {
    stage.cut({NodeId(a), NodeId(b)});
    stage.cut({NodeId(b), NodeId(a)});
}

void healBoth(Stage& stage, std::uint64_t a, std::uint64_t b) {
    stage.heal({NodeId(a), NodeId(b)});
    stage.heal({NodeId(b), NodeId(a)});
}

/// Its disk is emptied, and it starts: as nobody in particular, or as the first member it was.
void comeBackEmpty(Stage& stage, std::uint64_t node, bool startsOver) {
    if (stage.find(NodeId(node))->isRunning()) {
        QVERIFY(stage.crash(NodeId(node)).has_value());
    }
    QVERIFY((startsOver ? stage.startOver(NodeId(node)) : stage.wipe(NodeId(node))).has_value());
    QVERIFY(stage.start(NodeId(node)).has_value());
}

quorate::node::Membership firstMembers(std::uint64_t count) {
    quorate::node::Membership members;
    for (std::uint64_t id = 1; id <= count; ++id) {
        members.confState.voters.emplace_back(id);
    }
    return members;
}

bool isDone(const StageFixture::Answered* answer) {
    return answer != nullptr && answer->outcome == Outcome::Done;
}

std::uint64_t third(std::uint64_t a, std::uint64_t b) {
    return 6 - a - b;
}

}  // namespace

class StageWipedTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void firstMembersElectSoon_data();
    void firstMembersElectSoon();
    void aSmallClusterStartsForTheFirstTimeWhenAllHaveMet();
    void aLargerOneStartsForTheFirstTimeWithoutOne();
    void whoMetNobodyOfThemElectsNobodyWithAnEmptyMember_data();
    void whoMetNobodyOfThemElectsNobodyWithAnEmptyMember();
    void whoWasDownAllTheTimeElectsNobodyWithAnEmptyMember_data();
    void whoWasDownAllTheTimeElectsNobodyWithAnEmptyMember();
    void anEmptyMemberDoesNotVoteWhateverHappens_data();
    void anEmptyMemberDoesNotVoteWhateverHappens();
    void aMinorityOfEmptyMembersStopsNothing();
    void membersThatCameLaterKnowWhoIsEmpty();
    void whoIsRemovedAndAddedAgainWorks_data();
    void whoIsRemovedAndAddedAgainWorks();
    void aClusterThatIsWipedAsAWholeIsANewOne();
    void aClusterOfWhichOneIsLeftIsNoNewOne();
    void whoIsAddedBeforeAnybodyMetItBecomesAVoterWhenItIsThere();
    void aChangeWaitsForVotersThatNobodyMet();
};

void StageWipedTest::firstMembersElectSoon_data() {
    QTest::addColumn<int>("count");
    for (int count = 1; count <= 7; ++count) {
        QTest::addRow("%d", count) << count;
    }
}

void StageWipedTest::firstMembersElectSoon() {
    QFETCH(int, count);
    StageFixture fixture(static_cast<std::size_t>(count));
    QVERIFY(fixture.stage().runUntil([&] { return fixture.stage().leader() != nullptr; },
                                     after(fixture.stage().now(), 3 * kSecond)));
}

void StageWipedTest::aSmallClusterStartsForTheFirstTimeWhenAllHaveMet() {
    StageFixture fixture(0);
    Stage& stage = fixture.stage();
    cutBoth(stage, 2, 3);
    QVERIFY(stage.begin(firstMembers(3)).has_value());
    stage.runFor(20 * kSecond);
    // Whoever forms a majority here could be replaced behind its back.
    QVERIFY(stage.leader() == nullptr || stage.leader()->id() == NodeId(1));
    QCOMPARE(fixture.core(1).status().hardState.commit.value(), std::uint64_t{1});
    healBoth(stage, 2, 3);
    QVERIFY(fixture.elect() != 0);
    QVERIFY(isDone(fixture.await(fixture.put(1, "a", "1"))));
}

void StageWipedTest::aLargerOneStartsForTheFirstTimeWithoutOne() {
    StageFixture fixture(0);
    Stage& stage = fixture.stage();
    stage.partition({{NodeId(1), NodeId(2), NodeId(3), NodeId(4)}, {NodeId(5)}});
    QVERIFY(stage.begin(firstMembers(5)).has_value());
    QVERIFY(fixture.elect() != 0);
    QVERIFY(isDone(fixture.await(fixture.put(1, "a", "1"))));
    QVERIFY(stage.find(NodeId(5))->node().isUnconfirmed());
    stage.healAll();
    stage.runFor(2 * kSecond);
    QVERIFY(!stage.find(NodeId(5))->node().isUnconfirmed());
}

void StageWipedTest::whoMetNobodyOfThemElectsNobodyWithAnEmptyMember_data() {
    QTest::addColumn<bool>("startsOver");
    QTest::newRow("as nobody in particular") << false;
    QTest::newRow("as at first") << true;
}

/// A leader commits with one member, whose disk is lost, and is cut off itself; the third one has
/// never heard of the second.
void StageWipedTest::whoMetNobodyOfThemElectsNobodyWithAnEmptyMember() {
    QFETCH(bool, startsOver);
    StageFixture fixture(0);
    Stage& stage = fixture.stage();
    cutBoth(stage, 2, 3);
    QVERIFY(stage.begin(firstMembers(3)).has_value());
    cutBoth(stage, 1, 3);
    QVERIFY(stage.fireElectionTimer(NodeId(1)).has_value());
    stage.runFor(3 * kSecond);
    const auto put = fixture.put(1, "a", "1", 5 * kSecond);
    stage.runFor(6 * kSecond);
    const bool wasAcknowledged = isDone(fixture.answerTo(put));
    comeBackEmpty(stage, 2, startsOver);
    cutBoth(stage, 1, 2);
    healBoth(stage, 2, 3);
    QVERIFY(stage.fireElectionTimer(NodeId(3)).has_value());
    stage.runFor(20 * kSecond);
    QVERIFY2(!wasAcknowledged || fixture.core(3).softState().role != Role::Leader,
             "what was acknowledged is lost");
    stage.healAll();
    stage.runFor(20 * kSecond);
    if (wasAcknowledged) {
        const auto* get = fixture.await(fixture.get(1, "a"));
        QVERIFY(!isDone(get) || StageFixture::valueOf(*get) == "1");
    }
}

void StageWipedTest::whoWasDownAllTheTimeElectsNobodyWithAnEmptyMember_data() {
    QTest::addColumn<int>("absent");
    QTest::addColumn<bool>("startsOver");
    for (int absent = 4; absent <= 5; ++absent) {
        QTest::addRow("node %d, as nobody in particular", absent) << absent << false;
        QTest::addRow("node %d, as at first", absent) << absent << true;
    }
}

/// Of five, one is absent from the beginning, and entries are committed by three.
void StageWipedTest::whoWasDownAllTheTimeElectsNobodyWithAnEmptyMember() {
    QFETCH(int, absent);
    QFETCH(bool, startsOver);
    const auto away = static_cast<std::uint64_t>(absent);
    const std::uint64_t late = 9 - away;
    StageFixture fixture(0);
    Stage& stage = fixture.stage();
    for (std::uint64_t node = 1; node <= 5; ++node) {
        if (node != away) {
            cutBoth(stage, node, away);
        }
    }
    QVERIFY(stage.begin(firstMembers(5)).has_value());
    for (std::uint64_t node = 1; node <= 3; ++node) {
        cutBoth(stage, node, late);
    }
    QVERIFY(stage.fireElectionTimer(NodeId(1)).has_value());
    QVERIFY(fixture.elect() != 0);
    QVERIFY(isDone(fixture.await(fixture.put(fixture.elect(), "a", "1"))));
    comeBackEmpty(stage, 2, startsOver);
    // Two that have nothing, and one that lost everything: a majority.
    stage.partition({{NodeId(1), NodeId(3)}, {NodeId(2), NodeId(4), NodeId(5)}});
    for (const auto& [a, b] : {std::pair(2U, 4U), std::pair(2U, 5U), std::pair(4U, 5U)}) {
        healBoth(stage, a, b);
    }
    for (int i = 0; i < 5; ++i) {
        QVERIFY(stage.fireElectionTimer(NodeId(4 + static_cast<std::uint64_t>(i % 2))).has_value());
        stage.runFor(4 * kSecond);
        for (const std::uint64_t node : {2U, 4U, 5U}) {
            QVERIFY(fixture.core(node).softState().role != Role::Leader);
        }
    }
    stage.healAll();
    stage.runFor(10 * kSecond);
    const auto* get = fixture.await(fixture.get(3, "a"));
    QVERIFY(isDone(get));
    QVERIFY(StageFixture::valueOf(*get) == "1");
    QVERIFY(!fixture.refusals.empty());
}

void StageWipedTest::anEmptyMemberDoesNotVoteWhateverHappens_data() {
    whoMetNobodyOfThemElectsNobodyWithAnEmptyMember_data();
}

/// Wiped while it is cut off, and twice.
void StageWipedTest::anEmptyMemberDoesNotVoteWhateverHappens() {
    QFETCH(bool, startsOver);
    StageFixture fixture(3);
    Stage& stage = fixture.stage();
    const auto leader = fixture.elect();
    const auto victim = fixture.follower();
    const auto other = third(leader, victim);
    QVERIFY(isDone(fixture.await(fixture.put(leader, "a", "1"))));
    cutBoth(stage, leader, victim);
    cutBoth(stage, other, victim);
    for (int times = 0; times < 2; ++times) {
        comeBackEmpty(stage, victim, startsOver);
        stage.runFor(3 * kSecond);
        QVERIFY(fixture.core(victim).softState().role == Role::Follower);
    }
    QVERIFY(stage.crash(NodeId(leader)).has_value());
    stage.healAll();
    stage.runFor(20 * kSecond);
    QVERIFY(stage.leader() == nullptr);
    QVERIFY(!fixture.refusals.empty());
    QVERIFY(stage.start(NodeId(leader)).has_value());
    QVERIFY(fixture.elect() != victim);
    const auto* get = fixture.await(fixture.get(other, "a"));
    QVERIFY(isDone(get));
    QVERIFY(StageFixture::valueOf(*get) == "1");
}

void StageWipedTest::aMinorityOfEmptyMembersStopsNothing() {
    StageFixture fixture(5);
    Stage& stage = fixture.stage();
    fixture.elect();
    QVERIFY(isDone(fixture.await(fixture.put(1, "a", "1"))));
    stage.runFor(kSecond);
    comeBackEmpty(stage, 1, true);
    comeBackEmpty(stage, 4, false);
    stage.runFor(5 * kSecond);
    QVERIFY(fixture.elect() != 0);
    QVERIFY(isDone(fixture.await(fixture.put(2, "b", "2"))));
    QCOMPARE(fixture.node(1).node().appliedIndex().value(), std::uint64_t{1});
    QCOMPARE(fixture.node(4).node().appliedIndex().value(), std::uint64_t{0});
}

/// Who joined has met nobody who is down, and knows all the same.
void StageWipedTest::membersThatCameLaterKnowWhoIsEmpty() {
    StageFixture fixture(3);
    Stage& stage = fixture.stage();
    const auto leader = fixture.elect();
    const auto victim = fixture.follower();
    QVERIFY(stage.join(NodeId(4)).has_value());
    QVERIFY(isDone(fixture.await(fixture.change(leader, ConfChangeType::AddNode, 4))));
    QCOMPARE(fixture.node(leader).state().membership().directories.size(), std::size_t(4));
    stage.runFor(2 * kSecond);
    cutBoth(stage, victim, 4);
    QVERIFY(stage.restart(NodeId(4)).has_value());
    comeBackEmpty(stage, victim, true);
    const auto before = fixture.refusals.size();
    healBoth(stage, victim, 4);
    QVERIFY(stage.connect(NodeId(victim)).has_value());
    bool byNewcomer = false;
    for (std::size_t i = before; i < fixture.refusals.size(); ++i) {
        byNewcomer = byNewcomer || fixture.refusals[i].node == NodeId(4);
    }
    QVERIFY(byNewcomer);
}

void StageWipedTest::whoIsRemovedAndAddedAgainWorks_data() {
    whoMetNobodyOfThemElectsNobodyWithAnEmptyMember_data();
}

void StageWipedTest::whoIsRemovedAndAddedAgainWorks() {
    QFETCH(bool, startsOver);
    StageFixture fixture(3);
    Stage& stage = fixture.stage();
    const auto leader = fixture.elect();
    const auto victim = fixture.follower();
    const auto other = third(leader, victim);
    QVERIFY(isDone(fixture.await(fixture.put(leader, "a", "1"))));
    for (int times = 0; times < 2; ++times) {
        comeBackEmpty(stage, victim, startsOver);
        stage.runFor(2 * kSecond);
        QVERIFY(isDone(fixture.await(fixture.change(leader, ConfChangeType::RemoveNode, victim))));
        QVERIFY(isDone(fixture.await(fixture.change(leader, ConfChangeType::AddNode, victim))));
        QVERIFY(stage.connect(NodeId(victim)).has_value());
        stage.runFor(10 * kSecond);
        QVERIFY(fixture.areEqual());
        QCOMPARE(fixture.node(victim).state().membership().confState.voters.size(), std::size_t(3));
    }
    // It votes.
    QVERIFY(stage.crash(NodeId(leader)).has_value());
    const auto next = fixture.elect();
    QVERIFY(next == other || next == victim);
    const auto* get = fixture.await(fixture.get(victim, "a"));
    QVERIFY(isDone(get));
    QVERIFY(StageFixture::valueOf(*get) == "1");
}

void StageWipedTest::aClusterThatIsWipedAsAWholeIsANewOne() {
    StageFixture fixture(3);
    Stage& stage = fixture.stage();
    fixture.elect();
    QVERIFY(isDone(fixture.await(fixture.put(1, "a", "1"))));
    for (std::uint64_t node = 1; node <= 3; ++node) {
        QVERIFY(stage.crash(NodeId(node)).has_value());
        QVERIFY(stage.startOver(NodeId(node)).has_value());
    }
    for (std::uint64_t node = 1; node <= 3; ++node) {
        QVERIFY(stage.start(NodeId(node)).has_value());
    }
    QVERIFY(fixture.elect() != 0);
    const auto* get = fixture.await(fixture.get(1, "a"));
    QVERIFY(isDone(get));
    QVERIFY(!StageFixture::valueOf(*get));
}

void StageWipedTest::aClusterOfWhichOneIsLeftIsNoNewOne() {
    StageFixture fixture(3);
    Stage& stage = fixture.stage();
    fixture.elect();
    QVERIFY(isDone(fixture.await(fixture.put(1, "a", "1"))));
    comeBackEmpty(stage, 2, true);
    comeBackEmpty(stage, 3, true);
    QVERIFY(!stage.runUntil(
        [&] { return stage.leader() != nullptr && stage.leader()->id() != NodeId(1); },
        after(stage.now(), 30 * kSecond)));
    QVERIFY(!fixture.refusals.empty());
}

void StageWipedTest::whoIsAddedBeforeAnybodyMetItBecomesAVoterWhenItIsThere() {
    StageFixture fixture(1);
    Stage& stage = fixture.stage();
    QCOMPARE(fixture.elect(), std::uint64_t{1});
    QVERIFY(isDone(fixture.await(fixture.change(1, ConfChangeType::AddNode, 2))));
    const auto& members = fixture.node(1).state().membership();
    QCOMPARE(members.confState.voters.size(), std::size_t(1));
    QVERIFY(isDone(fixture.await(fixture.put(1, "a", "1"))));
    QVERIFY(stage.join(NodeId(2)).has_value());
    stage.runFor(5 * kSecond);
    QCOMPARE(members.confState.voters.size(), std::size_t(2));
    QVERIFY(fixture.areEqual());
}

void StageWipedTest::aChangeWaitsForVotersThatNobodyMet() {
    StageFixture fixture(0);
    Stage& stage = fixture.stage();
    stage.partition({{NodeId(1), NodeId(2), NodeId(3), NodeId(4)}, {NodeId(5)}});
    QVERIFY(stage.begin(firstMembers(5)).has_value());
    const auto leader = fixture.elect();
    QVERIFY(stage.join(NodeId(6)).has_value());
    const auto* early = fixture.await(fixture.change(leader, ConfChangeType::AddNode, 6));
    QVERIFY(early->outcome == Outcome::Refused);
    QVERIFY(isDone(fixture.await(fixture.change(leader, ConfChangeType::RemoveNode, 5))));
    QVERIFY(isDone(fixture.await(fixture.change(leader, ConfChangeType::AddNode, 6))));
    QCOMPARE(fixture.node(leader).state().membership().confState.voters.size(), std::size_t(5));
}

QTEST_GUILESS_MAIN(StageWipedTest)
#include "tst_stage_wiped.moc"
