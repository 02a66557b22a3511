// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <memory>
#include <set>
#include <string>
#include <utility>

#include "engine/base/error.h"
#include "engine/base/invariant.h"
#include "engine/base/result.h"

using quorate::Error;
using quorate::ErrorCode;
using quorate::InvariantViolation;
using quorate::Result;

namespace {

Result<int> halve(int number) {
    if (number % 2 != 0) {
        return Error(ErrorCode::InvalidArgument, "odd: " + std::to_string(number));
    }
    return number / 2;
}

Result<void> requireEven(int number) {
    if (number % 2 != 0) {
        return Error(ErrorCode::InvalidArgument, "odd: " + std::to_string(number));
    }
    return {};
}

}  // namespace

class ResultTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aValueIsReadBack();
    void anErrorKeepsItsCodeAndItsMessage();
    void theValueCanBeChangedInPlace();
    void aValueThatOnlyMovesIsMovedOut();
    void valueOrFallsBackOnlyOnAnError();
    void theValueOfAnErrorBreaksAnInvariant();
    void theErrorOfAValueBreaksAnInvariant();
    void aResultWithoutAValueIsSuccessOrAnError();
    void theErrorOfASuccessBreaksAnInvariant();
    void everyErrorCodeHasANameOfItsOwn();
};

void ResultTest::aValueIsReadBack() {
    const Result<int> result = halve(8);
    QVERIFY(result.has_value());
    QVERIFY(static_cast<bool>(result));
    QCOMPARE(result.value(), 4);
    QCOMPARE(*result, 4);
}

void ResultTest::anErrorKeepsItsCodeAndItsMessage() {
    const Result<int> result = halve(7);
    QVERIFY(!result.has_value());
    QVERIFY(!result);
    QVERIFY(result.error() == Error(ErrorCode::InvalidArgument, "odd: 7"));
    QVERIFY(result.error() != Error(ErrorCode::InvalidArgument, "odd: 9"));
    QVERIFY(result.error() != Error(ErrorCode::Malformed, "odd: 7"));
}

void ResultTest::theValueCanBeChangedInPlace() {
    Result<std::string> result = std::string("term");
    *result += " 12";
    result->push_back('.');
    QCOMPARE(result.value(), std::string("term 12."));
}

void ResultTest::aValueThatOnlyMovesIsMovedOut() {
    Result<std::unique_ptr<int>> result = std::make_unique<int>(5);
    const std::unique_ptr<int> taken = std::move(result).value();
    QCOMPARE(*taken, 5);
}

void ResultTest::valueOrFallsBackOnlyOnAnError() {
    QCOMPARE(halve(8).value_or(-1), 4);
    QCOMPARE(halve(7).value_or(-1), -1);
}

void ResultTest::theValueOfAnErrorBreaksAnInvariant() {
    const Result<int> result = halve(7);
    try {
        static_cast<void>(result.value());
        QFAIL("value() returned");
    } catch (const InvariantViolation& violation) {
        QVERIFY2(std::string(violation.what()).find("odd: 7") != std::string::npos,
                 violation.what());
    }
}

void ResultTest::theErrorOfAValueBreaksAnInvariant() {
    const Result<int> result = halve(8);
    QVERIFY_THROWS_EXCEPTION(InvariantViolation, static_cast<void>(result.error()));
}

void ResultTest::aResultWithoutAValueIsSuccessOrAnError() {
    QVERIFY(requireEven(2).has_value());
    const Result<void> refused = requireEven(3);
    QVERIFY(!refused);
    QCOMPARE(refused.error().message, std::string("odd: 3"));
}

void ResultTest::theErrorOfASuccessBreaksAnInvariant() {
    const Result<void> result = requireEven(2);
    QVERIFY_THROWS_EXCEPTION(InvariantViolation, static_cast<void>(result.error()));
}

void ResultTest::everyErrorCodeHasANameOfItsOwn() {
    std::set<std::string> names;
    for (int code = 0; code <= static_cast<int>(ErrorCode::OutOfSpace); ++code) {
        const std::string name = toString(static_cast<ErrorCode>(code));
        QVERIFY2(name != "?", qPrintable(QString::number(code)));
        QVERIFY2(names.insert(name).second, name.c_str());
    }
    QCOMPARE(std::string(toString(ErrorCode::Compacted)), std::string("Compacted"));
}

QTEST_APPLESS_MAIN(ResultTest)
#include "tst_result.moc"
