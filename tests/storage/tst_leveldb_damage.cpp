// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "storage/leveldb_store.h"
#include "tests/storage/leveldb_place.h"
#include "tests/storage/must.h"
#include "tests/unit/store_model.h"

namespace quorate::storage {

using kv::test::contents;

/// Stores whose files are missing or are not what they were.
class LevelDbDamageTest final : public QObject, private LevelDbPlace {
    Q_OBJECT

private Q_SLOTS:
    void init() { useMemory(); }

    void aStoreThatIsMissingIsNotFound();
    void aBrokenNameIsReported();
    void aMissingDatabaseIsReported();
    void aMissingNameIsReported();
    void missingFilesAreReported();
    void aFlippedBitInATableIsNeverServed();
    void damageInAManifestIsReported();
    void aLostLogIsReported();
    void aLostEndOfAManifestIsReported();
};

void LevelDbDamageTest::aStoreThatIsMissingIsNotFound() {
    const std::string path = at("db");
    const auto refused = [&] {
        return failsWith(LevelDbStore::open(files(), path, {}, LevelDbStore::Missing::Refused),
                         ErrorCode::NotFound);
    };
    QVERIFY(refused());
    QVERIFY(!must(files().exists(path)));
    must(files().createDirectory(path));
    QVERIFY(refused());
}

void LevelDbDamageTest::aBrokenNameIsReported() {
    must(open("db")->write(onePut("a", "1")));
    const std::string path = at("db/ACTIVE");
    const std::string good = must(readFile(files(), path, 100));
    for (std::uint64_t bit = 0; bit < good.size() * 8; ++bit) {
        std::string bad = good;
        bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
        must(replaceFile(files(), path, bad));
        const auto opened = tryOpen("db");
        QVERIFY(failsWith(opened, ErrorCode::Corrupted));
        QVERIFY(opened.error().message.find("db/ACTIVE") != std::string::npos);
    }
    must(replaceFile(files(), path, good.substr(0, good.size() - 1)));
    QVERIFY(failsWith(tryOpen("db"), ErrorCode::Corrupted));
    must(replaceFile(files(), path, good + std::string(1000, 'x')));
    QVERIFY(failsWith(tryOpen("db"), ErrorCode::Corrupted));
    must(replaceFile(files(), path, good));
    QCOMPARE(contents(*open("db")), std::string("a=1 "));
}

void LevelDbDamageTest::aMissingDatabaseIsReported() {
    must(open("db")->write(onePut("a", "1")));
    must(files().rename(at("db/000001"), at("db/000003")));
    const auto opened = tryOpen("db");
    QVERIFY(failsWith(opened, ErrorCode::Corrupted));
    QVERIFY(opened.error().message.find("db/000001") != std::string::npos);
    QVERIFY(must(files().exists(at("db/000003"))));
}

void LevelDbDamageTest::aMissingNameIsReported() {
    must(open("db")->write(onePut("a", "1")));
    must(open("db")->sync());  // opening it made a table
    must(files().remove(at("db/ACTIVE")));
    const auto opened = tryOpen("db");
    QVERIFY(failsWith(opened, ErrorCode::Corrupted));
    QVERIFY(opened.error().message.find("db/ACTIVE") != std::string::npos);
}

void LevelDbDamageTest::missingFilesAreReported() {
    for (const std::string part : {".ldb", "MANIFEST-", "CURRENT"}) {
        const std::string name = "db" + part;
        must(open(name)->write(onePut("a", "1")));
        open(name).reset();
        const std::string path = find(name + "/000001", part);
        must(files().rename(path, path + ".aside"));
        const auto opened = tryOpen(name);
        QVERIFY(failsWith(opened, ErrorCode::Corrupted));
        QVERIFY2(opened.error().message.find(name + "/000001") != std::string::npos,
                 opened.error().message.c_str());
        must(files().rename(path + ".aside", path));
        QCOMPARE(contents(*open(name)), std::string("a=1 "));
    }
}

void LevelDbDamageTest::aFlippedBitInATableIsNeverServed() {
    must(open("db")->write(manyPuts(200, 'v')));
    open("db").reset();
    const std::string path = find("db/000001", ".ldb");
    const std::string before = contents(*open("db"));
    const std::uint64_t size = must(must(files().open(path, OpenMode::Read))->size());
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

void LevelDbDamageTest::damageInAManifestIsReported() {
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

void LevelDbDamageTest::aLostLogIsReported() {
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
    must(store->sync());
    must(store->write(onePut("z", "1")));
    must(store->sync());
    must(files().createDirectory(at("copy")));
    must(files().createDirectory(at("copy/000001")));
    std::vector<std::string> logs;
    for (const std::string name : {"ACTIVE", "000001/CURRENT"}) {
        must(replaceFile(files(), at("copy/" + name),
                         must(readFile(files(), at("db/" + name), 1000))));
    }
    for (const std::string& name : names("db/000001")) {
        if (name != "LOCK") {
            must(replaceFile(
                files(), at("copy/000001/" + name),
                must(readFile(files(), at("db/000001/" + name), std::uint64_t{1} << 30U))));
        }
        if (name.ends_with(".log")) {
            logs.push_back(at("copy/000001/" + name));
        }
    }
    nobody.later.drain();
    store.reset();
    QCOMPARE(logs.size(), std::size_t{2});
    must(files().rename(logs[0], logs[0] + ".aside"));
    const auto opened = tryOpen("copy");
    QVERIFY(failsWith(opened, ErrorCode::Corrupted));
    QVERIFY2(opened.error().message.find(logs[1]) != std::string::npos,
             opened.error().message.c_str());
    must(files().rename(logs[0] + ".aside", logs[0]));
    QVERIFY(contents(*open("copy")).ends_with("z=1 "));
}

void LevelDbDamageTest::aLostEndOfAManifestIsReported() {
    auto store = open("db", smallBuffers());
    must(store->write(manyPuts(2000, 'v')));
    must(store->write(onePut("z", "1")));
    store.reset();
    const std::string path = find("db/000001", "MANIFEST-");
    const std::uint64_t size = must(must(files().open(path, OpenMode::Read))->size());
    flipBit(path, size - 1);
    const auto opened = tryOpen("db");
    QVERIFY(failsWith(opened, ErrorCode::Corrupted));
    QVERIFY2(opened.error().message.find("MANIFEST-") != std::string::npos,
             opened.error().message.c_str());
    flipBit(path, size - 1);
    QVERIFY(contents(*open("db")).ends_with("z=1 "));
}

}  // namespace quorate::storage

QTEST_APPLESS_MAIN(quorate::storage::LevelDbDamageTest)
#include "tst_leveldb_damage.moc"
