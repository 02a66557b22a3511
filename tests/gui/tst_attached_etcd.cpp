// SPDX-License-Identifier: Apache-2.0
// Sessions on an etcd that somebody else launched: one that answers as a test says, and a real one.
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "gui/model/etcd_report.h"
#include "gui/session/attached/attached_session.h"
#include "tests/end_to_end/etcd_cluster.h"
#include "tests/gui/remote_servers.h"
#include "tests/gui/session_talk.h"
#include "tests/gui/watch_talk.h"
#include "tests/network/fake_etcd.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::answerTo;
using quorate::tests::EtcdCluster;
using quorate::tests::FakeEtcd;
using quorate::tests::FakeNode;
using quorate::tests::leaderOf;
using quorate::tests::putOf;
using quorate::tests::run;
using quorate::tests::ScriptedServer;

namespace {

constexpr const char* kFirst = "1488596180808670771";
constexpr const char* kSecond = "12744563070877133987";

QString newSession(const QTemporaryDir& directory, const QStringList& addresses,
                   bool findsOthers = true) {
    SessionFile file;
    file.kind = SessionKind::Attached;
    file.addresses = addresses;
    file.findsOthers = findsOthers;
    file.seed = static_cast<std::uint64_t>(QCoreApplication::applicationPid());
    return tests::newSession(directory, file);
}

const observe::ClusterState& stateOf(AttachedSession& session) {
    return session.recording().latest()->state;
}

bool isSeen(AttachedSession& session, std::uint64_t node) {
    const observe::NodeSight* sight = stateOf(session).findSight(raft::NodeId(node));
    return sight != nullptr && sight->isSeen;
}

QString told(AttachedSession& session, std::uint64_t node, std::string_view name) {
    const observe::NodeReport* report = stateOf(session).findReport(raft::NodeId(node));
    return report == nullptr ? QString() : etcd_report::textIn(*report, name);
}

std::uint64_t leaderNumber(const AttachedSession& session) {
    const observe::NodeState* leader = leaderOf(session);
    return leader == nullptr ? 0 : leader->id.value();
}

/// Why it was refused, for a test that fails.
const char* reasonOf(const std::optional<Result<void>>& result) {
    return !result ? "no answer" : *result ? "" : result->error().message.c_str();
}

/// No rule is broken by who tells of none.
bool isNothingViolated(AttachedSession& session) {
    const auto& checks = session.recording().latest()->checks->checks;
    return std::all_of(checks.begin(), checks.end(),
                       [](const auto& check) { return check.violated == 0; });
}

/// One member that answers as FakeEtcd has it, and a session on it.
struct Station {
    explicit Station(const QStringList& others = {})
        : server([this](const ScriptedServer::Request& request) { return answer(request); }) {
        open(others);
    }
    void open(const QStringList& others = {}) {
        const QString address = QStringLiteral("127.0.0.1:%1").arg(server.port());
        folder = newSession(directory, QStringList{address} + others, false);
        reopen();
    }
    void reopen() {
        session.reset();
        auto opened = AttachedSession::open(folder);
        QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
        session = std::move(*opened);
    }
    ScriptedServer::Answer answer(const ScriptedServer::Request& request) {
        bodies[request.path] = request.body;
        if (request.path == "/v3/kv/put" || request.path == "/v3/cluster/member/remove" ||
            request.path == "/v3/maintenance/transfer-leadership") {
            return {
                200,
                R"({"header":{"cluster_id":"875465729570268096","revision":"22","raft_term":"2"}})",
                {}};
        }
        if (request.path == "/v3/kv/range") {
            // As of the revision of what was put last.
            return {
                200,
                R"({"header":{"cluster_id":"875465729570268096","revision":"22","raft_term":"2"},)"
                R"("kvs":[{"key":"a2V5","create_revision":"22","mod_revision":"22",)"
                R"("version":"1","value":")" +
                    value + R"("}],"count":"1"})",
                {}};
        }
        return etcd(request);
    }

    FakeEtcd etcd{FakeEtcd::Version::V34};
    std::string value{"bmV3"};  ///< "new": of each key that is read, in base64
    std::map<std::string, std::string> bodies;
    ScriptedServer server;
    QTemporaryDir directory;
    QString folder;
    std::unique_ptr<AttachedSession> session;
};

}  // namespace

class AttachedEtcdTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatAMemberTellsIsRecorded();
    void nothingIsInvented();
    void whatChangesIsTold();
    void whatIsLostStaysAsItWasKnown();
    void namesStayWhenASessionGoesOn();
    void clientsAskTheMember();
    void membersHaveTheirTrueIdsWhereTheyAreAsked();
    void faultsAreNotExposed();
    void aQuorateNodeIsNotWatchedTogetherWithAnEtcd();
    void anAnswerThatCannotBeIsFound();
    void theHistoryAtARealOneHolds();
    void aRealClusterIsSeen();
    void keysOfARealOneAreWatched();
    void leasesOfARealOneAreKept();
};

void AttachedEtcdTest::whatAMemberTellsIsRecorded() {
    Station station;
    AttachedSession& session = *station.session;
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(session, 1), tests::kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(told(session, 1, etcd_report::kPending), QStringLiteral("3"),
                              tests::kPatienceMs);
    const observe::NodeState& node = *stateOf(session).findNode(raft::NodeId(1));
    QVERIFY(node.condition == observe::NodeCondition::Up);
    QCOMPARE(node.term.value(), std::uint64_t{2});
    QVERIFY(node.role == raft::Role::Follower);
    QCOMPARE(node.lead.value(), std::uint64_t{2});
    QCOMPARE(node.log.committed.value(), std::uint64_t{28});
    QCOMPARE(node.log.applied.value(), std::uint64_t{27});
    const std::vector<raft::NodeId> voters{raft::NodeId(1), raft::NodeId(2)};
    QVERIFY(node.configuration.voters == voters);
    QVERIFY(node.configuration.learners == std::vector<raft::NodeId>{raft::NodeId(3)});
    QCOMPARE(told(session, 1, etcd_report::kMember),
             QString::number(QByteArray(kFirst).toULongLong(), 16));
    QCOMPARE(told(session, 1, etcd_report::kName), QStringLiteral("node1"));
    QCOMPARE(told(session, 1, etcd_report::kVersion), QStringLiteral("3.4.23"));
    QCOMPARE(told(session, 1, etcd_report::kRevision), QStringLiteral("21"));
    QCOMPARE(told(session, 1, etcd_report::kDbInUse), QStringLiteral("16384"));
    QCOMPARE(told(session, 1, etcd_report::kAlarms), QStringLiteral("none"));
    QCOMPARE(told(session, 1, etcd_report::kHealth), QStringLiteral("ok"));
    QCOMPARE(told(session, 2, etcd_report::kName), QStringLiteral("node2"));
    QCOMPARE(told(session, 2, etcd_report::kMembership), QStringLiteral("voter"));
    QCOMPARE(told(session, 3, etcd_report::kMembership), QStringLiteral("not started"));
    QCOMPARE(etcd_report::longNameOf(stateOf(session), raft::NodeId(2)),
             QStringLiteral("n2, node2, member b0dd5a1ac8e3a523")
                 .replace(QStringLiteral("b0dd5a1ac8e3a523"),
                          QString::number(QByteArray(kSecond).toULongLong(), 16)));
}

void AttachedEtcdTest::nothingIsInvented() {
    Station station;
    station.etcd.leader = kFirst;
    AttachedSession& session = *station.session;
    QTRY_COMPARE_WITH_TIMEOUT(leaderNumber(session), std::uint64_t{1}, tests::kPatienceMs);
    const observe::NodeState& node = *stateOf(session).findNode(raft::NodeId(1));
    QVERIFY(node.vote == raft::kNoNode);
    QVERIFY(node.votes.empty());
    QVERIFY(node.progress.empty());
    QVERIFY(node.log.last() < node.log.first());
    QVERIFY(node.electionTimer == observe::ElectionTimer());
    QVERIFY(stateOf(session).messagesInFlight().empty());
    QVERIFY(isNothingViolated(session));
    // What it does not tell is not there.
    QCOMPARE(told(session, 1, etcd_report::kFsync), QString());
    QVERIFY(stateOf(session).findReport(raft::NodeId(1))->find(etcd_report::kFsync) == nullptr);
}

void AttachedEtcdTest::whatChangesIsTold() {
    Station station;
    AttachedSession& session = *station.session;
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(session, 1), tests::kPatienceMs);
    QCOMPARE(leaderNumber(session), std::uint64_t{0});
    station.etcd.leader = kFirst;
    station.etcd.term = 3;
    QTRY_COMPARE_WITH_TIMEOUT(leaderNumber(session), std::uint64_t{1}, tests::kPatienceMs);
    const observe::NodeState& node = *stateOf(session).findNode(raft::NodeId(1));
    QCOMPARE(node.term.value(), std::uint64_t{3});
    QVERIFY(node.progress.empty());
    QVERIFY(node.electionTimer == observe::ElectionTimer());
    station.etcd.alarms = R"({"alarms":[{"memberID":"12744563070877133987","alarm":"NOSPACE"}]})";
    QTRY_COMPARE_WITH_TIMEOUT(told(session, 1, etcd_report::kAlarms), QStringLiteral("n2 NOSPACE"),
                              tests::kPatienceMs);
}

void AttachedEtcdTest::whatIsLostStaysAsItWasKnown() {
    Station station;
    AttachedSession& session = *station.session;
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(session, 1), tests::kPatienceMs);
    station.server.shut();
    QTRY_VERIFY_WITH_TIMEOUT(!isSeen(session, 1), tests::kPatienceMs);
    const observe::NodeState& node = *stateOf(session).findNode(raft::NodeId(1));
    QVERIFY(node.condition == observe::NodeCondition::Unreachable);
    QCOMPARE(node.log.committed.value(), std::uint64_t{28});
    QCOMPARE(told(session, 1, etcd_report::kVersion), QStringLiteral("3.4.23"));
    QTRY_VERIFY_WITH_TIMEOUT(!session.status().note.empty(), tests::kPatienceMs);
}

void AttachedEtcdTest::namesStayWhenASessionGoesOn() {
    Station station;
    QTRY_COMPARE_WITH_TIMEOUT(told(*station.session, 1, etcd_report::kName),
                              QStringLiteral("node1"), tests::kPatienceMs);
    // A member with a smaller id than all others has come meanwhile.
    std::string& members = station.etcd.members;
    members.replace(members.find(R"("members":[)"), 11,
                    R"("members":[{"ID":"5","name":"new","peerURLs":["http://127.0.0.1:1"]},)");
    station.reopen();
    QTRY_COMPARE_WITH_TIMEOUT(told(*station.session, 4, etcd_report::kName), QStringLiteral("new"),
                              tests::kPatienceMs);
    QCOMPARE(told(*station.session, 1, etcd_report::kName), QStringLiteral("node1"));
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(*station.session, 1), tests::kPatienceMs);
}

void AttachedEtcdTest::clientsAskTheMember() {
    Station station;
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(*station.session, 1), tests::kPatienceMs);
    const auto answer = answerTo(*station.session, putOf("key", "value"));
    QVERIFY(answer && answer->answer.outcome == observe::Outcome::Done);
    QVERIFY(station.bodies["/v3/kv/put"].find("a2V5") != std::string::npos);
}

void AttachedEtcdTest::membersHaveTheirTrueIdsWhereTheyAreAsked() {
    Station station;
    station.etcd.leader = kFirst;
    AttachedSession& session = *station.session;
    QTRY_COMPARE_WITH_TIMEOUT(leaderNumber(session), std::uint64_t{1}, tests::kPatienceMs);
    const auto moved = run(session, ActOnNode{NodeAct::MakeLeader, raft::NodeId(2)});
    QVERIFY2(moved && *moved, reasonOf(moved));
    QVERIFY(station.bodies["/v3/maintenance/transfer-leadership"].find(kSecond) !=
            std::string::npos);
    const auto removed = run(session, ActOnNode{NodeAct::Remove, raft::NodeId(2)});
    QVERIFY2(removed && *removed, reasonOf(removed));
    QVERIFY(station.bodies["/v3/cluster/member/remove"].find(kSecond) != std::string::npos);
}

void AttachedEtcdTest::faultsAreNotExposed() {
    Station station;
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(*station.session, 1), tests::kPatienceMs);
    QVERIFY(!station.session->can(Ability::Arming));
    const auto armed = run(*station.session, ArmFaults{raft::NodeId(1), true});
    QVERIFY(armed && !*armed);
    QVERIFY(armed->error().message.find("etcd") != std::string::npos);
}

void AttachedEtcdTest::aQuorateNodeIsNotWatchedTogetherWithAnEtcd() {
    FakeNode node;
    Station station({node.address()});
    AttachedSession& session = *station.session;
    QTRY_VERIFY_WITH_TIMEOUT(QString::fromStdString(session.status().note)
                                 .contains(QStringLiteral("session of its own")),
                             tests::kPatienceMs);
}

void AttachedEtcdTest::anAnswerThatCannotBeIsFound() {
    Station station;
    AttachedSession& session = *station.session;
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(session, 1), tests::kPatienceMs);
    const auto written = answerTo(session, putOf("key", "new"));
    QVERIFY(written && written->answer.outcome == observe::Outcome::Done);
    stage::ClientRead read;
    read.range.key = Bytes::copyOf("key");
    Ask ask;
    ask.what = read;
    for (const char* value : {"bmV3", "b2xk"}) {
        station.value = value;
        const auto got = answerTo(session, ask);
        QVERIFY(got && got->answer.outcome == observe::Outcome::Done);
    }
    QTRY_VERIFY_WITH_TIMEOUT(session.status().history && session.status().history->verdict.kind ==
                                                             stage::HistoryVerdict::Kind::Violated,
                             tests::kPatienceMs);
    QVERIFY2(session.status().history->verdict.why.find("key") != std::string::npos,
             session.status().history->verdict.why.c_str());
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(session).violationCount(), std::uint64_t{1},
                              tests::kPatienceMs);
}

void AttachedEtcdTest::theHistoryAtARealOneHolds() {
    if (EtcdCluster::program().isEmpty()) {
        QSKIP(EtcdCluster::kMissing);
    }
    EtcdCluster etcd(1);
    QVERIFY(etcd.startAll());
    QVERIFY(etcd.put(1, "before", "1"));
    const QTemporaryDir directory;
    auto opened = AttachedSession::open(
        newSession(directory, {QStringLiteral("127.0.0.1:%1").arg(etcd.clientPort(1))}));
    QVERIFY(opened);
    AttachedSession& session = **opened;
    QTRY_VERIFY_WITH_TIMEOUT(leaderNumber(session) != 0, tests::kPatienceMs);
    Workload workload;
    workload.clients = 4;
    workload.keys = 3;
    workload.operationsPerSecond = 200;
    QVERIFY(run(session, SetWorkload{workload}).value());
    QTRY_VERIFY_WITH_TIMEOUT(session.status().history && session.status().history->judged >= 100,
                             tests::kPatienceMs);
    QVERIFY2(session.status().history->verdict.kind == stage::HistoryVerdict::Kind::Holds,
             session.status().history->verdict.why.c_str());
    QVERIFY(run(session, SetWorkload{}).value());
}

/// Members count from 1 in either, in another order.
void AttachedEtcdTest::aRealClusterIsSeen() {
    if (EtcdCluster::program().isEmpty()) {
        QSKIP(EtcdCluster::kMissing);
    }
    EtcdCluster etcd(3);
    QVERIFY(etcd.startAll());
    const QTemporaryDir directory;
    auto opened = AttachedSession::open(
        newSession(directory, {QStringLiteral("127.0.0.1:%1").arg(etcd.clientPort(1))}));
    QVERIFY(opened);
    AttachedSession& session = **opened;
    // The others are found from one.
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(session, 1) && isSeen(session, 2) && isSeen(session, 3),
                             tests::kPatienceMs);
    std::map<std::uint64_t, int> memberOf;
    for (int member = 1; member <= 3; ++member) {
        for (std::uint64_t node = 1; node <= 3; ++node) {
            if (told(session, node, etcd_report::kMember) ==
                QString::number(etcd.id(member).toULongLong(), 16)) {
                memberOf[node] = member;
            }
        }
    }
    QCOMPARE(memberOf.size(), std::size_t{3});
    QTRY_VERIFY_WITH_TIMEOUT(leaderNumber(session) != 0, tests::kPatienceMs);
    for (std::uint64_t node = 1; node <= 3; ++node) {
        QTRY_VERIFY_WITH_TIMEOUT(!told(session, node, etcd_report::kFsync).isEmpty(),
                                 tests::kPatienceMs);
    }

    // A key that another client writes moves it on, and is seen; and the other way round.
    const std::uint64_t before = told(session, 1, etcd_report::kRevision).toULongLong();
    QVERIFY(etcd.put(2, "theirs", "1"));
    QTRY_VERIFY_WITH_TIMEOUT(told(session, 1, etcd_report::kRevision).toULongLong() > before,
                             tests::kPatienceMs);
    const auto answer = answerTo(session, putOf("ours", "2"));
    QVERIFY(answer && answer->answer.outcome == observe::Outcome::Done);
    QCOMPARE(etcd.get(3, "ours"), QByteArray("2"));
    std::optional<std::vector<NodeKeys>> keys;
    session.inspectKeys("", 10, [&keys](std::vector<NodeKeys> found) { keys = std::move(found); });
    QTRY_VERIFY_WITH_TIMEOUT(keys.has_value(), tests::kPatienceMs);
    QCOMPARE(keys->size(), std::size_t{3});
    QCOMPARE(keys->front().keys.size(), std::size_t{2});

    // The leader is moved.
    const std::uint64_t old = leaderNumber(session);
    const std::uint64_t next = old % 3 + 1;
    const auto moved = run(session, ActOnNode{NodeAct::MakeLeader, raft::NodeId(next)});
    QVERIFY2(moved && *moved, reasonOf(moved));
    QTRY_COMPARE_WITH_TIMEOUT(leaderNumber(session), next, tests::kPatienceMs);

    // A member that is killed is missed, and comes back.
    etcd.kill(memberOf[old]);
    QTRY_VERIFY_WITH_TIMEOUT(!isSeen(session, old), tests::kPatienceMs);
    QVERIFY(etcd.restart(memberOf[old]));
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(session, old), tests::kPatienceMs);

    QVERIFY(isNothingViolated(session));

    // A new member, and its removal.
    std::optional<Result<void>> added;
    // etcd refuses while its members have not been connected for some seconds.
    for (int attempt = 0; attempt < 40 && !(added && *added); ++attempt) {
        QTest::qWait(added ? 500 : 0);
        added = run(session, AddNode{true, "http://127.0.0.1:1"});
    }
    QVERIFY2(added && *added, reasonOf(added));
    QTRY_COMPARE_WITH_TIMEOUT(told(session, 4, etcd_report::kMembership),
                              QStringLiteral("not started"), tests::kPatienceMs);
    const auto removed = run(session, ActOnNode{NodeAct::Remove, raft::NodeId(4)});
    QVERIFY2(removed && *removed, reasonOf(removed));
    QTRY_COMPARE_WITH_TIMEOUT(told(session, 4, etcd_report::kMembership), QStringLiteral("removed"),
                              tests::kPatienceMs);
}

void AttachedEtcdTest::keysOfARealOneAreWatched() {
    if (EtcdCluster::program().isEmpty()) {
        QSKIP(EtcdCluster::kMissing);
    }
    EtcdCluster etcd(3);
    QVERIFY(etcd.startAll());
    QStringList addresses;
    for (int member = 1; member <= 3; ++member) {
        addresses << QStringLiteral("127.0.0.1:%1").arg(etcd.clientPort(member));
    }
    const QTemporaryDir directory;
    auto opened = AttachedSession::open(newSession(directory, addresses));
    QVERIFY(opened);
    AttachedSession& session = **opened;
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(session, 1) && isSeen(session, 2) && isSeen(session, 3),
                             tests::kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(leaderNumber(session) != 0, tests::kPatienceMs);
    tests::WatchEar ear(session);
    QVERIFY(ear.begin(1, tests::watchAsk("", true)));
    QVERIFY(etcd.put(2, "theirs", "1"));
    QVERIFY(etcd.put(3, "theirs", "2"));
    QVERIFY(ear.hears(1, 2));
    const auto changes = ear.changes(1);
    QVERIFY(changes[1].before == "1");
    QCOMPARE(changes[1].version, 2);
    // From the past, and what is compacted.
    QVERIFY(ear.begin(2, tests::watchAsk("theirs", false, changes[0].revision)));
    QVERIFY(ear.hears(2, 2));
    const auto compacted =
        answerTo(session, tests::commandAsk(kv::Command(kv::CompactRequest{changes[1].revision})));
    QVERIFY(compacted && compacted->answer.outcome == observe::Outcome::Done);
    session.watch(WatchId(3), tests::watchAsk("theirs", false, 1));
    QVERIFY(ear.hears(3, 1));
    QVERIFY((ear.texts(3) == std::vector<std::string>{"theirs=2"}));
    QVERIFY(std::any_of(ear.news.begin(), ear.news.end(), [&](const WatchNews& told) {
        return told.watch == WatchId(3) && told.compacted == changes[1].revision;
    }));
}

void AttachedEtcdTest::leasesOfARealOneAreKept() {
    using Kind = stage::LeaseQuestion::Kind;
    if (EtcdCluster::program().isEmpty()) {
        QSKIP(EtcdCluster::kMissing);
    }
    EtcdCluster etcd(1);
    QVERIFY(etcd.startAll());
    const QTemporaryDir directory;
    auto opened = AttachedSession::open(
        newSession(directory, {QStringLiteral("127.0.0.1:%1").arg(etcd.clientPort(1))}));
    QVERIFY(opened);
    AttachedSession& session = **opened;
    QTRY_VERIFY_WITH_TIMEOUT(leaderNumber(session) != 0, tests::kPatienceMs);
    constexpr kv::LeaseId kLease{0x1234};
    const auto granted =
        answerTo(session, tests::commandAsk(kv::Command(kv::LeaseGrantRequest{kLease, 60})));
    QVERIFY(granted && granted->answer.outcome == observe::Outcome::Done);
    kv::PutRequest attached;
    attached.key = Bytes::copyOf("ours");
    attached.value = Bytes::copyOf("1");
    attached.lease = kLease;
    const auto put = answerTo(session, tests::commandAsk(kv::Command(attached)));
    QVERIFY(put && put->answer.outcome == observe::Outcome::Done);
    for (const Kind question : {Kind::KeepAlive, Kind::TimeToLive}) {
        const auto told = answerTo(session, tests::leaseAsk(question, kLease));
        QVERIFY(told && told->answer.lease);
        QCOMPARE(told->answer.lease->grantedSeconds, 60);
        QVERIFY(told->answer.lease->remainingSeconds > 50);
    }
    QCOMPARE(etcd.get(1, "ours"), QByteArray("1"));
    const auto revoked =
        answerTo(session, tests::commandAsk(kv::Command(kv::LeaseRevokeRequest{kLease})));
    QVERIFY(revoked && revoked->answer.outcome == observe::Outcome::Done);
    QCOMPARE(etcd.get(1, "ours"), QByteArray());
    const auto gone = answerTo(session, tests::leaseAsk(Kind::KeepAlive, kLease));
    QVERIFY(gone && gone->answer.error && gone->answer.error->code == ErrorCode::NotFound);
}

QTEST_GUILESS_MAIN(AttachedEtcdTest)
#include "tst_attached_etcd.moc"
