// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cstdint>
#include <string>

#include "storage/crc32c.h"
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
    void logsThatAreThereAreRead();
    void aLostLogIsReported();
    void aLostEndOfAManifestIsAnOlderStore();
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

namespace {

void appendNumber(std::string& bytes, std::uint64_t number, int size) {
    for (int i = 0; i < size; ++i) {
        bytes += static_cast<char>(number >> static_cast<unsigned>(8 * i));
    }
}

/// A log of LevelDB's with one put, which has this number.
std::string logOf(std::uint64_t sequence, const std::string& key, const std::string& value) {
    std::string batch = "\1";  // a whole record
    appendNumber(batch, sequence, 8);
    appendNumber(batch, 1, 4);
    batch += '\1';  // a put
    batch += static_cast<char>(key.size());
    batch += key;
    batch += static_cast<char>(value.size());
    batch += value;
    const std::uint32_t checksum = crc32c(batch);
    std::string log;
    appendNumber(log, (checksum >> 15U | checksum << 17U) + 0xa282ead8U, 4);
    appendNumber(log, batch.size() - 1, 2);
    return log + batch;
}

}  // namespace

void LevelDbDamageTest::logsThatAreThereAreRead() {
    must(open("db")->write(onePut("a", "1")));
    must(replaceFile(files(), at("db/000001/000100.log"), logOf(2, "y", "1")));
    must(replaceFile(files(), at("db/000001/000101.log"), logOf(3, "z", "2")));
    QCOMPARE(contents(*open("db")), std::string("a=1 y=1 z=2 "));
    QCOMPARE(contents(*open("db")), std::string("a=1 y=1 z=2 "));
}

void LevelDbDamageTest::aLostLogIsReported() {
    must(open("db")->write(onePut("a", "1")));
    const std::string log = at("db/000001/000101.log");
    must(replaceFile(files(), log, logOf(3, "z", "2")));
    const auto opened = tryOpen("db");
    QVERIFY(failsWith(opened, ErrorCode::Corrupted));
    QVERIFY2(opened.error().message.find(log) != std::string::npos, opened.error().message.c_str());
    must(replaceFile(files(), at("db/000001/000100.log"), logOf(2, "y", "1")));
    QCOMPARE(contents(*open("db")), std::string("a=1 y=1 z=2 "));
}

/// It cannot be told from an end that was torn; the log above knows whether it can go on from
/// there.
void LevelDbDamageTest::aLostEndOfAManifestIsAnOlderStore() {
    auto store = open("db", smallBuffers());
    must(store->write(manyPuts(2000, 'v')));
    must(store->sync());
    const std::string before = contents(*store);
    must(store->write(onePut("z", "1")));
    store.reset();
    const std::string path = find("db/000001", "MANIFEST-");
    flipBit(path, must(must(files().open(path, OpenMode::Read))->size()) - 1);
    QVERIFY(contents(*open("db")) == before);
}

}  // namespace quorate::storage

QTEST_APPLESS_MAIN(quorate::storage::LevelDbDamageTest)
#include "tst_leveldb_damage.moc"
