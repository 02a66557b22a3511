// SPDX-License-Identifier: Apache-2.0
// What is done to nodes and links of sessions on real time, and undone.
#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <vector>

#include "gui/model/entry_state.h"
#include "tests/gui/live_talk.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::conditionOf;
using quorate::tests::followerOf;
using quorate::tests::kPatienceMs;
using quorate::tests::leaderOf;
using quorate::tests::newSession;
using quorate::tests::openWithLeader;
using quorate::tests::put;
using quorate::tests::run;
using quorate::tests::stateOf;

class LiveFaultsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aKilledNodeIsAFaultUntilItIsUndone();
    void aStoppedNodeHandsOverAndComesBack();
    void aPausedNodeDoesNothingUntilItIsResumed();
    void aPauseOfACertainLengthEndsByItselfAndNoOther();
    void aPausedNodeCanBeKilled();
    void aNodeThatIsCutOffFollowsNobodyUntilItIsHealed();
    void aSlowLinkDelaysWhatItCarries();
};

void LiveFaultsTest::aKilledNodeIsAFaultUntilItIsUndone() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    const raft::NodeId leader = leaderOf(*session)->id;
    QVERIFY(run(*session, ActOnNode{NodeAct::Kill, leader}).value());
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(*session).faults().size(), 1U, kPatienceMs);
    QCOMPARE(conditionOf(*session, leader), observe::NodeCondition::Down);
    QTRY_VERIFY_WITH_TIMEOUT(leaderOf(*session) != nullptr && leaderOf(*session)->id != leader,
                             kPatienceMs);
    QVERIFY(put(*session, "key", "while it is down"));
    const std::uint64_t fault = stateOf(*session).faults().front().fault;
    QVERIFY(run(*session, EndFault{fault}).value());
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*session).faults().empty(), kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, leader), observe::NodeCondition::Up,
                              kPatienceMs);
    // Nothing is left on its way to it from when it was down.
    QTRY_VERIFY_WITH_TIMEOUT(
        stateOf(*session).findNode(leader)->log.committed >= leaderOf(*session)->log.committed,
        kPatienceMs);
    const auto again = run(*session, EndFault{fault});
    QVERIFY(again && !*again);
}

void LiveFaultsTest::aStoppedNodeHandsOverAndComesBack() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    QVERIFY(put(*session, "key", "value"));
    const raft::NodeId leader = leaderOf(*session)->id;
    const auto stopped = run(*session, ActOnNode{NodeAct::Stop, leader});
    QVERIFY(stopped && *stopped);
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, leader), observe::NodeCondition::Down,
                              kPatienceMs);
    const auto again = run(*session, ActOnNode{NodeAct::Stop, leader});
    QVERIFY(again && !*again);
    const auto restarted = run(*session, ActOnNode{NodeAct::Restart, leader});
    QVERIFY(restarted && *restarted);
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, leader), observe::NodeCondition::Up,
                              kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*session).faults().empty(), kPatienceMs);
}

void LiveFaultsTest::aPausedNodeDoesNothingUntilItIsResumed() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    const raft::NodeId leader = leaderOf(*session)->id;
    QVERIFY(run(*session, ActOnNode{NodeAct::Pause, leader}).value());
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, leader), observe::NodeCondition::Paused,
                              kPatienceMs);
    // The others go on, and so does the recording.
    QTRY_VERIFY_WITH_TIMEOUT(leaderOf(*session) != nullptr && leaderOf(*session)->id != leader,
                             kPatienceMs);
    QVERIFY(put(*session, "key", "value"));
    QCOMPARE(stateOf(*session).findNode(leader)->role, raft::Role::Leader);
    QVERIFY(run(*session, ActOnNode{NodeAct::Resume, leader}).value());
    QTRY_VERIFY_WITH_TIMEOUT(
        stateOf(*session).findNode(leader)->role != raft::Role::Leader ||
            stateOf(*session).findNode(leader)->term >= leaderOf(*session)->term,
        kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, leader), observe::NodeCondition::Up,
                              kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*session).faults().empty(), kPatienceMs);
}

void LiveFaultsTest::aPauseOfACertainLengthEndsByItselfAndNoOther() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    const raft::NodeId node = followerOf(*session);
    const auto tooLong = run(*session, ActOnNode{NodeAct::Pause, node, 61'000});
    QVERIFY(tooLong && !*tooLong);
    QElapsedTimer since;
    since.start();
    QVERIFY(run(*session, ActOnNode{NodeAct::Pause, node, 1000}).value());
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(*session).faults().size(), 1U, kPatienceMs);
    QCOMPARE(stateOf(*session).faults().front().text, std::string("paused for 1000 ms"));
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*session).faults().empty(), kPatienceMs);
    QVERIFY(since.elapsed() >= 1000);
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, node), observe::NodeCondition::Up, kPatienceMs);
    // One that was ended by hand ends no other.
    QVERIFY(run(*session, ActOnNode{NodeAct::Pause, node, 1000}).value());
    QVERIFY(run(*session, ActOnNode{NodeAct::Resume, node}).value());
    QVERIFY(run(*session, ActOnNode{NodeAct::Pause, node}).value());
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, node), observe::NodeCondition::Paused,
                              kPatienceMs);
    QTest::qWait(1200);
    QCOMPARE(conditionOf(*session, node), observe::NodeCondition::Paused);
    QCOMPARE(stateOf(*session).faults().size(), 1U);
    QVERIFY(run(*session, ActOnNode{NodeAct::Resume, node}).value());
}

void LiveFaultsTest::aPausedNodeCanBeKilled() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    const raft::NodeId node = followerOf(*session);
    QVERIFY(run(*session, ActOnNode{NodeAct::Pause, node}).value());
    QVERIFY(run(*session, ActOnNode{NodeAct::Kill, node}).value());
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, node), observe::NodeCondition::Down,
                              kPatienceMs);
    QVERIFY(run(*session, ActOnNode{NodeAct::Start, node}).value());
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, node), observe::NodeCondition::Up, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*session).faults().empty(), kPatienceMs);
}

void LiveFaultsTest::aNodeThatIsCutOffFollowsNobodyUntilItIsHealed() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    const raft::NodeId leader = leaderOf(*session)->id;
    std::vector<raft::NodeId> others;
    for (std::uint64_t id = 1; id <= 3; ++id) {
        if (raft::NodeId(id) != leader) {
            others.emplace_back(id);
        }
    }
    QVERIFY(run(*session, Partition{{{leader}, others}}).value());
    const observe::Link link{leader, others.front()};
    QTRY_VERIFY_WITH_TIMEOUT(
        stateOf(*session).findLink(link) != nullptr && stateOf(*session).findLink(link)->isCut,
        kPatienceMs);
    // Those who are many elect another one; the old one finds out that nobody hears it.
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*session).findNode(leader)->role != raft::Role::Leader &&
                                 leaderOf(*session) != nullptr && leaderOf(*session)->id != leader,
                             kPatienceMs);
    QVERIFY(put(*session, "key", "of the many"));
    QVERIFY(run(*session, EndAllFaults{}).value());
    QTRY_VERIFY_WITH_TIMEOUT(
        stateOf(*session).faults().empty() && !stateOf(*session).findLink(link)->isCut,
        kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(
        leaderOf(*session) != nullptr &&
            stateOf(*session).findNode(leader)->log.committed >= leaderOf(*session)->log.committed,
        kPatienceMs);
    const auto nobody = run(*session, Partition{{{leader}}});
    QVERIFY(nobody && !*nobody);
}

void LiveFaultsTest::aSlowLinkDelaysWhatItCarries() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    const observe::Link link{leaderOf(*session)->id, followerOf(*session)};
    observe::LinkCondition slow;
    slow.minDelayNs = 60'000'000;
    slow.maxDelayNs = 60'000'000;
    QVERIFY(run(*session, SetLinkCondition{{link}, std::nullopt, slow}).value());
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(*session).faults().size(), 1U, kPatienceMs);
    const auto onTheWay = [&session, link] {
        const auto& messages = stateOf(*session).messagesInFlight();
        return std::any_of(messages.begin(), messages.end(), [link](const auto& message) {
            return message.link == link && message.due > message.left;
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(onTheWay(), kPatienceMs);
    QVERIFY(run(*session, SetLinkCondition{{link}, std::nullopt, {}}).value());
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*session).faults().empty(), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(!onTheWay(), kPatienceMs);
}

QTEST_MAIN(LiveFaultsTest)
#include "tst_live_faults.moc"
