// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kv/contents_hash.h"
#include "tests/unit/kv_support.h"

using namespace quorate;
using namespace quorate::kv;
using namespace quorate::kv::test;

namespace {

/// Counts the entries that iterators of it have stood on.
class CountingReader final : public StoreReader {
public:
    explicit CountingReader(const StoreReader& base) : m_base(base) {}
    Result<bool> get(std::string_view key, std::string& value) const override {
        return m_base.get(key, value);
    }
    [[nodiscard]] std::unique_ptr<StoreIterator> iterate() const override {
        ++iterators;
        return m_base.iterate();
    }
    mutable int iterators{0};

private:
    const StoreReader& m_base;
};

std::string keys(const RangeResponse& response) {
    std::string text;
    for (const KeyValue& kv : response.kvs) {
        text += kv.key.toString();
    }
    return text;
}

}  // namespace

/// The keys and their orders: by version, creation, change and value.
///   a=4@2/7/2  b=3@3/3/1  c=2@4/9/3  d=1@5/5/1  e=5@6/6/1
class KvRangeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();

    void aRangeIsASingleKeyAnIntervalOrEverythingFromAKeyOn();
    void aLimitCutsOffAndSaysSo();
    void theCountIsOfTheWholeInterval();
    void keysOnlyLeavesTheValuesOut();
    void countOnlyGivesNoKeys();
    void sortingByEveryTarget_data();
    void sortingByEveryTarget();
    void aTargetWithoutAnOrderSortsWhatTheLimitLeft();
    void keysThatSortAlikeComeInKeyOrder();
    void revisionBoundsFilterAfterTheCount();
    void olderRevisionsAreRead();
    void aSingleKeyIsReadAtOlderRevisions();
    void keysWithZeroBytesKeepTheirOrderInOldRevisions();
    void revisionsOutOfReachAreRefused();
    void aWalkCanBeEndedAtAnyKey();
    void aGetOfOneKeyNeedsNoIterator();
    void theHashOfContentsIsThatOfWhatWasThere();

private:
    std::unique_ptr<Machine> m_machine;
};

void KvRangeTest::init() {
    m_machine = std::make_unique<Machine>();
    m_machine->apply(put("a", "0"));
    m_machine->apply(put("b", "3"));
    m_machine->apply(put("c", "0"));
    m_machine->apply(put("d", "1"));
    m_machine->apply(put("e", "5"));
    m_machine->apply(put("a", "4"));
    m_machine->apply(put("c", "0"));
    m_machine->apply(put("c", "2"));
}

void KvRangeTest::aRangeIsASingleKeyAnIntervalOrEverythingFromAKeyOn() {
    QCOMPARE(keys(m_machine->range(get("b")).value()), std::string("b"));
    QCOMPARE(keys(m_machine->range(get("bb")).value()), std::string());
    QCOMPARE(keys(m_machine->range(get("b", "d")).value()), std::string("bc"));
    QCOMPARE(keys(m_machine->range(get("aa", "d")).value()), std::string("bc"));
    QCOMPARE(keys(m_machine->range(get("d", "b")).value()), std::string());
    QCOMPARE(keys(m_machine->range(get("c", raw("\0"))).value()), std::string("cde"));
    QCOMPARE(keys(m_machine->range(everything()).value()), std::string("abcde"));
    QCOMPARE(m_machine->all(), std::string("a=4@2/7/2 b=3@3/3/1 c=2@4/9/3 d=1@5/5/1 e=5@6/6/1"));
    QCOMPARE(m_machine->range(get("")).refusal(), KvError::EmptyKey);
}

void KvRangeTest::aLimitCutsOffAndSaysSo() {
    RangeRequest request = everything();
    for (const std::int64_t limit : {1, 4}) {
        request.limit = limit;
        const RangeResponse response = m_machine->range(request).value();
        QCOMPARE(response.kvs.size(), static_cast<std::size_t>(limit));
        QVERIFY(response.more);
    }
    for (const std::int64_t limit : {std::int64_t{5}, std::int64_t{6}, std::int64_t{0},
                                     std::int64_t{-1}, std::numeric_limits<std::int64_t>::max()}) {
        request.limit = limit;
        const RangeResponse response = m_machine->range(request).value();
        QCOMPARE(keys(response), std::string("abcde"));
        QVERIFY(!response.more);
    }
}

void KvRangeTest::theCountIsOfTheWholeInterval() {
    RangeRequest request = get("b", raw("\0"));
    request.limit = 1;
    QCOMPARE(m_machine->range(request).value().count, std::int64_t{4});
    QCOMPARE(m_machine->range(get("x", "z")).value().count, std::int64_t{0});
}

void KvRangeTest::keysOnlyLeavesTheValuesOut() {
    RangeRequest request = get("a", "c");
    request.keysOnly = true;
    QCOMPARE(describe(m_machine->range(request).value().kvs), std::string("a=@2/7/2 b=@3/3/1"));
    request.sortTarget = SortTarget::Value;
    request.sortOrder = SortOrder::Ascending;
    QCOMPARE(describe(m_machine->range(request).value().kvs), std::string("b=@3/3/1 a=@2/7/2"));
}

void KvRangeTest::countOnlyGivesNoKeys() {
    for (RangeRequest request : {everything(), get("a", "z"), everything(9), everything(4)}) {
        request.countOnly = true;
        request.limit = 1;
        const RangeResponse response = m_machine->range(request).value();
        QVERIFY(response.kvs.empty());
        QVERIFY(!response.more);
        QCOMPARE(response.count, request.revision == 4 ? std::int64_t{3} : std::int64_t{5});
    }
}

void KvRangeTest::sortingByEveryTarget_data() {
    QTest::addColumn<int>("target");
    QTest::addColumn<QByteArray>("ascending");
    QTest::addColumn<QByteArray>("descending");
    QTest::newRow("key") << static_cast<int>(SortTarget::Key) << QByteArray("abcde")
                         << QByteArray("edcba");
    QTest::newRow("version") << static_cast<int>(SortTarget::Version) << QByteArray("bdeac")
                             << QByteArray("cabde");
    QTest::newRow("create") << static_cast<int>(SortTarget::Create) << QByteArray("abcde")
                            << QByteArray("edcba");
    QTest::newRow("mod") << static_cast<int>(SortTarget::Mod) << QByteArray("bdeac")
                         << QByteArray("caedb");
    QTest::newRow("value") << static_cast<int>(SortTarget::Value) << QByteArray("dcbae")
                           << QByteArray("eabcd");
}

void KvRangeTest::sortingByEveryTarget() {
    QFETCH(const int, target);
    QFETCH(const QByteArray, ascending);
    QFETCH(const QByteArray, descending);
    for (const auto order : {SortOrder::Ascending, SortOrder::Descending}) {
        const std::string expected =
            (order == SortOrder::Ascending ? ascending : descending).toStdString();
        for (std::int64_t limit = 0; limit <= 6; ++limit) {
            RangeRequest request = everything();
            request.sortTarget = SortTarget{static_cast<std::uint8_t>(target)};
            request.sortOrder = order;
            request.limit = limit;
            const RangeResponse response = m_machine->range(request).value();
            const bool cut = limit > 0 && limit < 5;
            QCOMPARE(keys(response),
                     cut ? expected.substr(0, static_cast<std::size_t>(limit)) : expected);
            QCOMPARE(response.more, cut);
            QCOMPARE(response.count, std::int64_t{5});
        }
    }
}

void KvRangeTest::aTargetWithoutAnOrderSortsWhatTheLimitLeft() {
    RangeRequest request = everything();
    request.sortTarget = SortTarget::Mod;
    QCOMPARE(keys(m_machine->range(request).value()), std::string("bdeac"));
    // etcd fetches one key more than the limit, in key order, sorts those and cuts.
    request.limit = 2;
    QCOMPARE(keys(m_machine->range(request).value()), std::string("ba"));
    request.minModRevision = 1;
    QCOMPARE(keys(m_machine->range(request).value()), std::string("bd"));
}

void KvRangeTest::keysThatSortAlikeComeInKeyOrder() {
    for (const char* key : {"z", "y", "x"}) {
        m_machine->apply(put(key, "1"));
    }
    for (const auto order : {SortOrder::Ascending, SortOrder::Descending}) {
        RangeRequest request = get("d", raw("\0"));
        request.sortTarget = SortTarget::Version;
        request.sortOrder = order;
        QCOMPARE(keys(m_machine->range(request).value()), std::string("dexyz"));
        request.limit = 2;
        QCOMPARE(keys(m_machine->range(request).value()), std::string("de"));
    }
}

void KvRangeTest::revisionBoundsFilterAfterTheCount() {
    const auto bounded = [&](std::int64_t minMod, std::int64_t maxMod, std::int64_t minCreate,
                             std::int64_t maxCreate) {
        RangeRequest request = everything();
        request.minModRevision = minMod;
        request.maxModRevision = maxMod;
        request.minCreateRevision = minCreate;
        request.maxCreateRevision = maxCreate;
        const RangeResponse response = m_machine->range(request).value();
        return keys(response) + std::to_string(response.count);
    };
    QCOMPARE(bounded(6, 0, 0, 0), std::string("ace5"));
    QCOMPARE(bounded(0, 6, 0, 0), std::string("bde5"));
    QCOMPARE(bounded(6, 7, 0, 0), std::string("ae5"));
    QCOMPARE(bounded(0, 0, 4, 0), std::string("cde5"));
    QCOMPARE(bounded(0, 0, 0, 3), std::string("ab5"));
    QCOMPARE(bounded(7, 0, 0, 3), std::string("a5"));
    RangeRequest request = everything();
    request.minModRevision = 6;
    request.limit = 2;
    const RangeResponse response = m_machine->range(request).value();
    QCOMPARE(keys(response), std::string("ac"));
    QVERIFY(response.more);
}

void KvRangeTest::olderRevisionsAreRead() {
    m_machine->apply(erase("b", "d"));
    m_machine->apply(put("b", "6"));
    QCOMPARE(m_machine->all(1), std::string());
    QCOMPARE(m_machine->all(2), std::string("a=0@2/2/1"));
    QCOMPARE(m_machine->all(4), std::string("a=0@2/2/1 b=3@3/3/1 c=0@4/4/1"));
    QCOMPARE(m_machine->all(8), std::string("a=4@2/7/2 b=3@3/3/1 c=0@4/8/2 d=1@5/5/1 e=5@6/6/1"));
    QCOMPARE(m_machine->all(10), std::string("a=4@2/7/2 d=1@5/5/1 e=5@6/6/1"));
    QCOMPARE(m_machine->all(11), std::string("a=4@2/7/2 b=6@11/11/1 d=1@5/5/1 e=5@6/6/1"));
    QCOMPARE(m_machine->all(11), m_machine->all());
    QCOMPARE(describe(m_machine->range(get("b", "d", 9)).value().kvs),
             std::string("b=3@3/3/1 c=2@4/9/3"));
    const RangeResponse old = m_machine->range(everything(4)).value();
    QCOMPARE(old.revision, std::int64_t{11});
    QCOMPARE(old.count, std::int64_t{3});
}

void KvRangeTest::aSingleKeyIsReadAtOlderRevisions() {
    m_machine->apply(erase("c"));
    const auto at = [&](std::int64_t revision) {
        return describe(m_machine->range(get("c", "", revision)).value().kvs);
    };
    QCOMPARE(at(3), std::string());
    QCOMPARE(at(4), std::string("c=0@4/4/1"));
    QCOMPARE(at(7), std::string("c=0@4/4/1"));
    QCOMPARE(at(8), std::string("c=0@4/8/2"));
    QCOMPARE(at(9), std::string("c=2@4/9/3"));
    QCOMPARE(at(10), std::string());
}

void KvRangeTest::keysWithZeroBytesKeepTheirOrderInOldRevisions() {
    Machine machine;
    const std::vector<std::string> names{raw("\0"),    raw("\0\0"),  raw("\0\x01"),  raw("a"),
                                         raw("a\0"),   raw("a\0\0"), raw("a\0\xff"), raw("a\x01"),
                                         raw("a\xff"), raw("b")};
    for (const std::string& name : names) {
        machine.apply(put(name, "1"));
    }
    const std::int64_t before = machine.revision();
    const std::string expected = machine.all();
    machine.apply(erase(raw("\0"), raw("\0")));
    QCOMPARE(machine.all(), std::string());
    QCOMPARE(machine.all(before), expected);
    for (std::size_t i = 0; i < names.size(); ++i) {
        QCOMPARE(machine.range(get(names[i], "", before)).value().count, std::int64_t{1});
        const auto tail = machine.range(get(names[i], raw("\0"), before)).value();
        QCOMPARE(tail.count, static_cast<std::int64_t>(names.size() - i));
    }
}

void KvRangeTest::revisionsOutOfReachAreRefused() {
    QCOMPARE(m_machine->range(everything(10)).refusal(), KvError::FutureRevision);
    m_machine->apply(CompactRequest{5});
    QCOMPARE(m_machine->range(everything(4)).refusal(), KvError::Compacted);
    QVERIFY(m_machine->range(everything(5)).has_value());
    QVERIFY(m_machine->range(everything(-1)).has_value());
}

void KvRangeTest::aWalkCanBeEndedAtAnyKey() {
    for (const std::int64_t revision : {m_machine->revision(), std::int64_t{8}}) {
        std::string seen;
        QVERIFY(walkKeys(m_machine->keySpace().now(), KeyInterval::everything(), revision,
                         [&](const KeyView& key) {
                             seen += key.key;
                             return seen.size() < 3;
                         })
                    .has_value());
        QCOMPARE(seen, std::string("abc"));
    }
}

void KvRangeTest::aGetOfOneKeyNeedsNoIterator() {
    const CountingReader reader(m_machine->store());
    const View view(reader, m_machine->keySpace().meta());
    QCOMPARE(range(view, get("a")).value()->count, std::int64_t{1});
    QCOMPARE(range(view, get("nothing")).value()->count, std::int64_t{0});
    QCOMPARE(reader.iterators, 0);
    RangeRequest count = everything();
    count.countOnly = true;
    QCOMPARE(range(view, count).value()->count, std::int64_t{5});
    QCOMPARE(reader.iterators, 0);
}

void KvRangeTest::theHashOfContentsIsThatOfWhatWasThere() {
    const auto hash = [](Machine& machine, std::int64_t revision) {
        return contentsHash(machine.keySpace().now(), revision).value().value();
    };
    const std::uint64_t now = hash(*m_machine, 0);
    m_machine->apply(put("a", "other"));
    QVERIFY(hash(*m_machine, 0) != now);
    QCOMPARE(hash(*m_machine, 9), now);
    m_machine->apply(CompactRequest{9});
    m_machine->reclaim();
    QCOMPARE(hash(*m_machine, 9), now);
    QCOMPARE(contentsHash(m_machine->keySpace().now(), 8).value().refusal(), KvError::Compacted);
    QCOMPARE(contentsHash(m_machine->keySpace().now(), 11).value().refusal(),
             KvError::FutureRevision);
}

QTEST_APPLESS_MAIN(KvRangeTest)
#include "tst_kv_range.moc"
