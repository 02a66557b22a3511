// SPDX-License-Identifier: Apache-2.0
// Complete nodes on virtual time: their lives, elections, clients.
#include <QTest>

#include "tests/stage/stage_fixture.h"

using quorate::ErrorCode;
using quorate::node::ReadLevel;
using quorate::raft::ConfChangeType;
using quorate::raft::Index;
using quorate::raft::NodeId;
using quorate::raft::Role;
using quorate::stage::after;
using quorate::stage::kMillisecond;
using quorate::stage::kSecond;
using quorate::stage::Moment;
using quorate::stage::NodeLife;
using quorate::stage::Outcome;
using quorate::tests::StageFixture;

class StageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNewClusterElectsALeaderAndServesClients();
    void theSameSeedGivesTheSameEvents();
    void timeMovesOnlyWithWhatHappens();
    void oneStepOfANodeEndsAtThatNode();
    void anAlarmIsRungOnceAtItsMoment();
    void aStoppedNodeComesBackWithAllThatItHad();
    void aCrashedNodeHasWhatItPromised();
    void aWholeClusterComesBackAfterACrash();
    void aPausedNodeDoesNothingAndThenAllOfIt();
    void aNodeThatIsDownRefusesItsClients();
    void whatANodeHadNotAnsweredIsUnknownWhenItCrashes();
    void aClientThatWaitsNoLongerDoesNotKnow();
    void aFastClockTicksMoreOften();
    void aFiredElectionTimerMakesACandidate();
    void alignedTimersSplitTheVoteAndSpreadOnesDoNot();
    void leadershipIsHandedOver();
    void aNodeJoinsIsPromotedAndLeaves();
    void aSlowFollowerIsCaughtUpBySnapshot();
    void wrongCallsAreRefusedAndSayWhy();
};

void StageTest::aNewClusterElectsALeaderAndServesClients() {
    StageFixture fixture(3);
    const auto leader = fixture.elect();
    QVERIFY(leader != 0);
    QVERIFY(fixture.stage().now() < Moment(4 * kSecond));
    for (std::uint64_t node = 1; node <= 3; ++node) {
        const std::string key = "key" + std::to_string(node);
        const auto* put = fixture.await(fixture.put(node, key, "value"));
        QVERIFY(put != nullptr && put->outcome == Outcome::Done);
        const auto* get = fixture.await(fixture.get(node % 3 + 1, key));
        QVERIFY(get != nullptr && get->outcome == Outcome::Done);
        QCOMPARE(StageFixture::valueOf(*get), std::optional<std::string>("value"));
    }
    fixture.stage().runFor(kSecond);
    QVERIFY(fixture.areEqual());
    QCOMPARE(fixture.stage().openOperations(), std::size_t{0});
}

void StageTest::theSameSeedGivesTheSameEvents() {
    const auto run = [](std::uint64_t seed) {
        StageFixture fixture(3, StageFixture::defaults(seed));
        fixture.elect();
        for (int i = 0; i < 20; ++i) {
            fixture.put(1 + static_cast<std::uint64_t>(i % 3), "k", std::to_string(i));
            fixture.stage().runFor(50 * kMillisecond);
        }
        static_cast<void>(fixture.stage().crash(NodeId(1)));
        fixture.stage().runFor(5 * kSecond);
        static_cast<void>(fixture.stage().start(NodeId(1)));
        fixture.stage().runFor(5 * kSecond);
        return fixture.eventHash;
    };
    QCOMPARE(run(5), run(5));
    QVERIFY(run(5) != run(6));
}

void StageTest::timeMovesOnlyWithWhatHappens() {
    StageFixture fixture(1);
    auto& stage = fixture.stage();
    QCOMPARE(stage.now().nanoseconds(), std::uint64_t{0});
    const auto next = stage.nextMoment();
    QVERIFY(next.has_value());
    QVERIFY(stage.step());
    QCOMPARE(stage.now().nanoseconds(), next->nanoseconds());
    stage.runUntil(Moment(3 * kSecond));
    QCOMPARE(stage.now().nanoseconds(), 3 * kSecond);
    QVERIFY(*stage.nextMoment() > stage.now());
}

void StageTest::oneStepOfANodeEndsAtThatNode() {
    StageFixture fixture(3);
    auto& stage = fixture.stage();
    fixture.elect();
    const auto follower = NodeId(fixture.follower());
    const Moment before = stage.now();
    QVERIFY(stage.stepNode(follower));
    QVERIFY(stage.now() <= after(before, 100 * kMillisecond));
    static_cast<void>(stage.crash(follower));
    QVERIFY(!stage.stepNode(follower));
}

void StageTest::anAlarmIsRungOnceAtItsMoment() {
    StageFixture fixture(1);
    auto& stage = fixture.stage();
    std::vector<std::uint64_t> rung;
    stage.alarm(1500 * kMillisecond, [&] { rung.push_back(stage.now().nanoseconds()); });
    stage.runFor(3 * kSecond);
    QCOMPARE(rung, std::vector<std::uint64_t>{1500 * kMillisecond});
}

void StageTest::aStoppedNodeComesBackWithAllThatItHad() {
    StageFixture fixture(1);
    fixture.elect();
    for (int i = 0; i < 10; ++i) {
        fixture.await(fixture.put(1, "key" + std::to_string(i), "v"));
    }
    const Index applied = fixture.node(1).node().appliedIndex();
    QVERIFY(fixture.stage().stop(NodeId(1)).has_value());
    QVERIFY(fixture.node(1).condition() == NodeLife::Down);
    QVERIFY(fixture.stage().start(NodeId(1)).has_value());
    QVERIFY(fixture.node(1).node().appliedIndex() >= applied);
    fixture.elect();
    const auto* get = fixture.await(fixture.get(1, "key9"));
    QCOMPARE(StageFixture::valueOf(*get), std::optional<std::string>("v"));
}

void StageTest::aCrashedNodeHasWhatItPromised() {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        StageFixture fixture(3, StageFixture::defaults(seed));
        const auto leader = fixture.elect();
        const auto first = fixture.put(leader, "a", "1");
        const auto second = fixture.put(leader, "a", "2");
        fixture.await(second);
        QVERIFY(fixture.answerTo(first)->outcome == Outcome::Done);
        QVERIFY(fixture.stage().crash(NodeId(leader)).has_value());
        fixture.stage().runFor(10 * kSecond);
        QVERIFY(fixture.stage().start(NodeId(leader)).has_value());
        QVERIFY(fixture.elect() != 0);
        const auto* get = fixture.await(fixture.get(leader, "a"));
        QVERIFY(get != nullptr);
        QCOMPARE(StageFixture::valueOf(*get), std::optional<std::string>("2"));
    }
}

void StageTest::aWholeClusterComesBackAfterACrash() {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        StageFixture fixture(3, StageFixture::defaults(seed));
        const auto leader = fixture.elect();
        fixture.await(fixture.put(leader, "a", "1"));
        for (std::uint64_t node = 1; node <= 3; ++node) {
            QVERIFY(fixture.stage().crash(NodeId(node)).has_value());
        }
        for (std::uint64_t node = 1; node <= 3; ++node) {
            QVERIFY(fixture.stage().start(NodeId(node)).has_value());
        }
        const auto next = fixture.elect();
        QVERIFY(next != 0);
        const auto* get = fixture.await(fixture.get(next, "a"));
        QCOMPARE(StageFixture::valueOf(*get), std::optional<std::string>("1"));
    }
}

void StageTest::aPausedNodeDoesNothingAndThenAllOfIt() {
    StageFixture fixture(3);
    auto& stage = fixture.stage();
    const auto leader = fixture.elect();
    const auto paused = fixture.follower();
    QVERIFY(stage.pause(NodeId(paused)).has_value());
    const Index before = fixture.node(paused).node().appliedIndex();
    fixture.await(fixture.put(leader, "a", "1"));
    const auto waiting = fixture.get(paused, "a");
    stage.runFor(300 * kMillisecond);
    QVERIFY(fixture.node(paused).node().appliedIndex() == before);
    QVERIFY(fixture.answerTo(waiting) == nullptr);
    QVERIFY(stage.resume(NodeId(paused)).has_value());
    const auto* get = fixture.await(waiting);
    QVERIFY(get != nullptr);
    QCOMPARE(StageFixture::valueOf(*get), std::optional<std::string>("1"));
    stage.runFor(kSecond);
    QVERIFY(fixture.areEqual());
}

void StageTest::aNodeThatIsDownRefusesItsClients() {
    StageFixture fixture(3);
    fixture.elect();
    QVERIFY(fixture.stage().crash(NodeId(2)).has_value());
    const auto* put = fixture.answerTo(fixture.put(2, "a", "1"));
    QVERIFY(put != nullptr);
    QVERIFY(put->outcome == Outcome::Refused);
    QVERIFY(put->answer.error->code == ErrorCode::Unavailable);
}

void StageTest::whatANodeHadNotAnsweredIsUnknownWhenItCrashes() {
    StageFixture fixture(3);
    const auto leader = fixture.elect();
    const auto put = fixture.put(leader, "a", "1");
    const auto get = fixture.get(leader, "a");
    QVERIFY(fixture.stage().crash(NodeId(leader)).has_value());
    QVERIFY(fixture.answerTo(put)->outcome == Outcome::Unknown);
    QVERIFY(fixture.answerTo(get)->outcome == Outcome::Refused);
    QCOMPARE(fixture.stage().openOperations(), std::size_t{0});
}

void StageTest::aClientThatWaitsNoLongerDoesNotKnow() {
    StageFixture fixture(3);
    const auto leader = fixture.elect();
    for (std::uint64_t node = 1; node <= 3; ++node) {
        if (node != leader) {
            QVERIFY(fixture.stage().crash(NodeId(node)).has_value());
        }
    }
    const auto put = fixture.put(leader, "a", "1", 200 * kMillisecond);
    const Moment asked = fixture.stage().now();
    const auto* answer = fixture.await(put);
    QVERIFY(answer->outcome == Outcome::Unknown);
    QCOMPARE(answer->at.nanoseconds(), asked.nanoseconds() + 200 * kMillisecond);
}

void StageTest::aFastClockTicksMoreOften() {
    // A lone node campaigns after a timeout of its own clock.
    const auto electionAt = [](std::int64_t drift) {
        StageFixture fixture(1);
        static_cast<void>(fixture.stage().setClockDrift(NodeId(1), drift));
        fixture.elect();
        return fixture.stage().now().nanoseconds();
    };
    QVERIFY(electionAt(500'000) < electionAt(0));
    QVERIFY(electionAt(0) < electionAt(-500'000));
}

void StageTest::aFiredElectionTimerMakesACandidate() {
    StageFixture fixture(3);
    auto& stage = fixture.stage();
    QVERIFY(stage.fireElectionTimer(NodeId(2)).has_value());
    QVERIFY(fixture.core(2).softState().role != Role::Follower);
    QCOMPARE(fixture.elect(), std::uint64_t{2});
    QVERIFY(stage.now() < Moment(500 * kMillisecond));
}

void StageTest::alignedTimersSplitTheVoteAndSpreadOnesDoNot() {
    const auto firstTerm = [](bool aligned) {
        auto options = StageFixture::defaults();
        options.node.raft.preVote = false;
        StageFixture fixture(3, options);
        if (aligned) {
            fixture.stage().alignElectionTimers();
        } else {
            fixture.stage().spreadElectionTimers();
        }
        fixture.elect();
        return fixture.stage().leader()->node().core().hardState().term.value();
    };
    QCOMPARE(firstTerm(false), std::uint64_t{1});
    QVERIFY(firstTerm(true) > 1);
}

void StageTest::leadershipIsHandedOver() {
    StageFixture fixture(3);
    const auto leader = fixture.elect();
    const auto to = fixture.follower();
    fixture.await(fixture.put(leader, "a", "1"));
    QVERIFY(fixture.stage().transferLeader(NodeId(to)).has_value());
    fixture.stage().runFor(kSecond);
    QCOMPARE(fixture.stage().leader()->id().value(), to);
}

void StageTest::aNodeJoinsIsPromotedAndLeaves() {
    StageFixture fixture(3);
    const auto leader = fixture.elect();
    fixture.await(fixture.put(leader, "a", "1"));
    QVERIFY(fixture.stage().join(NodeId(4)).has_value());
    const auto* added = fixture.await(fixture.change(leader, ConfChangeType::AddLearnerNode, 4));
    QVERIFY(added->outcome == Outcome::Done);
    fixture.stage().runFor(2 * kSecond);
    QVERIFY(fixture.areEqual());
    const auto promoted =
        fixture.stage().ask({0, NodeId(leader), quorate::stage::Promotion{NodeId(4)}, 0});
    QVERIFY(fixture.await(promoted)->outcome == Outcome::Done);
    fixture.stage().runFor(kSecond);
    QCOMPARE(fixture.node(4).state().membership().confState.voters.size(), std::size_t{4});
    const auto* removed = fixture.await(fixture.change(leader, ConfChangeType::RemoveNode, 4));
    QVERIFY(removed->outcome == Outcome::Done);
    fixture.stage().runFor(kSecond);
    QCOMPARE(fixture.node(leader).state().membership().confState.voters.size(), std::size_t{3});
}

void StageTest::aSlowFollowerIsCaughtUpBySnapshot() {
    auto options = StageFixture::defaults();
    options.node.snapshotEntries = 20;
    options.node.catchUpEntries = 5;
    StageFixture fixture(3, options);
    const auto leader = fixture.elect();
    const auto slow = fixture.follower();
    QVERIFY(fixture.stage().crash(NodeId(slow)).has_value());
    for (int i = 0; i < 100; ++i) {
        fixture.await(fixture.put(leader, "k" + std::to_string(i % 7), std::to_string(i)));
    }
    QVERIFY(fixture.stage().start(NodeId(slow)).has_value());
    bool installed = false;
    fixture.onEvent = [&](const quorate::observe::Event& event) {
        installed =
            installed || std::holds_alternative<quorate::observe::SnapshotInstalled>(event.body);
    };
    fixture.stage().runFor(5 * kSecond);
    QVERIFY(installed);
    QVERIFY(fixture.areEqual());
}

void StageTest::wrongCallsAreRefusedAndSayWhy() {
    StageFixture fixture(3);
    auto& stage = fixture.stage();
    QCOMPARE(stage.start(NodeId(9)).error().code, ErrorCode::NotFound);
    QCOMPARE(stage.start(NodeId(1)).error().code, ErrorCode::FailedPrecondition);
    QCOMPARE(stage.wipe(NodeId(1)).error().code, ErrorCode::FailedPrecondition);
    QCOMPARE(stage.join(NodeId(1)).error().code, ErrorCode::FailedPrecondition);
    QCOMPARE(stage.join(NodeId(0)).error().code, ErrorCode::InvalidArgument);
    QVERIFY(stage.stop(NodeId(1)).has_value());
    QCOMPARE(stage.stop(NodeId(1)).error().code, ErrorCode::FailedPrecondition);
    QCOMPARE(stage.crash(NodeId(1)).error().code, ErrorCode::FailedPrecondition);
    QCOMPARE(stage.setClockDrift(NodeId(2), 2'000'000).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(stage.transferLeader(NodeId(2)).error().code, ErrorCode::FailedPrecondition);
    QCOMPARE(stage.drop({}).error().code, ErrorCode::NotFound);
}

QTEST_GUILESS_MAIN(StageTest)
#include "tst_stage.moc"
