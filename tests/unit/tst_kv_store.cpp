// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/invariant.h"
#include "engine/base/random.h"
#include "engine/kv/memory_store.h"
#include "engine/kv/overlay.h"
#include "tests/unit/kv_support.h"
#include "tests/unit/store_contract.h"
#include "tests/unit/store_model.h"

using namespace quorate;
using namespace quorate::kv;
using namespace quorate::kv::test;

class KvStoreTest : public StoreContract {
    Q_OBJECT

protected:
    std::unique_ptr<OrderedStore> newStore() override { return std::make_unique<MemoryStore>(); }

private Q_SLOTS:
    void itsSizeIsTheNumberOfItsKeys();
    void keysInOrderFillAndEmptyTheTree();
    void anOverlayShowsItsChangesAboveTheBase();
    void anOverlayIteratorSeesChangesAhead();
    void anOverlayGivesEachChangeOnceInOrder();
    void manyChangesThatNobodyReadComeInOrderAndTheLastCounts();
    void randomOverlaysGiveWhatAMapGives();
};

void KvStoreTest::itsSizeIsTheNumberOfItsKeys() {
    MemoryStore store;
    WriteBatch batch;
    batch.put("a", "1");
    batch.put("b", "2");
    batch.put("a", "3");
    batch.erase("b");
    batch.put("c", "4");
    QVERIFY(store.write(batch).has_value());
    QCOMPARE(store.size(), std::size_t{2});
}

void KvStoreTest::keysInOrderFillAndEmptyTheTree() {
    constexpr int kKeys = 20'000;
    MemoryTree tree;
    const auto key = [](int i) { return std::to_string(100'000 + i); };
    for (int i = 0; i < kKeys; ++i) {
        tree.put(key(i), key(i));
    }
    QCOMPARE(tree.size(), static_cast<std::size_t>(kKeys));
    for (int i = 0; i < kKeys; ++i) {
        const MemoryTree::Entry* entry = tree.find(key(i));
        QVERIFY(entry != nullptr && entry->value() == key(i));
    }
    for (int i = 0; i < kKeys; ++i) {
        tree.erase(key(i));
        QVERIFY(tree.find(key(i)) == nullptr);
    }
    QCOMPARE(tree.size(), std::size_t{0});
    auto cursor = tree.cursor();
    cursor.seek({});
    QVERIFY(!cursor.valid());
}

void KvStoreTest::anOverlayShowsItsChangesAboveTheBase() {
    MemoryStore store;
    WriteBatch batch;
    batch.put("a", "1");
    batch.put("b", "2");
    batch.put("c", "3");
    QVERIFY(store.write(batch).has_value());
    Overlay overlay(store);
    overlay.erase("b");
    overlay.put("c", "4");
    overlay.put("d", "5");
    overlay.erase("nothing");
    std::string value;
    QVERIFY(overlay.get("a", value).value());
    QVERIFY(!overlay.get("b", value).value());
    QVERIFY(overlay.get("c", value).value());
    QCOMPARE(value, std::string("4"));
    QCOMPARE(contents(overlay), std::string("a=1 c=4 d=5 "));
    QCOMPARE(contentsBackward(overlay), std::string("a=1 c=4 d=5 "));
    QCOMPARE(contents(store), std::string("a=1 b=2 c=3 "));
}

void KvStoreTest::anOverlayIteratorSeesChangesAhead() {
    MemoryStore store;
    WriteBatch batch;
    batch.put("a", "1");
    batch.put("c", "3");
    QVERIFY(store.write(batch).has_value());
    Overlay overlay(store);
    const auto iterator = overlay.iterate();
    iterator->seek("a");
    overlay.erase("a");
    overlay.put("b", "2");
    overlay.erase("c");
    iterator->next();
    QVERIFY(iterator->valid());
    QCOMPARE(std::string(iterator->key()), std::string("b"));
    iterator->next();
    QVERIFY(!iterator->valid());
}

void KvStoreTest::anOverlayGivesEachChangeOnceInOrder() {
    const MemoryStore store;
    Overlay overlay(store);
    overlay.put("b", "1");
    overlay.put("a", "2");
    overlay.put("b", "3");
    overlay.put("c", "4");
    overlay.erase("c");
    const WriteBatch batch = overlay.takeBatch();
    QCOMPARE(batch.writes().size(), std::size_t{3});
    QCOMPARE(batch.writes()[0].key, std::string("a"));
    QCOMPARE(batch.writes()[1].value, std::string("3"));
    QVERIFY(batch.writes()[2].kind == StoreWrite::Kind::Delete);
    QVERIFY(overlay.takeBatch().empty());
}

void KvStoreTest::manyChangesThatNobodyReadComeInOrderAndTheLastCounts() {
    const MemoryStore store;
    Random random(7);
    for (int round = 0; round < 50; ++round) {
        Overlay overlay(store);
        Model model;
        for (int i = 0; i < 300; ++i) {
            const std::string key = randomKey(random, 80);
            model[key] = std::to_string(i);
            overlay.put(key, std::to_string(i));
        }
        const WriteBatch batch = overlay.takeBatch();
        std::string found;
        for (const StoreWrite& write : batch.writes()) {
            found += write.key + "=" + write.value + " ";
        }
        QCOMPARE(found, contents(model));
    }
}

void KvStoreTest::randomOverlaysGiveWhatAMapGives() {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        Random random(seed);
        const std::uint64_t keys = random.between(1, 50);
        MemoryStore store;
        Model model;
        WriteBatch batch;
        for (std::uint64_t i = random.below(60); i > 0; --i) {
            const std::string key = randomKey(random, keys);
            batch.put(key, "base");
            model[key] = "base";
        }
        QVERIFY(store.write(batch).has_value());
        Overlay overlay(store);
        for (int round = 0; round < 10; ++round) {
            for (std::uint64_t i = random.below(8); i > 0; --i) {
                const std::string key = randomKey(random, keys);
                if (random.chance(1, 2)) {
                    overlay.put(key, "over");
                    model[key] = "over";
                } else {
                    overlay.erase(key);
                    model.erase(key);
                }
            }
            QVERIFY(model.empty() || wandersAlike(overlay, model, random, keys));
        }
        QCOMPARE(contents(overlay), contents(model));
        QCOMPARE(contentsBackward(overlay), contents(model));
        QVERIFY(store.write(overlay.takeBatch()).has_value());
        QCOMPARE(contents(store), contents(model));
    }
}

QTEST_APPLESS_MAIN(KvStoreTest)
#include "tst_kv_store.moc"
