// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/random.h"
#include "storage/leveldb_store.h"
#include "storage/simulated/scripted_disk_faults.h"
#include "storage/simulated/simulated_file_system.h"
#include "tests/storage/leveldb_place.h"
#include "tests/storage/must.h"
#include "tests/unit/store_model.h"

namespace quorate::storage {

using kv::test::contents;
using kv::test::contentsBackward;
using kv::test::Model;

namespace {

constexpr const char* kDirectory = "node/db";

/// Work that is done when the test says so, or when the store waits for it.
class Runner final : public BackgroundRunner {
public:
    void schedule(Step work) override { m_work.push_back(std::move(work)); }
    void hurry() override { ++m_hurries; }
    void drain() override {
        ++m_drains;
        while (!m_work.empty()) {
            runOne();
        }
    }
    void runOne() {
        if (!m_work.empty()) {
            const Step work = std::move(m_work.front());
            m_work.pop_front();
            while (work()) {
            }
        }
    }
    [[nodiscard]] int drains() const noexcept { return m_drains; }
    [[nodiscard]] int hurries() const noexcept { return m_hurries; }

private:
    std::deque<Step> m_work;
    int m_drains{0};
    int m_hurries{0};
};

std::string appendedKey(int number) {
    return "r" + std::to_string(1'000'000 + number);
}

}  // namespace

/// A LevelDB store and who does its background work.
class LevelDbFlushTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();

    void whatIsUnderWayIsRead();
    void aSyncIsToldWhenItIsDurable();
    void aSyncWithNothingLeftComesBehindTheOnesBefore();
    void aFailedFlushIsToldAndIsTheAnswerToWhatFollows();
    void aFlushIsHurriedWhereMuchWaitsBehindIt();
    void othersAreHeldWhileAppendedChangesAreFlushed();
    void aWriterWaitsWhereMuchTooMuchIsHeld();
    void aStoreThatEndsTellsWhatIsUnderWay();
    void aReplacementWaitsForWhatIsUnderWay();

private:
    std::unique_ptr<LevelDbStore> open() {
        LevelDbOptions options = smallBuffers();
        options.background = &m_runner;
        options.appended = 'r';
        options.appendedBytes = 2000;
        return must(LevelDbStore::open(*m_files, kDirectory, options));
    }

    ScriptedDiskFaults m_faults;
    std::unique_ptr<SimulatedFileSystem> m_files;
    Runner m_runner;
};

void LevelDbFlushTest::init() {
    m_faults.forget();
    m_files = std::make_unique<SimulatedFileSystem>(m_faults);
}

void LevelDbFlushTest::whatIsUnderWayIsRead() {
    Random random(29);
    Model model;
    auto store = open();
    std::vector<std::pair<std::shared_ptr<const kv::StoreReader>, std::string>> views;
    int next = 0;
    int told = 0;
    int asked = 0;
    for (int round = 0; round < 1500; ++round) {
        kv::WriteBatch batch;
        for (std::uint64_t i = random.below(8); i > 0; --i) {
            const std::string key = "k" + std::to_string(random.below(300));
            if (random.chance(1, 5)) {
                batch.erase(key);
                model.erase(key);
            } else {
                batch.put(key, model[key] = std::string(random.below(200), 'v'));
            }
        }
        for (std::uint64_t i = random.below(4); i > 0; --i) {
            const std::string key = appendedKey(next++);
            batch.put(key, model[key] = std::string(random.below(300), 'a'));
        }
        if (next > 0 && random.chance(1, 10)) {
            // As a compaction does.
            const std::string key =
                appendedKey(static_cast<int>(random.below(static_cast<std::uint64_t>(next))));
            batch.erase(key);
            model.erase(key);
        }
        must(store->write(batch));
        if (random.chance(1, 40)) {
            ++asked;
            store->syncLater([&told](const Result<void>& result) {
                must(result);
                ++told;
            });
        }
        if (random.chance(1, 15)) {
            m_runner.runOne();
        }
        if (random.chance(1, 30)) {
            views.emplace_back(store->view(), contents(model));
        }
        const std::string key =
            random.chance(1, 2)
                ? "k" + std::to_string(random.below(300))
                : appendedKey(static_cast<int>(random.below(static_cast<std::uint64_t>(next + 1))));
        std::string value;
        QCOMPARE(must(store->get(key, value)), model.count(key) != 0);
        QVERIFY(model.count(key) == 0 || value == model[key]);
        if (round % 25 == 0) {
            QVERIFY(contents(*store) == contents(model));
            QVERIFY(contents(*store->view()) == contents(model));
            for (const auto& [view, expected] : views) {
                QVERIFY(contents(*view) == expected);
            }
            views.clear();
        }
    }
    views.clear();
    QVERIFY(contentsBackward(*store) == contents(model));
    store.reset();
    QCOMPARE(told, asked);
    QVERIFY(asked > 20);
    QVERIFY(contents(*open()) == contents(model));
}

void LevelDbFlushTest::aSyncIsToldWhenItIsDurable() {
    for (const bool isTold : {false, true}) {
        init();
        auto store = open();
        must(store->write(onePut("a", "1")));
        must(store->write(onePut(appendedKey(1), std::string(3000, 'a'))));
        bool wasTold = false;
        store->syncLater([&](const Result<void>& result) {
            wasTold = result.has_value();
            if (wasTold) {
                must(m_files->crash(CrashKind::Power));
            }
        });
        must(store->write(onePut("b", "2")));
        QVERIFY(!wasTold);
        if (isTold) {
            m_runner.runOne();
            QVERIFY(wasTold);
        } else {
            must(m_files->crash(CrashKind::Power));
        }
        // What a crash leaves of the process is nothing; here its store comes to an end.
        store.reset();
        const auto again = open();
        std::string value;
        QCOMPARE(must(again->get("a", value)), isTold);
        QCOMPARE(must(again->get(appendedKey(1), value)), isTold);
        QVERIFY(!must(again->get("b", value)));
    }
}

void LevelDbFlushTest::aSyncWithNothingLeftComesBehindTheOnesBefore() {
    const auto store = open();
    std::string order;
    must(store->write(onePut("a", "1")));
    for (const char name : {'1', '2'}) {
        store->syncLater([&order, name](const Result<void>& result) {
            must(result);
            order += name;
        });
    }
    m_runner.runOne();
    QCOMPARE(order, std::string("1"));
    m_runner.drain();
    QCOMPARE(order, std::string("12"));
}

void LevelDbFlushTest::aFailedFlushIsToldAndIsTheAnswerToWhatFollows() {
    const auto store = open();
    must(store->write(onePut("a", "1")));
    std::vector<std::optional<ErrorCode>> told;
    const auto note = [&told](const Result<void>& result) {
        told.push_back(result ? std::nullopt : std::optional(result.error().code));
    };
    store->syncLater(note);
    must(store->write(onePut("b", "2")));
    store->syncLater(note);
    m_faults.nth(1, {CallOutcome::NoSpace, 0, {}, 0}, {DiskCallKind::Write, ".ldb"});
    m_runner.drain();
    const std::optional<ErrorCode> full = ErrorCode::OutOfSpace;
    QVERIFY(told == std::vector({full, full}));
    QVERIFY(failsWith(store->write(onePut("c", "3")), ErrorCode::OutOfSpace));
    QVERIFY(failsWith(store->sync(), ErrorCode::OutOfSpace));
    store->syncLater(note);
    QCOMPARE(told.size(), std::size_t{3});
    QVERIFY(told.back() == full);
    // What was written is read for as long as there is somebody to read it.
    QCOMPARE(contents(*store), std::string("a=1 b=2 "));
}

void LevelDbFlushTest::aFlushIsHurriedWhereMuchWaitsBehindIt() {
    const auto store = open();
    const auto writeKiB = [&](int count) {
        for (int i = 0; i < count; ++i) {
            must(store->write(onePut("k" + std::to_string(i), std::string(1000, 'v'))));
        }
    };
    const int before = m_runner.hurries();
    writeKiB(15);  // a flush is due behind 16
    QCOMPARE(m_runner.hurries(), before);
    store->syncLater([](const Result<void>& /*result*/) {});
    writeKiB(3);
    QCOMPARE(m_runner.hurries(), before);
    writeKiB(2);
    const int hurried = m_runner.hurries();
    QVERIFY(hurried > before);
    m_runner.drain();
    writeKiB(8);
    QCOMPARE(m_runner.hurries(), hurried);
}

void LevelDbFlushTest::othersAreHeldWhileAppendedChangesAreFlushed() {
    const auto store = open();
    for (int i = 0; i < 12; ++i) {
        must(store->write(onePut("k" + std::to_string(10 + i), std::string(1000, 'v'))));
    }
    const int before = m_runner.hurries();
    const auto append = [&store](int from, int to) {
        for (int i = from; i < to; ++i) {
            must(store->write(onePut("r" + std::to_string(100 + i), std::string(1000, 'v'))));
        }
    };
    append(0, 26);  // a flush is due behind 24 KiB
    append(26, 28);
    // Those that are held anyway do not wait for it.
    QCOMPARE(m_runner.hurries(), before);
    const auto memory = [&store] { return store->levels().front().memoryBytes; };
    const auto tables = [&store] {
        const StoreLevels levels = store->levels().front();
        std::uint64_t count = 0;
        for (const StoreLevels::Level& level : levels.levels) {
            count += level.files;
        }
        return count;
    };
    m_runner.drain();
    append(28, 29);
    QCOMPARE(tables(), std::uint64_t{1});
    QVERIFY2(memory() > 12'000 && memory() < 30'000, std::to_string(memory()).c_str());
    must(store->sync());
    QVERIFY(tables() > 1);
    QCOMPARE(contents(*store).substr(0, 6), std::string("k10=vv"));
}

void LevelDbFlushTest::aWriterWaitsWhereMuchTooMuchIsHeld() {
    const auto store = open();
    const int before = m_runner.drains();
    const auto writeKiB = [&](int count) {
        for (int i = 0; i < count; ++i) {
            must(store->write(onePut("k" + std::to_string(i), std::string(1000, 'v'))));
        }
    };
    writeKiB(20);  // a flush is due behind 16
    QCOMPARE(m_runner.drains(), before);
    writeKiB(40);
    QCOMPARE(m_runner.drains(), before);
    writeKiB(40);
    QVERIFY(m_runner.drains() > before);
    QVERIFY(store->levels().front().memoryBytes < 100U << 10U);
}

void LevelDbFlushTest::aStoreThatEndsTellsWhatIsUnderWay() {
    auto store = open();
    must(store->write(onePut("a", "1")));
    bool isTold = false;
    store->syncLater([&isTold](const Result<void>& result) { isTold = result.has_value(); });
    must(store->write(onePut("b", "2")));
    store.reset();
    QVERIFY(isTold);
    must(m_files->crash(CrashKind::Power));
    QCOMPARE(contents(*open()), std::string("a=1 b=2 "));
}

void LevelDbFlushTest::aReplacementWaitsForWhatIsUnderWay() {
    auto store = open();
    must(store->write(onePut("old", "1")));
    bool isTold = false;
    store->syncLater([&isTold](const Result<void>& result) { isTold = result.has_value(); });
    must(store->write(onePut("older", "2")));
    const auto replacement = must(store->beginReplacement());
    QVERIFY(isTold);
    must(replacement->put("new", "3"));
    must(replacement->commit());
    QCOMPARE(contents(*store), std::string("new=3 "));
    must(store->write(onePut("newer", "4")));
    must(store->sync());
    QCOMPARE(contents(*store), std::string("new=3 newer=4 "));
    store.reset();
    QCOMPARE(contents(*open()), std::string("new=3 newer=4 "));
}

}  // namespace quorate::storage

QTEST_APPLESS_MAIN(quorate::storage::LevelDbFlushTest)
#include "tst_leveldb_flush.moc"
