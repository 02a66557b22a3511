// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cstdint>
#include <set>
#include <vector>

#include "engine/base/random.h"
#include "engine/raft/tick_clock.h"

using quorate::Random;
using quorate::raft::TickClock;
using quorate::raft::TimerStatus;

class TickClockTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theElectionTimeoutIsDrawnFromOneToTwoTimeouts();
    void everyTimeoutInTheRangeIsDrawn();
    void anElectionTimeoutOfOneTickIsNotRandomised();
    void theSameSeedDrawsTheSameTimeouts();
    void anElectionIsDueAfterTheDrawnTimeout();
    void aPeriodIsOverAfterTheConfiguredTimeout();
    void aHeartbeatIsDueAfterItsTimeout();
    void restartingOneTimerLeavesTheOtherAlone();
    void restartingBothDrawsANewTimeout();
    void ticksOfTheClockNeverGoBack();
    void theStatusShowsBothTimers();
};

void TickClockTest::theElectionTimeoutIsDrawnFromOneToTwoTimeouts() {
    TickClock clock(10, 1, Random(1));
    for (int i = 0; i < 1000; ++i) {
        clock.restart();
        const std::uint32_t timeout = clock.status().randomizedElectionTimeout;
        QVERIFY(timeout >= 10);
        QVERIFY(timeout <= 19);
    }
}

void TickClockTest::everyTimeoutInTheRangeIsDrawn() {
    TickClock clock(3, 1, Random(1));
    std::set<std::uint32_t> drawn;
    for (int i = 0; i < 200; ++i) {
        clock.restart();
        drawn.insert(clock.status().randomizedElectionTimeout);
    }
    QVERIFY((drawn == std::set<std::uint32_t>{3, 4, 5}));
}

void TickClockTest::anElectionTimeoutOfOneTickIsNotRandomised() {
    TickClock clock(1, 1, Random(1));
    clock.restart();
    QCOMPARE(clock.status().randomizedElectionTimeout, std::uint32_t{1});
}

void TickClockTest::theSameSeedDrawsTheSameTimeouts() {
    const auto draw = [](std::uint64_t seed) {
        TickClock clock(1000, 1, Random(seed));
        std::vector<std::uint32_t> drawn;
        for (int i = 0; i < 10; ++i) {
            clock.restart();
            drawn.push_back(clock.status().randomizedElectionTimeout);
        }
        return drawn;
    };
    QVERIFY(draw(5) == draw(5));
    QVERIFY(draw(5) != draw(6));
}

void TickClockTest::anElectionIsDueAfterTheDrawnTimeout() {
    TickClock clock(10, 1, Random(1));
    clock.setRandomizedElectionTimeout(13);
    for (int i = 0; i < 12; ++i) {
        clock.tickElection();
    }
    QVERIFY(!clock.isElectionDue());
    clock.tickElection();
    QVERIFY(clock.isElectionDue());
    clock.tickElection();
    QVERIFY(clock.isElectionDue());
    clock.restartElection();
    QVERIFY(!clock.isElectionDue());
    QCOMPARE(clock.status().randomizedElectionTimeout, std::uint32_t{13});
}

void TickClockTest::aPeriodIsOverAfterTheConfiguredTimeout() {
    TickClock clock(10, 1, Random(1));
    clock.setRandomizedElectionTimeout(19);
    for (int i = 0; i < 9; ++i) {
        clock.tickElection();
    }
    QVERIFY(!clock.isElectionPeriodOver());
    clock.tickElection();
    QVERIFY(clock.isElectionPeriodOver());
    QVERIFY(!clock.isElectionDue());
}

void TickClockTest::aHeartbeatIsDueAfterItsTimeout() {
    TickClock clock(10, 2, Random(1));
    clock.tickHeartbeat();
    QVERIFY(!clock.isHeartbeatDue());
    clock.tickHeartbeat();
    QVERIFY(clock.isHeartbeatDue());
    clock.restartHeartbeat();
    QVERIFY(!clock.isHeartbeatDue());
}

void TickClockTest::restartingOneTimerLeavesTheOtherAlone() {
    TickClock clock(10, 2, Random(1));
    clock.tickElection();
    clock.tickHeartbeat();
    clock.restartElection();
    QCOMPARE(clock.status().electionElapsed, std::uint32_t{0});
    QCOMPARE(clock.status().heartbeatElapsed, std::uint32_t{1});
    clock.tickElection();
    clock.restartHeartbeat();
    QCOMPARE(clock.status().electionElapsed, std::uint32_t{1});
    QCOMPARE(clock.status().heartbeatElapsed, std::uint32_t{0});
}

void TickClockTest::restartingBothDrawsANewTimeout() {
    TickClock clock(1000000, 2, Random(1));
    clock.tickElection();
    clock.tickHeartbeat();
    clock.restart();
    const TimerStatus first = clock.status();
    QCOMPARE(first.electionElapsed, std::uint32_t{0});
    QCOMPARE(first.heartbeatElapsed, std::uint32_t{0});
    clock.restart();
    QVERIFY(clock.status().randomizedElectionTimeout != first.randomizedElectionTimeout);
}

void TickClockTest::ticksOfTheClockNeverGoBack() {
    TickClock clock(10, 2, Random(1));
    QCOMPARE(clock.ticks(), std::uint64_t{1});
    clock.tick();
    clock.restart();
    clock.restartElection();
    QCOMPARE(clock.ticks(), std::uint64_t{2});
    clock.tickElection();
    QCOMPARE(clock.ticks(), std::uint64_t{2});
}

void TickClockTest::theStatusShowsBothTimers() {
    TickClock clock(10, 2, Random(1));
    clock.setRandomizedElectionTimeout(15);
    clock.tickElection();
    clock.tickElection();
    clock.tickHeartbeat();
    const TimerStatus status = clock.status();
    QCOMPARE(status.electionElapsed, std::uint32_t{2});
    QCOMPARE(status.randomizedElectionTimeout, std::uint32_t{15});
    QCOMPARE(status.electionTimeout, std::uint32_t{10});
    QCOMPARE(status.heartbeatElapsed, std::uint32_t{1});
    QCOMPARE(status.heartbeatTimeout, std::uint32_t{2});
}

QTEST_APPLESS_MAIN(TickClockTest)
#include "tst_tick_clock.moc"
