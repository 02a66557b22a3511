// SPDX-License-Identifier: Apache-2.0
// Ill disks of running nodes, whose faults end with whoever set them, and who hears of them.
#include <QSignalSpy>
#include <QTest>

#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "engine/observe/event.h"
#include "network/observation/observe_reader.h"
#include "tests/network/http_client.h"
#include "tests/network/json_text.h"
#include "tests/network/served_cluster.h"

namespace quorate::network_tests {

using DiskKind = stage::DiskFault::Kind;

namespace {

/// What somebody who reads a node's observation knows of its faults.
class Onlooker {
public:
    explicit Onlooker(std::uint16_t port) {
        QObject::connect(&m_reader, &network::ObserveReader::events, &m_reader,
                         [this](const observe::Published& published) {
                             for (const observe::Chunk& chunk : published.chunks) {
                                 for (std::size_t place = 0; place < chunk.size(); ++place) {
                                     take(chunk.event(place)->event.body);
                                 }
                             }
                         });
        m_reader.open(QHostAddress(QHostAddress::LocalHost), port);
        HostedCluster::until([this] { return m_hasFrame; });
    }

    /// The texts of those that go on are these, waited for.
    [[nodiscard]] bool sees(const std::vector<std::string>& texts) const {
        return HostedCluster::until([&] {
            std::vector<std::string> seen;
            for (const auto& [number, fault] : m_faults) {
                seen.push_back(fault.text);
            }
            return seen == texts;
        });
    }
    [[nodiscard]] bool sees(observe::FaultKind kind) const {
        return HostedCluster::until(
            [&] { return m_faults.size() == 1 && m_faults.begin()->second.kind == kind; });
    }
    [[nodiscard]] const std::vector<observe::Body>& bodies() const { return m_bodies; }
    template <class Body>
    [[nodiscard]] std::size_t count() const {
        return static_cast<std::size_t>(std::count_if(
            m_bodies.begin(), m_bodies.end(),
            [](const observe::Body& body) { return std::holds_alternative<Body>(body); }));
    }

private:
    void take(const observe::Body& body) {
        m_hasFrame = m_hasFrame || std::holds_alternative<observe::NodeFrame>(body);
        m_bodies.push_back(body);
        if (const auto* started = std::get_if<observe::FaultStarted>(&body)) {
            m_faults[started->fault] = *started;
        } else if (const auto* ended = std::get_if<observe::FaultEnded>(&body)) {
            m_faults.erase(ended->fault);
        }
    }

    network::ObserveReader m_reader;
    bool m_hasFrame{false};
    std::vector<observe::Body> m_bodies;
    std::map<std::uint64_t, observe::FaultStarted> m_faults;
};

}  // namespace

class TestFaultTerms final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void disksFallIllAndAreCured();
    void aSlowDiskHoldsUpPutsButNotTheLeader();
    void aNodeWhoseDiskFailsStopsAndSaysWhy_data();
    void aNodeWhoseDiskFailsStopsAndSaysWhy();
    void aNodeThatAllowsNothingHasAPlainDisk();
    void whatRealDisksCannotDoIsRefused();
    void faultsEndWhenTheirOwnerLetsGo();
    void faultsEndWhenTheirOwnerIsGone();
    void anOwnerWhoStaysIsHeard();
    void nobodysNameIsRefused();
    void observersHearOfFaults();
    void observersWhoComeLaterHearOfThemToo();
    void quietFaultsAreNotTold();
    void aPauseIsTold();
    void aStopIsHandedOn();

private:
    std::string set(std::uint64_t node, const stage::DiskFault& fault) {
        return ended([&](const Ended& done) { m_three->client(node).setDiskFault(fault, done); });
    }
    std::string cut(NodeClient& client) {
        return ended([&](const Ended& done) {
            client.setCut(NodeId(7), LinkDirection::ToPeer, true, done);
        });
    }
    /// Whether it is done.
    bool put(std::uint64_t node) {
        kv::PutRequest request;
        request.key = Bytes::copyOf("key");
        return HostedCluster::wait<kv::Response>([&](const auto& done) {
                   m_three->client(node).ask(kv::Command(request), {}, done);
               })
            .has_value();
    }

    std::unique_ptr<ServedCluster> m_three;
};

void TestFaultTerms::initTestCase() {
    m_three = std::make_unique<ServedCluster>(3, FaultPermission::Limited);
}

void TestFaultTerms::init() {
    m_three->heal();
    QVERIFY(m_three->leader() != 0);
}

void TestFaultTerms::disksFallIllAndAreCured() {
    NodeClient& client = m_three->client(1);
    QCOMPARE(set(1, {DiskKind::Slow, 1000}), std::string());
    QCOMPARE(set(1, {DiskKind::Full, std::uint64_t{1} << 40U}), std::string());
    QCOMPARE(set(1, {DiskKind::Slow, 2000}), std::string());
    auto armed = m_three->faults(1);
    QCOMPARE(armed.size(), std::size_t{2});
    for (const ArmedFault& fault : armed) {
        QVERIFY(fault.kind == ArmedFault::Kind::Disk);
        QVERIFY(fault.leftMs && *fault.leftMs <= 600'000);
        QVERIFY(fault.disk == (stage::DiskFault{DiskKind::Slow, 2000}) ||
                fault.disk == (stage::DiskFault{DiskKind::Full, std::uint64_t{1} << 40U}));
    }
    QCOMPARE(ended([&](const Ended& done) { client.endDiskFault(DiskKind::Slow, done); }),
             std::string());
    armed = m_three->faults(1);
    QCOMPARE(armed.size(), std::size_t{1});
    QVERIFY(armed[0].disk.kind == DiskKind::Full);
    client.setFaultDuration(100);
    QCOMPARE(set(1, {DiskKind::Full, 1'000'000'000}), std::string());
    QVERIFY(HostedCluster::until([&] { return m_three->faults(1).empty(); }));
}

void TestFaultTerms::aSlowDiskHoldsUpPutsButNotTheLeader() {
    const std::uint64_t leads = m_three->leader();
    const raft::Term term = m_three->server(leads).host().term();
    for (std::uint64_t node = 1; node <= 3; ++node) {
        QCOMPARE(set(node, {DiskKind::Slow, 60'000'000'000}), std::string());
    }
    // It is given up at last: several election timeouts, in which calls of half a minute are not
    // done.
    QVERIFY(!put(leads));
    QCOMPARE(m_three->leader(), leads);
    QVERIFY(m_three->server(leads).host().term() == term);
    for (std::uint64_t node = 1; node <= 3; ++node) {
        QCOMPARE(ended([&](const Ended& done) {
                     m_three->client(node).endDiskFault(DiskKind::Slow, done);
                 }),
                 std::string());
    }
    QVERIFY(HostedCluster::until([&] { return put(leads); }));
}

void TestFaultTerms::aNodeWhoseDiskFailsStopsAndSaysWhy_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<std::string>("reason");
    QTest::newRow("write") << static_cast<int>(DiskKind::WritesFail) << std::string("EIO");
    QTest::newRow("sync") << static_cast<int>(DiskKind::SyncsFail) << std::string("EIO");
    QTest::newRow("full") << static_cast<int>(DiskKind::Full) << std::string("ENOSPC");
}

void TestFaultTerms::aNodeWhoseDiskFailsStopsAndSaysWhy() {
    QFETCH(const int, kind);
    QFETCH(const std::string, reason);
    ServedCluster cluster(3, FaultPermission::Limited);
    const std::uint64_t leads = cluster.leader();
    const std::uint64_t victim = leads == 1 ? 2 : 1;
    const auto fault = static_cast<DiskKind>(kind);
    const stage::DiskFault ill{fault, fault == DiskKind::Full ? 0U : 1'000'000U};
    QCOMPARE(ended([&](const Ended& done) { cluster.client(victim).setDiskFault(ill, done); }),
             std::string());
    // Large, so that files grow, which had space set aside.
    std::size_t acknowledged = 0;
    std::size_t asked = 0;
    QVERIFY(HostedCluster::until([&] {
        if (asked == acknowledged) {
            kv::PutRequest request;
            request.key = Bytes::copyOf("key" + std::to_string(asked++));
            request.value = Bytes::copyOf(std::string(500'000, 'v'));
            cluster.client(leads).ask(
                kv::Command(request), {},
                [&acknowledged](const Result<kv::Response>&) { ++acknowledged; });
        }
        return !cluster.status(victim).failure.empty();
    }));
    const std::string why = cluster.status(victim).failure;
    QVERIFY2(why.find(reason) != std::string::npos, why.c_str());
    // The others go on.
    const std::size_t before = acknowledged;
    bool isDone = false;
    kv::PutRequest request;
    request.key = Bytes::copyOf("after");
    cluster.client(leads).ask(kv::Command(request), {}, [&isDone](const Result<kv::Response>& put) {
        isDone = put.has_value();
    });
    QVERIFY(HostedCluster::until([&] { return isDone && acknowledged >= before; }));
}

void TestFaultTerms::aNodeThatAllowsNothingHasAPlainDisk() {
    ServedCluster cluster(1, FaultPermission::No);
    QVERIFY(cluster.server(1).host().disk() == nullptr);
    HttpClient http(cluster.port(1));
    for (const char* path : {"/faults/disk", "/faults/hold", "/faults/stop"}) {
        QCOMPARE(http.ask("POST", path, json("{'disk':'full'}")).status, 403);
    }
    QVERIFY(m_three->server(1).host().disk() != nullptr);
}

void TestFaultTerms::whatRealDisksCannotDoIsRefused() {
    HttpClient http(m_three->port(1));
    for (const char* body : {"{}", "{'disk':'slow'}", "{'disk':'slow','amount':60000000001}",
                             "{'disk':'syncsLie'}", "{'disk':'tearsTail'}", "{'disk':7}",
                             "{'disk':'full','amount':-1}", "{'disk':'readsFail','amount':1000001}",
                             "{'disk':'full','amonut':1}", "{'disk':'full','while':''}"}) {
        const ClientResponse refused = http.ask("POST", "/faults/disk", json(body));
        QVERIFY2(refused.status == 400, body);
        QVERIFY(refused.body.find("message") != std::string::npos);
    }
    for (const char* body : {"{}", "{'ttlMs':1}", "{'owner':'me','ttlMs':600001}", "{'owner':1}"}) {
        QVERIFY2(http.ask("POST", "/faults/hold", json(body)).status == 400, body);
    }
    QVERIFY(m_three->faults(1).empty());
    QVERIFY(!m_three->server(1).host().disk()->set({DiskKind::SyncsLie, 1}));
}

void TestFaultTerms::faultsEndWhenTheirOwnerLetsGo() {
    NodeClient& client = m_three->client(1);
    QCOMPARE(cut(client), std::string());
    client.holdFaults("me", 600'000);
    QCOMPARE(set(1, {DiskKind::Slow, 1000}), std::string());
    const auto armed = m_three->faults(1);
    QCOMPARE(armed.size(), std::size_t{2});
    QCOMPARE(armed[0].owner + armed[1].owner, std::string("me"));
    HttpClient http(m_three->port(1));
    QVERIFY(http.ask("GET", "/faults").body.find(json("'owner':'me'")) != std::string::npos);
    QCOMPARE(ended([&](const Ended& done) { client.letGoOfFaults(done); }), std::string());
    const auto left = m_three->faults(1);
    QCOMPARE(left.size(), std::size_t{1});
    QVERIFY(left[0].kind == ArmedFault::Kind::Cut);
}

void TestFaultTerms::faultsEndWhenTheirOwnerIsGone() {
    auto other = std::make_unique<NodeClient>("127.0.0.1", m_three->port(1));
    other->holdFaults("other", 300);
    QCOMPARE(cut(*other), std::string());
    QCOMPARE(m_three->faults(1).size(), std::size_t{1});
    other.reset();
    QVERIFY(HostedCluster::until([&] { return m_three->faults(1).empty(); }));
}

void TestFaultTerms::anOwnerWhoStaysIsHeard() {
    NodeClient& client = m_three->client(1);
    client.holdFaults("me", 300);
    QCOMPARE(cut(client), std::string());
    QElapsedTimer timer;
    timer.start();
    QVERIFY(HostedCluster::until([&] { return timer.hasExpired(1500); }));
    QCOMPARE(m_three->faults(1).size(), std::size_t{1});
    QCOMPARE(ended([&](const Ended& done) { client.letGoOfFaults(done); }), std::string());
}

void TestFaultTerms::nobodysNameIsRefused() {
    HttpClient http(m_three->port(1));
    const auto refused =
        http.ask("POST", "/faults/disk", json("{'disk':'full','while':'somebody'}"));
    QCOMPARE(refused.status, 412);
    QVERIFY(refused.body.find("/faults/hold") != std::string::npos);
    QVERIFY(m_three->faults(1).empty());
    QCOMPARE(http.ask("POST", "/faults/hold", json("{'owner':'somebody','ttlMs':9000}")).status,
             200);
    QCOMPARE(
        http.ask("POST", "/faults/link", json("{'peer':7,'cut':true,'while':'somebody'}")).status,
        200);
    QCOMPARE(http.ask("POST", "/faults/hold", json("{'owner':'somebody','ttlMs':0}")).status, 200);
    QVERIFY(m_three->faults(1).empty());
}

void TestFaultTerms::observersHearOfFaults() {
    const Onlooker onlooker(m_three->port(1));
    QVERIFY(onlooker.sees(std::vector<std::string>()));
    QCOMPARE(set(1, {DiskKind::Slow, 2'000'000}), std::string());
    QVERIFY(onlooker.sees({"calls take up to 2 ms longer"}));
    QVERIFY(onlooker.sees(observe::FaultKind::DiskSlow));
    // The same again is no other fault; another one of its kind is.
    QCOMPARE(set(1, {DiskKind::Slow, 2'000'000}), std::string());
    QCOMPARE(set(1, {DiskKind::Slow, 1'000'000}), std::string());
    QVERIFY(onlooker.sees({"calls take up to 1 ms longer"}));
    QCOMPARE(onlooker.count<observe::FaultStarted>(), std::size_t{2});
    QCOMPARE(
        ended([&](const Ended& done) { m_three->client(1).endDiskFault(DiskKind::Slow, done); }),
        std::string());
    QVERIFY(onlooker.sees(std::vector<std::string>()));

    QCOMPARE(cut(m_three->client(1)), std::string());
    QVERIFY(onlooker.sees({"n1 → n7"}));
    QCOMPARE(onlooker.count<observe::LinkCut>(), std::size_t{1});
    observe::LinkRule losesHalf;
    losesHalf.condition.lossMillionths = 500'000;
    QCOMPARE(ended([&](const Ended& done) {
                 m_three->client(1).setRules(NodeId(8), {losesHalf}, done);
             }),
             std::string());
    QVERIFY(onlooker.sees({"n1 → n7", "50 % lost"}));
    QCOMPARE(ended([&](const Ended& done) { m_three->client(1).healAll(done); }), std::string());
    QVERIFY(onlooker.sees(std::vector<std::string>()));
    QCOMPARE(onlooker.count<observe::LinkHealed>(), std::size_t{1});
    QCOMPARE(onlooker.count<observe::LinkChanged>(), std::size_t{2});
}

void TestFaultTerms::observersWhoComeLaterHearOfThemToo() {
    QCOMPARE(set(1, {DiskKind::Slow, 2'000'000}), std::string());
    const Onlooker first(m_three->port(1));
    QVERIFY(first.sees({"calls take up to 2 ms longer"}));
    const Onlooker second(m_three->port(1));
    QVERIFY(second.sees({"calls take up to 2 ms longer"}));
    m_three->heal();
    QVERIFY(first.sees(std::vector<std::string>()) && second.sees(std::vector<std::string>()));
}

void TestFaultTerms::quietFaultsAreNotTold() {
    const Onlooker onlooker(m_three->port(1));
    NodeClient& client = m_three->client(1);
    client.setFaultsQuiet(true);
    QCOMPARE(cut(client), std::string());
    QCOMPARE(set(1, {DiskKind::Slow, 2'000'000}), std::string());
    client.setFaultsQuiet(false);
    QCOMPARE(set(1, {DiskKind::ReadsFail, 1}), std::string());
    QVERIFY(onlooker.sees({"EIO on 0.0001 % of reads"}));
    QCOMPARE(onlooker.count<observe::LinkCut>(), std::size_t{0});
    QCOMPARE(m_three->faults(1).size(), std::size_t{3});
}

void TestFaultTerms::aPauseIsTold() {
    const Onlooker onlooker(m_three->port(1));
    QCOMPARE(ended([&](const Ended& done) { m_three->client(1).pause(100, done); }), std::string());
    QVERIFY(HostedCluster::until([&] { return onlooker.count<observe::NodeResumed>() == 1; }));
    QCOMPARE(onlooker.count<observe::NodePaused>(), std::size_t{1});
    QCOMPARE(onlooker.count<observe::FaultStarted>(), std::size_t{1});
    QCOMPARE(onlooker.count<observe::FaultEnded>(), std::size_t{1});
}

void TestFaultTerms::aStopIsHandedOn() {
    QSignalSpy asked(&m_three->server(2).host(), &network::NodeHost::endAsked);
    QCOMPARE(ended([&](const Ended& done) { m_three->client(2).stop(done); }), std::string());
    QVERIFY(HostedCluster::until([&] { return asked.count() == 1; }));
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestFaultTerms)
#include "tst_fault_terms.moc"
