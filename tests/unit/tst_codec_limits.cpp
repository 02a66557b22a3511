// SPDX-License-Identifier: Apache-2.0
// What the decoders of engine/raft/codec.h refuse, and that refusing costs nothing.
#include <QTest>

#include <cstdlib>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/wire.h"
#include "engine/raft/codec.h"
#include "tests/unit/random_values.h"

using quorate::Bytes;
using quorate::ErrorCode;
using quorate::Result;
using quorate::WireWriter;
using quorate::tests::RandomValues;
namespace raft = quorate::raft;

namespace {

/// The largest piece of memory that was asked for; Qt asks too, so it is reset before each use.
std::size_t& largestAllocation() {
    static std::size_t largest = 0;
    return largest;
}

/// Anything that decodes, without its type.
struct Decoder {
    const char* name;
    Result<void> (*decode)(const Bytes&);
    std::string (*example)(RandomValues&);
};

template <class Value, Result<Value> (*decode)(const Bytes&)>
Result<void> decodeOnly(const Bytes& input) {
    auto value = decode(input);
    return value ? Result<void>() : value.error();
}

template <class Value, Value (RandomValues::*draw)()>
std::string encodeOne(RandomValues& values) {
    std::string out;
    raft::encode((values.*draw)(), out);
    return out;
}

std::string encodeMessage(RandomValues& values) {
    std::string out;
    const auto type = static_cast<raft::MessageType>(1 + values.number() % 14);
    raft::encode(values.message(type), out);
    return out;
}

std::string encodeConfChangeV2(RandomValues& values) {
    raft::ConfChangeV2 change = values.confChangeV2();
    change.transition = raft::ConfChangeTransition::JointImplicit;  // never the empty encoding
    std::string out;
    raft::encode(change, out);
    return out;
}

const std::vector<Decoder>& decoders() {
    static const std::vector<Decoder> all{
        {"entry", decodeOnly<raft::Entry, raft::decodeEntry>,
         encodeOne<raft::Entry, &RandomValues::entry>},
        {"hard state", decodeOnly<raft::HardState, raft::decodeHardState>,
         encodeOne<raft::HardState, &RandomValues::hardState>},
        {"configuration", decodeOnly<raft::ConfState, raft::decodeConfState>,
         encodeOne<raft::ConfState, &RandomValues::confState>},
        {"snapshot metadata", decodeOnly<raft::SnapshotMetadata, raft::decodeSnapshotMetadata>,
         encodeOne<raft::SnapshotMetadata, &RandomValues::snapshotMetadata>},
        {"snapshot", decodeOnly<raft::Snapshot, raft::decodeSnapshot>,
         encodeOne<raft::Snapshot, &RandomValues::snapshot>},
        {"change", decodeOnly<raft::ConfChange, raft::decodeConfChange>,
         encodeOne<raft::ConfChange, &RandomValues::confChange>},
        {"change v2", decodeOnly<raft::ConfChangeV2, raft::decodeConfChangeV2>, encodeConfChangeV2},
        {"message", decodeOnly<raft::Message, raft::decodeMessage>, encodeMessage},
    };
    return all;
}

const Decoder& decoderOf(const QByteArray& name) {
    for (const Decoder& decoder : decoders()) {
        if (name == decoder.name) {
            return decoder;
        }
    }
    qFatal("no such decoder: %s", name.constData());
}

void addDecoderRows() {
    QTest::addColumn<QByteArray>("name");
    for (const Decoder& decoder : decoders()) {
        QTest::newRow(decoder.name) << QByteArray(decoder.name);
    }
}

/// Head of a message of type App up to its parts, which are `flags`.
std::string messageHead(std::uint8_t flags) {
    std::string out("\1\2\2\1\3\0\0\0\0", 9);
    out.push_back(static_cast<char>(flags));
    return out;
}

std::string withVarint(std::string head, std::uint64_t number) {
    WireWriter(head).varint(number);
    return head;
}

}  // namespace

void* operator new(std::size_t size) {
    largestAllocation() = std::max(largestAllocation(), size);
    if (void* memory = std::malloc(size)) {  // NOLINT(cppcoreguidelines-no-malloc)
        return memory;
    }
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);  // NOLINT(cppcoreguidelines-no-malloc)
}
void operator delete(void* memory, std::size_t /*size*/) noexcept {
    std::free(memory);  // NOLINT(cppcoreguidelines-no-malloc)
}

class CodecLimitsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTruncationIsMalformedAndSaysWhere_data();
    void everyTruncationIsMalformedAndSaysWhere();
    void trailingBytesAreMalformed_data();
    void trailingBytesAreMalformed();
    void unknownVersionIsMalformed_data();
    void unknownVersionIsMalformed();
    void inputOverTheLimitIsTooLarge_data();
    void inputOverTheLimitIsTooLarge();
    void malformedBytesAreRefused_data();
    void malformedBytesAreRefused();
    void asManyMembersAsTheLimitAreTakenAndNoMore();
    void asManyChangesAsTheLimitAreTakenAndNoMore();
    void hugeCountsAllocateNothing_data();
    void hugeCountsAllocateNothing();
};

void CodecLimitsTest::everyTruncationIsMalformedAndSaysWhere_data() {
    addDecoderRows();
}

void CodecLimitsTest::everyTruncationIsMalformedAndSaysWhere() {
    QFETCH(const QByteArray, name);
    const Decoder& decoder = decoderOf(name);
    RandomValues values(21);
    for (int round = 0; round < 40; ++round) {
        const std::string whole = decoder.example(values);
        QVERIFY(decoder.decode(Bytes::copyOf(whole)).has_value());
        // Of a change v2, nothing at all means something.
        for (std::size_t length = name == "change v2" ? 1 : 0; length < whole.size(); ++length) {
            const auto decoded = decoder.decode(Bytes::copyOf(whole.substr(0, length)));
            QVERIFY(!decoded.has_value());
            QVERIFY(decoded.error().code == ErrorCode::Malformed);
            const QString message = QString::fromStdString(decoded.error().message);
            const QString where = QStringLiteral(" at byte ");
            QVERIFY2(message.contains(where), qPrintable(message));
            QVERIFY(message.section(where, 1).toULongLong() <= length);
        }
    }
}

void CodecLimitsTest::trailingBytesAreMalformed_data() {
    addDecoderRows();
}

void CodecLimitsTest::trailingBytesAreMalformed() {
    QFETCH(const QByteArray, name);
    const Decoder& decoder = decoderOf(name);
    RandomValues values(22);
    for (int round = 0; round < 40; ++round) {
        const std::string whole = decoder.example(values);
        const auto decoded = decoder.decode(Bytes::copyOf(whole + '\0'));
        QVERIFY(!decoded.has_value());
        QCOMPARE(decoded.error().message,
                 "there is more than was announced at byte " + std::to_string(whole.size()));
    }
}

void CodecLimitsTest::unknownVersionIsMalformed_data() {
    addDecoderRows();
}

void CodecLimitsTest::unknownVersionIsMalformed() {
    QFETCH(const QByteArray, name);
    const Decoder& decoder = decoderOf(name);
    RandomValues values(23);
    std::string whole = decoder.example(values);
    for (const char version : {'\0', '\2', '\xff'}) {
        whole.front() = version;
        const auto decoded = decoder.decode(Bytes::copyOf(whole));
        QVERIFY(!decoded.has_value());
        QCOMPARE(decoded.error().message,
                 std::string("the version of the format is not known at byte 1"));
    }
}

void CodecLimitsTest::inputOverTheLimitIsTooLarge_data() {
    addDecoderRows();
}

void CodecLimitsTest::inputOverTheLimitIsTooLarge() {
    QFETCH(const QByteArray, name);
    // Only the length is looked at, so there need not be any such memory.
    static const char first = '\1';
    const Bytes huge = Bytes::within(nullptr, std::string_view(&first, raft::kMaxEncodedSize + 1));
    const auto decoded = decoderOf(name).decode(huge);
    QVERIFY(!decoded.has_value());
    QVERIFY(decoded.error().code == ErrorCode::TooLarge);
}

void CodecLimitsTest::malformedBytesAreRefused_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("good");
    QTest::addColumn<QByteArray>("bad");
    const auto add = [](const char* what, const char* name, const char* good, const char* bad) {
        QTest::newRow(what) << QByteArray(name) << QByteArray(good) << QByteArray(bad);
    };
    add("entry: term not in its shortest form", "entry", "0100020300", "010082000300");
    add("entry: index not in its shortest form", "entry", "0100020300", "010002830000");
    add("entry: length not in its shortest form", "entry", "010002030161", "01000203810061");
    add("entry: unknown type", "entry", "0102020300", "0103020300");
    add("hard state: a number above 2^64", "hard state", "0100ffffffffffffffffff0100",
        "0100ffffffffffffffffff0200");
    add("configuration: neither true nor false", "configuration", "010000000001", "010000000002");
    add("configuration: more members than bytes", "configuration",
        "0101070000000"
        "0",
        "010807000000"
        "00");
    add("snapshot: data reaches beyond the end", "snapshot",
        "0107020000000000"
        "0161",
        "0107020000000000"
        "0261");
    add("change: unknown type", "change", "01030500", "01040500");
    add("change v2: unknown transition", "change v2", "01020000", "01030000");
    add("change v2: unknown type", "change v2",
        "0100010305"
        "00",
        "0100010405"
        "00");
    add("change v2: more changes than bytes", "change v2",
        "0100010305"
        "00",
        "0100040305"
        "00");
    add("change v2: the empty change written out", "change v2", "", "01000000");
    add("message: type 0", "message", "01010201030000000000", "01000201030000000000");
    add("message: type 15", "message", "010e0201030000000000", "010f0201030000000000");
    add("message: a local type", "message", "010e0201030000000000", "01400201030000000000");
    add("message: unknown part", "message", "01030201030000000008", "01030201030000000028");
    add("message: the highest part", "message", "01030201030000000008", "01030201030000000088");
    add("message: no entries where some are announced", "message",
        "0102020103000000000101"
        "00000000",
        "010202010300000000"
        "0100");
    add("message: more entries than bytes", "message",
        "0102020103000000000101"
        "00000000",
        "0102020103000000000102"
        "00000000");
    add("message: an entry of an unknown type", "message",
        "0102020103000000000101"
        "02000000",
        "0102020103000000000101"
        "03000000");
    add("message: an empty context where one is announced", "message",
        "01070201030000000004"
        "0161",
        "01070201030000000004"
        "00");
    add("message: no event where one is announced", "message",
        "01070201030000000010"
        "01",
        "01070201030000000010"
        "00");
    add("message: member not in its shortest form", "message", "01070201030000000000",
        "0107820001030000000000");
}

void CodecLimitsTest::malformedBytesAreRefused() {
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, good);
    QFETCH(const QByteArray, bad);
    const Decoder& decoder = decoderOf(name);
    const auto bytesOf = [](const QByteArray& hex) {
        return Bytes::copyOf(QByteArray::fromHex(hex).toStdString());
    };
    QVERIFY(decoder.decode(bytesOf(good)).has_value());
    const auto refused = decoder.decode(bytesOf(bad));
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().code == ErrorCode::Malformed);
}

void CodecLimitsTest::asManyMembersAsTheLimitAreTakenAndNoMore() {
    raft::ConfState state;
    for (std::uint64_t id = 1; id <= raft::kMaxMembers; ++id) {
        state.learnersNext.emplace_back(id);
    }
    std::string out;
    raft::encode(state, out);
    const auto taken = raft::decodeConfState(Bytes::copyOf(out));
    QVERIFY(taken.has_value());
    QVERIFY(*taken == state);
    state.learnersNext.emplace_back(raft::kMaxMembers + 1);
    out.clear();
    raft::encode(state, out);
    const auto refused = raft::decodeConfState(Bytes::copyOf(out));
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().code == ErrorCode::Malformed);
}

void CodecLimitsTest::asManyChangesAsTheLimitAreTakenAndNoMore() {
    raft::ConfChangeV2 change;
    change.changes.resize(raft::kMaxMembers);
    std::string out;
    raft::encode(change, out);
    QVERIFY(raft::decodeConfChangeV2(Bytes::copyOf(out)).has_value());
    change.changes.resize(raft::kMaxMembers + 1);
    out.clear();
    raft::encode(change, out);
    const auto refused = raft::decodeConfChangeV2(Bytes::copyOf(out));
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().code == ErrorCode::Malformed);
}

void CodecLimitsTest::hugeCountsAllocateNothing_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("input");
    const auto add = [](const char* what, const char* name, const std::string& input) {
        QTest::newRow(what) << QByteArray(name) << QByteArray::fromStdString(input);
    };
    const std::string tail(8, '\0');
    const std::string version("\1");
    for (const unsigned bits : {8U, 24U, 31U, 60U}) {
        const std::uint64_t count = std::uint64_t{1} << bits;
        const std::string label = "2^" + std::to_string(bits) + ", ";
        add((label + "members").c_str(), "configuration", withVarint(version, count) + tail);
        add((label + "changes").c_str(), "change v2", withVarint(version + '\0', count) + tail);
        add((label + "entries").c_str(), "message", withVarint(messageHead(1), count) + tail);
        add((label + "bytes of context").c_str(), "message",
            withVarint(messageHead(4), count) + tail);
        add((label + "bytes of data").c_str(), "entry",
            withVarint(version + std::string(3, '\0'), count) + tail);
    }
}

void CodecLimitsTest::hugeCountsAllocateNothing() {
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, input);
    const Decoder& decoder = decoderOf(name);
    const Bytes bytes = Bytes::copyOf(input.toStdString());
    largestAllocation() = 0;
    const auto decoded = decoder.decode(bytes);
    const std::size_t largest = largestAllocation();
    QVERIFY(!decoded.has_value());
    QVERIFY(decoded.error().code == ErrorCode::Malformed);
    // The text of the error, and no more.
    QVERIFY2(largest < 200, qPrintable(QString::number(largest)));
}

QTEST_APPLESS_MAIN(CodecLimitsTest)
#include "tst_codec_limits.moc"
