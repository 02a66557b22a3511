// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cstdint>
#include <limits>

#include "engine/raft/types.h"
#include "engine/raft/uncommitted_budget.h"

using quorate::raft::kNoLimit;
using quorate::raft::UncommittedBudget;

class UncommittedBudgetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void proposalsFitUpToTheLimit();
    void anEmptyTailTakesAnySize();
    void entriesWithoutPayloadAlwaysFit();
    void aRefusalCountsNothing();
    void whatIsAppliedMakesRoom();
    void whatWasNeverCountedDoesNotGoBelowNothing();
    void resetForgetsAll();
    void withoutALimitEverythingFits();
    void hugeSizesDoNotWrapAround();
};

void UncommittedBudgetTest::proposalsFitUpToTheLimit() {
    UncommittedBudget budget(100);
    QVERIFY(budget.tryAdd(60));
    QVERIFY(budget.tryAdd(40));
    QCOMPARE(budget.size(), std::uint64_t{100});
    QVERIFY(!budget.tryAdd(1));
}

void UncommittedBudgetTest::anEmptyTailTakesAnySize() {
    UncommittedBudget budget(100);
    QVERIFY(budget.tryAdd(1000));
    QVERIFY(!budget.tryAdd(1));
    budget.remove(1000);
    QVERIFY(budget.tryAdd(101));
}

void UncommittedBudgetTest::entriesWithoutPayloadAlwaysFit() {
    UncommittedBudget budget(100);
    QVERIFY(budget.tryAdd(1000));
    QVERIFY(budget.tryAdd(0));
    QCOMPARE(budget.size(), std::uint64_t{1000});
}

void UncommittedBudgetTest::aRefusalCountsNothing() {
    UncommittedBudget budget(100);
    QVERIFY(budget.tryAdd(60));
    QVERIFY(!budget.tryAdd(41));
    QVERIFY(!budget.tryAdd(1000));
    QCOMPARE(budget.size(), std::uint64_t{60});
    QVERIFY(budget.tryAdd(40));
}

void UncommittedBudgetTest::whatIsAppliedMakesRoom() {
    UncommittedBudget budget(100);
    QVERIFY(budget.tryAdd(100));
    budget.remove(30);
    QVERIFY(!budget.tryAdd(31));
    QVERIFY(budget.tryAdd(30));
}

void UncommittedBudgetTest::whatWasNeverCountedDoesNotGoBelowNothing() {
    UncommittedBudget budget(100);
    QVERIFY(budget.tryAdd(10));
    budget.remove(50);
    QCOMPARE(budget.size(), std::uint64_t{0});
}

void UncommittedBudgetTest::resetForgetsAll() {
    UncommittedBudget budget(100);
    QVERIFY(budget.tryAdd(100));
    budget.reset();
    QCOMPARE(budget.size(), std::uint64_t{0});
    QVERIFY(budget.tryAdd(1000));
}

void UncommittedBudgetTest::withoutALimitEverythingFits() {
    UncommittedBudget budget(kNoLimit);
    QVERIFY(budget.tryAdd(1U << 30U));
    QVERIFY(budget.tryAdd(1U << 30U));
    QCOMPARE(budget.size(), std::uint64_t{1U << 31U});
}

void UncommittedBudgetTest::hugeSizesDoNotWrapAround() {
    constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();
    UncommittedBudget budget(100);
    QVERIFY(budget.tryAdd(10));
    QVERIFY(!budget.tryAdd(kLargest));
    QVERIFY(!budget.tryAdd(kLargest - 5));
    QCOMPARE(budget.size(), std::uint64_t{10});
    UncommittedBudget unlimited(kNoLimit);
    QVERIFY(unlimited.tryAdd(kLargest));
    QVERIFY(!unlimited.tryAdd(1));
}

QTEST_APPLESS_MAIN(UncommittedBudgetTest)
#include "tst_uncommitted_budget.moc"
