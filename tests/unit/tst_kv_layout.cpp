// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/random.h"
#include "engine/kv/layout.h"
#include "engine/kv/meta.h"
#include "engine/kv/record_wire.h"
#include "engine/kv/state_hash.h"
#include "tests/unit/kv_support.h"

using namespace quorate;
using namespace quorate::kv;
using namespace quorate::kv::test;

/// What lies in stores may never change without a new format.
class KvLayoutTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSmallKeySpaceHasItsKnownRecords();
    void storedKeysSortAsWhatTheyStandFor();
    void replacedKeysComeApartAgain();
    void damagedKeysAndValuesAreNotTaken();
    void changesThatCannotBeAreNotTaken();
    void aKeySpaceOfAnotherFormatIsRefusedAndKept();
    void theHashOfBytesIsTheKnownOne();
    void numbersHaveOneEncoding();
};

void KvLayoutTest::aSmallKeySpaceHasItsKnownRecords() {
    Machine machine;
    machine.term = 2;
    machine.apply(LeaseGrantRequest{{7}, 30});
    machine.applyItem(machine.item(put("a", "1"), {1, 5, 1}));
    machine.apply(put(raw("b\0"), "2", 7));
    machine.apply(put("a", "3"));
    machine.apply(erase("a"));
    LogItem configuration = machine.rawItem(bytes("members"));
    configuration.kind = LogItem::Kind::Configuration;
    machine.applyItem(configuration);
    machine.apply(CompactRequest{3});
    std::vector<std::string> records;
    const auto iterator = machine.store().iterate();
    for (iterator->seek({}); iterator->valid(); iterator->next()) {
        records.push_back(hex(iterator->key()) + ":" + hex(iterator->value()));
    }
    // The chain hash at the end of the meta record was worked out by hand.
    std::vector<std::string> expected{
        "61 0000000000000007 6200:",
        "63: 6d656d62657273",
        "68 61 0001 0000000000000005 00000000: 04 00 02 02 00",
        "6b 6200: 03 00 03 01 0e",
        "6c 0000000000000007: 1e 00",
        "6d: 02 07 02 05 06 00 00 01 b83890ce30d92b68",
        "70 0000000000000001 0000000000000005: 01 02 01",
        "72 0000000000000002 00000000: 00 02 01 00 01 61 31",
        "72 0000000000000003 00000000: 00 03 01 0e 02 6200 32",
        "72 0000000000000004 00000000: 02 02 00 02 02 00 01 61 33",
        "72 0000000000000005 00000000: 07 04 00 01 61",
    };
    for (std::string& line : expected) {
        line.erase(std::remove(line.begin(), line.end(), ' '), line.end());
    }
    QCOMPARE(records, expected);
}

void KvLayoutTest::storedKeysSortAsWhatTheyStandFor() {
    Random random(1);
    std::vector<std::pair<std::string, Revision>> entries;
    for (int i = 0; i < 2000; ++i) {
        std::string key(static_cast<std::size_t>(random.below(4)), '\0');
        for (char& c : key) {
            c = raw("\0\x01\x02\xfe\xff")[static_cast<std::size_t>(random.below(5))];
        }
        entries.push_back({key,
                           {static_cast<std::int64_t>(random.below(3) * 1000),
                            static_cast<std::int64_t>(random.below(3) * 1000)}});
    }
    std::vector<std::string> stored;
    stored.reserve(entries.size());
    std::sort(entries.begin(), entries.end());
    for (const auto& [key, revision] : entries) {
        stored.push_back(layout::replacedKey(key, revision));
        QVERIFY(layout::replacedBegin(key) < stored.back());
        QVERIFY(stored.back() < layout::replacedEnd(key));
    }
    QVERIFY(std::is_sorted(stored.begin(), stored.end()));
    QVERIFY(layout::changeKey({2, 300}) < layout::changeKey({256, 0}));
    QVERIFY(layout::changeKey({2, 255}) < layout::changeKey({2, 256}));
}

void KvLayoutTest::replacedKeysComeApartAgain() {
    for (const std::string& key :
         {raw(""), raw("a"), raw("\0"), raw("a\0\xff"), raw("\0\x01"), raw("\0\0"), raw("\xff")}) {
        std::string back = "something";
        const auto revision = layout::parseReplacedKey(layout::replacedKey(key, {9, 3}), back);
        QVERIFY(revision.has_value());
        QCOMPARE(*revision, (Revision{9, 3}));
        QCOMPARE(hex(back), hex(key));
    }
}

void KvLayoutTest::damagedKeysAndValuesAreNotTaken() {
    std::string key;
    const std::string good = layout::replacedKey("ab", {1, 0});
    for (std::size_t size = 0; size < good.size(); ++size) {
        QVERIFY(!layout::parseReplacedKey(good.substr(0, size), key));
    }
    QVERIFY(!layout::parseReplacedKey(raw("ha\0b\0\x01") + std::string(12, '\0'), key));
    QVERIFY(!layout::parseReplacedKey(raw("ha\0\0\x01") + std::string(12, '\0'), key));
    QVERIFY(!layout::parseChangeKey("r"));
    QVERIFY(!layout::parseLeaseKey("l1234567"));
    QVERIFY(!layout::parseRecord(raw("\x01\x00\x01\x01")));
    QVERIFY(layout::parseRecord(raw("\x01\x00\x01\x01\x00")));
    QVERIFY(!layout::parseRecord(raw("\x01\x00\x01\x01\x00\x00")));
    QVERIFY(!layout::parseRecord(unhex("ffffffffffffffffff01 00 01 01 00")));
    QVERIFY(!layout::parseLease(raw("\x01\x01\x01")));
    const std::string meta = metaValue(Meta());
    QVERIFY(decodeMeta(meta).has_value());
    for (std::size_t size = 0; size < meta.size(); ++size) {
        QCOMPARE(decodeMeta(meta.substr(0, size)).error().code, ErrorCode::Corrupted);
    }
    QVERIFY(!decodeMeta(meta + "x"));
    Meta impossible;
    impossible.compacted = 2;
    QVERIFY(!decodeMeta(metaValue(impossible)));
    QCOMPARE(layout::corrupted(raw("k\0\"\x7f")).message,
             std::string("the key space holds a damaged record at \"k\\x00\\x22\\x7f\""));
}

void KvLayoutTest::changesThatCannotBeAreNotTaken() {
    const auto isTaken = [](const char* value) {
        return layout::parseChange(layout::changeKey({4, 1}), unhex(value)).has_value();
    };
    QVERIFY(isTaken("00 02 01 00 01 61 31"));
    QVERIFY(isTaken("02 0400 02 02 00 01 61"));
    QVERIFY(isTaken("06 0300 02 02 00 01 61"));
    QVERIFY(isTaken("07 0300 01 61"));
    QVERIFY(!isTaken(""));
    QVERIFY(!isTaken("00 02 01 00 02 61"));       // a key that is cut off
    QVERIFY(!isTaken("08 02 01 00 01 61 31"));    // an unknown flag
    QVERIFY(!isTaken("02 0401 02 02 00 01 61"));  // it replaced itself
    QVERIFY(!isTaken("02 0500 02 02 00 01 61"));  // or what came later
    QVERIFY(!isTaken("04 02 02 00 01 61"));       // nothing is indexed
    QVERIFY(!isTaken("01 01 61"));                // a delete of nothing
    QVERIFY(!isTaken("03 0300 01 61"));           // or that is not indexed
    QVERIFY(!isTaken("07 0300 01 61 31"));        // or has a value
    QVERIFY(!layout::parseChange("r", unhex("00 02 01 00 01 61 31")));
}

void KvLayoutTest::aKeySpaceOfAnotherFormatIsRefusedAndKept() {
    MemoryStore store;
    WriteBatch batch;
    batch.put("ka", unhex("0202010031"));
    batch.put("m", unhex("01 01 01 02 01 00 00 01 c3ac12fd115c4871"));
    QVERIFY(store.write(batch).has_value());
    const auto refused = KeySpace::open(store);
    QCOMPARE(refused.error().code, ErrorCode::FailedPrecondition);
    QCOMPARE(refused.error().message,
             std::string("the key space is stored in format 1, and this program reads format 2 "
                         "only: go on with the version that wrote it, or remove the member and "
                         "add it again with an empty directory"));
    QCOMPARE(store.size(), std::size_t{2});
}

void KvLayoutTest::theHashOfBytesIsTheKnownOne() {
    const auto hashed = [](std::string_view text) {
        StateHash hash;
        hash.add(text);
        return hash.value();
    };
    QCOMPARE(quint64{hashed("")}, quint64{0});
    QCOMPARE(quint64{hashed("a")}, quint64{0x103d4fa17e6f8a70U});
    QCOMPARE(quint64{hashed("12345678")}, quint64{0xd99160ecc2482956U});
    QCOMPARE(quint64{hashed("123456789")}, quint64{0x3803cb44b94bc445U});
    QVERIFY(hashed("ab") != hashed(raw("ab\0")));
}

void KvLayoutTest::numbersHaveOneEncoding() {
    const std::vector<std::pair<std::int64_t, const char*>> numbers{
        {0, "00"},
        {-1, "01"},
        {1, "02"},
        {63, "7e"},
        {64, "8001"},
        {-64, "7f"},
        {-65, "8101"},
        {std::numeric_limits<std::int64_t>::max(), "feffffffffffffffff01"},
        {std::numeric_limits<std::int64_t>::min(), "ffffffffffffffffff01"}};
    for (const auto& [number, digits] : numbers) {
        std::string out;
        appendSigned(out, number);
        QCOMPARE(hex(out), std::string(digits));
        RecordReader reader(out);
        QCOMPARE(reader.signedVarint(), number);
        QVERIFY(reader.complete());
    }
    const std::string tooLarge = unhex("80808080808080808001");
    RecordReader reader(tooLarge);
    QCOMPARE(reader.natural(), std::int64_t{0});
    QVERIFY(reader.failed());
}

QTEST_APPLESS_MAIN(KvLayoutTest)
#include "tst_kv_layout.moc"
