// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/observe/copy_on_write.h"
#include "engine/observe/entry_runs.h"
#include "engine/observe/log_runs.h"

using quorate::Random;
using quorate::observe::CopyOnWrite;
using quorate::observe::EntryKind;
using quorate::observe::EntryRun;
using quorate::observe::EntryRuns;
using quorate::observe::LogRuns;
using quorate::raft::Index;
using quorate::raft::Term;

namespace {

/// A log as a list of entries, one by one.
struct Model {
    struct Item {
        Term term;
        EntryKind kind{EntryKind::Normal};
    };
    std::uint64_t first{1};
    std::deque<Item> items;

    [[nodiscard]] std::uint64_t end() const { return first + items.size(); }
};

EntryRuns drawEntries(Random& random, std::uint64_t from, Term term) {
    EntryRuns entries{Index(from)};
    for (std::uint64_t i = random.between(1, 6); i > 0; --i) {
        entries.append({random.between(1, 4), term, static_cast<EntryKind>(random.below(3))});
    }
    return entries;
}

void put(Model& model, const EntryRuns& entries) {
    model.items.resize(entries.first().value() - model.first);
    for (const EntryRun& run : entries.runs()) {
        model.items.insert(model.items.end(), run.count, {run.term, run.kind});
    }
}

std::string difference(const LogRuns& log, const Model& model) {
    if (log.first() != Index(model.first) || log.end() != Index(model.end())) {
        return "the bounds";
    }
    if (log.at(Index(model.first - 1)) || log.at(Index(model.end()))) {
        return "there is something outside";
    }
    for (std::uint64_t i = model.first; i < model.end(); ++i) {
        const auto run = log.at(Index(i));
        const auto& item = model.items[i - model.first];
        if (!run || run->term != item.term || run->kind != item.kind) {
            return "entry " + std::to_string(i);
        }
    }
    std::uint64_t next = model.first;
    bool isRight = true;
    log.forEach(log.first(), log.end(), [&](Index low, Index high, Term term, EntryKind kind) {
        isRight = isRight && low == Index(next) && low < high &&
                  model.items[next - model.first].term == term &&
                  model.items[next - model.first].kind == kind;
        next = high.value();
    });
    return isRight && next == model.end() ? std::string() : "the walk";
}

}  // namespace

class ObserveLogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runsOfOneKindBecomeOne();
    void manyRunsAreKeptInOrder();
    void theLogIsWhatWasPutIntoIt();
    void copiesKeepWhatTheyHad();
    void aWalkIsCutToItsBounds();
    void entriesBeyondAGapBeginTheLogAnew();
    void aCopyKeepsItsBlocksWhenTheLogIsCut();
    void aValueIsFrozenOnceItWasCopied();
};

void ObserveLogTest::runsOfOneKindBecomeOne() {
    EntryRuns runs(Index(5));
    runs.append({2, Term(1), EntryKind::Normal});
    runs.append({0, Term(9), EntryKind::Normal});
    runs.append({3, Term(1), EntryKind::Normal});
    QCOMPARE(runs.runs().size(), std::size_t{1});
    QVERIFY(runs.end() == Index(10));
}

void ObserveLogTest::manyRunsAreKeptInOrder() {
    EntryRuns runs(Index(1));
    for (std::uint64_t i = 1; i <= 10; ++i) {
        runs.append({i, Term(i), EntryKind::Normal});
        QCOMPARE(runs.runs().size(), std::size_t{i});
        for (std::uint64_t j = 1; j <= i; ++j) {
            QVERIFY(runs.runs()[j - 1] == (EntryRun{j, Term(j), EntryKind::Normal}));
        }
    }
    QCOMPARE(runs.entryCount(), std::uint64_t{55});
}

void ObserveLogTest::theLogIsWhatWasPutIntoIt() {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Random random(seed);
        LogRuns log;
        Model model;
        for (std::uint64_t step = 0; step < 400; ++step) {
            const std::uint64_t what = random.below(20);
            if (what == 0 && !model.items.empty()) {
                const std::uint64_t from = random.between(model.first, model.end());
                log.truncateFrom(Index(from));
                model.items.resize(from - model.first);
            } else if (what == 1 && !model.items.empty()) {
                const std::uint64_t upTo = random.between(model.first, model.end() - 1);
                log.compactTo(Index(upTo));
                while (model.first <= upTo) {
                    model.items.pop_front();
                    ++model.first;
                }
            } else {
                const std::uint64_t from =
                    random.chance(1, 10) ? random.between(model.first, model.end()) : model.end();
                const EntryRuns entries = drawEntries(random, from, Term(step / 40));
                log.append(entries);
                put(model, entries);
            }
            QCOMPARE(difference(log, model), std::string());
        }
        LogRuns copy;
        copy.reset(log.first());
        copy.append(log.toEntryRuns());
        QVERIFY(copy == log);
    }
}

void ObserveLogTest::copiesKeepWhatTheyHad() {
    Random random(5);
    LogRuns log;
    Model model;
    std::vector<std::pair<LogRuns, Model>> copies;
    for (std::uint64_t step = 0; step < 300; ++step) {
        const std::uint64_t from =
            random.chance(1, 10) ? random.between(model.first, model.end()) : model.end();
        const EntryRuns entries = drawEntries(random, from, Term(step));
        log.append(entries);
        put(model, entries);
        if (random.chance(1, 10)) {
            copies.emplace_back(log, model);
        }
    }
    for (const auto& [copy, expected] : copies) {
        QCOMPARE(difference(copy, expected), std::string());
    }
}

void ObserveLogTest::aWalkIsCutToItsBounds() {
    LogRuns log;
    EntryRuns entries(Index(1));
    entries.append({10, Term(1), EntryKind::Normal});
    entries.append({10, Term(2), EntryKind::Normal});
    log.append(entries);
    std::vector<std::pair<std::uint64_t, std::uint64_t>> seen;
    const auto visit = [&seen](Index low, Index high, Term, EntryKind) {
        seen.emplace_back(low.value(), high.value());
    };
    log.forEach(Index(5), Index(15), visit);
    QVERIFY((seen == std::vector<std::pair<std::uint64_t, std::uint64_t>>{{5, 11}, {11, 15}}));
    seen.clear();
    log.forEach(Index(15), Index(5), visit);
    log.forEach(Index(30), Index(40), visit);
    LogRuns().forEach(Index(0), Index(40), visit);
    QVERIFY(seen.empty());
}

void ObserveLogTest::entriesBeyondAGapBeginTheLogAnew() {
    LogRuns log;
    EntryRuns entries(Index(1));
    entries.append({10, Term(1), EntryKind::Normal});
    log.append(entries);
    EntryRuns later(Index(20));
    later.append({1, Term(2), EntryKind::Normal});
    log.append(later);
    QVERIFY(log.first() == Index(20));
    QVERIFY(log.end() == Index(21));
}

void ObserveLogTest::aCopyKeepsItsBlocksWhenTheLogIsCut() {
    LogRuns log;
    EntryRuns entries(Index(1));
    for (std::uint64_t i = 0; i < 1000; ++i) {
        entries.append({1, Term(i), EntryKind::Normal});
    }
    log.append(entries);
    QVERIFY(log.blockCount() > 10);
    const LogRuns frame = log;
    log.truncateFrom(Index(900));
    QVERIFY(frame.end() == Index(1001));
    QVERIFY(frame.at(Index(950))->term == Term(949));
    QVERIFY(!log.at(Index(950)).has_value());
}

void ObserveLogTest::aValueIsFrozenOnceItWasCopied() {
    CopyOnWrite<int> live(1);
    const int* own = &*live;
    live.write() = 2;
    QCOMPARE(&*live, own);
    {
        const CopyOnWrite<int> frame = live;
        QCOMPARE(&*frame, own);
        live.write() = 3;
        QCOMPARE(*frame, 2);
        QVERIFY(&*live != own);
    }
    const int* second = &*live;
    { const CopyOnWrite<int> frame = live; }
    // Also after the copy is gone: nobody counts.
    live.write() = 4;
    QVERIFY(&*live != second);
    CopyOnWrite<int> other;
    other = live;
    other.write() = 5;
    QCOMPARE(*live, 4);
    live.write() = 6;
    QCOMPARE(*other, 5);
}

QTEST_APPLESS_MAIN(ObserveLogTest)
#include "tst_observe_log.moc"
