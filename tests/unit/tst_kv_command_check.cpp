// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/kv/command_check.h"
#include "tests/unit/kv_support.h"

using namespace quorate;
using namespace quorate::kv;
using namespace quorate::kv::test;

namespace {

std::optional<KvError> checked(const Command& command) {
    return check(command, kDefaultTxnOperations);
}

TxnRequest success(std::vector<Operation> operations) {
    TxnRequest txn;
    txn.success = std::move(operations);
    return txn;
}

TxnRequest failure(std::vector<Operation> operations) {
    TxnRequest txn;
    txn.failure = std::move(operations);
    return txn;
}

TxnRequest either(std::vector<Operation> succeeded, std::vector<Operation> failed) {
    TxnRequest txn;
    txn.success = std::move(succeeded);
    txn.failure = std::move(failed);
    return txn;
}

using MaybeError = std::optional<KvError>;

}  // namespace

class KvCommandCheckTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keysMustBeGiven();
    void whatIsIgnoredMustNotBeGiven();
    void transactionsHaveAtMostTheAllowedOperations();
    void nestedTransactionsUseWhatIsLeftOfTheLimit();
    void transactionsNestUpToTheLimit();
    void leasesNeedANameAndAReasonableTime();
    void aKeyIsPutOnceInATransaction();
    void aKeyIsNotPutAndDeletedInATransaction();
    void bothBranchesMayPutTheSameKey();
    void nestedTransactionsCountAsTheirOperations();
    void manyOverlappingIntervalsAreJoined();
    void everyRefusalHasItsTextAndItsCode();
};

void KvCommandCheckTest::keysMustBeGiven() {
    QCOMPARE(checked(put("", "v")), MaybeError(KvError::EmptyKey));
    QCOMPARE(checked(get("")), MaybeError(KvError::EmptyKey));
    QCOMPARE(checked(erase("")), MaybeError(KvError::EmptyKey));
    QCOMPARE(checked(success({{put("", "v")}})), MaybeError(KvError::EmptyKey));
    QCOMPARE(checked(failure({{success({{get("")}})}})), MaybeError(KvError::EmptyKey));
    TxnRequest txn;
    txn.compares.push_back(compare(CompareTarget::Version, "", CompareResult::Equal, 0));
    QCOMPARE(checked(txn), MaybeError(KvError::EmptyKey));
    QCOMPARE(checked(put("k", "")), MaybeError());
}

void KvCommandCheckTest::whatIsIgnoredMustNotBeGiven() {
    PutRequest request = put("k", "v");
    request.ignoreValue = true;
    QCOMPARE(checked(request), MaybeError(KvError::ValueProvided));
    request = put("k", "", 1);
    request.ignoreLease = true;
    QCOMPARE(checked(request), MaybeError(KvError::LeaseProvided));
    request = put("k", "");
    request.ignoreValue = true;
    request.ignoreLease = true;
    QCOMPARE(checked(request), MaybeError());
}

void KvCommandCheckTest::transactionsHaveAtMostTheAllowedOperations() {
    const std::vector<Operation> most(kDefaultTxnOperations, Operation{get("k")});
    std::vector<Operation> more = most;
    more.push_back({get("k")});
    QCOMPARE(checked(either(most, most)), MaybeError());
    QCOMPARE(checked(success(more)), MaybeError(KvError::TooManyOperations));
    QCOMPARE(checked(failure(more)), MaybeError(KvError::TooManyOperations));
    TxnRequest txn;
    txn.compares.resize(kDefaultTxnOperations + 1,
                        compare(CompareTarget::Version, "k", CompareResult::Equal, 0));
    QCOMPARE(checked(txn), MaybeError(KvError::TooManyOperations));
    QCOMPARE(check(txn, kDefaultTxnOperations + 1), MaybeError());
}

void KvCommandCheckTest::nestedTransactionsUseWhatIsLeftOfTheLimit() {
    std::vector<Operation> inner(3, Operation{get("k")});
    const Command command = success({{get("a")}, {success(inner)}});
    QCOMPARE(check(command, 5), MaybeError());
    QCOMPARE(check(command, 4), MaybeError(KvError::TooManyOperations));
}

void KvCommandCheckTest::transactionsNestUpToTheLimit() {
    TxnRequest txn;
    for (std::size_t depth = 1; depth < kMaxCommandDepth; ++depth) {
        txn = success({{txn}});
    }
    QCOMPARE(checked(txn), MaybeError());
    QCOMPARE(checked(success({{txn}})), MaybeError(KvError::NestedTooDeep));
}

void KvCommandCheckTest::leasesNeedANameAndAReasonableTime() {
    QCOMPARE(checked(LeaseGrantRequest{{0}, 10}), MaybeError(KvError::LeaseNotFound));
    QCOMPARE(checked(LeaseGrantRequest{{1}, kMaxLeaseTtlSeconds}), MaybeError());
    QCOMPARE(checked(LeaseGrantRequest{{1}, kMaxLeaseTtlSeconds + 1}),
             MaybeError(KvError::LeaseTtlTooLarge));
}

void KvCommandCheckTest::aKeyIsPutOnceInATransaction() {
    QCOMPARE(checked(success({{put("a", "1")}, {put("b", "2")}})), MaybeError());
    QCOMPARE(checked(success({{put("a", "1")}, {put("a", "2")}})),
             MaybeError(KvError::DuplicateKey));
    QCOMPARE(checked(failure({{put("a", "1")}, {put("a", "2")}})),
             MaybeError(KvError::DuplicateKey));
}

void KvCommandCheckTest::aKeyIsNotPutAndDeletedInATransaction() {
    QCOMPARE(checked(success({{put("a", "1")}, {erase("a")}})), MaybeError(KvError::DuplicateKey));
    QCOMPARE(checked(success({{put("b", "1")}, {erase("a", "c")}})),
             MaybeError(KvError::DuplicateKey));
    QCOMPARE(checked(success({{put("c", "1")}, {erase("a", "c")}})), MaybeError());
    QCOMPARE(checked(success({{put("b", "1")}, {erase("a", raw("\0"))}})),
             MaybeError(KvError::DuplicateKey));
    QCOMPARE(checked(success({{put("a", "1")}, {erase("b", raw("\0"))}})), MaybeError());
    QCOMPARE(checked(success({{put("b", "1")}, {erase("c", "a")}})), MaybeError());
    // Deletes may overlap, and ranges may do as they like.
    QCOMPARE(checked(success({{erase("a", "c")}, {erase("b")}, {get("b")}, {get("b")}})),
             MaybeError());
}

void KvCommandCheckTest::bothBranchesMayPutTheSameKey() {
    QCOMPARE(checked(either({{put("a", "1")}}, {{put("a", "2")}, {erase("b")}})), MaybeError());
    QCOMPARE(checked(success({{either({{put("a", "1")}}, {{put("a", "2")}})}})), MaybeError());
}

void KvCommandCheckTest::nestedTransactionsCountAsTheirOperations() {
    const Operation inner{either({{put("a", "1")}}, {{erase("b")}})};
    QCOMPARE(checked(success({inner, {put("a", "2")}})), MaybeError(KvError::DuplicateKey));
    QCOMPARE(checked(success({inner, {put("b", "2")}})), MaybeError(KvError::DuplicateKey));
    QCOMPARE(checked(success({inner, {erase("a")}})), MaybeError(KvError::DuplicateKey));
    QCOMPARE(checked(success({inner, inner})), MaybeError(KvError::DuplicateKey));
    QCOMPARE(checked(success({inner, {put("c", "2")}})), MaybeError());
    // etcd looks at nested transactions one after the other, and lets this one pass.
    QCOMPARE(checked(success({{success({{put("a", "1")}})}, {success({{erase("a")}})}})),
             MaybeError());
    QCOMPARE(checked(success({{success({{erase("a")}})}, {success({{put("a", "1")}})}})),
             MaybeError(KvError::DuplicateKey));
}

void KvCommandCheckTest::manyOverlappingIntervalsAreJoined() {
    const std::vector<Operation> deletes{
        {erase("d", "f")}, {erase("b", "c")}, {erase("e", "h")},       {erase("c", "d")},
        {erase("m", "n")}, {erase("a", "b")}, {erase("x", raw("\0"))}, {erase("w", raw("\0"))}};
    for (const char* inside : {"a", "bb", "c", "g", "gz", "m", "w", "zz"}) {
        std::vector<Operation> operations = deletes;
        operations.push_back({put(inside, "v")});
        QCOMPARE(checked(success(operations)), MaybeError(KvError::DuplicateKey));
    }
    for (const char* outside : {"A", "h", "l", "n", "v"}) {
        std::vector<Operation> operations = deletes;
        operations.push_back({put(outside, "v")});
        QCOMPARE(checked(success(operations)), MaybeError());
    }
}

void KvCommandCheckTest::everyRefusalHasItsTextAndItsCode() {
    std::set<std::string> texts;
    for (int i = 1; i <= static_cast<int>(KvError::MalformedCommand); ++i) {
        const auto error = static_cast<KvError>(i);
        texts.insert(text(error));
        QCOMPARE(toError(error).message, std::string(text(error)));
    }
    QCOMPARE(texts.size(), static_cast<std::size_t>(KvError::MalformedCommand));
    QCOMPARE(std::string(text(KvError::Compacted)),
             std::string("etcdserver: mvcc: required revision has been compacted"));
    QCOMPARE(toError(KvError::Compacted).code, ErrorCode::OutOfRange);
    QCOMPARE(toError(KvError::FutureRevision).code, ErrorCode::OutOfRange);
    QCOMPARE(toError(KvError::LeaseNotFound).code, ErrorCode::NotFound);
    QCOMPARE(toError(KvError::LeaseExists).code, ErrorCode::FailedPrecondition);
}

QTEST_APPLESS_MAIN(KvCommandCheckTest)
#include "tst_kv_command_check.moc"
