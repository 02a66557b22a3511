// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "engine/base/random.h"
#include "engine/observe/checksum.h"
#include "engine/observe/chunk_writer.h"
#include "engine/observe/cluster_state.h"
#include "engine/observe/content_sum.h"
#include "engine/observe/event_codec.h"
#include "engine/observe/recording.h"
#include "tests/unit/raft_values.h"
#include "tests/unit/sample_events.h"

using quorate::ErrorCode;
using quorate::Random;
using quorate::raft::EventId;
using quorate::raft::NodeId;
using quorate::raft::Term;
using quorate::test::sampleEvents;
using quorate::tests::entryOf;
using namespace quorate::observe;  // NOLINT(google-build-using-namespace)

namespace {

std::string bytesOf(const Event& event) {
    FieldWriter writer;
    encodeBody(event, writer);
    return std::string(writer.written());
}

QByteArray hex(std::string_view bytes) {
    return QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())).toHex(' ');
}

ClusterState sampleState() {
    ClusterState state;
    std::uint64_t id = 1;
    for (const Event& event : sampleEvents()) {
        state.apply(EventId(id++), event);
    }
    return state;
}

}  // namespace

class ObserveCodecTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyKindOfEventSurvivesEncoding();
    void everyKindHasANumberAndANameOfItsOwn();
    void aMessageKeepsAllItsFields();
    void aNodeFrameKeepsTheWholeNode();
    void bodiesHaveTheBytesOfTheFormat_data();
    void bodiesHaveTheBytesOfTheFormat();
    void aRecordHasTheBytesOfTheFormat();
    void aFileHasTheBytesOfTheFormat();
    void aBodyThatIsCutOffIsRefused();
    void aBodyWithMoreBehindItIsRefused();
    void anUnknownKindIsRefused();
    void enumeratorsThatDoNotExistAreRefused();
    void runsBeyondTheLargestIndexAreRefused();
    void anyBytesAreDecodedOrRefused();
    void aLongBodyIsKeptWhole();
    void theStateOfEverythingSurvivesEncoding();
    void aDamagedStateIsDecodedOrRefused();
    void theChecksumIsTheOneOfCastagnoli();
    void theContentSumIsTheOneOfTheFormatHoweverEntriesAreGrouped();
    void theContentSumSeesEachFieldOfAnEntry();
};

void ObserveCodecTest::everyKindOfEventSurvivesEncoding() {
    const auto events = sampleEvents();
    QCOMPARE(events.size(), std::variant_size_v<Body>);
    for (const Event& event : events) {
        const std::string bytes = bytesOf(event);
        Event decoded;
        const auto result = decodeBody(kindOf(event.body), bytes, decoded);
        QVERIFY2(result.has_value(), std::string(nameOfKind(kindOf(event.body))).c_str());
        QCOMPARE(decoded.body.index(), event.body.index());
        QVERIFY(decoded.term == event.term);
        QCOMPARE(hex(bytesOf(decoded)), hex(bytes));
    }
}

void ObserveCodecTest::everyKindHasANumberAndANameOfItsOwn() {
    std::set<std::uint8_t> numbers;
    std::set<std::string_view> names;
    for (const Event& event : sampleEvents()) {
        numbers.insert(kindOf(event.body));
        names.insert(nameOfKind(kindOf(event.body)));
    }
    QCOMPARE(numbers.size(), std::variant_size_v<Body>);
    QCOMPARE(names.size(), std::variant_size_v<Body>);
    QVERIFY(!names.contains(""));
    QVERIFY(nameOfKind(0).empty());
}

void ObserveCodecTest::aMessageKeepsAllItsFields() {
    const Event event = sampleEvents().front();
    Event decoded;
    QVERIFY(decodeBody(kindOf(event.body), bytesOf(event), decoded).has_value());
    QVERIFY(std::get<MessageReceived>(decoded.body).message ==
            std::get<MessageReceived>(event.body).message);
}

void ObserveCodecTest::aNodeFrameKeepsTheWholeNode() {
    for (const Event& event : sampleEvents()) {
        if (const auto* frame = std::get_if<NodeFrame>(&event.body)) {
            Event decoded;
            QVERIFY(decodeBody(kindOf(event.body), bytesOf(event), decoded).has_value());
            QVERIFY(*std::get<NodeFrame>(decoded.body).state == *frame->state);
            return;
        }
    }
    QFAIL("there is no frame among the samples");
}

void ObserveCodecTest::bodiesHaveTheBytesOfTheFormat_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("expected");
    // The term (8), then the fields in the order of FORMAT.md.
    QTest::newRow("TimerFired") << QByteArray("TimerFired") << QByteArray("08 02");
    QTest::newRow("TermChanged") << QByteArray("TermChanged") << QByteArray("08 07 08");
    QTest::newRow("VoteDecided") << QByteArray("VoteDecided")
                                 << QByteArray("08 01 01 07 03 05 0c 06 0b");
    QTest::newRow("CommitAdvanced")
        << QByteArray("CommitAdvanced") << QByteArray("08 0a 0c 03 01 02 05");
    QTest::newRow("EntriesAppended")
        << QByteArray("EntriesAppended")
        << QByteArray(
               "08 65 03 01 07 02 28 07 00 02 08 01 80 20 88 8e d8 af ce fa b0 "
               "d9 a1 01");
    QTest::newRow("MessageLeft") << QByteArray("MessageLeft")
                                 << QByteArray("08 01 02 4d 01 06 08 01 80 10 63 07 5a");
    QTest::newRow("LogSyncStarted") << QByteArray("LogSyncStarted") << QByteArray("08");
    QTest::newRow("LogSynced") << QByteArray("LogSynced") << QByteArray("08 08 03 05 07 06");
    QTest::newRow("MessageSent") << QByteArray("MessageSent")
                                 << QByteArray(
                                        "08 02 02 89 cf 95 9a 92 e0 fb e6 ab 01 08 ff 1f 07 64 63 "
                                        "03 01 62 65 03 01 07 02 28 07 00 02 08 01 80 20 06 5a 01 "
                                        "02 4d 01");
    QTest::newRow("ConfigurationChanged") << QByteArray("ConfigurationChanged")
                                          << QByteArray("08 03 01 02 03 02 01 04 01 05 01 04 01");
    QTest::newRow("OperatorCommand")
        << QByteArray("OperatorCommand") << QByteArray("08 18 02 03 ab 02 06 73 6c 6f 77 65 72");
    QTest::newRow("NodeReported")
        << QByteArray("NodeReported")
        << QByteArray("08 02 08 72 65 76 69 73 69 6f 6e 02 31 37 07 76 65 72 73 69 6f 6e 00");
    QTest::newRow("ClientInvoked")
        << QByteArray("ClientInvoked") << QByteArray("08 21 03 03 02 03 6b 65 79 64");
}

void ObserveCodecTest::bodiesHaveTheBytesOfTheFormat() {
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, expected);
    for (const Event& event : sampleEvents()) {
        if (nameOfKind(kindOf(event.body)) == name.toStdString()) {
            QCOMPARE(hex(bytesOf(event)), expected);
            return;
        }
    }
    QFAIL("there is no such kind");
}

void ObserveCodecTest::aRecordHasTheBytesOfTheFormat() {
    Record record;
    record.moment = Moment(0x0807060504030201);
    record.id = EventId(0x1817161514131211);
    record.cause = EventId(0x2827262524232221);
    record.kind = 0x31;
    record.node = 0x32;
    record.size = 0x4241;
    record.offset = 0x54535251;
    std::string bytes(kRecordSize, '\0');
    storeRecord(bytes.data(), record);
    QCOMPARE(hex(bytes), QByteArray("01 02 03 04 05 06 07 08 11 12 13 14 15 16 17 18 21 22 23 24 "
                                    "25 26 27 28 31 32 41 42 51 52 53 54"));
    const Record loaded = loadRecord(bytes.data());
    QCOMPARE(loaded.offset, record.offset);
    QVERIFY(loaded.id == record.id);
}

void ObserveCodecTest::aFileHasTheBytesOfTheFormat() {
    Recorder recorder;
    Event event;
    event.moment = Moment(1000);
    event.node = NodeId(7);
    event.term = Term(2);
    event.body = quorate::raft::trace::TermChanged{Term(1), Term(2)};
    const EventId first = recorder.observe(event);
    event.moment = Moment(2000);
    event.cause = first;
    event.body = quorate::raft::trace::RoleChanged{quorate::raft::Role::Follower,
                                                   quorate::raft::Role::Candidate};
    recorder.observe(event);
    MemoryRecordingFile file;
    auto recording = Recording::create(file);
    QVERIFY(recording.has_value());
    QVERIFY((*recording)->append(recorder.publish(Moment(3000))).has_value());
    QVERIFY((*recording)->flush().has_value());
    QCOMPARE(hex(file.content()),
             QByteArray(
                 // The head of the file: magic, version.
                 "51 55 4f 52 41 54 45 52 04 00 00 00 00 00 00 00 "
                 // The header of the block: magic, kind, first number, moments, counts, checksums.
                 "51 42 4c 4b 01 00 00 00 00 00 00 00 00 00 00 00 "
                 "e8 03 00 00 00 00 00 00 d0 07 00 00 00 00 00 00 "
                 "02 00 00 00 01 00 00 00 06 00 00 00 04 00 00 00 "
                 "00 00 00 00 00 00 00 00 62 2c 94 d6 90 43 cf dd "
                 // Its index: one source, 0, with the sequences 1 to 2.
                 "01 00 01 02 "
                 // The nodes.
                 "07 00 00 00 00 00 00 00 "
                 // Two records.
                 "e8 03 00 00 00 00 00 00 01 00 00 00 00 00 00 00 "
                 "00 00 00 00 00 00 00 00 08 00 03 00 00 00 00 00 "
                 "d0 07 00 00 00 00 00 00 02 00 00 00 00 00 00 00 "
                 "01 00 00 00 00 00 00 00 09 00 03 00 03 00 00 00 "
                 // Their bodies.
                 "02 01 02 02 00 01"));
}

void ObserveCodecTest::aBodyThatIsCutOffIsRefused() {
    for (const Event& event : sampleEvents()) {
        const std::string bytes = bytesOf(event);
        for (std::size_t length = 1; length < bytes.size(); ++length) {
            Event decoded;
            const auto result =
                decodeBody(kindOf(event.body), std::string_view(bytes).substr(0, length), decoded);
            QVERIFY2(!result.has_value(), std::string(nameOfKind(kindOf(event.body))).c_str());
            QCOMPARE(result.error().code, ErrorCode::Malformed);
        }
    }
}

void ObserveCodecTest::aBodyWithMoreBehindItIsRefused() {
    for (const Event& event : sampleEvents()) {
        Event decoded;
        QVERIFY(!decodeBody(kindOf(event.body), bytesOf(event) + '\0', decoded).has_value());
    }
}

void ObserveCodecTest::anUnknownKindIsRefused() {
    Event decoded;
    const auto result = decodeBody(255, "", decoded);
    QVERIFY(!result.has_value());
    QCOMPARE(result.error().code, ErrorCode::Malformed);
}

void ObserveCodecTest::enumeratorsThatDoNotExistAreRefused() {
    Event decoded;
    QVERIFY(decodeBody(2, std::string_view("\x01\x02", 2), decoded).has_value());
    QVERIFY(!decodeBody(2, std::string_view("\x01\x03", 2), decoded).has_value());
    // A type of message in the gap between those of members and those within a node.
    QVERIFY(decodeBody(32, std::string_view("\x01\x0e\x01\x01\x00", 5), decoded).has_value());
    QVERIFY(!decodeBody(32, std::string_view("\x01\x0f\x01\x01\x00", 5), decoded).has_value());
    QVERIFY(!decodeBody(32, std::string_view("\x01\x00\x01\x01\x00", 5), decoded).has_value());
}

void ObserveCodecTest::runsBeyondTheLargestIndexAreRefused() {
    Event decoded;
    FieldWriter writer;
    writer.varint(1);                                     // the term
    writer.varint(5);                                     // the first index
    writer.varint(1);                                     // one run
    writer.varint(quorate::raft::kMaxIndex.value() - 4);  // one too many
    writer.varint(1);
    writer.varint(0);
    writer.varint(0);
    QVERIFY(!decodeBody(17, writer.written(), decoded).has_value());
}

void ObserveCodecTest::anyBytesAreDecodedOrRefused() {
    Random random(1);
    const auto samples = sampleEvents();
    for (int i = 0; i < 20'000; ++i) {
        std::string bytes;
        if (random.chance(1, 2)) {
            bytes = bytesOf(samples[random.below(samples.size())]);
            bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
        } else {
            bytes.resize(random.below(40));
            for (char& byte : bytes) {
                byte = static_cast<char>(random.below(256));
            }
        }
        Event decoded;
        const auto kind = static_cast<std::uint8_t>(random.below(256));
        if (decodeBody(kind, bytes, decoded)) {
            QCOMPARE(kindOf(decoded.body), kind);
            ClusterState state;
            state.apply(EventId(1), decoded);
        }
    }
}

void ObserveCodecTest::aLongBodyIsKeptWhole() {
    for (const std::size_t length : {65533U, 65534U, 65535U, 65536U, 200'000U}) {
        Recorder recorder;
        Event event;
        event.node = NodeId(1);
        event.body = NodeFailed{std::string(length, 'x')};
        recorder.observe(event);
        const Published published = recorder.publish(Moment(1));
        const auto recorded = published.chunks.front().event(0);
        QVERIFY(recorded.has_value());
        QCOMPARE(std::get<NodeFailed>(recorded->event.body).reason.size(), length);
    }
}

void ObserveCodecTest::theStateOfEverythingSurvivesEncoding() {
    const ClusterState state = sampleState();
    QVERIFY(state.nodeCount() > 0);
    const auto decoded = ClusterState::decode(state.encode());
    QVERIFY(decoded.has_value());
    QVERIFY(*decoded == state);
    QVERIFY(!(*decoded == ClusterState()));
}

void ObserveCodecTest::aDamagedStateIsDecodedOrRefused() {
    const std::string bytes = sampleState().encode();
    Random random(2);
    // What was written before nodes were watched from elsewhere ends before the last two lists.
    std::size_t whole = 0;
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        whole +=
            ClusterState::decode(std::string_view(bytes).substr(0, length)).has_value() ? 1U : 0U;
    }
    QCOMPARE(whole, std::size_t{1});
    for (int i = 0; i < 5000; ++i) {
        std::string damaged = bytes;
        damaged[random.below(damaged.size())] = static_cast<char>(random.below(256));
        if (auto decoded = ClusterState::decode(damaged)) {
            for (const Event& event : sampleEvents()) {
                decoded->apply(EventId(1), event);
            }
        }
    }
}

void ObserveCodecTest::theChecksumIsTheOneOfCastagnoli() {
    // The check value of the catalogue, and the test vectors of RFC 3720, B.4.
    QCOMPARE(crc32c("123456789"), 0xE3069283U);
    QCOMPARE(crc32c(std::string(32, '\0')), 0x8A9136AAU);
    QCOMPARE(crc32c(std::string(32, '\xFF')), 0x62A8AB43U);
    QCOMPARE(crc32c("56789", crc32c("1234")), 0xE3069283U);
}

QTEST_APPLESS_MAIN(ObserveCodecTest)
void ObserveCodecTest::theContentSumIsTheOneOfTheFormatHoweverEntriesAreGrouped() {
    std::string counted;
    for (char c = 0; c < 40; ++c) {
        counted.push_back(c);
    }
    quorate::raft::Entries entries = {entryOf(2, 5, "put"), entryOf(2, 6, counted),
                                      entryOf(3, 7, std::string(100, '\0'))};
    entries[1].type = quorate::raft::EntryType::ConfChange;
    const quorate::raft::EntrySpan all(entries);
    QCOMPARE(contentSum(all), 0xd3d638316c6bd783U);
    QCOMPARE(contentSum(all.first(1)) + contentSum(all.subspan(1)), contentSum(all));
    QCOMPARE(contentSum({}), 0U);
}

void ObserveCodecTest::theContentSumSeesEachFieldOfAnEntry() {
    const quorate::raft::Entry entry = entryOf(2, 5, std::string(80, 'x'));
    const auto sumOf = [](const quorate::raft::Entry& one) { return contentSum({&one, 1}); };
    std::set<std::uint64_t> sums = {sumOf(entry)};
    quorate::raft::Entry other = entry;
    other.type = quorate::raft::EntryType::ConfChangeV2;
    sums.insert(sumOf(other));
    sums.insert(sumOf(entryOf(3, 5, entry.data.view())));
    sums.insert(sumOf(entryOf(2, 6, entry.data.view())));
    sums.insert(sumOf(entryOf(2, 5, std::string(81, 'x'))));
    sums.insert(sumOf(entryOf(2, 5, std::string(31, 'x') + 'y' + std::string(48, 'x'))));
    sums.insert(sumOf(entryOf(2, 5, std::string(48, 'x') + 'y' + std::string(31, 'x'))));
    QCOMPARE(sums.size(), std::size_t{7});
}

#include "tst_observe_codec.moc"
