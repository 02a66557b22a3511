// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/invariant.h"
#include "engine/base/random.h"
#include "engine/kv/layered_reader.h"
#include "engine/kv/memory_store.h"
#include "engine/kv/run_stack.h"
#include "tests/unit/store_model.h"

using namespace quorate;
using namespace quorate::kv;
using namespace quorate::kv::test;

namespace {

SortedRun runOf(const WriteBatch& batch) {
    return SortedRun::of(inOrder(batch), [](const StoreWrite& /*write*/) { return true; });
}

/// Some changes at random, made in the model, too.
WriteBatch randomBatch(Random& random, std::uint64_t keys, Model& model) {
    WriteBatch batch;
    for (std::uint64_t i = random.below(20); i > 0; --i) {
        const std::string key = randomKey(random, keys);
        if (random.chance(2, 3)) {
            const std::string value = std::to_string(random.below(1000));
            batch.put(key, value);
            model[key] = value;
        } else {
            batch.erase(key);
            model.erase(key);
        }
    }
    return batch;
}

LayeredReader above(const MemoryStore& base, const RunStack& stack) {
    return {base.view(), stack.runs()};
}

}  // namespace

class KvRunsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ofABatchTheLastWriteOfAKeyCounts();
    void aRunTakesKeysInOrderOnly();
    void randomRunsAboveAStoreGiveWhatAMapGives();
    void whatWasReadBeforeStaysAsItWas();
    void thereAreNeverManyRuns();
    void takenAsOneTheyAreWhatTheyWere();
    void runsBehindEachOtherAreJoined_data();
    void runsBehindEachOtherAreJoined();
};

void KvRunsTest::ofABatchTheLastWriteOfAKeyCounts() {
    WriteBatch batch;
    batch.put("b", "1");
    batch.put("a", "2");
    batch.erase("b");
    batch.put("c", "");
    batch.put("a", "3");
    const SortedRun run = runOf(batch);
    QCOMPARE(run.size(), std::size_t{3});
    QCOMPARE(std::string(run.keyAt(0)), std::string("a"));
    QCOMPARE(std::string(run.find("a")->value.value()), std::string("3"));
    QVERIFY(run.find("b").has_value());
    QVERIFY(!run.find("b")->value);
    QCOMPARE(std::string(run.find("c")->value.value()), std::string());
    QVERIFY(!run.find("bb"));
    QVERIFY(!run.find("d"));
}

void KvRunsTest::aRunTakesKeysInOrderOnly() {
    SortedRun run;
    run.append("b", "1");
    QVERIFY_THROWS_EXCEPTION(InvariantViolation, run.append("b", "2"));
    QVERIFY_THROWS_EXCEPTION(InvariantViolation, run.append("a", std::nullopt));
}

void KvRunsTest::randomRunsAboveAStoreGiveWhatAMapGives() {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        Random random(seed);
        const std::uint64_t keys = random.between(1, 80);
        Model model;
        MemoryStore store;
        QVERIFY(store.write(randomBatch(random, keys, model)).has_value());
        RunStack stack;
        for (int round = 0; round < 40; ++round) {
            stack.add(runOf(randomBatch(random, keys, model)));
            const LayeredReader reader = above(store, stack);
            QVERIFY(model.empty() || wandersAlike(reader, model, random, keys));
            if (random.chance(1, 10)) {
                QCOMPARE(contents(reader), contents(model));
                QCOMPARE(contentsBackward(reader), contents(model));
            }
        }
    }
}

void KvRunsTest::whatWasReadBeforeStaysAsItWas() {
    Random random(3);
    Model model;
    MemoryStore store;
    RunStack stack;
    std::vector<std::pair<std::unique_ptr<LayeredReader>, std::string>> readers;
    for (int round = 0; round < 100; ++round) {
        stack.add(runOf(randomBatch(random, 40, model)));
        readers.emplace_back(std::make_unique<LayeredReader>(store.view(), stack.runs()),
                             contents(model));
    }
    static_cast<void>(stack.take());
    for (const auto& [reader, expected] : readers) {
        QCOMPARE(contents(*reader), expected);
    }
}

void KvRunsTest::thereAreNeverManyRuns() {
    Random random(4);
    Model model;
    RunStack stack;
    for (int round = 0; round < 3000; ++round) {
        stack.add(runOf(randomBatch(random, 100'000, model)));
        QVERIFY(stack.runs().size() <= 16);
    }
    std::size_t bytes = 0;
    for (const auto& run : stack.runs()) {
        bytes += run->bytes();
    }
    QCOMPARE(stack.bytes(), bytes);
}

void KvRunsTest::takenAsOneTheyAreWhatTheyWere() {
    Random random(5);
    Model model;
    const MemoryStore store;
    RunStack stack;
    QVERIFY(asOne(stack.take())->empty());
    for (int round = 0; round < 50; ++round) {
        stack.add(runOf(randomBatch(random, 60, model)));
    }
    const LayeredReader all(store.view(), {asOne(stack.take())});
    QCOMPARE(contents(all), contents(model));
    QVERIFY(stack.empty());
    QCOMPARE(stack.bytes(), std::size_t{0});
    QVERIFY(!stack.find("k1"));
}

void KvRunsTest::runsBehindEachOtherAreJoined_data() {
    // Each run by its keys; upper case removes.
    QTest::addColumn<QStringList>("runs");
    QTest::addColumn<QString>("expected");
    QTest::newRow("one") << QStringList{"ab"} << "ab";
    QTest::newRow("behind each other") << QStringList{"ab", "cDe", "f"} << "abcDef";
    QTest::newRow("the last and the first are one") << QStringList{"abc", "Cd"} << "abCd";
    QTest::newRow("across each other") << QStringList{"ac", "bd"} << "abcd";
    QTest::newRow("in front") << QStringList{"cd", "ab"} << "abcd";
    QTest::newRow("an empty one between") << QStringList{"bc", "", "aB"} << "aBc";
}

void KvRunsTest::runsBehindEachOtherAreJoined() {
    QFETCH(const QStringList, runs);
    SortedRuns all;
    for (const QString& keys : runs) {
        SortedRun run;
        for (const QChar key : keys) {
            run.append(QString(key.toLower()).toStdString(),
                       key.isUpper() ? std::nullopt : std::optional<std::string_view>("value"));
        }
        all.push_back(std::make_shared<const SortedRun>(std::move(run)));
    }
    const auto one = asOne(all);
    QString found;
    for (std::size_t i = 0; i < one->size(); ++i) {
        const RunEntry entry = one->at(i);
        const QString key = QString::fromStdString(std::string(entry.key));
        found += entry.value ? key : key.toUpper();
        QVERIFY(!entry.value || *entry.value == "value");
    }
    QTEST(found, "expected");
}

QTEST_APPLESS_MAIN(KvRunsTest)
#include "tst_kv_runs.moc"
