// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "engine/stage/checks/index_window.h"
#include "engine/stage/checks/log_tree.h"

using quorate::raft::EntryId;
using quorate::raft::Index;
using quorate::raft::Term;
using quorate::stage::IndexWindow;
using quorate::stage::LogTree;

namespace {

EntryId id(std::uint64_t term, std::uint64_t index) {
    return {Term(term), Index(index)};
}

}  // namespace

class LogTreeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLogIsReadFromItsLastEntry();
    void logsShareWhatTheyHaveInCommon();
    void anotherPlaceOfATermIsRefused();
    void aTermNeverGoesBackInALog();
    void aLogThatBeginsInTheMidstIsKnownFromThere();
    void theBeginningIsLearntLater();
    void oldTermsAreForgotten();
    void aWindowForgetsWhatIsOld();
    void aWindowFollowsALeap();
};

void LogTreeTest::aLogIsReadFromItsLastEntry() {
    LogTree tree;
    QVERIFY(tree.learn(id(1, 1), Term(0)));
    QVERIFY(tree.learn(id(4, 3), Term(1)));
    QVERIFY(tree.termAt(id(4, 5), Index(0)) == Term(0));
    QVERIFY(tree.termAt(id(4, 5), Index(1)) == Term(1));
    QVERIFY(tree.termAt(id(4, 5), Index(2)) == Term(1));
    QVERIFY(tree.termAt(id(4, 5), Index(3)) == Term(4));
    QVERIFY(tree.termAt(id(4, 5), Index(5)) == Term(4));
    QVERIFY(!tree.termAt(id(4, 5), Index(6)).has_value());
}

void LogTreeTest::logsShareWhatTheyHaveInCommon() {
    LogTree tree;
    QVERIFY(tree.learn(id(1, 1), Term(0)));
    QVERIFY(tree.learn(id(2, 3), Term(1)));
    QVERIFY(tree.learn(id(3, 2), Term(1)));
    QVERIFY(tree.termAt(id(2, 4), Index(2)) == Term(1));
    QVERIFY(tree.termAt(id(3, 4), Index(2)) == Term(3));
    QVERIFY(tree.termAt(id(3, 4), Index(1)) == Term(1));
}

void LogTreeTest::anotherPlaceOfATermIsRefused() {
    LogTree tree;
    QVERIFY(tree.learn(id(1, 1), Term(0)));
    QVERIFY(tree.learn(id(3, 4), Term(1)));
    QVERIFY(tree.learn(id(3, 4), Term(1)));
    QVERIFY(tree.learn(id(3, 7), Term(3)));
    QVERIFY(!tree.learn(id(3, 5), Term(1)));
    QVERIFY(!tree.learn(id(3, 4), Term(2)));
    QVERIFY(!tree.learn(id(3, 4), Term(3)));
    QVERIFY(!tree.learnStart(id(3, 3)));
    QVERIFY(tree.learnStart(id(3, 4)));
}

void LogTreeTest::aTermNeverGoesBackInALog() {
    LogTree tree;
    QVERIFY(tree.learn(id(3, 1), Term(0)));
    QVERIFY(!tree.learn(id(2, 2), Term(3)));
}

void LogTreeTest::aLogThatBeginsInTheMidstIsKnownFromThere() {
    LogTree tree;
    QVERIFY(tree.learnStart(id(3, 100)));
    QVERIFY(tree.learn(id(5, 103), Term(3)));
    QVERIFY(tree.termAt(id(5, 104), Index(100)) == Term(3));
    QVERIFY(!tree.termAt(id(5, 104), Index(99)).has_value());
    QVERIFY(!tree.learn(id(3, 101), Term(2)));
}

void LogTreeTest::theBeginningIsLearntLater() {
    LogTree tree;
    QVERIFY(tree.learnStart(id(3, 100)));
    QVERIFY(tree.learnStart(id(3, 90)));
    QVERIFY(tree.termAt(id(3, 100), Index(90)) == Term(3));
    QVERIFY(tree.learn(id(3, 80), Term(2)));
    QVERIFY(tree.learnStart(id(2, 79)));
    QVERIFY(tree.termAt(id(3, 100), Index(79)) == Term(2));
}

void LogTreeTest::oldTermsAreForgotten() {
    LogTree tree;
    constexpr std::uint64_t kTerms = 100'000;
    for (std::uint64_t term = 1; term <= kTerms; ++term) {
        QVERIFY(tree.learn(id(term, term), Term(term - 1)));
    }
    QVERIFY(tree.termAt(id(kTerms, kTerms), Index(kTerms - 4000)) == Term(kTerms - 4000));
    QVERIFY(!tree.termAt(id(kTerms, kTerms), Index(10)).has_value());
}

void LogTreeTest::aWindowForgetsWhatIsOld() {
    IndexWindow<int> window;
    constexpr std::uint64_t kCount = 200'000;
    for (std::uint64_t i = 1; i <= kCount; ++i) {
        *window.reach(Index(i)) = static_cast<int>(i);
    }
    QCOMPARE(*window.find(Index(kCount)), static_cast<int>(kCount));
    QCOMPARE(*window.find(Index(kCount - 30'000)), static_cast<int>(kCount - 30'000));
    QVERIFY(window.find(Index(1000)) == nullptr);
    QVERIFY(window.reach(Index(1000)) == nullptr);
    QVERIFY(window.find(Index(kCount + 1)) == nullptr);
}

void LogTreeTest::aWindowFollowsALeap() {
    IndexWindow<int> window;
    *window.reach(Index(5)) = 5;
    *window.reach(Index(1'000'000)) = 7;
    QCOMPARE(*window.find(Index(1'000'000)), 7);
    QCOMPARE(*window.find(Index(999'999)), 0);
    QVERIFY(window.find(Index(5)) == nullptr);
}

QTEST_APPLESS_MAIN(LogTreeTest)
#include "tst_log_tree.moc"
