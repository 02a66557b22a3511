// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <limits>
#include <set>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/kv/layout.h"
#include "engine/kv/proposal_ids.h"
#include "tests/unit/kv_support.h"

using namespace quorate;
using namespace quorate::kv;
using namespace quorate::kv::test;

namespace {

constexpr std::uint64_t kLast = std::numeric_limits<std::uint64_t>::max();

/// What is remembered, written to a store and read back.
ProposalIds reloaded(ProposalIds& ids, MemoryStore& store) {
    Overlay overlay(store);
    ids.save(overlay);
    (void)store.write(overlay.takeBatch());
    return ProposalIds::load(store).value();
}

std::string stored(const MemoryStore& store, std::uint64_t node, std::uint64_t incarnation) {
    std::string key(1, layout::kProposals);
    for (const std::uint64_t number : {node, incarnation}) {
        key +=
            unhex(QByteArray::number(qulonglong{number}, 16).rightJustified(16, '0').toStdString());
    }
    std::string value;
    return store.get(key, value).value() ? hex(value) : std::string("nothing");
}

}  // namespace

class KvProposalsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aProposalIsNewOnce();
    void numbersMayComeOutOfOrder();
    void numbersBelowTheWindowAreStale();
    void aLeapPastTheWindowForgetsWhatWasBefore();
    void nodesAndIncarnationsAreApart();
    void withoutANodeNothingIsRemembered();
    void theLeastRecentlyUsedLifeIsRetired();
    void retiredLivesAreForgottenAtLast();
    void everythingIsReadBack();
    void windowsHaveTheirKnownBytes();
    void damagedRecordsAreErrors();
    void randomNumbersGiveWhatASetGives();
    void aDuplicateIsAppliedOnce();
    void aDuplicateWithinOneBatchIsAppliedOnce();
    void aDuplicateAfterARestartIsAppliedOnce();
    void aRefusedProposalIsRemembered();
};

void KvProposalsTest::aProposalIsNewOnce() {
    ProposalIds ids;
    QVERIFY(ids.note({1, 1, 1}, 1) == ProposalVerdict::New);
    QVERIFY(ids.note({1, 1, 1}, 2) == ProposalVerdict::Duplicate);
    QVERIFY(ids.note({1, 1, 2}, 3) == ProposalVerdict::New);
    QVERIFY(ids.note({1, 1, 1}, 4) == ProposalVerdict::Duplicate);
    QVERIFY(ids.note({1, 1, 0}, 5) == ProposalVerdict::Stale);
}

void KvProposalsTest::numbersMayComeOutOfOrder() {
    ProposalIds ids;
    QVERIFY(ids.note({1, 1, 100}, 1) == ProposalVerdict::New);
    QVERIFY(ids.note({1, 1, 7}, 2) == ProposalVerdict::New);
    QVERIFY(ids.note({1, 1, 8}, 3) == ProposalVerdict::New);
    QVERIFY(ids.note({1, 1, 7}, 4) == ProposalVerdict::Duplicate);
    QVERIFY(ids.note({1, 1, 9}, 5) == ProposalVerdict::New);
}

void KvProposalsTest::numbersBelowTheWindowAreStale() {
    ProposalIds ids;
    const std::uint64_t high = 10 * kProposalWindow + 5;
    QVERIFY(ids.note({1, 1, high}, 1) == ProposalVerdict::New);
    QVERIFY(ids.note({1, 1, high - kProposalWindow}, 2) == ProposalVerdict::Stale);
    QVERIFY(ids.note({1, 1, high - kProposalWindow + 1}, 3) == ProposalVerdict::New);
    QVERIFY(ids.note({1, 1, high - kProposalWindow + 1}, 4) == ProposalVerdict::Duplicate);
    QVERIFY(ids.note({1, 1, high + 1}, 5) == ProposalVerdict::New);
    QVERIFY(ids.note({1, 1, high - kProposalWindow + 1}, 6) == ProposalVerdict::Stale);
    QVERIFY(ids.note({1, 1, 1}, 7) == ProposalVerdict::Stale);
}

void KvProposalsTest::aLeapPastTheWindowForgetsWhatWasBefore() {
    ProposalIds ids;
    for (std::uint64_t i = 1; i <= kProposalWindow; ++i) {
        QVERIFY(ids.note({1, 1, i}, i) == ProposalVerdict::New);
    }
    QVERIFY(ids.note({1, 1, 3 * kProposalWindow}, 9999) == ProposalVerdict::New);
    QVERIFY(ids.note({1, 1, 3 * kProposalWindow - 1}, 9999) == ProposalVerdict::New);
    QVERIFY(ids.note({1, 1, 2 * kProposalWindow + 1}, 9999) == ProposalVerdict::New);
    QVERIFY(ids.note({1, 1, kLast}, 9999) == ProposalVerdict::New);
    QVERIFY(ids.note({1, 1, kLast - 1}, 9999) == ProposalVerdict::New);
    QVERIFY(ids.note({1, 1, kLast}, 9999) == ProposalVerdict::Duplicate);
}

void KvProposalsTest::nodesAndIncarnationsAreApart() {
    ProposalIds ids;
    QVERIFY(ids.note({1, 1, 1}, 1) == ProposalVerdict::New);
    QVERIFY(ids.note({2, 1, 1}, 2) == ProposalVerdict::New);
    QVERIFY(ids.note({1, 2, 1}, 3) == ProposalVerdict::New);
    QVERIFY(ids.note({1, 0, 1}, 4) == ProposalVerdict::New);
    QVERIFY(ids.note({2, 1, 1}, 5) == ProposalVerdict::Duplicate);
}

void KvProposalsTest::withoutANodeNothingIsRemembered() {
    ProposalIds ids;
    QVERIFY(ids.note({}, 1) == ProposalVerdict::New);
    QVERIFY(ids.note({}, 2) == ProposalVerdict::New);
}

void KvProposalsTest::theLeastRecentlyUsedLifeIsRetired() {
    ProposalIds ids;
    MemoryStore store;
    for (std::uint64_t life = 1; life <= kLiveIncarnations; ++life) {
        QVERIFY(ids.note({1, life, 1}, life) == ProposalVerdict::New);
    }
    QVERIFY(ids.note({1, 1, 2}, 100) == ProposalVerdict::New);
    QVERIFY(ids.note({1, 99, 1}, 101) == ProposalVerdict::New);
    for (int i = 0; i < 2; ++i) {
        QVERIFY(ids.note({1, 2, 1}, 102) == ProposalVerdict::Stale);
        QVERIFY(ids.note({1, 2, 2}, 102) == ProposalVerdict::Stale);
        QVERIFY(ids.note({1, 1, 2}, 103) == ProposalVerdict::Duplicate);
        QVERIFY(ids.note({1, 99, 1}, 104) == ProposalVerdict::Duplicate);
        ids = reloaded(ids, store);
    }
    QCOMPARE(stored(store, 1, 2), std::string("nothing"));
    // Other nodes have room of their own.
    QVERIFY(ids.note({2, 2, 1}, 105) == ProposalVerdict::New);
}

void KvProposalsTest::retiredLivesAreForgottenAtLast() {
    ProposalIds ids;
    MemoryStore store;
    const std::uint64_t lives = kRetiredIncarnations + kLiveIncarnations + 1;
    for (std::uint64_t life = 1; life <= lives; ++life) {
        QVERIFY(ids.note({1, life, 1}, life) == ProposalVerdict::New);
    }
    ids = reloaded(ids, store);
    QVERIFY(ids.note({1, 2, 1}, lives + 1) == ProposalVerdict::Stale);
    QVERIFY(ids.note({1, 1, 1}, lives + 2) == ProposalVerdict::New);
    QVERIFY(ids.note({1, 2, 1}, lives + 3) == ProposalVerdict::New);
}

void KvProposalsTest::everythingIsReadBack() {
    MemoryStore store;
    ProposalIds ids;
    Random random(1);
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 2000; ++i) {
        const std::uint64_t sequence = random.between(50'000, 50'000 + kProposalWindow - 1);
        seen.insert(sequence);
        (void)ids.note({3, 4, sequence}, 1);
    }
    ids = reloaded(ids, store);
    for (std::uint64_t i = *seen.rbegin(); i > *seen.rbegin() - kProposalWindow; --i) {
        QVERIFY((ids.note({3, 4, i}, 2) == ProposalVerdict::Duplicate) == (seen.count(i) != 0));
    }
}

void KvProposalsTest::windowsHaveTheirKnownBytes() {
    MemoryStore store;
    ProposalIds ids;
    (void)ids.note({1, 2, 1}, 300);
    ids = reloaded(ids, store);
    QCOMPARE(stored(store, 1, 2), std::string("01ac0201"));
    for (const std::uint64_t sequence : {2U, 3U, 6U, 9U, 10U}) {
        (void)ids.note({1, 2, sequence}, 301);
    }
    ids = reloaded(ids, store);
    // Of ten, from the highest down: two seen, two not, one seen, two not, three seen.
    QCOMPARE(stored(store, 1, 2), std::string("0aad020202010203"));
    (void)ids.note({1, 2, 10 + kProposalWindow}, 302);
    ids = reloaded(ids, store);
    QCOMPARE(stored(store, 1, 2), std::string("8a20ae0201ff1f"));
}

void KvProposalsTest::damagedRecordsAreErrors() {
    const std::string key = raw("p\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\x02");
    for (const char* value : {"", "0a", "0a01", "0a0102", "0a010b", "0a010a00", "0a0105000501"}) {
        MemoryStore store;
        WriteBatch batch;
        batch.put(key, unhex(value));
        QVERIFY(store.write(batch).has_value());
        QCOMPARE(ProposalIds::load(store).error().code, ErrorCode::Corrupted);
    }
    for (const std::string& bad : {raw("p\0\0"), raw("q\0\0"), raw("p\0\0\0\0\0\0\0\x01\0")}) {
        MemoryStore store;
        WriteBatch batch;
        batch.put(bad, "\x01\x01\x01");
        QVERIFY(store.write(batch).has_value());
        QCOMPARE(ProposalIds::load(store).error().code, ErrorCode::Corrupted);
    }
}

void KvProposalsTest::randomNumbersGiveWhatASetGives() {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        Random random(seed);
        MemoryStore store;
        ProposalIds ids;
        std::set<std::uint64_t> seen;
        std::uint64_t highest = 0;
        for (std::uint64_t i = 0; i < 20'000; ++i) {
            const std::uint64_t reach = seed % 2 == 0 ? 5 : kProposalWindow + 50;
            const std::uint64_t low = highest > reach ? highest - reach : 1;
            const std::uint64_t sequence = random.between(low, highest + 3);
            const bool stale = sequence == 0 || sequence + kProposalWindow <= highest;
            const ProposalVerdict expected = stale ? ProposalVerdict::Stale
                                             : seen.count(sequence) != 0
                                                 ? ProposalVerdict::Duplicate
                                                 : ProposalVerdict::New;
            QCOMPARE(ids.wasSeen({1, 1, sequence}), expected != ProposalVerdict::New);
            QVERIFY(ids.note({1, 1, sequence}, i) == expected);
            seen.insert(sequence);
            highest = std::max(highest, sequence);
            if (random.chance(1, 1000)) {
                ids = reloaded(ids, store);
            }
        }
    }
}

void KvProposalsTest::aDuplicateIsAppliedOnce() {
    Machine machine;
    QVERIFY(machine.applyItem(machine.item(put("a", "1"), {1, 1, 1})).disposition ==
            Disposition::Applied);
    const AppliedItem again = machine.applyItem(machine.item(put("a", "1"), {1, 1, 1}));
    QVERIFY(again.disposition == Disposition::Duplicate);
    QVERIFY(again.response == Response());
    QVERIFY(machine.lastReport.effects.events.empty());
    QCOMPARE(machine.all(), std::string("a=1@2/2/1"));
    QCOMPARE(machine.keySpace().meta().applied.index, std::uint64_t{2});
    (void)machine.applyItem(machine.item(put("a", "2"), {1, 1, 1 + 2 * kProposalWindow}));
    QVERIFY(machine.applyItem(machine.item(put("a", "3"), {1, 1, 2})).disposition ==
            Disposition::Stale);
    QCOMPARE(machine.all(), std::string("a=2@2/3/2"));
}

void KvProposalsTest::aDuplicateWithinOneBatchIsAppliedOnce() {
    Machine machine;
    const ApplyReport report = machine.applyAll({machine.item(put("a", "1"), {1, 1, 1}),
                                                 machine.item(put("a", "1"), {1, 1, 1}),
                                                 machine.item(put("a", "2"), {2, 1, 1})});
    QVERIFY(report.items[1].disposition == Disposition::Duplicate);
    QVERIFY(report.items[2].disposition == Disposition::Applied);
    QCOMPARE(machine.all(), std::string("a=2@2/3/2"));
}

void KvProposalsTest::aDuplicateAfterARestartIsAppliedOnce() {
    Machine machine;
    machine.applyItem(machine.item(put("a", "1"), {1, 1, 1}));
    machine.reopen();
    QVERIFY(machine.applyItem(machine.item(put("a", "1"), {1, 1, 1})).disposition ==
            Disposition::Duplicate);
    Machine other;
    QVERIFY(other.install(machine.snapshot()).has_value());
    QVERIFY(other.applyItem(other.item(put("a", "1"), {1, 1, 1})).disposition ==
            Disposition::Duplicate);
}

void KvProposalsTest::aRefusedProposalIsRemembered() {
    Machine machine;
    QVERIFY(machine.applyItem(machine.item(put("a", "1", 7), {1, 1, 1})).disposition ==
            Disposition::Refused);
    machine.apply(LeaseGrantRequest{{7}, 30});
    QVERIFY(machine.applyItem(machine.item(put("a", "1", 7), {1, 1, 1})).disposition ==
            Disposition::Duplicate);
    QVERIFY(machine.applyItem(machine.rawItem(bytes("nonsense"), {1, 1, 2})).disposition ==
            Disposition::Refused);
    QVERIFY(machine.applyItem(machine.rawItem(bytes("nonsense"), {1, 1, 2})).disposition ==
            Disposition::Duplicate);
}

QTEST_APPLESS_MAIN(KvProposalsTest)
#include "tst_kv_proposals.moc"
