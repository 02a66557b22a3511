// SPDX-License-Identifier: Apache-2.0
// Watches of keys and leases, on virtual time, and on real time in threads and in processes.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gui/session/live/live_session.h"
#include "gui/session/stage/stage_session.h"
#include "network/free_ports.h"
#include "tests/gui/watch_talk.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::answerTo;
using quorate::tests::commandAsk;
using quorate::tests::kPatienceMs;
using quorate::tests::leaderOf;
using quorate::tests::leaseAsk;
using quorate::tests::putOf;
using quorate::tests::run;
using quorate::tests::watchAsk;
using quorate::tests::WatchEar;

namespace {

using Standing = WatchNews::Standing;
using LeaseKind = stage::LeaseQuestion::Kind;

/// Quick elections; null where it does not come to one.
std::unique_ptr<Session> openWithLeader(const QTemporaryDir& directory, SessionKind kind) {
    SessionFile file;
    file.kind = kind;
    file.firstMembers = 3;
    file.cluster = static_cast<std::uint64_t>(QCoreApplication::applicationPid());
    std::unique_ptr<Session> session;
    if (kind == SessionKind::Stage) {
        auto opened = StageSession::open(tests::newSession(directory, file));
        if (opened) {
            session = std::move(*opened);
        }
    } else {
        file.tickNs = 10'000'000;
        file.electionTicks = 20;
        file.heartbeatTicks = 2;
        static network::FreePorts reserved;
        for (std::uint64_t id = 1; id <= file.firstMembers; ++id) {
            const std::uint16_t peer = reserved.take();
            file.ports[raft::NodeId(id)] = {peer, reserved.take()};
        }
        auto opened = LiveSession::open(tests::newSession(directory, file));
        if (opened) {
            session = std::move(*opened);
        }
    }
    const bool leads =
        session != nullptr &&
        QTest::qWaitFor([&session] { return leaderOf(*session) != nullptr; }, kPatienceMs);
    return leads ? std::move(session) : nullptr;
}

bool isDone(const std::optional<Answer>& answer) {
    return answer && answer->answer.outcome == observe::Outcome::Done;
}

/// Asks until somebody leads who does it.
bool put(Session& session, const std::string& key, const std::string& value) {
    return QTest::qWaitFor([&] { return isDone(answerTo(session, putOf(key, value))); },
                           kPatienceMs);
}

std::int64_t revisionOf(const std::optional<Answer>& answer) {
    const auto* put = answer ? std::get_if<kv::PutResponse>(&answer->answer.response) : nullptr;
    return put == nullptr ? 0 : put->revision;
}

}  // namespace

class WatchesAndLeasesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keysAreWatched_data() { kinds(); }
    void keysAreWatched();
    void aWatchBeginsInThePast_data() { kinds(); }
    void aWatchBeginsInThePast();
    void whatIsCompactedIsToldToBeMissing_data() { kinds(); }
    void whatIsCompactedIsToldToBeMissing();
    void aWatchGoesOnWhereItsNodeIsLost_data() { kinds(); }
    void aWatchGoesOnWhereItsNodeIsLost();
    void aWatchOfOneNodeWaitsForIt_data() { kinds(); }
    void aWatchOfOneNodeWaitsForIt();
    void aWatchThatIsEndedHearsNothing_data() { kinds(); }
    void aWatchThatIsEndedHearsNothing();
    void leasesAreGrantedKeptAndRevoked_data() { kinds(); }
    void leasesAreGrantedKeptAndRevoked();
    void aLeaseThatNobodyKeepsEndsWithItsKeys_data() { kinds(); }
    void aLeaseThatNobodyKeepsEndsWithItsKeys();

private:
    static void kinds() {
        QTest::addColumn<SessionKind>("kind");
        QTest::newRow("Stage") << SessionKind::Stage;
        QTest::newRow("threads") << SessionKind::Live;
        QTest::newRow("processes") << SessionKind::Processes;
    }
};

void WatchesAndLeasesTest::keysAreWatched() {
    QFETCH(SessionKind, kind);
    const QTemporaryDir directory;
    const auto session = openWithLeader(directory, kind);
    QVERIFY(session);
    WatchEar ear(*session);
    QVERIFY(put(*session, "cart/1", "early"));
    QVERIFY(ear.begin(1, watchAsk("cart/", true)));
    QVERIFY(ear.begin(2, watchAsk("cart/1")));
    QVERIFY(put(*session, "cart/1", "2 items"));
    QVERIFY(put(*session, "stock", "17"));
    QVERIFY(put(*session, "cart/10", "1 item"));
    kv::DeleteRangeRequest erase;
    erase.key = Bytes::copyOf("cart/1");
    QVERIFY(isDone(answerTo(*session, commandAsk(kv::Command(std::move(erase))))));
    QVERIFY(ear.hears(1, 3));
    QVERIFY(ear.hears(2, 2));
    QVERIFY(
        (ear.texts(1) == std::vector<std::string>{"cart/1=2 items", "cart/10=1 item", "cart/1"}));
    QVERIFY((ear.texts(2) == std::vector<std::string>{"cart/1=2 items", "cart/1"}));
    const auto changes = ear.changes(2);
    QVERIFY(changes[0].before == "early");
    QCOMPARE(changes[0].version, 2);
    QVERIFY(changes[1].before == "2 items");
    QVERIFY(changes[0].revision < changes[1].revision);
    QVERIFY(ear.latest(2)->moment.nanoseconds() > 0);
}

void WatchesAndLeasesTest::aWatchBeginsInThePast() {
    QFETCH(SessionKind, kind);
    const QTemporaryDir directory;
    const auto session = openWithLeader(directory, kind);
    QVERIFY(session);
    QVERIFY(put(*session, "k", "1"));
    const auto second = answerTo(*session, putOf("k", "2"));
    QVERIFY(revisionOf(second) > 0);
    QVERIFY(put(*session, "k", "3"));
    WatchEar ear(*session);
    QVERIFY(ear.begin(1, watchAsk("k", false, revisionOf(second))));
    QVERIFY(ear.hears(1, 2));
    QVERIFY(put(*session, "k", "4"));
    QVERIFY(ear.hears(1, 3));
    QVERIFY((ear.texts(1) == std::vector<std::string>{"k=2", "k=3", "k=4"}));
}

void WatchesAndLeasesTest::whatIsCompactedIsToldToBeMissing() {
    QFETCH(SessionKind, kind);
    const QTemporaryDir directory;
    const auto session = openWithLeader(directory, kind);
    QVERIFY(session);
    QVERIFY(put(*session, "k", "1"));
    QVERIFY(put(*session, "k", "2"));
    const auto third = answerTo(*session, putOf("k", "3"));
    const std::int64_t compacted = revisionOf(third);
    QVERIFY(compacted > 2);
    QVERIFY(isDone(answerTo(*session, commandAsk(kv::Command(kv::CompactRequest{compacted})))));
    WatchEar ear(*session);
    session->watch(WatchId(1), watchAsk("k", false, 1));
    QVERIFY(ear.hears(1, 1));
    QVERIFY(put(*session, "k", "4"));
    QVERIFY(ear.hears(1, 2));
    QVERIFY((ear.texts(1) == std::vector<std::string>{"k=3", "k=4"}));
    QVERIFY(std::any_of(ear.news.begin(), ear.news.end(), [compacted](const WatchNews& told) {
        return told.compacted == compacted;
    }));
}

void WatchesAndLeasesTest::aWatchGoesOnWhereItsNodeIsLost() {
    QFETCH(SessionKind, kind);
    const QTemporaryDir directory;
    const auto session = openWithLeader(directory, kind);
    QVERIFY(session);
    WatchEar ear(*session);
    QVERIFY(ear.begin(1, watchAsk("k")));
    QVERIFY(put(*session, "k", "1"));
    QVERIFY(ear.hears(1, 1));
    const raft::NodeId first = ear.latest(1)->node;
    QVERIFY(run(*session, ActOnNode{NodeAct::Kill, first}).value());
    for (const char* value : {"2", "3"}) {
        QVERIFY(put(*session, "k", value));
    }
    QVERIFY(ear.hears(1, 3));
    QVERIFY((ear.texts(1) == std::vector<std::string>{"k=1", "k=2", "k=3"}));
    QVERIFY(ear.latest(1)->node != first);
}

void WatchesAndLeasesTest::aWatchOfOneNodeWaitsForIt() {
    QFETCH(SessionKind, kind);
    const QTemporaryDir directory;
    const auto session = openWithLeader(directory, kind);
    QVERIFY(session);
    const raft::NodeId node =
        leaderOf(*session)->id == raft::NodeId(1) ? raft::NodeId(2) : raft::NodeId(1);
    WatchEar ear(*session);
    WatchAsk ask = watchAsk("k");
    ask.target = node;
    QVERIFY(ear.begin(1, ask));
    QVERIFY(run(*session, ActOnNode{NodeAct::Kill, node}).value());
    QTRY_VERIFY_WITH_TIMEOUT(ear.stands(1, Standing::Waiting), kPatienceMs);
    QVERIFY(!ear.latest(1)->reason.empty());
    QVERIFY(put(*session, "k", "1"));
    QVERIFY(ear.changes(1).empty());
    QVERIFY(run(*session, ActOnNode{NodeAct::Start, node}).value());
    QVERIFY(ear.hears(1, 1));
    QCOMPARE(ear.latest(1)->node.value(), node.value());
    QVERIFY((ear.texts(1) == std::vector<std::string>{"k=1"}));
}

void WatchesAndLeasesTest::aWatchThatIsEndedHearsNothing() {
    QFETCH(SessionKind, kind);
    const QTemporaryDir directory;
    const auto session = openWithLeader(directory, kind);
    QVERIFY(session);
    WatchEar ear(*session);
    QVERIFY(ear.begin(1, watchAsk("k")));
    QVERIFY(ear.begin(2, watchAsk("k")));
    session->unwatch(WatchId(1));
    QVERIFY(put(*session, "k", "1"));
    QVERIFY(ear.hears(2, 1));
    QVERIFY(ear.changes(1).empty());
}

void WatchesAndLeasesTest::leasesAreGrantedKeptAndRevoked() {
    QFETCH(SessionKind, kind);
    const QTemporaryDir directory;
    const auto session = openWithLeader(directory, kind);
    QVERIFY(session);
    constexpr kv::LeaseId kLease{0x1234};
    const auto granted =
        answerTo(*session, commandAsk(kv::Command(kv::LeaseGrantRequest{kLease, 60})));
    QVERIFY(isDone(granted));
    QVERIFY(std::holds_alternative<kv::LeaseGrantResponse>(granted->answer.response));
    WatchEar ear(*session);
    QVERIFY(ear.begin(1, watchAsk("k")));
    kv::PutRequest attached;
    attached.key = Bytes::copyOf("k");
    attached.value = Bytes::copyOf("v");
    attached.lease = kLease;
    QVERIFY(isDone(answerTo(*session, commandAsk(kv::Command(std::move(attached))))));
    QVERIFY(ear.hears(1, 1));
    QCOMPARE(ear.changes(1)[0].lease, kLease.value);

    // Some of it has passed, and begins anew.
    std::optional<Answer> left;
    QTRY_VERIFY_WITH_TIMEOUT(
        (left = answerTo(*session, leaseAsk(LeaseKind::TimeToLive, kLease)),
         isDone(left) && left->answer.lease && left->answer.lease->remainingSeconds < 59),
        kPatienceMs);
    QCOMPARE(left->answer.lease->grantedSeconds, 60);
    QVERIFY(left->moment.nanoseconds() > 0);
    const auto kept = answerTo(*session, leaseAsk(LeaseKind::KeepAlive, kLease));
    QVERIFY(isDone(kept) && kept->answer.lease.has_value());
    QCOMPARE(kept->answer.lease->grantedSeconds, 60);
    QCOMPARE(kept->answer.lease->remainingSeconds, 60);
    const auto renewed = answerTo(*session, leaseAsk(LeaseKind::TimeToLive, kLease));
    QVERIFY(isDone(renewed) && renewed->answer.lease.has_value());
    QVERIFY(renewed->answer.lease->remainingSeconds >= 59);
    QVERIFY(isDone(answerTo(*session, commandAsk(kv::Command(kv::LeaseRevokeRequest{kLease})))));
    QVERIFY(ear.hears(1, 2));
    QVERIFY((ear.texts(1) == std::vector<std::string>{"k=v", "k"}));
    for (const LeaseKind question : {LeaseKind::TimeToLive, LeaseKind::KeepAlive}) {
        const auto told = answerTo(*session, leaseAsk(question, kLease));
        QVERIFY(told && told->answer.outcome == observe::Outcome::Refused);
        QVERIFY(told->answer.error && told->answer.error->code == ErrorCode::NotFound);
    }
}

void WatchesAndLeasesTest::aLeaseThatNobodyKeepsEndsWithItsKeys() {
    QFETCH(SessionKind, kind);
    const QTemporaryDir directory;
    const auto session = openWithLeader(directory, kind);
    QVERIFY(session);
    constexpr kv::LeaseId kLease{77};
    QVERIFY(isDone(answerTo(*session, commandAsk(kv::Command(kv::LeaseGrantRequest{kLease, 2})))));
    WatchEar ear(*session);
    QVERIFY(ear.begin(1, watchAsk("k")));
    kv::PutRequest attached;
    attached.key = Bytes::copyOf("k");
    attached.lease = kLease;
    QVERIFY(isDone(answerTo(*session, commandAsk(kv::Command(std::move(attached))))));
    QVERIFY(ear.hears(1, 2));
    QVERIFY(!ear.changes(1)[1].value);
    // What the lease has deleted is no surprise to who judges the history.
    kv::RangeRequest range;
    range.key = Bytes::copyOf("k");
    Ask get;
    get.what = stage::ClientRead{range, node::ReadLevel::Linearizable};
    QVERIFY(isDone(answerTo(*session, get)));
    QTRY_VERIFY_WITH_TIMEOUT(session->status().history.has_value(), kPatienceMs);
    QVERIFY2(session->status().history->verdict.kind != stage::HistoryVerdict::Kind::Violated,
             session->status().history->verdict.why.c_str());
}

QTEST_MAIN(WatchesAndLeasesTest)
#include "tst_watches_and_leases.moc"
