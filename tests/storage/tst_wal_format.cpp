// SPDX-License-Identifier: Apache-2.0
// The bytes of storage/FORMAT.md: a log that was written once is read for ever.
#include <QTest>

#include <string>
#include <vector>

#include "storage/crc32c.h"
#include "storage/posix_file_system.h"
#include "storage/wal/inspection.h"
#include "storage/wal/record_codec.h"
#include "storage/wal/wal.h"
#include "tests/storage/must.h"
#include "tests/storage/temporary_directory.h"
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
    static const std::vector<QByteArray> kSectors{"", "", "", ""};
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
    PosixFileSystem m_files;
};

void TestWalFormat::theChecksumIsCastagnolis() {
    QCOMPARE(crc32c("123456789"), 0xE3069283U);
    QCOMPARE(crc32c("56789", crc32c("1234")), 0xE3069283U);
    QCOMPARE(crc32c(""), 0U);
}

void TestWalFormat::aLogIsWrittenAsDocumented() {
    const TemporaryDirectory directory;
    must(Wal::create(m_files, directory.path(), kOwner, {kSegmentSize}));
    const auto wal = must(Wal::open(m_files, directory.path(), kOwner, {kSegmentSize}));
    must(wal->write(goldenWrite()));
    must(wal->sync());
    must(wal->release(raft::Index(1)));
    node::LogWrite next;
    next.snapshot = tests::idOf(6, 9);
    must(wal->write(next));
    must(wal->write({}));
    QCOMPARE(wal->segments().size(), std::size_t{2});
    const std::string bytes = must(
        readFile(m_files, directory.path("0000000000000001-0000000000000001.wal"), kSegmentSize));
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
        WalBatch{{1, 512}, {1, 512}, 129},
        *goldenWrite().hardState,
        tests::entryOf(4, 1, "one"),
    };
    QVERIFY(records.size() > expected.size());
    QVERIFY(records[0] == expected[0]);
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
    QCOMPARE(seen, std::string());
}

}  // namespace quorate::storage

QTEST_APPLESS_MAIN(quorate::storage::TestWalFormat)
#include "tst_wal_format.moc"
