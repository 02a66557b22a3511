// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <string>
#include <vector>

#include "tests/unit/kv_support.h"

using namespace quorate;
using namespace quorate::kv;
using namespace quorate::kv::test;

namespace {

using Lines = std::vector<std::string>;
using MaybeError = std::optional<KvError>;

std::size_t entriesOfKind(const MemoryStore& store, char kind) {
    std::size_t entries = 0;
    const auto iterator = store.iterate();
    for (iterator->seek(std::string(1, kind)); iterator->valid() && iterator->key().front() == kind;
         iterator->next()) {
        ++entries;
    }
    return entries;
}

}  // namespace

class KvHistoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void changesAreGivenFromARevisionOn();
    void whatWasReplacedIsGivenWhereAskedFor();
    void keysAndKindsAreFiltered();
    void aRevisionToComeGivesAnEmptyPage();
    void pagesGoOnWhereTheLastOneEnded();
    void aPageEndsAfterTooManyChangesOfNoInterest();
    void historyIsTheSameAsTheEventsOfTheApplies();

    void compactionForgetsAtOnce();
    void compactionRefusesWhatItCannotDo();
    void compactionZeroOfANewKeySpaceIsDoneOnce();
    void aWatchMayStartAtTheCompactedRevision();
    void removalGoesInStepsAndTakesEverything();
    void removalGoesOnAfterARestart();
    void removalKeepsWhatIsStillReadable();
    void aKeyChangedOftenIsReadAtEveryRevision();
    void removalWithNothingToDoWritesNothing();
    void compactedKeysThatLiveOnCostNothing();
};

void KvHistoryTest::changesAreGivenFromARevisionOn() {
    Machine machine;
    machine.apply(put("a", "1"));
    machine.apply(put("b", "2"));
    machine.apply(put("a", "3"));
    machine.apply(erase("a", "z"));
    machine.apply(put("a", "4"));
    const Lines all{"PUT 2.0 a=1@2/2/1", "PUT 3.0 b=2@3/3/1", "PUT 4.0 a=3@2/4/2",
                    "DELETE 5.0 a",      "DELETE 5.1 b",      "PUT 6.0 a=4@6/6/1"};
    QCOMPARE(machine.history(1), all);
    QCOMPARE(machine.history(0), all);
    QCOMPARE(machine.history(4), Lines(all.begin() + 2, all.end()));
    QCOMPARE(machine.history(6), Lines(all.begin() + 5, all.end()));
}

void KvHistoryTest::whatWasReplacedIsGivenWhereAskedFor() {
    Machine machine;
    machine.apply(put("a", "1"));
    machine.apply(put("a", "2"));
    machine.apply(erase("a"));
    machine.apply(put("a", "3"));
    QCOMPARE(machine.history(1, true), (Lines{"PUT 2.0 a=1@2/2/1", "PUT 3.0 a=2@2/3/2 <- a=1@2/2/1",
                                              "DELETE 4.0 a <- a=2@2/3/2", "PUT 5.0 a=3@5/5/1"}));
}

void KvHistoryTest::keysAndKindsAreFiltered() {
    Machine machine;
    machine.apply(put("a", "1"));
    machine.apply(put("b", "2"));
    machine.apply(put("bb", "3"));
    machine.apply(erase("a", "c"));
    HistoryQuery query;
    query.keys = KeyInterval::of("b", "");
    QCOMPARE(machine.history(query), (Lines{"PUT 3.0 b=2@3/3/1", "DELETE 5.1 b"}));
    query.keys = KeyInterval::of("b", "c");
    query.noPut = true;
    QCOMPARE(machine.history(query), (Lines{"DELETE 5.1 b", "DELETE 5.2 bb"}));
    query.noPut = false;
    query.noDelete = true;
    QCOMPARE(machine.history(query), (Lines{"PUT 3.0 b=2@3/3/1", "PUT 4.0 bb=3@4/4/1"}));
    query.noPut = true;
    QCOMPARE(machine.history(query), Lines());
}

void KvHistoryTest::aRevisionToComeGivesAnEmptyPage() {
    Machine machine;
    machine.apply(put("a", "1"));
    HistoryQuery query;
    query.from = {9, 0};
    const HistoryPage page = eventsSince(machine.keySpace().now(), query).value().value();
    QVERIFY(page.events.empty());
    QVERIFY(!page.more);
    QCOMPARE(page.next, (Revision{9, 0}));
    query.from = {3, 0};
    QCOMPARE(eventsSince(machine.keySpace().now(), query).value()->next, (Revision{3, 0}));
}

void KvHistoryTest::pagesGoOnWhereTheLastOneEnded() {
    Machine machine;
    for (int i = 0; i < 10; ++i) {
        machine.apply(put("k" + std::to_string(i), "v"));
    }
    machine.apply(erase("k", "l"));
    for (const std::size_t size : {1U, 3U, 7U, 20U}) {
        Lines lines;
        HistoryQuery query;
        query.maxEvents = size;
        for (bool more = true; more;) {
            const HistoryPage page = eventsSince(machine.keySpace().now(), query).value().value();
            QVERIFY(page.events.size() <= size);
            for (const std::string& line : describe(page.events)) {
                lines.push_back(line);
            }
            query.from = page.next;
            more = page.more;
        }
        QCOMPARE(lines, machine.history(0));
        QCOMPARE(query.from, (Revision{13, 0}));
    }
}

void KvHistoryTest::aPageEndsAfterTooManyChangesOfNoInterest() {
    Machine machine;
    for (int i = 0; i < 10; ++i) {
        machine.apply(put("k", "v"));
    }
    machine.apply(put("x", "v"));
    HistoryQuery query;
    query.keys = KeyInterval::of("x", "");
    query.maxScanned = 4;
    HistoryPage page = eventsSince(machine.keySpace().now(), query).value().value();
    QVERIFY(page.events.empty());
    QVERIFY(page.more);
    QCOMPARE(page.next, (Revision{6, 0}));
    query.from = {10, 0};
    page = eventsSince(machine.keySpace().now(), query).value().value();
    QVERIFY(!page.more);
    QCOMPARE(describe(page.events), Lines{"PUT 12.0 x=v@12/12/1"});
}

void KvHistoryTest::historyIsTheSameAsTheEventsOfTheApplies() {
    Machine machine;
    machine.apply(LeaseGrantRequest{{7}, 10});
    Lines applied;
    const std::vector<Command> commands{put("a", "1", 7),       put("b", "2", 7), put("a", "3"),
                                        erase("a", "c"),        put("b", "4", 7), put("c", "5", 7),
                                        LeaseRevokeRequest{{7}}};
    for (const Command& command : commands) {
        machine.apply(command);
        for (const std::string& line : describe(machine.lastReport.effects.events)) {
            applied.push_back(line);
        }
    }
    QCOMPARE(applied.size(), std::size_t{9});
    QCOMPARE(machine.history(0, true), applied);
}

void KvHistoryTest::compactionForgetsAtOnce() {
    Machine machine;
    machine.apply(put("a", "1"));
    machine.apply(put("a", "2"));
    machine.apply(put("a", "3"));
    QCOMPARE(machine.ok<CompactResponse>(CompactRequest{3}).revision, std::int64_t{4});
    QCOMPARE(*machine.lastReport.effects.compacted, std::int64_t{3});
    QCOMPARE(machine.range(everything(2)).refusal(), KvError::Compacted);
    QCOMPARE(machine.all(3), std::string("a=2@2/3/2"));
    HistoryQuery query;
    query.from = {2, 0};
    QCOMPARE(eventsSince(machine.keySpace().now(), query).value().refusal(), KvError::Compacted);
    QCOMPARE(machine.revision(), std::int64_t{4});
}

void KvHistoryTest::compactionRefusesWhatItCannotDo() {
    Machine machine;
    machine.apply(put("a", "1"));
    machine.apply(put("a", "2"));
    QCOMPARE(machine.refusal(CompactRequest{4}), MaybeError(KvError::FutureRevision));
    QCOMPARE(machine.refusal(CompactRequest{-1}), MaybeError(KvError::Compacted));
    QCOMPARE(machine.refusal(CompactRequest{3}), MaybeError());
    QCOMPARE(machine.refusal(CompactRequest{3}), MaybeError(KvError::Compacted));
    QCOMPARE(machine.refusal(CompactRequest{2}), MaybeError(KvError::Compacted));
    QCOMPARE(machine.keySpace().meta().compacted, std::int64_t{3});
}

void KvHistoryTest::compactionZeroOfANewKeySpaceIsDoneOnce() {
    Machine machine;
    QCOMPARE(machine.refusal(CompactRequest{0}), MaybeError());
    QCOMPARE(machine.refusal(CompactRequest{0}), MaybeError(KvError::Compacted));
    QCOMPARE(machine.keySpace().compactSome(10).value(), false);
}

void KvHistoryTest::aWatchMayStartAtTheCompactedRevision() {
    for (const bool removed : {false, true}) {
        Machine machine;
        machine.apply(put("a", "1"));
        machine.apply(put("a", "2"));
        machine.apply(erase("a"));
        machine.apply(put("a", "3"));
        machine.apply(CompactRequest{4});
        if (removed) {
            machine.reclaim();
        }
        // What a change of the compacted revision replaced cannot be read any more.
        QCOMPARE(machine.history(4, true), (Lines{"DELETE 4.0 a", "PUT 5.0 a=3@5/5/1"}));
        machine.apply(put("a", "4"));
        QCOMPARE(machine.history(4, true),
                 (Lines{"DELETE 4.0 a", "PUT 5.0 a=3@5/5/1", "PUT 6.0 a=4@5/6/2 <- a=3@5/5/1"}));
    }
}

void KvHistoryTest::removalGoesInStepsAndTakesEverything() {
    Machine machine;
    for (int i = 0; i < 25; ++i) {
        machine.apply(put("k" + std::to_string(i % 5), std::to_string(i)));
    }
    machine.apply(erase("k", "l"));
    const std::int64_t end = machine.revision();
    machine.apply(CompactRequest{end});
    int steps = 0;
    QCOMPARE(entriesOfKind(machine.store(), 'r'), std::size_t{30});
    while (machine.keySpace().compactSome(4).value()) {
        ++steps;
        // The first five changes replaced nothing, every other one a value.
        const std::size_t gone = static_cast<std::size_t>(std::max(4 * steps - 5, 0));
        QCOMPARE(entriesOfKind(machine.store(), 'r'), 30 - gone);
        QCOMPARE(machine.all(end), std::string());
    }
    QCOMPARE(steps, 6);
    // The changes of the compacted revision stay, with what they replaced, until the next time.
    QCOMPARE(entriesOfKind(machine.store(), 'r'), std::size_t{10});
    QCOMPARE(entriesOfKind(machine.store(), 'h'), std::size_t{5});
    machine.apply(put("x", "1"));
    machine.apply(CompactRequest{end + 1});
    machine.reclaim();
    QCOMPARE(entriesOfKind(machine.store(), 'r'), std::size_t{1});
    QCOMPARE(entriesOfKind(machine.store(), 'h'), std::size_t{0});
    QCOMPARE(entriesOfKind(machine.store(), 'k'), std::size_t{1});
}

void KvHistoryTest::removalGoesOnAfterARestart() {
    Machine machine;
    for (int i = 0; i < 20; ++i) {
        machine.apply(put("k", std::to_string(i)));
    }
    machine.apply(CompactRequest{21});
    QVERIFY(machine.keySpace().compactSome(5).value());
    machine.reopen();
    QCOMPARE(machine.keySpace().meta().reclaimed, (Revision{7, 0}));
    machine.reclaim();
    // The value now, and the one that the change of the compacted revision replaced.
    QCOMPARE(entriesOfKind(machine.store(), 'r'), std::size_t{2});
    QCOMPARE(entriesOfKind(machine.store(), 'h'), std::size_t{0});
    QCOMPARE(machine.all(21), std::string("k=19@2/21/20"));
}

void KvHistoryTest::removalKeepsWhatIsStillReadable() {
    Machine machine;
    for (int i = 0; i < 12; ++i) {
        machine.apply(put("k" + std::to_string(i % 3), std::to_string(i)));
    }
    machine.apply(erase("k1"));
    std::vector<std::string> before;
    for (std::int64_t revision = 8; revision <= machine.revision(); ++revision) {
        before.push_back(machine.all(revision));
    }
    const Lines history = machine.history(9, true);
    machine.apply(CompactRequest{8});
    for (bool more = true; more;) {
        more = machine.keySpace().compactSome(1).value();
        for (std::int64_t revision = 8; revision <= machine.revision(); ++revision) {
            QCOMPARE(machine.all(revision), before[static_cast<std::size_t>(revision - 8)]);
        }
        QCOMPARE(machine.history(9, true), history);
    }
}

/// Only some of the values that were replaced have a record of their own.
void KvHistoryTest::aKeyChangedOftenIsReadAtEveryRevision() {
    Machine machine;
    std::vector<std::string> expected(2);  // by revision
    for (int life = 0; life < 3; ++life) {
        for (int i = 0; i < 40; ++i) {
            machine.apply(put("k", std::to_string(life) + "." + std::to_string(i)));
            expected.push_back(machine.all());
            machine.apply(put("other", "x"));
            machine.apply(erase("other"));
            expected.push_back(
                expected.back() + " " +
                machine.all(machine.revision() - 1).substr(expected.back().size() + 1));
            expected.push_back(machine.all());
        }
        machine.apply(erase("k"));
        expected.push_back("");
    }
    // 5 of 40 in each life, and the one that the delete removed, which here is the fifth; and all
    // that others removed.
    QCOMPARE(entriesOfKind(machine.store(), 'h'), std::size_t{3 * (5 + 40)});
    const std::int64_t end = machine.revision();
    for (std::int64_t compacted = 0; compacted < end; compacted += 40) {
        if (compacted > 0) {
            machine.apply(CompactRequest{compacted});
        }
        for (bool more = true; more;) {
            more = machine.keySpace().compactSome(17).value();
            for (std::int64_t revision = std::max<std::int64_t>(compacted, 1); revision <= end;
                 ++revision) {
                QCOMPARE(machine.all(revision), expected[static_cast<std::size_t>(revision)]);
                const bool isThere = !machine.range(get("k", {}, revision)).value().kvs.empty();
                QCOMPARE(isThere, machine.all(revision).starts_with("k="));
            }
        }
    }
}

void KvHistoryTest::removalWithNothingToDoWritesNothing() {
    Machine machine;
    machine.apply(put("a", "1"));
    QCOMPARE(machine.keySpace().compactSome(10).value(), false);
    machine.apply(CompactRequest{2});
    QCOMPARE(machine.keySpace().compactSome(0).value(), false);
    const Meta meta = machine.keySpace().meta();
    QCOMPARE(machine.keySpace().compactSome(10).value(), false);
    QCOMPARE(machine.keySpace().meta(), meta);
}

void KvHistoryTest::compactedKeysThatLiveOnCostNothing() {
    Machine machine;
    for (int i = 0; i < 100; ++i) {
        machine.apply(put("k" + std::to_string(i), "v"));
    }
    machine.apply(CompactRequest{machine.revision()});
    machine.reclaim();
    machine.apply(put("k0", "w"));
    machine.apply(CompactRequest{machine.revision()});
    // Of what was compacted before, only the change of that revision itself is looked at again.
    QCOMPARE(entriesOfKind(machine.store(), 'r'), std::size_t{101});
    QCOMPARE(machine.keySpace().compactSome(1).value(), false);
    QCOMPARE(machine.all(machine.revision()).size(), machine.all().size());
}

QTEST_APPLESS_MAIN(KvHistoryTest)
#include "tst_kv_history.moc"
