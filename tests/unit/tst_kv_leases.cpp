// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <limits>
#include <string>
#include <vector>

#include "engine/kv/lease_clock.h"
#include "engine/kv/leases.h"
#include "tests/unit/kv_support.h"

using namespace quorate;
using namespace quorate::kv;
using namespace quorate::kv::test;

namespace {

using Lines = std::vector<std::string>;
using MaybeError = std::optional<KvError>;

std::string attached(Machine& machine, std::int64_t lease, const std::string& after = {},
                     std::size_t limit = 100) {
    std::string text;
    const auto keys = leaseKeys(machine.keySpace().now(), {lease}, bytes(after), limit).value();
    for (const Bytes& key : keys) {
        text += (text.empty() ? "" : " ") + key.toString();
    }
    return text;
}

std::vector<std::int64_t> idsOf(const std::vector<LeaseId>& leases) {
    std::vector<std::int64_t> ids;
    for (const LeaseId id : leases) {
        ids.push_back(id.value);
    }
    return ids;
}

using Ids = std::vector<std::int64_t>;

/// A clock whose tick is half a second.
class Clock : public LeaseClock {
public:
    explicit Clock(std::uint32_t checkpointMs = 0) : LeaseClock(Options{500, 3000, checkpointMs}) {}

    void seconds(double seconds) {
        for (int ticks = static_cast<int>(seconds * 2); ticks > 0; --ticks) {
            tick();
        }
    }
    void grant(std::int64_t id, std::int64_t ttl, std::int64_t remaining = 0) {
        follow({LeaseChange::Kind::Granted, {{id}, ttl, remaining}});
    }
    Ids expired(std::size_t max = 100) { return idsOf(takeExpired(max)); }
};

}  // namespace

class KvLeasesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLeaseIsGrantedOnce();
    void aLeaseLastsAtLeastASecond();
    void keysFollowTheirLease();
    void revokingDeletesTheKeysInOneRevision();
    void revokingALeaseWithoutKeysLeavesTheRevision();
    void anUnknownLeaseIsRefused();
    void leasesAreListedInOrder();
    void attachedKeysAreListedInPages();
    void leasesSurviveARestart();
    void aCheckpointNotesWhatIsLeft();
    void anApplyTellsWhatHappenedToLeases();

    void timeRunsOnTheLeaderOnly();
    void aLeaseExpiresAfterItsTime();
    void keepingAliveStartsAnew();
    void anExpiredLeaseCannotBeRenewed();
    void anExpiredLeaseIsHandedOutAgainUntilItIsRevoked();
    void fewAreHandedOutAtATimeTheEarliestFirst();
    void aNewLeaderGivesTheFullTimeAgain();
    void aNewLeaderGivesWhatWasLeftAtTheCheckpoint();
    void renewingACheckpointedLeaseAsksForAReset();
    void longLeasesGetCheckpoints();
    void loadingForgetsWhatWasThere();
};

void KvLeasesTest::aLeaseIsGrantedOnce() {
    Machine machine;
    const auto response = machine.ok<LeaseGrantResponse>(LeaseGrantRequest{{7}, 30});
    QCOMPARE(response, (LeaseGrantResponse{1, {7}, 30}));
    QCOMPARE(machine.refusal(LeaseGrantRequest{{7}, 60}), MaybeError(KvError::LeaseExists));
    QCOMPARE(findLease(machine.keySpace().now(), {7}).value()->ttlSeconds, std::int64_t{30});
    QCOMPARE(machine.refusal(LeaseGrantRequest{{0}, 60}), MaybeError(KvError::LeaseNotFound));
    QCOMPARE(machine.refusal(LeaseGrantRequest{{8}, std::numeric_limits<std::int64_t>::max()}),
             MaybeError(KvError::LeaseTtlTooLarge));
    QCOMPARE(machine.revision(), std::int64_t{1});
}

void KvLeasesTest::aLeaseLastsAtLeastASecond() {
    Machine machine;
    QCOMPARE(machine.ok<LeaseGrantResponse>(LeaseGrantRequest{{7}, -5}).ttlSeconds,
             std::int64_t{1});
}

void KvLeasesTest::keysFollowTheirLease() {
    Machine machine;
    machine.apply(LeaseGrantRequest{{7}, 30});
    machine.apply(LeaseGrantRequest{{8}, 30});
    machine.apply(put("a", "1", 7));
    machine.apply(put("b", "1", 7));
    QCOMPARE(attached(machine, 7), std::string("a b"));
    machine.apply(put("a", "2", 8));
    QCOMPARE(attached(machine, 7), std::string("b"));
    QCOMPARE(attached(machine, 8), std::string("a"));
    machine.apply(put("b", "2"));
    QCOMPARE(attached(machine, 7), std::string());
    machine.apply(erase("a"));
    QCOMPARE(attached(machine, 8), std::string());
    QCOMPARE(machine.refusal(put("a", "3", 9)), MaybeError(KvError::LeaseNotFound));
}

void KvLeasesTest::revokingDeletesTheKeysInOneRevision() {
    Machine machine;
    machine.apply(LeaseGrantRequest{{7}, 30});
    machine.apply(put("c", "1", 7));
    machine.apply(put("a", "2", 7));
    machine.apply(put("b", "3"));
    machine.apply(put(raw("a\0"), "4", 7));
    QCOMPARE(machine.ok<LeaseRevokeResponse>(LeaseRevokeRequest{{7}}).revision, std::int64_t{6});
    QCOMPARE(describe(machine.lastReport.effects.events),
             (Lines{"DELETE 6.0 a <- a=2@3/3/1~7",
                    "DELETE 6.1 " + raw("a\0") + " <- " + raw("a\0") + "=4@5/5/1~7",
                    "DELETE 6.2 c <- c=1@2/2/1~7"}));
    QCOMPARE(machine.all(), std::string("b=3@4/4/1"));
    QCOMPARE(attached(machine, 7), std::string());
    QVERIFY(!findLease(machine.keySpace().now(), {7}).value());
    QCOMPARE(machine.refusal(put("a", "1", 7)), MaybeError(KvError::LeaseNotFound));
    // The name is free again.
    QCOMPARE(machine.refusal(LeaseGrantRequest{{7}, 30}), MaybeError());
}

void KvLeasesTest::revokingALeaseWithoutKeysLeavesTheRevision() {
    Machine machine;
    machine.apply(LeaseGrantRequest{{7}, 30});
    QCOMPARE(machine.ok<LeaseRevokeResponse>(LeaseRevokeRequest{{7}}).revision, std::int64_t{1});
    QCOMPARE(machine.revision(), std::int64_t{1});
}

void KvLeasesTest::anUnknownLeaseIsRefused() {
    Machine machine;
    QCOMPARE(machine.refusal(LeaseRevokeRequest{{7}}), MaybeError(KvError::LeaseNotFound));
    QCOMPARE(machine.refusal(LeaseRevokeRequest{{0}}), MaybeError(KvError::LeaseNotFound));
    LeaseCheckpointRequest checkpoint;
    checkpoint.checkpoints = {{{7}, 5}};
    QCOMPARE(machine.refusal(checkpoint), MaybeError());
    QVERIFY(machine.lastReport.effects.leases.empty());
}

void KvLeasesTest::leasesAreListedInOrder() {
    Machine machine;
    for (const std::int64_t id : {std::int64_t{300}, std::int64_t{-1}, std::int64_t{2},
                                  std::numeric_limits<std::int64_t>::max()}) {
        machine.apply(LeaseGrantRequest{{id}, 30});
    }
    const auto list = [&](std::int64_t from, std::size_t limit) {
        Ids ids;
        const auto leases = listLeases(machine.keySpace().now(), {from}, limit);
        for (const Lease& lease : *leases) {
            ids.push_back(lease.id.value);
        }
        return ids;
    };
    QCOMPARE(list(0, 9), (Ids{2, 300, std::numeric_limits<std::int64_t>::max(), -1}));
    QCOMPARE(list(0, 2), (Ids{2, 300}));
    QCOMPARE(list(3, 1), (Ids{300}));
}

void KvLeasesTest::attachedKeysAreListedInPages() {
    Machine machine;
    machine.apply(LeaseGrantRequest{{7}, 30});
    machine.apply(LeaseGrantRequest{{8}, 30});
    for (const char* key : {"a", "b", "c", "d"}) {
        machine.apply(put(key, "v", 7));
    }
    machine.apply(put("z", "v", 8));
    QCOMPARE(attached(machine, 7, "", 2), std::string("a b"));
    QCOMPARE(attached(machine, 7, "b", 2), std::string("c d"));
    QCOMPARE(attached(machine, 7, "d", 2), std::string());
    QCOMPARE(attached(machine, 7, "aa", 9), std::string("b c d"));
}

void KvLeasesTest::leasesSurviveARestart() {
    Machine machine;
    machine.apply(LeaseGrantRequest{{7}, 30});
    machine.apply(put("a", "1", 7));
    machine.reopen();
    QCOMPARE(attached(machine, 7), std::string("a"));
    machine.apply(LeaseRevokeRequest{{7}});
    QCOMPARE(machine.all(), std::string());
}

void KvLeasesTest::aCheckpointNotesWhatIsLeft() {
    Machine machine;
    machine.apply(LeaseGrantRequest{{7}, 30});
    const auto remaining = [&](std::int64_t seconds) {
        LeaseCheckpointRequest checkpoint;
        checkpoint.checkpoints = {{{7}, seconds}, {{99}, 1}};
        machine.apply(checkpoint);
        return findLease(machine.keySpace().now(), {7}).value()->remainingSeconds;
    };
    QCOMPARE(remaining(12), std::int64_t{12});
    QCOMPARE(remaining(50), std::int64_t{30});
    QCOMPARE(remaining(-1), std::int64_t{0});
}

void KvLeasesTest::anApplyTellsWhatHappenedToLeases() {
    Machine machine;
    LeaseCheckpointRequest checkpoint;
    checkpoint.checkpoints = {{{7}, 5}};
    const ApplyReport report = machine.applyAll(
        {machine.item(LeaseGrantRequest{{7}, 30}), machine.item(LeaseGrantRequest{{7}, 31}),
         machine.item(checkpoint), machine.item(LeaseRevokeRequest{{7}})});
    const std::vector<LeaseChange> expected{{LeaseChange::Kind::Granted, {{7}, 30, 0}},
                                            {LeaseChange::Kind::Checkpointed, {{7}, 30, 5}},
                                            {LeaseChange::Kind::Revoked, {{7}, 0, 0}}};
    QVERIFY(report.effects.leases == expected);
}

void KvLeasesTest::timeRunsOnTheLeaderOnly() {
    Clock clock;
    clock.grant(1, 2);
    clock.seconds(10);
    QCOMPARE(clock.expired(), Ids());
    QVERIFY(!clock.renew({1}));
    QCOMPARE(clock.times({1})->ttlSeconds, std::int64_t{2});
    clock.promote();
    clock.seconds(1.5);
    QCOMPARE(clock.expired(), Ids());
    clock.demote();
    clock.seconds(10);
    QCOMPARE(clock.expired(), Ids());
    QVERIFY(!clock.isPrimary());
}

void KvLeasesTest::aLeaseExpiresAfterItsTime() {
    Clock clock;
    clock.promote();
    clock.grant(1, 2);
    clock.seconds(1.5);
    QCOMPARE(clock.times({1})->remainingSeconds, std::int64_t{0});
    QCOMPARE(clock.expired(), Ids());
    clock.seconds(0.5);
    QCOMPARE(clock.expired(), Ids{1});
    clock.follow({LeaseChange::Kind::Revoked, {{1}, 0, 0}});
    clock.seconds(10);
    QCOMPARE(clock.expired(), Ids());
    QCOMPARE(clock.size(), std::size_t{0});
    QVERIFY(!clock.times({1}));
}

void KvLeasesTest::keepingAliveStartsAnew() {
    Clock clock;
    clock.promote();
    clock.grant(1, 10);
    clock.seconds(9);
    QCOMPARE(clock.times({1})->remainingSeconds, std::int64_t{1});
    QCOMPARE(clock.renew({1})->ttlSeconds, std::int64_t{10});
    QVERIFY(!clock.renew({1})->resetCheckpoint);
    QCOMPARE(clock.times({1})->remainingSeconds, std::int64_t{10});
    clock.seconds(9.5);
    QCOMPARE(clock.expired(), Ids());
    clock.seconds(0.5);
    QCOMPARE(clock.expired(), Ids{1});
    QVERIFY(!clock.renew({2}));
}

void KvLeasesTest::anExpiredLeaseCannotBeRenewed() {
    Clock clock;
    clock.promote();
    clock.grant(1, 2);
    clock.seconds(2);
    QVERIFY(!clock.renew({1}));
    QCOMPARE(clock.expired(), Ids{1});
    QVERIFY(!clock.renew({1}));
    QCOMPARE(clock.times({1})->remainingSeconds, std::int64_t{0});
}

void KvLeasesTest::anExpiredLeaseIsHandedOutAgainUntilItIsRevoked() {
    Clock clock;
    clock.promote();
    clock.grant(1, 2);
    clock.seconds(2);
    QCOMPARE(clock.expired(), Ids{1});
    QCOMPARE(clock.expired(), Ids());
    clock.seconds(3);
    QCOMPARE(clock.expired(), Ids());
    clock.seconds(0.5);
    QCOMPARE(clock.expired(), Ids{1});
}

void KvLeasesTest::fewAreHandedOutAtATimeTheEarliestFirst() {
    Clock clock;
    clock.promote();
    clock.grant(1, 4);
    clock.grant(2, 3);
    clock.grant(3, 2);
    clock.grant(4, 50);
    clock.seconds(4);
    QCOMPARE(clock.expired(2), (Ids{3, 2}));
    QCOMPARE(clock.expired(2), (Ids{1}));
    QCOMPARE(clock.expired(2), Ids());
}

void KvLeasesTest::aNewLeaderGivesTheFullTimeAgain() {
    Clock clock;
    clock.promote();
    clock.grant(1, 5);
    clock.seconds(5);
    QCOMPARE(clock.expired(), Ids{1});
    clock.demote();
    clock.seconds(1);
    clock.promote(1000);
    clock.seconds(5.5);
    QCOMPARE(clock.expired(), Ids());
    QVERIFY(clock.renew({1}));
    clock.seconds(5);
    QCOMPARE(clock.expired(), Ids{1});
}

void KvLeasesTest::aNewLeaderGivesWhatWasLeftAtTheCheckpoint() {
    Clock clock;
    clock.grant(1, 100);
    clock.grant(2, 100);
    clock.follow({LeaseChange::Kind::Checkpointed, {{1}, 100, 3}});
    clock.follow({LeaseChange::Kind::Checkpointed, {{3}, 100, 3}});
    clock.promote();
    clock.seconds(3);
    QCOMPARE(clock.expired(), Ids{1});
    QCOMPARE(clock.size(), std::size_t{2});
}

void KvLeasesTest::renewingACheckpointedLeaseAsksForAReset() {
    Clock clock;
    clock.promote();
    clock.grant(1, 100);
    clock.follow({LeaseChange::Kind::Checkpointed, {{1}, 100, 3}});
    clock.seconds(50);
    QCOMPARE(clock.expired(), Ids());
    QVERIFY(clock.renew({1})->resetCheckpoint);
    clock.follow({LeaseChange::Kind::Checkpointed, {{1}, 100, 0}});
    QVERIFY(!clock.renew({1})->resetCheckpoint);
}

void KvLeasesTest::longLeasesGetCheckpoints() {
    Clock clock(10'000);
    clock.promote();
    clock.grant(1, 25);
    clock.grant(2, 10);
    clock.grant(3, 12);
    clock.seconds(9.5);
    QVERIFY(clock.takeCheckpoints(9).empty());
    clock.seconds(0.5);
    QVERIFY(clock.takeCheckpoints(1) == (std::vector<LeaseCheckpoint>{{{1}, 15}}));
    QVERIFY(clock.takeCheckpoints(9) == (std::vector<LeaseCheckpoint>{{{3}, 2}}));
    QVERIFY(clock.takeCheckpoints(9).empty());
    clock.renew({1});
    clock.seconds(9.5);
    QVERIFY(clock.takeCheckpoints(9).empty());
    clock.seconds(0.5);
    QVERIFY(clock.takeCheckpoints(9) == (std::vector<LeaseCheckpoint>{{{1}, 15}}));
    Clock without;
    without.promote();
    without.grant(1, 1000);
    without.seconds(900);
    QVERIFY(without.takeCheckpoints(9).empty());
}

void KvLeasesTest::loadingForgetsWhatWasThere() {
    Clock clock;
    clock.promote();
    clock.grant(1, 2);
    clock.load({{{2}, 4, 0}, {{3}, 9, 1}});
    QCOMPARE(clock.size(), std::size_t{2});
    clock.seconds(4);
    QCOMPARE(clock.expired(), (Ids{3, 2}));
}

QTEST_APPLESS_MAIN(KvLeasesTest)
#include "tst_kv_leases.moc"
