// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/kv_support.h"

using namespace quorate;
using namespace quorate::kv;
using namespace quorate::kv::test;

namespace {

using MaybeError = std::optional<KvError>;

}  // namespace

class KvTransactionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTransactionTakesTheBranchOfItsCompares();
    void comparesOfEveryTargetAndResult_data();
    void comparesOfEveryTargetAndResult();
    void aCompareOfAnIntervalHoldsForEachKey();
    void aMissingKeyComparesAsZeroAndNeverByValue();
    void aTransactionHasOneRevisionAndReadsItsOwnWrites();
    void aTransactionThatWritesNothingLeavesTheRevision();
    void nestedTransactionsAreDecidedBeforehand();
    void aTransactionIsDoneWholeOrNotAtAll();
    void aTransactionAnswersWithEtcdsRevisions();
    void aNestedTransactionMayDeleteWhatAnEarlierOnePut();
    void txnRangesMayNotAskForOtherThanReadableRevisions();
};

void KvTransactionsTest::aTransactionTakesTheBranchOfItsCompares() {
    Machine machine;
    machine.apply(put("a", "1"));
    const auto request = txn({compareValue("a", CompareResult::Equal, "1"),
                              compare(CompareTarget::Version, "b", CompareResult::Equal, 0)},
                             {{put("b", "yes")}}, {{put("b", "no")}});
    auto response = machine.ok<TxnResponse>(request);
    QVERIFY(response.succeeded);
    QCOMPARE(response.revision, std::int64_t{3});
    QCOMPARE(machine.all(), std::string("a=1@2/2/1 b=yes@3/3/1"));
    response = machine.ok<TxnResponse>(request);
    QVERIFY(!response.succeeded);
    QCOMPARE(machine.all(), std::string("a=1@2/2/1 b=no@3/4/2"));
}

void KvTransactionsTest::comparesOfEveryTargetAndResult_data() {
    QTest::addColumn<int>("target");
    QTest::addColumn<qint64>("number");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("holding");
    // The key was created at 3, changed at 5, has version 2, lease 7, value "m".
    // The columns of `holding`: =, >, <, != .
    const auto rows = [](const char* name, CompareTarget target, qint64 equal) {
        const std::string text(name);
        QTest::newRow((text + " below").c_str())
            << static_cast<int>(target) << equal - 1 << QByteArray() << QByteArray("0101");
        QTest::newRow((text + " equal").c_str())
            << static_cast<int>(target) << equal << QByteArray() << QByteArray("1000");
        QTest::newRow((text + " above").c_str())
            << static_cast<int>(target) << equal + 1 << QByteArray() << QByteArray("0011");
    };
    rows("create", CompareTarget::Create, 3);
    rows("mod", CompareTarget::Mod, 5);
    rows("version", CompareTarget::Version, 2);
    rows("lease", CompareTarget::Lease, 7);
    const int value = static_cast<int>(CompareTarget::Value);
    QTest::newRow("value below") << value << qint64{0} << QByteArray("lz") << QByteArray("0101");
    QTest::newRow("value equal") << value << qint64{0} << QByteArray("m") << QByteArray("1000");
    QTest::newRow("value above") << value << qint64{0} << QByteArray("\xff") << QByteArray("0011");
}

void KvTransactionsTest::comparesOfEveryTargetAndResult() {
    QFETCH(const int, target);
    QFETCH(const qint64, number);
    QFETCH(const QByteArray, value);
    QFETCH(const QByteArray, holding);
    Machine machine;
    machine.apply(LeaseGrantRequest{{7}, 10});
    machine.apply(put("x", ""));
    machine.apply(put("k", ""));
    machine.apply(put("x", ""));
    machine.apply(put("k", "m", 7));
    for (int result = 0; result < 4; ++result) {
        Compare condition;
        condition.target = CompareTarget{static_cast<std::uint8_t>(target)};
        condition.result = CompareResult{static_cast<std::uint8_t>(result)};
        condition.key = bytes("k");
        condition.number = number;
        condition.value = bytes(value.toStdString());
        const auto response = machine.ok<TxnResponse>(txn({condition}, {}));
        QCOMPARE(response.succeeded, holding[result] == '1');
    }
}

void KvTransactionsTest::aCompareOfAnIntervalHoldsForEachKey() {
    Machine machine;
    machine.apply(put("a", "x"));
    machine.apply(put("b", "x"));
    machine.apply(put("c", "y"));
    Compare condition = compareValue("a", CompareResult::Equal, "x");
    condition.rangeEnd = bytes("c");
    QVERIFY(machine.ok<TxnResponse>(txn({condition}, {})).succeeded);
    condition.rangeEnd = bytes(raw("\0"));
    QVERIFY(!machine.ok<TxnResponse>(txn({condition}, {})).succeeded);
    condition.key = bytes("d");
    QVERIFY(!machine.ok<TxnResponse>(txn({condition}, {})).succeeded);
    Compare absent = compare(CompareTarget::Create, "d", CompareResult::Equal, 0);
    absent.rangeEnd = bytes("z");
    QVERIFY(machine.ok<TxnResponse>(txn({absent}, {})).succeeded);
}

void KvTransactionsTest::aMissingKeyComparesAsZeroAndNeverByValue() {
    Machine machine;
    for (const auto target : {CompareTarget::Version, CompareTarget::Create, CompareTarget::Mod,
                              CompareTarget::Lease}) {
        const auto holds = [&](CompareResult result, std::int64_t number) {
            return machine.ok<TxnResponse>(txn({compare(target, "k", result, number)}, {}))
                .succeeded;
        };
        QVERIFY(holds(CompareResult::Equal, 0));
        QVERIFY(holds(CompareResult::Less, 1));
        QVERIFY(holds(CompareResult::Greater, -1));
        QVERIFY(!holds(CompareResult::NotEqual, 0));
    }
    for (const auto result : {CompareResult::Equal, CompareResult::NotEqual, CompareResult::Less,
                              CompareResult::Greater}) {
        QVERIFY(!machine.ok<TxnResponse>(txn({compareValue("k", result, "")}, {})).succeeded);
    }
}

void KvTransactionsTest::aTransactionHasOneRevisionAndReadsItsOwnWrites() {
    Machine machine;
    machine.apply(put("a", "1"));
    machine.apply(put("b", "1"));
    const auto response = machine.ok<TxnResponse>(txn({}, {{everything()},
                                                           {put("a", "2")},
                                                           {everything()},
                                                           {everything(3)},
                                                           {erase("b")},
                                                           {put("c", "3")},
                                                           {everything()}}));
    const auto kvs = [&](std::size_t operation) {
        return describe(std::get<RangeResponse>(response.responses[operation].response).kvs);
    };
    QCOMPARE(kvs(0), std::string("a=1@2/2/1 b=1@3/3/1"));
    QCOMPARE(kvs(2), std::string("a=2@2/4/2 b=1@3/3/1"));
    QCOMPARE(kvs(3), std::string("a=1@2/2/1 b=1@3/3/1"));
    QCOMPARE(kvs(6), std::string("a=2@2/4/2 c=3@4/4/1"));
    QCOMPARE(describe(machine.lastReport.effects.events),
             (std::vector<std::string>{"PUT 4.0 a=2@2/4/2 <- a=1@2/2/1",
                                       "DELETE 4.1 b <- b=1@3/3/1", "PUT 4.2 c=3@4/4/1"}));
    QCOMPARE(machine.revision(), std::int64_t{4});
}

void KvTransactionsTest::aTransactionThatWritesNothingLeavesTheRevision() {
    Machine machine;
    machine.apply(put("a", "1"));
    const auto response = machine.ok<TxnResponse>(txn({}, {{erase("nothing")}, {get("a")}}));
    QCOMPARE(response.revision, std::int64_t{2});
    QCOMPARE(machine.revision(), std::int64_t{2});
}

void KvTransactionsTest::nestedTransactionsAreDecidedBeforehand() {
    Machine machine;
    const auto inner = txn({compare(CompareTarget::Version, "a", CompareResult::Greater, 0)},
                           {{put("b", "seen")}}, {{put("b", "not seen")}});
    const auto response = machine.ok<TxnResponse>(txn({}, {{put("a", "1")}, {inner}}));
    QVERIFY(!std::get<TxnResponse>(response.responses[1].response).succeeded);
    QCOMPARE(machine.all(), std::string("a=1@2/2/1 b=not seen@2/2/1"));
}

void KvTransactionsTest::aTransactionIsDoneWholeOrNotAtAll() {
    Machine machine;
    machine.apply(put("a", "1"));
    PutRequest keepValue = put("missing", "");
    keepValue.ignoreValue = true;
    QCOMPARE(machine.refusal(txn({}, {{put("a", "2")}, {keepValue}})),
             MaybeError(KvError::KeyNotFound));
    QCOMPARE(machine.refusal(txn({}, {{put("a", "2")}, {txn({}, {{put("b", "", 9)}})}})),
             MaybeError(KvError::LeaseNotFound));
    QCOMPARE(machine.refusal(txn({}, {{put("a", "2")}, {get("a", "", 3)}})),
             MaybeError(KvError::FutureRevision));
    QCOMPARE(machine.all(), std::string("a=1@2/2/1"));
    // What lies on the branch that is not taken does not matter.
    const auto response = machine.ok<TxnResponse>(txn({}, {{put("a", "2")}}, {{put("b", "", 9)}}));
    QVERIFY(response.succeeded);
}

void KvTransactionsTest::aTransactionAnswersWithEtcdsRevisions() {
    Machine machine;
    const auto response = machine.ok<TxnResponse>(txn({}, {{erase("nothing")},
                                                           {get("a")},
                                                           {put("a", "1")},
                                                           {get("a")},
                                                           {erase("nothing")},
                                                           {txn({}, {{get("a")}})}}));
    const auto revision = [](const OperationResponse& operation) {
        return std::visit([](const auto& answer) { return answer.revision; }, operation.response);
    };
    std::vector<std::int64_t> revisions;
    for (const OperationResponse& operation : response.responses) {
        revisions.push_back(revision(operation));
    }
    QCOMPARE(revisions, (std::vector<std::int64_t>{1, 1, 2, 2, 2, 0}));
    QCOMPARE(response.revision, std::int64_t{2});
}

void KvTransactionsTest::aNestedTransactionMayDeleteWhatAnEarlierOnePut() {
    Machine machine;
    machine.apply(put("a", "1"));
    machine.apply(txn(
        {}, {{txn({}, {{put("a", "2")}, {put("b", "3")}})}, {txn({}, {{erase("a", raw("\0"))}})}}));
    const std::vector<std::string> events{"PUT 3.0 a=2@2/3/2 <- a=1@2/2/1", "PUT 3.1 b=3@3/3/1",
                                          "DELETE 3.2 a <- a=2@2/3/2", "DELETE 3.3 b <- b=3@3/3/1"};
    QCOMPARE(describe(machine.lastReport.effects.events), events);
    QCOMPARE(machine.history(3, true), events);
    QCOMPARE(machine.all(), std::string());
    QCOMPARE(machine.all(2), std::string("a=1@2/2/1"));
    QCOMPARE(machine.all(3), std::string());
    machine.apply(put("a", "4"));
    QCOMPARE(machine.all(3), std::string());
    machine.apply(CompactRequest{4});
    machine.reclaim();
    QCOMPARE(machine.all(), std::string("a=4@4/4/1"));
}

void KvTransactionsTest::txnRangesMayNotAskForOtherThanReadableRevisions() {
    Machine machine;
    machine.apply(put("a", "1"));
    machine.apply(put("a", "2"));
    QVERIFY(machine.ok<TxnResponse>(txn({}, {{get("a", "", -1)}})).succeeded);
    machine.apply(CompactRequest{3});
    QCOMPARE(machine.refusal(txn({}, {{get("a", "", 2)}})), MaybeError(KvError::Compacted));
    QCOMPARE(machine.refusal(txn({}, {{get("a", "", -1)}})), MaybeError(KvError::Compacted));
    QVERIFY(machine.ok<TxnResponse>(txn({}, {{get("a", "", 3)}})).succeeded);
}

QTEST_APPLESS_MAIN(KvTransactionsTest)
#include "tst_kv_transactions.moc"
