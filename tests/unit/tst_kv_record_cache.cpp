// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <map>
#include <string>

#include "engine/base/random.h"
#include "engine/kv/record_cache.h"
#include "tests/unit/kv_support.h"

using namespace quorate;
using namespace quorate::kv;
using namespace quorate::kv::test;

namespace {

layout::Record recordOf(std::int64_t revision) {
    return {{revision, 0}, 1, revision, {}};
}

std::string keyOf(std::uint64_t number) {
    return "key/" + std::to_string(number);
}

}  // namespace

class KvRecordCacheTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsOnlyWhatItWasTold();
    void forgetsWhatIsGone();
    void hasTheNewestOrNothingOfManyKeys();
    void keepsTheKeysThatComeAgain();
    void whatChangedLongestAgoMakesRoom();
    void aPutAfterADeleteBeginsANewLife();
    void aPutAfterAnInstallGoesOnFromTheSnapshot();
};

void KvRecordCacheTest::knowsOnlyWhatItWasTold() {
    RecordCache cache;
    QCOMPARE(cache.find("a"), nullptr);
    cache.put("a", recordOf(2));
    QVERIFY(cache.find("a") != nullptr);
    QCOMPARE(*cache.find("a"), recordOf(2));
    QCOMPARE(cache.find("b"), nullptr);
    QCOMPARE(cache.find(""), nullptr);
    cache.put("a", recordOf(3));
    QCOMPARE(*cache.find("a"), recordOf(3));
}

void KvRecordCacheTest::forgetsWhatIsGone() {
    RecordCache cache;
    cache.forget("a");
    cache.put("a", recordOf(2));
    cache.put("b", recordOf(3));
    cache.forget("a");
    QCOMPARE(cache.find("a"), nullptr);
    QCOMPARE(*cache.find("b"), recordOf(3));
    cache.clear();
    QCOMPARE(cache.find("b"), nullptr);
}

void KvRecordCacheTest::hasTheNewestOrNothingOfManyKeys() {
    constexpr std::uint64_t keys = 3 * RecordCache::kMaxPlaces;
    Random random(5);
    RecordCache cache;
    std::map<std::string, std::int64_t> model;
    std::size_t known = 0;
    for (std::int64_t revision = 2; revision < 200'000; ++revision) {
        const std::string key = keyOf(random.below(keys));
        cache.expect(key);
        const layout::Record* found = cache.find(key);
        const auto there = model.find(key);
        if (found != nullptr) {
            QVERIFY(there != model.end());
            QCOMPARE(*found, recordOf(there->second));
            ++known;
        }
        if (random.below(8) == 0) {
            cache.forget(key);
            model.erase(key);
        } else {
            cache.put(key, recordOf(revision));
            model[key] = revision;
        }
    }
    QVERIFY(known > 10'000);
}

void KvRecordCacheTest::keepsTheKeysThatComeAgain() {
    constexpr std::uint64_t keys = RecordCache::kMaxPlaces * 3 / 5;
    RecordCache cache;
    for (std::uint64_t i = 0; i < keys; ++i) {
        cache.put(keyOf(i), recordOf(static_cast<std::int64_t>(i) + 2));
    }
    std::uint64_t known = 0;
    for (std::uint64_t i = 0; i < keys; ++i) {
        known += cache.find(keyOf(i)) != nullptr ? 1U : 0U;
    }
    QVERIFY2(known > keys * 99 / 100, std::to_string(known).c_str());
}

void KvRecordCacheTest::whatChangedLongestAgoMakesRoom() {
    constexpr std::uint64_t keys = 3 * RecordCache::kMaxPlaces;
    RecordCache cache;
    for (std::uint64_t i = 0; i < keys; ++i) {
        cache.put(keyOf(i), recordOf(static_cast<std::int64_t>(i) + 2));
    }
    std::uint64_t known = 0;
    for (std::uint64_t i = keys - RecordCache::kMaxPlaces / 2; i < keys; ++i) {
        known += cache.find(keyOf(i)) != nullptr ? 1U : 0U;
    }
    QVERIFY2(known > RecordCache::kMaxPlaces * 45 / 100, std::to_string(known).c_str());
}

void KvRecordCacheTest::aPutAfterADeleteBeginsANewLife() {
    Machine machine;
    machine.apply(put("a", "1"));
    machine.apply(put("a", "2"));
    machine.apply(erase("a"));
    machine.apply(put("a", "3"));
    layout::Record record;
    QVERIFY(readRecord(machine.keySpace().now().reader(), "a", record).value());
    QCOMPARE(record, (layout::Record{{5, 0}, 5, 1, {}}));
}

void KvRecordCacheTest::aPutAfterAnInstallGoesOnFromTheSnapshot() {
    Machine from;
    from.apply(put("a", "1"));
    from.apply(put("a", "2"));
    from.apply(put("a", "3"));
    Machine to;
    to.apply(put("a", "old"));
    QVERIFY(to.install(from.snapshot()).has_value());
    to.apply(put("a", "4"));
    layout::Record record;
    QVERIFY(readRecord(to.keySpace().now().reader(), "a", record).value());
    QCOMPARE(record, (layout::Record{{5, 0}, 2, 4, {}}));
}

QTEST_APPLESS_MAIN(KvRecordCacheTest)
#include "tst_kv_record_cache.moc"
