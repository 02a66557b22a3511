// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/store_contract.h"

#include <QTest>

#include <utility>
#include <vector>

#include "engine/base/invariant.h"
#include "engine/base/random.h"
#include "tests/unit/kv_support.h"
#include "tests/unit/store_model.h"

namespace quorate::kv::test {

void StoreContract::anEmptyStoreHasNothing() {
    const auto made = newStore();
    OrderedStore& store = *made;
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

void StoreContract::aBatchIsDoneInItsOrder() {
    const auto made = newStore();
    OrderedStore& store = *made;
    WriteBatch batch;
    batch.put("a", "1");
    batch.put("b", "2");
    batch.put("a", "3");
    batch.erase("b");
    batch.erase("nothing");
    batch.put("c", "4");
    batch.erase("c");
    batch.put("d", "");
    QVERIFY(store.write(batch).has_value());
    QCOMPARE(contents(store), std::string("a=3 d= "));
}

void StoreContract::keysAreOrderedByUnsignedBytes() {
    const auto made = newStore();
    OrderedStore& store = *made;
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

void StoreContract::aViewStaysAsItWas() {
    const auto made = newStore();
    OrderedStore& store = *made;
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

void StoreContract::anIteratorStaysAsItWas() {
    const auto made = newStore();
    OrderedStore& store = *made;
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
    QVERIFY(contents(store) != before);
}

void StoreContract::aViewOutlivesItsStore() {
    auto store = newStore();
    WriteBatch batch;
    batch.put("a", "1");
    QVERIFY(store->write(batch).has_value());
    const auto view = store->view();
    store.reset();
    QCOMPARE(contents(*view), std::string("a=1 "));
}

void StoreContract::aReplacementShowsOnlyWhenCommitted() {
    const auto made = newStore();
    OrderedStore& store = *made;
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

void StoreContract::aReplacementThatIsDroppedNeverWas() {
    const auto made = newStore();
    OrderedStore& store = *made;
    WriteBatch batch;
    batch.put("old", "1");
    QVERIFY(store.write(batch).has_value());
    {
        const auto replacement = std::move(store.beginReplacement()).value();
        QVERIFY(replacement->put("a", "2").has_value());
    }
    QCOMPARE(contents(store), std::string("old=1 "));
}

void StoreContract::aReplacementOutOfOrderBreaksAnInvariant() {
    const auto made = newStore();
    OrderedStore& store = *made;
    const auto replacement = std::move(store.beginReplacement()).value();
    QVERIFY(replacement->put("b", "").has_value());
    QVERIFY_THROWS_EXCEPTION(InvariantViolation, (void)replacement->put("b", ""));
}

void StoreContract::randomChangesGiveWhatAMapGives() {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        Random random(seed);
        const std::uint64_t keys = seed % 2 == 0 ? 3000 : 60;
        const auto made = newStore();
        OrderedStore& store = *made;
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
                } else {
                    batch.erase(key);
                    model.erase(key);
                }
            }
            QVERIFY(store.write(batch).has_value());
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

void StoreContract::aReplacementMayBeEmpty() {
    const auto store = newStore();
    WriteBatch batch;
    batch.put("a", "1");
    QVERIFY(store->write(batch).has_value());
    QVERIFY(std::move(store->beginReplacement()).value()->commit().has_value());
    QCOMPARE(contents(*store), std::string());
    QVERIFY(store->write(batch).has_value());
    QCOMPARE(contents(*store), std::string("a=1 "));
}

void StoreContract::aSecondReplacementFollowsTheFirst() {
    const auto store = newStore();
    std::vector<std::pair<std::shared_ptr<const StoreReader>, std::unique_ptr<StoreIterator>>> old;
    for (int round = 0; round < 3; ++round) {
        const auto replacement = std::move(store->beginReplacement()).value();
        QVERIFY(replacement->put("round", std::to_string(round)).has_value());
        QVERIFY(replacement->commit().has_value());
        WriteBatch batch;
        batch.put("written", std::to_string(round));
        QVERIFY(store->write(batch).has_value());
        old.emplace_back(store->view(), store->iterate());
    }
    for (int round = 0; round < 3; ++round) {
        const auto& [view, iterator] = old[static_cast<std::size_t>(round)];
        const std::string number = std::to_string(round);
        QCOMPARE(contents(*view), "round=" + number + " written=" + number + " ");
        iterator->seek("s");
        QVERIFY(iterator->valid());
        QCOMPARE(std::string(iterator->value()), number);
    }
}

void StoreContract::aSyncChangesNothing() {
    const auto store = newStore();
    QVERIFY(store->sync().has_value());
    WriteBatch batch;
    batch.put("a", "1");
    QVERIFY(store->write(batch).has_value());
    QVERIFY(store->sync().has_value());
    QVERIFY(store->sync().has_value());
    QCOMPARE(contents(*store), std::string("a=1 "));
}

}  // namespace quorate::kv::test
