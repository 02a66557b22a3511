// SPDX-License-Identifier: Apache-2.0
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "network/client/node_client.h"
#include "network/host/node_server.h"
#include "tests/network/http_client.h"
#include "tests/network/json_text.h"
#include "tests/network/served_cluster.h"

namespace quorate::network_tests {

class TestFaultRoutes final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void nothingIsAllowedByDefault();
    void aLeaderThatIsCutOffIsReplacedAndComesBack();
    void aFollowerCampaignsWhenItsTimerIsFired();
    void faultsEndByThemselves();
    void faultsAreRenewedAndListed();
    void withoutEndOnlyWhereThatIsAllowed();
    void messagesAreLostByRules();
    void faultsAreDoneInTheOrderInWhichTheyAreAskedFor();
    void garbageIsRefusedAndArmsNothing();
    void pagesOfOthersAreRefused();
    void aNodeThatIsPausedDoesNothing();

private:
    std::unique_ptr<ServedCluster> m_three;
    std::unique_ptr<ServedCluster> m_alone;
};

void TestFaultRoutes::initTestCase() {
    m_three = std::make_unique<ServedCluster>(3, FaultPermission::Limited);
    m_alone = std::make_unique<ServedCluster>(1, FaultPermission::Unlimited);
}

void TestFaultRoutes::init() {
    m_three->heal();
    m_alone->heal();
    QVERIFY(m_three->leader() != 0);
    QVERIFY(m_alone->leader() != 0);
}

void TestFaultRoutes::nothingIsAllowedByDefault() {
    ServedCluster cluster(1, FaultPermission::No);
    HttpClient http(cluster.port(1));
    for (const auto& [method, path] : std::map<std::string, std::string>{
             {"GET", "/faults"}, {"DELETE", "/faults"}, {"POST", "/faults/link"}}) {
        const ClientResponse refused =
            http.ask(method, path, method == "POST" ? json("{'peer':2,'cut':true}") : "");
        QCOMPARE(refused.status, 403);
        QVERIFY(refused.body.find("--allow-faults") != std::string::npos);
    }
    for (const char* path : {"/faults/campaign", "/faults/election-timeout", "/faults/pause"}) {
        QCOMPARE(http.ask("POST", path, json("{'forMs':1}")).status, 403);
    }
    QCOMPARE(ended([&](const Ended& done) { cluster.client(1).campaign(done); }),
             std::string("FailedPrecondition"));
}

void TestFaultRoutes::aLeaderThatIsCutOffIsReplacedAndComesBack() {
    ServedCluster& cluster = *m_three;
    const std::uint64_t first = cluster.leader();
    QVERIFY(first != 0);
    NodeClient& client = cluster.client(first);
    for (std::uint64_t peer = 1; peer <= 3; ++peer) {
        for (const LinkDirection direction : {LinkDirection::ToPeer, LinkDirection::FromPeer}) {
            if (peer != first) {
                QCOMPARE(ended([&](const Ended& done) {
                             client.setCut(NodeId(peer), direction, true, done);
                         }),
                         std::string());
            }
        }
    }
    QCOMPARE(cluster.faults(first).size(), std::size_t{4});
    const std::uint64_t second = cluster.leader(first);
    QVERIFY(second != 0 && second != first);
    QVERIFY(cluster.status(first).leader.value() != second);
    QCOMPARE(ended([&](const Ended& done) { client.healAll(done); }), std::string());
    QVERIFY(cluster.faults(first).empty());
    QVERIFY(HostedCluster::until([&] {
        const NodeId leads = cluster.status(first).leader;
        return leads != raft::kNoNode && leads == cluster.status(second).leader;
    }));
}

void TestFaultRoutes::aFollowerCampaignsWhenItsTimerIsFired() {
    ServedCluster& cluster = *m_three;
    const std::uint64_t leads = cluster.leader();
    const std::uint64_t follower = leads == 1 ? 2 : 1;
    NodeClient& client = cluster.client(follower);
    QCOMPARE(ended([&](const Ended& done) { client.setElectionTimeout(15, done); }), std::string());
    QCOMPARE(ended([&](const Ended& done) { client.setElectionTimeout(20, done); }),
             std::string("OutOfRange"));
    QCOMPARE(ended([&](const Ended& done) { client.setElectionTimeout(0, done); }),
             std::string("InvalidArgument"));
    // It may be one for a moment only: the leader is well.
    bool hasBegun = false;
    QVERIFY(HostedCluster::until([&] {
        bool isAnswered = false;
        client.campaign([&](const Result<void>& done) { isAnswered = done.has_value(); });
        HostedCluster::until([&] {
            hasBegun = hasBegun || cluster.status(follower).role == raft::Role::PreCandidate ||
                       cluster.status(follower).role == raft::Role::Candidate;
            return isAnswered;
        });
        return hasBegun;
    }));
}

void TestFaultRoutes::faultsEndByThemselves() {
    ServedCluster& cluster = *m_three;
    const std::uint64_t leads = cluster.leader();
    const std::uint64_t peer = leads == 1 ? 2 : 1;
    NodeClient& client = cluster.client(leads);
    client.setFaultDuration(200);
    QCOMPARE(ended([&](const Ended& done) {
                 client.setCut(NodeId(peer), LinkDirection::ToPeer, true, done);
             }),
             std::string());
    QCOMPARE(cluster.faults(leads).size(), std::size_t{1});
    // Without its leader it looks for another one, in vain, since the third has one.
    QVERIFY(HostedCluster::until([&] { return cluster.faults(leads).empty(); }));
    QVERIFY(cluster.leader() != 0);
}

void TestFaultRoutes::faultsAreRenewedAndListed() {
    ServedCluster& cluster = *m_alone;
    NodeClient& client = cluster.client(1);
    const auto cut = [&](std::optional<std::uint64_t> forMs) {
        client.setFaultDuration(forMs);
        return ended([&](const Ended& done) {
            client.setCut(NodeId(7), LinkDirection::FromPeer, true, done);
        });
    };
    QCOMPARE(cut(100), std::string());
    QCOMPARE(cut(3'600'000), std::string());
    const auto armed = cluster.faults(1);
    QCOMPARE(armed.size(), std::size_t{1});
    QCOMPARE(armed[0].peer.value(), std::uint64_t{7});
    QVERIFY(armed[0].direction == LinkDirection::FromPeer);
    QVERIFY(armed[0].leftMs && *armed[0].leftMs > 3'590'000);
    QCOMPARE(cut(std::nullopt), std::string());
    QVERIFY(*cluster.faults(1)[0].leftMs <= 600'000);
    QCOMPARE(ended([&](const Ended& done) {
                 client.setCut(NodeId(7), LinkDirection::FromPeer, false, done);
             }),
             std::string());
    QVERIFY(cluster.faults(1).empty());
}

void TestFaultRoutes::withoutEndOnlyWhereThatIsAllowed() {
    const auto cut = [](ServedCluster& cluster, std::uint64_t forMs) {
        cluster.client(1).setFaultDuration(forMs);
        return ended([&](const Ended& done) {
            cluster.client(1).setCut(NodeId(7), LinkDirection::ToPeer, true, done);
        });
    };
    ServedCluster& limited = *m_three;
    QCOMPARE(cut(limited, 0), std::string("FailedPrecondition"));
    QCOMPARE(cut(limited, 3'600'001), std::string("InvalidArgument"));
    QVERIFY(limited.faults(1).empty());
    ServedCluster& unlimited = *m_alone;
    QCOMPARE(cut(unlimited, 0), std::string());
    QVERIFY(!unlimited.faults(1).at(0).leftMs);
}

void TestFaultRoutes::messagesAreLostByRules() {
    ServedCluster& cluster = *m_three;
    const std::uint64_t leads = cluster.leader();
    NodeClient& client = cluster.client(leads);
    observe::LinkRule losesAll;
    losesAll.condition.lossMillionths = 1'000'000;
    const auto rule = [&](std::uint64_t peer, const std::vector<observe::LinkRule>& rules) {
        return ended([&](const Ended& done) { client.setRules(NodeId(peer), rules, done); });
    };
    for (std::uint64_t peer = 1; peer <= 3; ++peer) {
        QCOMPARE(peer == leads ? std::string() : rule(peer, {losesAll}), std::string());
    }
    const auto armed = cluster.faults(leads);
    QCOMPARE(armed.size(), std::size_t{2});
    QVERIFY(armed[0].kind == ArmedFault::Kind::Rules);
    QVERIFY(armed[0].rules.at(0).condition == losesAll.condition);
    // What the others say still arrives.
    const std::uint64_t next = cluster.leader(leads);
    QVERIFY(next != 0 && next != leads);
    QVERIFY(HostedCluster::until([&] { return cluster.status(leads).leader == NodeId(next); }));
    for (std::uint64_t peer = 1; peer <= 3; ++peer) {
        QCOMPARE(peer == leads ? std::string() : rule(peer, {}), std::string());
    }
    QVERIFY(cluster.faults(leads).empty());
}

void TestFaultRoutes::faultsAreDoneInTheOrderInWhichTheyAreAskedFor() {
    NodeClient& client = m_alone->client(1);
    constexpr int kTimes = 20;
    int answered = 0;
    const auto count = [&](const Result<void>& done) { answered += done ? 1 : 0; };
    for (int i = 0; i < kTimes; ++i) {
        client.setCut(NodeId(7), LinkDirection::ToPeer, i % 2 == 0, count);
    }
    QVERIFY(HostedCluster::until([&] { return answered == kTimes; }));
    QVERIFY(m_alone->faults(1).empty());

    // Two that are under way at a time could overtake each other: the second one waits.
    QTcpServer mute;
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    std::vector<QTcpSocket*> connections;
    connect(&mute, &QTcpServer::newConnection, this,
            [&] { connections.push_back(mute.nextPendingConnection()); });
    NodeClient toMute("127.0.0.1", mute.serverPort());
    for (int i = 0; i < kTimes; ++i) {
        toMute.setCut(NodeId(7), LinkDirection::ToPeer, i % 2 == 0, [](const Result<void>&) {});
    }
    QVERIFY(QTest::qWaitFor(
        [&] { return !connections.empty() && connections.front()->bytesAvailable() > 0; }));
    for (int turn = 0; turn < 100; ++turn) {
        QCoreApplication::processEvents();
    }
    QCOMPARE(connections.size(), std::size_t{1});
    QCOMPARE(connections.front()->readAll().count("POST /faults/link"), 1);
}

void TestFaultRoutes::garbageIsRefusedAndArmsNothing() {
    ServedCluster& cluster = *m_alone;
    HttpClient http(cluster.port(1));
    for (const char* body :
         {"", "{", "\xff\xfe", "{'peer':1,'cut':true}", "{'peer':2}", "{'peer':2,'cut':1}",
          "{'peer':2,'cut':true,'rules':[{'type':'MsgNone'}]}"}) {
        const ClientResponse refused = http.ask("POST", "/faults/link", json(body));
        QCOMPARE(refused.status, 400);
        QVERIFY(refused.body.find("message") != std::string::npos);
    }
    QCOMPARE(http.ask("POST", "/faults/election-timeout", "{}").status, 400);
    QCOMPARE(http.ask("POST", "/faults/election-timeout", json("{'ticks':4294967296}")).status,
             400);
    QCOMPARE(http.ask("POST", "/faults/pause", json("{'forMs':60001}")).status, 400);
    QCOMPARE(http.ask("GET", "/faults/link").status, 405);
    QCOMPARE(http.ask("POST", "/faults/all").status, 404);
    QVERIFY(cluster.faults(1).empty());
    QCOMPARE(http.ask("POST", "/faults/link", json("{'peer':2,'cut':true}")).status, 200);
    QCOMPARE(cluster.faults(1).size(), std::size_t{2});
    QCOMPARE(http.ask("DELETE", "/faults").status, 200);
    QVERIFY(cluster.faults(1).empty());
}

void TestFaultRoutes::pagesOfOthersAreRefused() {
    ServedCluster& cluster = *m_alone;
    HttpClient http(cluster.port(1));
    QCOMPARE(http.ask("POST", "/faults/link", json("{'peer':2,'cut':true}"),
                      "Origin: http://example.com\r\n")
                 .status,
             403);
    QVERIFY(cluster.faults(1).empty());
}

void TestFaultRoutes::aNodeThatIsPausedDoesNothing() {
    ServedCluster& cluster = *m_alone;
    QVERIFY(cluster.leader() != 0);
    QElapsedTimer timer;
    timer.start();
    // It lives in this thread, which stands still with it.
    QCOMPARE(ended([&](const Ended& done) { cluster.client(1).pause(300, done); }), std::string());
    QVERIFY(HostedCluster::until([&] {
        const qint64 before = timer.restart();
        return before >= 300;
    }));
    QVERIFY(cluster.faults(1).empty());
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestFaultRoutes)
#include "tst_fault_routes.moc"
