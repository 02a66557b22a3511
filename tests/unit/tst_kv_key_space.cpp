// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <memory>
#include <string>
#include <vector>

#include "engine/base/invariant.h"
#include "tests/unit/kv_support.h"
#include "tests/unit/store_model.h"

using namespace quorate;
using namespace quorate::kv;
using namespace quorate::kv::test;

namespace {

using MaybeError = std::optional<KvError>;

PutRequest withPrevious(PutRequest request) {
    request.previousKv = true;
    return request;
}

/// A store that fails when it is told to.
class FailingStore final : public OrderedStore {
public:
    Result<bool> get(std::string_view key, std::string& value) const override {
        return failReads ? Result<bool>(broken()) : m_store.get(key, value);
    }
    [[nodiscard]] std::unique_ptr<StoreIterator> iterate() const override {
        return m_store.iterate();
    }
    [[nodiscard]] std::shared_ptr<const StoreReader> view() const override {
        return m_store.view();
    }
    Result<void> write(const WriteBatch& batch) override {
        ++writes;
        return failWrites ? Result<void>(broken()) : m_store.write(batch);
    }
    Result<void> sync() override { return failWrites ? Result<void>(broken()) : Result<void>(); }
    Result<std::unique_ptr<StoreReplacement>> beginReplacement() override {
        return m_store.beginReplacement();
    }

    bool failReads{false};
    bool failWrites{false};
    int writes{0};

private:
    static Error broken() { return {ErrorCode::IoError, "the disk is gone"}; }

    MemoryStore m_store;
};

}  // namespace

class KvKeySpaceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNewKeySpaceIsAtRevisionOne();
    void everyPutGetsTheNextRevision();
    void aDeletedKeyStartsAnew();
    void deletingNothingLeavesTheRevision();
    void aDeleteOfManyKeysHasOneRevision();
    void previousValuesAreGivenWhereAskedFor();
    void aPutMayKeepTheValueOrTheLease();
    void refusedCommandsChangeNothing();
    void aCommandThatCannotBeDecodedIsAnsweredAndPassed();
    void commandsOfALongApplyAreEachWhatTheyAre();
    void entriesWithoutACommandMoveTheAppliedIndexOn();
    void everyApplyIsOneBatch();
    void laterCommandsOfABatchSeeEarlierOnes();
    void groupingDoesNotChangeTheOutcome();
    void whereItStandsIsReadBack();
    void theMembershipIsKept();
    void entriesMustComeInOrder();
    void aFailedWriteIsFinal();
    void aFailedReadIsFinal();
    void aStoreThatHoldsSomethingElseIsRefused();
    void changesOfLaterAppliesAreRemoved();
    void changesWithoutAnythingElseAreRemovedToo();
    void damagedRecordsAreErrorsThatNameThem();
    void theChainHashTellsHistoriesApart();
};

void KvKeySpaceTest::aNewKeySpaceIsAtRevisionOne() {
    Machine machine;
    QCOMPARE(machine.revision(), std::int64_t{1});
    const RangeResponse response = machine.range(everything()).value();
    QCOMPARE(response.revision, std::int64_t{1});
    QCOMPARE(response.count, std::int64_t{0});
    QVERIFY(response.kvs.empty());
    QCOMPARE(machine.keySpace().meta(), Meta());
}

void KvKeySpaceTest::everyPutGetsTheNextRevision() {
    Machine machine;
    QCOMPARE(machine.ok<PutResponse>(put("a", "1")).revision, std::int64_t{2});
    QCOMPARE(machine.ok<PutResponse>(put("b", "2")).revision, std::int64_t{3});
    QCOMPARE(machine.ok<PutResponse>(put("a", "3")).revision, std::int64_t{4});
    QCOMPARE(machine.all(), std::string("a=3@2/4/2 b=2@3/3/1"));
    QCOMPARE(describe(machine.lastReport.effects.events),
             std::vector<std::string>{"PUT 4.0 a=3@2/4/2 <- a=1@2/2/1"});
}

void KvKeySpaceTest::aDeletedKeyStartsAnew() {
    Machine machine;
    machine.apply(put("a", "1"));
    machine.apply(put("a", "2"));
    const auto response = machine.ok<DeleteRangeResponse>(erase("a"));
    QCOMPARE(response.revision, std::int64_t{4});
    QCOMPARE(response.deleted, std::int64_t{1});
    QVERIFY(response.previous.empty());
    QCOMPARE(machine.all(), std::string());
    QCOMPARE(describe(machine.lastReport.effects.events),
             std::vector<std::string>{"DELETE 4.0 a <- a=2@2/3/2"});
    machine.apply(put("a", "3"));
    QCOMPARE(machine.all(), std::string("a=3@5/5/1"));
}

void KvKeySpaceTest::deletingNothingLeavesTheRevision() {
    Machine machine;
    machine.apply(put("a", "1"));
    for (const auto& request : {erase("b"), erase("b", "z"), erase("b", "a")}) {
        const auto response = machine.ok<DeleteRangeResponse>(request);
        QCOMPARE(response.revision, std::int64_t{2});
        QCOMPARE(response.deleted, std::int64_t{0});
    }
    QCOMPARE(machine.revision(), std::int64_t{2});
}

void KvKeySpaceTest::aDeleteOfManyKeysHasOneRevision() {
    Machine machine;
    for (const char* key : {"a", "b", "c", "d"}) {
        machine.apply(put(key, "v"));
    }
    DeleteRangeRequest request = erase("b", raw("\0"));
    request.previousKv = true;
    const auto response = machine.ok<DeleteRangeResponse>(request);
    QCOMPARE(response.revision, std::int64_t{6});
    QCOMPARE(response.deleted, std::int64_t{3});
    QCOMPARE(describe(response.previous), std::string("b=v@3/3/1 c=v@4/4/1 d=v@5/5/1"));
    QCOMPARE(describe(machine.lastReport.effects.events),
             (std::vector<std::string>{"DELETE 6.0 b <- b=v@3/3/1", "DELETE 6.1 c <- c=v@4/4/1",
                                       "DELETE 6.2 d <- d=v@5/5/1"}));
    QCOMPARE(machine.all(), std::string("a=v@2/2/1"));
    QCOMPARE(machine.keySpace().meta().keys, std::int64_t{1});
}

void KvKeySpaceTest::previousValuesAreGivenWhereAskedFor() {
    Machine machine;
    QVERIFY(!machine.ok<PutResponse>(withPrevious(put("a", "1"))).previous);
    const auto response = machine.ok<PutResponse>(withPrevious(put("a", "2")));
    QCOMPARE(describe(*response.previous), std::string("a=1@2/2/1"));
    QVERIFY(!machine.ok<PutResponse>(put("a", "3")).previous);
}

void KvKeySpaceTest::aPutMayKeepTheValueOrTheLease() {
    Machine machine;
    machine.apply(LeaseGrantRequest{{7}, 10});
    PutRequest keepValue = put("a", "", 7);
    keepValue.ignoreValue = true;
    QCOMPARE(machine.refusal(keepValue), MaybeError(KvError::KeyNotFound));
    PutRequest keepLease = put("a", "2");
    keepLease.ignoreLease = true;
    QCOMPARE(machine.refusal(keepLease), MaybeError(KvError::KeyNotFound));
    machine.apply(put("a", "1"));
    machine.apply(keepValue);
    QCOMPARE(machine.all(), std::string("a=1@2/3/2~7"));
    machine.apply(keepLease);
    QCOMPARE(machine.all(), std::string("a=2@2/4/3~7"));
    PutRequest touch = put("a", "");
    touch.ignoreValue = true;
    touch.ignoreLease = true;
    machine.apply(touch);
    QCOMPARE(machine.all(), std::string("a=2@2/5/4~7"));
    machine.apply(put("a", "3"));
    QCOMPARE(machine.all(), std::string("a=3@2/6/5"));
}

void KvKeySpaceTest::refusedCommandsChangeNothing() {
    Machine machine;
    machine.apply(put("a", "1"));
    QCOMPARE(machine.refusal(put("", "1")), MaybeError(KvError::EmptyKey));
    QCOMPARE(machine.refusal(put("a", "2", 99)), MaybeError(KvError::LeaseNotFound));
    QCOMPARE(machine.refusal(txn({}, {{put("a", "1")}, {put("a", "2")}})),
             MaybeError(KvError::DuplicateKey));
    QCOMPARE(machine.refusal(CompactRequest{3}), MaybeError(KvError::FutureRevision));
    QCOMPARE(machine.refusal(get("a", "", 3)), MaybeError(KvError::FutureRevision));
    const AppliedItem item = machine.applyItem(machine.item(erase("")));
    QVERIFY(item.disposition == Disposition::Refused);
    QVERIFY(machine.lastReport.effects.events.empty());
    QCOMPARE(machine.all(), std::string("a=1@2/2/1"));
    QCOMPARE(machine.keySpace().meta().applied, (AppliedPosition{7, 1}));
}

void KvKeySpaceTest::aCommandThatCannotBeDecodedIsAnsweredAndPassed() {
    Machine machine;
    const ApplyReport report =
        machine.applyAll({machine.item(put("a", "1")), machine.rawItem(bytes("nonsense")),
                          machine.rawItem({}), machine.item(put("b", "2"))});
    QVERIFY(report.items[1].disposition == Disposition::Refused);
    QVERIFY(report.items[1].response == Response(KvError::MalformedCommand));
    QVERIFY(report.items[2].response == Response(KvError::MalformedCommand));
    QCOMPARE(machine.all(), std::string("a=1@2/2/1 b=2@3/3/1"));
    QCOMPARE(machine.keySpace().meta().applied.index, std::uint64_t{4});
}

void KvKeySpaceTest::commandsOfALongApplyAreEachWhatTheyAre() {
    Machine machine;
    std::vector<LogItem> items;
    for (int i = 0; i < 100; ++i) {
        items.push_back(i % 7 == 3 ? machine.rawItem(bytes("nonsense"))
                                   : machine.item(put("k" + std::to_string(i), "v")));
    }
    const ApplyReport report = machine.applyAll(items);
    for (std::size_t i = 0; i < items.size(); ++i) {
        QCOMPARE(report.items[i].disposition == Disposition::Refused, i % 7 == 3);
    }
    for (const Event& event : report.effects.events) {
        QCOMPARE(event.kv.version, std::int64_t{1});
    }
    QCOMPARE(report.effects.events.size(), std::size_t{86});
    QCOMPARE(report.meta.keys, std::int64_t{86});
}

void KvKeySpaceTest::entriesWithoutACommandMoveTheAppliedIndexOn() {
    Machine machine;
    const AppliedItem item = machine.applyItem({{5, 2}, {}, LogItem::Kind::Empty, {}});
    QVERIFY(item.disposition == Disposition::Applied);
    QVERIFY(item.response == Response());
    QCOMPARE(machine.keySpace().meta().applied, (AppliedPosition{5, 2}));
    QCOMPARE(machine.revision(), std::int64_t{1});
}

void KvKeySpaceTest::everyApplyIsOneBatch() {
    FailingStore store;
    const auto keySpace = std::move(KeySpace::open(store)).value();
    QVERIFY(keySpace->apply({}).has_value());
    QCOMPARE(store.writes, 0);
    std::vector<LogItem> items;
    for (std::uint64_t i = 1; i <= 10; ++i) {
        items.push_back({{i, 1}, {1, 1, i}, LogItem::Kind::Request, encode(put("k", "v")).value()});
    }
    items.push_back({{11, 1}, {}, LogItem::Kind::Configuration, bytes("members")});
    QVERIFY(keySpace->apply(items).has_value());
    QCOMPARE(store.writes, 1);
    const auto reopened = std::move(KeySpace::open(store)).value();
    QCOMPARE(reopened->meta(), keySpace->meta());
    QCOMPARE(reopened->meta().applied.index, std::uint64_t{11});
    QCOMPARE(reopened->meta().revision, std::int64_t{11});
    QCOMPARE(reopened->configuration().toString(), std::string("members"));
}

void KvKeySpaceTest::laterCommandsOfABatchSeeEarlierOnes() {
    Machine machine;
    machine.apply(put("z", "0"));
    const ApplyReport report = machine.applyAll(
        {machine.item(put("a", "1")), machine.item(withPrevious(put("a", "2"))),
         machine.item(get("a", "", 3)), machine.item(everything()), machine.item(erase("a", "b")),
         machine.item(everything()), machine.item(everything(4)),
         machine.item(LeaseGrantRequest{{7}, 10}), machine.item(put("c", "3", 7)),
         machine.item(LeaseRevokeRequest{{7}}), machine.item(everything())});
    const auto kvs = [&](std::size_t item) {
        return describe(std::get<RangeResponse>(report.items[item].response).kvs);
    };
    QCOMPARE(describe(*std::get<PutResponse>(report.items[1].response).previous),
             std::string("a=1@3/3/1"));
    QCOMPARE(kvs(2), std::string("a=1@3/3/1"));
    QCOMPARE(kvs(3), std::string("a=2@3/4/2 z=0@2/2/1"));
    QCOMPARE(std::get<DeleteRangeResponse>(report.items[4].response).deleted, std::int64_t{1});
    QCOMPARE(kvs(5), std::string("z=0@2/2/1"));
    QCOMPARE(kvs(6), std::string("a=2@3/4/2 z=0@2/2/1"));
    QCOMPARE(kvs(10), std::string("z=0@2/2/1"));
    QCOMPARE(machine.revision(), std::int64_t{7});
}

void KvKeySpaceTest::groupingDoesNotChangeTheOutcome() {
    Machine single;
    Machine grouped;
    std::vector<LogItem> items;
    for (int i = 0; i < 30; ++i) {
        const std::string key = "k" + std::to_string(i % 7);
        items.push_back(i % 5 == 4 ? grouped.item(erase(key))
                                   : grouped.item(put(key, std::to_string(i))));
    }
    std::vector<Event> events;
    std::vector<Response> responses;
    for (const LogItem& item : items) {
        responses.push_back(single.applyItem(item).response);
        for (const Event& event : single.lastReport.effects.events) {
            events.push_back(event);
        }
    }
    const ApplyReport report = grouped.applyAll(items);
    for (std::size_t i = 0; i < items.size(); ++i) {
        QVERIFY(report.items[i].response == responses[i]);
    }
    QCOMPARE(describe(report.effects.events), describe(events));
    QCOMPARE(report.meta, single.keySpace().meta());
    QCOMPARE(hex(grouped.snapshot()), hex(single.snapshot()));
}

void KvKeySpaceTest::whereItStandsIsReadBack() {
    Machine machine;
    machine.term = 3;
    machine.apply(put("a", "1"));
    machine.apply(put("a", "2"));
    machine.apply(CompactRequest{2});
    const Meta before = machine.keySpace().meta();
    machine.reopen();
    QCOMPARE(machine.keySpace().meta(), before);
    QCOMPARE(before.applied, (AppliedPosition{3, 3}));
    QCOMPARE(before.revision, std::int64_t{3});
    QCOMPARE(before.compacted, std::int64_t{2});
    machine.apply(put("a", "3"));
    QCOMPARE(machine.all(), std::string("a=3@2/4/3"));
}

void KvKeySpaceTest::theMembershipIsKept() {
    Machine machine;
    QVERIFY(machine.keySpace().configuration().empty());
    machine.applyItem({{1, 1}, {}, LogItem::Kind::Configuration, bytes("one")});
    machine.applyItem({{2, 1}, {}, LogItem::Kind::Configuration, bytes("two")});
    QCOMPARE(machine.keySpace().configuration().toString(), std::string("two"));
    machine.reopen();
    QCOMPARE(machine.keySpace().configuration().toString(), std::string("two"));
    // Whether it is applied is the consensus core's decision, so it counts even as a duplicate.
    machine.applyItem({{3, 1}, {1, 1, 1}, LogItem::Kind::Configuration, bytes("three")});
    machine.applyItem({{4, 1}, {1, 1, 1}, LogItem::Kind::Configuration, bytes("four")});
    QCOMPARE(machine.keySpace().configuration().toString(), std::string("four"));
}

void KvKeySpaceTest::entriesMustComeInOrder() {
    Machine machine;
    machine.applyItem({{5, 2}, {}, LogItem::Kind::Empty, {}});
    QVERIFY_THROWS_EXCEPTION(InvariantViolation,
                             machine.applyItem({{5, 2}, {}, LogItem::Kind::Empty, {}}));
    QVERIFY_THROWS_EXCEPTION(InvariantViolation,
                             machine.applyItem({{6, 1}, {}, LogItem::Kind::Empty, {}}));
}

void KvKeySpaceTest::aFailedWriteIsFinal() {
    FailingStore store;
    auto keySpace = std::move(KeySpace::open(store)).value();
    const auto item = [](std::uint64_t index) {
        return std::vector<LogItem>{
            {{index, 1}, {1, 1, index}, LogItem::Kind::Request, encode(put("a", "1")).value()}};
    };
    QVERIFY(keySpace->apply(item(1)).has_value());
    store.failWrites = true;
    QCOMPARE(keySpace->apply(item(2)).error().code, ErrorCode::IoError);
    QCOMPARE(keySpace->meta().revision, std::int64_t{2});
    store.failWrites = false;
    QCOMPARE(keySpace->apply(item(2)).error().code, ErrorCode::IoError);
    QCOMPARE(keySpace->compactSome(1).error().code, ErrorCode::IoError);
    QVERIFY(!keySpace->beginInstall().has_value());
    // Opened anew, it goes on from what the store has.
    keySpace = std::move(KeySpace::open(store)).value();
    const auto report = keySpace->apply(item(2));
    QVERIFY(report.has_value());
    QVERIFY(report->items[0].disposition == Disposition::Applied);
    QCOMPARE(keySpace->meta().revision, std::int64_t{3});
}

void KvKeySpaceTest::aFailedReadIsFinal() {
    FailingStore store;
    const auto keySpace = std::move(KeySpace::open(store)).value();
    const std::vector<LogItem> items{
        {{1, 1}, {}, LogItem::Kind::Request, encode(put("a", "1")).value()}};
    store.failReads = true;
    QCOMPARE(keySpace->apply(items).error().code, ErrorCode::IoError);
    QCOMPARE(range(keySpace->now(), get("a")).error().code, ErrorCode::IoError);
    QVERIFY(!KeySpace::open(store).has_value());
    store.failReads = false;
    QVERIFY(!keySpace->apply(items).has_value());
    QCOMPARE(store.writes, 0);
}

void KvKeySpaceTest::aStoreThatHoldsSomethingElseIsRefused() {
    MemoryStore store;
    WriteBatch batch;
    batch.put("x", "y");
    QVERIFY(store.write(batch).has_value());
    QCOMPARE(KeySpace::open(store).error().code, ErrorCode::Corrupted);
    WriteBatch meta;
    meta.put("m", raw("\x02 of another format"));
    QVERIFY(store.write(meta).has_value());
    QCOMPARE(KeySpace::open(store).error().code, ErrorCode::Corrupted);
}

/// A store may have appended keys of writes that a crash took away.
void KvKeySpaceTest::changesOfLaterAppliesAreRemoved() {
    Machine reference;
    Machine machine;
    for (const char* value : {"1", "2", "3"}) {
        reference.apply(put("a", value));
        machine.apply(put("a", value));
    }
    const std::string before = contents(machine.store());
    WriteBatch later;
    for (std::int64_t revision = 5; revision < 9; ++revision) {
        later.put(layout::changeKey({revision, 0}), "of somebody who is gone");
    }
    QVERIFY(machine.store().write(later).has_value());
    machine.reopen();
    QCOMPARE(contents(machine.store()), before);
    reference.apply(put("a", "4"));
    machine.apply(put("a", "4"));
    QCOMPARE(contents(machine.store()), contents(reference.store()));
}

void KvKeySpaceTest::changesWithoutAnythingElseAreRemovedToo() {
    MemoryStore store;
    WriteBatch changes;
    changes.put(layout::changeKey({2, 0}), "of the first apply");
    QVERIFY(store.write(changes).has_value());
    Machine machine(store);
    QCOMPARE(machine.revision(), std::int64_t{1});
    QCOMPARE(contents(store), std::string());
}

void KvKeySpaceTest::damagedRecordsAreErrorsThatNameThem() {
    Machine machine;
    machine.apply(put("a", "1"));
    WriteBatch batch;
    batch.put("ka", "\xff");
    QVERIFY(machine.store().write(batch).has_value());
    const auto answer = range(machine.keySpace().now(), get("a"));
    QCOMPARE(answer.error().code, ErrorCode::Corrupted);
    QVERIFY(QString::fromStdString(answer.error().message).contains("\"ka\""));
    QVERIFY(!range(machine.keySpace().now(), everything()).has_value());
    machine.reopen();
    QVERIFY(!machine.keySpace().apply(std::vector{machine.item(put("a", "2"))}).has_value());
}

void KvKeySpaceTest::theChainHashTellsHistoriesApart() {
    Machine one;
    Machine two;
    one.apply(put("a", "1"));
    two.apply(put("a", "1"));
    QCOMPARE(one.keySpace().meta().chain, two.keySpace().meta().chain);
    one.apply(put("b", "2"));
    two.apply(put("b", "3"));
    QVERIFY(one.keySpace().meta().chain != two.keySpace().meta().chain);
    // It does not forget: the same contents later do not make the histories equal.
    one.apply(erase("b"));
    two.apply(erase("b"));
    QVERIFY(one.keySpace().meta().chain != two.keySpace().meta().chain);
}

QTEST_APPLESS_MAIN(KvKeySpaceTest)
#include "tst_kv_key_space.moc"
