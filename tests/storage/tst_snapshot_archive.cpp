// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/random.h"
#include "storage/path.h"
#include "storage/simulated/simulated_file_system.h"
#include "storage/snapshot/file_snapshot_archive.h"
#include "storage/snapshot/snapshot_file.h"
#include "tests/storage/fault_at_call.h"
#include "tests/storage/must.h"
#include "tests/unit/raft_values.h"

namespace quorate::storage {

using raft::Index;
using raft::SnapshotMetadata;

namespace {

const std::string kDirectory = "snap";

SnapshotMetadata metadataOf(std::uint64_t index) {
    return tests::snapshotOf(2, index, {1, 2, 3}).metadata;
}

/// Compresses somewhat.
std::string stateOf(std::size_t size, std::uint64_t seed = 1) {
    Random random(seed);
    std::string state;
    while (state.size() < size) {
        state += std::to_string(random.next());
    }
    state.resize(size);
    return state;
}

Result<void> save(node::SnapshotArchive& archive, std::uint64_t index, std::string_view state) {
    auto sink = archive.create(metadataOf(index));
    if (!sink) {
        return sink.error();
    }
    // In pieces that are not those of the file.
    for (std::size_t at = 0; at < state.size(); at += 100'000) {
        if (auto appended = (*sink)->append(state.substr(at, 100'000)); !appended) {
            return appended;
        }
    }
    return (*sink)->commit();
}

Result<std::string> load(node::SnapshotArchive& archive, std::uint64_t index) {
    const auto source = archive.open(Index(index));
    if (!source) {
        return source.error();
    }
    std::string state;
    std::string chunk;
    for (;;) {
        const auto more = (*source)->next(chunk);
        if (!more) {
            return more.error();
        }
        if (!*more) {
            return state;
        }
        state += chunk;
    }
}

std::vector<std::uint64_t> indexesOf(const node::SnapshotArchive& archive) {
    std::vector<std::uint64_t> indexes;
    for (const SnapshotMetadata& metadata : archive.list()) {
        indexes.push_back(metadata.index.value());
    }
    return indexes;
}

using Indexes = std::vector<std::uint64_t>;

}  // namespace

class TestSnapshotArchive : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();

    void whatWasSavedIsLoaded_data();
    void whatWasSavedIsLoaded();
    void chunksAreBounded();
    void snapshotsAreListedByIndex();
    void oneThatIsNotCommittedNeverWas();
    void oneAtTheSameIndexIsReplaced();
    void anOpenOneStaysReadable();
    void releaseRemovesTheOlderOnes();
    void anUnknownOneIsNotFound();
    void leftoversAreRemovedAtOpening();
    void aBrokenOneIsSetAside();
    void oneThatBreaksWhileItIsReadIsSetAside();
    void theNewestValidOneIsLeft();
    void aLaterVersionIsRefused();
    void noFlippedBitIsServed();
    void aFileCutAtAnyByteIsSetAside();
    void aFaultAtEveryCall_data();
    void aFaultAtEveryCall();
    void aSyncThatLiesIsNoticed();

private:
    std::unique_ptr<FileSnapshotArchive> open() {
        return must(FileSnapshotArchive::open(*m_disk, kDirectory));
    }
    std::vector<std::string> names();
    std::string content(std::uint64_t index);
    void replace(std::uint64_t index, const std::string& content);

    NoDiskFaults m_faults;
    std::unique_ptr<SimulatedFileSystem> m_disk;
};

void TestSnapshotArchive::init() {
    m_disk = std::make_unique<SimulatedFileSystem>(m_faults);
    must(m_disk->createDirectory(kDirectory));
    must(m_disk->syncDirectory("."));
}

std::vector<std::string> TestSnapshotArchive::names() {
    std::vector<std::string> names;
    for (const DirectoryEntry& entry : must(m_disk->list(kDirectory))) {
        names.push_back(entry.name);
    }
    return names;
}

std::string TestSnapshotArchive::content(std::uint64_t index) {
    return must(readFile(*m_disk, joinPath(kDirectory, snapshotName(Index(index))),
                         std::uint64_t{1} << 30U));
}

void TestSnapshotArchive::replace(std::uint64_t index, const std::string& content) {
    must(must(m_disk->open(joinPath(kDirectory, snapshotName(Index(index))),
                           OpenMode::CreateOrReset))
             ->write(0, content));
}

void TestSnapshotArchive::whatWasSavedIsLoaded_data() {
    QTest::addColumn<int>("size");
    for (const int size : {0, 1, 262143, 262144, 262145, 1'000'000}) {
        QTest::addRow("%d", size) << size;
    }
}

void TestSnapshotArchive::whatWasSavedIsLoaded() {
    QFETCH(int, size);
    const std::string state = stateOf(static_cast<std::size_t>(size));
    must(save(*open(), 7, state));
    // All in one piece, too.
    const auto archive = open();
    const auto sink = must(archive->create(metadataOf(8)));
    must(sink->append(state));
    must(sink->commit());
    QVERIFY(must(load(*archive, 7)) == state);
    QVERIFY(must(load(*archive, 8)) == state);
    QVERIFY(content(7).size() < state.size() || state.size() < 1000);
    QVERIFY(archive->list().front() == metadataOf(7));
}

void TestSnapshotArchive::chunksAreBounded() {
    const auto archive = open();
    must(save(*archive, 7, stateOf(3'000'000)));
    const auto source = must(archive->open(Index(7)));
    std::string chunk;
    while (must(source->next(chunk))) {
        QVERIFY(chunk.size() <= kSnapshotChunk);
    }
}

void TestSnapshotArchive::snapshotsAreListedByIndex() {
    const auto archive = open();
    for (const std::uint64_t index : {300U, 7U, 20U}) {
        must(save(*archive, index, "state"));
    }
    QCOMPARE(indexesOf(*archive), (Indexes{7, 20, 300}));
    QCOMPARE(indexesOf(*open()), (Indexes{7, 20, 300}));
}

void TestSnapshotArchive::oneThatIsNotCommittedNeverWas() {
    const auto archive = open();
    {
        const auto sink = must(archive->create(metadataOf(7)));
        must(sink->append("state"));
    }
    QVERIFY(archive->list().empty());
    QVERIFY(names().empty());
}

void TestSnapshotArchive::oneAtTheSameIndexIsReplaced() {
    const auto archive = open();
    must(save(*archive, 7, "old"));
    const auto first = must(archive->create(metadataOf(7)));
    const auto second = must(archive->create(metadataOf(7)));
    must(first->append("first"));
    must(second->append("second"));
    must(second->commit());
    QCOMPARE(must(load(*archive, 7)), std::string("second"));
    must(first->commit());
    QCOMPARE(must(load(*archive, 7)), std::string("first"));
    QCOMPARE(names().size(), std::size_t{1});
}

void TestSnapshotArchive::anOpenOneStaysReadable() {
    auto archive = open();
    const std::string state = stateOf(700'000);
    must(save(*archive, 7, state));
    must(save(*archive, 8, "state"));
    const auto source = must(archive->open(Index(7)));
    std::string chunk;
    QVERIFY(must(source->next(chunk)));
    std::string read = chunk;
    must(archive->releaseBefore(Index(8)));
    QCOMPARE(names().size(), std::size_t{1});
    archive.reset();
    while (must(source->next(chunk))) {
        read += chunk;
    }
    QVERIFY(read == state);
}

void TestSnapshotArchive::releaseRemovesTheOlderOnes() {
    const auto archive = open();
    for (const std::uint64_t index : {7U, 8U, 9U}) {
        must(save(*archive, index, "state"));
    }
    must(archive->releaseBefore(Index(9)));
    QCOMPARE(indexesOf(*archive), (Indexes{9}));
    must(archive->releaseBefore(Index(9)));
    must(m_disk->crash(CrashKind::Power));
    QCOMPARE(indexesOf(*open()), (Indexes{9}));
}

void TestSnapshotArchive::anUnknownOneIsNotFound() {
    const auto archive = open();
    QVERIFY(archive->open(Index(7)).error().code == ErrorCode::NotFound);
    QVERIFY(FileSnapshotArchive::open(*m_disk, "nowhere").error().code == ErrorCode::NotFound);
}

void TestSnapshotArchive::leftoversAreRemovedAtOpening() {
    {
        const auto archive = open();
        const auto sink = must(archive->create(metadataOf(7)));
        must(m_disk->syncDirectory(kDirectory));
        must(m_disk->crash(CrashKind::Power));
        QCOMPARE(names().size(), std::size_t{1});
    }
    QVERIFY(open()->list().empty());
    QVERIFY(names().empty());
}

void TestSnapshotArchive::aBrokenOneIsSetAside() {
    must(save(*open(), 7, "state"));
    for (const char* aside : {"0000000000000007.snap.broken", "0000000000000007.snap.broken-2"}) {
        replace(7, "no snapshot");
        const auto archive = open();
        QVERIFY(archive->list().empty());
        QCOMPARE(archive->setAside().size(), std::size_t{1});
        QCOMPARE(archive->setAside()[0].file, joinPath(kDirectory, aside));
        QVERIFY(archive->setAside()[0].reason.find("0000000000000007.snap") != std::string::npos);
        QCOMPARE(must(readFile(*m_disk, joinPath(kDirectory, aside), 100)),
                 std::string("no snapshot"));
    }
    QCOMPARE(names().size(), std::size_t{2});
}

void TestSnapshotArchive::oneThatBreaksWhileItIsReadIsSetAside() {
    const auto archive = open();
    must(save(*archive, 7, stateOf(600'000)));
    std::string bytes = content(7);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    replace(7, bytes);
    const auto loaded = load(*archive, 7);
    QVERIFY(loaded.error().code == ErrorCode::Corrupted);
    QVERIFY(archive->list().empty());
    QCOMPARE(archive->setAside().size(), std::size_t{1});
    QCOMPARE(names(), std::vector<std::string>{"0000000000000007.snap.broken"});
}

void TestSnapshotArchive::theNewestValidOneIsLeft() {
    {
        const auto archive = open();
        must(save(*archive, 7, "seven"));
        must(save(*archive, 8, "eight"));
    }
    replace(8, content(7));  // whole, but not what its name says
    const auto archive = open();
    QCOMPARE(indexesOf(*archive), (Indexes{7}));
    QCOMPARE(must(load(*archive, 7)), std::string("seven"));
}

void TestSnapshotArchive::aLaterVersionIsRefused() {
    std::string head = encodeSnapshotHead(metadataOf(7));
    head[8] = 2;
    replace(7, head);
    // A wrong checksum says nothing of versions.
    QCOMPARE(open()->setAside().size(), std::size_t{1});
    head.resize(head.size() - 4);
    std::uint32_t value = 0xFFFFFFFF;
    for (const char letter : head) {
        value ^= static_cast<unsigned char>(letter);
        for (int bit = 0; bit < 8; ++bit) {
            value = (value >> 1U) ^ ((value & 1U) != 0 ? 0x82F63B78U : 0U);
        }
    }
    for (unsigned i = 0; i < 4; ++i) {
        head.push_back(static_cast<char>(~value >> (8 * i)));
    }
    replace(7, head);
    const auto opened = FileSnapshotArchive::open(*m_disk, kDirectory);
    QVERIFY(opened.error().code == ErrorCode::FailedPrecondition);
    QVERIFY(opened.error().message.find("format 2") != std::string::npos);
}

void TestSnapshotArchive::noFlippedBitIsServed() {
    must(save(*open(), 7, "a state of a few words, a state of a few words"));
    const std::string whole = content(7);
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            init();
            std::string damaged = whole;
            damaged[at] = static_cast<char>(damaged[at] ^ static_cast<char>(1U << bit));
            replace(7, damaged);
            const auto archive = open();
            QVERIFY(archive->list().empty());
            QCOMPARE(archive->setAside().size(), std::size_t{1});
        }
    }
}

void TestSnapshotArchive::aFileCutAtAnyByteIsSetAside() {
    must(save(*open(), 7, "a state of a few words"));
    const std::string whole = content(7);
    for (std::size_t size = 0; size <= whole.size() + 1; ++size) {
        init();
        std::string damaged = whole;
        damaged.resize(size);
        replace(7, damaged);
        QCOMPARE(open()->list().size(), std::size_t{size == whole.size() ? 1U : 0U});
    }
}

namespace {

/// One of several chunks among small ones.
std::size_t sizeOf(std::uint64_t index) {
    return index == 3 ? 300'000 : 2'000;
}

/// Saves and releases, and remembers what was promised.
class World {
public:
    explicit World(std::uint64_t seed) : m_faults(seed), m_disk(m_faults) {
        must(m_disk.createDirectory(kDirectory));
        must(m_disk.syncDirectory("."));
    }

    FaultAtCall& faults() { return m_faults; }

    Result<void> run() {
        auto archive = FileSnapshotArchive::open(m_disk, kDirectory);
        if (!archive) {
            return archive.error();
        }
        for (std::uint64_t index = 1; index <= 5; ++index) {
            if (auto saved = save(**archive, index, stateOf(sizeOf(index), index)); !saved) {
                return saved;
            }
            m_promised = index;
            if (index % 2 == 0) {
                if (auto released = (*archive)->releaseBefore(Index(index)); !released) {
                    return released;
                }
            }
        }
        return {};
    }

    std::string reopen(CrashKind kind) {
        m_faults.disarm();
        must(m_disk.crash(kind));
        const auto archive = must(FileSnapshotArchive::open(m_disk, kDirectory));
        if (!archive->setAside().empty()) {
            return "broken: " + archive->setAside()[0].reason;
        }
        const Indexes indexes = indexesOf(*archive);
        if (m_promised > 0 && (indexes.empty() || indexes.back() < m_promised)) {
            return "snapshot " + std::to_string(m_promised) + " is lost";
        }
        for (const std::uint64_t index : indexes) {
            if (must(load(*archive, index)) != stateOf(sizeOf(index), index)) {
                return "snapshot " + std::to_string(index) + " is another one";
            }
        }
        if (!indexes.empty()) {
            m_promised = indexes.back();
        }
        return {};
    }

private:
    FaultAtCall m_faults;
    SimulatedFileSystem m_disk;
    std::uint64_t m_promised{0};
};

std::uint64_t callsOfRun() {
    World world(1);
    world.faults().arm(0, {});
    must(world.run());
    return world.faults().calls();
}

}  // namespace

void TestSnapshotArchive::aFaultAtEveryCall_data() {
    QTest::addColumn<int>("outcome");
    QTest::addColumn<int>("kind");
    const int power = static_cast<int>(CrashKind::Power);
    const int process = static_cast<int>(CrashKind::Process);
    QTest::newRow("loss of power") << static_cast<int>(CallOutcome::Crashes) << power;
    QTest::newRow("the process dies") << static_cast<int>(CallOutcome::Crashes) << process;
    QTest::newRow("EIO, then a loss of power") << static_cast<int>(CallOutcome::Fails) << power;
    QTest::newRow("EIO, then opened again") << static_cast<int>(CallOutcome::Fails) << process;
    QTest::newRow("ENOSPC, then opened again") << static_cast<int>(CallOutcome::NoSpace) << process;
}

void TestSnapshotArchive::aFaultAtEveryCall() {
    QFETCH(int, outcome);
    QFETCH(int, kind);
    const std::uint64_t calls = callsOfRun();
    QVERIFY(calls > 30);
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        for (std::uint64_t call = 1; call <= calls; ++call) {
            World world(seed);
            world.faults().arm(call, {static_cast<CallOutcome>(outcome), seed * 77 + call, {}, 0});
            const auto done = world.run();
            QVERIFY(!done);
            const std::string what = *world.faults().hit();
            const std::string first = world.reopen(static_cast<CrashKind>(kind));
            QVERIFY2(first.empty(), (what + ": " + first).c_str());
            const std::string second = world.reopen(CrashKind::Power);
            QVERIFY2(second.empty(), (what + ", the second time: " + second).c_str());
        }
    }
}

void TestSnapshotArchive::aSyncThatLiesIsNoticed() {
    std::map<DiskCallKind, int> noticed;
    const std::uint64_t calls = callsOfRun();
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        for (std::uint64_t call = 1; call <= calls; ++call) {
            World world(seed);
            world.faults().arm(call, {CallOutcome::Lies, 0, {}, 0});
            must(world.run());
            if (!world.reopen(CrashKind::Power).empty()) {
                ++noticed[world.faults().hitKind()];
            }
        }
    }
    QVERIFY(noticed[DiskCallKind::Sync] > 0);
    QVERIFY(noticed[DiskCallKind::SyncDirectory] > 0);
    QCOMPARE(noticed.size(), std::size_t{2});
}

}  // namespace quorate::storage

QTEST_APPLESS_MAIN(quorate::storage::TestSnapshotArchive)
#include "tst_snapshot_archive.moc"
