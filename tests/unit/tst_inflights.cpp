// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cstdint>
#include <deque>
#include <limits>
#include <utility>

#include "engine/base/invariant.h"
#include "engine/base/random.h"
#include "engine/raft/inflights.h"

using quorate::InvariantViolation;
using quorate::Random;
using quorate::raft::Index;
using quorate::raft::Inflights;
using quorate::raft::kNoLimit;

class InflightsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itIsFullAtTheLimitOfMessages();
    void itIsFullAsSoonAsTheLimitOfBytesIsReached();
    void oneMessageMayPassTheLimitOfBytes();
    void addingToAFullOneBreaksAnInvariant();
    void freeingTakesAllUpToTheIndex();
    void freeingBeforeTheOldestTakesNothing();
    void messagesWithTheSameLastEntryAreFreedTogether();
    void resetForgetsAll();
    void aHugeLimitCostsNothing();
    void itDoesWhatAPlainQueueDoes();
};

void InflightsTest::itIsFullAtTheLimitOfMessages() {
    Inflights inflights(3, kNoLimit);
    for (std::uint64_t i = 1; i <= 3; ++i) {
        QVERIFY(!inflights.isFull());
        inflights.add(Index(i), 100);
        QCOMPARE(inflights.count(), static_cast<std::size_t>(i));
    }
    QVERIFY(inflights.isFull());
    inflights.freeUpTo(Index(1));
    QVERIFY(!inflights.isFull());
}

void InflightsTest::itIsFullAsSoonAsTheLimitOfBytesIsReached() {
    Inflights inflights(10, 100);
    inflights.add(Index(1), 99);
    QVERIFY(!inflights.isFull());
    inflights.add(Index(2), 1);
    QVERIFY(inflights.isFull());
    inflights.freeUpTo(Index(1));
    QCOMPARE(inflights.bytes(), std::uint64_t{1});
    QVERIFY(!inflights.isFull());
}

void InflightsTest::oneMessageMayPassTheLimitOfBytes() {
    Inflights inflights(10, 100);
    inflights.add(Index(1), 50);
    inflights.add(Index(2), 1000);
    QVERIFY(inflights.isFull());
    QCOMPARE(inflights.bytes(), std::uint64_t{1050});
    inflights.freeUpTo(Index(2));
    QCOMPARE(inflights.bytes(), std::uint64_t{0});
}

void InflightsTest::addingToAFullOneBreaksAnInvariant() {
    Inflights inflights(1, kNoLimit);
    inflights.add(Index(1), 0);
    QVERIFY_THROWS_EXCEPTION(InvariantViolation, inflights.add(Index(2), 0));
    QCOMPARE(inflights.count(), std::size_t{1});
}

void InflightsTest::freeingTakesAllUpToTheIndex() {
    Inflights inflights(10, kNoLimit);
    for (const std::uint64_t last : {3U, 5U, 8U}) {
        inflights.add(Index(last), last);
    }
    inflights.freeUpTo(Index(6));  // between two messages
    QCOMPARE(inflights.count(), std::size_t{1});
    QCOMPARE(inflights.bytes(), std::uint64_t{8});
    inflights.freeUpTo(Index(100));
    QCOMPARE(inflights.count(), std::size_t{0});
    QCOMPARE(inflights.bytes(), std::uint64_t{0});
    inflights.freeUpTo(Index(100));
    QCOMPARE(inflights.count(), std::size_t{0});
}

void InflightsTest::freeingBeforeTheOldestTakesNothing() {
    Inflights inflights(10, kNoLimit);
    inflights.add(Index(5), 1);
    inflights.freeUpTo(Index(4));
    QCOMPARE(inflights.count(), std::size_t{1});
    inflights.freeUpTo(Index(5));
    QCOMPARE(inflights.count(), std::size_t{0});
}

void InflightsTest::messagesWithTheSameLastEntryAreFreedTogether() {
    Inflights inflights(10, kNoLimit);
    inflights.add(Index(5), 1);
    inflights.add(Index(5), 0);
    inflights.add(Index(6), 1);
    inflights.freeUpTo(Index(5));
    QCOMPARE(inflights.count(), std::size_t{1});
}

void InflightsTest::resetForgetsAll() {
    Inflights inflights(2, 10);
    inflights.add(Index(5), 1);
    inflights.add(Index(6), 20);
    inflights.reset();
    QCOMPARE(inflights.count(), std::size_t{0});
    QCOMPARE(inflights.bytes(), std::uint64_t{0});
    QVERIFY(!inflights.isFull());
    inflights.add(Index(1), 1);
    inflights.freeUpTo(Index(1));
    QCOMPARE(inflights.count(), std::size_t{0});
}

void InflightsTest::aHugeLimitCostsNothing() {
    Inflights inflights(std::numeric_limits<std::size_t>::max(), kNoLimit);
    for (std::uint64_t i = 1; i <= 1000; ++i) {
        inflights.add(Index(i), 1);
    }
    QVERIFY(!inflights.isFull());
    inflights.freeUpTo(Index(999));
    QCOMPARE(inflights.count(), std::size_t{1});
}

void InflightsTest::itDoesWhatAPlainQueueDoes() {
    Random random(7);
    for (const std::size_t limit : {1U, 7U, 8U, 9U, 33U}) {
        Inflights inflights(limit, 500);
        std::deque<std::pair<std::uint64_t, std::uint64_t>> queue;
        std::uint64_t bytes = 0;
        std::uint64_t last = 0;
        for (int step = 0; step < 5000; ++step) {
            if (random.chance(3, 5)) {
                const bool isFull = queue.size() == limit || bytes >= 500;
                QCOMPARE(inflights.isFull(), isFull);
                if (!isFull) {
                    last += random.below(3);
                    queue.emplace_back(last, random.below(60));
                    bytes += queue.back().second;
                    inflights.add(Index(last), queue.back().second);
                }
            } else {
                const std::uint64_t upTo = last - random.below(last + 1 < 20 ? last + 1 : 20);
                inflights.freeUpTo(Index(upTo));
                while (!queue.empty() && queue.front().first <= upTo) {
                    bytes -= queue.front().second;
                    queue.pop_front();
                }
            }
            QCOMPARE(inflights.count(), queue.size());
            QCOMPARE(inflights.bytes(), bytes);
        }
    }
}

QTEST_APPLESS_MAIN(InflightsTest)
#include "tst_inflights.moc"
