// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <string>

#include "engine/base/random.h"
#include "engine/stage/history/client_history_text.h"
#include "tests/unit/history_support.h"

using quorate::Bytes;
using quorate::ErrorCode;
using quorate::Random;
using quorate::stage::ClientRecord;
using quorate::stage::parseHistoryText;
using quorate::stage::toHistoryText;
using quorate::test::HistoryText;
using quorate::test::seen;
namespace kv = quorate::kv;

class ClientHistoryTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTextIsGolden();
    void everyKindComesBack();
    void aWrongTextIsNamed_data();
    void aWrongTextIsNamed();
    void anyBytesAreSurvived();
};

namespace {

HistoryText allKinds() {
    HistoryText text;
    text.put(1, 2, "a", 2);
    kv::PutRequest put = HistoryText::putOf("b");
    put.previousKv = true;
    text.add(2, 3, put, kv::PutResponse{3, seen("a", 2, 2, 1)});
    text.putUnknown(3, 4, "c");
    text.putUnknown(3, std::nullopt, "d");
    text.get(4, 5, 3, seen(std::string_view("\0\xff", 2), -5, 2, 2)).operation.consistency =
        quorate::observe::ReadConsistency::Lease;
    text.get(4, 5, 3, std::nullopt).operation.consistency =
        quorate::observe::ReadConsistency::Local;
    kv::DeleteRangeResponse erased{4, 1, {seen("b", 3, 2, 2)}};
    text.add(6, 7, HistoryText::eraseOf(), erased);
    text.swap(8, 9, 0, "e", 5, true);
    kv::TxnRequest outer;
    outer.success.push_back({HistoryText::swapOf(5, "f")});
    outer.success.push_back({HistoryText::eraseOf("x")});
    kv::TxnResponse answer;
    answer.revision = 6;
    answer.succeeded = true;
    answer.responses.push_back({HistoryText::swapped(6, true)});
    answer.responses.push_back({kv::DeleteRangeResponse{6, 0, {}}});
    answer.responses.push_back({kv::RangeResponse{6, {}, true, 7}});
    text.add(8, 9, outer, answer);
    text.add(8, 9, kv::CompactRequest{3}, kv::CompactResponse{6});
    text.add(8, 9, kv::CompactRequest{3}, kv::KvError::Compacted);
    text.add(8, 9, kv::LeaseGrantRequest{{-7}, 10}, kv::LeaseGrantResponse{6, {-7}, 10});
    text.add(8, 9, kv::LeaseRevokeRequest{{-7}}, kv::LeaseRevokeResponse{6});
    text.add(8, 9, kv::LeaseCheckpointRequest{{{{7}, 3}}}, kv::LeaseCheckpointResponse{6});
    text.add(8, 9, kv::CompactRequest{4}, std::nullopt).outcome.outcome =
        quorate::observe::Outcome::Refused;
    return text;
}

}  // namespace

void ClientHistoryTextTest::theTextIsGolden() {
    HistoryText text;
    text.put(1, 2, "a", 2);
    text.get(3, 4, 2, seen("a", 2, 2, 1));
    text.putUnknown(5, std::nullopt, "b");
    QCOMPARE(toHistoryText(text.records())->c_str(),
             "quorate-history 1\n"
             "1 1 1 1000000000 2000000000 linearizable done 010100016b016100 020200\n"
             "2 2 1 3000000000 4000000000 linearizable done 0102000000016b00000000000000 "
             "030201016b0161020201000001\n"
             "3 3 1 5000000000 - linearizable unknown 010100016b016200 -\n");
}

void ClientHistoryTextTest::everyKindComesBack() {
    const HistoryText text = allKinds();
    const auto lines = toHistoryText(text.records());
    QVERIFY(lines);
    const auto back = parseHistoryText(*lines);
    QVERIFY2(back, back ? "" : back.error().message.c_str());
    QVERIFY(*back == text.records());
    QCOMPARE(*toHistoryText(*back), *lines);
}

void ClientHistoryTextTest::aWrongTextIsNamed_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("why");
    const QByteArray header = "quorate-history 1\n";
    const QByteArray start = header + "# comment\n\n1 1 1 10 20 linearizable ";
    QTest::newRow("nothing") << QByteArray() << QByteArray("line 1, column 1: a history begins");
    QTest::newRow("another version")
        << QByteArray("quorate-history 2\n") << QByteArray("line 1, column 1");
    QTest::newRow("no number") << header + "1 x 1 10 20 linearizable unknown 0100 -\n"
                               << QByteArray("line 2, column 3: a decimal number");
    QTest::newRow("a number too large") << header + "99999999999999999999 1\n"
                                        << QByteArray("line 2, column 1");
    QTest::newRow("missing fields") << header + "1 1 1" << QByteArray("line 2, column 6: a field");
    QTest::newRow("no outcome") << start + "perhaps 00 -\n"
                                << QByteArray("line 4, column 26: done, refused");
    QTest::newRow("odd digits") << start + "unknown 010 -\n" << QByteArray("line 4, column 34");
    QTest::newRow("no digits") << start + "unknown 01zz -\n" << QByteArray("line 4, column 36");
    QTest::newRow("no request") << start + "unknown ff -\n"
                                << QByteArray("line 4, column 34: the request");
    QTest::newRow("ends before it begins") << header + "1 1 1 10 9 linearizable unknown 00 -\n"
                                           << QByteArray("line 2, column 10");
    const auto line = quorate::stage::toHistoryLine(allKinds().records().front());
    const QByteArray good = QByteArray::fromStdString(*line);
    QTest::newRow("twice the same id") << header + good + "\n" + good + "\n"
                                       << QByteArray("line 3, column 1: another operation");
    QTest::newRow("something after it") << header + good + " \n" << QByteArray("nothing may");
    QTest::newRow("no response") << header + good.left(good.lastIndexOf(' ') + 1) + "ff\n"
                                 << QByteArray("the response");
    QTest::newRow("an empty response") << header + good.left(good.lastIndexOf(' ') + 1) + "00\n"
                                       << QByteArray("what is done has a response");
    QTest::newRow("done, and never returned")
        << header + QByteArray(good).replace("2000000000", "-") + "\n"
        << QByteArray("unknown outcome");
}

void ClientHistoryTextTest::aWrongTextIsNamed() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, why);
    const auto parsed = parseHistoryText(text.toStdString());
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, ErrorCode::Malformed);
    QVERIFY2(parsed.error().message.find(why.toStdString()) != std::string::npos,
             parsed.error().message.c_str());
}

void ClientHistoryTextTest::anyBytesAreSurvived() {
    const std::string good = *toHistoryText(allKinds().records());
    const Random seed(3);
    int accepted = 0;
    for (std::uint64_t i = 0; i < 20000; ++i) {
        Random random = seed.split(i);
        std::string text = good;
        for (std::uint64_t n = random.between(1, 4); n > 0; --n) {
            const std::size_t at = random.below(text.size());
            if (random.chance(1, 2)) {
                text[at] = "0123456789abcdef -\n"[random.below(19)];
            } else if (random.chance(1, 2)) {
                text.erase(at, random.below(8));
            } else {
                text[at] = static_cast<char>(random.below(256));
            }
        }
        const auto parsed = parseHistoryText(text);
        if (parsed) {
            ++accepted;
            // Whatever it says, it can be judged.
            quorate::stage::judge(*parsed);
            QVERIFY(parseHistoryText(*toHistoryText(*parsed)));
        } else {
            QVERIFY(parsed.error().message.starts_with("line "));
        }
    }
    QVERIFY(accepted > 100);
}

QTEST_APPLESS_MAIN(ClientHistoryTextTest)
#include "tst_client_history_text.moc"
