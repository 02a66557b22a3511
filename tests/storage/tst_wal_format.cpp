// SPDX-License-Identifier: Apache-2.0
// The bytes of storage/FORMAT.md: a log that was written once is read for ever.
#include <QTest>

#include <string>
#include <vector>

#include "storage/crc32c.h"
#include "storage/simulated/simulated_file_system.h"
#include "storage/wal/inspection.h"
#include "storage/wal/record_codec.h"
#include "storage/wal/wal.h"
#include "tests/storage/must.h"
#include "tests/unit/raft_values.h"

namespace quorate::storage {

namespace {

const WalOwner kOwner{0x0102030405060708, raft::NodeId(3), 0x1112131415161718};
constexpr std::uint64_t kSegmentSize = 2048;

std::string fromHexText(const QByteArray& text) {
    return QByteArray::fromHex(text).toStdString();
}
QByteArray hexText(const std::string& bytes) {
    return QByteArray::fromStdString(bytes).toHex(' ');
}

/// The first segment of a log: a state, two entries, a release; and the end.
const std::vector<QByteArray>& goldenSectors() {
    static const std::vector<QByteArray> kSectors{
        // The head.
        "59 ec fd 3e 70 00 00 00 51 55 4f 52 57 41 4c 0a 01 00 00 00 00 00 00 00 08 07 06 05 04 03 "
        "02 01 03 00 00 00 00 00 00 00 18 17 16 15 14 13 12 11 01 00 00 00 00 00 00 00 00 00 00 00 "
        "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
        "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
        "01",
        // The state with its old commit index, two entries, the state.
        "7f 95 77 d6 30 00 00 00 51 55 4f 52 42 41 54 0a 01 00 00 00 00 00 00 00 00 02 00 00 00 00 "
        "00 00 01 00 00 00 00 00 00 00 00 02 00 00 00 00 00 00 72 00 00 00 19 a3 58 f5 02 c1 cf 19 "
        "e7 04 00 00 00 01 05 02 00 04 89 8c c2 8e 08 00 00 00 01 00 04 01 03 6f 6e 65 03 dc a9 15 "
        "5b 05 00 00 00 01 00 05 02 00 03 39 15 fd c9 04 00 00 00 01 05 02 02 04",
        // The release.
        "a9 ff 48 80 30 00 00 00 51 55 4f 52 42 41 54 0a 01 00 00 00 00 00 00 00 00 04 00 00 00 00 "
        "00 00 01 00 00 00 00 00 00 00 00 04 00 00 00 00 00 00 52 00 00 00 36 05 06 9e 02 93 ac e8 "
        "de 10 00 00 00 04 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 06",
        // The end.
        "9a 83 80 a8 30 00 00 00 51 55 4f 52 42 41 54 0a 01 00 00 00 00 00 00 00 00 06 00 00 00 00 "
        "00 00 01 00 00 00 00 00 00 00 00 04 00 00 00 00 00 00 42 00 00 00 4b 91 1f cb 02 9e 9f 84 "
        "67 00 00 00 00 07",
    };
    return kSectors;
}

std::string golden() {
    std::string bytes;
    for (const QByteArray& sector : goldenSectors()) {
        bytes += fromHexText(sector);
        bytes.resize(static_cast<std::size_t>(sectorCeiling(bytes.size())), '\0');
    }
    return bytes;
}

node::LogWrite goldenWrite() {
    node::LogWrite write;
    write.hardState = raft::HardState{raft::Term(5), raft::NodeId(2), raft::Index(2)};
    write.entries = {tests::entryOf(4, 1, "one"), tests::entryOf(5, 2, "")};
    return write;
}

}  // namespace

class TestWalFormat : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theChecksumIsCastagnolis();
    void aLogIsWrittenAsDocumented();
    void aDocumentedLogIsRead();
    void namesOfSegments();
    void bodiesThatAreNone_data();
    void bodiesThatAreNone();
    void recordsAreDescribed();
    void brokenSegmentsAreVisitedAsFarAsTheyGo();

private:
    NoDiskFaults m_faults;
    SimulatedFileSystem m_files{m_faults};
};

void TestWalFormat::theChecksumIsCastagnolis() {
    QCOMPARE(crc32c("123456789"), 0xE3069283U);
    QCOMPARE(crc32c("56789", crc32c("1234")), 0xE3069283U);
    QCOMPARE(crc32c(""), 0U);
}

void TestWalFormat::aLogIsWrittenAsDocumented() {
    must(m_files.createDirectory("log"));
    must(Wal::create(m_files, "log", kOwner, {kSegmentSize}));
    const auto wal = must(Wal::open(m_files, "log", kOwner, {kSegmentSize}));
    must(wal->write(goldenWrite()));
    must(wal->sync());
    must(wal->release(raft::Index(1)));
    node::LogWrite next;
    next.snapshot = tests::idOf(6, 9);
    must(wal->write(next));
    must(wal->write({}));
    QCOMPARE(wal->segments().size(), std::size_t{2});
    const std::string bytes =
        must(readFile(m_files, "log/0000000000000001-0000000000000001.wal", kSegmentSize));
    QCOMPARE(bytes.size(), std::size_t{kSegmentSize});
    for (std::size_t i = 0; i < goldenSectors().size(); ++i) {
        const std::string sector = bytes.substr(i * kWalSector, kWalSector);
        const std::size_t written = sector.find_last_not_of('\0') + 1;
        QCOMPARE(hexText(sector.substr(0, written)), goldenSectors()[i]);
    }
}

void TestWalFormat::aDocumentedLogIsRead() {
    std::vector<WalRecord> records;
    visitSegment(Bytes::copyOf(golden()), 1, [&](const WalPiece& piece) {
        if (piece.record != nullptr) {
            records.push_back(*piece.record);
        }
        return piece.record != nullptr && piece.isChained;
    });
    const std::vector<WalRecord> expected{
        WalHead{kOwner, 1, 0, {}, {}, {}},
        WalBatch{{1, 512}, {1, 512}, 114},
        raft::HardState{raft::Term(5), raft::NodeId(2), raft::Index(0)},
        tests::entryOf(4, 1, "one"),
        tests::entryOf(5, 2, ""),
        *goldenWrite().hardState,
        WalBatch{{1, 1024}, {1, 1024}, 82},
        WalRelease{tests::idOf(4, 1)},
        WalBatch{{1, 1536}, {1, 1024}, 66},
        WalEnd(),
    };
    QVERIFY(records == expected);
}

void TestWalFormat::namesOfSegments() {
    const SegmentName name{7, raft::Index(300)};
    QCOMPARE(toString(name), std::string("0000000000000007-000000000000012c.wal"));
    QVERIFY(parseSegmentName(toString(name)) == name);
    for (const char* text :
         {"", "0000000000000007-000000000000012c.wal2", "0000000000000007_000000000000012c.wal",
          "000000000000000G-000000000000012c.wal", "0000000000000007-000000000000012C.wal",
          "0000000000000000-000000000000012c.wal", "0000000000000007-000000000000012c.snp"}) {
        QVERIFY2(!parseSegmentName(text), text);
    }
}

void TestWalFormat::bodiesThatAreNone_data() {
    QTest::addColumn<int>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("no type") << 0 << QByteArray();
    QTest::newRow("an unknown type") << 8 << QByteArray();
    QTest::newRow("a short head") << 1 << QByteArray("QUORWAL\n");
    QTest::newRow("a batch without its letters") << 2 << QByteArray(48, 'x');
    QTest::newRow("an entry of another version") << 3 << QByteArray("\x02\x00\x01\x01\x00", 5);
    QTest::newRow("an entry without an index") << 3 << QByteArray("\x01\x00\x01\x00\x00", 5);
    QTest::newRow("a state with too much") << 4 << QByteArray("\x01\x01\x01\x01\x01", 5);
    QTest::newRow("a snapshot of 15 bytes") << 5 << QByteArray(15, '\0');
    QTest::newRow("a release beyond all") << 6 << QByteArray(16, '\xff');
    QTest::newRow("an end with a body") << 7 << QByteArray("x");
}

void TestWalFormat::bodiesThatAreNone() {
    QFETCH(int, type);
    QFETCH(QByteArray, body);
    const auto decoded =
        decodeBody(static_cast<WalRecordType>(type), Bytes::copyOf(body.toStdString()));
    QVERIFY(!decoded.has_value());
    QVERIFY(decoded.error().code == ErrorCode::Malformed);
}

void TestWalFormat::recordsAreDescribed() {
    QCOMPARE(describe(tests::entryOf(2, 7, "abc")),
             std::string("entry 7 of term 2, normal, 3 bytes"));
    QCOMPARE(describe(raft::HardState{raft::Term(2), raft::NodeId(3), raft::Index(7)}),
             std::string("hard state: term 2, vote 3, commit 7"));
    QCOMPARE(describe(WalBatch{{1, 1024}, {1, 512}, 99}),
             std::string("batch of 99 bytes, durable before it up to 1:512"));
    QCOMPARE(describe(WalSnapshot{tests::idOf(2, 7)}),
             std::string("snapshot: starts anew behind 7 of term 2"));
}

void TestWalFormat::brokenSegmentsAreVisitedAsFarAsTheyGo() {
    std::string bytes = golden();
    bytes[kWalSector + 100] = static_cast<char>(bytes[kWalSector + 100] ^ 1);
    std::string seen;
    visitSegment(Bytes::copyOf(bytes), 1, [&](const WalPiece& piece) {
        seen += std::to_string(piece.offset) + "+" + std::to_string(piece.size) + " " +
                (piece.record == nullptr ? "damage: " + piece.damage
                                         : toString(typeOf(*piece.record))) +
                (piece.isChained ? "\n" : ", chain begins\n");
        return true;
    });
    QCOMPARE(seen, std::string("0+121 head\n"
                               "512+57 batch\n"
                               "569+13 hard state\n"
                               "582+17 entry\n"
                               "599+425 damage: the checksum of a record is wrong\n"
                               "1024+57 batch, chain begins\n"
                               "1081+25 release\n"
                               "1536+57 batch\n"
                               "1593+9 end\n"));
}

}  // namespace quorate::storage

QTEST_APPLESS_MAIN(quorate::storage::TestWalFormat)
#include "tst_wal_format.moc"
