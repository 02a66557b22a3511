// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <algorithm>
#include <string>

#include "engine/base/random.h"
#include "tests/unit/history_support.h"

using quorate::Bytes;
using quorate::Random;
using quorate::observe::Moment;
using quorate::observe::OperationId;
using quorate::observe::Outcome;
using quorate::stage::ClientOperation;
using quorate::stage::HistoryChecker;
using quorate::stage::HistoryVerdict;
using quorate::test::HistoryText;
using quorate::test::seen;
namespace kv = quorate::kv;
using Kind = HistoryVerdict::Kind;

class ClientHistoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aViolationIsToldAtOnceAndStays();
    void whatIsOpenHoldsUpOnlyWhatItCanStillMake();
    void countersTellWhatWasExercised();
    void memoryStaysBoundedInALongRun();
    void aRunWithManyUnknownOutcomesIsDecided();
    void misuseIsUndecided();
    void whatIsSeenWithoutItsValueLeavesOpenWhoPutIt();
};

namespace {

ClientOperation operation(std::uint64_t id, kv::Command request) {
    ClientOperation operation;
    operation.id = OperationId(id);
    operation.client = 1;
    operation.node = quorate::raft::NodeId(1);
    operation.invoked = Moment(id);
    operation.request = std::move(request);
    return operation;
}

kv::RangeRequest getOf(std::string_view key) {
    kv::RangeRequest get;
    get.key = Bytes::copyOf(key);
    return get;
}

/// Keys of a store that clients write and read, one operation at a time taking effect.
class Load {
public:
    explicit Load(HistoryChecker& checker, std::uint64_t seed)
        : m_checker(checker), m_random(seed) {
        for (std::size_t i = 0; i < kKeys; ++i) {
            m_states.push_back(seen("", 0, 0, 0, "key" + std::to_string(i)));
        }
    }

    /// Up to ten are open at a time.
    void run(std::uint64_t operations, std::uint64_t unknownPercent) {
        for (std::uint64_t i = 0; i < operations; ++i) {
            kv::KeyValue& kv = m_states[m_random.below(kKeys)];
            const std::uint64_t id = ++m_id;
            Pending pending{OperationId(id), {}};
            if (m_random.chance(1, 2)) {
                kv::PutRequest put;
                put.key = kv.key;
                put.value = Bytes::copyOf("value " + std::to_string(id));
                m_checker.invoked(operation(id, put));
                const bool isUnknown = m_random.below(100) < unknownPercent;
                if (!isUnknown || m_random.chance(1, 2)) {
                    kv.modRevision = ++m_revision;
                    kv.createRevision = kv.createRevision == 0 ? m_revision : kv.createRevision;
                    ++kv.version;
                    kv.value = put.value;
                }
                if (!isUnknown) {
                    pending.outcome = {Outcome::Done, kv::PutResponse{m_revision, std::nullopt}};
                }
            } else {
                m_checker.invoked(operation(id, getOf(kv.key.view())));
                kv::RangeResponse response;
                response.revision = m_revision;
                if (kv.version > 0) {
                    response.kvs.push_back(kv);
                    response.count = 1;
                }
                pending.outcome = {Outcome::Done, response};
            }
            m_pending.push_back(pending);
            while (m_pending.size() > m_random.below(10)) {
                const std::size_t which = m_random.below(m_pending.size());
                m_checker.returned(m_pending[which].id, Moment(id), m_pending[which].outcome);
                m_pending.erase(m_pending.begin() + static_cast<std::ptrdiff_t>(which));
            }
        }
    }

private:
    struct Pending {
        OperationId id;
        quorate::stage::ClientOutcome outcome;
    };
    static constexpr std::size_t kKeys = 5;
    HistoryChecker& m_checker;
    Random m_random;
    std::vector<kv::KeyValue> m_states;
    std::vector<Pending> m_pending;
    std::int64_t m_revision{1};
    std::uint64_t m_id{0};
};

}  // namespace

void ClientHistoryTest::aViolationIsToldAtOnceAndStays() {
    HistoryChecker checker;
    checker.invoked(operation(1, HistoryText::putOf("a")));
    checker.returned(OperationId(1), Moment(2), {Outcome::Done, kv::PutResponse{2, std::nullopt}});
    QCOMPARE(checker.verdict().kind, Kind::Holds);
    checker.invoked(operation(3, getOf("k")));
    checker.returned(OperationId(3), Moment(4),
                     {Outcome::Done, kv::RangeResponse{2, {seen("b", 2, 2, 1)}, false, 1}});
    QCOMPARE(checker.verdict().kind, Kind::Violated);
    const HistoryVerdict first = checker.verdict();
    checker.invoked(operation(5, getOf("k")));
    checker.returned(OperationId(5), Moment(6),
                     {Outcome::Done, kv::RangeResponse{1, {}, false, 0}});
    QVERIFY(checker.finish() == first);
}

void ClientHistoryTest::whatIsOpenHoldsUpOnlyWhatItCanStillMake() {
    HistoryChecker checker;
    checker.invoked(operation(1, HistoryText::putOf("a")));
    checker.invoked(operation(2, HistoryText::putOf("b")));
    checker.returned(OperationId(2), Moment(3), {Outcome::Done, kv::PutResponse{3, std::nullopt}});
    // Revision 2 may be the one that is open.
    QCOMPARE(checker.verdict().kind, Kind::Holds);
    QCOMPARE(checker.counters().revisions, 0U);
    checker.returned(OperationId(1), Moment(4), {Outcome::Done, kv::PutResponse{2, std::nullopt}});
    QCOMPARE(checker.counters().revisions, 2U);
    QCOMPARE(checker.finish().kind, Kind::Holds);
}

void ClientHistoryTest::countersTellWhatWasExercised() {
    HistoryChecker checker;
    checker.invoked(operation(1, HistoryText::putOf("a")));
    checker.returned(OperationId(1), Moment(2), {Outcome::Unknown, {}});
    checker.invoked(operation(2, HistoryText::putOf("b")));
    checker.returned(OperationId(2), Moment(3), {Outcome::Refused, {}});
    checker.invoked(operation(3, getOf("k")));
    checker.returned(OperationId(3), Moment(4),
                     {Outcome::Done, kv::RangeResponse{2, {seen("a", 2, 2, 1)}, false, 1}});
    checker.invoked(operation(4, HistoryText::putOf("c", "l")));
    QCOMPARE(checker.finish().why.c_str(), "");
    const HistoryChecker::Counters counters = checker.counters();
    QCOMPARE(counters.operations, 4U);
    QCOMPARE(counters.done, 1U);
    QCOMPARE(counters.refused, 1U);
    QCOMPARE(counters.unknown, 2U);
    QCOMPARE(counters.keys, 2U);
    QCOMPARE(counters.revisions, 1U);
    QCOMPARE(counters.gaps, 1U);
    QCOMPARE(counters.judged, 1U);
    QVERIFY(counters.searched >= 1U);
    QCOMPARE(counters.undecided, 0U);
}

void ClientHistoryTest::memoryStaysBoundedInALongRun() {
    HistoryChecker checker;
    Load load(checker, 1);
    std::size_t most = 0;
    for (int i = 0; i < 100; ++i) {
        load.run(10'000, 0);
        most = std::max(most, checker.heldCount());
    }
    QCOMPARE(checker.counters().operations, 1'000'000U);
    QCOMPARE(checker.finish().why.c_str(), "");
    QCOMPARE(checker.counters().unjudged, 0U);
    QVERIFY2(most < 2000, std::to_string(most).c_str());
}

void ClientHistoryTest::aRunWithManyUnknownOutcomesIsDecided() {
    HistoryChecker checker;
    Load load(checker, 2);
    load.run(10'000, 20);
    const HistoryVerdict verdict = checker.finish();
    const HistoryChecker::Counters counters = checker.counters();
    qInfo("gaps %llu, searched %llu, steps %llu", static_cast<unsigned long long>(counters.gaps),
          static_cast<unsigned long long>(counters.searched),
          static_cast<unsigned long long>(counters.steps));
    QCOMPARE(verdict.why.c_str(), "");
    QVERIFY(counters.gaps > 300);
    QVERIFY(counters.searched > 300);
}

void ClientHistoryTest::misuseIsUndecided() {
    HistoryChecker twice;
    twice.invoked(operation(1, getOf("k")));
    twice.invoked(operation(1, getOf("k")));
    QCOMPARE(twice.finish().kind, Kind::Undecided);
    HistoryChecker never;
    never.returned(OperationId(1), Moment(2), {Outcome::Unknown, {}});
    QCOMPARE(never.finish().kind, Kind::Undecided);
}

void ClientHistoryTest::whatIsSeenWithoutItsValueLeavesOpenWhoPutIt() {
    const auto judged = [](std::string_view value) {
        HistoryText text;
        text.put(1, 2, "a", 2);
        text.putUnknown(3, 4, "b");
        text.putUnknown(5, 6, "c");
        auto& keysOnly = text.get(7, 8, 3, seen("", 3, 2, 2));
        std::get<kv::RangeRequest>(keysOnly.operation.request).keysOnly = true;
        text.get(9, 10, 3, seen(value, 3, 2, 2));
        return text.judge().kind;
    };
    QCOMPARE(judged("b"), HistoryVerdict::Kind::Holds);
    QCOMPARE(judged("c"), HistoryVerdict::Kind::Holds);
    QCOMPARE(judged("d"), HistoryVerdict::Kind::Violated);
}

QTEST_APPLESS_MAIN(ClientHistoryTest)
#include "tst_client_history.moc"
