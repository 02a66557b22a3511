// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <string>
#include <vector>

#include "engine/base/invariant.h"
#include "engine/base/random.h"
#include "engine/kv/contents_hash.h"
#include "engine/kv/snapshot_format.h"
#include "tests/unit/kv_support.h"

using namespace quorate;
using namespace quorate::kv;
using namespace quorate::kv::test;

namespace {

/// A bit of everything that a key space can hold.
void fill(Machine& machine) {
    machine.applyItem(
        {machine.item(put("z", "")).position, {}, LogItem::Kind::Configuration, bytes("members")});
    machine.apply(LeaseGrantRequest{{7}, 30});
    machine.applyItem(machine.item(put("a", "1", 7), {1, 1, 1}));
    machine.apply(put(raw("b\0"), std::string(300, 'v')));
    machine.apply(put("a", "2", 7));
    machine.apply(erase(raw("b\0")));
    machine.apply(put("c", ""));
    machine.apply(put("a", "3"));
    machine.apply(CompactRequest{4});
}

std::string contents(const MemoryStore& store) {
    std::string text;
    const auto iterator = store.iterate();
    for (iterator->seek({}); iterator->valid(); iterator->next()) {
        text += hex(iterator->key()) + "=" + hex(iterator->value()) + "\n";
    }
    return text;
}

}  // namespace

class KvSnapshotTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSnapshotGivesTheWholeKeySpace();
    void aSnapshotReplacesWhatWasThere();
    void anEmptyKeySpaceHasASnapshot();
    void theBytesDoNotDependOnTheChunksNorOnRemoval();
    void chunksHaveTheSizeAskedFor();
    void aSnapshotIsOfTheMomentItWasBegun();
    void anInstallThatIsDroppedNeverWas();
    void everyTruncationIsRefused();
    void everyChangedBitIsRefused();
    void bytesAfterTheEndAreRefused();
    void anInstallerTakesNothingAfterAnError();
    void aRecordTooLongIsRefused();
    void afterAnInstallTheLogGoesOn();
    void aSmallSnapshotHasItsKnownBytes();
    void aSnapshotOfAnotherFormatIsRefused();
};

void KvSnapshotTest::aSnapshotGivesTheWholeKeySpace() {
    Machine from;
    fill(from);
    from.reclaim();
    Machine to;
    QVERIFY(to.install(from.snapshot()).has_value());
    QCOMPARE(to.keySpace().meta(), from.keySpace().meta());
    QCOMPARE(to.keySpace().configuration().toString(), std::string("members"));
    QCOMPARE(contents(to.store()), contents(from.store()));
    QCOMPARE(to.all(), from.all());
    QCOMPARE(to.all(4), from.all(4));
    QCOMPARE(to.history(4, true), from.history(4, true));
    QCOMPARE(to.range(everything(3)).refusal(), KvError::Compacted);
    QCOMPARE(contentsHash(to.keySpace().now(), 0).value().value(),
             contentsHash(from.keySpace().now(), 0).value().value());
    to.reopen();
    QCOMPARE(to.keySpace().meta(), from.keySpace().meta());
}

void KvSnapshotTest::aSnapshotReplacesWhatWasThere() {
    Machine from;
    fill(from);
    Machine to;
    for (int i = 0; i < 50; ++i) {
        to.applyItem(to.item(put("old" + std::to_string(i), "v"),
                             {9, 9, static_cast<std::uint64_t>(i) + 1}));
    }
    QVERIFY(to.install(from.snapshot()).has_value());
    QCOMPARE(to.all(), from.all());
    QCOMPARE(hex(to.snapshot()), hex(from.snapshot()));
}

void KvSnapshotTest::anEmptyKeySpaceHasASnapshot() {
    Machine from;
    Machine to;
    to.apply(put("a", "1"));
    QVERIFY(to.install(from.snapshot()).has_value());
    QCOMPARE(to.keySpace().meta(), Meta());
    QCOMPARE(to.all(), std::string());
}

void KvSnapshotTest::theBytesDoNotDependOnTheChunksNorOnRemoval() {
    Machine machine;
    fill(machine);
    const std::string stream = machine.snapshot(1);
    QCOMPARE(hex(machine.snapshot(64 * 1024)), hex(stream));
    while (machine.keySpace().compactSome(1).value()) {
        QCOMPARE(hex(machine.snapshot()), hex(stream));
    }
    QCOMPARE(hex(machine.snapshot()), hex(stream));
    for (const std::size_t piece : {std::size_t{1}, std::size_t{13}, stream.size()}) {
        Machine to;
        QVERIFY(to.install(stream, piece).has_value());
        QCOMPARE(hex(to.snapshot()), hex(stream));
    }
}

void KvSnapshotTest::chunksHaveTheSizeAskedFor() {
    Machine machine;
    for (int i = 0; i < 200; ++i) {
        machine.apply(put("key" + std::to_string(i), std::string(50, 'v')));
    }
    SnapshotWriter writer(machine.keySpace().pin());
    QCOMPARE(writer.meta(), machine.keySpace().meta());
    std::string chunk;
    std::vector<std::size_t> sizes;
    while (writer.next(chunk, 1000).value()) {
        sizes.push_back(chunk.size());
    }
    QVERIFY(chunk.empty());
    QVERIFY(!writer.next(chunk, 1000).value());
    QVERIFY(sizes.size() > 10);
    sizes.pop_back();
    for (const std::size_t size : sizes) {
        QVERIFY(size >= 1000 && size < 1100);
    }
}

void KvSnapshotTest::aSnapshotIsOfTheMomentItWasBegun() {
    Machine machine;
    fill(machine);
    const std::string before = machine.snapshot();
    SnapshotWriter writer(machine.keySpace().pin());
    std::string stream;
    std::string chunk;
    while (writer.next(chunk, 10).value()) {
        stream += chunk;
        machine.apply(put("a", std::to_string(stream.size())));
        machine.apply(erase("c"));
    }
    QCOMPARE(hex(stream), hex(before));
}

void KvSnapshotTest::anInstallThatIsDroppedNeverWas() {
    Machine from;
    fill(from);
    Machine to;
    to.apply(put("mine", "1"));
    const std::string before = contents(to.store());
    {
        const auto installer = std::move(to.keySpace().beginInstall()).value();
        QVERIFY(installer->feed(from.snapshot()).has_value());
        QVERIFY(installer->isComplete());
        QCOMPARE(to.all(), std::string("mine=1@2/2/1"));
    }
    QCOMPARE(contents(to.store()), before);
    to.apply(put("mine", "2"));
    QCOMPARE(to.all(), std::string("mine=2@2/3/2"));
}

void KvSnapshotTest::everyTruncationIsRefused() {
    Machine from;
    fill(from);
    const std::string stream = from.snapshot();
    Machine to;
    to.apply(put("mine", "1"));
    for (std::size_t size = 0; size < stream.size(); ++size) {
        const auto installer = std::move(to.keySpace().beginInstall()).value();
        QVERIFY(installer->feed(stream.substr(0, size)).has_value());
        QVERIFY(!installer->isComplete());
        QCOMPARE(installer->commit().error().code, ErrorCode::Malformed);
    }
    QCOMPARE(to.all(), std::string("mine=1@2/2/1"));
}

void KvSnapshotTest::everyChangedBitIsRefused() {
    Machine from;
    fill(from);
    const std::string stream = from.snapshot();
    Machine to;
    to.apply(put("mine", "1"));
    for (std::size_t bit = 0; bit < stream.size() * 8; ++bit) {
        std::string changed = stream;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
        const auto installed = to.install(changed, 64);
        QVERIFY2(!installed.has_value(), std::to_string(bit).c_str());
        QCOMPARE(installed.error().code, ErrorCode::Malformed);
    }
    QCOMPARE(to.all(), std::string("mine=1@2/2/1"));
}

void KvSnapshotTest::bytesAfterTheEndAreRefused() {
    Machine from;
    fill(from);
    Machine to;
    QCOMPARE(to.install(from.snapshot() + "x").error().code, ErrorCode::Malformed);
    QCOMPARE(to.all(), std::string());
}

void KvSnapshotTest::anInstallerTakesNothingAfterAnError() {
    Machine from;
    fill(from);
    Machine to;
    const auto installer = std::move(to.keySpace().beginInstall()).value();
    const auto refused = installer->feed("no snapshot");
    QCOMPARE(refused.error().code, ErrorCode::Malformed);
    QCOMPARE(installer->feed(from.snapshot()).error(), refused.error());
    QCOMPARE(installer->commit().error(), refused.error());
}

void KvSnapshotTest::aRecordTooLongIsRefused() {
    Machine to;
    const auto installer = std::move(to.keySpace().beginInstall()).value();
    QVERIFY(installer->feed(raw("QKVS\x02\x01\x02kx\xff\xff\xff\xff\x0f")).has_value());
    const std::string piece(1024 * 1024, 'v');
    std::size_t fed = 0;
    while (installer->feed(piece).has_value()) {
        fed += piece.size();
        QVERIFY(fed <= snapshot::kMaxRecordBytes);
    }
    QVERIFY(fed + 2 * piece.size() >= snapshot::kMaxRecordBytes);
}

void KvSnapshotTest::afterAnInstallTheLogGoesOn() {
    Machine from;
    fill(from);
    Machine to;
    QVERIFY(to.install(from.snapshot()).has_value());
    const LogItem item = from.item(put("a", "4", 7));
    from.applyItem(item);
    to.applyItem(item);
    QCOMPARE(to.keySpace().meta().chain, from.keySpace().meta().chain);
    QCOMPARE(hex(to.snapshot()), hex(from.snapshot()));
    const LogItem revoke = from.item(LeaseRevokeRequest{{7}});
    from.applyItem(revoke);
    to.applyItem(revoke);
    QCOMPARE(to.all(), std::string("c=@6/6/1"));
    QVERIFY_THROWS_EXCEPTION(InvariantViolation, to.applyItem(item));
}

void KvSnapshotTest::aSmallSnapshotHasItsKnownBytes() {
    Machine machine;
    machine.apply(put("a", "1"));
    // The hashes at the end of the meta record and of the stream were worked out by hand.
    QCOMPARE(hex(machine.snapshot()),
             hex(unhex("514b5653 02"
                       " 01 026b61 05 0200020100"
                       " 01 016d 10 0201010201000001 c3ac12fd115c4871"
                       " 01 0d 72 0000000000000002 00000000 07 00020100016131"
                       " 02 03 79fa2c67a0556f49")));
}

void KvSnapshotTest::aSnapshotOfAnotherFormatIsRefused() {
    Machine to;
    const auto refused = to.install(raw("QKVS\x01") + std::string(20, 'x'));
    QCOMPARE(refused.error().code, ErrorCode::Malformed);
    QCOMPARE(refused.error().message,
             std::string("the snapshot of the key space is broken at offset 0: it is of format 1, "
                         "and this program reads format 2 only: let all members run the same "
                         "version"));
}

QTEST_APPLESS_MAIN(KvSnapshotTest)
#include "tst_kv_snapshot.moc"
