// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/base/random.h"
#include "storage/leveldb_store.h"
#include "storage/simulated/disk_faults.h"
#include "storage/simulated/simulated_file_system.h"
#include "tests/storage/leveldb_place.h"
#include "tests/storage/must.h"
#include "tests/unit/kv_support.h"
#include "tests/unit/store_contract.h"
#include "tests/unit/store_model.h"

namespace quorate::storage {

using kv::WriteBatch;
using kv::test::contents;
using kv::test::contentsBackward;
using kv::test::Model;

namespace {

/// Writes at random to a store and to its model.
class Writer {
public:
    Writer(std::uint64_t seed, std::uint64_t keys) : m_random(seed), m_keys(keys) {}

    Result<void> write(kv::OrderedStore& store) {
        WriteBatch batch;
        for (std::uint64_t i = m_random.below(60); i > 0; --i) {
            const std::string key = kv::test::randomKey(m_random, m_keys);
            if (m_random.chance(3, 4)) {
                std::string value(m_random.below(600), static_cast<char>(m_random.below(256)));
                m_model[key] = value;
                batch.put(key, std::move(value));
            } else {
                batch.erase(key);
                m_model.erase(key);
            }
        }
        return store.write(batch);
    }

    [[nodiscard]] const Model& model() const noexcept { return m_model; }

private:
    Random m_random;
    std::uint64_t m_keys;
    Model m_model;
};

/// A thread of a host that takes the background work of many databases.
class ThreadRunner final : public BackgroundRunner {
public:
    ThreadRunner() : m_thread([this] { run(); }) {}
    ThreadRunner(const ThreadRunner&) = delete;
    ThreadRunner& operator=(const ThreadRunner&) = delete;
    ~ThreadRunner() override {
        schedule({});
        m_thread.join();
    }

    void schedule(Step work) override {
        {
            const std::lock_guard lock(m_mutex);
            m_work.push_back(std::move(work));
        }
        m_changed.notify_one();
    }
    void drain() override {
        std::promise<void> reached;
        schedule([&reached] {
            reached.set_value();
            return false;
        });
        reached.get_future().wait();
    }

private:
    void run() {
        for (;;) {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return !m_work.empty(); });
            const Step work = std::move(m_work.front());
            m_work.pop_front();
            lock.unlock();
            if (!work) {
                return;
            }
            while (work()) {
            }
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Step> m_work;
    std::thread m_thread;
};

}  // namespace

class LevelDbStoreTest final : public kv::test::StoreContract, private LevelDbPlace {
    Q_OBJECT

protected:
    std::unique_ptr<kv::OrderedStore> newStore() override {
        return open("contract" + std::to_string(++m_stores));
    }

private Q_SLOTS:
    void init() { useMemory(); }

    void whatWasWrittenIsThereAfterReopening();
    void oneThreadFlushesAndMerges();
    void aBatchMayBeLargerThanEverything();
    void theKeySpaceIsTheSameOnEveryStore();
    void aThreadOfTheHostMayDoTheBackgroundWork();
    void viewsAreReadOnAnotherThreadMeanwhile();
    void theContentsOfAReplacementAreThereAfterReopening();
    void aReplacementThatWasNotCommittedLeavesNothing();
    void replacedContentsStayForWhoReadsThem();
    void theActiveDatabaseIsNamedInAFile();
    void appendedKeysAreWrittenOnce();
    void appendedKeysAreThereBeforeTheyArePassedOn();
    void aStoreInUseIsBusy();
    void aStoreIsLookedAtWithoutChangingAByte();

private:
    int m_stores{0};
};

void LevelDbStoreTest::whatWasWrittenIsThereAfterReopening() {
    must(open("db")->write(onePut("a", "1")));
    {
        const auto store = open("db");
        must(store->write(onePut("b", "2")));
        must(store->sync());
        must(store->write(onePut("c", "3")));
    }
    QCOMPARE(contents(*open("db")), std::string("a=1 b=2 c=3 "));
}

void LevelDbStoreTest::oneThreadFlushesAndMerges() {
    Writer writer(7, 4000);
    auto store = open("db", smallBuffers());
    for (int round = 0; round < 1500; ++round) {
        must(writer.write(*store));
        if (round % 300 == 299) {
            store.reset();
            store = open("db", smallBuffers());
        }
        if (round % 100 == 99) {
            QCOMPARE(contents(*store), contents(writer.model()));
        }
    }
    QCOMPARE(contentsBackward(*store), contents(writer.model()));
    // Far more was written than is left in a few tables.
    QVERIFY(names("db/000001").size() < 20);
}

void LevelDbStoreTest::aBatchMayBeLargerThanEverything() {
    const auto store = open("db", smallBuffers());
    for (const char fill : {'a', 'b', 'c'}) {
        must(store->write(manyPuts(40'000, fill)));
    }
    must(store->sync());
    std::string value;
    QVERIFY(must(store->get("key1039999", value)));
    QCOMPARE(value, std::string(100, 'c'));
}

void LevelDbStoreTest::theKeySpaceIsTheSameOnEveryStore() {
    using namespace kv;
    using namespace kv::test;
    Random random(5);
    auto store = open("db", smallBuffers());
    auto machine = std::make_unique<Machine>(*store);
    Machine reference;
    const auto same = [&](const Command& command) {
        return machine->apply(command) == reference.apply(command);
    };
    for (int step = 0; step < 3000; ++step) {
        const std::string key = randomKey(random, 200);
        const std::uint64_t kind = random.below(100);
        if (kind < 80) {
            QVERIFY(same(put(key, std::string(random.below(200), 'v'))));
        } else if (kind < 98) {
            QVERIFY(same(erase(key, random.chance(1, 2) ? key + "9" : std::string())));
        } else if (kind < 99) {
            CompactRequest compact;
            compact.revision = machine->revision() - 1;
            QVERIFY(same(compact));
            machine->reclaim();
            reference.reclaim();
        } else {
            QCOMPARE(machine->all(), reference.all());
            must(machine->install(reference.snapshot()));
        }
    }
    QVERIFY(machine->snapshot() == reference.snapshot());
}

void LevelDbStoreTest::aThreadOfTheHostMayDoTheBackgroundWork() {
    useTheMachinesDisk();
    ThreadRunner thread;
    LevelDbOptions options = smallBuffers();
    options.background = &thread;
    Writer writer(11, 4000);
    auto store = open("db", options);
    for (int round = 0; round < 300; ++round) {
        must(writer.write(*store));
        if (round % 100 == 99) {
            store.reset();
            store = open("db", options);
        }
    }
    QCOMPARE(contents(*store), contents(writer.model()));
    const auto replacement = must(store->beginReplacement());
    must(replacement->put("new", "1"));
    must(replacement->commit());
    must(store->write(manyPuts(4000, 'x')));
    std::string value;
    QVERIFY(must(store->get("new", value)));
}

/// As in a node: one thread writes, one merges, one reads what it is given.
void LevelDbStoreTest::viewsAreReadOnAnotherThreadMeanwhile() {
    useTheMachinesDisk();
    ThreadRunner background;
    LevelDbOptions options = smallBuffers();
    options.background = &background;
    auto store = open("db", options);
    must(store->write(onePut("first", "0")));
    std::atomic<bool> isOver{false};
    std::atomic<int> reads{0};
    std::mutex mutex;
    std::shared_ptr<const kv::StoreReader> latest = store->view();
    std::thread reader([&] {
        while (!isOver) {
            std::shared_ptr<const kv::StoreReader> view;
            {
                const std::lock_guard lock(mutex);
                view = latest;
            }
            std::string value;
            must(view->get("first", value));
            const auto iterator = view->iterate();
            for (iterator->seek("k"); iterator->valid(); iterator->next()) {
            }
            must(iterator->status());
            ++reads;
        }
    });
    Writer writer(13, 2000);
    for (int round = 0; round < 200 || reads < 20; ++round) {
        must(writer.write(*store));
        const std::lock_guard lock(mutex);
        latest = store->view();
    }
    isOver = true;
    reader.join();
    latest.reset();
    QVERIFY(reads >= 20);
}

void LevelDbStoreTest::theContentsOfAReplacementAreThereAfterReopening() {
    useTheMachinesDisk();
    {
        const auto store = open("db");
        must(store->write(onePut("old", "1")));
        const auto replacement = must(store->beginReplacement());
        for (int i = 0; i < 20'000; ++i) {
            must(replacement->put("key" + std::to_string(100'000 + i), std::string(100, 'x')));
        }
        must(replacement->commit());
        must(store->write(onePut("after", "2")));
    }
    const auto store = open("db");
    QCOMPARE(contents(*store).substr(0, 17), std::string("after=2 key100000"));
    std::string value;
    QVERIFY(must(store->get("key119999", value)));
    QCOMPARE(value, std::string(100, 'x'));
    QVERIFY(!must(store->get("old", value)));
    QCOMPARE(names("db"), (std::vector<std::string>{"000002", "ACTIVE", "LOCK"}));
}

void LevelDbStoreTest::aReplacementThatWasNotCommittedLeavesNothing() {
    const auto store = open("db");
    {
        const auto replacement = must(store->beginReplacement());
        must(replacement->put("a", "1"));
        QCOMPARE(names("db"), (std::vector<std::string>{"000001", "000002", "ACTIVE", "LOCK"}));
    }
    QCOMPARE(names("db"), (std::vector<std::string>{"000001", "ACTIVE", "LOCK"}));
}

void LevelDbStoreTest::replacedContentsStayForWhoReadsThem() {
    const auto store = open("db");
    must(store->write(manyPuts(1000, 'o')));
    const std::string before = contents(*store);
    auto view = store->view();
    auto iterator = store->iterate();
    iterator->seekToLast();
    const auto replacement = must(store->beginReplacement());
    must(replacement->put("new", "1"));
    must(replacement->commit());
    QCOMPARE(contents(*store), std::string("new=1 "));
    QCOMPARE(contents(*view), before);
    view.reset();
    iterator->prev();
    QCOMPARE(std::string(iterator->key()), std::string("key1000998"));
    QCOMPARE(names("db").front(), std::string("000001"));
    iterator.reset();
    QCOMPARE(names("db").front(), std::string("000002"));
}

void LevelDbStoreTest::theActiveDatabaseIsNamedInAFile() {
    const auto store = open("db");
    must(must(store->beginReplacement())->commit());
    QCOMPARE(must(readFile(files(), at("db/ACTIVE"), 100)),
             std::string("quorate-db 1\n000002\n000002\n"));
}

namespace {

std::string appendedKey(int number) {
    return "r" + std::to_string(1'000'000 + number);
}

/// `count` appended keys from `first` on, each with a change of another key.
kv::WriteBatch appends(int first, int count) {
    kv::WriteBatch batch;
    for (int i = first; i < first + count; ++i) {
        batch.put(appendedKey(i), std::string(300, 'v'));
        batch.put("k" + std::to_string(i * 37 % 500), std::to_string(i));
    }
    return batch;
}

}  // namespace

void LevelDbStoreTest::appendedKeysAreWrittenOnce() {
    constexpr int kBatches = 200;
    constexpr int kInABatch = 50;
    // How many of the tables of its first half are as they were in the end.
    const auto tablesKept = [this](const std::string& name, std::optional<char> appended) {
        LevelDbOptions options = smallBuffers();
        options.appended = appended;
        options.appendedBytes = std::size_t{8} << 10U;
        const auto store = open(name, options);
        std::vector<std::string> early;
        for (int i = 0; i < kBatches; ++i) {
            must(store->write(appends(i * kInABatch, kInABatch)));
            if (i % 10 == 9) {
                must(store->sync());
            }
            if (i == kBatches / 2) {
                early = names(name + "/000001");
            }
        }
        std::string value;
        for (int i = 0; i < kBatches * kInABatch; i += 7) {
            QUORATE_INVARIANT(
                must(store->get(appendedKey(i), value)) && value == std::string(300, 'v'),
                "an appended key is not there");
        }
        return std::count_if(early.begin(), early.end(), [&](const std::string& file) {
            return file.ends_with(".ldb") && must(files().exists(at(name + "/000001/" + file)));
        });
    };
    const auto told = tablesKept("told", 'r');
    const auto untold = tablesKept("untold", std::nullopt);
    QVERIFY2(told > 25 && untold < 5,
             (std::to_string(told) + ", " + std::to_string(untold)).c_str());
}

void LevelDbStoreTest::appendedKeysAreThereBeforeTheyArePassedOn() {
    LevelDbOptions options = smallBuffers();
    options.appended = 'r';
    Model model;
    const auto store = open("db", options);
    Random random(17);
    int next = 0;
    for (int round = 0; round < 400; ++round) {
        const int count = static_cast<int>(random.below(12));
        const kv::WriteBatch batch = appends(next, count);
        next += count;
        for (const kv::StoreWrite& write : batch.writes()) {
            model[write.key] = write.value;
        }
        must(store->write(batch));
        if (random.chance(1, 30)) {
            must(store->sync());
        }
        if (next > 0 && random.chance(1, 20)) {
            // As a compaction does.
            kv::WriteBatch removal;
            removal.erase(
                appendedKey(static_cast<int>(random.below(static_cast<std::uint64_t>(next)))));
            model.erase(removal.writes().front().key);
            must(store->write(removal));
        }
        if (round % 20 == 0) {
            QVERIFY(contents(*store) == contents(model));
            QVERIFY(contents(*store->view()) == contents(model));
        }
    }
    QVERIFY(contentsBackward(*store) == contents(model));
}

void LevelDbStoreTest::aStoreInUseIsBusy() {
    const auto store = open("db");
    const auto second = tryOpen("db");
    QVERIFY(failsWith(second, ErrorCode::Busy));
    QVERIFY(second.error().message.find("db/LOCK") != std::string::npos);
}

void LevelDbStoreTest::aStoreIsLookedAtWithoutChangingAByte() {
    useTheMachinesDisk();
    {
        const auto store = open("db");
        must(must(store->beginReplacement())->commit());
        must(store->write(manyPuts(100, 'v')));
    }
    must(files().createDirectory(at("db/000003")));
    const auto bytes = [&] {
        std::string all;
        for (const std::string directory : {"db", "db/000002", "db/000003"}) {
            for (const DirectoryEntry& entry : must(files().list(at(directory)))) {
                const std::string path = at(directory + "/" + entry.name);
                all += path + ": ";
                all += entry.isDirectory ? "" : must(readFile(files(), path, 1'000'000));
            }
        }
        return all;
    };
    const std::string before = bytes();
    NoDiskFaults noFaults;
    SimulatedFileSystem overlay(noFaults, files(), at("db"), Forwarding::Nothing);
    {
        const auto store =
            must(LevelDbStore::open(overlay, at("db"), {}, LevelDbStore::Missing::Refused));
        QVERIFY(contents(*store).starts_with("key1000000="));
        must(store->write(onePut("only", "here")));
        must(store->sync());
    }
    QVERIFY(bytes() == before);
}

}  // namespace quorate::storage

QTEST_APPLESS_MAIN(quorate::storage::LevelDbStoreTest)
#include "tst_leveldb_store.moc"
