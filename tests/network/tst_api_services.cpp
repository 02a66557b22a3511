// SPDX-License-Identifier: Apache-2.0
#include <QCryptographicHash>
#include <QTest>

#include <string>

#include "engine/kv/snapshot_writer.h"
#include "network/api/base64.h"
#include "network/api/http_metrics.h"
#include "network/api/node_metrics.h"
#include "tests/network/api_fixture.h"

namespace quorate::network_tests {

class TestApiServices : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void grantsLeases();
    void choosesTheNameOfALease();
    void refusesLeasesAsEtcdDoes();
    void keepsLeasesAlive();
    void tellsHowLongALeaseLives();
    void listsLeases();
    void revokesALeaseWithItsKeys();
    void listsMembers();
    void addsAMember();
    void removesUpdatesAndPromotesMembers();
    void refusesMembersAsEtcdDoes();
    void tellsTheStatus();
    void hashesWhatWasApplied();
    void streamsASnapshot();
    void transfersLeadership();
    void hasNothingToDefragmentAndNoAlarms();
    void tellsItsHealth();
    void tellsItsVersion();
    void hasAPageForPeople();
    void writesMetrics();
    void nodeMetricsHaveTheNamesOfEtcd();
};

void TestApiServices::grantsLeases() {
    ApiFixture fixture;
    QCOMPARE(fixture.post("/v3/lease/grant", json("{'TTL':'100','ID':'77'}")),
             header(1) + json(",'ID':'77','TTL':'100'}"));
    // Too short a life is made the shortest possible one.
    QCOMPARE(fixture.post("/v3/lease/grant", json("{'TTL':1,'ID':78}")),
             header(1) + json(",'ID':'78','TTL':'2'}"));
}

void TestApiServices::choosesTheNameOfALease() {
    ApiFixture fixture;
    const std::string first = fixture.post("/v3/lease/grant", json("{'TTL':'60'}"));
    QCOMPARE(fixture.last.status, 200);
    QVERIFY(first.starts_with(header(1) + json(",'ID':'")));
    QVERIFY(first.find("-") == std::string::npos);
    QVERIFY(fixture.post("/v3/lease/grant", json("{'TTL':'60'}")) != first);
    QCOMPARE(fixture.backend.leases.size(), std::size_t{2});
}

void TestApiServices::refusesLeasesAsEtcdDoes() {
    ApiFixture fixture;
    fixture.post("/v3/lease/grant", json("{'TTL':100,'ID':77}"));
    QCOMPARE(fixture.post("/v3/lease/grant", json("{'TTL':100,'ID':77}")),
             error("etcdserver: lease already exists", 9));
    QCOMPARE(fixture.last.status, 412);
    QCOMPARE(fixture.post("/v3/lease/grant", json("{'TTL':'90000000000'}")),
             error("etcdserver: too large lease TTL", 11));
    QCOMPARE(fixture.last.status, 400);
    QCOMPARE(fixture.post("/v3/lease/revoke", json("{'ID':'78'}")),
             error("etcdserver: requested lease not found", 5));
    QCOMPARE(fixture.last.status, 404);
}

void TestApiServices::keepsLeasesAlive() {
    ApiFixture fixture;
    fixture.post("/v3/lease/grant", json("{'TTL':100,'ID':77}"));
    const std::string alive =
        json("{'result':") + header(1) + json(",'ID':'77','TTL':'100'}}") + "\n";
    const std::string gone = json("{'result':") + header(1) + json(",'ID':'78'}}") + "\n";
    QCOMPARE(fixture.post("/v3/lease/keepalive", json("{'ID':'77'}")), alive);
    QCOMPARE(fixture.post("/v3/lease/keepalive", json("{'ID':'78'}")), gone);
    QCOMPARE(fixture.post("/v3/lease/keepalive", json("{'ID':77} {'ID':78}")), alive + gone);
    QCOMPARE(fixture.post("/v3/lease/keepalive", ""), std::string());
    QCOMPARE(fixture.last.status, 200);
    fixture.post("/v3/lease/keepalive", "{bad");
    QCOMPARE(fixture.last.status, 500);
    fixture.backend.failWith(Error(ErrorCode::FailedPrecondition, "not the leader"));
    QCOMPARE(fixture.post("/v3/lease/keepalive", json("{'ID':'77'}")), error("not the leader", 9));
}

void TestApiServices::tellsHowLongALeaseLives() {
    ApiFixture fixture;
    fixture.post("/v3/lease/grant", json("{'TTL':100,'ID':77}"));
    fixture.backend.leases[77].remainingSeconds = 42;
    fixture.post("/v3/kv/put", json("{'key':'Yg==','lease':77}"));
    fixture.post("/v3/kv/put", json("{'key':'YQ==','lease':77}"));
    const std::string times = json(",'ID':'77','TTL':'42','grantedTTL':'100'");
    for (const char* path : {"/v3/lease/timetolive", "/v3/kv/lease/timetolive"}) {
        QCOMPARE(fixture.post(path, json("{'ID':'77'}")), header(3) + times + "}");
        QCOMPARE(fixture.post(path, json("{'ID':'77','keys':true}")),
                 header(3) + times + json(",'keys':['YQ==','Yg==']}"));
        QCOMPARE(fixture.post(path, json("{'ID':'78','keys':true}")),
                 header(3) + json(",'ID':'78','TTL':'-1'}"));
    }
}

void TestApiServices::listsLeases() {
    ApiFixture fixture;
    QCOMPARE(fixture.post("/v3/lease/leases", "{}"), header(1) + "}");
    fixture.post("/v3/lease/grant", json("{'TTL':100,'ID':77}"));
    fixture.post("/v3/lease/grant", json("{'TTL':100,'ID':5}"));
    QCOMPARE(fixture.post("/v3/kv/lease/leases", ""),
             header(1) + json(",'leases':[{'ID':'5'},{'ID':'77'}]}"));
}

void TestApiServices::revokesALeaseWithItsKeys() {
    ApiFixture fixture;
    fixture.post("/v3/lease/grant", json("{'TTL':100,'ID':77}"));
    fixture.post("/v3/kv/put", json("{'key':'YQ==','lease':77}"));
    QCOMPARE(fixture.post("/v3/kv/lease/revoke", json("{'ID':77}")), header(3) + "}");
    QCOMPARE(fixture.client.ask("GET", "/kv/a").status, 404);
}

void TestApiServices::listsMembers() {
    ApiFixture fixture;
    fixture.backend.memberList.push_back({raft::NodeId(2), {}, "http://127.0.0.1:12380", {}, true});
    QCOMPARE(
        fixture.post("/v3/cluster/member/list", "{}"),
        header(1) + json(",'members':[{'ID':'1','name':'one','peerURLs':"
                         "['http://127.0.0.1:2380'],'clientURLs':['http://127.0.0.1:2379']},"
                         "{'ID':'2','peerURLs':['http://127.0.0.1:12380'],'isLearner':true}]}"));
}

void TestApiServices::addsAMember() {
    ApiFixture fixture;
    const std::string one = json(
        "{'ID':'1','name':'one','peerURLs':['http://127.0.0.1:2380'],"
        "'clientURLs':['http://127.0.0.1:2379']}");
    const std::string added =
        json("{'ID':'1000','peerURLs':['http://127.0.0.1:22380'],'isLearner':true}");
    QCOMPARE(
        fixture.post("/v3/cluster/member/add",
                     json("{'peerURLs':['http://127.0.0.1:22380'],'isLearner':true}")),
        header(1) + json(",'member':") + added + json(",'members':[") + one + "," + added + "]}");
}

void TestApiServices::removesUpdatesAndPromotesMembers() {
    ApiFixture fixture;
    fixture.backend.memberList.push_back({raft::NodeId(2), {}, "http://127.0.0.1:2", {}, true});
    QVERIFY(fixture.post("/v3/cluster/member/promote", json("{'ID':'2'}")).find("isLearner") ==
            std::string::npos);
    QCOMPARE(fixture.last.status, 200);
    fixture.post("/v3/cluster/member/update", json("{'ID':'2','peerURLs':['http://127.0.0.1:3']}"));
    QCOMPARE(fixture.backend.memberList.back().peerUrl, std::string("http://127.0.0.1:3"));
    QVERIFY(fixture.post("/v3/cluster/member/remove", json("{'ID':2}")).find(json("'ID':'2'")) ==
            std::string::npos);
    QCOMPARE(fixture.backend.memberList.size(), std::size_t{1});
}

void TestApiServices::refusesMembersAsEtcdDoes() {
    ApiFixture fixture;
    const std::string badUrls = error("etcdserver: given member URLs are invalid", 3);
    QCOMPARE(fixture.post("/v3/cluster/member/add", "{}"), badUrls);
    QCOMPARE(fixture.post("/v3/cluster/member/add", json("{'peerURLs':['foo']}")), badUrls);
    QCOMPARE(fixture.post("/v3/cluster/member/add", json("{'peerURLs':['http://127.0.0.1:2380']}")),
             error("etcdserver: Peer URLs already exists", 9));
    QCOMPARE(fixture.last.status, 412);
    for (const char* path : {"promote", "remove", "update"}) {
        QCOMPARE(fixture.post(std::string("/v3/cluster/member/") + path, json("{'ID':'9'}")),
                 error("etcdserver: member not found", 5));
        QCOMPARE(fixture.last.status, 404);
    }
    QCOMPARE(fixture.post("/v3/cluster/member/promote", json("{'ID':'1'}")),
             error("etcdserver: can only promote a learner member", 9));
    QCOMPARE(fixture.post("/v3/cluster/member/update", json("{'ID':'1'}")), badUrls);
}

void TestApiServices::tellsTheStatus() {
    ApiFixture fixture;
    fixture.backend.state.databaseBytes = 20480;
    fixture.backend.state.committed = raft::Index(34);
    fixture.backend.state.applied = raft::Index(33);
    QCOMPARE(fixture.post("/v3/maintenance/status", "{}"),
             header(1) + json(",'version':'3.4.23','dbSize':'20480','leader':'1','raftIndex':'34',"
                              "'raftTerm':'2','raftAppliedIndex':'33','dbSizeInUse':'20480'}"));
    fixture.backend.state.failure = "the disk said \"no\"";
    QVERIFY(fixture.post("/v3/maintenance/status", "{}")
                .find(json("'errors':['the disk said \\'no\\'']")) != std::string::npos);
}

void TestApiServices::hashesWhatWasApplied() {
    ApiFixture one;
    ApiFixture other;
    one.backend.put("a", "v");
    other.backend.put("a", "v");
    const std::string hash = one.post("/v3/maintenance/hash", "{}");
    QVERIFY(hash.starts_with(header(2) + json(",'hash':")));
    QCOMPARE(other.post("/v3/maintenance/hash", "{}"), hash);
    other.backend.put("a", "w");
    one.backend.put("a", "x");
    QVERIFY(other.post("/v3/maintenance/hash", "{}") != one.post("/v3/maintenance/hash", "{}"));
}

void TestApiServices::streamsASnapshot() {
    ApiFixture fixture;
    for (int i = 0; i < 300; ++i) {
        fixture.backend.put("key" + std::to_string(i), std::string(5000, 'v'));
    }
    std::string expected;
    std::string piece;
    kv::SnapshotWriter writer(*fixture.backend.latest());
    while (*writer.next(piece, 100'000)) {
        expected += piece;
    }
    fixture.client.request("POST", "/v3/maintenance/snapshot", "{}");
    QVERIFY(fixture.client.streamHead().has_value());
    std::vector<std::string> blobs;
    for (;;) {
        const auto line = fixture.client.chunk();
        QVERIFY(line.has_value());
        if (line->empty()) {
            break;
        }
        const std::string before = json("{'result':{'blob':'");
        QVERIFY(line->starts_with(before));
        const std::string text = line->substr(before.size(), line->size() - before.size() - 4);
        std::string blob(text.size(), '\0');
        const auto decoded = network::decodeBase64(text, blob.data());
        QVERIFY(!decoded.errorAt);
        blob.resize(decoded.size);
        blobs.push_back(blob);
    }
    QVERIFY(blobs.size() > 10);
    const std::string hash = blobs.back();
    blobs.pop_back();
    std::string all;
    for (const std::string& blob : blobs) {
        all += blob;
    }
    QVERIFY(all == expected);
    QVERIFY(QCryptographicHash::hash(QByteArray::fromStdString(all), QCryptographicHash::Sha256) ==
            QByteArray::fromStdString(hash));
}

void TestApiServices::transfersLeadership() {
    ApiFixture fixture;
    fixture.backend.memberList.push_back({raft::NodeId(2), {}, "http://127.0.0.1:2", {}, false});
    fixture.backend.memberList.push_back({raft::NodeId(3), {}, "http://127.0.0.1:3", {}, true});
    QCOMPARE(fixture.post("/v3/maintenance/transfer-leadership", json("{'targetID':'2'}")),
             header(1) + "}");
    QVERIFY(fixture.backend.transferredTo == raft::NodeId(2));
    for (const std::string& target :
         {json("{'targetID':'3'}"), json("{'targetID':'9'}"), json("{}")}) {
        QCOMPARE(fixture.post("/v3/maintenance/transfer-leadership", target),
                 error("etcdserver: bad leader transferee", 9));
    }
}

void TestApiServices::hasNothingToDefragmentAndNoAlarms() {
    ApiFixture fixture;
    QCOMPARE(fixture.post("/v3/maintenance/defragment", "{}"), std::string("{}"));
    QCOMPARE(fixture.post("/v3/maintenance/alarm", "{}"), std::string("{}"));
    QCOMPARE(fixture.post("/v3/maintenance/alarm", json("{'action':'DEACTIVATE'}")),
             std::string("{}"));
    fixture.post("/v3/maintenance/alarm", json("{'action':'ACTIVATE','alarm':'NOSPACE'}"));
    QCOMPARE(fixture.last.status, 412);
}

void TestApiServices::tellsItsHealth() {
    ApiFixture fixture;
    HttpClient& client = fixture.client;
    QCOMPARE(client.ask("GET", "/health").body, json("{'health':'true'}"));
    QCOMPARE(client.ask("GET", "/livez").status, 200);
    QCOMPARE(client.ask("GET", "/readyz").status, 200);
    fixture.backend.state.leader = raft::kNoNode;
    QCOMPARE(client.ask("GET", "/health").body,
             json("{'health':'false','reason':'no leader is known'}"));
    QCOMPARE(client.ask("GET", "/health").status, 503);
    QCOMPARE(client.ask("GET", "/livez").status, 200);
    QCOMPARE(client.ask("GET", "/readyz").body, std::string("not ready: no leader is known\n"));
    fixture.backend.state.leader = raft::NodeId(1);
    fixture.backend.failWith(Error(ErrorCode::Unavailable, "no quorum"));
    QCOMPARE(client.ask("GET", "/readyz").body, std::string("not ready: no quorum\n"));
    QCOMPARE(client.ask("GET", "/livez").status, 200);
    fixture.backend.state.failure = "the disk is gone";
    QCOMPARE(client.ask("GET", "/livez").status, 503);
    QCOMPARE(client.ask("GET", "/livez").body, std::string("the node stopped: the disk is gone\n"));
    QCOMPARE(client.ask("GET", "/readyz").status, 503);
}

void TestApiServices::tellsItsVersion() {
    network::ApiOptions options;
    options.version = "1.2.3";
    ApiFixture fixture(options);
    QCOMPARE(fixture.client.ask("GET", "/version").body,
             json("{'etcdserver':'3.4.23','etcdcluster':'3.4.0','quorate':'1.2.3'}"));
}

void TestApiServices::hasAPageForPeople() {
    ApiFixture fixture;
    const ClientResponse page = fixture.client.ask("GET", "/");
    QCOMPARE(page.status, 200);
    QVERIFY(page.fields.at("content-type").starts_with("text/html"));
    QVERIFY(page.body.find("http://localhost/kv") != std::string::npos);
    QVERIFY(page.body.find("HOST") == std::string::npos);
}

void TestApiServices::writesMetrics() {
    ApiFixture fixture;
    network::collectHttpMetrics(fixture.metrics, *fixture.server);
    fixture.metrics.counter("a_total", "Of a kind.", "kind=\"x\"").add(3);
    fixture.metrics.counter("a_total", "Of a kind.", "kind=\"y\"").add();
    fixture.metrics.counter("a_total", "Of a kind.", "kind=\"x\"").add();
    fixture.metrics.gauge("b", "A gauge.").set(1.5);
    network::Histogram& histogram = fixture.metrics.histogram("c", "Seconds.", {0.25, 1});
    for (const double value : {0.125, 0.25, 0.5, 2.0}) {
        histogram.observe(value);
    }
    const ClientResponse response = fixture.client.ask("GET", "/metrics");
    QCOMPARE(response.fields.at("content-type"),
             std::string("text/plain; version=0.0.4; charset=utf-8"));
    const auto has = [&response](const std::string& text) {
        return response.body.find(text) != std::string::npos;
    };
    QVERIFY(
        has("# HELP a_total Of a kind.\n# TYPE a_total counter\n"
            "a_total{kind=\"x\"} 4\na_total{kind=\"y\"} 1\n"));
    QVERIFY(has("# TYPE b gauge\nb 1.5\n"));
    QVERIFY(
        has("# TYPE c histogram\nc_bucket{le=\"0.25\"} 2\nc_bucket{le=\"1\"} 3\n"
            "c_bucket{le=\"+Inf\"} 4\nc_sum 2.875\nc_count 4\n"));
    QVERIFY(has("quorate_http_requests_total 1\n"));
    QVERIFY(has("quorate_http_connections 1\n"));
    fixture.metrics.forget(fixture.server.get());
}

void TestApiServices::nodeMetricsHaveTheNamesOfEtcd() {
    network::Metrics metrics;
    network::NodeMetrics node(metrics);
    network::BackendStatus status;
    status.leader = raft::NodeId(1);
    status.committed = raft::Index(12);
    node.update(status, raft::NodeId(1));
    node.walFsyncSeconds.observe(0.003);
    node.peerRoundTrip(raft::NodeId(2)).observe(0.0005);
    std::string text;
    metrics.write(text);
    for (const char* line :
         {"etcd_server_has_leader 1\n", "etcd_server_is_leader 1\n",
          "etcd_server_proposals_committed_total 12\n", "etcd_server_proposals_applied_total 0\n",
          "etcd_server_proposals_pending 0\n", "etcd_server_proposals_failed_total 0\n",
          "etcd_server_leader_changes_seen_total 0\n", "etcd_mvcc_db_total_size_in_bytes 0\n",
          "etcd_disk_wal_fsync_duration_seconds_bucket{le=\"0.004\"} 1\n",
          "etcd_disk_backend_commit_duration_seconds_count 0\n",
          "etcd_network_peer_round_trip_time_seconds_count{To=\"2\"} 1\n"}) {
        QVERIFY2(text.find(line) != std::string::npos, line);
    }
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestApiServices)
#include "tst_api_services.moc"
