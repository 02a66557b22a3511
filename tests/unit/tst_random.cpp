// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/base/invariant.h"
#include "engine/base/random.h"

using quorate::InvariantViolation;
using quorate::Random;

/// The numbers here were worked out apart from this implementation. They may never change: recorded
/// runs are replayed by their seed.
class RandomTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nextGivesTheKnownNumbersOfASeed_data();
    void nextGivesTheKnownNumbersOfASeed();
    void belowGivesTheKnownNumbersOfASeed();
    void belowDrawsAgainRatherThanFavourSmallNumbers();
    void belowOneIsAlwaysZero();
    void belowZeroBreaksAnInvariant();
    void betweenIncludesBothEnds();
    void betweenTheWholeRangeIsEveryNumber();
    void betweenAnEmptyIntervalBreaksAnInvariant();
    void chanceIsNeverAtZeroAndAlwaysAtOne();
    void chanceKeepsItsOdds();
    void splitGivesTheKnownNumbersOfAStream();
    void splitLeavesItsGeneratorWhereItWas();
    void splitStreamsDiffer();
};

void RandomTest::nextGivesTheKnownNumbersOfASeed_data() {
    QTest::addColumn<quint64>("seed");
    QTest::addColumn<QList<quint64>>("expected");
    QTest::newRow("zero") << quint64{0}
                          << QList<quint64>{0x99ec5f36cb75f2b4U, 0xbf6e1f784956452aU,
                                            0x1a5f849d4933e6e0U, 0x6aa594f1262d2d2cU,
                                            0xbba5ad4a1f842e59U};
    QTest::newRow("one") << quint64{1}
                         << QList<quint64>{0xb3f2af6d0fc710c5U, 0x853b559647364ceaU,
                                           0x92f89756082a4514U, 0x642e1c7bc266a3a7U,
                                           0xb27a48e29a233673U};
    QTest::newRow("largest") << std::numeric_limits<quint64>::max()
                             << QList<quint64>{0x8f5520d52a7ead08U, 0xc476a018caa1802dU,
                                               0x81de31c0d260469eU, 0xbf658d7e065f3c2fU,
                                               0x913593fda1bca32aU};
}

void RandomTest::nextGivesTheKnownNumbersOfASeed() {
    QFETCH(const quint64, seed);
    QFETCH(const QList<quint64>, expected);
    Random random(seed);
    for (const quint64 number : expected) {
        QCOMPARE(quint64{random.next()}, number);
    }
}

void RandomTest::belowGivesTheKnownNumbersOfASeed() {
    Random random(42);
    for (const std::uint64_t number : {2U, 2U, 9U, 3U, 6U, 4U, 4U, 7U, 8U, 5U, 9U, 3U}) {
        QCOMPARE(random.below(10), std::uint64_t{number});
    }
}

void RandomTest::belowDrawsAgainRatherThanFavourSmallNumbers() {
    // With this bound the lower half of all draws is rejected: seed 42 draws 0x1578…, 0x6104…,
    // 0xae17…, and the third is the first that counts.
    const std::uint64_t bound = (std::uint64_t{1} << 63U) + 1U;
    Random random(42);
    QCOMPARE(random.below(bound), std::uint64_t{0x2e17533239e499a0U});
    QCOMPARE(random.below(bound), std::uint64_t{0x6cb8ad4703b360a0U});
}

void RandomTest::belowOneIsAlwaysZero() {
    Random random(3);
    for (int i = 0; i < 100; ++i) {
        QCOMPARE(random.below(1), std::uint64_t{0});
    }
}

void RandomTest::belowZeroBreaksAnInvariant() {
    Random random(1);
    QVERIFY_THROWS_EXCEPTION(InvariantViolation, random.below(0));
}

void RandomTest::betweenIncludesBothEnds() {
    Random random(42);
    std::array<int, 3> seen{};
    for (int i = 0; i < 300; ++i) {
        const std::uint64_t drawn = random.between(3, 5);
        QVERIFY2(drawn >= 3 && drawn <= 5, qPrintable(QString::number(drawn)));
        ++seen.at(drawn - 3);
    }
    for (const int count : seen) {
        QVERIFY2(count > 50, qPrintable(QString::number(count)));
    }
    QCOMPARE(random.between(9, 9), std::uint64_t{9});
}

void RandomTest::betweenTheWholeRangeIsEveryNumber() {
    Random random(42);
    QCOMPARE(random.between(0, std::numeric_limits<std::uint64_t>::max()),
             std::uint64_t{0x15780b2e0c2ec716U});
}

void RandomTest::betweenAnEmptyIntervalBreaksAnInvariant() {
    Random random(1);
    QVERIFY_THROWS_EXCEPTION(InvariantViolation, random.between(5, 4));
}

void RandomTest::chanceIsNeverAtZeroAndAlwaysAtOne() {
    Random random(8);
    for (int i = 0; i < 100; ++i) {
        QVERIFY(!random.chance(0, 7));
        QVERIFY(random.chance(7, 7));
    }
}

void RandomTest::chanceKeepsItsOdds() {
    Random random(8);
    int hits = 0;
    for (int i = 0; i < 10000; ++i) {
        hits += random.chance(1, 4) ? 1 : 0;
    }
    QVERIFY2(hits > 2300 && hits < 2700, qPrintable(QString::number(hits)));
}

void RandomTest::splitGivesTheKnownNumbersOfAStream() {
    Random stream = Random(42).split(7);
    QCOMPARE(stream.next(), std::uint64_t{0x417bd8b1335d138bU});
    QCOMPARE(stream.next(), std::uint64_t{0xe40804ce550fd45bU});
    QCOMPARE(stream.next(), std::uint64_t{0xbded3c2a87d7c7d1U});
}

void RandomTest::splitLeavesItsGeneratorWhereItWas() {
    Random random(42);
    Random stream = random.split(7);
    stream.next();
    QCOMPARE(random.next(), std::uint64_t{0x15780b2e0c2ec716U});
}

void RandomTest::splitStreamsDiffer() {
    const Random random(42);
    std::vector<std::uint64_t> firsts;
    for (std::uint64_t stream = 0; stream < 64; ++stream) {
        firsts.push_back(random.split(stream).next());
    }
    std::sort(firsts.begin(), firsts.end());
    QVERIFY(std::adjacent_find(firsts.begin(), firsts.end()) == firsts.end());
}

QTEST_APPLESS_MAIN(RandomTest)
#include "tst_random.moc"
