// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "engine/base/random.h"
#include "tests/unit/history_support.h"

using quorate::Bytes;
using quorate::Random;
using quorate::observe::Moment;
using quorate::observe::Outcome;
using quorate::stage::ClientRecord;
using quorate::stage::HistoryVerdict;
using quorate::test::HistoryText;
namespace kv = quorate::kv;
using Kind = HistoryVerdict::Kind;

namespace {

/// The meaning of the few commands that the random histories have, once more and naively.
struct Store {
    std::int64_t revision{1};
    std::map<std::string, kv::KeyValue> keys;

    kv::PutResponse put(const kv::PutRequest& put) {
        ++revision;
        auto [at, isNew] = keys.try_emplace(put.key.toString());
        kv::KeyValue& kv = at->second;
        kv.key = put.key;
        kv.value = put.value;
        kv.createRevision = isNew ? revision : kv.createRevision;
        kv.modRevision = revision;
        ++kv.version;
        return {revision, std::nullopt};
    }
    kv::Response execute(const kv::Command& command) {
        if (const auto* one = std::get_if<kv::PutRequest>(&command)) {
            return put(*one);
        }
        if (const auto* read = std::get_if<kv::RangeRequest>(&command)) {
            kv::RangeResponse response;
            response.revision = revision;
            const auto found = keys.find(read->key.toString());
            if (found != keys.end()) {
                response.kvs.push_back(found->second);
                response.count = 1;
            }
            return response;
        }
        if (const auto* remove = std::get_if<kv::DeleteRangeRequest>(&command)) {
            kv::DeleteRangeResponse response;
            response.deleted = static_cast<std::int64_t>(keys.erase(remove->key.toString()));
            revision += response.deleted;
            response.revision = revision;
            return response;
        }
        const auto& txn = std::get<kv::TxnRequest>(command);
        const kv::Compare& compare = txn.compares.front();
        const auto found = keys.find(compare.key.toString());
        const bool isThere = found != keys.end();
        const bool holds =
            compare.target == kv::CompareTarget::Value
                ? isThere && found->second.value == compare.value
                : (isThere ? (compare.target == kv::CompareTarget::Mod ? found->second.modRevision
                                                                       : found->second.version)
                           : 0) == compare.number;
        if (holds) {
            put(std::get<kv::PutRequest>(txn.success.front().request));
        }
        return HistoryText::swapped(revision, holds);
    }
    [[nodiscard]] std::string text() const {
        std::string all = std::to_string(revision);
        for (const auto& [key, kv] : keys) {
            all += "|" + key + "=" + kv.value.toString() + "," + std::to_string(kv.createRevision) +
                   "," + std::to_string(kv.modRevision) + "," + std::to_string(kv.version);
        }
        return all;
    }
};

/// All orders, with the memory of those that failed: Wing and Gong, and Lowe, on the whole store.
class BruteForce {
public:
    explicit BruteForce(const std::vector<ClientRecord>& history) : m_history(history) {}
    bool isLinearizable() { return search(0, Store()); }

private:
    bool search(std::uint32_t done, const Store& store) {
        bool isComplete = true;
        for (std::size_t i = 0; i < m_history.size(); ++i) {
            isComplete = isComplete && ((done >> i & 1U) != 0 || !m_history[i].returned);
        }
        if (isComplete) {
            return true;
        }
        if (!m_failed.insert(std::to_string(done) + " " + store.text()).second) {
            return false;
        }
        for (std::size_t i = 0; i < m_history.size(); ++i) {
            if ((done >> i & 1U) != 0 || !mayBeNext(done, i)) {
                continue;
            }
            Store next = store;
            const kv::Response response = next.execute(m_history[i].operation.request);
            if ((!m_history[i].returned || response == m_history[i].outcome.response) &&
                search(done | std::uint32_t{1} << i, next)) {
                return true;
            }
        }
        return false;
    }
    bool mayBeNext(std::uint32_t done, std::size_t i) const {
        for (std::size_t j = 0; j < m_history.size(); ++j) {
            if ((done >> j & 1U) == 0 && m_history[j].returned &&
                *m_history[j].returned < m_history[i].operation.invoked) {
                return false;
            }
        }
        return true;
    }

    const std::vector<ClientRecord>& m_history;
    std::set<std::string> m_failed;
};

kv::Command randomCommand(Random& random, const std::string& key, std::uint64_t values) {
    const std::string value(1, static_cast<char>('a' + random.below(values)));
    switch (random.below(8)) {
    case 0:
    case 1:
    case 2:
        return HistoryText::putOf(value, key);
    case 3:
        return HistoryText::eraseOf(key);
    case 4: {
        kv::TxnRequest txn =
            HistoryText::swapOf(static_cast<std::int64_t>(random.below(5)), value, key);
        kv::Compare& compare = txn.compares.front();
        if (random.chance(1, 3)) {
            compare.target = kv::CompareTarget::Version;
        } else if (random.chance(1, 2)) {
            compare.target = kv::CompareTarget::Value;
            compare.number = 0;
            compare.value = Bytes::copyOf(std::string(1, static_cast<char>('a' + random.below(3))));
        }
        return txn;
    }
    default: {
        kv::RangeRequest get;
        get.key = Bytes::copyOf(key);
        return get;
    }
    }
}

/// A right history of a store, of which one thing or none is then made different.
std::vector<ClientRecord> randomHistory(Random& random, std::uint64_t keys, std::size_t count) {
    const std::uint64_t values = random.chance(1, 2) ? 3 : 20;
    const std::uint64_t unknownPercent = random.below(3) * 25;
    Store store;
    std::vector<ClientRecord> history(count);
    for (std::size_t i = 0; i < count; ++i) {
        ClientRecord& record = history[i];
        const std::uint64_t point = i * 10 + 20;
        record.operation.id = quorate::observe::OperationId(i + 1);
        record.operation.invoked = Moment(point - random.below(20));
        record.operation.request = randomCommand(
            random, std::string(1, static_cast<char>('k' + random.below(keys))), values);
        if (random.below(100) < unknownPercent) {
            if (random.chance(1, 2)) {
                store.execute(record.operation.request);
            }
            continue;
        }
        record.returned = Moment(point + random.below(20));
        record.outcome = {Outcome::Done, store.execute(record.operation.request)};
    }
    return history;
}

std::int64_t* revisionOf(kv::Response& response) {
    if (auto* put = std::get_if<kv::PutResponse>(&response)) {
        return &put->revision;
    }
    if (auto* range = std::get_if<kv::RangeResponse>(&response)) {
        return &range->revision;
    }
    if (auto* erased = std::get_if<kv::DeleteRangeResponse>(&response)) {
        return &erased->revision;
    }
    auto* txn = std::get_if<kv::TxnResponse>(&response);
    return txn == nullptr ? nullptr : &txn->revision;
}

void disturb(Random& random, std::vector<ClientRecord>& history) {
    ClientRecord& record = history[random.below(history.size())];
    if (!record.returned) {
        return;
    }
    auto* range = std::get_if<kv::RangeResponse>(&record.outcome.response);
    switch (random.below(6)) {
    case 0:
        *revisionOf(record.outcome.response) += random.chance(1, 2) ? 1 : -1;
        break;
    case 1:
        record.returned.reset();
        record.outcome = {};
        break;
    case 2:
        record.operation.invoked = Moment(record.operation.invoked.nanoseconds() + 25);
        record.returned = Moment(record.operation.invoked.nanoseconds() + 1);
        break;
    case 3:
        if (range != nullptr && !range->kvs.empty()) {
            range->kvs.front().version += random.chance(1, 2) ? 1 : -1;
        } else if (auto* erased = std::get_if<kv::DeleteRangeResponse>(&record.outcome.response)) {
            erased->deleted = 1 - erased->deleted;
        }
        break;
    case 4:
        if (range != nullptr && !range->kvs.empty()) {
            range->kvs.front().modRevision -= 1;
        }
        break;
    default:
        if (range != nullptr && !range->kvs.empty()) {
            range->kvs.front().value = Bytes::copyOf("b");
        }
    }
}

}  // namespace

class LinearizabilityRandomTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithAllOrders_data();
    void agreesWithAllOrders();
    void longRightHistoriesHold();
};

void LinearizabilityRandomTest::agreesWithAllOrders_data() {
    QTest::addColumn<quint64>("keys");
    QTest::newRow("one key") << quint64{1};
    QTest::newRow("three keys") << quint64{3};
}

void LinearizabilityRandomTest::agreesWithAllOrders() {
    QFETCH(quint64, keys);
    const Random seed(11 + keys);
    int right = 0;
    int wrong = 0;
    int missed = 0;
    int undecided = 0;
    for (std::uint64_t i = 0; i < 20000; ++i) {
        Random random = seed.split(i);
        auto history = randomHistory(random, keys, random.between(2, 9));
        for (std::uint64_t times = random.below(5); times > 0; --times) {
            disturb(random, history);
        }
        const bool isRight = BruteForce(history).isLinearizable();
        const HistoryVerdict verdict = quorate::stage::judge(history);
        (isRight ? right : wrong) += 1;
        undecided += verdict.kind == Kind::Undecided ? 1 : 0;
        missed += !isRight && verdict.kind == Kind::Holds ? 1 : 0;
        if (qEnvironmentVariableIsSet("SHOW_MISSED") && !isRight && verdict.kind == Kind::Holds) {
            qInfo("missed %llu", static_cast<unsigned long long>(i));
        }
        QVERIFY2(!isRight || verdict.kind != Kind::Violated,
                 ("history " + std::to_string(i) + " is right, and not: " + verdict.why).c_str());
    }
    qInfo("right %d, wrong %d, of which missed %d; undecided %d", right, wrong, missed, undecided);
    QVERIFY(right > 2000);
    QVERIFY(wrong > 2000);
    // What several keys demand of unknown operations together is not searched for: see README.md.
    QVERIFY(missed <= (keys == 1 ? wrong / 1000 : wrong / 100));
    QVERIFY(undecided <= (right + wrong) / 1000);
}

void LinearizabilityRandomTest::longRightHistoriesHold() {
    const Random seed(5);
    int undecided = 0;
    for (std::uint64_t i = 0; i < 300; ++i) {
        Random random = seed.split(i);
        const auto history = randomHistory(random, random.between(1, 5), random.between(20, 300));
        const HistoryVerdict verdict = quorate::stage::judge(history);
        QVERIFY2(verdict.kind != Kind::Violated,
                 ("history " + std::to_string(i) + " is right, and not: " + verdict.why).c_str());
        undecided += verdict.kind == Kind::Undecided ? 1 : 0;
    }
    qInfo("undecided %d", undecided);
    QVERIFY(undecided <= 30);
}

QTEST_APPLESS_MAIN(LinearizabilityRandomTest)
#include "tst_linearizability_random.moc"
