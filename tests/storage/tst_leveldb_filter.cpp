// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <memory>
#include <string>
#include <vector>

#include <leveldb/filter_policy.h>
#include <leveldb/slice.h>

#include "storage/leveldb_filter.h"

using namespace quorate::storage;

namespace {

using Policy = std::unique_ptr<const leveldb::FilterPolicy>;

std::vector<std::string> keysOf(const std::string& prefix) {
    std::vector<std::string> keys;
    for (int i = 100; i < 200; ++i) {
        keys.push_back(prefix + std::to_string(i));
    }
    return keys;
}

std::string filterOf(const leveldb::FilterPolicy& policy, const std::vector<std::string>& keys) {
    const std::vector<leveldb::Slice> slices(keys.begin(), keys.end());
    std::string filter;
    policy.CreateFilter(slices.data(), static_cast<int>(slices.size()), &filter);
    return filter;
}

int found(const leveldb::FilterPolicy& policy, const std::vector<std::string>& keys,
          const std::string& filter) {
    int count = 0;
    for (const std::string& key : keys) {
        count += policy.KeyMayMatch(key, filter) ? 1 : 0;
    }
    return count;
}

}  // namespace

class LevelDbFilterTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keysThatAreNotThereAreMostlyKnownNotToBe();
    void appendedKeysHaveNoFilterAndMayAlwaysBeThere();
    void keysOfBothKindsInOneFilterAreAllFound();
    void theFormatIsThatOfLevelDb();
};

void LevelDbFilterTest::keysThatAreNotThereAreMostlyKnownNotToBe() {
    const Policy policy = makeTableFilter('r');
    const std::string filter = filterOf(*policy, keysOf("k/"));
    QCOMPARE(found(*policy, keysOf("k/"), filter), 100);
    QVERIFY(found(*policy, keysOf("k-"), filter) < 10);
}

void LevelDbFilterTest::appendedKeysHaveNoFilterAndMayAlwaysBeThere() {
    const Policy policy = makeTableFilter('r');
    const std::string filter = filterOf(*policy, keysOf("r"));
    QVERIFY(filter.size() < 4);
    QCOMPARE(found(*policy, keysOf("r"), filter), 100);
    // Where nothing is appended, these are keys as others.
    QVERIFY(filterOf(*makeTableFilter({}), keysOf("r")).size() > 100);
}

void LevelDbFilterTest::keysOfBothKindsInOneFilterAreAllFound() {
    const Policy policy = makeTableFilter('r');
    std::vector<std::string> keys = keysOf("k");
    const std::vector<std::string> appended = keysOf("r");
    keys.insert(keys.end(), appended.begin(), appended.end());
    QCOMPARE(found(*policy, keys, filterOf(*policy, keys)), 200);
}

void LevelDbFilterTest::theFormatIsThatOfLevelDb() {
    const Policy policy = makeTableFilter('r');
    const Policy own(leveldb::NewBloomFilterPolicy(10));
    QCOMPARE(std::string(policy->Name()), std::string(own->Name()));
    QCOMPARE(filterOf(*policy, keysOf("k")), filterOf(*own, keysOf("k")));
    QCOMPARE(found(*own, keysOf("r"), filterOf(*policy, keysOf("r"))), 100);
}

QTEST_APPLESS_MAIN(LevelDbFilterTest)
#include "tst_leveldb_filter.moc"
