// SPDX-License-Identifier: Apache-2.0
// Questions about a disk: bounded pages, whatever it holds, and outlooks that come true.
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/kv/layout.h"
#include "storage/inspection/crash_outlook.h"
#include "storage/inspection/disk_answers.h"
#include "storage/inspection/key_page.h"
#include "storage/inspection/log_page.h"
#include "storage/inspection/log_stripes.h"
#include "storage/leveldb_levels.h"
#include "storage/path.h"
#include "storage/simulated/simulated_file_system.h"
#include "storage/wal/wal.h"
#include "tests/storage/must.h"
#include "tests/unit/raft_values.h"

namespace quorate::storage {

using node::LogWrite;
using raft::EntryId;
using raft::Index;
using raft::NodeId;
using raft::Term;
using tests::entryOf;

namespace {

namespace layout = kv::layout;
using From = RecordsQuestion::From;

const std::string kDirectory = "wal";
const WalOwner kOwner{0xc1, NodeId(3), 0xd1};
constexpr std::uint64_t kMillion = 1'000'000;

LogWrite writeOf(std::uint64_t term, std::uint64_t index, std::size_t size = 40) {
    LogWrite write;
    write.hardState = raft::HardState{Term(term), NodeId(1), Index(index - 1)};
    write.entries = {entryOf(term, index, std::string(size, 'x'))};
    return write;
}

/// A log on a disk that loses what was not synced.
struct Place {
    explicit Place(std::uint64_t segmentSize = 4096) {
        must(files.createDirectory(kDirectory));
        must(files.syncDirectory("/"));
        must(Wal::create(files, kDirectory, kOwner, {segmentSize}));
        log = must(Wal::open(files, kDirectory, kOwner, {segmentSize}));
        static_cast<void>(log->takeRecovered());
    }
    void write(std::uint64_t term, std::uint64_t index, std::size_t size = 40) {
        must(log->write(writeOf(term, index, size)));
    }
    [[nodiscard]] LogImage image() { return must(imageOf(files, kDirectory, *log)); }

    NoDiskFaults faults;
    SimulatedFileSystem files{faults};
    std::unique_ptr<Wal> log;
};

/// What a log really recovers of what an image has.
struct Recovered {
    std::optional<EntryId> last;
    raft::HardState state;
};
Recovered recoveredFrom(const LogImage& image) {
    NoDiskFaults faults;
    SimulatedFileSystem files(faults);
    must(files.createDirectory(kDirectory));
    for (const SegmentImage& segment : image.segments) {
        const auto file =
            must(files.open(joinPath(kDirectory, toString(segment.name)), OpenMode::Create));
        must(file->preallocate(0, segment.fileSize));
        must(file->write(0, segment.bytes.view()));
    }
    auto log = Wal::open(files, kDirectory, kOwner, {4096});
    if (!log) {
        return {};
    }
    const auto found = (*log)->takeRecovered();
    return {found.entries.empty() ? found.start : found.entries.back().id(), found.hardState};
}

/// A state of a million keys, none of which is there before it is looked at.
class MillionKeys final : public kv::StoreReader {
public:
    static std::string name(std::uint64_t number) {
        char text[24];
        std::snprintf(text, sizeof text, "key%07llu", static_cast<unsigned long long>(number));
        return text;
    }
    static kv::Revision revision(std::uint64_t number) {
        return {static_cast<std::int64_t>(number) + 2, 0};
    }

    Result<bool> get(std::string_view key, std::string& value) const override {
        ++calls;
        if (key == kv::metaKey()) {
            kv::Meta meta;
            meta.keys = kMillion;
            meta.revision = static_cast<std::int64_t>(kMillion) + 1;
            value = kv::metaValue(meta);
            return true;
        }
        const auto changed = layout::parseChangeKey(key);
        if (!changed) {
            return false;
        }
        value = change(static_cast<std::uint64_t>(changed->main - 2));
        return true;
    }
    [[nodiscard]] std::unique_ptr<kv::StoreIterator> iterate() const override {
        return std::make_unique<Walk>(*this);
    }

    mutable std::uint64_t calls{0};

private:
    static std::string change(std::uint64_t number) {
        layout::Change change;
        change.record.change = revision(number);
        change.record.createRevision = change.record.change.main;
        change.record.version = 1;
        const std::string key = name(number);
        change.key = key;
        change.value = "value";
        return layout::changeValue(change);
    }

    class Walk final : public kv::StoreIterator {
    public:
        explicit Walk(const MillionKeys& keys) : m_keys(keys) {}
        void seek(std::string_view key) override {
            // By halves, as a tree finds it: no walk.
            std::uint64_t low = 0;
            std::uint64_t high = kMillion;
            while (low < high) {
                const std::uint64_t middle = (low + high) / 2;
                (layout::currentKey(name(middle)) < key ? low : high) =
                    layout::currentKey(name(middle)) < key ? middle + 1 : middle;
            }
            m_at = low;
            show();
        }
        void seekToLast() override { m_at = kMillion - 1; }
        void next() override {
            ++m_at;
            show();
        }
        void prev() override { --m_at; }
        [[nodiscard]] bool valid() const override { return m_at < kMillion; }
        [[nodiscard]] std::string_view key() const override { return m_key; }
        [[nodiscard]] std::string_view value() const override { return m_value; }
        [[nodiscard]] Result<void> status() const override { return {}; }

    private:
        void show() {
            ++m_keys.calls;
            m_key = layout::currentKey(name(m_at));
            layout::Record record;
            record.change = revision(m_at);
            record.createRevision = record.change.main;
            record.version = 1;
            m_value = layout::recordValue(record);
        }

        const MillionKeys& m_keys;
        std::uint64_t m_at{kMillion};
        std::string m_key;
        std::string m_value;
    };
};

}  // namespace

class TestDiskAnswers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void segmentsSayHowMuchOfThemIsDurable();
    void anImageStaysAsItIsWhileTheLogGoesOn();
    void recordsComeByThePage();
    void aRecordIsFoundByWhatItHolds();
    void aTornEndIsARecordOfItsOwn();
    void aSegmentThatIsNotThereIsSaid();
    void manyRecordsHaveAMapOfBoundedSize();
    void whatARestartReadsComesTrueAtEveryPlace();
    void whatIsLostIsWhatWasNotSynced();
    void aPageOfAMillionKeysIsAllThatIsLookedAt();
    void keysGoOnWhereThePageBeforeEnded();
    void levelsAreReadFromWhatLevelDbSays();
};

void TestDiskAnswers::segmentsSayHowMuchOfThemIsDurable() {
    Place place;
    for (std::uint64_t i = 1; i <= 12; ++i) {
        place.write(1, i);
    }
    must(place.log->sync());
    place.write(1, 13);
    const std::uint64_t durable = place.log->durable().offset;
    const LogAnswer answer = segmentsIn(place.image());
    QVERIFY(answer.isOpen);
    QVERIFY(answer.segments.size() > 1);
    for (std::size_t i = 0; i + 1 < answer.segments.size(); ++i) {
        QCOMPARE(*answer.segments[i].durableSize, answer.segments[i].writtenSize);
    }
    const LogSegment& last = answer.segments.back();
    QCOMPARE(*last.durableSize, durable);
    QVERIFY(last.writtenSize > durable);
    QCOMPARE(last.fileSize, std::uint64_t{4096});
    // Of one that nobody has open, nobody knows it.
    const LogAnswer closed = segmentsIn(must(imageOf(place.files, kDirectory, kOwner)));
    QVERIFY(!closed.isOpen);
    QCOMPARE(closed.segments.size(), answer.segments.size());
    QVERIFY(!closed.segments.back().durableSize);
    QCOMPARE(closed.segments.back().writtenSize, last.writtenSize);
}

void TestDiskAnswers::anImageStaysAsItIsWhileTheLogGoesOn() {
    Place place;
    place.write(1, 1);
    const LogImage image = place.image();
    const RecordsAnswer before = must(recordsIn(image, {1, From::Number, 0, 100}));
    place.write(1, 2);
    QCOMPARE(must(recordsIn(image, {1, From::Number, 0, 100})), before);
    QVERIFY(must(recordsIn(place.image(), {1, From::Number, 0, 100})).recordCount >
            before.recordCount);
}

void TestDiskAnswers::recordsComeByThePage() {
    Place place(65536);
    for (std::uint64_t i = 1; i <= 30; ++i) {
        place.write(2, i);
    }
    const LogImage image = place.image();
    const RecordsAnswer all = must(recordsIn(image, {1, From::Number, 0, 1000}));
    QCOMPARE(all.records.size(), static_cast<std::size_t>(all.recordCount));
    QVERIFY(all.records.front().kind == WalRecordType::Head);
    const auto entry =
        std::find_if(all.records.begin(), all.records.end(),
                     [](const LogRecord& record) { return record.kind == WalRecordType::Entry; });
    QVERIFY(entry->entry == (EntryId{Term(2), Index(1)}));
    QCOMPARE(entry->bytes.size(), static_cast<std::size_t>(entry->size));
    QVERIFY(entry->checksum != 0);
    std::vector<LogRecord> pages;
    for (std::uint64_t first = 0; first < all.recordCount; first += 7) {
        const RecordsAnswer page = must(recordsIn(image, {1, From::Number, first, 7}));
        QCOMPARE(page.first, first);
        QVERIFY(page.records.size() <= 7);
        pages.insert(pages.end(), page.records.begin(), page.records.end());
    }
    QVERIFY(pages == all.records);
    QVERIFY(must(recordsIn(image, {1, From::Number, all.recordCount + 5, 7})).records.empty());
}

void TestDiskAnswers::aRecordIsFoundByWhatItHolds() {
    Place place(65536);
    for (std::uint64_t i = 1; i <= 30; ++i) {
        place.write(1, i);
    }
    place.write(2, 20);  // it replaces ten
    const LogImage image = place.image();
    const RecordsAnswer byEntry = must(recordsIn(image, {1, From::Entry, 20, 10}));
    QVERIFY(byEntry.found);
    const LogRecord& found = byEntry.records[*byEntry.found - byEntry.first];
    QVERIFY(found.entry == (EntryId{Term(2), Index(20)}));
    QVERIFY(!must(recordsIn(image, {1, From::Entry, 31, 10})).found);
    const RecordsAnswer byOffset =
        must(recordsIn(image, {1, From::Offset, found.offset + found.size - 1, 10}));
    QCOMPARE(*byOffset.found, *byEntry.found);
}

void TestDiskAnswers::aTornEndIsARecordOfItsOwn() {
    Place place;
    place.write(1, 1);
    must(place.log->sync());
    place.write(1, 2, 2000);
    LogImage image = place.image();
    const std::uint64_t durable = place.log->durable().offset;
    image = image.cutAt({1, durable + 600});
    const RecordsAnswer answer = must(recordsIn(image, {1, From::Number, 0, 100}));
    QVERIFY(!answer.records.back().kind);
    QVERIFY(!answer.records.back().text.empty());
    QVERIFY(answer.records.back().offset >= durable);
    QVERIFY(!answer.map.back().kind);
    QCOMPARE(answer.map.back().offset + answer.map.back().size, answer.segment.writtenSize);
}

void TestDiskAnswers::aSegmentThatIsNotThereIsSaid() {
    Place place;
    QVERIFY(failsWith(recordsIn(place.image(), {9, From::Number, 0, 10}), ErrorCode::NotFound));
}

void TestDiskAnswers::manyRecordsHaveAMapOfBoundedSize() {
    Place place(std::uint64_t{4} << 20U);
    for (std::uint64_t i = 1; i <= 3000; ++i) {
        place.write(1 + i / 2000, i);
    }
    const RecordsAnswer answer = must(recordsIn(place.image(), {1, From::Number, 0, 1}));
    QVERIFY(answer.recordCount > 6000);
    QVERIFY(answer.map.size() <= StripeMaker::kMostStripes);
    QVERIFY(answer.map.size() > StripeMaker::kMostStripes / 2);
    QVERIFY(answer.map.front().kind == WalRecordType::Head);
    // What is frequent does not hide what is rare, nor where the terms change.
    std::uint64_t end = 0;
    for (const LogStripe& stripe : answer.map) {
        QVERIFY(stripe.offset >= end);
        end = stripe.offset + stripe.size;
        if (stripe.offset > answer.segment.writtenSize * 7 / 10 &&
            stripe.kind == WalRecordType::Entry) {
            QVERIFY(stripe.term == Term(2));
        }
    }
}

void TestDiskAnswers::whatARestartReadsComesTrueAtEveryPlace() {
    Place place;
    for (std::uint64_t i = 1; i <= 9; ++i) {
        place.write(1, i, 100);
        if (i % 3 == 0) {
            must(place.log->sync());
        }
    }
    place.write(3, 8, 1500);
    const LogImage image = place.image();
    int refused = 0;
    for (const SegmentImage& segment : image.segments) {
        for (std::uint64_t at = 0; at <= segment.bytes.size(); at += 37) {
            const WalPosition keeps{segment.name.sequence, at};
            const CrashAnswer answer = crashOfLog(image, {}, {keeps});
            const Recovered real = recoveredFrom(image.cutAt(keeps));
            QCOMPARE(!answer.refusal, real.last.has_value());
            if (real.last) {
                QVERIFY(answer.last == *real.last);
                QVERIFY(answer.hardState == real.state);
            }
            refused += answer.refusal ? 1 : 0;
            QVERIFY(answer.writtenLast == (EntryId{Term(3), Index(8)}));
        }
    }
    // What was durable and is gone is a loss, and no start hides it.
    QVERIFY(refused > 0);
}

void TestDiskAnswers::whatIsLostIsWhatWasNotSynced() {
    Place place;
    place.write(1, 1);
    must(place.log->sync());
    place.write(1, 2);
    const CrashAnswer certain = crashOfLog(place.image(), {}, {});
    QVERIFY(!certain.refusal);
    QVERIFY(certain.last == (EntryId{Term(1), Index(1)}));
    QVERIFY(certain.writtenLast == (EntryId{Term(1), Index(2)}));
    QVERIFY(certain.keeps == place.log->durable());
    const raft::SnapshotMetadata snapshot{Index(1), Term(1), {}};
    const raft::SnapshotMetadata beyond{Index(2), Term(1), {}};
    QVERIFY(crashOfLog(place.image(), {snapshot, beyond}, {}).snapshot ==
            (EntryId{Term(1), Index(1)}));
    // And that is what the loss of power does.
    must(place.files.crash(CrashKind::Power));
    const auto log = must(Wal::open(place.files, kDirectory, kOwner, {4096}));
    QVERIFY(log->takeRecovered().entries.back().id() == certain.last);
}

void TestDiskAnswers::aPageOfAMillionKeysIsAllThatIsLookedAt() {
    const MillionKeys store;
    const KeysAnswer answer = must(keysIn(store, {"key05", "key0500100", 50}));
    QCOMPARE(answer.keys.size(), std::size_t{50});
    QCOMPARE(answer.keys.front().key, std::string("key0500100"));
    QCOMPARE(answer.keys.front().value, std::string("value"));
    QCOMPARE(answer.keyCount, kMillion);
    QVERIFY(answer.hasMore);
    // A step and a value for each, one step more, the position, and where the state stands.
    QVERIFY2(store.calls <= 2 * 50 + 3, std::to_string(store.calls).c_str());
    // Whoever asks for more than a page gets one.
    QCOMPARE(must(keysIn(store, {"", "", kMillion})).keys.size(), kMaxPage);
}

void TestDiskAnswers::keysGoOnWhereThePageBeforeEnded() {
    const MillionKeys store;
    std::string from;
    std::uint64_t count = 0;
    for (;;) {
        const KeysAnswer answer = must(keysIn(store, {"key00012", from, 30}));
        for (const StoredChange& key : answer.keys) {
            QCOMPARE(key.key, MillionKeys::name(1200 + count));
            QCOMPARE(key.revision.main, std::int64_t(1202 + count));
            ++count;
        }
        if (!answer.hasMore) {
            break;
        }
        from = answer.keys.back().key + '\0';
    }
    QCOMPARE(count, std::uint64_t{100});
    QVERIFY(must(keysIn(store, {"nothing", "", 30})).keys.empty());
}

void TestDiskAnswers::levelsAreReadFromWhatLevelDbSays() {
    const StoreLevels levels = parseLevels(
        "--- level 0 ---\n 17:4711['a' @ 3 : 1 .. 'b' @ 9 : 1]\n 19:289['c' @ 1 : 1 .. "
        "'\\n 5:7[' @ 2 : 1]\n--- level 1 ---\n--- level 2 ---\n 4:1000['a' .. 'z']\n"
        "--- level 99 ---\n 4:1000['a' .. 'z']\nnonsense\n 5:\n",
        "4096");
    QCOMPARE(levels.levels.size(), std::size_t{3});
    QVERIFY(levels.levels[0] == (StoreLevels::Level{2, 5000}));
    QVERIFY(levels.levels[1] == (StoreLevels::Level{0, 0}));
    QVERIFY(levels.levels[2] == (StoreLevels::Level{1, 1000}));
    QCOMPARE(levels.memoryBytes, std::uint64_t{4096});
    QVERIFY(parseLevels("", "").levels.empty());
}

}  // namespace quorate::storage

QTEST_APPLESS_MAIN(quorate::storage::TestDiskAnswers)
#include "tst_disk_answers.moc"
