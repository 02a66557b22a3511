// SPDX-License-Identifier: Apache-2.0
// What a log does with a disk that lost or changed something: it recovers what was acknowledged or
// refuses, and never gives out what was not written.
#include <QTest>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/path.h"
#include "storage/simulated/simulated_file_system.h"
#include "storage/wal/segment_name.h"
#include "storage/wal/wal.h"
#include "tests/storage/log_history.h"
#include "tests/storage/must.h"
#include "tests/unit/raft_values.h"

namespace quorate::storage {

namespace {

const std::string kDirectory = "log";
const WalOwner kOwner{0xc1, raft::NodeId(3), 0xd1};
constexpr std::uint64_t kSegmentSize = 4096;

using Contents = std::map<std::string, std::string>;

/// A batch that was written: where it ends, and the state that it made.
struct Mark {
    std::string file;
    std::uint64_t begin{0};
    std::uint64_t end{0};
    std::size_t state{0};
};

}  // namespace

class TestWalRecovery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();

    void aTailCutAtAnyByteEndsWithAWholeRecord();
    void aSectorOfZerosIsCutOffOrRefused_data();
    void aSectorOfZerosIsCutOffOrRefused();
    void aSectorWithItsOldContentIsCutOffOrRefused_data();
    void aSectorWithItsOldContentIsCutOffOrRefused();
    void noFlippedBitIsServed_data();
    void noFlippedBitIsServed();
    void aMissingSegmentIsRefused();
    void aSegmentInThePlaceOfAnotherIsRefused();
    void aSegmentOfAnotherHistoryIsRefused();
    void aSegmentThatWasBeingMadeIsMadeAgain();
    void aBatchMissingBetweenUnsyncedOnesEndsTheLog();
    void releasedSegmentsThatCameBackAreRemovedAgain();
    void aLaterVersionIsNamed();
    void whatWasCutOffIsReported();

private:
    void newLog();
    void writeLog(std::uint64_t seed, int batches, std::size_t largestPayload, bool syncAll = true);
    void step(const LogStep& step, bool syncs = true);
    [[nodiscard]] Contents contents();
    void restore(const Contents& contents);
    void expectRefusalOrState(const Contents& damaged, bool mayRecover, std::size_t least,
                              bool mustRecover, const std::string& what);
    [[nodiscard]] bool isBeforeBoundary(const std::string& file, std::uint64_t offset) const;

    static std::string at(const std::string& name) { return joinPath(kDirectory, name); }

    NoDiskFaults m_faults;
    std::unique_ptr<SimulatedFileSystem> m_disk;
    std::unique_ptr<Wal> m_wal;
    LogHistory m_history;
    std::vector<Mark> m_marks;
    std::vector<Contents> m_images;
};

void TestWalRecovery::init() {
    newLog();
}

void TestWalRecovery::newLog() {
    m_wal.reset();  // before the disk that it is on
    m_disk = std::make_unique<SimulatedFileSystem>(m_faults);
    must(m_disk->createDirectory(kDirectory));
    must(Wal::create(*m_disk, kDirectory, kOwner, {kSegmentSize}));
    m_wal = must(Wal::open(*m_disk, kDirectory, kOwner, {kSegmentSize}));
    m_history = LogHistory();
    m_marks.clear();
    m_images.clear();
}

Contents TestWalRecovery::contents() {
    Contents contents;
    for (const DirectoryEntry& entry : must(m_disk->list(kDirectory))) {
        if (parseSegmentName(entry.name)) {
            contents[entry.name] = must(readFile(*m_disk, at(entry.name), std::uint64_t{1} << 30U));
        }
    }
    return contents;
}

void TestWalRecovery::restore(const Contents& contents) {
    for (const DirectoryEntry& entry : must(m_disk->list(kDirectory))) {
        must(m_disk->remove(at(entry.name)));
    }
    for (const auto& [name, bytes] : contents) {
        must(must(m_disk->open(at(name), OpenMode::Create))->write(0, bytes));
    }
}

namespace {

std::uint64_t writtenSize(const std::string& bytes) {
    const std::size_t last = bytes.find_last_not_of('\0');
    return last == std::string::npos ? 0 : last + 1;
}

}  // namespace

void TestWalRecovery::step(const LogStep& step, bool syncs) {
    if (step.kind == LogStep::Kind::Release) {
        must(m_wal->release(step.release));
        m_history.release(step.release);
    } else {
        must(m_wal->write(step.write));
        m_history.write(step.write);
    }
    if (syncs) {
        must(m_wal->sync());
        m_history.synced();
    }
    m_images.push_back(contents());
    const auto& last = *m_images.back().rbegin();
    const std::uint64_t end = writtenSize(last.second);
    const bool isSame = !m_marks.empty() && m_marks.back().file == last.first;
    if (isSame && m_marks.back().end == end) {
        m_images.pop_back();  // nothing was written
        return;
    }
    m_marks.push_back({last.first, isSame ? sectorCeiling(m_marks.back().end) : kWalSector, end,
                       m_history.durable()});
}

void TestWalRecovery::writeLog(std::uint64_t seed, int batches, std::size_t largestPayload,
                               bool syncAll) {
    Random random(seed);
    for (int i = 0; i < batches;) {
        const LogStep next = randomStep(m_history.state(), random, largestPayload);
        const bool isEmpty = next.kind == LogStep::Kind::Write && !next.write.hardState &&
                             !next.write.snapshot && next.write.entries.empty();
        if (!isEmpty) {
            step(next, syncAll);
            ++i;
        }
    }
}

/// Whether a later batch says that this was durable: all before the last batch was.
bool TestWalRecovery::isBeforeBoundary(const std::string& file, std::uint64_t offset) const {
    return file != m_marks.back().file || offset < m_marks.back().begin;
}

/// Opens what is left. It must refuse and change nothing, or give a state that once was, at least
/// `least`; then it must go on from there.
void TestWalRecovery::expectRefusalOrState(const Contents& damaged, bool mayRecover,
                                           std::size_t least, bool mustRecover,
                                           const std::string& what) {
    restore(damaged);
    auto opened = Wal::open(*m_disk, kDirectory, kOwner, {kSegmentSize});
    if (!opened) {
        QVERIFY2(!mustRecover, (what + ": " + opened.error().message).c_str());
        QVERIFY2(opened.error().code == ErrorCode::Corrupted, opened.error().message.c_str());
        QVERIFY2(opened.error().message.find(kDirectory) != std::string::npos,
                 opened.error().message.c_str());
        QVERIFY2(contents() == damaged, (what + ": a refused log was changed").c_str());
        return;
    }
    QVERIFY2(mayRecover, (what + ": was opened").c_str());
    const LogState state = stateOf((*opened)->takeRecovered());
    const auto found = m_history.find(state);
    QVERIFY2(found.has_value(), (what + ": never was: " + toString(state)).c_str());
    QVERIFY2(*found >= least, (what + ": " + std::to_string(*found) + " instead of at least " +
                               std::to_string(least) + ": " + toString(state))
                                  .c_str());
    LogHistory onwards;
    onwards.recovered(state);
    node::LogWrite write;
    write.entries = {
        tests::entryOf(state.last().term.value() + 1, state.last().index.value() + 1, "behind")};
    must((*opened)->write(write));
    must((*opened)->sync());
    onwards.write(write);
    opened = Wal::open(*m_disk, kDirectory, kOwner, {kSegmentSize});
    QVERIFY2(opened.has_value(), (what + ": " + (opened ? "" : opened.error().message)).c_str());
    QVERIFY2(stateOf((*opened)->takeRecovered()) == onwards.state(), what.c_str());
    QVERIFY2(!(*opened)->dropped(), what.c_str());
}

void TestWalRecovery::aTailCutAtAnyByteEndsWithAWholeRecord() {
    writeLog(7, 9, 300);
    const Contents whole = contents();
    const auto& [name, bytes] = *whole.rbegin();
    for (std::uint64_t size = 0; size <= m_marks.back().end; ++size) {
        Contents damaged = whole;
        damaged[name].resize(static_cast<std::size_t>(size));
        std::size_t least = 0;
        for (const Mark& mark : m_marks) {
            if (mark.file != name || mark.end <= size) {
                least = mark.state;
            }
        }
        // The first segment of a log cannot do without its head.
        const bool hasHead = size >= kWalSector || whole.size() > 1;
        expectRefusalOrState(damaged, true, least, hasHead, "cut at " + std::to_string(size));
    }
}

void TestWalRecovery::aSectorOfZerosIsCutOffOrRefused_data() {
    QTest::addColumn<int>("seed");
    for (int seed = 1; seed <= 8; ++seed) {
        QTest::addRow("%d", seed) << seed;
    }
}

void TestWalRecovery::aSectorOfZerosIsCutOffOrRefused() {
    QFETCH(int, seed);
    writeLog(static_cast<std::uint64_t>(seed), 12, 700);
    const Contents whole = contents();
    for (const auto& [name, bytes] : whole) {
        for (std::uint64_t at = 0; at < writtenSize(bytes); at += kWalSector) {
            Contents damaged = whole;
            damaged[name].replace(static_cast<std::size_t>(at), kWalSector, kWalSector, '\0');
            if (damaged == whole) {
                continue;
            }
            const bool isBefore = isBeforeBoundary(name, at);
            expectRefusalOrState(damaged, !isBefore, m_history.boundary(), !isBefore,
                                 name + ", sector at " + std::to_string(at));
        }
    }
}

void TestWalRecovery::aSectorWithItsOldContentIsCutOffOrRefused_data() {
    aSectorOfZerosIsCutOffOrRefused_data();
}

void TestWalRecovery::aSectorWithItsOldContentIsCutOffOrRefused() {
    QFETCH(int, seed);
    writeLog(static_cast<std::uint64_t>(100 + seed), 12, 700);
    const Contents whole = contents();
    for (const auto& [name, bytes] : whole) {
        for (const Contents& image : m_images) {
            const auto old = image.find(name);
            if (old == image.end()) {
                continue;
            }
            for (std::size_t at = 0; at < bytes.size(); at += kWalSector) {
                if (old->second.compare(at, kWalSector, bytes, at, kWalSector) == 0) {
                    continue;
                }
                Contents damaged = whole;
                damaged[name].replace(at, kWalSector, old->second, at, kWalSector);
                const bool isBefore = isBeforeBoundary(name, at);
                expectRefusalOrState(damaged, !isBefore, m_history.boundary(), !isBefore,
                                     name + ", old sector at " + std::to_string(at));
            }
        }
    }
}

void TestWalRecovery::noFlippedBitIsServed_data() {
    QTest::addColumn<int>("seed");
    for (int seed = 1; seed <= 2; ++seed) {
        QTest::addRow("%d", seed) << seed;
    }
}

void TestWalRecovery::noFlippedBitIsServed() {
    QFETCH(int, seed);
    writeLog(static_cast<std::uint64_t>(200 + seed), 6, 100);
    const Contents whole = contents();
    for (const auto& [name, bytes] : whole) {
        for (std::size_t at = 0; at < writtenSize(bytes); ++at) {
            const bool isBefore = isBeforeBoundary(name, at);
            for (unsigned bit = 0; bit < 8; ++bit) {
                Contents damaged = whole;
                char& byte = damaged[name][at];
                byte = static_cast<char>(byte ^ static_cast<char>(1U << bit));
                expectRefusalOrState(damaged, !isBefore, m_history.boundary(), !isBefore,
                                     name + ", byte " + std::to_string(at));
            }
        }
    }
}

void TestWalRecovery::aMissingSegmentIsRefused() {
    for (std::uint64_t index = 1; index <= 6; ++index) {
        LogStep next;
        next.write.entries = {tests::entryOf(1, index, std::string(1400, 'x'))};
        step(next);
    }
    const Contents whole = contents();
    QCOMPARE(whole.size(), std::size_t{3});
    for (std::size_t i = 0; i + 1 < whole.size(); ++i) {
        Contents damaged = whole;
        damaged.erase(std::next(damaged.begin(), static_cast<std::ptrdiff_t>(i)));
        expectRefusalOrState(damaged, false, 0, false, "segment " + std::to_string(i));
    }
}

void TestWalRecovery::aSegmentInThePlaceOfAnotherIsRefused() {
    for (std::uint64_t index = 1; index <= 6; ++index) {
        LogStep next;
        next.write.entries = {tests::entryOf(1, index, std::string(1400, 'x'))};
        step(next);
    }
    const Contents whole = contents();
    for (const auto& [name, bytes] : whole) {
        for (const auto& [otherName, otherBytes] : whole) {
            if (name != otherName) {
                Contents damaged = whole;
                damaged[name] = otherBytes;
                expectRefusalOrState(damaged, false, 0, false, name + " by " + otherName);
            }
        }
    }
}

void TestWalRecovery::aSegmentOfAnotherHistoryIsRefused() {
    std::vector<Contents> histories;
    for (const char letter : {'x', 'y'}) {
        newLog();
        for (std::uint64_t index = 1; index <= 6; ++index) {
            LogStep next;
            next.write.entries = {tests::entryOf(1, index, std::string(1400, letter))};
            step(next);
        }
        histories.push_back(contents());
    }
    const Contents& other = histories.front();
    const Contents& whole = histories.back();
    QCOMPARE(whole.size(), std::size_t{3});
    for (const auto& [name, bytes] : other) {
        Contents damaged = whole;
        QVERIFY(damaged.contains(name));
        damaged[name] = bytes;
        expectRefusalOrState(damaged, false, 0, false, name + " of another history");
    }
}

void TestWalRecovery::aSegmentThatWasBeingMadeIsMadeAgain() {
    for (std::uint64_t index = 1; index <= 4; ++index) {
        LogStep next;
        next.write.entries = {tests::entryOf(1, index, std::string(1400, 'x'))};
        step(next);
    }
    Contents cut = contents();
    QCOMPARE(cut.size(), std::size_t{2});
    const std::string last = cut.rbegin()->first;
    const std::string head = cut.rbegin()->second.substr(0, kWalSector);
    std::size_t stateBefore = 0;
    for (const Mark& mark : m_marks) {
        stateBefore = mark.file == last ? stateBefore : mark.state;
    }
    for (std::size_t size = 0; size <= head.size(); size += 8) {
        cut[last] = head.substr(0, size);
        expectRefusalOrState(cut, true, stateBefore, true, "head of " + std::to_string(size));
    }
    cut.erase(last);
    expectRefusalOrState(cut, true, stateBefore, true, "no next segment");
}

void TestWalRecovery::aBatchMissingBetweenUnsyncedOnesEndsTheLog() {
    for (std::uint64_t index = 1; index <= 3; ++index) {
        LogStep next;
        next.write.entries = {tests::entryOf(1, index, "x")};
        step(next, index == 1);
    }
    Contents damaged = contents();
    std::string& bytes = damaged.begin()->second;
    bytes.replace(2 * kWalSector, kWalSector, kWalSector, '\0');
    expectRefusalOrState(damaged, true, m_history.durable(), true, "the second of three");
}

void TestWalRecovery::releasedSegmentsThatCameBackAreRemovedAgain() {
    for (std::uint64_t index = 1; index <= 6; ++index) {
        LogStep next;
        next.write.entries = {tests::entryOf(1, index, std::string(1400, 'x'))};
        step(next);
    }
    const Contents before = contents();
    LogStep release;
    release.kind = LogStep::Kind::Release;
    release.release = raft::Index(5);
    step(release);
    Contents after = contents();
    QVERIFY(!after.contains(before.begin()->first));
    QVERIFY(!after.contains(std::next(before.begin())->first));
    after.insert(*before.begin());
    expectRefusalOrState(after, true, m_history.durable(), true, "the first segment is back");
    QVERIFY(!contents().contains(before.begin()->first));
}

void TestWalRecovery::aLaterVersionIsNamed() {
    // The head with version 2, sealed as it has to be.
    Contents later = contents();
    std::string& bytes = later.begin()->second;
    const std::string head = std::string("\x00\x00\x00\x00\x70\x00\x00\x00", 8) +
                             bytes.substr(8, 8) + "\x02" + bytes.substr(17, 104);
    bytes.replace(0, head.size(), head);
    QVERIFY(bytes.substr(8, 8) == "QUORWAL\n");
    restore(later);
    auto opened = Wal::open(*m_disk, kDirectory, kOwner, {kSegmentSize});
    // A wrong checksum says nothing about versions.
    QVERIFY(opened.error().code == ErrorCode::Corrupted);
    const std::uint32_t checksum = [&] {
        std::uint32_t value = 0xFFFFFFFF;
        for (const char letter : head.substr(4)) {
            value ^= static_cast<unsigned char>(letter);
            for (int bit = 0; bit < 8; ++bit) {
                value = (value >> 1U) ^ ((value & 1U) != 0 ? 0x82F63B78U : 0U);
            }
        }
        return ~value;
    }();
    for (unsigned i = 0; i < 4; ++i) {
        bytes[i] = static_cast<char>(checksum >> (8 * i));
    }
    restore(later);
    opened = Wal::open(*m_disk, kDirectory, kOwner, {kSegmentSize});
    QVERIFY2(opened.error().code == ErrorCode::FailedPrecondition, opened.error().message.c_str());
    QVERIFY(opened.error().message.find("format 2") != std::string::npos);
    QVERIFY(contents() == later);
}

void TestWalRecovery::whatWasCutOffIsReported() {
    writeLog(3, 4, 100);
    Contents damaged = contents();
    const Mark last = m_marks.back();
    damaged[last.file].resize(static_cast<std::size_t>(last.end) - 1);
    restore(damaged);
    const auto wal = must(Wal::open(*m_disk, kDirectory, kOwner, {kSegmentSize}));
    QVERIFY(wal->dropped().has_value());
    const WalDropped& dropped = *wal->dropped();
    QCOMPARE(dropped.file, at(last.file));
    QVERIFY(dropped.offset >= last.begin && dropped.offset < last.end);
    QVERIFY(dropped.bytes > 0 && dropped.offset + dropped.bytes < last.end);
    QVERIFY(toString(dropped).find("a record reaches beyond") != std::string::npos);
}

}  // namespace quorate::storage

QTEST_APPLESS_MAIN(quorate::storage::TestWalRecovery)
#include "tst_wal_recovery.moc"
