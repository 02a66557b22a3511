// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <limits>
#include <string>
#include <vector>

#include "engine/node/lease_keeper.h"
#include "tests/node/node_world.h"
#include "tests/unit/kv_support.h"

using namespace quorate;
using kv::test::Machine;
using node::LeaseKeeper;

namespace {

LeaseKeeper::Options options() {
    LeaseKeeper::Options options;
    options.clock.tickMs = 500;
    options.clock.retryMs = 3000;
    options.electionMs = 1000;
    options.pageLeases = 2;
    return options;
}

/// A key space and the keeper of its leases: what is proposed is applied at once.
struct House {
    explicit House(const LeaseKeeper::Options& options) : keeper(options) {
        load();
        keeper.lead(true);
    }
    void load() {
        keeper.beginLoading();
        while (keeper.loadSome(machine.keySpace().now()).value()) {
        }
    }
    void apply(const kv::Command& command) {
        machine.apply(command);
        keeper.follow(machine.lastReport.effects);
    }
    void grant(std::int64_t id, std::int64_t seconds) {
        apply(kv::LeaseGrantRequest{{id}, seconds});
    }
    /// Runs so long, and answers which leases were revoked, in order.
    std::string run(int ticks) {
        std::string revoked;
        for (int i = 0; i < ticks; ++i) {
            keeper.tick();
            for (const kv::Command& command : keeper.takeCommands()) {
                if (const auto* revoke = std::get_if<kv::LeaseRevokeRequest>(&command)) {
                    revoked += (revoked.empty() ? "" : " ") + std::to_string(revoke->id.value);
                }
                apply(command);
            }
        }
        return revoked;
    }
    [[nodiscard]] std::int64_t left(std::int64_t id) const {
        return keeper.timeToLive({id}).value().remainingSeconds;
    }

    Machine machine;
    LeaseKeeper keeper;
};

}  // namespace

class TestLeaseKeeper : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void leaseThatEndsIsRevokedOnTheLeader();
    void memberThatDoesNotLeadProposesNothing();
    void keepAliveStartsAnew();
    void keepAliveOfNoLeaseIsNotFound();
    void revokeThatGotLostIsProposedAgain();
    void fewAreRevokedAtATime();
    void newLeaderGivesTheFullTimeAndMore();
    void checkpointsKeepLongLeasesFromBeingRenewed();
    void keepAliveTakesBackACheckpointFirst();
    void leasesAreReadPageByPageWhileOthersComeAndGo();
    void allNumbersOfLeasesAreRead();
    void whileItLoadsNobodyIsAnswered();
    void installedSnapshotReplacesTheLeases();
    void errorOfTheStoreIsPassedOn();
    void leaderLeadsWhenItHasAppliedAnEntryOfItsTerm();
};

void TestLeaseKeeper::leaseThatEndsIsRevokedOnTheLeader() {
    House house(options());
    house.grant(7, 2);
    house.grant(8, 1);
    QCOMPARE(house.run(1), std::string());
    QCOMPARE(house.left(7), std::int64_t(1));
    QCOMPARE(house.run(3), std::string("8 7"));
    QCOMPARE(house.keeper.size(), std::size_t(0));
    QCOMPARE(house.keeper.timeToLive({7}).error().code, ErrorCode::NotFound);
}

void TestLeaseKeeper::memberThatDoesNotLeadProposesNothing() {
    House house(options());
    house.keeper.lead(false);
    house.grant(7, 1);
    QCOMPARE(house.run(20), std::string());
    QCOMPARE(house.keeper.keepAlive({7}).error().code, ErrorCode::FailedPrecondition);
    QCOMPARE(house.keeper.timeToLive({7}).error().code, ErrorCode::FailedPrecondition);
}

void TestLeaseKeeper::keepAliveStartsAnew() {
    House house(options());
    house.grant(7, 2);
    house.run(3);
    const auto kept = house.keeper.keepAlive({7});
    QVERIFY(kept.has_value());
    QCOMPARE(kept->ttlSeconds, std::int64_t(2));
    QVERIFY(kept->first.empty());
    QCOMPARE(house.run(3), std::string());
    QCOMPARE(house.run(1), std::string("7"));
}

void TestLeaseKeeper::keepAliveOfNoLeaseIsNotFound() {
    House house(options());
    QCOMPARE(house.keeper.keepAlive({7}).error().code, ErrorCode::NotFound);
    house.grant(7, 1);
    house.keeper.tick();
    house.keeper.tick();
    QCOMPARE(house.keeper.takeCommands().size(), std::size_t(1));
    // Its revoke is on the way: whoever keeps it alive now comes too late.
    QCOMPARE(house.keeper.keepAlive({7}).error().code, ErrorCode::NotFound);
    QCOMPARE(house.left(7), std::int64_t(0));
}

void TestLeaseKeeper::revokeThatGotLostIsProposedAgain() {
    House house(options());
    house.grant(7, 1);
    for (int tick = 0; tick < 2; ++tick) {
        house.keeper.tick();
    }
    QCOMPARE(house.keeper.takeCommands().size(), std::size_t(1));
    for (int tick = 0; tick < 6; ++tick) {
        house.keeper.tick();
        QVERIFY(house.keeper.takeCommands().empty());
    }
    QCOMPARE(house.run(1), std::string("7"));
}

void TestLeaseKeeper::fewAreRevokedAtATime() {
    auto few = options();
    few.maxCommands = 2;
    House house(few);
    for (std::int64_t id = 1; id <= 5; ++id) {
        house.grant(id, 1);
    }
    QCOMPARE(house.run(2), std::string("1 2"));
    QCOMPARE(house.run(2), std::string("3 4 5"));
}

void TestLeaseKeeper::newLeaderGivesTheFullTimeAndMore() {
    House house(options());
    house.grant(7, 2);
    house.run(3);
    house.keeper.lead(false);
    house.run(10);
    house.keeper.lead(true);
    house.keeper.lead(true);  // nothing new
    QCOMPARE(house.run(5), std::string());
    QCOMPARE(house.run(1), std::string("7"));
}

void TestLeaseKeeper::checkpointsKeepLongLeasesFromBeingRenewed() {
    auto noted = options();
    noted.clock.checkpointMs = 5000;
    noted.electionMs = 0;
    House house(noted);
    house.grant(7, 20);
    QCOMPARE(house.run(30), std::string());  // 15 s; noted at 5, 10 and 15
    house.keeper.lead(false);
    house.keeper.lead(true);
    QCOMPARE(house.left(7), std::int64_t(5));
    QCOMPARE(house.run(10), std::string("7"));
}

void TestLeaseKeeper::keepAliveTakesBackACheckpointFirst() {
    auto noted = options();
    noted.clock.checkpointMs = 5000;
    House house(noted);
    house.grant(7, 20);
    house.run(20);
    const auto kept = house.keeper.keepAlive({7});
    QCOMPARE(kept->first.size(), std::size_t(1));
    house.apply(kept->first.front());
    house.keeper.lead(false);
    house.keeper.lead(true);
    QCOMPARE(house.left(7), std::int64_t(21));
    QVERIFY(house.keeper.keepAlive({7})->first.empty());
}

void TestLeaseKeeper::leasesAreReadPageByPageWhileOthersComeAndGo() {
    House house(options());
    for (std::int64_t id = 1; id <= 6; ++id) {
        house.grant(id * 10, 2);
    }
    house.keeper.beginLoading();
    QVERIFY(house.keeper.loadSome(house.machine.keySpace().now()).value());  // 10, 20
    house.apply(kv::LeaseRevokeRequest{{10}});
    house.apply(kv::LeaseRevokeRequest{{50}});
    house.grant(5, 2);
    house.grant(35, 2);
    while (house.keeper.loadSome(house.machine.keySpace().now()).value()) {
    }
    QVERIFY(house.keeper.isLoaded());
    QCOMPARE(house.keeper.size(), std::size_t(6));
    QCOMPARE(house.run(8), std::string("5 20 30 35 40 60"));
}

void TestLeaseKeeper::allNumbersOfLeasesAreRead() {
    House house(options());
    house.grant(1, 2);
    house.grant(std::numeric_limits<std::int64_t>::max(), 2);
    house.grant(std::numeric_limits<std::int64_t>::min(), 2);
    house.grant(-1, 2);
    house.load();
    QCOMPARE(house.keeper.size(), std::size_t(4));
    QVERIFY(!house.keeper.loadSome(house.machine.keySpace().now()).value());
}

void TestLeaseKeeper::whileItLoadsNobodyIsAnswered() {
    House house(options());
    house.grant(1, 5);
    house.keeper.beginLoading();
    QCOMPARE(house.keeper.keepAlive({1}).error().code, ErrorCode::Unavailable);
    house.load();
    QVERIFY(house.keeper.keepAlive({1}).has_value());
}

void TestLeaseKeeper::installedSnapshotReplacesTheLeases() {
    Machine other;
    other.apply(kv::LeaseGrantRequest{{3}, 2});
    House house(options());
    house.keeper.lead(false);
    house.grant(7, 1);
    house.grant(8, 1);
    QVERIFY(house.machine.install(other.snapshot()).has_value());
    house.load();
    QCOMPARE(house.keeper.size(), std::size_t(1));
    house.keeper.lead(true);
    QCOMPARE(house.run(10), std::string("3"));
}

void TestLeaseKeeper::errorOfTheStoreIsPassedOn() {
    class Broken final : public kv::StoreReader {
        Result<bool> get(std::string_view, std::string&) const override {
            return Error(ErrorCode::IoError, "gone");
        }
        [[nodiscard]] std::unique_ptr<kv::StoreIterator> iterate() const override {
            class Nowhere final : public kv::StoreIterator {
                void seek(std::string_view) override {}
                void seekToLast() override {}
                void next() override {}
                void prev() override {}
                [[nodiscard]] bool valid() const override { return false; }
                [[nodiscard]] std::string_view key() const override { return {}; }
                [[nodiscard]] std::string_view value() const override { return {}; }
                [[nodiscard]] Result<void> status() const override {
                    return Error(ErrorCode::IoError, "gone");
                }
            };
            return std::make_unique<Nowhere>();
        }
    };
    const Broken broken;
    LeaseKeeper keeper(options());
    keeper.beginLoading();
    QCOMPARE(keeper.loadSome({broken, kv::Meta()}).error().code, ErrorCode::IoError);
    QVERIFY(!keeper.isLoaded());
}

void TestLeaseKeeper::leaderLeadsWhenItHasAppliedAnEntryOfItsTerm() {
    tests::NodeWorld world(1);
    world.elect(1);
    QVERIFY(world.node(1).isLeading());
    world.at(1).crash();
    QVERIFY(world.restart(1).has_value());
    world.node(1).campaign();
    QVERIFY(!world.node(1).isLeading());
    while (!world.at(1).isApplying()) {
        world.deliver();
        world.at(1).finishWrite();
    }
    QVERIFY(world.node(1).core().softState().role == raft::Role::Leader);
    QVERIFY(!world.node(1).isLeading());
    world.at(1).finishApply();
    QVERIFY(world.node(1).isLeading());
}

QTEST_APPLESS_MAIN(TestLeaseKeeper)
#include "tst_lease_keeper.moc"
