// SPDX-License-Identifier: Apache-2.0
// The bytes of storage/FORMAT.md: a snapshot that was written once is read for ever.
#include <QTest>

#include <memory>
#include <string>

#include "storage/simulated/simulated_file_system.h"
#include "storage/snapshot/snapshot_file.h"
#include "tests/storage/must.h"
#include "tests/unit/raft_values.h"

namespace quorate::storage {

namespace {

const std::string kPath = "snapshot";

raft::SnapshotMetadata metadata() {
    return tests::snapshotOf(2, 7, {1}).metadata;
}

/// The state as of entry 7: no bytes.
const QByteArray kEmpty =
    "51554f52534e500a0100000009000000010702010100000000d711e4fd6768ecde0000000000000000000000000000"
    "00000000000000000000";

/// Some words, in one chunk, compressed by another program.
const QByteArray kWords =
    "51554f52534e500a0100000009000000010702010100000000d711e4fd5ae61abe270000002e00000028b52ffd0048"
    "f50000c061207374617465206f6620612066657720776f7264732c200100ac32c7eb233b0100000000000000000100"
    "0000000000002e00000000000000";

}  // namespace

class TestSnapshotFormat : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEmptyStateIsWrittenAsDocumented();
    void aChunkIsFramedAsDocumented();
    void aDocumentedSnapshotIsRead();
    void namesOfSnapshots();

private:
    std::string written(std::string_view state);

    NoDiskFaults m_faults;
    SimulatedFileSystem m_files{m_faults};
};

std::string TestSnapshotFormat::written(std::string_view state) {
    const auto writer = must(
        SnapshotFileWriter::begin(must(m_files.open(kPath, OpenMode::CreateOrReset)), metadata()));
    must(writer->append(state));
    must(writer->finish());
    return must(readFile(m_files, kPath, 100'000));
}

void TestSnapshotFormat::anEmptyStateIsWrittenAsDocumented() {
    QCOMPARE(QByteArray::fromStdString(written("")).toHex(), kEmpty);
}

/// How zstd compresses is left to its version; what is around that is not.
void TestSnapshotFormat::aChunkIsFramedAsDocumented() {
    const std::string bytes = written(std::string(1000, 'a'));
    const std::string head = encodeSnapshotHead(metadata());
    QVERIFY(bytes.starts_with(head));
    const SnapshotFrame frame = decodeSnapshotFrame(std::string_view(bytes).substr(head.size()));
    QCOMPARE(frame.size, 1000U);
    const std::size_t stored = head.size() + kSnapshotFrameSize;
    QCOMPARE(bytes.size(), stored + frame.storedSize + kSnapshotFrameSize + kSnapshotTotalsSize);
    QCOMPARE(QByteArray::fromStdString(bytes.substr(stored, 4)).toHex(), QByteArray("28b52ffd"));
    QCOMPARE(QByteArray::fromStdString(bytes).toHex().right(48), QByteArray("0000000000000000"
                                                                            "0100000000000000"
                                                                            "e803000000000000"));
}

void TestSnapshotFormat::aDocumentedSnapshotIsRead() {
    must(must(m_files.open(kPath, OpenMode::CreateOrReset))
             ->write(0, QByteArray::fromHex(kWords).toStdString()));
    const auto reader = must(SnapshotFileReader::open(m_files, kPath));
    QVERIFY(reader->metadata() == metadata());
    std::string chunk;
    QVERIFY(must(reader->next(chunk)));
    QCOMPARE(chunk, std::string("a state of a few words, a state of a few words"));
    QVERIFY(!must(reader->next(chunk)));
    QVERIFY(reader->totals() == (SnapshotTotals{1, 46}));
}

void TestSnapshotFormat::namesOfSnapshots() {
    QCOMPARE(snapshotName(raft::Index(300)), std::string("000000000000012c.snap"));
    QVERIFY(parseSnapshotName("000000000000012c.snap") == raft::Index(300));
    for (const char* name : {"", "000000000000012C.snap", "12c.snap", "000000000000012c.snap.tmp",
                             "000000000000012c.snap.broken"}) {
        QVERIFY2(!parseSnapshotName(name), name);
    }
}

}  // namespace quorate::storage

QTEST_APPLESS_MAIN(quorate::storage::TestSnapshotFormat)
#include "tst_snapshot_format.moc"
