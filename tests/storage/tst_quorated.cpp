// SPDX-License-Identifier: Apache-2.0
#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <functional>
#include <memory>

#include "storage/leveldb_store.h"
#include "storage/node_directory.h"
#include "storage/posix_file_system.h"
#include "tests/storage/must.h"
#include "tests/storage/node_on_disk.h"
#include "tests/storage/temporary_directory.h"

/// The program quorated, run as people and scripts run it.
namespace quorate::storage {

namespace {

struct Outcome {
    int exitCode{-1};
    QString out;
    QString err;
};

Outcome run(const QStringList& arguments) {
    QProcess process;
    process.start(QStringLiteral(QUORATED), arguments);
    Outcome outcome;
    if (process.waitForFinished() && process.exitStatus() == QProcess::NormalExit) {
        outcome.exitCode = process.exitCode();
    }
    outcome.out = QString::fromUtf8(process.readAllStandardOutput());
    outcome.err = QString::fromUtf8(process.readAllStandardError());
    return outcome;
}

/// Every name below a directory, with size, time of change and content.
QStringList imageOf(const QString& directory) {
    QStringList image;
    QDirIterator names(directory, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                       QDirIterator::Subdirectories);
    while (names.hasNext()) {
        const QFileInfo info(names.next());
        QString line = info.filePath() + " " + info.lastModified().toString(Qt::ISODateWithMs) +
                       " " + info.metadataChangeTime().toString(Qt::ISODateWithMs);
        if (info.isFile()) {
            QFile file(info.filePath());
            line += file.open(QIODevice::ReadOnly) ? " " + QString::fromLatin1(file.readAll())
                                                   : QStringLiteral(" unreadable");
        }
        image << line;
    }
    image << QFileInfo(directory).lastModified().toString(Qt::ISODateWithMs);
    image.sort();
    return image;
}

void copyDirectory(const QString& from, const QString& to) {
    QVERIFY(QDir().mkpath(to));
    for (const QFileInfo& info :
         QDir(from).entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot)) {
        const QString target = to + "/" + info.fileName();
        if (info.isDir()) {
            copyDirectory(info.filePath(), target);
        } else {
            QVERIFY(QFile::copy(info.filePath(), target));
        }
    }
}

void flipByte(const QString& path, qint64 offset) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(offset));
    char byte = 0;
    QCOMPARE(file.read(&byte, 1), qint64(1));
    byte = static_cast<char>(byte ^ 0x10);
    QVERIFY(file.seek(offset));
    QCOMPARE(file.write(&byte, 1), qint64(1));
}

QString firstIn(const QString& directory, const QString& pattern) {
    const QStringList names = QDir(directory).entryList({pattern}, QDir::Files, QDir::Name);
    return names.isEmpty() ? QString() : directory + "/" + names.first();
}

}  // namespace

class TestQuorated : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void theSummaryOfASmallDirectory();
    void theRecordsOfTheLog();
    void entriesOfARange();
    void theSnapshotsAndTheKeys();
    void everyJsonLineIsAnObjectWithItsKind();
    void aWholeDirectoryVerifies();
    void lookingChangesNothing_data();
    void lookingChangesNothing();
    void damageIsFound_data();
    void damageIsFound();
    void aTornEndIsNoProblem();
    void aBrokenTableIsNamed();
    void ofARunningNodeTheStateIsNotOpened();
    void aForeignDirectoryIsNone();
    void aBrokenStateIsMadeAnew();
    void aLogThatLostPromisesIsGivenUpOnlyWhenToldSo();
    void aLogThatLostItsEndIsNotHiddenByABrokenState();
    void aWholeDirectoryIsNotRepaired();
    void aWrongCommandLineIsToldWhatToWrite_data();
    void aWrongCommandLineIsToldWhatToWrite();
    void helpNamesTheExitCodes_data();
    void helpNamesTheExitCodes();

private:
    [[nodiscard]] QString at(const QString& name) const { return m_node + "/" + name; }
    void breakTheState() const { flipByte(firstIn(at("db/000001"), "MANIFEST-*"), 20); }
    /// So that a start cannot see to it: before what later batches know to be durable.
    void breakTheLog() const { flipByte(firstIn(at("wal"), "*.wal"), 530); }

    /// What each test gets a copy of.
    TemporaryDirectory m_made;
    std::unique_ptr<TemporaryDirectory> m_directory;
    PosixFileSystem m_files;
    QString m_node;
};

void TestQuorated::initTestCase() {
    makeNode(m_files, m_made.path("node"));
}

void TestQuorated::init() {
    m_directory = std::make_unique<TemporaryDirectory>();
    m_node = QString::fromStdString(m_directory->path("node"));
    copyDirectory(QString::fromStdString(m_made.path("node")), m_node);
}

void TestQuorated::theSummaryOfASmallDirectory() {
    const Outcome outcome = run({"inspect", m_node});
    QCOMPARE(outcome.err, QString());
    QCOMPARE(outcome.exitCode, 0);
    QCOMPARE(outcome.out, QString("node 3 of cluster 00000000000000c1, directory number "
                                  "b3f2af6d0fc710c5, started 2 times\n"
                                  "lock: free, no node runs here\n"
                                  "peer 1: directory number 0000000000000011\n"
                                  "wal/0000000000000001-0000000000000001.wal: 4096 bytes, 2665 "
                                  "written, 5 batches, 4 entries "
                                  "(2 to 5), 5 hard states\n"
                                  "snap/0000000000000001.snap: 131 bytes, whole, entry 1 of term "
                                  "1, voters 1 2 3, 51 bytes of "
                                  "state in 1 chunk\n"
                                  "snap/0000000000000003.snap: 200 bytes, whole, entry 3 of term "
                                  "2, voters 1 2 3, 166 bytes "
                                  "of state in 1 chunk\n"
                                  "state: applied entry 5 of term 2, revision 5, 4 keys\n"));
}

void TestQuorated::theRecordsOfTheLog() {
    const Outcome outcome = run({"inspect", m_node, "--wal"});
    QCOMPARE(outcome.exitCode, 0);
    QCOMPARE(outcome.out,
             QString("wal/0000000000000001-0000000000000001.wal: 4096 bytes, 2665 written, 5 "
                     "batches, 4 entries "
                     "(2 to 5), 5 hard states\n"
                     "         0      121  segment 1 of node 3, term 0, vote None, commit 0, "
                     "starts behind 0 of "
                     "term 0, continues behind 0 of term 0\n"
                     "       512       57  batch of 82 bytes, durable before it up to 1:512\n"
                     "       569       25  snapshot: starts anew behind 1 of term 1\n"
                     "      1024       57  batch of 118 bytes, durable before it up to 1:1024\n"
                     "      1081       13  hard state: term 2, vote 3, commit 1\n"
                     "      1094       35  entry 2 of term 2, normal, 21 bytes\n"
                     "      1129       13  hard state: term 2, vote 3, commit 2\n"
                     "      1536       57  batch of 105 bytes, durable before it up to 1:1536\n"
                     "      1593       35  entry 3 of term 2, normal, 21 bytes\n"
                     "      1628       13  hard state: term 2, vote 3, commit 3\n"
                     "      2048       57  batch of 105 bytes, durable before it up to 1:2048\n"
                     "      2105       35  entry 4 of term 2, normal, 21 bytes\n"
                     "      2140       13  hard state: term 2, vote 3, commit 4\n"
                     "      2560       57  batch of 105 bytes, durable before it up to 1:2560\n"
                     "      2617       35  entry 5 of term 2, normal, 21 bytes\n"
                     "      2652       13  hard state: term 2, vote 3, commit 5\n"));
}

void TestQuorated::entriesOfARange() {
    const Outcome outcome = run({"inspect", m_node, "--from", "3", "--to", "4"});
    QCOMPARE(outcome.exitCode, 0);
    const QStringList lines = outcome.out.trimmed().split('\n').filter("entry ");
    QCOMPARE(lines.size(), 2);
    QVERIFY(lines[0].contains("entry 3 of term 2"));
    QVERIFY(lines[1].contains("entry 4 of term 2"));
}

void TestQuorated::theSnapshotsAndTheKeys() {
    const Outcome outcome = run({"inspect", m_node, "--snapshots", "--keys", "key-3"});
    QCOMPARE(outcome.exitCode, 0);
    QCOMPARE(outcome.out, QString("snap/0000000000000001.snap: 131 bytes, whole, entry 1 of term "
                                  "1, voters 1 2 3, 51 bytes of "
                                  "state in 1 chunk\n"
                                  "snap/0000000000000003.snap: 200 bytes, whole, entry 3 of term "
                                  "2, voters 1 2 3, 166 bytes "
                                  "of state in 1 chunk\n"
                                  "\"key-3\" = \"vvvvvv\"  created 4, modified 4, version 1\n"));
    QCOMPARE(run({"inspect", m_node, "--keys", ""}).out.count('\n'), 4);
    QCOMPARE(run({"inspect", m_node, "--keys", "other"}).out, QString());
}

void TestQuorated::everyJsonLineIsAnObjectWithItsKind() {
    const QStringList all[] = {{"inspect", m_node, "--json"},
                               {"inspect", m_node, "--json", "--wal"},
                               {"inspect", m_node, "--json", "--keys", ""},
                               {"verify", m_node, "--json"}};
    QSet<QString> kinds;
    for (const QStringList& arguments : all) {
        const Outcome outcome = run(arguments);
        QCOMPARE(outcome.exitCode, 0);
        for (const QString& line : outcome.out.trimmed().split('\n')) {
            const QJsonObject object = QJsonDocument::fromJson(line.toUtf8()).object();
            QVERIFY2(object["kind"].isString(), qPrintable(line));
            kinds.insert(object["kind"].toString());
        }
    }
    const QSet<QString> expected{"identity", "lock", "peer",    "segment", "snapshot", "state",
                                 "record",   "key",  "records", "start",   "result"};
    QCOMPARE(kinds, expected);
}

void TestQuorated::aWholeDirectoryVerifies() {
    const Outcome outcome = run({"verify", m_node});
    QCOMPARE(outcome.err, QString());
    QVERIFY2(outcome.out.endsWith("0 problems, 0 notes\n"), qPrintable(outcome.out));
    QCOMPARE(outcome.exitCode, 0);
}

void TestQuorated::lookingChangesNothing_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("summary") << QStringList{"inspect"};
    QTest::newRow("log") << QStringList{"inspect", "--wal"};
    QTest::newRow("keys") << QStringList{"inspect", "--keys", ""};
    QTest::newRow("verify") << QStringList{"verify"};
    QTest::newRow("repair, told to do nothing") << QStringList{"repair", "--dry-run"};
}

void TestQuorated::lookingChangesNothing() {
    QFETCH(const QStringList, arguments);
    QStringList line = arguments;
    line.insert(1, m_node);
    const auto isUnchangedBy = [&line, this] {
        const QStringList before = imageOf(m_node);
        const Outcome outcome = run(line);
        return outcome.exitCode >= 0 && imageOf(m_node) == before &&
               QDir(QString::fromStdString(m_directory->path()))
                       .entryList(QDir::NoDotAndDotDot | QDir::AllEntries) == QStringList{"node"};
    };
    QVERIFY(isUnchangedBy());
    // A torn end, which a start would cut.
    QFile log(firstIn(at("wal"), "*.wal"));
    QVERIFY(log.open(QIODevice::ReadWrite));
    QVERIFY(log.seek(3584));
    QVERIFY(log.write("torn") == 4);
    log.close();
    QVERIFY(isUnchangedBy());
    QVERIFY(QFile::remove(at("lock")));
    QVERIFY(isUnchangedBy());
    flipByte(firstIn(at("snap"), "*0003.snap"), 70);
    QVERIFY(isUnchangedBy());
    breakTheState();
    QVERIFY(isUnchangedBy());
}

void TestQuorated::damageIsFound_data() {
    using Break = std::function<void(const QString&)>;
    QTest::addColumn<Break>("damage");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* name, const Break& damage, const char* said) {
        QTest::newRow(name) << damage << said;
    };
    const auto remove = [](const QString& name) {
        return [name](const QString& node) { QVERIFY(QFile::remove(node + "/" + name)); };
    };
    row(
        "identity", [](const QString& node) { flipByte(node + "/identity", 30); },
        "problem: identity: its checksum is wrong");
    row("no identity", remove("identity"), "problem: identity: is missing");
    row(
        "peers", [](const QString& node) { flipByte(node + "/peers", 20); },
        "problem: peers: its checksum is wrong");
    row("no peers", remove("peers"), "problem: peers: is missing");
    row(
        "a record", [](const QString& node) { flipByte(firstIn(node + "/wal", "*.wal"), 530); },
        "problem: wal/0000000000000001-0000000000000001.wal: at byte 512: ");
    row(
        "a head", [](const QString& node) { flipByte(firstIn(node + "/wal", "*.wal"), 20); },
        "problem: wal/0000000000000001-0000000000000001.wal: at byte 0: ");
    row(
        "no log",
        [](const QString& node) { QVERIFY(QFile::remove(firstIn(node + "/wal", "*.wal"))); },
        "problem: wal: holds no segment of a log");
    row(
        "a snapshot",
        [](const QString& node) { flipByte(node + "/snap/0000000000000003.snap", 70); },
        "problem: snap/0000000000000003.snap: at byte ");
    row(
        "a cut snapshot",
        [](const QString& node) {
            QFile file(node + "/snap/0000000000000003.snap");
            QVERIFY(file.resize(file.size() - 3));
        },
        "problem: snap/0000000000000003.snap: at byte ");
    row("no ACTIVE", remove("db/ACTIVE"), "problem: db/ACTIVE: is missing");
    row(
        "ACTIVE", [](const QString& node) { flipByte(node + "/db/ACTIVE", 16); },
        "problem: db/ACTIVE: does not name a database");
    row(
        "a MANIFEST",
        [](const QString& node) { flipByte(firstIn(node + "/db/000001", "MANIFEST-*"), 20); },
        "problem: db/000001");
}

void TestQuorated::damageIsFound() {
    QFETCH(const std::function<void(const QString&)>, damage);
    QFETCH(const QString, said);
    damage(m_node);
    const Outcome verified = run({"verify", m_node});
    QCOMPARE(verified.exitCode, 1);
    QVERIFY2(verified.out.contains(said), qPrintable(verified.out));
    QVERIFY2(verified.out.contains("    do: "), qPrintable(verified.out));
    // As far as it can be read.
    const Outcome inspected = run({"inspect", m_node});
    QCOMPARE(inspected.exitCode, 1);
    QVERIFY2(inspected.out.contains("snap/0000000000000001.snap"), qPrintable(inspected.out));
}

void TestQuorated::aTornEndIsNoProblem() {
    QFile log(firstIn(at("wal"), "*.wal"));
    QVERIFY(log.open(QIODevice::ReadWrite));
    QVERIFY(log.seek(3072));
    QVERIFY(log.write("torn") == 4);
    log.close();
    const Outcome verified = run({"verify", m_node});
    QVERIFY2(verified.out.contains("note: wal/0000000000000001-0000000000000001.wal: at byte 3072"),
             qPrintable(verified.out));
    QCOMPARE(verified.exitCode, 0);
    QVERIFY(run({"repair", m_node}).out.startsWith("nothing to repair"));
}

void TestQuorated::aBrokenTableIsNamed() {
    const std::string large = m_directory->path("large");
    makeNode(m_files, large, {45, 0, 100'000});
    const QString table = firstIn(QString::fromStdString(large) + "/db/000001", "*.ldb");
    QVERIFY(!table.isEmpty());
    QCOMPARE(run({"verify", QString::fromStdString(large)}).exitCode, 0);
    flipByte(table, 50);
    const Outcome verified = run({"verify", QString::fromStdString(large)});
    QCOMPARE(verified.exitCode, 1);
    QVERIFY2(verified.out.contains("problem: db/000001/" + QFileInfo(table).fileName() + ": "),
             qPrintable(verified.out));
    QVERIFY(run({"repair", QString::fromStdString(large)}).out.contains("nothing is lost"));
}

void TestQuorated::ofARunningNodeTheStateIsNotOpened() {
    const auto running = must(NodeDirectory::open(m_files, m_node.toStdString(), {}, {}));
    const QStringList before = imageOf(m_node);
    const Outcome inspected = run({"inspect", m_node});
    QCOMPARE(inspected.exitCode, 0);
    QVERIFY(inspected.out.contains("lock: held, a node runs here"));
    QVERIFY(inspected.out.contains("entries (2 to 5)"));
    QVERIFY(inspected.out.contains("snap/0000000000000003.snap"));
    QVERIFY(!inspected.out.contains("state: applied"));
    const Outcome keys = run({"inspect", m_node, "--keys", ""});
    QCOMPARE(keys.exitCode, 1);
    QVERIFY(keys.out.contains("a node runs here"));
    const Outcome verified = run({"verify", m_node});
    QCOMPARE(verified.exitCode, 1);
    QVERIFY(verified.out.contains("problem: lock: a node runs here"));
    const Outcome repaired = run({"repair", m_node, "--accept-loss"});
    QCOMPARE(repaired.exitCode, 1);
    QVERIFY(repaired.err.contains("a node runs here: stop it first"));
    QCOMPARE(imageOf(m_node), before);
}

void TestQuorated::aForeignDirectoryIsNone() {
    const QString other = QString::fromStdString(m_directory->path("other"));
    QVERIFY(QDir().mkdir(other));
    for (const char* verb : {"inspect", "verify", "repair"}) {
        const Outcome outcome = run({verb, other});
        QCOMPARE(outcome.exitCode, 1);
        QVERIFY((outcome.out + outcome.err).contains("not the directory of a node"));
        QCOMPARE(run({verb, other + "/nothing"}).exitCode, 1);
    }
    QVERIFY(QDir(other).isEmpty());
}

void TestQuorated::aBrokenStateIsMadeAnew() {
    breakTheState();
    QVERIFY(!NodeDirectory::open(m_files, m_node.toStdString(), {}, {}));
    QCOMPARE(run({"repair", m_node, "--dry-run"}).exitCode, 1);
    const Outcome outcome = run({"repair", m_node});
    QVERIFY2(outcome.exitCode == 0, qPrintable(outcome.out + outcome.err));
    QVERIFY(outcome.out.contains("nothing is lost"));
    QVERIFY(QFile::exists(m_node + ".before-repair-1/db/ACTIVE"));
    QVERIFY(!QFile::exists(at("db")));
    const Outcome verified = run({"verify", m_node});
    QVERIFY2(verified.exitCode == 0, qPrintable(verified.out));
    QVERIFY2(verified.out.contains("log behind entry 1 of term 1 up to 5 of term 2"),
             qPrintable(verified.out));
}

void TestQuorated::aLogThatLostPromisesIsGivenUpOnlyWhenToldSo() {
    breakTheLog();
    const QStringList before = imageOf(m_node);
    const Outcome refused = run({"repair", m_node});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.out.contains("remove it from the cluster"), qPrintable(refused.out));
    QVERIFY(refused.out.contains("--accept-loss"));
    QCOMPARE(imageOf(m_node), before);
    const Outcome given = run({"repair", m_node, "--accept-loss"});
    QCOMPARE(given.exitCode, 0);
    QVERIFY(given.out.contains("remove node 3 from the cluster"));
    QVERIFY(!QFile::exists(m_node));
    QVERIFY(QFile::exists(m_node + ".before-repair-1/identity"));
}

void TestQuorated::aLogThatLostItsEndIsNotHiddenByABrokenState() {
    // The log comes from a time before the last entries, and the state has them.
    const std::string older = m_directory->path("older");
    makeNode(m_files, older, {2, 0});
    const QString log = firstIn(at("wal"), "*.wal");
    QVERIFY(QFile::remove(log));
    QVERIFY(QFile::copy(firstIn(QString::fromStdString(older) + "/wal", "*.wal"), log));
    QVERIFY(QFile::remove(at("snap/0000000000000003.snap")));
    const Outcome verified = run({"verify", m_node});
    QCOMPARE(verified.exitCode, 1);
    QVERIFY2(verified.out.contains("which is neither in the log"), qPrintable(verified.out));
    QCOMPARE(run({"repair", m_node}).exitCode, 1);
    // Broken, and still known to be ahead.
    {
        const auto store = must(LevelDbStore::open(m_files, at("db").toStdString()));
        kv::WriteBatch batch;
        batch.put("z", "no record begins like this");
        must(store->write(batch));
    }
    QCOMPARE(run({"repair", m_node}).exitCode, 1);
    QVERIFY(QFile::exists(at("db/ACTIVE")));
}

void TestQuorated::aWholeDirectoryIsNotRepaired() {
    const QStringList before = imageOf(m_node);
    const Outcome outcome = run({"repair", m_node, "--accept-loss"});
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY(outcome.out.startsWith("nothing to repair"));
    QCOMPARE(imageOf(m_node), before);
}

void TestQuorated::aWrongCommandLineIsToldWhatToWrite_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("said");
    QTest::newRow("verb") << QStringList{"inspct", "x"} << "write one of inspect, verify, repair";
    QTest::newRow("option") << QStringList{"inspect", "x", "--jsn"}
                            << "there is no option --jsn; there are --wal, --from";
    QTest::newRow("shortened") << QStringList{"verify", "x", "--js"} << "there are --json, --help";
    QTest::newRow("no directory") << QStringList{"verify"} << "name the directory of one node";
    QTest::newRow("two directories") << QStringList{"verify", "a", "b"} << "2 were named";
    QTest::newRow("number") << QStringList{"inspect", "x", "--from", "-1x"} << "as in --from 12";
    QTest::newRow("no number") << QStringList{"inspect", "x", "--from"} << "--from";
    QTest::newRow("twice") << QStringList{"inspect", "x", "--keys", "a", "--keys", "b"} << "once";
}

void TestQuorated::aWrongCommandLineIsToldWhatToWrite() {
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, said);
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.exitCode, 2);
    QCOMPARE(outcome.out, QString());
    QCOMPARE(outcome.err.count('\n'), 1);
    QVERIFY2(outcome.err.contains(said), qPrintable(outcome.err));
}

void TestQuorated::helpNamesTheExitCodes_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("all") << QStringList{"--help"};
    QTest::newRow("inspect") << QStringList{"inspect", "--help"};
    QTest::newRow("verify") << QStringList{"verify", "--help"};
    QTest::newRow("repair") << QStringList{"repair", "--help"};
}

void TestQuorated::helpNamesTheExitCodes() {
    QFETCH(const QStringList, arguments);
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY(outcome.out.contains("Exit codes: 0"));
    QVERIFY(outcome.out.contains("2 the command line"));
}

}  // namespace quorate::storage

QTEST_GUILESS_MAIN(quorate::storage::TestQuorated)
#include "tst_quorated.moc"
