// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/base/random.h"
#include "storage/leveldb_store.h"
#include "storage/posix_file_system.h"
#include "tests/storage/must.h"
#include "tests/storage/temporary_directory.h"
#include "tests/unit/kv_support.h"
#include "tests/unit/store_contract.h"
#include "tests/unit/store_model.h"

namespace quorate::storage {

using kv::WriteBatch;
using kv::test::contents;
using kv::test::contentsBackward;
using kv::test::Model;

namespace {

/// The smallest that LevelDB takes, so that it has much to flush and to merge.
LevelDbOptions smallBuffers() {
    LevelDbOptions options;
    options.writeBufferBytes = std::size_t{64} << 10U;
    options.blockCacheBytes = std::size_t{64} << 10U;
    return options;
}

WriteBatch onePut(std::string key, std::string value) {
    WriteBatch batch;
    batch.put(std::move(key), std::move(value));
    return batch;
}

/// One value of 100 bytes for each of `count` keys.
WriteBatch manyPuts(int count, char fill) {
    WriteBatch batch;
    for (int i = 0; i < count; ++i) {
        batch.put("key" + std::to_string(1'000'000 + i), std::string(100, fill));
    }
    return batch;
}

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
            } else if (m_random.chance(1, 8)) {
                const std::string end = key + "9";
                batch.eraseRange(key, end);
                m_model.erase(m_model.lower_bound(key), m_model.lower_bound(end));
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

    void schedule(std::function<void()> work) override {
        {
            const std::lock_guard lock(m_mutex);
            m_work.push_back(std::move(work));
        }
        m_changed.notify_one();
    }
    void drain() override {}

private:
    void run() {
        for (;;) {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return !m_work.empty(); });
            const std::function<void()> work = std::move(m_work.front());
            m_work.pop_front();
            lock.unlock();
            if (!work) {
                return;
            }
            work();
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::function<void()>> m_work;
    std::thread m_thread;
};

}  // namespace

class LevelDbStoreTest final : public kv::test::StoreContract {
    Q_OBJECT

protected:
    std::unique_ptr<kv::OrderedStore> newStore() override {
        return open("contract" + std::to_string(++m_stores));
    }

private Q_SLOTS:
    void init() { m_directory = std::make_unique<TemporaryDirectory>(); }

    void whatWasWrittenIsThereAfterReopening();
    void oneThreadFlushesAndMerges();
    void aBatchMayBeLargerThanEverything();
    void theKeySpaceIsTheSameOnEveryStore();
    void aThreadOfTheHostMayDoTheBackgroundWork();
    void theContentsOfAReplacementAreThereAfterReopening();
    void aReplacementThatWasNotCommittedLeavesNothing();
    void replacedContentsStayForWhoReadsThem();
    void theActiveDatabaseIsNamedInAFile();
    void aStoreInUseIsBusy();
    void aStoreThatIsMissingIsNotFound();
    void aBrokenNameIsReported();
    void aMissingDatabaseIsReported();
    void aMissingNameIsReported();
    void missingFilesAreReported();
    void aFlippedBitInATableIsNeverServed();
    void damageInAManifestIsReported();
    void aLostLogIsReported();
    void aLostEndOfAManifestIsReported();

private:
    std::unique_ptr<LevelDbStore> open(const std::string& name,
                                       const LevelDbOptions& options = {}) {
        return must(LevelDbStore::open(m_files, m_directory->path(name), options));
    }
    Result<std::unique_ptr<LevelDbStore>> tryOpen(const std::string& name) {
        return LevelDbStore::open(m_files, m_directory->path(name));
    }
    std::vector<std::string> names(const std::string& directory) {
        std::vector<std::string> names;
        for (const DirectoryEntry& entry : must(m_files.list(m_directory->path(directory)))) {
            names.push_back(entry.name);
        }
        return names;
    }
    /// The path of the only file in `directory` whose name contains `part`.
    std::string find(const std::string& directory, const std::string& part) {
        std::string found;
        for (const std::string& name : names(directory)) {
            if (name.find(part) != std::string::npos) {
                QUORATE_INVARIANT(found.empty(), "two files with " + part);
                found = m_directory->path(directory + "/" + name);
            }
        }
        QUORATE_INVARIANT(!found.empty(), "no file with " + part);
        return found;
    }
    void flipBit(const std::string& path, std::uint64_t offset) {
        const auto file = must(m_files.open(path, OpenMode::ReadWrite));
        char byte = 0;
        QUORATE_INVARIANT(must(file->read(offset, {&byte, 1})) == 1, "nothing to flip");
        byte = static_cast<char>(byte ^ 4);
        must(file->write(offset, {&byte, 1}));
    }

    PosixFileSystem m_files;
    std::unique_ptr<TemporaryDirectory> m_directory;
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
    ThreadRunner thread;
    LevelDbOptions options = smallBuffers();
    options.background = &thread;
    Writer writer(11, 4000);
    auto store = open("db", options);
    for (int round = 0; round < 600; ++round) {
        must(writer.write(*store));
        if (round % 200 == 199) {
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

void LevelDbStoreTest::theContentsOfAReplacementAreThereAfterReopening() {
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
    QCOMPARE(must(readFile(m_files, m_directory->path("db/ACTIVE"), 100)),
             std::string("quorate-db 1\n000002\n000002\n"));
}

void LevelDbStoreTest::aStoreInUseIsBusy() {
    const auto store = open("db");
    const auto second = tryOpen("db");
    QVERIFY(failsWith(second, ErrorCode::Busy));
    QVERIFY(second.error().message.find("db/LOCK") != std::string::npos);
}

void LevelDbStoreTest::aStoreThatIsMissingIsNotFound() {
    const std::string path = m_directory->path("db");
    const auto refused = [&] {
        return failsWith(LevelDbStore::open(m_files, path, {}, LevelDbStore::Missing::Refused),
                         ErrorCode::NotFound);
    };
    QVERIFY(refused());
    QVERIFY(!must(m_files.exists(path)));
    must(m_files.createDirectory(path));
    QVERIFY(refused());
}

void LevelDbStoreTest::aBrokenNameIsReported() {
    must(open("db")->write(onePut("a", "1")));
    const std::string path = m_directory->path("db/ACTIVE");
    const std::string good = must(readFile(m_files, path, 100));
    for (std::uint64_t bit = 0; bit < good.size() * 8; ++bit) {
        std::string bad = good;
        bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
        must(replaceFile(m_files, path, bad));
        const auto opened = tryOpen("db");
        QVERIFY(failsWith(opened, ErrorCode::Corrupted));
        QVERIFY(opened.error().message.find("db/ACTIVE") != std::string::npos);
    }
    must(replaceFile(m_files, path, good.substr(0, good.size() - 1)));
    QVERIFY(failsWith(tryOpen("db"), ErrorCode::Corrupted));
    must(replaceFile(m_files, path, good + std::string(1000, 'x')));
    QVERIFY(failsWith(tryOpen("db"), ErrorCode::Corrupted));
    must(replaceFile(m_files, path, good));
    QCOMPARE(contents(*open("db")), std::string("a=1 "));
}

void LevelDbStoreTest::aMissingDatabaseIsReported() {
    must(open("db")->write(onePut("a", "1")));
    must(m_files.rename(m_directory->path("db/000001"), m_directory->path("db/000003")));
    const auto opened = tryOpen("db");
    QVERIFY(failsWith(opened, ErrorCode::Corrupted));
    QVERIFY(opened.error().message.find("db/000001") != std::string::npos);
    QVERIFY(must(m_files.exists(m_directory->path("db/000003"))));
}

void LevelDbStoreTest::aMissingNameIsReported() {
    must(open("db")->write(onePut("a", "1")));
    must(open("db")->sync());  // opening it made a table
    must(m_files.remove(m_directory->path("db/ACTIVE")));
    const auto opened = tryOpen("db");
    QVERIFY(failsWith(opened, ErrorCode::Corrupted));
    QVERIFY(opened.error().message.find("db/ACTIVE") != std::string::npos);
}

void LevelDbStoreTest::missingFilesAreReported() {
    for (const std::string part : {".ldb", "MANIFEST-", "CURRENT"}) {
        const std::string name = "db" + part;
        must(open(name)->write(onePut("a", "1")));
        open(name).reset();
        const std::string path = find(name + "/000001", part);
        must(m_files.rename(path, path + ".aside"));
        const auto opened = tryOpen(name);
        QVERIFY(failsWith(opened, ErrorCode::Corrupted));
        QVERIFY2(opened.error().message.find(name + "/000001") != std::string::npos,
                 opened.error().message.c_str());
        must(m_files.rename(path + ".aside", path));
        QCOMPARE(contents(*open(name)), std::string("a=1 "));
    }
}

void LevelDbStoreTest::aFlippedBitInATableIsNeverServed() {
    must(open("db")->write(manyPuts(200, 'v')));
    open("db").reset();
    const std::string path = find("db/000001", ".ldb");
    const std::string before = contents(*open("db"));
    const std::uint64_t size = must(must(m_files.open(path, OpenMode::Read))->size());
    int reported = 0;
    for (std::uint64_t offset = 0; offset < size; offset += 7) {
        flipBit(path, offset);
        if (const auto store = tryOpen("db")) {
            const auto iterator = (*store)->iterate();
            std::string read;
            for (iterator->seek({}); iterator->valid(); iterator->next()) {
                read += std::string(iterator->key()) + "=" + std::string(iterator->value()) + " ";
            }
            QVERIFY(!iterator->status() || read == before);
            reported += iterator->status() ? 0 : 1;
            QVERIFY(iterator->status() ||
                    iterator->status().error().message.find("db/000001") != std::string::npos);
        } else {
            ++reported;
        }
        flipBit(path, offset);
    }
    QVERIFY(reported > static_cast<int>(size / 10));
    QCOMPARE(contents(*open("db")), before);
}

void LevelDbStoreTest::damageInAManifestIsReported() {
    auto store = open("db", smallBuffers());
    must(store->write(manyPuts(2000, 'v')));
    must(store->write(onePut("z", "1")));
    store.reset();
    const std::string path = find("db/000001", "MANIFEST-");
    flipBit(path, 20);
    const auto opened = tryOpen("db");
    QVERIFY(failsWith(opened, ErrorCode::Corrupted));
    QVERIFY2(opened.error().message.find(": broken at offset 0,") != std::string::npos,
             opened.error().message.c_str());
    flipBit(path, 20);
    QVERIFY(contents(*open("db")).ends_with("z=1 "));
}

void LevelDbStoreTest::aLostLogIsReported() {
    // With two logs, since nobody flushes what the first one has.
    class Nobody final : public BackgroundRunner {
        void schedule(std::function<void()> work) override { later.schedule(std::move(work)); }
        void drain() override {}

    public:
        BackgroundQueue later;
    } nobody;
    LevelDbOptions options = smallBuffers();
    options.background = &nobody;
    auto store = open("db", options);
    must(store->write(manyPuts(2000, 'v')));
    must(store->write(onePut("z", "1")));
    must(m_files.createDirectory(m_directory->path("copy")));
    must(m_files.createDirectory(m_directory->path("copy/000001")));
    std::vector<std::string> logs;
    for (const std::string name : {"ACTIVE", "000001/CURRENT"}) {
        must(replaceFile(m_files, m_directory->path("copy/" + name),
                         must(readFile(m_files, m_directory->path("db/" + name), 1000))));
    }
    for (const std::string& name : names("db/000001")) {
        if (name != "LOCK") {
            must(replaceFile(m_files, m_directory->path("copy/000001/" + name),
                             must(readFile(m_files, m_directory->path("db/000001/" + name),
                                           std::uint64_t{1} << 30U))));
        }
        if (name.ends_with(".log")) {
            logs.push_back(m_directory->path("copy/000001/" + name));
        }
    }
    nobody.later.drain();
    store.reset();
    QCOMPARE(logs.size(), std::size_t{2});
    must(m_files.rename(logs[0], logs[0] + ".aside"));
    const auto opened = tryOpen("copy");
    QVERIFY(failsWith(opened, ErrorCode::Corrupted));
    QVERIFY2(opened.error().message.find(logs[1]) != std::string::npos,
             opened.error().message.c_str());
    must(m_files.rename(logs[0] + ".aside", logs[0]));
    QVERIFY(contents(*open("copy")).ends_with("z=1 "));
}

void LevelDbStoreTest::aLostEndOfAManifestIsReported() {
    auto store = open("db", smallBuffers());
    must(store->write(manyPuts(2000, 'v')));
    must(store->write(onePut("z", "1")));
    store.reset();
    const std::string path = find("db/000001", "MANIFEST-");
    const std::uint64_t size = must(must(m_files.open(path, OpenMode::Read))->size());
    flipBit(path, size - 1);
    const auto opened = tryOpen("db");
    QVERIFY(failsWith(opened, ErrorCode::Corrupted));
    QVERIFY2(opened.error().message.find("MANIFEST-") != std::string::npos,
             opened.error().message.c_str());
    flipBit(path, size - 1);
    QVERIFY(contents(*open("db")).ends_with("z=1 "));
}

}  // namespace quorate::storage

QTEST_APPLESS_MAIN(quorate::storage::LevelDbStoreTest)
#include "tst_leveldb_store.moc"
