// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/kv/memory_store.h"
#include "storage/node_directory.h"
#include "storage/path.h"
#include "storage/posix_file_system.h"
#include "storage/simulated/simulated_file_system.h"
#include "tests/storage/fault_at_call.h"
#include "tests/storage/must.h"
#include "tests/storage/temporary_directory.h"
#include "tests/unit/raft_values.h"

namespace quorate::storage {

using node::NodeIdentity;
using raft::NodeId;

namespace {

const std::string kPath = "data/node";
constexpr std::uint64_t kCluster = 0xc1;
const NodeId kNode(3);
constexpr WalOptions kSmallLog{4096};

NodeDirectoryOptions options() {
    return {kSmallLog,
            [](FileSystem&, const std::string&) -> Result<std::unique_ptr<kv::OrderedStore>> {
                return std::unique_ptr<kv::OrderedStore>(std::make_unique<kv::MemoryStore>());
            }};
}

Result<void> make(FileSystem& files, const std::string& path = kPath, std::uint64_t seed = 1) {
    Random random(seed);
    return NodeDirectory::make(files, path, kCluster, kNode, random, kSmallLog);
}

Result<std::unique_ptr<NodeDirectory>> open(FileSystem& files, const std::string& path = kPath) {
    return NodeDirectory::open(files, path, {kCluster, kNode}, options());
}

bool says(const Error& error, const char* text) {
    return error.message.find(text) != std::string::npos;
}

}  // namespace

class TestNodeDirectory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();

    void aNewDirectoryHasAllItsParts();
    void startsAreCounted();
    void directoriesHaveDifferentNumbers();
    void theLogLastsFromStartToStart();
    void onTheMachinesDisk();

    void oneThatIsMadeIsNotMadeAgain();
    void whereOtherThingsLieNoneIsMade();
    void whereNoneIsNoneIsOpened();
    void oneInUseIsRefused();
    void thatOfAnotherClusterOrNodeIsRefused();
    void thatOfALaterVersionIsRefused();
    void oneWithoutPermissionIsRefused();
    void oneWithoutSpaceIsRefused();
    void aMissingPartIsRefused_data();
    void aMissingPartIsRefused();
    void noFlippedBitIsServed_data();
    void noFlippedBitIsServed();

    void aPeerIsKnownByItsDirectory();
    void aForgottenPeerIsANewOne();
    void whatCouldNotBeRememberedIsNotKnown();

    void aHalfMadeOneIsMadeAgain_data();
    void aHalfMadeOneIsMadeAgain();
    void aFaultWhileOpening_data();
    void aFaultWhileOpening();
    void theFilesAreAsDocumented();

private:
    std::unique_ptr<FaultAtCall> m_faults;
    std::unique_ptr<SimulatedFileSystem> m_disk;
};

void TestNodeDirectory::init() {
    m_faults = std::make_unique<FaultAtCall>(1);
    m_disk = std::make_unique<SimulatedFileSystem>(*m_faults);
}

void TestNodeDirectory::aNewDirectoryHasAllItsParts() {
    must(make(*m_disk));
    must(m_disk->crash(CrashKind::Power));
    std::string names;
    for (const DirectoryEntry& entry : must(m_disk->list(kPath))) {
        names += entry.name + (entry.isDirectory ? "/ " : " ");
    }
    QCOMPARE(names, std::string("db/ identity lock peers snap/ wal/ "));
    const auto directory = must(open(*m_disk));
    QCOMPARE(directory->identity().cluster, kCluster);
    QVERIFY(directory->identity().node == kNode);
    QVERIFY(directory->identity().directory != 0);
    QVERIFY(directory->findings().empty());
}

void TestNodeDirectory::startsAreCounted() {
    must(make(*m_disk));
    for (std::uint64_t start = 1; start <= 3; ++start) {
        const auto directory = must(open(*m_disk));
        QCOMPARE(directory->identity().start, start);
        must(m_disk->crash(CrashKind::Power));
    }
}

void TestNodeDirectory::directoriesHaveDifferentNumbers() {
    must(make(*m_disk, "a", 1));
    must(make(*m_disk, "b", 2));
    QVERIFY(must(open(*m_disk, "a"))->identity().directory !=
            must(open(*m_disk, "b"))->identity().directory);
}

void TestNodeDirectory::theLogLastsFromStartToStart() {
    must(make(*m_disk));
    {
        const auto directory = must(open(*m_disk));
        node::LogWrite write;
        write.entries = tests::entriesFrom(1, {1, 1});
        must(directory->log().write(write));
        must(directory->log().sync());
        auto sink = must(directory->snapshots().create(tests::snapshotOf(1, 1).metadata));
        must(sink->append("state"));
        must(sink->commit());
    }
    must(m_disk->crash(CrashKind::Power));
    const auto directory = must(open(*m_disk));
    QCOMPARE(tests::placesOf(directory->log().takeRecovered().entries), std::string("1/1 1/2"));
    QCOMPARE(directory->snapshots().list().size(), std::size_t{1});
}

void TestNodeDirectory::onTheMachinesDisk() {
    const TemporaryDirectory temporary;
    PosixFileSystem files;
    const std::string path = temporary.path("a/b");
    must(make(files, path));
    const auto directory = must(NodeDirectory::open(files, path, {}, {}));
    kv::WriteBatch batch;
    batch.put("key", "value");
    must(directory->store().write(batch));
    QVERIFY(open(files, path).error().code == ErrorCode::Busy);
}

void TestNodeDirectory::oneThatIsMadeIsNotMadeAgain() {
    must(make(*m_disk));
    const auto again = make(*m_disk);
    QVERIFY(again.error().code == ErrorCode::FailedPrecondition);
    QVERIFY(says(again.error(), "data/node"));
    QVERIFY(says(again.error(), "holds a node already"));
    // Not even where the marker of an interrupted making came back.
    static_cast<void>(must(open(*m_disk)));
    static_cast<void>(must(m_disk->open(kPath + "/unfinished", OpenMode::Create)));
    QVERIFY(make(*m_disk).error().code == ErrorCode::FailedPrecondition);
    QCOMPARE(must(open(*m_disk))->identity().start, std::uint64_t{2});
}

void TestNodeDirectory::whereOtherThingsLieNoneIsMade() {
    must(createDirectories(*m_disk, kPath));
    static_cast<void>(must(m_disk->open(kPath + "/letters", OpenMode::Create)));
    const auto made = make(*m_disk);
    QVERIFY(made.error().code == ErrorCode::FailedPrecondition);
    QVERIFY(says(made.error(), "not empty"));
    QVERIFY(open(*m_disk).error().code == ErrorCode::FailedPrecondition);
}

void TestNodeDirectory::whereNoneIsNoneIsOpened() {
    const auto opened = open(*m_disk);
    QVERIFY(opened.error().code == ErrorCode::NotFound);
    QVERIFY(says(opened.error(), "data/node"));
    must(m_disk->createDirectory("empty"));
    QVERIFY(open(*m_disk, "empty").error().code == ErrorCode::FailedPrecondition);
    QVERIFY(must(m_disk->list("empty")).empty());
}

void TestNodeDirectory::oneInUseIsRefused() {
    must(make(*m_disk));
    const auto directory = must(open(*m_disk));
    const auto second = open(*m_disk);
    QVERIFY(second.error().code == ErrorCode::Busy);
    QVERIFY(says(second.error(), "data/node"));
    QVERIFY(says(second.error(), "stop the process"));
    QVERIFY(make(*m_disk).error().code == ErrorCode::Busy);
}

void TestNodeDirectory::thatOfAnotherClusterOrNodeIsRefused() {
    must(make(*m_disk));
    const auto cluster = NodeDirectory::open(*m_disk, kPath, {0xc2, {}}, options());
    QVERIFY(cluster.error().code == ErrorCode::FailedPrecondition);
    QVERIFY(says(cluster.error(), "cluster 00000000000000c1"));
    const auto node = NodeDirectory::open(*m_disk, kPath, {{}, NodeId(4)}, options());
    QVERIFY(node.error().code == ErrorCode::FailedPrecondition);
    QVERIFY(says(node.error(), "belongs to node 3, not to node 4"));
    const auto any = NodeDirectory::open(*m_disk, kPath, {}, options());
    QCOMPARE(must(readIdentity(*m_disk, kPath + "/identity")).start, std::uint64_t{1});
}

void TestNodeDirectory::thatOfALaterVersionIsRefused() {
    must(make(*m_disk));
    std::string bytes = encodeIdentity({kCluster, kNode, 7, 1});
    bytes[8] = 2;
    bytes.resize(bytes.size() - 4);
    std::uint32_t value = 0xFFFFFFFF;
    for (const char letter : bytes) {
        value ^= static_cast<unsigned char>(letter);
        for (int bit = 0; bit < 8; ++bit) {
            value = (value >> 1U) ^ ((value & 1U) != 0 ? 0x82F63B78U : 0U);
        }
    }
    for (unsigned i = 0; i < 4; ++i) {
        bytes.push_back(static_cast<char>(~value >> (8 * i)));
    }
    must(replaceFile(*m_disk, kPath + "/identity", bytes));
    const auto opened = open(*m_disk);
    QVERIFY(opened.error().code == ErrorCode::FailedPrecondition);
    QVERIFY(says(opened.error(), "later version"));
}

void TestNodeDirectory::oneWithoutPermissionIsRefused() {
    m_faults->arm(1, {CallOutcome::Fails, 0, {}, 0});
    const auto made = make(*m_disk);
    QVERIFY(made.error().code == ErrorCode::IoError);
    QVERIFY(says(made.error(), "data/node"));
    QVERIFY(says(made.error(), "may be read and written"));
}

void TestNodeDirectory::oneWithoutSpaceIsRefused() {
    m_disk->limitSpace(1000);
    const auto made = make(*m_disk);
    QVERIFY(made.error().code == ErrorCode::OutOfSpace);
    QVERIFY(says(made.error(), "data/node"));
    QVERIFY(says(made.error(), "free space"));
    m_disk->limitSpace({});
    must(make(*m_disk));
    static_cast<void>(must(open(*m_disk)));
}

void TestNodeDirectory::aMissingPartIsRefused_data() {
    QTest::addColumn<QByteArray>("name");
    for (const char* name : {"identity", "peers", "wal/0000000000000001-0000000000000001.wal"}) {
        QTest::newRow(name) << QByteArray(name);
    }
}

void TestNodeDirectory::aMissingPartIsRefused() {
    QFETCH(QByteArray, name);
    must(make(*m_disk));
    must(m_disk->remove(joinPath(kPath, name.toStdString())));
    const auto opened = open(*m_disk);
    QVERIFY(opened.error().code == ErrorCode::Corrupted);
    QVERIFY(says(opened.error(), "add it again"));
}

void TestNodeDirectory::noFlippedBitIsServed_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("identity") << QByteArray("identity");
    QTest::newRow("peers") << QByteArray("peers");
}

void TestNodeDirectory::noFlippedBitIsServed() {
    QFETCH(QByteArray, name);
    const std::string path = joinPath(kPath, name.toStdString());
    must(make(*m_disk));
    must(must(open(*m_disk))->admitPeer(NodeId(1), 11));
    const std::string whole = must(readFile(*m_disk, path, 1000));
    for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
        must(m_disk->flipBit(path, bit));
        const auto opened = open(*m_disk);
        QVERIFY2(!opened && opened.error().code == ErrorCode::Corrupted,
                 std::to_string(bit).c_str());
        must(m_disk->flipBit(path, bit));
    }
    for (std::size_t size = 0; size < whole.size(); ++size) {
        must(replaceFile(*m_disk, path, whole.substr(0, size)));
        const auto opened = open(*m_disk);
        QVERIFY(!opened && opened.error().code == ErrorCode::Corrupted);
    }
}

void TestNodeDirectory::aPeerIsKnownByItsDirectory() {
    must(make(*m_disk));
    {
        const auto directory = must(open(*m_disk));
        must(directory->admitPeer(NodeId(1), 11));
        must(directory->admitPeer(NodeId(2), 12));
        must(directory->admitPeer(NodeId(1), 11));
    }
    must(m_disk->crash(CrashKind::Power));
    const auto directory = must(open(*m_disk));
    must(directory->admitPeer(NodeId(2), 12));
    const auto refused = directory->admitPeer(NodeId(1), 13);
    QVERIFY(refused.error().code == ErrorCode::FailedPrecondition);
    QVERIFY(says(refused.error(), "node 1 "));
    QVERIFY(says(refused.error(), "add it again"));
    must(directory->admitPeer(NodeId(1), 11));
}

void TestNodeDirectory::aForgottenPeerIsANewOne() {
    must(make(*m_disk));
    {
        const auto directory = must(open(*m_disk));
        must(directory->admitPeer(NodeId(1), 11));
        must(directory->forgetPeer(NodeId(1)));
        must(directory->forgetPeer(NodeId(2)));
    }
    must(m_disk->crash(CrashKind::Power));
    must(must(open(*m_disk))->admitPeer(NodeId(1), 13));
}

void TestNodeDirectory::whatCouldNotBeRememberedIsNotKnown() {
    must(make(*m_disk));
    const auto directory = must(open(*m_disk));
    for (std::uint64_t call = 1; call <= 5; ++call) {
        m_faults->arm(call, {CallOutcome::NoSpace, 0, {}, 0});
        const auto failed = directory->admitPeer(NodeId(call), call);
        m_faults->disarm();
        QVERIFY(failed.error().code == ErrorCode::OutOfSpace);
        must(directory->admitPeer(NodeId(call), 100 + call));
    }
}

void TestNodeDirectory::aHalfMadeOneIsMadeAgain_data() {
    QTest::addColumn<int>("outcome");
    QTest::addColumn<int>("kind");
    const int power = static_cast<int>(CrashKind::Power);
    const int process = static_cast<int>(CrashKind::Process);
    QTest::newRow("loss of power") << static_cast<int>(CallOutcome::Crashes) << power;
    QTest::newRow("the process dies") << static_cast<int>(CallOutcome::Crashes) << process;
    QTest::newRow("EIO, then tried again") << static_cast<int>(CallOutcome::Fails) << process;
    QTest::newRow("ENOSPC, then tried again") << static_cast<int>(CallOutcome::NoSpace) << process;
}

void TestNodeDirectory::aHalfMadeOneIsMadeAgain() {
    QFETCH(int, outcome);
    QFETCH(int, kind);
    must(make(*m_disk));
    const std::uint64_t calls = m_faults->calls();
    QVERIFY(calls > 20);
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        for (std::uint64_t call = 1; call <= calls; ++call) {
            init();
            m_faults = std::make_unique<FaultAtCall>(seed);
            m_disk = std::make_unique<SimulatedFileSystem>(*m_faults);
            m_faults->arm(call, {static_cast<CallOutcome>(outcome), seed + call, {}, 0});
            const auto made = make(*m_disk);
            m_faults->disarm();
            if (made) {
                continue;  // a lock that could not be given back, say
            }
            const std::string what =
                "seed " + std::to_string(seed) + ": " + *m_faults->hit() + ": ";
            must(m_disk->crash(static_cast<CrashKind>(kind)));
            // Either it is whole, or it says that it is not, and is made.
            if (const auto opened = open(*m_disk)) {
                QVERIFY((*opened)->log().takeRecovered().entries.empty());
                continue;
            } else {
                const Error error = opened.error();
                QVERIFY2(error.code == ErrorCode::NotFound ||
                             error.code == ErrorCode::FailedPrecondition,
                         (what + error.message).c_str());
            }
            const auto again = make(*m_disk);
            QVERIFY2(again.has_value(), (what + (again ? "" : again.error().message)).c_str());
            must(m_disk->crash(CrashKind::Power));
            const auto opened = open(*m_disk);
            // After a failed sync of a directory above, that one's name cannot be made sure of.
            const bool isAbove = m_faults->hitKind() == DiskCallKind::SyncDirectory &&
                                 !m_faults->hit()->ends_with(kPath);
            QVERIFY2(opened.has_value() || isAbove,
                     (what + (opened ? "" : opened.error().message)).c_str());
        }
    }
}

void TestNodeDirectory::aFaultWhileOpening_data() {
    aHalfMadeOneIsMadeAgain_data();
}

void TestNodeDirectory::aFaultWhileOpening() {
    QFETCH(int, outcome);
    QFETCH(int, kind);
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        for (std::uint64_t call = 1;; ++call) {
            m_faults = std::make_unique<FaultAtCall>(seed);
            m_disk = std::make_unique<SimulatedFileSystem>(*m_faults);
            must(make(*m_disk));
            must(must(open(*m_disk))->admitPeer(NodeId(1), 11));
            m_faults->arm(call, {static_cast<CallOutcome>(outcome), seed + call, {}, 0});
            const bool failed = !open(*m_disk).has_value();
            m_faults->disarm();
            if (!failed) {
                QVERIFY(call > 20);
                break;
            }
            must(m_disk->crash(static_cast<CrashKind>(kind)));
            const auto directory = must(open(*m_disk));
            QVERIFY(directory->identity().start >= 2);
            QVERIFY(!directory->admitPeer(NodeId(1), 12));
        }
    }
}

void TestNodeDirectory::theFilesAreAsDocumented() {
    const NodeIdentity identity{0x0102030405060708, NodeId(3), 0x1112131415161718, 5};
    const QByteArray identityBytes =
        "51554f524e4f444501000000000000000807060504030201030000000000000018171615141312110500000000"
        "000000";
    const std::string encoded = encodeIdentity(identity);
    QCOMPARE(QByteArray::fromStdString(encoded).toHex().left(96), identityBytes);
    QCOMPARE(encoded.size(), std::size_t{52});
    QVERIFY(must(decodeIdentity(encoded)) == identity);
    const KnownPeers peers{{NodeId(1), 0x21}, {NodeId(2), 0x22}};
    const QByteArray peerBytes =
        "51554f5250454552010000000200000001000000000000002100000000000000"
        "02000000000000002200000000000000";
    QCOMPARE(QByteArray::fromStdString(encodePeers(peers)).toHex().left(96), peerBytes);
    QCOMPARE(encodePeers(peers).size(), std::size_t{52});
    QVERIFY(must(decodePeers(encodePeers(peers))) == peers);
}

}  // namespace quorate::storage

QTEST_APPLESS_MAIN(quorate::storage::TestNodeDirectory)
#include "tst_node_directory.moc"
