// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cstdint>
#include <limits>
#include <string>

#include "engine/raft/entry.h"
#include "tests/unit/raft_values.h"

using quorate::raft::countWithinLimit;
using quorate::raft::Entries;
using quorate::raft::Entry;
using quorate::raft::EntrySpan;
using quorate::raft::EntryType;
using quorate::raft::kNoLimit;
using quorate::raft::limitSize;
using quorate::raft::payloadSize;
using quorate::tests::entryOf;

class EntryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEntryCountsAsItsProtocolBufferForm_data();
    void anEntryCountsAsItsProtocolBufferForm();
    void theTypeMakesNoDifferenceToTheSize();
    void sizesOfSeveralAddUp();
    void payloadsCountAlone();
    void theLimitCutsBeforeTheEntryThatPassesIt_data();
    void theLimitCutsBeforeTheEntryThatPassesIt();
    void atLeastOneEntryFits();
    void ofNothingNothingFits();
};

void EntryTest::anEntryCountsAsItsProtocolBufferForm_data() {
    QTest::addColumn<quint64>("term");
    QTest::addColumn<quint64>("index");
    QTest::addColumn<int>("payload");
    QTest::addColumn<quint64>("size");
    const auto row = [](const char* name, quint64 term, quint64 index, int payload, quint64 size) {
        QTest::newRow(name) << term << index << payload << size;
    };
    constexpr quint64 kLargest = std::numeric_limits<quint64>::max();
    // type 08 00, term 10 00, index 18 00
    row("all zero", 0, 0, 0, 6);
    // 08 00, 10 01, 18 01
    row("without a payload", 1, 1, 0, 6);
    // 08 00, 10 01, 18 01, 22 01 xx
    row("one byte of payload", 1, 1, 1, 9);
    // a varint of one byte ends at 127
    row("index 127", 1, 127, 0, 6);
    row("index 128", 1, 128, 0, 7);
    row("term 127", 127, 1, 0, 6);
    row("term 128", 128, 1, 0, 7);
    // 2^14 is the first of three bytes
    row("index 16383", 1, 16383, 0, 7);
    row("index 16384", 1, 16384, 0, 8);
    row("term 16384", 16384, 1, 0, 8);
    // 2^63 is the first of ten
    row("index 2^63 - 1", 1, kLargest / 2, 0, 2 + 2 + 10);
    row("index 2^63", 1, kLargest / 2 + 1, 0, 2 + 2 + 11);
    row("largest term and index", kLargest, kLargest, 0, 2 + 11 + 11);
    // the length of the payload is a varint, too
    row("payload of 127", 1, 1, 127, 6 + 2 + 127);
    row("payload of 128", 1, 1, 128, 6 + 3 + 128);
    row("payload of 16384", 1, 1, 16384, 6 + 4 + 16384);
    row("all at once", 300, 70000, 200, 2 + 3 + 4 + 3 + 200);
}

void EntryTest::anEntryCountsAsItsProtocolBufferForm() {
    QFETCH(quint64, term);
    QFETCH(quint64, index);
    QFETCH(int, payload);
    QFETCH(quint64, size);
    const Entry entry = entryOf(term, index, std::string(static_cast<std::size_t>(payload), 'x'));
    QCOMPARE(quint64{limitSize(entry)}, size);
}

void EntryTest::theTypeMakesNoDifferenceToTheSize() {
    Entry entry = entryOf(1, 1, "x");
    for (const EntryType type :
         {EntryType::Normal, EntryType::ConfChange, EntryType::ConfChangeV2}) {
        entry.type = type;
        QCOMPARE(limitSize(entry), std::uint64_t{9});
    }
}

void EntryTest::sizesOfSeveralAddUp() {
    const Entries entries{entryOf(1, 1, "x"), entryOf(1, 128), entryOf(2, 129, "abc")};
    QCOMPARE(limitSize(EntrySpan(entries)), std::uint64_t{9 + 7 + 12});
    QCOMPARE(limitSize(EntrySpan()), std::uint64_t{0});
}

void EntryTest::payloadsCountAlone() {
    const Entries entries{entryOf(1, 1, "x"), entryOf(1, 2), entryOf(2, 3, "abc")};
    QCOMPARE(payloadSize(entries), std::uint64_t{4});
    QCOMPARE(payloadSize({}), std::uint64_t{0});
}

void EntryTest::theLimitCutsBeforeTheEntryThatPassesIt_data() {
    QTest::addColumn<quint64>("limit");
    QTest::addColumn<int>("count");
    QTest::newRow("a byte too little for two") << quint64{17} << 1;
    QTest::newRow("just two") << quint64{18} << 2;
    QTest::newRow("a byte too little for three") << quint64{26} << 2;
    QTest::newRow("all") << quint64{27} << 3;
    QTest::newRow("one below no limit") << quint64{kNoLimit - 1} << 3;
    QTest::newRow("no limit") << quint64{kNoLimit} << 3;
}

void EntryTest::theLimitCutsBeforeTheEntryThatPassesIt() {
    QFETCH(quint64, limit);
    QFETCH(int, count);
    const Entries entries{entryOf(1, 1, "x"), entryOf(1, 2, "y"), entryOf(1, 3, "z")};
    QCOMPARE(countWithinLimit(entries, limit), static_cast<std::size_t>(count));
}

void EntryTest::atLeastOneEntryFits() {
    const Entries entries{entryOf(1, 1, "x"), entryOf(1, 2)};
    QCOMPARE(countWithinLimit(entries, 0), std::size_t{1});
    QCOMPARE(countWithinLimit(entries, 8), std::size_t{1});
}

void EntryTest::ofNothingNothingFits() {
    QCOMPARE(countWithinLimit({}, 0), std::size_t{0});
    QCOMPARE(countWithinLimit({}, kNoLimit), std::size_t{0});
}

QTEST_APPLESS_MAIN(EntryTest)
#include "tst_entry.moc"
