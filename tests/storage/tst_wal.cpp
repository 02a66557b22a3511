// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/path.h"
#include "storage/simulated/simulated_file_system.h"
#include "storage/wal/inspection.h"
#include "storage/wal/segment_name.h"
#include "storage/wal/wal.h"
#include "tests/storage/log_history.h"
#include "tests/storage/must.h"
#include "tests/unit/raft_values.h"

namespace quorate::storage {

using node::LogWrite;
using raft::HardState;
using raft::Index;
using raft::NodeId;
using raft::Term;
using tests::entriesFrom;
using tests::entryOf;
using tests::idOf;

namespace {

const std::string kDirectory = "log";
const WalOwner kOwner{0xc1, NodeId(3), 0xd1};

WalOptions smallSegments() {
    return {4096};
}

HardState hardState(std::uint64_t term, std::uint64_t vote, std::uint64_t commit) {
    return {Term(term), NodeId(vote), Index(commit)};
}

LogWrite writeOf(raft::Entries entries) {
    LogWrite write;
    write.entries = std::move(entries);
    return write;
}

/// So many entries of a term, of 200 bytes each.
raft::Entries entriesOf(std::uint64_t term, std::uint64_t first, std::uint64_t count) {
    raft::Entries entries;
    for (std::uint64_t i = 0; i < count; ++i) {
        entries.push_back(entryOf(term, first + i, std::string(200, 'x')));
    }
    return entries;
}

/// The space that is reserved: how much of it is used, and its size.
class Reservations final : public NoDiskFaults {
public:
    CallFate fateOf(const DiskCall& call) override {
        if (call.kind == DiskCallKind::Preallocate) {
            seen.emplace_back(call.offset, call.length);
        }
        return {};
    }

    std::vector<std::pair<std::uint64_t, std::uint64_t>> seen;
};

}  // namespace

class TestWal : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();

    void aNewLogIsEmpty();
    void whatWasWrittenIsRecovered();
    void entriesOfAnOlderLeaderAreReplaced();
    void aSnapshotStartsTheLogAnew();
    void entriesBeforeTheStartArePassedOver();
    void aFullSegmentIsFollowedByAnother();
    void aWriteLargerThanASegmentHasItsOwn();
    void releasedSegmentsAreRemovedInOrder();
    void aReleasedSegmentBecomesTheNextOne();
    void aSegmentThatSomebodyMapsIsRemoved();
    void theLogStartsBehindWhatWasReleased();
    void deadEntriesDoNotHoldASegment();
    void aSnapshotRemovesTheSegmentsBeforeIt();
    void theStateSurvivesTheReleaseOfAllThatHeldIt();
    void aGapIsRefusedAndNothingIsWritten();
    void releaseBehindTheEndIsRefused();
    void whoOpensALogReservesSpaceBehindWhatItHas();
    void aLogIsMadeOnce();
    void whereNoLogIsNoneIsOpened();
    void theLogOfAnotherNodeIsRefused();
    void randomHistoriesAreRecovered();

private:
    std::unique_ptr<Wal> open(const WalOptions& options = smallSegments()) {
        return must(Wal::open(*m_disk, kDirectory, kOwner, options));
    }
    LogState reopened() { return stateOf(open()->takeRecovered()); }
    std::vector<std::string> names();

    static std::string at(const std::string& name) { return joinPath(kDirectory, name); }

    NoDiskFaults m_faults;
    Reservations m_reservations;
    std::unique_ptr<SimulatedFileSystem> m_disk;
};

void TestWal::init() {
    m_disk = std::make_unique<SimulatedFileSystem>(m_faults);
    must(m_disk->createDirectory(kDirectory));
    must(Wal::create(*m_disk, kDirectory, kOwner, smallSegments()));
}

std::vector<std::string> TestWal::names() {
    std::vector<std::string> names;
    for (const DirectoryEntry& entry : must(m_disk->list(kDirectory))) {
        names.push_back(entry.name);
    }
    return names;
}

void TestWal::aNewLogIsEmpty() {
    QCOMPARE(toString(reopened()), toString(LogState()));
    QCOMPARE(names(), std::vector<std::string>{"0000000000000001-0000000000000001.wal"});
}

void TestWal::whatWasWrittenIsRecovered() {
    LogWrite first = writeOf({entryOf(1, 1, "one"), entryOf(1, 2, "")});
    first.hardState = hardState(1, 2, 0);
    LogWrite second = writeOf({entryOf(1, 3, "three")});
    second.hardState = hardState(1, 2, 2);
    {
        const auto wal = open();
        must(wal->write(first));
        must(wal->write(second));
        must(wal->sync());
    }
    LogState expected;
    expected.hardState = hardState(1, 2, 2);
    expected.entries = {entryOf(1, 1, "one"), entryOf(1, 2, ""), entryOf(1, 3, "three")};
    QCOMPARE(toString(reopened()), toString(expected));
    QVERIFY(reopened() == expected);
    QVERIFY(!open()->dropped());
}

void TestWal::entriesOfAnOlderLeaderAreReplaced() {
    {
        const auto wal = open();
        must(wal->write(writeOf(entriesFrom(1, {1, 1, 1, 1, 1}))));
        must(wal->write(writeOf(entriesFrom(3, {2, 2}))));
        must(wal->sync());
    }
    QCOMPARE(tests::placesOf(reopened().entries), std::string("1/1 1/2 2/3 2/4"));
}

void TestWal::aSnapshotStartsTheLogAnew() {
    {
        const auto wal = open();
        must(wal->write(writeOf(entriesFrom(1, {1, 1, 1}))));
        LogWrite write = writeOf(entriesFrom(11, {4}));
        write.hardState = hardState(4, 1, 10);
        write.snapshot = idOf(3, 10);
        must(wal->write(write));
        must(wal->sync());
    }
    const LogState state = reopened();
    QCOMPARE(tests::placesOf(state.entries), std::string("4/11"));
    QVERIFY(state.start == idOf(3, 10));
    QVERIFY(state.hardState == hardState(4, 1, 10));
}

void TestWal::entriesBeforeTheStartArePassedOver() {
    {
        const auto wal = open();
        LogWrite write;
        write.snapshot = idOf(3, 10);
        must(wal->write(write));
        must(wal->write(writeOf(entriesFrom(9, {3, 3, 3}))));
        must(wal->sync());
    }
    QCOMPARE(tests::placesOf(reopened().entries), std::string("3/11"));
}

void TestWal::aFullSegmentIsFollowedByAnother() {
    {
        const auto wal = open();
        for (std::uint64_t index = 1; index <= 20; ++index) {
            must(wal->write(writeOf(entriesOf(1, index, 1))));
            must(wal->sync());
        }
        QVERIFY(wal->segments().size() > 2);
    }
    for (const std::string& name : names()) {
        const auto file = must(m_disk->open(at(name), OpenMode::Read));
        QCOMPARE(must(file->size()), std::uint64_t{4096});
    }
    QCOMPARE(reopened().entries.size(), std::size_t{20});
}

void TestWal::aWriteLargerThanASegmentHasItsOwn() {
    {
        const auto wal = open();
        must(wal->write(writeOf(entriesOf(1, 1, 1))));
        must(wal->write(writeOf({entryOf(1, 2, std::string(20000, 'y'))})));
        must(wal->write(writeOf(entriesOf(1, 3, 1))));
        must(wal->sync());
        QCOMPARE(wal->segments().size(), std::size_t{3});
    }
    const LogState state = reopened();
    QCOMPARE(state.entries.size(), std::size_t{3});
    QCOMPARE(state.entries[1].data.size(), std::size_t{20000});
}

void TestWal::releasedSegmentsAreRemovedInOrder() {
    const auto wal = open();
    for (std::uint64_t index = 1; index <= 30; ++index) {
        must(wal->write(writeOf(entriesOf(1, index, 1))));
    }
    must(wal->sync());
    const std::vector<WalSegment> before = wal->segments();
    QVERIFY(before.size() >= 5);
    // All of the first two, and one entry of the third.
    must(wal->release(before[2].name.first));
    QCOMPARE(names().front(), toString(before[2].name));
    must(wal->release(Index(30)));
    QCOMPARE(wal->segments().size(), std::size_t{1});
}

void TestWal::aReleasedSegmentBecomesTheNextOne() {
    const auto spare = [this] { return must(m_disk->exists(at(kWalSpareName))); };
    auto wal = open();
    std::uint64_t next = 1;
    const auto writeToNextSegment = [&] {
        const SegmentName before = wal->segments().back().name;
        while (wal->segments().back().name == before) {
            must(wal->write(writeOf(entriesOf(1, next++, 1))));
        }
        must(wal->sync());
    };
    writeToNextSegment();
    QVERIFY(!spare());
    must(wal->release(wal->segments().back().name.first));
    QVERIFY(spare());
    const std::string cleared = must(readFile(*m_disk, at(kWalSpareName), 1U << 20U));
    QVERIFY(cleared == std::string(4096, '\0'));
    writeToNextSegment();
    QVERIFY(!spare());
    // Only one is kept.
    writeToNextSegment();
    writeToNextSegment();
    must(wal->release(wal->segments().back().name.first));
    QVERIFY(spare());
    QCOMPARE(names().size(), std::size_t{2});
    // One that was left behind may be anything.
    must(must(m_disk->open(at(kWalSpareName), OpenMode::ReadWrite))->write(0, "anything"));
    wal.reset();
    wal = open();
    QVERIFY(!spare());
    writeToNextSegment();
    wal.reset();
    QVERIFY(reopened().entries.back().index == Index(next - 1));
}

void TestWal::aSegmentThatSomebodyMapsIsRemoved() {
    const auto wal = open();
    must(wal->write(writeOf(entriesOf(1, 1, 10))));
    must(wal->write(writeOf(entriesOf(1, 11, 10))));
    must(wal->write(writeOf(entriesOf(1, 21, 10))));
    must(wal->sync());
    QVERIFY(wal->segments().size() >= 3);
    auto pin = wal->pin();
    must(wal->release(wal->segments()[1].name.first));
    QVERIFY(!must(m_disk->exists(at(kWalSpareName))));
    pin.reset();
    must(wal->release(Index(30)));
    QVERIFY(must(m_disk->exists(at(kWalSpareName))));
}

void TestWal::theLogStartsBehindWhatWasReleased() {
    {
        const auto wal = open();
        must(wal->write(writeOf(entriesFrom(1, {1, 1, 2, 2, 3, 3}))));
        must(wal->release(Index(4)));
        must(wal->sync());
    }
    LogState state = reopened();
    QVERIFY(state.start == idOf(2, 4));
    QCOMPARE(tests::placesOf(state.entries), std::string("3/5 3/6"));
    {
        const auto wal = open();
        must(wal->release(Index(6)));
        must(wal->sync());
    }
    state = reopened();
    QVERIFY(state.start == idOf(3, 6));
    QVERIFY(state.entries.empty());
    {
        const auto wal = open();
        must(wal->write(writeOf(entriesFrom(7, {4}))));
        must(wal->sync());
    }
    QCOMPARE(tests::placesOf(reopened().entries), std::string("4/7"));
}

void TestWal::deadEntriesDoNotHoldASegment() {
    const auto wal = open();
    must(wal->write(writeOf(entriesOf(1, 1, 14))));  // fills the first segment
    must(wal->write(writeOf(entriesOf(2, 5, 14))));  // replaces 5 to 14, in the second one
    must(wal->write(writeOf(entriesOf(2, 19, 1))));
    must(wal->sync());
    QVERIFY(wal->segments().size() >= 2);
    const std::string second = toString(wal->segments()[1].name);
    must(wal->release(Index(3)));
    QCOMPARE(names().front(), std::string("0000000000000001-0000000000000001.wal"));
    must(wal->release(Index(4)));
    QCOMPARE(names().front(), second);
    const LogState state = reopened();
    QVERIFY(state.start == idOf(1, 4));
    QCOMPARE(state.entries.size(), std::size_t{15});
}

void TestWal::aSnapshotRemovesTheSegmentsBeforeIt() {
    const auto wal = open();
    for (std::uint64_t index = 1; index <= 30; ++index) {
        must(wal->write(writeOf(entriesOf(1, index, 1))));
    }
    LogWrite write;
    write.snapshot = idOf(2, 20);
    must(wal->write(write));
    QVERIFY(wal->segments().size() > 1);
    must(wal->sync());
    QCOMPARE(wal->segments().size(), std::size_t{1});
    QVERIFY(reopened().start == idOf(2, 20));
    QVERIFY(reopened().entries.empty());
}

void TestWal::theStateSurvivesTheReleaseOfAllThatHeldIt() {
    {
        const auto wal = open();
        LogWrite write;
        write.hardState = hardState(7, 2, 0);
        must(wal->write(write));
        for (std::uint64_t index = 1; index <= 30; ++index) {
            must(wal->write(writeOf(entriesOf(7, index, 1))));
        }
        must(wal->release(Index(29)));
        QCOMPARE(wal->segments().size(), std::size_t{1});
    }
    QVERIFY(reopened().hardState == hardState(7, 2, 0));
}

void TestWal::aGapIsRefusedAndNothingIsWritten() {
    const auto wal = open();
    must(wal->write(writeOf(entriesFrom(1, {1, 1}))));
    const auto behind = wal->write(writeOf(entriesFrom(4, {1})));
    QVERIFY(behind.error().code == ErrorCode::InvalidArgument);
    const auto within = wal->write(writeOf({entryOf(1, 3), entryOf(1, 5)}));
    QVERIFY(within.error().code == ErrorCode::InvalidArgument);
    must(wal->write(writeOf(entriesFrom(3, {1}))));
    must(wal->sync());
    QCOMPARE(tests::placesOf(reopened().entries), std::string("1/1 1/2 1/3"));
}

void TestWal::releaseBehindTheEndIsRefused() {
    const auto wal = open();
    must(wal->write(writeOf(entriesFrom(1, {1, 1}))));
    QVERIFY(wal->release(Index(3)).error().code == ErrorCode::InvalidArgument);
    must(wal->sync());
}

void TestWal::whoOpensALogReservesSpaceBehindWhatItHas() {
    m_disk = std::make_unique<SimulatedFileSystem>(m_reservations);
    must(m_disk->createDirectory(kDirectory));
    must(Wal::create(*m_disk, kDirectory, kOwner, smallSegments()));
    must(open()->write(writeOf(entriesOf(1, 1, 3))));
    m_reservations.seen.clear();
    open();
    QCOMPARE(m_reservations.seen.size(), std::size_t{1});
    const auto [used, size] = m_reservations.seen.front();
    QVERIFY2(used > 512 + 600 && used <= 512 + 1024, qPrintable(QString::number(quint64{used})));
    QCOMPARE(size, smallSegments().segmentSize);
}

void TestWal::aLogIsMadeOnce() {
    const auto again = Wal::create(*m_disk, kDirectory, kOwner, smallSegments());
    QVERIFY(again.error().code == ErrorCode::FailedPrecondition);
}

void TestWal::whereNoLogIsNoneIsOpened() {
    must(m_disk->createDirectory("empty"));
    const auto opened = Wal::open(*m_disk, "empty", kOwner);
    QVERIFY(opened.error().code == ErrorCode::NotFound);
    QVERIFY(opened.error().message.find("empty") != std::string::npos);
}

void TestWal::theLogOfAnotherNodeIsRefused() {
    WalOwner other = kOwner;
    other.node = NodeId(4);
    const auto opened = Wal::open(*m_disk, kDirectory, other);
    QVERIFY(opened.error().code == ErrorCode::FailedPrecondition);
    QVERIFY(opened.error().message.find("0000000000000003") != std::string::npos);
}

void TestWal::randomHistoriesAreRecovered() {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        init();
        Random random(seed);
        LogHistory history;
        auto wal = open();
        for (int i = 0; i < 100; ++i) {
            const LogStep step = randomStep(history.state(), random);
            if (step.kind == LogStep::Kind::Release) {
                must(wal->release(step.release));
                history.release(step.release);
            } else {
                must(wal->write(step.write));
                history.write(step.write);
            }
            if (random.chance(1, 10)) {
                wal = open();
                QVERIFY2(stateOf(wal->takeRecovered()) == history.state(),
                         ("seed " + std::to_string(seed)).c_str());
                QVERIFY(!wal->dropped());
            }
        }
    }
}

}  // namespace quorate::storage

QTEST_APPLESS_MAIN(quorate::storage::TestWal)
#include "tst_wal.moc"
