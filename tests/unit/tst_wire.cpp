// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "engine/base/random.h"
#include "engine/base/wire.h"

using quorate::Bytes;
using quorate::ErrorCode;
using quorate::Random;
using quorate::WireReader;
using quorate::WireWriter;

namespace {

constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();

Bytes fromHex(const char* hex) {
    return Bytes::copyOf(QByteArray::fromHex(hex).toStdString());
}

std::string encodedVarint(std::uint64_t value) {
    std::string out;
    WireWriter(out).varint(value);
    return out;
}

}  // namespace

class WireTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void varintHasTheBytesOfItsFormat_data();
    void varintHasTheBytesOfItsFormat();
    void varintsOfAllLengthsComeBack();
    void varintInMoreBytesThanNeededIsMalformed_data();
    void varintInMoreBytesThanNeededIsMalformed();
    void varintThatIsCutOffIsMalformed();
    void varintUpToALimitTakesTheLimitAndNoMore();
    void booleanIsZeroOrOne();
    void bytesShareTheBufferOfTheInput();
    void bytesThatReachBeyondTheEndAreMalformed();
    void countIsBoundedByWhatIsLeft();
    void theFirstFailureIsKeptAndTheRestReadsAsNothing();
    void finishAsksForTheEndAndStatusDoesNot();
    void writerAppends();
};

void WireTest::varintHasTheBytesOfItsFormat_data() {
    QTest::addColumn<quint64>("value");
    QTest::addColumn<QByteArray>("hex");
    QTest::newRow("0") << quint64{0} << QByteArray("00");
    QTest::newRow("1") << quint64{1} << QByteArray("01");
    QTest::newRow("127") << quint64{127} << QByteArray("7f");
    QTest::newRow("128") << quint64{128} << QByteArray("8001");
    QTest::newRow("300") << quint64{300} << QByteArray("ac02");
    QTest::newRow("16383") << quint64{16383} << QByteArray("ff7f");
    QTest::newRow("16384") << quint64{16384} << QByteArray("808001");
    QTest::newRow("2^63") << (quint64{1} << 63U) << QByteArray("80808080808080808001");
    QTest::newRow("2^64-1") << quint64{kLargest} << QByteArray("ffffffffffffffffff01");
}

void WireTest::varintHasTheBytesOfItsFormat() {
    QFETCH(const quint64, value);
    QFETCH(const QByteArray, hex);
    QCOMPARE(QByteArray::fromStdString(encodedVarint(value)).toHex(), hex);
    WireReader reader(fromHex(hex));
    QCOMPARE(quint64{reader.varint()}, value);
    QVERIFY(reader.finish().has_value());
}

void WireTest::varintsOfAllLengthsComeBack() {
    Random random(1);
    for (unsigned bits = 0; bits < 64; ++bits) {
        for (int i = 0; i < 20; ++i) {
            const std::uint64_t value = random.next() >> (63U - bits);
            const std::string encoded = encodedVarint(value);
            WireReader reader(Bytes::copyOf(encoded));
            QCOMPARE(reader.varint(), value);
            QVERIFY(reader.finish().has_value());
        }
    }
}

void WireTest::varintInMoreBytesThanNeededIsMalformed_data() {
    QTest::addColumn<QByteArray>("hex");
    QTest::newRow("0 in two bytes") << QByteArray("8000");
    QTest::newRow("1 in two bytes") << QByteArray("8100");
    QTest::newRow("127 in three bytes") << QByteArray("ff8000");
    QTest::newRow("0 in ten bytes") << QByteArray("80808080808080808000");
    QTest::newRow("2^64") << QByteArray("80808080808080808002");
    QTest::newRow("eleven bytes") << QByteArray("8080808080808080808001");
    QTest::newRow("ten bytes, unfinished") << QByteArray("ffffffffffffffffff81");
}

void WireTest::varintInMoreBytesThanNeededIsMalformed() {
    QFETCH(const QByteArray, hex);
    WireReader reader(fromHex(hex));
    QCOMPARE(reader.varint(), std::uint64_t{0});
    QVERIFY(reader.hasFailed());
    QVERIFY(reader.status().error().code == ErrorCode::Malformed);
}

void WireTest::varintThatIsCutOffIsMalformed() {
    const std::string whole = encodedVarint(kLargest);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        WireReader reader(Bytes::copyOf(whole.substr(0, length)));
        reader.varint();
        QCOMPARE(reader.status().error().message,
                 "the end comes too early at byte " + std::to_string(length));
    }
}

void WireTest::varintUpToALimitTakesTheLimitAndNoMore() {
    WireReader exact(fromHex("ac02"));
    QCOMPARE(exact.varintUpTo(300, "too much"), std::uint64_t{300});
    QVERIFY(exact.finish().has_value());
    WireReader beyond(fromHex("ac02"));
    QCOMPARE(beyond.varintUpTo(299, "too much"), std::uint64_t{0});
    QCOMPARE(beyond.status().error().message, std::string("too much at byte 2"));
}

void WireTest::booleanIsZeroOrOne() {
    std::string out;
    WireWriter writer(out);
    writer.boolean(false);
    writer.boolean(true);
    QCOMPARE(out, std::string("\0\1", 2));
    WireReader reader(fromHex("000102"));
    QVERIFY(!reader.boolean());
    QVERIFY(reader.boolean());
    QVERIFY(!reader.hasFailed());
    QVERIFY(!reader.boolean());
    QVERIFY(reader.hasFailed());
}

void WireTest::bytesShareTheBufferOfTheInput() {
    const Bytes input = fromHex("02616200016380");
    WireReader reader(input);
    const Bytes first = reader.bytes();
    const Bytes empty = reader.bytes();
    const Bytes last = reader.bytes();
    QCOMPARE(first.toString(), std::string("ab"));
    QVERIFY(empty.empty());
    QCOMPARE(last.toString(), std::string("c"));
    QCOMPARE(static_cast<const void*>(first.data()), static_cast<const void*>(input.data() + 1));
    QCOMPARE(static_cast<const void*>(last.data()), static_cast<const void*>(input.data() + 5));
    QCOMPARE(reader.offset(), std::size_t{6});
}

void WireTest::bytesThatReachBeyondTheEndAreMalformed() {
    for (const char* hex : {"0361", "ffffffffffffffffff0161", "0161ff", "80"}) {
        WireReader reader(fromHex(hex));
        const Bytes first = reader.bytes();
        if (reader.hasFailed()) {
            QVERIFY(first.empty());
            continue;
        }
        QVERIFY(reader.bytes().empty());
        QVERIFY(reader.hasFailed());
    }
}

void WireTest::countIsBoundedByWhatIsLeft() {
    // Three bytes are left behind the number.
    WireReader fits(fromHex("03000000"));
    QCOMPARE(fits.count(1, "too many"), std::size_t{3});
    WireReader tooMany(fromHex("04000000"));
    QCOMPARE(tooMany.count(1, "too many"), std::size_t{0});
    QVERIFY(tooMany.hasFailed());
    WireReader tooLarge(fromHex("02000000"));
    QCOMPARE(tooLarge.count(2, "too many"), std::size_t{0});
    QCOMPARE(tooLarge.status().error().message, std::string("too many at byte 1"));
    // 2^60 elements of 16 bytes would overflow a sum.
    WireReader overflowing(fromHex("80808080808080801000"));
    QCOMPARE(overflowing.count(16, "too many"), std::size_t{0});
    QVERIFY(overflowing.hasFailed());
}

void WireTest::theFirstFailureIsKeptAndTheRestReadsAsNothing() {
    WireReader reader(fromHex("0201ff"));
    QVERIFY(!reader.boolean());
    reader.fail("something else");
    QCOMPARE(reader.byte(), std::uint8_t{0});
    QCOMPARE(reader.varint(), std::uint64_t{0});
    QVERIFY(reader.bytes().empty());
    QCOMPARE(reader.count(1, "too many"), std::size_t{0});
    QCOMPARE(reader.offset(), std::size_t{1});
    QCOMPARE(reader.finish().error().message,
             std::string("a truth value is neither 0 nor 1 at byte 1"));
}

void WireTest::finishAsksForTheEndAndStatusDoesNot() {
    WireReader reader(fromHex("0102"));
    reader.byte();
    QVERIFY(!reader.isAtEnd());
    QVERIFY(reader.status().has_value());
    const auto finished = reader.finish();
    QVERIFY(!finished.has_value());
    QVERIFY(finished.error().code == ErrorCode::Malformed);
    QCOMPARE(finished.error().message, std::string("there is more than was announced at byte 1"));
    WireReader all(fromHex("01"));
    all.byte();
    QVERIFY(all.finish().has_value());
}

void WireTest::writerAppends() {
    std::string out = "head";
    WireWriter writer(out);
    writer.byte(0xff);
    writer.bytes("ab");
    QCOMPARE(QByteArray::fromStdString(out).toHex(), QByteArray("68656164ff026162"));
}

QTEST_APPLESS_MAIN(WireTest)
#include "tst_wire.moc"
