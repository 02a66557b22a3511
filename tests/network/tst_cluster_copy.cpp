// SPDX-License-Identifier: Apache-2.0
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/kv/leases.h"
#include "network/copy/cluster_copy.h"
#include "network/free_ports.h"
#include "network/host/node_server.h"
#include "tests/network/hosted_cluster.h"
#include "tests/network/relay.h"

namespace quorate::network_tests {

using network::ClusterCopy;
using network::CopyDifference;
using network::CopyOptions;
using network::CopyReport;
using network::HostConfig;
using network::NodeServer;
using network::ServerAddress;
using raft::NodeId;
using tests::HostedCluster;
using tests::Relay;

namespace {

ServerAddress at(std::uint16_t port) {
    return {"127.0.0.1", port, false};
}

kv::PutRequest putOf(const std::string& key, const std::string& value, std::int64_t lease = 0) {
    kv::PutRequest put;
    put.key = Bytes::copyOf(key);
    put.value = Bytes::copyOf(value);
    put.lease = {lease};
    return put;
}

std::string numbered(int number) {
    const std::string digits = std::to_string(number);
    return "k/" + std::string(6 - digits.size(), '0') + digits;
}

/// A cluster of one node in this thread.
class OneNode {
public:
    explicit OneNode(const std::string& cluster = "quorate") {
        HostConfig config;
        config.id = NodeId(1);
        config.clusterName = cluster;
        config.dataDirectory = m_directory.filePath("data").toStdString();
        config.peerPort = 0;
        config.clientPort = 0;
        config.peers[NodeId(1)] = "http://127.0.0.1:1";
        config.tickMs = 10;
        config.node.raft.electionTicks = 10;
        config.node.raft.heartbeatTicks = 1;
        auto server = NodeServer::start(config);
        QUORATE_INVARIANT(server.has_value(), server.error().message);
        m_server = std::move(*server);
        HostedCluster::until([this] { return host().status().leader == NodeId(1); });
    }

    [[nodiscard]] network::NodeHost& host() { return m_server->host(); }
    [[nodiscard]] std::uint16_t port() const { return m_server->clientPort(); }

    /// Without waiting.
    void begin(const kv::Command& command) {
        host().propose(command, [](const Result<kv::Response>& /*done*/) {});
    }
    bool does(const kv::Command& command) {
        const auto answer = HostedCluster::wait<kv::Response>(
            [&](auto done) { host().propose(command, std::move(done)); });
        return answer && std::get_if<kv::KvError>(&*answer) == nullptr;
    }
    /// Keys from `first` on with this value.
    bool fill(int first, int count, const std::string& value) {
        kv::TxnRequest txn;
        for (int i = first; i < first + count; ++i) {
            txn.success.push_back({putOf(numbered(i), value)});
            if (txn.success.size() == 128 || i + 1 == first + count) {
                if (!does(txn)) {
                    return false;
                }
                txn.success.clear();
            }
        }
        return true;
    }
    /// Without any key or lease, as new but for its revision.
    bool forget() {
        const auto leases = kv::listLeases(*host().latest(), {}, 100);
        for (const kv::Lease& lease : *leases) {
            // One by which a copy looked whether it has two clusters may end by itself meanwhile.
            static_cast<void>(does(kv::LeaseRevokeRequest{lease.id}));
        }
        const Bytes all = Bytes::copyOf(std::string(1, '\0'));
        return does(kv::DeleteRangeRequest{all, all, false});
    }
    std::optional<std::string> valueOf(const std::string& key) {
        std::string stored;
        kv::layout::Change put;
        const auto found = kv::readCurrent(host().latest()->reader(), key, stored, put);
        return found && *found ? std::optional(std::string(put.value)) : std::nullopt;
    }
    std::int64_t leaseOf(const std::string& key) {
        std::string stored;
        kv::layout::Change put;
        const auto found = kv::readCurrent(host().latest()->reader(), key, stored, put);
        return found && *found ? put.record.lease.value : -1;
    }
    std::int64_t revision() { return host().latest()->revision(); }

private:
    QTemporaryDir m_directory;
    std::unique_ptr<NodeServer> m_server;
};

CopyOptions optionsOf(OneNode& from, OneNode& to) {
    CopyOptions options;
    options.from = {at(from.port())};
    options.to = {at(to.port())};
    return options;
}

/// A copy, and what came of it.
struct Run {
    explicit Run(const CopyOptions& options) : copy(std::make_unique<ClusterCopy>(options)) {
        copy->start([this](const Result<CopyReport>& report) { result = report; });
    }
    bool isOver() {
        return HostedCluster::until([this] { return result.has_value(); });
    }
    /// The report, or nothing with the reason printed.
    const CopyReport* report() {
        if (!isOver() || !*result) {
            qWarning("%s", result ? result->error().message.c_str() : "it does not end");
            return nullptr;
        }
        return &**result;
    }
    std::string error() {
        return isOver() && !*result ? result->error().message : std::string("there is none");
    }

    std::unique_ptr<ClusterCopy> copy;
    std::optional<Result<CopyReport>> result;
};

}  // namespace

class TestClusterCopy final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void allKeysAreThereByteForByte();
    void theSourceAsOfOneRevisionIsCopied();
    void aTargetWithKeysIsRefused();
    void overwritingWritesOnlyWhatDiffers();
    void aDryRunWritesNothing();
    void onlyAPrefix();
    void leasesAreGrantedAnew();
    void keysOfALeaseThatEndedMeanwhileAreLeftOut();
    void aForgottenRevisionIsReadAnew();
    void aLostAnswerIsAskedForAgain();
    void theNextMemberIsAskedWhereOneFails();
    void membersOfTwoClustersAreRefused();
    void aClusterIsNotCopiedOntoItself();
    void somebodyElsesWritesAreFound();
    void whatIsTooLargeIsNamed();
    void nobodyThereIsSaidAtOnce();
    void itEndsWhenItIsCancelledOrDestroyed();

private:
    std::unique_ptr<OneNode> m_from;
    std::unique_ptr<OneNode> m_to;
};

void TestClusterCopy::initTestCase() {
    m_from = std::make_unique<OneNode>();
    m_to = std::make_unique<OneNode>();
}

void TestClusterCopy::init() {
    QVERIFY(m_from->forget());
    QVERIFY(m_to->forget());
}

void TestClusterCopy::allKeysAreThereByteForByte() {
    std::map<std::string, std::string> expected{
        {std::string(1, '\0'), "first"},
        {std::string("\0\xff\0", 3), std::string("\xff\0\n\"\\", 5)},
        {"empty", ""},
        {std::string(300, '\xff'), "last"},
        {"large", std::string(std::size_t{1400} * 1024, '\x80')},
        {"large too", std::string(std::size_t{1400} * 1024, 'x')}};
    for (const auto& [key, value] : expected) {
        QVERIFY(m_from->does(putOf(key, value)));
    }
    QVERIFY(m_from->fill(0, 700, "numbered"));
    Run run(optionsOf(*m_from, *m_to));
    QSignalSpy progress(run.copy.get(), &ClusterCopy::progressed);
    const CopyReport* report = run.report();
    QVERIFY(report);
    QCOMPARE(report->keys, std::int64_t{706});
    QCOMPARE(report->created, std::int64_t{706});
    QCOMPARE(report->overwritten + report->alike + report->others + report->differing,
             std::int64_t{0});
    QVERIFY(report->bytes > std::uint64_t{2800} * 1024);
    QCOMPARE(report->fromRevision, m_from->revision());
    QCOMPARE(report->toRevision, m_to->revision());
    for (const auto& [key, value] : expected) {
        QVERIFY(m_to->valueOf(key) == value);
    }
    for (int i = 0; i < 700; ++i) {
        QVERIFY(m_to->valueOf(numbered(i)) == "numbered");
    }
}

void TestClusterCopy::theSourceAsOfOneRevisionIsCopied() {
    QVERIFY(m_from->fill(0, 1000, "before"));
    Run run(optionsOf(*m_from, *m_to));
    QVERIFY(HostedCluster::until([&] { return run.copy->report().keys > 0; }));
    m_from->begin(putOf(numbered(999), "after"));
    m_from->begin(putOf("another", "after"));
    m_from->begin(kv::DeleteRangeRequest{Bytes::copyOf(numbered(998)), {}, false});
    const CopyReport* report = run.report();
    QVERIFY(report);
    QCOMPARE(report->created, std::int64_t{1000});
    QCOMPARE(report->differing, std::int64_t{0});
    QVERIFY(m_from->valueOf(numbered(999)) == "after");
    QVERIFY(m_to->valueOf(numbered(999)) == "before");
    QVERIFY(m_to->valueOf(numbered(998)) == "before");
    QVERIFY(!m_to->valueOf("another"));
}

void TestClusterCopy::aTargetWithKeysIsRefused() {
    QVERIFY(m_from->fill(0, 3, "v"));
    QVERIFY(m_to->does(putOf("there", "already")));
    const std::int64_t before = m_to->revision();
    Run run(optionsOf(*m_from, *m_to));
    QVERIFY(run.error().find("has 1 key already") != std::string::npos);
    QVERIFY(run.result->error().code == ErrorCode::FailedPrecondition);
    QCOMPARE(run.copy->report().inTheWay, std::int64_t{1});
    QCOMPARE(m_to->revision(), before);
}

void TestClusterCopy::overwritingWritesOnlyWhatDiffers() {
    QVERIFY(m_from->fill(0, 300, "v"));
    QVERIFY(m_to->fill(100, 300, "v"));
    QVERIFY(m_to->does(putOf(numbered(150), "differs")));
    const std::int64_t before = m_to->revision();
    CopyOptions options = optionsOf(*m_from, *m_to);
    options.overwrites = true;
    Run run(options);
    const CopyReport* report = run.report();
    QVERIFY(report);
    QCOMPARE(report->created, std::int64_t{100});
    QCOMPARE(report->overwritten, std::int64_t{1});
    QCOMPARE(report->alike, std::int64_t{199});
    QCOMPARE(report->others, std::int64_t{100});
    QCOMPARE(report->differing, std::int64_t{0});
    QVERIFY(m_to->valueOf(numbered(150)) == "v");
    QVERIFY(m_to->valueOf(numbered(399)) == "v");
    QVERIFY(m_to->revision() > before);

    // Nothing is left to do.
    const std::int64_t after = m_to->revision();
    Run again(options);
    QVERIFY(again.report());
    QCOMPARE(again.report()->alike, std::int64_t{300});
    QCOMPARE(m_to->revision(), after);
}

void TestClusterCopy::aDryRunWritesNothing() {
    QVERIFY(m_from->fill(0, 200, "v"));
    QVERIFY(m_from->does(kv::LeaseGrantRequest{{5}, 600}));
    QVERIFY(m_from->does(putOf("leased", "v", 5)));
    QVERIFY(m_to->fill(0, 2, "other"));
    QVERIFY(m_to->fill(1, 1, "v"));
    const std::int64_t before = m_to->revision();
    CopyOptions options = optionsOf(*m_from, *m_to);
    options.overwrites = true;
    options.isDryRun = true;
    Run run(options);
    const CopyReport* report = run.report();
    QVERIFY(report);
    QCOMPARE(report->created, std::int64_t{199});
    QCOMPARE(report->overwritten, std::int64_t{1});
    QCOMPARE(report->alike, std::int64_t{1});
    QCOMPARE(report->leases, std::int64_t{1});
    QCOMPARE(m_to->revision(), before);
    QVERIFY(m_to->does(kv::LeaseGrantRequest{{5}, 600}));  // nobody did yet
}

void TestClusterCopy::onlyAPrefix() {
    QVERIFY(m_from->fill(0, 20, "v"));
    QVERIFY(m_from->does(putOf("k", "v")));
    QVERIFY(m_from->does(putOf("k0", "v")));
    QVERIFY(m_to->does(putOf("elsewhere", "v")));
    CopyOptions options = optionsOf(*m_from, *m_to);
    options.prefix = Bytes::copyOf("k/");
    Run run(options);
    const CopyReport* report = run.report();
    QVERIFY(report);
    QCOMPARE(report->created, std::int64_t{20});
    QCOMPARE(report->others, std::int64_t{0});
    QVERIFY(!m_to->valueOf("k"));
    QVERIFY(!m_to->valueOf("k0"));
}

void TestClusterCopy::leasesAreGrantedAnew() {
    QVERIFY(m_from->does(kv::LeaseGrantRequest{{-7}, 600}));
    QVERIFY(m_from->does(kv::LeaseGrantRequest{{8}, 700}));
    QVERIFY(m_from->does(putOf("a", "1", -7)));
    QVERIFY(m_from->does(putOf("b", "2", 8)));
    QVERIFY(m_from->does(putOf("c", "3", 8)));
    QVERIFY(m_to->does(kv::LeaseGrantRequest{{8}, 100}));  // somebody else's
    Run run(optionsOf(*m_from, *m_to));
    const CopyReport* report = run.report();
    QVERIFY(report);
    QCOMPARE(report->leases, std::int64_t{2});
    QCOMPARE(m_to->leaseOf("a"), std::int64_t{-7});
    const std::int64_t chosen = m_to->leaseOf("b");
    QVERIFY(chosen != 0 && chosen != 8);
    QCOMPARE(m_to->leaseOf("c"), chosen);
    const auto granted = [this](std::int64_t lease) {
        const auto times = HostedCluster::wait<network::Backend::LeaseTimes>(
            [&](auto done) { m_to->host().leaseTimes({lease}, std::move(done)); });
        return times ? times->grantedSeconds : 0;
    };
    QCOMPARE(granted(-7), std::int64_t{600});
    QCOMPARE(granted(chosen), std::int64_t{700});

    // One of an earlier copy goes on.
    QVERIFY(m_from->does(putOf("d", "4", -7)));
    CopyOptions options = optionsOf(*m_from, *m_to);
    options.overwrites = true;
    Run again(options);
    QVERIFY(again.report());
    QCOMPARE(m_to->leaseOf("d"), std::int64_t{-7});
}

void TestClusterCopy::keysOfALeaseThatEndedMeanwhileAreLeftOut() {
    QVERIFY(m_from->fill(0, 1000, "v"));
    QVERIFY(m_from->does(kv::LeaseGrantRequest{{9}, 600}));
    QVERIFY(m_from->does(putOf("z", "v", 9)));
    Run run(optionsOf(*m_from, *m_to));
    QVERIFY(HostedCluster::until([&] { return run.copy->report().keys > 0; }));
    m_from->begin(kv::LeaseRevokeRequest{{9}});
    const CopyReport* report = run.report();
    QVERIFY(report);
    QCOMPARE(report->expired, std::int64_t{1});
    QCOMPARE(report->created, std::int64_t{1000});
    QCOMPARE(report->differing, std::int64_t{0});
    QVERIFY(!m_to->valueOf("z"));
}

void TestClusterCopy::aForgottenRevisionIsReadAnew() {
    QVERIFY(m_from->fill(0, 2000, "before"));
    Run run(optionsOf(*m_from, *m_to));
    QSignalSpy noted(run.copy.get(), &ClusterCopy::noted);
    QVERIFY(HostedCluster::until([&] { return run.copy->report().created > 0; }));
    const std::int64_t revision = m_from->revision();
    m_from->begin(putOf(numbered(0), "after"));
    m_from->begin(putOf("another", "after"));
    m_from->begin(kv::DeleteRangeRequest{Bytes::copyOf(numbered(1)), {}, false});
    m_from->begin(kv::CompactRequest{revision + 3});
    const CopyReport* report = run.report();
    QVERIFY(report);
    QCOMPARE(report->restarts, 1);
    QCOMPARE(noted.count(), 1);
    QCOMPARE(report->keys, std::int64_t{2000});
    QCOMPARE(report->created, std::int64_t{2001});
    QCOMPARE(report->overwritten, std::int64_t{1});
    QCOMPARE(report->removed, std::int64_t{1});
    QCOMPARE(report->alike, std::int64_t{0});
    QCOMPARE(report->differing, std::int64_t{0});
    QVERIFY(m_to->valueOf(numbered(0)) == "after");
    QVERIFY(m_to->valueOf("another") == "after");
    QVERIFY(!m_to->valueOf(numbered(1)));
    QVERIFY(m_to->valueOf(numbered(1999)) == "before");
}

void TestClusterCopy::aLostAnswerIsAskedForAgain() {
    QVERIFY(m_from->fill(0, 300, "v"));
    Relay relay(m_to->port());
    relay.loseAnswers("/v3/kv/txn", 2);
    CopyOptions options = optionsOf(*m_from, *m_to);
    options.to = {at(relay.serverPort())};
    Run run(options);
    const CopyReport* report = run.report();
    QVERIFY(report);
    QCOMPARE(relay.lost(), 2);
    QCOMPARE(report->created, std::int64_t{300});
    QCOMPARE(report->alike, std::int64_t{0});
    QCOMPARE(report->differing, std::int64_t{0});
    QVERIFY(m_to->valueOf(numbered(299)) == "v");
}

void TestClusterCopy::theNextMemberIsAskedWhereOneFails() {
    QVERIFY(m_from->fill(0, 1000, "v"));
    network::FreePorts ports;
    const std::uint16_t dead = ports.take();
    Relay relay(m_from->port());
    CopyOptions options = optionsOf(*m_from, *m_to);
    options.from = {at(dead), at(relay.serverPort()), at(m_from->port())};
    options.to = {at(dead), at(m_to->port())};
    Run run(options);
    QVERIFY(HostedCluster::until([&] { return run.copy->report().keys > 0; }));
    relay.shut();
    const CopyReport* report = run.report();
    QVERIFY(report);
    QCOMPARE(report->created, std::int64_t{1000});
    QCOMPARE(report->differing, std::int64_t{0});
}

void TestClusterCopy::membersOfTwoClustersAreRefused() {
    OneNode other("another");
    QVERIFY(m_from->fill(0, 1000, "v"));
    Relay relay(m_from->port());
    CopyOptions options = optionsOf(*m_from, *m_to);
    options.from = {at(relay.serverPort()), at(other.port())};
    Run run(options);
    QVERIFY(HostedCluster::until([&] { return run.copy->report().keys > 0; }));
    relay.shut();
    QVERIFY(run.error().find("is of another cluster than") != std::string::npos);
}

void TestClusterCopy::aClusterIsNotCopiedOntoItself() {
    QVERIFY(m_from->fill(0, 10, "v"));
    Relay relay(m_from->port());
    CopyOptions options = optionsOf(*m_from, *m_from);
    options.to = {at(relay.serverPort())};
    options.overwrites = true;
    Run run(options);
    QCOMPARE(run.error(), std::string("source and target are the same cluster"));
}

void TestClusterCopy::somebodyElsesWritesAreFound() {
    QVERIFY(m_from->fill(0, 1000, "v"));
    {
        Run run(optionsOf(*m_from, *m_to));
        QVERIFY(HostedCluster::until([&] { return run.copy->report().created > 0; }));
        m_to->begin(putOf(numbered(0), "somebody else's"));
        m_to->begin(kv::DeleteRangeRequest{Bytes::copyOf(numbered(1)), {}, false});
        const CopyReport* report = run.report();
        QVERIFY(report);
        QCOMPARE(report->differing, std::int64_t{2});
        QCOMPARE(report->differences.size(), std::size_t{2});
        QCOMPARE(report->differences[0].key.toString(), numbered(0));
        QVERIFY(report->differences[0].kind == CopyDifference::Kind::OtherValue);
        QCOMPARE(report->differences[1].key.toString(), numbered(1));
        QVERIFY(report->differences[1].kind == CopyDifference::Kind::Missing);
    }
    // One that comes before its key is copied is not written over.
    OneNode third;
    Run run(optionsOf(*m_from, third));
    QVERIFY(HostedCluster::until([&] { return run.copy->report().created > 0; }));
    third.begin(putOf(numbered(999), "somebody else's"));
    QVERIFY(run.error().find("'k/000999' came to be there") != std::string::npos);
    QVERIFY(third.valueOf(numbered(999)) == "somebody else's");
}

void TestClusterCopy::whatIsTooLargeIsNamed() {
    QVERIFY(m_from->does(putOf("fits", std::string(std::size_t{1024} * 1024, 'x'))));
    QVERIFY(m_from->does(putOf("too large", std::string(std::size_t{2000} * 1024, 'x'))));
    // Only as large as it is there: three times its key are too much for the target.
    const std::string key(std::size_t{700} * 1024, 'k');
    QVERIFY(m_from->does(putOf(key, "v")));
    Run run(optionsOf(*m_from, *m_to));
    QVERIFY(run.error().find("the target does not take so much: key 'kkkk") != std::string::npos);
}

void TestClusterCopy::nobodyThereIsSaidAtOnce() {
    network::FreePorts ports;
    CopyOptions options = optionsOf(*m_from, *m_to);
    options.to = {at(ports.take()), at(ports.take())};
    Run run(options);
    QVERIFY(run.error().find(options.to[1].text()) != std::string::npos);
    QVERIFY(run.result->error().code == ErrorCode::Unavailable);
}

void TestClusterCopy::itEndsWhenItIsCancelledOrDestroyed() {
    QVERIFY(m_from->fill(0, 1000, "v"));
    Run run(optionsOf(*m_from, *m_to));
    QVERIFY(HostedCluster::until([&] { return run.copy->report().created > 0; }));
    run.copy->cancel();
    const CopyReport report = run.copy->report();
    QVERIFY(report.created < 1000);
    QVERIFY(m_from->fill(2000, 300, "v"));  // whatever was under way comes to its end meanwhile
    QVERIFY(!run.result);
    QCOMPARE(run.copy->report().created, report.created);

    CopyOptions options = optionsOf(*m_from, *m_to);
    options.overwrites = true;
    auto copy = std::make_unique<ClusterCopy>(options);
    bool isGone = false;
    connect(copy.get(), &ClusterCopy::progressed, this, [&] {
        copy.reset();
        isGone = true;
    });
    copy->start([](const Result<CopyReport>& /*report*/) {});
    QVERIFY(HostedCluster::until([&] { return isGone; }));

    copy = std::make_unique<ClusterCopy>(options);
    isGone = false;
    copy->start([&](const Result<CopyReport>& /*report*/) {
        copy.reset();
        isGone = true;
    });
    QVERIFY(HostedCluster::until([&] { return isGone; }));
    QVERIFY(m_to->valueOf(numbered(999)) == "v");
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestClusterCopy)
#include "tst_cluster_copy.moc"
