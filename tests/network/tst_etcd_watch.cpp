// SPDX-License-Identifier: Apache-2.0
#include <QSignalSpy>
#include <QTest>

#include <memory>
#include <string>

#include "network/etcd/endpoint_kind.h"
#include "network/etcd/etcd_answers.h"
#include "network/etcd/etcd_watch.h"
#include "network/free_ports.h"
#include "tests/network/fake_etcd.h"
#include "tests/network/scripted_server.h"

namespace quorate::network_tests {

using network::ClientCredentials;
using network::EndpointKind;
using network::EtcdAlarm;
using network::EtcdLook;
using network::EtcdPace;
using network::EtcdWatch;
using network::HttpAnswer;
using network::JsonDocument;
using network::ServerAddress;
using raft::NodeId;
using tests::FakeEtcd;
using tests::ScriptedServer;

namespace {

constexpr int kPatienceMs = 10'000;
constexpr std::uint64_t kFirst = 1488596180808670771U;
constexpr std::uint64_t kSecond = 12744563070877133987U;

EtcdPace quick() {
    return {10, 20, 20, 2000, 80};
}

/// A fake member and a watch on it.
struct Station {
    explicit Station(FakeEtcd::Version version = FakeEtcd::Version::V34,
                     const EtcdPace& pace = quick())
        : etcd(version),
          server([this](const auto& request) { return etcd(request); }),
          watch(ServerAddress{"127.0.0.1", server.port(), false}, ClientCredentials(), pace) {}

    bool until(const std::function<bool(const EtcdLook&)>& isSo) {
        return QTest::qWaitFor([&] { return isSo(watch.look()); }, kPatienceMs);
    }
    bool isAllThere() {
        return until([](const EtcdLook& look) {
            return look.isReachable && look.version.value && look.status.value &&
                   look.members.value && look.alarms.value && look.health.value &&
                   look.metrics.value;
        });
    }

    FakeEtcd etcd;
    ScriptedServer server;
    EtcdWatch watch;
};

}  // namespace

class TestEtcdWatch final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allThatAMemberTells_data();
    void allThatAMemberTells();
    void whatChangesIsSeen();
    void aChangedMemberListIsHeard();
    void alarmsAndBadHealthAreTold();
    void alarmsAreAskedForOnlyWhenTheErrorsAreOthers();
    void whatIsNotToldIsNotThere();
    void whatAUserMayNotSeeHasAReason();
    void noQuestionIsAskedAgainBeforeItsAnswer();
    void anUnreachableMemberIsAskedLessAndLessAndComesBack();
    void itMayGoInItsSignals();
    void answersThatMakeNoSenseAreRefused();
    void whoIsAtAnAddress_data();
    void whoIsAtAnAddress();
    void nobodyAtAnAddress();
};

void TestEtcdWatch::allThatAMemberTells_data() {
    QTest::addColumn<int>("version");
    QTest::newRow("3.4") << int(FakeEtcd::Version::V34);
    QTest::newRow("3.5") << int(FakeEtcd::Version::V35);
    QTest::newRow("3.6") << int(FakeEtcd::Version::V36);
}

void TestEtcdWatch::allThatAMemberTells() {
    QFETCH(int, version);
    Station station(static_cast<FakeEtcd::Version>(version));
    QVERIFY(!station.watch.look().isReachable);
    QVERIFY(!station.watch.look().problem.empty());
    station.watch.begin();
    QVERIFY(station.isAllThere());
    const EtcdLook& look = station.watch.look();
    QVERIFY(look.problem.empty());
    QCOMPARE(look.version.value->server, station.etcd.server());
    QCOMPARE(look.version.value->cluster, station.etcd.cluster());
    const network::EtcdStatus& status = *look.status.value;
    QCOMPARE(status.cluster, std::uint64_t{875465729570268096U});
    QCOMPARE(status.member.value(), kFirst);
    QCOMPARE(status.leader.value(), kSecond);
    QVERIFY(!status.isLeader());
    QCOMPARE(status.term.value(), std::uint64_t{2});
    QCOMPARE(status.raftIndex.value(), std::uint64_t{28});
    QCOMPARE(status.appliedIndex.value_or(raft::Index()).value(), std::uint64_t{27});
    QCOMPARE(status.revision, std::int64_t{21});
    QCOMPARE(status.version, station.etcd.server());
    QCOMPARE(status.databaseBytes, std::uint64_t{28672});
    QCOMPARE(status.databaseBytesInUse.value_or(0), std::uint64_t{16384});
    QVERIFY(status.errors.empty());
    const auto& members = *look.members.value;
    QCOMPARE(members.size(), std::size_t{3});
    QCOMPARE(members[0].id.value(), kFirst);
    QCOMPARE(members[0].name, std::string("node1"));
    QCOMPARE(members[0].clientUrls, std::vector<std::string>{"http://127.0.0.1:25061"});
    QVERIFY(members[0].isStarted() && !members[0].isLearner);
    QCOMPARE(members[1].peerUrls.size(), std::size_t{2});
    QVERIFY(!members[2].isStarted() && members[2].isLearner);
    QVERIFY(look.alarms.value->empty());
    QVERIFY(look.health.value->isHealthy);
    QVERIFY(look.metrics.value->hasLeader == true);
    QCOMPARE(look.metrics.value->proposalsPending.value_or(0), std::uint64_t{3});
}

void TestEtcdWatch::whatChangesIsSeen() {
    Station station;
    station.watch.begin();
    QVERIFY(station.isAllThere());
    station.etcd.leader = std::to_string(kFirst);
    station.etcd.term = 3;
    QVERIFY(station.until([](const EtcdLook& look) { return look.status.value->isLeader(); }));
    QCOMPARE(station.watch.look().status.value->term.value(), std::uint64_t{3});
    station.etcd.leader.clear();
    QVERIFY(station.until([](const EtcdLook& look) {
        return look.status.value->leader == raft::kNoNode && !look.status.value->isLeader();
    }));
    QCOMPARE(station.watch.look().status.value->errors,
             std::vector<std::string>{"etcdserver: no leader"});
    QVERIFY(station.watch.look().isReachable);
    station.etcd.metrics = "etcd_server_leader_changes_seen_total 7\n";
    QVERIFY(station.until(
        [](const EtcdLook& look) { return look.metrics.value->leaderChanges == 7U; }));
    QVERIFY(!station.watch.look().metrics.value->hasLeader);
}

void TestEtcdWatch::aChangedMemberListIsHeard() {
    Station station;
    QSignalSpy changed(&station.watch, &EtcdWatch::membersChanged);
    station.watch.begin();
    QVERIFY(station.isAllThere());
    QCOMPARE(changed.count(), 1);
    const int asked = station.etcd.asked["/v3/cluster/member/list"];
    QVERIFY(QTest::qWaitFor(
        [&] { return station.etcd.asked["/v3/cluster/member/list"] > asked + 2; }, kPatienceMs));
    QCOMPARE(changed.count(), 1);
    station.etcd.members = R"({"members":[{"ID":"5","name":"a"}]})";
    QVERIFY(QTest::qWaitFor([&] { return changed.count() == 2; }, kPatienceMs));
    QCOMPARE(station.watch.look().members.value->size(), std::size_t{1});
}

void TestEtcdWatch::alarmsAndBadHealthAreTold() {
    Station station(FakeEtcd::Version::V35);
    station.etcd.alarms = R"({"header":{},"alarms":[{"memberID":"7","alarm":"NOSPACE"},)"
                          R"({"memberID":"8","alarm":2},{"memberID":"9","alarm":"NEW"}]})";
    station.etcd.whyNotHealthy = "RAFT NO LEADER";
    station.watch.begin();
    QVERIFY(station.isAllThere());
    const auto& alarms = *station.watch.look().alarms.value;
    QCOMPARE(alarms.size(), std::size_t{3});
    QVERIFY(alarms[0].kind == EtcdAlarm::Kind::OutOfSpace && alarms[0].member == NodeId(7));
    QVERIFY(alarms[1].kind == EtcdAlarm::Kind::Corrupt && alarms[1].name == "CORRUPT");
    QVERIFY(alarms[2].kind == EtcdAlarm::Kind::Other && alarms[2].name == "NEW");
    QVERIFY(!station.watch.look().health.value->isHealthy);
    QCOMPARE(station.watch.look().health.value->reason, std::string("RAFT NO LEADER"));
    QVERIFY(station.watch.look().isReachable);
}

void TestEtcdWatch::alarmsAreAskedForOnlyWhenTheErrorsAreOthers() {
    const std::string path = "/v3/maintenance/alarm";
    Station station;
    station.watch.begin();
    QVERIFY(station.isAllThere());
    const auto waitForStatus = [&] {
        const int asked = station.etcd.asked["/v3/maintenance/status"];
        return station.until([&](const EtcdLook&) {
            return station.etcd.asked["/v3/maintenance/status"] > asked + 4;
        });
    };
    QVERIFY(waitForStatus());
    QCOMPARE(station.etcd.asked[path], 1);
    station.etcd.alarms = R"({"alarms":[{"memberID":"7","alarm":"NOSPACE"}]})";
    QVERIFY(station.until([](const EtcdLook& look) { return look.alarms.value->size() == 1; }));
    QVERIFY(waitForStatus());
    QCOMPARE(station.etcd.asked[path], 2);
}

void TestEtcdWatch::whatIsNotToldIsNotThere() {
    JsonDocument document;
    const auto status = network::decodeEtcdStatus(
        document, R"({"header":{"member_id":"7"},"dbSize":"1","raftIndex":"5","raftTerm":"2"})");
    QVERIFY(status);
    QVERIFY(!status->appliedIndex);
    QVERIFY(!status->databaseBytesInUse);
    QVERIFY(status->leader == raft::kNoNode);
    const auto version = network::decodeEtcdVersion(
        document, R"({"etcdserver":"3.4.23","etcdcluster":"not_decided"})");
    QVERIFY(version);
    QVERIFY(version->cluster.empty());
    Station station;
    station.etcd.metrics = "";
    station.watch.begin();
    QVERIFY(station.isAllThere());
    const network::EtcdMetrics& metrics = *station.watch.look().metrics.value;
    QVERIFY(!metrics.hasLeader && !metrics.walFsync && !metrics.leaderChanges && !metrics.keys);
    QVERIFY(metrics.peers.empty());
}

void TestEtcdWatch::whatAUserMayNotSeeHasAReason() {
    Station station;
    station.etcd.refused = "/v3/maintenance/alarm";
    station.watch.begin();
    QVERIFY(station.until([](const EtcdLook& look) {
        return !look.alarms.problem.empty() && look.members.value && look.metrics.value;
    }));
    const EtcdLook& look = station.watch.look();
    QCOMPARE(look.alarms.problem, std::string("etcdserver: permission denied"));
    QVERIFY(!look.alarms.value);
    QVERIFY(look.isReachable);
    // Later it may.
    station.etcd.refused.clear();
    QVERIFY(station.isAllThere());
    QVERIFY(look.alarms.problem.empty());
}

void TestEtcdWatch::noQuestionIsAskedAgainBeforeItsAnswer() {
    EtcdPace pace = quick();
    pace.timeoutMs = 2 * kPatienceMs;
    Station station(FakeEtcd::Version::V34, pace);
    station.etcd.silent = "/health";
    station.watch.begin();
    QVERIFY(QTest::qWaitFor([&] { return station.etcd.asked["/v3/maintenance/status"] > 20; },
                            kPatienceMs));
    QCOMPARE(station.etcd.asked["/health"], 1);
    QCOMPARE(station.etcd.asked["/version"], 1);
    QVERIFY(station.etcd.asked["/metrics"] > 1);
    // The others are asked at their own pace.
    QVERIFY(station.etcd.asked["/metrics"] < station.etcd.asked["/v3/maintenance/status"]);
    QVERIFY(station.watch.look().isReachable);
    // Nor when the member is back before.
    station.etcd.refused = "/v3/maintenance/status";
    QVERIFY(station.until([](const EtcdLook& look) { return !look.isReachable; }));
    station.etcd.refused.clear();
    QVERIFY(QTest::qWaitFor([&] { return station.etcd.asked["/version"] == 2; }, kPatienceMs));
    QCOMPARE(station.etcd.asked["/health"], 1);
}

void TestEtcdWatch::anUnreachableMemberIsAskedLessAndLessAndComesBack() {
    Station station;
    QSignalSpy reachable(&station.watch, &EtcdWatch::reachableChanged);
    station.watch.begin();
    QVERIFY(station.isAllThere());
    QCOMPARE(reachable.count(), 1);
    QVERIFY(reachable.at(0).at(0).toBool());

    station.etcd.refused = "/v3/maintenance/status";
    QVERIFY(station.until([](const EtcdLook& look) { return !look.isReachable; }));
    QCOMPARE(reachable.count(), 2);
    const EtcdLook& look = station.watch.look();
    QCOMPARE(look.problem, std::string("etcdserver: permission denied"));
    QVERIFY(look.status.value && look.members.value);  // the last that was known
    const int metrics = station.etcd.asked["/metrics"];
    const int statuses = station.etcd.asked["/v3/maintenance/status"];
    QVERIFY(QTest::qWaitFor(
        [&] { return station.etcd.asked["/v3/maintenance/status"] > statuses + 3; }, kPatienceMs));
    QVERIFY(station.etcd.asked["/metrics"] <= metrics + 1);  // one may have been under way

    station.etcd.refused.clear();
    const int versions = station.etcd.asked["/version"];
    QVERIFY(station.until([](const EtcdLook& now) { return now.isReachable; }));
    QVERIFY(QTest::qWaitFor([&] { return station.etcd.asked["/version"] == versions + 1; },
                            kPatienceMs));
    QVERIFY(
        QTest::qWaitFor([&] { return station.etcd.asked["/metrics"] > metrics + 2; }, kPatienceMs));

    station.server.shut();
    QVERIFY(station.until([](const EtcdLook& now) { return !now.isReachable; }));
    QVERIFY(look.problem.find("refused") != std::string::npos ||
            look.problem.find("closed") != std::string::npos);
}

void TestEtcdWatch::itMayGoInItsSignals() {
    FakeEtcd etcd(FakeEtcd::Version::V34);
    ScriptedServer server([&](const auto& request) { return etcd(request); });
    const ServerAddress address{"127.0.0.1", server.port(), false};
    std::unique_ptr<EtcdWatch> watch;
    const auto tryIt = [&](auto signal) {
        watch = std::make_unique<EtcdWatch>(address, ClientCredentials(), quick());
        connect(watch.get(), signal, this, [&watch] { watch.reset(); });
        watch->begin();
        return QTest::qWaitFor([&] { return watch == nullptr; }, kPatienceMs);
    };
    QVERIFY(tryIt(&EtcdWatch::reachableChanged));
    QVERIFY(tryIt(&EtcdWatch::membersChanged));
    QVERIFY(tryIt(&EtcdWatch::looked));
}

void TestEtcdWatch::answersThatMakeNoSenseAreRefused() {
    JsonDocument document;
    for (const char* text : {"", "[]", "{", "\"x\"", R"({"header":7})", "{}",
                             R"({"header":{"member_id":"7"},"leader":"x"})"}) {
        QVERIFY2(!network::decodeEtcdStatus(document, text), text);
    }
    for (const char* text :
         {"", "7", R"({"members":{}})", R"({"members":[7]})", R"({"members":[{"ID":"-1"}]})"}) {
        QVERIFY2(!network::decodeEtcdMembers(document, text), text);
    }
    QVERIFY(!network::decodeEtcdAlarms(document, R"({"alarms":[{"alarm":{}}]})"));
    QVERIFY(!network::decodeEtcdHealth(document, "{}"));
    QVERIFY(!network::decodeEtcdVersion(document, R"({"version":"1"})"));

    // A member that becomes somebody else is not reached any more.
    Station station;
    station.watch.begin();
    QVERIFY(station.isAllThere());
    station.etcd.leader = "nobody\"";
    QVERIFY(station.until([](const EtcdLook& look) { return !look.isReachable; }));
}

void TestEtcdWatch::whoIsAtAnAddress_data() {
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("body");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("says");
    using Kind = EndpointKind::Kind;
    const auto row = [](const char* name, int status, const char* body, Kind kind,
                        const char* version, const char* says) {
        QTest::newRow(name) << status << body << int(kind) << version << says;
    };
    row("Quorate", 200, R"({"etcdserver":"3.4.23","etcdcluster":"3.4.0","quorate":"0.9"})",
        Kind::Quorate, "0.9", "");
    row("etcd 3.4", 200, R"({"etcdserver":"3.4.23","etcdcluster":"3.4.0"})", Kind::Etcd, "3.4.23",
        "");
    row("etcd 3.6", 200, R"({"etcdserver":"3.6.0-rc.1","etcdcluster":"3.6.0","storage":"3.6.0"})",
        Kind::Etcd, "3.6.0-rc.1", "");
    row("etcd 4", 200, R"({"etcdserver":"4.0.0"})", Kind::Etcd, "4.0.0", "");
    row("etcd 3.3", 200, R"({"etcdserver":"3.3.25","etcdcluster":"3.3.0"})", Kind::Other, "3.3.25",
        "3.4 or later is needed");
    row("no version", 200, R"({"etcdserver":"new"})", Kind::Other, "new", "3.4 or later");
    row("web page", 200, "<html>", Kind::Other, "", "a web server is there");
    row("other JSON", 200, R"({"version":"1"})", Kind::Other, "", "a web server is there");
    row("odd JSON", 200, R"({"quorate":{}})", Kind::Other, "", "a web server is there");
    row("not found", 404, "nothing here", Kind::Other, "", "a web server is there");
    row("TLS", 400, "Client sent an HTTP request to an HTTPS server.\n", Kind::Other, "",
        "wants https");
}

void TestEtcdWatch::whoIsAtAnAddress() {
    QFETCH(int, status);
    QFETCH(QString, body);
    QFETCH(int, kind);
    QFETCH(QString, version);
    QFETCH(QString, says);
    ScriptedServer server([&](const ScriptedServer::Request& request) {
        return ScriptedServer::Answer{
            request.path == "/version" ? status : 500, body.toStdString(), {}};
    });
    network::NodeClient client("127.0.0.1", server.port());
    std::optional<EndpointKind> found;
    network::askForEndpointKind(client, [&](const EndpointKind& answer) { found = answer; });
    QVERIFY(QTest::qWaitFor([&] { return found.has_value(); }, kPatienceMs));
    QCOMPARE(int(found->kind), kind);
    QCOMPARE(found->version, version.toStdString());
    QCOMPARE(found->problem.empty(), says.isEmpty());
    QVERIFY2(found->problem.find(says.toStdString()) != std::string::npos, found->problem.c_str());
    QVERIFY(says.isEmpty() || found->problem.starts_with(client.address()));
}

void TestEtcdWatch::nobodyAtAnAddress() {
    const auto kindAt = [](std::uint16_t port) {
        network::NodeClient client("127.0.0.1", port);
        client.setTimeout(100);
        std::optional<EndpointKind> found;
        network::askForEndpointKind(client, [&](const EndpointKind& answer) { found = answer; });
        return QTest::qWaitFor([&] { return found.has_value(); }, kPatienceMs) ? *found
                                                                               : EndpointKind();
    };
    network::FreePorts ports;
    const EndpointKind dead = kindAt(ports.take());
    QVERIFY(dead.kind == EndpointKind::Kind::Silent);
    QVERIFY2(dead.problem.find("refused") != std::string::npos, dead.problem.c_str());
    ScriptedServer mute([](const auto&) { return ScriptedServer::Answer{200, {}, {}, true}; });
    QVERIFY(kindAt(mute.port()).kind == EndpointKind::Kind::Silent);
    ScriptedServer odd([](const ScriptedServer::Request& request) {
        request.socket->write("SSH-2.0-OpenSSH\r\n");
        return ScriptedServer::Answer{200, {}, {}, true};
    });
    const EndpointKind ssh = kindAt(odd.port());
    QVERIFY(ssh.kind == EndpointKind::Kind::Other);
    QVERIFY2(ssh.problem.find("does not speak HTTP") != std::string::npos, ssh.problem.c_str());
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestEtcdWatch)
#include "tst_etcd_watch.moc"
