// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <exception>
#include <string>

#include "engine/base/invariant.h"

using quorate::InvariantViolation;

namespace {

/// The reason that `fail` gives, or nothing where it does not throw.
template <class Fail>
std::string reasonOf(Fail fail) {
    try {
        fail();
    } catch (const InvariantViolation& violation) {
        return violation.what();
    }
    return {};
}

}  // namespace

class InvariantTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aConditionThatHoldsDoesNothing();
    void theReasonNamesTheDetailTheConditionAndThePlace();
    void thePathStartsAtTheSourceRoot_data();
    void thePathStartsAtTheSourceRoot();
    void theDetailIsOnlyWorkedOutOnFailure();
    void theConditionIsEvaluatedOnce();
};

void InvariantTest::aConditionThatHoldsDoesNothing() {
    const std::string reason = reasonOf([] { QUORATE_INVARIANT(1 < 2, "never"); });
    QCOMPARE(reason, std::string());
}

void InvariantTest::theReasonNamesTheDetailTheConditionAndThePlace() {
    const int term = 5;
    int line = 0;
    const std::string reason = reasonOf([&] {
        line = __LINE__ + 1;
        QUORATE_INVARIANT(term >= 6, "term went back to " + std::to_string(term));
    });
    QCOMPARE(reason,
             "invariant broken: term went back to 5 (term >= 6, tests/unit/tst_invariant.cpp:" +
                 std::to_string(line) + ")");
}

void InvariantTest::thePathStartsAtTheSourceRoot_data() {
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("absolute") << QByteArray("/somewhere/quorate/engine/raft/raft.cpp")
                              << QByteArray("engine/raft/raft.cpp");
    QTest::newRow("relative") << QByteArray("../storage/wal.cpp") << QByteArray("storage/wal.cpp");
    QTest::newRow("elsewhere") << QByteArray("main.cpp") << QByteArray("main.cpp");
}

void InvariantTest::thePathStartsAtTheSourceRoot() {
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, expected);
    const std::string reason =
        reasonOf([&path] { quorate::failInvariant(path.constData(), 7, "x", "detail"); });
    QCOMPARE(reason, "invariant broken: detail (x, " + expected.toStdString() + ":7)");
}

void InvariantTest::theDetailIsOnlyWorkedOutOnFailure() {
    int worked = 0;
    const auto detail = [&worked] {
        ++worked;
        return std::string("detail");
    };
    const std::string none = reasonOf([&detail] { QUORATE_INVARIANT(true, detail()); });
    QCOMPARE(none, std::string());
    QCOMPARE(worked, 0);
    const std::string reason = reasonOf([&detail] { QUORATE_INVARIANT(false, detail()); });
    QVERIFY(!reason.empty());
    QCOMPARE(worked, 1);
}

void InvariantTest::theConditionIsEvaluatedOnce() {
    int evaluated = 0;
    QUORATE_INVARIANT(++evaluated == 1, "evaluated again");
    QCOMPARE(evaluated, 1);
}

QTEST_APPLESS_MAIN(InvariantTest)
#include "tst_invariant.moc"
