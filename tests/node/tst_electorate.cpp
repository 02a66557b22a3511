// SPDX-License-Identifier: Apache-2.0
// Whose word counts, and from which directory.
#include <QTest>

#include <initializer_list>

#include "engine/base/invariant.h"
#include "engine/node/electorate.h"
#include "engine/raft/conf_changer.h"

using namespace quorate;
using node::Electorate;
using node::MemberDetails;
using raft::NodeId;

namespace {

constexpr std::uint64_t kOwn = 100;

std::uint64_t directoryOf(std::uint64_t node) {
    return 100 * node;
}

/// First members 1 to `voters`, and learners behind them.
raft::ProgressTracker trackerOf(std::uint64_t voters, std::uint64_t learners = 0) {
    raft::ConfState state;
    for (std::uint64_t id = 1; id <= voters + learners; ++id) {
        (id <= voters ? state.voters : state.learners).emplace_back(id);
    }
    raft::ProgressTracker tracker(raft::InflightLimits{});
    auto members = raft::restoreConfiguration(state, tracker.limits(), raft::Index(1));
    QUORATE_INVARIANT(members.has_value(), "a sound configuration");
    tracker.config = members->config;
    tracker.progress = members->progress;
    return tracker;
}

/// Node 1, whose directory is kOwn.
Electorate ofFirst(bool isConfirmed = false, node::MemberDirectories bound = {}) {
    return {NodeId(1), kOwn, isConfirmed, std::move(bound)};
}

void meet(Electorate& electorate, std::uint64_t peer, const raft::ProgressTracker& tracker) {
    const auto standing = electorate.judge(NodeId(peer), directoryOf(peer), tracker);
    QVERIFY(standing);
    electorate.met(NodeId(peer), directoryOf(peer), *standing);
}

}  // namespace

class ElectorateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aloneItsOwnWordCounts();
    void firstMembersMustAllButOneBeRemembered_data();
    void firstMembersMustAllButOneBeRemembered();
    void whoIsTurnedAwayOnceIsNotConfirmed();
    void aPeerCountsOnceItIsConfirmed();
    void anotherDirectoryUnderAKnownIdIsTurnedAway();
    void aBoundMemberCountsFromItsDirectoryOnly();
    void aWipedNodeDoesNotCountForItself();
    void learnersAreNoMatter();
    void aChangeBringsTheDirectoriesOfItsVoters();
    void aChangeWaitsForAVoterThatWasNotMet();
    void whoComesUnderTheIdOfARemovedMemberIsSomebodyElse();
    void aStrangerThatIsLostIsForgotten();
    void withoutADirectoryEverybodyCounts();
};

void ElectorateTest::aloneItsOwnWordCounts() {
    const Electorate electorate = ofFirst();
    QVERIFY(electorate.counts(NodeId(1), trackerOf(1)));
    QVERIFY(!electorate.isUnconfirmed(trackerOf(1)));
    QVERIFY(!electorate.counts(NodeId(1), trackerOf(3)));
}

void ElectorateTest::firstMembersMustAllButOneBeRemembered_data() {
    QTest::addColumn<std::uint64_t>("members");
    QTest::addColumn<std::uint64_t>("witnesses");
    // k = (n + f + 2) / 2 of them know its directory, itself included.
    QTest::addRow("two") << std::uint64_t{2} << std::uint64_t{1};
    QTest::addRow("three") << std::uint64_t{3} << std::uint64_t{2};
    QTest::addRow("four") << std::uint64_t{4} << std::uint64_t{2};
    QTest::addRow("five") << std::uint64_t{5} << std::uint64_t{3};
    QTest::addRow("seven") << std::uint64_t{7} << std::uint64_t{5};
    QTest::addRow("nine") << std::uint64_t{9} << std::uint64_t{6};
}

void ElectorateTest::firstMembersMustAllButOneBeRemembered() {
    QFETCH(const std::uint64_t, members);
    QFETCH(const std::uint64_t, witnesses);
    const raft::ProgressTracker tracker = trackerOf(members);
    Electorate electorate = ofFirst();
    for (std::uint64_t known = 0; known < witnesses; ++known) {
        QVERIFY(electorate.isUnconfirmed(tracker));
        QVERIFY(!electorate.isConfirmationDue(tracker));
        electorate.rememberedBy(NodeId(2 + known));
    }
    QVERIFY(electorate.isConfirmationDue(tracker));
    QVERIFY2(!electorate.counts(NodeId(1), tracker), "it is to be written down first");
    electorate.confirm();
    QVERIFY(electorate.counts(NodeId(1), tracker));
    QVERIFY(!electorate.isUnconfirmed(tracker));
}

void ElectorateTest::whoIsTurnedAwayOnceIsNotConfirmed() {
    const raft::ProgressTracker tracker = trackerOf(5);
    Electorate electorate = ofFirst();
    for (const std::uint64_t peer : {2U, 3U, 4U}) {
        electorate.rememberedBy(NodeId(peer));
    }
    electorate.turnedAwayBy(NodeId(5));
    QVERIFY(!electorate.isConfirmationDue(tracker));
    electorate.rememberedBy(NodeId(5));
    QVERIFY(electorate.isConfirmationDue(tracker));
}

void ElectorateTest::aPeerCountsOnceItIsConfirmed() {
    const raft::ProgressTracker tracker = trackerOf(3);
    Electorate electorate = ofFirst(true);
    electorate.peerConfirmed(NodeId(2));
    QVERIFY2(!electorate.counts(NodeId(2), tracker), "it was not met");
    meet(electorate, 2, tracker);
    QVERIFY(electorate.remembers(NodeId(2), tracker));
    QVERIFY(!electorate.counts(NodeId(2), tracker));
    electorate.peerConfirmed(NodeId(2));
    QVERIFY(electorate.counts(NodeId(2), tracker));
    QVERIFY(!electorate.counts(NodeId(3), tracker));
}

void ElectorateTest::anotherDirectoryUnderAKnownIdIsTurnedAway() {
    const raft::ProgressTracker tracker = trackerOf(3);
    Electorate electorate = ofFirst(true);
    meet(electorate, 2, tracker);
    const auto judged = electorate.judge(NodeId(2), 222, tracker);
    QVERIFY(!judged);
    QCOMPARE(judged.error().code, ErrorCode::FailedPrecondition);
    QVERIFY(electorate.judge(NodeId(2), directoryOf(2), tracker));
}

void ElectorateTest::aBoundMemberCountsFromItsDirectoryOnly() {
    const raft::ProgressTracker tracker = trackerOf(3);
    Electorate electorate = ofFirst(true, {{NodeId(1), kOwn}, {NodeId(2), 222}});
    QVERIFY(!electorate.judge(NodeId(2), directoryOf(2), tracker));
    QVERIFY(!electorate.counts(NodeId(2), tracker));
    const auto standing = electorate.judge(NodeId(2), 222, tracker);
    QVERIFY(standing && *standing == Electorate::Standing::Known);
    electorate.met(NodeId(2), 222, Electorate::Standing::Known);
    QVERIFY(electorate.counts(NodeId(2), tracker));
    QVERIFY(!electorate.remembers(NodeId(2), tracker));
}

void ElectorateTest::aWipedNodeDoesNotCountForItself() {
    const raft::ProgressTracker tracker = trackerOf(3);
    const Electorate electorate = ofFirst(true, {{NodeId(1), 111}});
    QVERIFY(!electorate.counts(NodeId(1), tracker));
    QVERIFY2(!electorate.isUnconfirmed(tracker), "nobody could confirm it");
}

void ElectorateTest::learnersAreNoMatter() {
    const raft::ProgressTracker tracker = trackerOf(3, 1);
    const Electorate electorate = ofFirst(true);
    QVERIFY(electorate.counts(NodeId(4), tracker));
}

void ElectorateTest::aChangeBringsTheDirectoriesOfItsVoters() {
    const raft::ProgressTracker tracker = trackerOf(3);
    Electorate electorate = ofFirst(true);
    for (const std::uint64_t peer : {2U, 3U}) {
        meet(electorate, peer, tracker);
        electorate.peerConfirmed(NodeId(peer));
    }
    const Electorate::Bindings bindings = electorate.bindings(tracker.config, tracker);
    QVERIFY(!bindings.missing);
    QVERIFY(bindings.directories ==
            (node::MemberDirectories{{NodeId(1), 100}, {NodeId(2), 200}, {NodeId(3), 300}}));
    // Once it took effect they are bound.
    MemberDetails details;
    details.directories = bindings.directories;
    const std::uint64_t before = electorate.version();
    electorate.changed(tracker.confState(), tracker.confState(), details.encode());
    QVERIFY(electorate.version() > before);
    QVERIFY(!electorate.judge(NodeId(2), 222, tracker));
    QVERIFY(electorate.bindings(tracker.config, tracker).directories.empty());
}

void ElectorateTest::aChangeWaitsForAVoterThatWasNotMet() {
    const raft::ProgressTracker tracker = trackerOf(3);
    Electorate electorate = ofFirst(true);
    meet(electorate, 2, tracker);
    electorate.peerConfirmed(NodeId(2));
    QVERIFY(electorate.bindings(tracker.config, tracker).missing == NodeId(3));
    meet(electorate, 3, tracker);
    QVERIFY2(electorate.bindings(tracker.config, tracker).missing == NodeId(3),
             "met, but not confirmed");
}

void ElectorateTest::whoComesUnderTheIdOfARemovedMemberIsSomebodyElse() {
    const raft::ProgressTracker three = trackerOf(3);
    const raft::ProgressTracker two = trackerOf(2);
    Electorate electorate = ofFirst(
        true, {{NodeId(1), kOwn}, {NodeId(2), directoryOf(2)}, {NodeId(3), directoryOf(3)}});
    electorate.changed(three.confState(), two.confState(), {});
    electorate.changed(two.confState(), three.confState(), {});
    QVERIFY(electorate.judge(NodeId(3), 333, three));
}

void ElectorateTest::aStrangerThatIsLostIsForgotten() {
    const raft::ProgressTracker tracker = trackerOf(3);
    Electorate electorate = ofFirst(true);
    electorate.met(NodeId(9), directoryOf(9), Electorate::Standing::Known);
    electorate.lost(NodeId(9), tracker);
    const raft::ProgressTracker nine = trackerOf(9);
    QVERIFY(electorate.judge(NodeId(9), 999, nine));
    // A member is remembered.
    meet(electorate, 2, tracker);
    electorate.lost(NodeId(2), tracker);
    QVERIFY(!electorate.judge(NodeId(2), 222, tracker));
}

void ElectorateTest::withoutADirectoryEverybodyCounts() {
    const raft::ProgressTracker tracker = trackerOf(3);
    const Electorate electorate(NodeId(1), 0, false, {});
    QVERIFY(electorate.counts(NodeId(1), tracker));
    QVERIFY(electorate.counts(NodeId(2), tracker));
    QVERIFY(!electorate.isUnconfirmed(tracker));
    QVERIFY(electorate.judge(NodeId(2), 1, tracker));
    QVERIFY(!electorate.bindings(tracker.config, tracker).missing);
}

QTEST_GUILESS_MAIN(ElectorateTest)
#include "tst_electorate.moc"
