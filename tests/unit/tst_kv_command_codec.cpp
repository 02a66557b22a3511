// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <limits>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/kv/command_codec.h"
#include "tests/unit/kv_support.h"

using namespace quorate;
using namespace quorate::kv;
using namespace quorate::kv::test;

namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

struct Golden {
    const char* name;
    Command command;
    const char* hex;
};

TxnRequest sampleTxn() {
    TxnRequest inner;
    inner.failure.push_back({erase("d")});
    TxnRequest txn;
    txn.compares.push_back(compare(CompareTarget::Mod, "a", CompareResult::Greater, -2));
    txn.compares.push_back(compareValue("b", CompareResult::NotEqual, "v"));
    txn.compares.back().rangeEnd = bytes("c");
    txn.success.push_back({put("a", "1")});
    txn.success.push_back({inner});
    txn.failure.push_back({get("a")});
    return txn;
}

RangeRequest sampleRange() {
    RangeRequest range = get("a", "b", 300);
    range.limit = 64;
    range.sortOrder = SortOrder::Descending;
    range.sortTarget = SortTarget::Mod;
    range.keysOnly = true;
    range.minModRevision = 1;
    range.maxModRevision = 2;
    range.minCreateRevision = 3;
    range.maxCreateRevision = 4;
    return range;
}

/// The encodings as FORMAT.md spells them out. They lie in logs: they may never change.
std::vector<Golden> goldens() {
    PutRequest keep = put("k", "");
    keep.previousKv = true;
    keep.ignoreValue = true;
    keep.ignoreLease = true;
    DeleteRangeRequest remove = erase("a", "b");
    remove.previousKv = true;
    LeaseCheckpointRequest checkpoint;
    checkpoint.checkpoints = {{{7}, 60}, {{-1}, 0}};
    return {
        {"put", put("key", "value", 5), "01 01 00 036b6579 0576616c7565 0a"},
        {"put keeping all", keep, "01 01 07 016b 00 00"},
        {"range", sampleRange(), "01 02 01 02 03 0161 0162 8001 d804 02 04 06 08"},
        {"delete range", remove, "01 03 01 0161 0162"},
        {"txn", sampleTxn(),
         "01 04"
         " 02  01 02 0161 00 03  03 03 0162 0163 0176"
         " 02  01 00 0161 0131 00  04 00 00 01 03 00 0164 00"
         " 01  02 00 00 00 0161 00 00 00 00 00 00 00"},
        {"compact", CompactRequest{1000}, "01 05 d00f"},
        {"lease grant", LeaseGrantRequest{{1}, 10}, "01 06 02 14"},
        {"lease revoke", LeaseRevokeRequest{{kMax}}, "01 07 feffffffffffffffff01"},
        {"lease checkpoint", checkpoint, "01 08 02 0e 78 01 00"},
    };
}

TxnRequest nested(std::size_t levels) {
    TxnRequest txn;
    if (levels > 1) {
        txn.success.push_back({nested(levels - 1)});
    }
    return txn;
}

std::int64_t randomNumber(Random& random) {
    switch (random.below(4)) {
    case 0:
        return static_cast<std::int64_t>(random.below(3));
    case 1:
        return random.chance(1, 2) ? kMax : kMin;
    default:
        return static_cast<std::int64_t>(random.next() >> random.below(64));
    }
}

Bytes randomBytes(Random& random) {
    std::string text(static_cast<std::size_t>(random.below(200) >> random.below(8)), '\0');
    for (char& c : text) {
        c = static_cast<char>(random.below(256));
    }
    return bytes(text);
}

Operation randomOperation(Random& random, int depth);

TxnRequest randomTxn(Random& random, int depth) {
    TxnRequest txn;
    for (std::uint64_t i = random.below(3); i > 0; --i) {
        Compare compare;
        compare.result = CompareResult{static_cast<std::uint8_t>(random.below(4))};
        compare.target = CompareTarget{static_cast<std::uint8_t>(random.below(5))};
        compare.key = randomBytes(random);
        compare.rangeEnd = randomBytes(random);
        if (compare.target == CompareTarget::Value) {
            compare.value = randomBytes(random);
        } else {
            compare.number = randomNumber(random);
        }
        txn.compares.push_back(compare);
    }
    for (auto* branch : {&txn.success, &txn.failure}) {
        for (std::uint64_t i = random.below(3); i > 0; --i) {
            branch->push_back(randomOperation(random, depth + 1));
        }
    }
    return txn;
}

Operation randomOperation(Random& random, int depth) {
    switch (random.below(depth < 5 ? 4 : 3)) {
    case 0: {
        PutRequest put;
        put.key = randomBytes(random);
        put.value = randomBytes(random);
        put.lease = {randomNumber(random)};
        put.previousKv = random.chance(1, 2);
        put.ignoreValue = random.chance(1, 2);
        put.ignoreLease = random.chance(1, 2);
        return {put};
    }
    case 1: {
        RangeRequest range;
        range.key = randomBytes(random);
        range.rangeEnd = randomBytes(random);
        range.limit = randomNumber(random);
        range.revision = randomNumber(random);
        range.sortOrder = SortOrder{static_cast<std::uint8_t>(random.below(3))};
        range.sortTarget = SortTarget{static_cast<std::uint8_t>(random.below(5))};
        range.keysOnly = random.chance(1, 2);
        range.countOnly = random.chance(1, 2);
        range.minModRevision = randomNumber(random);
        range.maxCreateRevision = randomNumber(random);
        return {range};
    }
    case 2: {
        DeleteRangeRequest remove;
        remove.key = randomBytes(random);
        remove.rangeEnd = randomBytes(random);
        remove.previousKv = random.chance(1, 2);
        return {remove};
    }
    default:
        return {randomTxn(random, depth)};
    }
}

}  // namespace

class KvCommandCodecTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCommandHasItsKnownBytes();
    void knownBytesGiveTheCommandBack();
    void randomCommandsComeBackAsTheyWere();
    void keysAndValuesShareTheBufferOfTheCommand();
    void everyTruncationIsRefused();
    void aByteTooManyIsRefused();
    void whatIsNoCommandIsRefused_data();
    void whatIsNoCommandIsRefused();
    void randomBytesAreSurvived();
    void changedBytesAreSurvivedAndHaveOneEncoding();
    void transactionsNestUpToTheLimit();
    void aCommandTakesUpToTheLimitOfBytes();
    void aCommandTakesUpToTheLimitOfParts();
    void aClaimedCountReservesNothing();
};

void KvCommandCodecTest::everyCommandHasItsKnownBytes() {
    for (const Golden& golden : goldens()) {
        QCOMPARE(golden.name + (" " + hex(encode(golden.command).value().view())),
                 golden.name + (" " + hex(unhex(golden.hex))));
    }
}

void KvCommandCodecTest::knownBytesGiveTheCommandBack() {
    for (const Golden& golden : goldens()) {
        const Result<Command> command = decode(bytes(unhex(golden.hex)));
        QVERIFY2(command.has_value(), golden.name);
        QVERIFY2(*command == golden.command, golden.name);
    }
}

void KvCommandCodecTest::randomCommandsComeBackAsTheyWere() {
    Random random(1);
    for (int i = 0; i < 3000; ++i) {
        const Command command = std::visit([](const auto& request) -> Command { return request; },
                                           randomOperation(random, 0).request);
        const Bytes encoded = encode(command).value();
        const Result<Command> decoded = decode(encoded);
        QVERIFY(decoded.has_value());
        QVERIFY(*decoded == command);
    }
}

void KvCommandCodecTest::keysAndValuesShareTheBufferOfTheCommand() {
    const Bytes encoded = encode(put("key", "value")).value();
    const auto decoded = std::get<PutRequest>(decode(encoded).value());
    QCOMPARE(static_cast<const void*>(decoded.key.data()),
             static_cast<const void*>(encoded.data() + 4));
    QCOMPARE(static_cast<const void*>(decoded.value.data()),
             static_cast<const void*>(encoded.data() + 8));
}

void KvCommandCodecTest::everyTruncationIsRefused() {
    for (const Golden& golden : goldens()) {
        const Bytes whole = bytes(unhex(golden.hex));
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const Result<Command> command = decode(whole.slice(0, size));
            QVERIFY2(!command.has_value(), golden.name);
            QCOMPARE(command.error().code, ErrorCode::Malformed);
        }
    }
}

void KvCommandCodecTest::aByteTooManyIsRefused() {
    for (const Golden& golden : goldens()) {
        QVERIFY2(!decode(bytes(unhex(golden.hex) + '\0')).has_value(), golden.name);
    }
}

void KvCommandCodecTest::whatIsNoCommandIsRefused_data() {
    QTest::addColumn<QByteArray>("hex");
    QTest::newRow("another format") << QByteArray("020500");
    QTest::newRow("no such command") << QByteArray("0109");
    QTest::newRow("command zero") << QByteArray("0100");
    QTest::newRow("unknown flag of a put") << QByteArray("010108016b0000");
    QTest::newRow("unknown flag of a range") << QByteArray("0102040000016b00000000000000");
    QTest::newRow("no such order") << QByteArray("0102000300016b00000000000000");
    QTest::newRow("no such target") << QByteArray("0102000005016b00000000000000");
    QTest::newRow("unknown flag of a delete") << QByteArray("010302016b00");
    QTest::newRow("no such comparison") << QByteArray("0104010400016b00000000");
    QTest::newRow("no such target of a comparison") << QByteArray("0104010005016b00000000");
    QTest::newRow("an operation that is none") << QByteArray("01040001050000");
    QTest::newRow("a number longer than needed") << QByteArray("01058000");
    QTest::newRow("a number of 65 bits") << QByteArray("0105ffffffffffffffffff02");
    QTest::newRow("a number of eleven bytes") << QByteArray("01058080808080808080808001");
    QTest::newRow("a length past the end") << QByteArray("010100ff");
}

void KvCommandCodecTest::whatIsNoCommandIsRefused() {
    QFETCH(const QByteArray, hex);
    const Result<Command> command = decode(bytes(QByteArray::fromHex(hex).toStdString()));
    QVERIFY(!command.has_value());
    QCOMPARE(command.error().code, ErrorCode::Malformed);
}

void KvCommandCodecTest::randomBytesAreSurvived() {
    Random random(2);
    int decoded = 0;
    for (int i = 0; i < 100'000; ++i) {
        std::string text = randomBytes(random).toString();
        if (text.size() > 1 && random.chance(3, 4)) {
            text[0] = 1;
            text[1] = static_cast<char>(random.between(1, 8));
        }
        decoded += decode(bytes(text)).has_value() ? 1 : 0;
    }
    QVERIFY(decoded > 0);
}

void KvCommandCodecTest::changedBytesAreSurvivedAndHaveOneEncoding() {
    Random random(3);
    int decoded = 0;
    for (int i = 0; i < 50'000; ++i) {
        const auto samples = goldens();
        std::string text =
            unhex(samples[static_cast<std::size_t>(random.below(samples.size()))].hex);
        for (std::uint64_t changes = random.between(1, 3); changes > 0; --changes) {
            text[static_cast<std::size_t>(random.below(text.size()))] =
                static_cast<char>(random.below(256));
        }
        if (const Result<Command> command = decode(bytes(text))) {
            ++decoded;
            QCOMPARE(hex(encode(*command).value().view()), hex(text));
        }
    }
    QVERIFY(decoded > 1000);
}

void KvCommandCodecTest::transactionsNestUpToTheLimit() {
    const Result<Bytes> deepest = encode(nested(kMaxCommandDepth));
    QVERIFY(deepest.has_value());
    QVERIFY(decode(*deepest).value() == Command(nested(kMaxCommandDepth)));
    const Result<Bytes> deeper = encode(nested(kMaxCommandDepth + 1));
    QVERIFY(!deeper.has_value());
    QCOMPARE(deeper.error().code, ErrorCode::TooLarge);
    // The same by hand, since it cannot be encoded: ten thousand levels must not exhaust the stack.
    std::string bomb("\x01\x04", 2);
    for (int i = 0; i < 10'000; ++i) {
        bomb += raw("\x00\x01\x04");
    }
    QVERIFY(!decode(bytes(bomb)).has_value());
}

void KvCommandCodecTest::aCommandTakesUpToTheLimitOfBytes() {
    constexpr std::size_t kAround = 2 + 1 + 2 + 3 + 1;
    const std::string value(kMaxCommandBytes - kAround, 'v');
    const Result<Bytes> largest = encode(put("k", value));
    QVERIFY(largest.has_value());
    QCOMPARE(largest->size(), kMaxCommandBytes);
    QVERIFY(decode(*largest).has_value());
    QCOMPARE(encode(put("k", value + "v")).error().code, ErrorCode::TooLarge);
    QVERIFY(!decode(bytes(largest->toString() + '\0')).has_value());
}

void KvCommandCodecTest::aCommandTakesUpToTheLimitOfParts() {
    TxnRequest txn;
    txn.success.resize(kMaxCommandParts, Operation{get("k")});
    QVERIFY(decode(encode(txn).value()).has_value());
    txn.failure.push_back({get("k")});
    QCOMPARE(encode(txn).error().code, ErrorCode::TooLarge);
}

void KvCommandCodecTest::aClaimedCountReservesNothing() {
    // A count of two thousand million in a command of some bytes.
    QVERIFY(!decode(bytes(unhex("010480808080080000"))).has_value());
    QVERIFY(!decode(bytes(unhex("010880808080080000"))).has_value());
}

QTEST_APPLESS_MAIN(KvCommandCodecTest)
#include "tst_kv_command_codec.moc"
