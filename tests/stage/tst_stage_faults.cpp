// SPDX-License-Identifier: Apache-2.0
// What goes wrong between nodes and within them, when it is made to.
#include <QTest>

#include <algorithm>

#include "tests/stage/stage_fixture.h"

using quorate::ErrorCode;
using quorate::observe::DropReason;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::raft::Role;
using quorate::stage::CrashPoint;
using quorate::stage::kDiskPointCount;
using quorate::stage::kMillisecond;
using quorate::stage::kSecond;
using quorate::stage::Link;
using quorate::stage::LinkCondition;
using quorate::stage::LinkRule;
using quorate::stage::MessageKey;
using quorate::stage::NodeLife;
using quorate::stage::Outcome;
using quorate::tests::StageFixture;
namespace observe = quorate::observe;

class StageFaultsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNodeCrashesAtTheNamedPointAndRecovers_data();
    void aNodeCrashesAtTheNamedPointAndRecovers();
    void aNodeCrashesWhenSomethingComesToIt();
    void whatIsStoppedAtAPointWaitsThere_data();
    void whatIsStoppedAtAPointWaitsThere();
    void aSlowPointTakesLonger();
    void anArmedPointCanBeTakenBack();
    void aSinglePointIsTakenBack();
    void aCutLinkIsCutInOneDirection();
    void theLargerSideOfAPartitionGoesOn();
    void aLossyLinkLosesItsShare();
    void rulesForATypeLeaveOthersAlone();
    void aLinkThatDoesNotReorderKeepsTheOrder();
    void aReorderingLinkDoesNot();
    void aHeldMessageWaitsUntilItIsReleased();
    void aDroppedMessageNeverArrives();
    void aProposalThatArrivesTwiceIsAppliedOnce();
    void aNodeWithoutItsDiskIsTurnedAway();
    void anotherNodeUnderARemovedIdIsTaken();
    void aSnapshotThatIsCutOffIsSentAgain();
};

void StageFaultsTest::aNodeCrashesAtTheNamedPointAndRecovers_data() {
    QTest::addColumn<int>("point");
    for (std::size_t i = 0; i < kDiskPointCount; ++i) {
        const auto name = std::string(quorate::stage::toString(static_cast<CrashPoint>(i)));
        QTest::newRow(name.c_str()) << static_cast<int>(i);
    }
}

void StageFaultsTest::aNodeCrashesAtTheNamedPointAndRecovers() {
    QFETCH(const int, point);
    const auto crashPoint = static_cast<CrashPoint>(point);
    auto options = StageFixture::defaults();
    options.node.snapshotEntries = 20;
    options.node.catchUpEntries = 5;
    StageFixture fixture(3, options);
    auto& stage = fixture.stage();
    fixture.elect();
    const auto victim = NodeId(fixture.follower());
    const bool isOfReceivedSnapshots = crashPoint == CrashPoint::SnapshotReceive ||
                                       crashPoint == CrashPoint::SnapshotInstall ||
                                       crashPoint == CrashPoint::SnapshotMark;
    const auto putMany = [&] {
        for (int i = 0; i < 60; ++i) {
            fixture.await(fixture.put(stage.leader()->id().value(), "k" + std::to_string(i % 7),
                                      std::to_string(i)));
        }
    };
    if (isOfReceivedSnapshots) {
        QVERIFY(stage.crash(victim).has_value());
        fixture.crashes.clear();
        putMany();
        QVERIFY(stage.crashAt(victim, crashPoint).has_value());
        QVERIFY(stage.start(victim).has_value());
    } else {
        QVERIFY(stage.crashAt(victim, crashPoint).has_value());
        putMany();
    }
    stage.runFor(3 * kSecond);
    QCOMPARE(fixture.crashes.size(), std::size_t{1});
    QCOMPARE(fixture.crashes.front().first, victim.value());
    QVERIFY(fixture.crashes.front().second == crashPoint);
    QVERIFY(stage.find(victim)->condition() == NodeLife::Down);
    QVERIFY(stage.start(victim).has_value());
    putMany();
    stage.runFor(3 * kSecond);
    QVERIFY(fixture.areEqual());
    QVERIFY(fixture.failures.empty());
}

void StageFaultsTest::aNodeCrashesWhenSomethingComesToIt() {
    StageFixture fixture(3);
    auto& stage = fixture.stage();
    const auto recover = [&](CrashPoint point) {
        stage.runFor(kSecond);
        QCOMPARE(fixture.crashes.size(), std::size_t{1});
        QVERIFY(fixture.crashes.front().second == point);
        QVERIFY(stage.start(NodeId(fixture.crashes.front().first)).has_value());
        fixture.crashes.clear();
        fixture.await(fixture.put(fixture.elect(), "after", "all"));
        stage.runFor(3 * kSecond);
        QVERIFY(fixture.areEqual());
    };
    const auto arm = [&](CrashPoint point) {
        const std::uint64_t victim = fixture.elect();
        QVERIFY(stage.crashAt(NodeId(victim), point).has_value());
    };
    arm(CrashPoint::BeforePropose);
    fixture.put(fixture.elect(), "a", "1");
    recover(CrashPoint::BeforePropose);
    arm(CrashPoint::BeforeRead);
    fixture.get(fixture.elect(), "a");
    recover(CrashPoint::BeforeRead);
    arm(CrashPoint::BeforeConfChange);
    fixture.change(fixture.elect(), quorate::raft::ConfChangeType::AddLearnerNode, 9);
    recover(CrashPoint::BeforeConfChange);
    arm(CrashPoint::BeforeReceive);
    recover(CrashPoint::BeforeReceive);
    QVERIFY(fixture.failures.empty());
}

void StageFaultsTest::whatIsStoppedAtAPointWaitsThere_data() {
    QTest::addColumn<int>("point");
    for (const CrashPoint point :
         {CrashPoint::BeforePropose, CrashPoint::BeforeLogWrite, CrashPoint::BeforeLogSync,
          CrashPoint::BeforeSend, CrashPoint::BeforeApply, CrashPoint::AfterApply}) {
        const auto name = std::string(quorate::stage::toString(point));
        QTest::newRow(name.c_str()) << static_cast<int>(point);
    }
}

void StageFaultsTest::whatIsStoppedAtAPointWaitsThere() {
    QFETCH(const int, point);
    // Alone, so that nobody else can commit it.
    StageFixture fixture(1);
    auto& stage = fixture.stage();
    const auto leader = NodeId(fixture.elect());
    stage.runFor(kSecond);
    QVERIFY(stage.stopAt(leader, static_cast<CrashPoint>(point)).has_value());
    const auto asked = fixture.put(leader.value(), "a", "1");
    // The node gives up on it later.
    stage.runFor(kSecond);
    QVERIFY(fixture.answerTo(asked) == nullptr);
    QVERIFY(stage.letGo(leader, static_cast<CrashPoint>(point)).has_value());
    stage.runFor(kSecond);
    QVERIFY(fixture.answerTo(asked) != nullptr);
    QVERIFY(fixture.answerTo(asked)->outcome == quorate::stage::Outcome::Done);
    QVERIFY(!stage.stopAt(NodeId(7), CrashPoint::BeforeApply).has_value());
}

void StageFaultsTest::aSlowPointTakesLonger() {
    StageFixture fixture(1);
    auto& stage = fixture.stage();
    const auto leader = NodeId(fixture.elect());
    for (const CrashPoint point : {CrashPoint::BeforePropose, CrashPoint::BeforeLogSync,
                                   CrashPoint::BeforeSend, CrashPoint::AfterApply}) {
        stage.runFor(kSecond);
        QVERIFY(stage.delayAt(leader, point, kSecond).has_value());
        const auto before = stage.now();
        const auto* answered = fixture.await(fixture.put(leader.value(), "a", "1"));
        QVERIFY(answered != nullptr);
        QVERIFY(answered->at.nanoseconds() >= before.nanoseconds() + kSecond);
        QVERIFY(answered->at.nanoseconds() < before.nanoseconds() + 2 * kSecond);
        QVERIFY(stage.delayAt(leader, point, 0).has_value());
    }
}

void StageFaultsTest::aSinglePointIsTakenBack() {
    StageFixture fixture(1);
    auto& stage = fixture.stage();
    fixture.elect();
    QVERIFY(stage.crashAt(NodeId(1), CrashPoint::BeforeApply).has_value());
    QVERIFY(stage.crashAt(NodeId(1), CrashPoint::AfterApply).has_value());
    QVERIFY(stage.disarm(NodeId(1), CrashPoint::BeforeApply).has_value());
    fixture.put(1, "a", "1");
    stage.runFor(kSecond);
    QCOMPARE(fixture.crashes.size(), std::size_t{1});
    QVERIFY(fixture.crashes.front().second == CrashPoint::AfterApply);
}

void StageFaultsTest::anArmedPointCanBeTakenBack() {
    StageFixture fixture(1);
    QVERIFY(fixture.stage().crashAt(NodeId(1), CrashPoint::BeforeApply, 3).has_value());
    QVERIFY(fixture.stage().disarm(NodeId(1)).has_value());
    fixture.elect();
    for (int i = 0; i < 5; ++i) {
        fixture.await(fixture.put(1, "a", "1"));
    }
    QVERIFY(fixture.crashes.empty());
}

void StageFaultsTest::aCutLinkIsCutInOneDirection() {
    StageFixture fixture(3);
    const auto leader = NodeId(fixture.elect());
    const auto other = NodeId(fixture.follower());
    std::size_t there = 0;
    std::size_t back = 0;
    fixture.onEvent = [&](const observe::Event& event) {
        if (const auto* delivered = std::get_if<observe::MessageDelivered>(&event.body)) {
            there += delivered->link == Link{leader, other} ? 1U : 0U;
            back += delivered->link == Link{other, leader} ? 1U : 0U;
        }
    };
    fixture.stage().cut({leader, other});
    fixture.stage().runFor(3 * kSecond);
    QCOMPARE(there, std::size_t{0});
    QVERIFY(back > 0);
    fixture.stage().heal({leader, other});
    fixture.stage().runFor(3 * kSecond);
    QVERIFY(there > 0);
}

void StageFaultsTest::theLargerSideOfAPartitionGoesOn() {
    StageFixture fixture(5);
    const auto leader = fixture.elect();
    const auto follower = fixture.follower();
    std::vector<NodeId> small{NodeId(leader), NodeId(follower)};
    std::vector<NodeId> large;
    for (std::uint64_t node = 1; node <= 5; ++node) {
        if (node != leader && node != follower) {
            large.emplace_back(node);
        }
    }
    fixture.stage().partition({small, large});
    const auto put = fixture.put(leader, "a", "old");
    fixture.stage().runFor(10 * kSecond);
    QVERIFY(fixture.answerTo(put)->outcome == Outcome::Unknown);
    auto* next = fixture.stage().leader();
    QVERIFY(next != nullptr);
    QVERIFY(std::find(large.begin(), large.end(), next->id()) != large.end());
    QVERIFY(fixture.core(leader).softState().role != Role::Leader);
    QVERIFY(fixture.await(fixture.put(next->id().value(), "a", "new"))->outcome == Outcome::Done);
    fixture.stage().healAll();
    fixture.stage().runFor(5 * kSecond);
    QVERIFY(fixture.areEqual());
    const auto* get = fixture.await(fixture.get(leader, "a"));
    QCOMPARE(StageFixture::valueOf(*get), std::optional<std::string>("new"));
}

void StageFaultsTest::aLossyLinkLosesItsShare() {
    auto options = StageFixture::defaults();
    StageFixture fixture(3, options);
    LinkCondition lossy;
    lossy.lossMillionths = 200'000;
    lossy.maxDelayNs = kMillisecond;
    fixture.stage().setDefaultLink(lossy);
    std::size_t left = 0;
    std::size_t lost = 0;
    fixture.onEvent = [&](const observe::Event& event) {
        left += std::holds_alternative<observe::MessageLeft>(event.body) ? 1U : 0U;
        if (const auto* dropped = std::get_if<observe::MessageDropped>(&event.body)) {
            lost += dropped->reason == DropReason::Loss ? 1U : 0U;
        }
    };
    fixture.stage().runFor(120 * kSecond);
    QVERIFY(left > 2000);
    QVERIFY(lost * 100 > left * 17);
    QVERIFY(lost * 100 < left * 23);
}

void StageFaultsTest::rulesForATypeLeaveOthersAlone() {
    StageFixture fixture(3);
    const auto leader = NodeId(fixture.elect());
    const auto other = NodeId(fixture.follower());
    LinkCondition dead;
    dead.lossMillionths = 1'000'000;
    fixture.stage().setRules({leader, other}, {LinkRule{MessageType::App, dead}});
    std::size_t appends = 0;
    std::size_t heartbeats = 0;
    std::map<quorate::raft::EventId, MessageType> types;
    fixture.onEvent = [&](const observe::Event& event) {
        if (const auto* left = std::get_if<observe::MessageLeft>(&event.body)) {
            types[left->key.sent] = left->type;
        }
        const auto* delivered = std::get_if<observe::MessageDelivered>(&event.body);
        if (delivered != nullptr && delivered->link == Link{leader, other}) {
            appends += types[delivered->key.sent] == MessageType::App ? 1U : 0U;
            heartbeats += types[delivered->key.sent] == MessageType::Heartbeat ? 1U : 0U;
        }
    };
    fixture.await(fixture.put(leader.value(), "a", "1"));
    fixture.stage().runFor(kSecond);
    QCOMPARE(appends, std::size_t{0});
    QVERIFY(heartbeats > 5);
}

namespace {

/// How often a message arrived that had left before one that arrived before it.
std::size_t overtakings(std::uint32_t reorderMillionths) {
    StageFixture fixture(3);
    LinkCondition condition;
    condition.maxDelayNs = 300 * kMillisecond;
    condition.reorderMillionths = reorderMillionths;
    fixture.stage().setDefaultLink(condition);
    std::map<Link, quorate::raft::EventId> last;
    std::size_t count = 0;
    fixture.onEvent = [&](const observe::Event& event) {
        if (const auto* delivered = std::get_if<observe::MessageDelivered>(&event.body)) {
            count += delivered->key.sent < last[delivered->link] ? 1U : 0U;
            last[delivered->link] = std::max(last[delivered->link], delivered->key.sent);
        }
    };
    fixture.stage().runFor(60 * kSecond);
    return count;
}

}  // namespace

void StageFaultsTest::aLinkThatDoesNotReorderKeepsTheOrder() {
    QCOMPARE(overtakings(0), std::size_t{0});
}

void StageFaultsTest::aReorderingLinkDoesNot() {
    QVERIFY(overtakings(500'000) > 10);
}

void StageFaultsTest::aHeldMessageWaitsUntilItIsReleased() {
    StageFixture fixture(3);
    auto& stage = fixture.stage();
    const auto leader = fixture.elect();
    stage.setHoldRule([](const quorate::raft::Message& message) {
        return message.type == MessageType::App && !message.entries.empty();
    });
    const auto put = fixture.put(leader, "a", "1");
    stage.runFor(500 * kMillisecond);
    QVERIFY(fixture.answerTo(put) == nullptr);
    std::vector<MessageKey> held;
    for (const auto* message : stage.links().travelling()) {
        if (message->isHeld) {
            held.push_back(message->key);
        }
    }
    QVERIFY(held.size() >= 2);
    stage.setHoldRule({});
    QVERIFY(stage.release(held.front()).has_value());
    const auto* answer = fixture.await(put);
    QVERIFY(answer != nullptr);
    QVERIFY(answer->outcome == Outcome::Done);
}

void StageFaultsTest::aDroppedMessageNeverArrives() {
    StageFixture fixture(3);
    auto& stage = fixture.stage();
    const auto leader = fixture.elect();
    stage.setHoldRule(
        [](const quorate::raft::Message& message) { return message.type == MessageType::App; });
    fixture.put(leader, "a", "1");
    stage.runFor(10 * kMillisecond);
    QVERIFY(!stage.links().travelling().empty());
    const MessageKey key = stage.links().travelling().front()->key;
    bool arrived = false;
    bool dropped = false;
    fixture.onEvent = [&](const observe::Event& event) {
        const auto* delivered = std::get_if<observe::MessageDelivered>(&event.body);
        arrived = arrived || (delivered != nullptr && delivered->key == key);
        const auto* drop = std::get_if<observe::MessageDropped>(&event.body);
        dropped = dropped ||
                  (drop != nullptr && drop->key == key && drop->reason == DropReason::ByOperator);
    };
    QVERIFY(stage.drop(key).has_value());
    QCOMPARE(stage.release(key).error().code, ErrorCode::NotFound);
    stage.runFor(kSecond);
    QVERIFY(dropped);
    QVERIFY(!arrived);
}

void StageFaultsTest::aProposalThatArrivesTwiceIsAppliedOnce() {
    StageFixture fixture(3);
    auto& stage = fixture.stage();
    const auto leader = NodeId(fixture.elect());
    const auto follower = NodeId(fixture.follower());
    LinkCondition twice;
    twice.duplicateMillionths = 1'000'000;
    twice.maxDelayNs = kMillisecond;
    stage.setRules({follower, leader}, {LinkRule{MessageType::Prop, twice}});
    for (int i = 0; i < 10; ++i) {
        const auto* put = fixture.await(fixture.put(follower.value(), "a", std::to_string(i)));
        QVERIFY(put->outcome == Outcome::Done);
    }
    stage.runFor(kSecond);
    const auto* get = fixture.await(fixture.get(leader.value(), "a"));
    const auto& range = std::get<quorate::kv::RangeResponse>(get->answer.response);
    QCOMPARE(range.kvs.front().version, std::int64_t{10});
    QVERIFY(fixture.duplicatesApplied >= 10);
}

void StageFaultsTest::aNodeWithoutItsDiskIsTurnedAway() {
    StageFixture fixture(3);
    auto& stage = fixture.stage();
    const auto leader = fixture.elect();
    const auto victim = fixture.follower();
    fixture.await(fixture.put(leader, "a", "1"));
    stage.runFor(kSecond);
    QVERIFY(stage.stop(NodeId(victim)).has_value());
    QVERIFY(stage.wipe(NodeId(victim)).has_value());
    QVERIFY(stage.start(NodeId(victim)).has_value());
    stage.runFor(5 * kSecond);
    // It knows nobody and does not speak, but must not follow either.
    QCOMPARE(fixture.node(victim).node().appliedIndex().value(), std::uint64_t{0});
    QVERIFY(fixture.await(fixture.put(leader, "a", "2"))->outcome == Outcome::Done);
    QVERIFY(!fixture.refusals.empty());
    QVERIFY(fixture.refusals.front().reason.find("Remove it from the cluster") !=
            std::string::npos);
}

void StageFaultsTest::anotherNodeUnderARemovedIdIsTaken() {
    StageFixture fixture(3);
    auto& stage = fixture.stage();
    const auto leader = fixture.elect();
    const auto victim = fixture.follower();
    using quorate::raft::ConfChangeType;
    fixture.await(fixture.put(leader, "a", "1"));
    QVERIFY(stage.stop(NodeId(victim)).has_value());
    QVERIFY(stage.wipe(NodeId(victim)).has_value());
    QVERIFY(fixture.await(fixture.change(leader, ConfChangeType::RemoveNode, victim))->outcome ==
            Outcome::Done);
    stage.runFor(kSecond);
    QVERIFY(stage.start(NodeId(victim)).has_value());
    QVERIFY(fixture.await(fixture.change(leader, ConfChangeType::AddNode, victim))->outcome ==
            Outcome::Done);
    stage.runFor(5 * kSecond);
    QVERIFY(fixture.refusals.empty());
    QVERIFY(fixture.areEqual());
}

void StageFaultsTest::aSnapshotThatIsCutOffIsSentAgain() {
    auto options = StageFixture::defaults();
    options.node.snapshotEntries = 20;
    options.node.catchUpEntries = 5;
    options.pace.snapshotStep = {100 * kMillisecond, 100 * kMillisecond};
    StageFixture fixture(3, options);
    auto& stage = fixture.stage();
    const auto leader = NodeId(fixture.elect());
    const auto slow = NodeId(fixture.follower());
    QVERIFY(stage.crash(slow).has_value());
    for (int i = 0; i < 60; ++i) {
        fixture.await(fixture.put(leader.value(), "k" + std::to_string(i), "v"));
    }
    stage.runFor(2 * kSecond);
    QVERIFY(stage.start(slow).has_value());
    bool sent = false;
    bool failed = false;
    fixture.onEvent = [&](const observe::Event& event) {
        const auto* left = std::get_if<observe::MessageLeft>(&event.body);
        if (left != nullptr && left->type == MessageType::Snap && !std::exchange(sent, true)) {
            stage.alarm(50 * kMillisecond, [&] { stage.cut({leader, slow}); });
            stage.alarm(400 * kMillisecond, [&] { stage.heal({leader, slow}); });
        }
        const auto* dropped = std::get_if<observe::MessageDropped>(&event.body);
        failed = failed || (dropped != nullptr && dropped->reason == DropReason::Disconnected);
    };
    stage.runFor(10 * kSecond);
    QVERIFY(sent);
    QVERIFY(failed);
    QVERIFY(fixture.areEqual());
}

QTEST_GUILESS_MAIN(StageFaultsTest)
#include "tst_stage_faults.moc"
