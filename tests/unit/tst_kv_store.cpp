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

using namespace quorate;
using namespace quorate::kv;
using namespace quorate::kv::test;

namespace {

using Model = std::map<std::string, std::string>;

std::string contents(const StoreReader& reader) {
    std::string text;
    const auto iterator = reader.iterate();
    for (iterator->seek({}); iterator->valid(); iterator->next()) {
        text += std::string(iterator->key()) + "=" + std::string(iterator->value()) + " ";
    }
    return text;
}

std::string contents(const Model& model) {
    std::string text;
    for (const auto& [key, value] : model) {
        text += key + "=" + value + " ";
    }
    return text;
}

std::string contentsBackward(const StoreReader& reader) {
    std::string text;
    const auto iterator = reader.iterate();
    for (iterator->seekToLast(); iterator->valid(); iterator->prev()) {
        text = std::string(iterator->key()) + "=" + std::string(iterator->value()) + " " + text;
    }
    return text;
}

/// Mostly few different keys, so that changes meet.
std::string randomKey(Random& random, std::uint64_t keys) {
    const std::string digits = std::to_string(random.below(keys));
    return std::string(digits.size() % 3, 'k') + digits;
}

/// Walks about in a reader and in its model, step by step.
bool wandersAlike(const StoreReader& reader, const Model& model, Random& random,
                  std::uint64_t keys) {
    const auto iterator = reader.iterate();
    auto expected = model.end();
    for (int step = 0; step < 60; ++step) {
        const std::uint64_t move = random.below(10);
        if (move == 0 || expected == model.end()) {
            const std::string key = randomKey(random, keys);
            iterator->seek(key);
            expected = model.lower_bound(key);
        } else if (move == 1) {
            iterator->seekToLast();
            expected = std::prev(model.end());
        } else if (move < 6) {
            iterator->next();
            ++expected;
        } else {
            iterator->prev();
            expected = expected == model.begin() ? model.end() : std::prev(expected);
        }
        if (iterator->valid() != (expected != model.end())) {
            return false;
        }
        if (iterator->valid() &&
            (iterator->key() != expected->first || iterator->value() != expected->second)) {
            return false;
        }
    }
    return true;
}

}  // namespace

class KvStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEmptyStoreHasNothing();
    void aBatchIsDoneInItsOrder();
    void keysAreOrderedByUnsignedBytes();
    void aViewStaysAsItWas();
    void anIteratorStaysAsItWas();
    void aViewOutlivesItsStore();
    void deletingARangeTakesNothingElse();
    void aReplacementShowsOnlyWhenCommitted();
    void aReplacementThatIsDroppedNeverWas();
    void aReplacementOutOfOrderBreaksAnInvariant();
    void randomChangesGiveWhatAMapGives();
    void keysInOrderFillAndEmptyTheTree();
    void anOverlayShowsItsChangesAboveTheBase();
    void anOverlayIteratorSeesChangesAhead();
    void anOverlayGivesEachChangeOnceInOrder();
    void randomOverlaysGiveWhatAMapGives();
};

void KvStoreTest::anEmptyStoreHasNothing() {
    const MemoryStore store;
    std::string value = "untouched";
    QVERIFY(!store.get("k", value).value());
    QCOMPARE(value, std::string("untouched"));
    const auto iterator = store.iterate();
    QVERIFY(!iterator->valid());
    iterator->seek({});
    QVERIFY(!iterator->valid());
    iterator->seekToLast();
    QVERIFY(!iterator->valid());
    QVERIFY(iterator->status().has_value());
}

void KvStoreTest::aBatchIsDoneInItsOrder() {
    MemoryStore store;
    WriteBatch batch;
    batch.put("a", "1");
    batch.put("b", "2");
    batch.put("a", "3");
    batch.erase("b");
    batch.erase("nothing");
    batch.put("c", "4");
    batch.eraseRange("c", "d");
    batch.put("d", "");
    QVERIFY(store.write(batch).has_value());
    QCOMPARE(contents(store), std::string("a=3 d= "));
}

void KvStoreTest::keysAreOrderedByUnsignedBytes() {
    MemoryStore store;
    WriteBatch batch;
    for (const std::string& key : {raw("\xff"), raw("a"), raw("\0"), raw("\x80"), raw("a\0")}) {
        batch.put(key, hex(key));
    }
    QVERIFY(store.write(batch).has_value());
    std::string order;
    const auto iterator = store.iterate();
    for (iterator->seek({}); iterator->valid(); iterator->next()) {
        order += std::string(iterator->value()) + " ";
    }
    QCOMPARE(order, std::string("00 61 6100 80 ff "));
}

void KvStoreTest::aViewStaysAsItWas() {
    MemoryStore store;
    WriteBatch batch;
    batch.put("a", "1");
    QVERIFY(store.write(batch).has_value());
    const auto view = store.view();
    WriteBatch more;
    more.put("a", "2");
    more.put("b", "3");
    QVERIFY(store.write(more).has_value());
    std::string value;
    QVERIFY(view->get("a", value).value());
    QCOMPARE(value, std::string("1"));
    QVERIFY(!view->get("b", value).value());
    QCOMPARE(contents(*view), std::string("a=1 "));
    QCOMPARE(contents(store), std::string("a=2 b=3 "));
}

void KvStoreTest::anIteratorStaysAsItWas() {
    MemoryStore store;
    WriteBatch batch;
    for (int i = 0; i < 500; ++i) {
        batch.put("k" + std::to_string(i), "v");
    }
    QVERIFY(store.write(batch).has_value());
    const std::string before = contents(store);
    const auto iterator = store.iterate();
    std::string walked;
    for (iterator->seek({}); iterator->valid(); iterator->next()) {
        walked += std::string(iterator->key()) + "=" + std::string(iterator->value()) + " ";
        WriteBatch changes;
        changes.erase(std::string(iterator->key()));
        changes.put(std::string(iterator->key()) + "x", "new");
        QVERIFY(store.write(changes).has_value());
    }
    QCOMPARE(walked, before);
    QCOMPARE(store.size(), std::size_t{500});
}

void KvStoreTest::aViewOutlivesItsStore() {
    auto store = std::make_unique<MemoryStore>();
    WriteBatch batch;
    batch.put("a", "1");
    QVERIFY(store->write(batch).has_value());
    const auto view = store->view();
    store.reset();
    QCOMPARE(contents(*view), std::string("a=1 "));
}

void KvStoreTest::deletingARangeTakesNothingElse() {
    MemoryStore store;
    WriteBatch batch;
    for (int i = 100; i < 400; ++i) {
        batch.put(std::to_string(i), "");
    }
    batch.eraseRange("101", "399");
    batch.eraseRange("500", "600");
    batch.eraseRange("399", "100");
    QVERIFY(store.write(batch).has_value());
    QCOMPARE(contents(store), std::string("100= 399= "));
}

void KvStoreTest::aReplacementShowsOnlyWhenCommitted() {
    MemoryStore store;
    WriteBatch batch;
    batch.put("old", "1");
    QVERIFY(store.write(batch).has_value());
    const auto view = store.view();
    const auto replacement = std::move(store.beginReplacement()).value();
    QVERIFY(replacement->put("a", "2").has_value());
    QVERIFY(replacement->put("b", "3").has_value());
    QCOMPARE(contents(store), std::string("old=1 "));
    QVERIFY(replacement->commit().has_value());
    QCOMPARE(contents(store), std::string("a=2 b=3 "));
    QCOMPARE(contents(*view), std::string("old=1 "));
}

void KvStoreTest::aReplacementThatIsDroppedNeverWas() {
    MemoryStore store;
    WriteBatch batch;
    batch.put("old", "1");
    QVERIFY(store.write(batch).has_value());
    {
        const auto replacement = std::move(store.beginReplacement()).value();
        QVERIFY(replacement->put("a", "2").has_value());
    }
    QCOMPARE(contents(store), std::string("old=1 "));
}

void KvStoreTest::aReplacementOutOfOrderBreaksAnInvariant() {
    MemoryStore store;
    const auto replacement = std::move(store.beginReplacement()).value();
    QVERIFY(replacement->put("b", "").has_value());
    QVERIFY_THROWS_EXCEPTION(InvariantViolation, (void)replacement->put("b", ""));
}

void KvStoreTest::randomChangesGiveWhatAMapGives() {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        Random random(seed);
        const std::uint64_t keys = seed % 2 == 0 ? 3000 : 60;
        MemoryStore store;
        Model model;
        std::vector<std::pair<std::shared_ptr<const StoreReader>, Model>> views;
        for (int round = 0; round < 200; ++round) {
            WriteBatch batch;
            // First it mostly grows, then it mostly shrinks.
            const std::uint64_t removals = round < 100 ? 3 : 9;
            for (std::uint64_t i = random.below(40); i > 0; --i) {
                const std::string key = randomKey(random, keys);
                if (random.below(12) >= removals) {
                    const std::string value = std::to_string(random.below(1000));
                    batch.put(key, value);
                    model[key] = value;
                } else if (random.chance(1, 8)) {
                    const std::string end = key + "9";
                    batch.eraseRange(key, end);
                    model.erase(model.lower_bound(key), model.lower_bound(end));
                } else {
                    batch.erase(key);
                    model.erase(key);
                }
            }
            QVERIFY(store.write(batch).has_value());
            QCOMPARE(store.size(), model.size());
            QVERIFY(model.empty() || wandersAlike(store, model, random, keys));
            if (random.chance(1, 10)) {
                views.emplace_back(store.view(), model);
            }
        }
        QCOMPARE(contents(store), contents(model));
        QCOMPARE(contentsBackward(store), contents(model));
        for (const auto& [view, expected] : views) {
            QCOMPARE(contents(*view), contents(expected));
        }
    }
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
