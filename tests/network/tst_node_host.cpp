// SPDX-License-Identifier: Apache-2.0
#include <QDir>
#include <QSignalSpy>

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "engine/observe/event.h"
#include "engine/observe/observer.h"
#include "storage/simulated/scripted_disk_faults.h"
#include "storage/simulated/simulated_file_system.h"
#include "tests/network/hosted_cluster.h"
#include "tests/network/shared_file_system.h"

namespace quorate::network_tests {

using network::HostConfig;
using network::MemberInfo;
using network::NodeHost;
using raft::NodeId;
using tests::HostedCluster;
using tests::SharedFileSystem;

namespace {

using Ended = std::function<void(Result<void>)>;

std::vector<std::uint64_t> voters(const NodeHost& host) {
    std::vector<std::uint64_t> ids;
    for (const MemberInfo& member : host.members()) {
        if (!member.isLearner) {
            ids.push_back(member.id.value());
        }
    }
    return ids;
}

/// One node, alone, on a disk in memory.
HostConfig aloneConfig() {
    HostConfig config;
    config.id = NodeId(1);
    config.dataDirectory = "/data";
    config.peerPort = 0;
    config.peers[NodeId(1)] = "http://127.0.0.1:1";
    config.tickMs = 10;
    return config;
}

Result<kv::Response> grant(HostedCluster& cluster, std::uint64_t id, std::int64_t lease) {
    return HostedCluster::wait<kv::Response>([&](auto done) {
        cluster.at(id).propose(kv::LeaseGrantRequest{{lease}, 60}, std::move(done));
    });
}

Result<std::int64_t> keepAlive(HostedCluster& cluster, std::uint64_t id, std::int64_t lease) {
    return HostedCluster::wait<std::int64_t>(
        [&](auto done) { cluster.at(id).keepAlive({lease}, std::move(done)); });
}

Result<NodeHost::LeaseTimes> leaseTimes(HostedCluster& cluster, std::uint64_t id,
                                        std::int64_t lease) {
    return HostedCluster::wait<NodeHost::LeaseTimes>(
        [&](auto done) { cluster.at(id).leaseTimes({lease}, std::move(done)); });
}

/// Notes what it hears, and names it so that nobody else does.
class Listener final : public observe::Observer {
public:
    explicit Listener(std::uint64_t node) : m_next(node * 1'000'000'000) {}

    raft::EventId observe(const observe::Event& event) override {
        events.push_back(event);
        return raft::EventId(++m_next);
    }
    [[nodiscard]] network::Observation observation() {
        network::Observation all;
        all.observer = this;
        all.now = [this] { return observe::Moment(++m_moment); };
        all.nextOperation = [this] { return observe::OperationId(++m_operation); };
        return all;
    }
    /// Those of a kind.
    template <class Body>
    [[nodiscard]] std::vector<Body> all() const {
        std::vector<Body> found;
        for (const observe::Event& event : events) {
            if (const auto* body = std::get_if<Body>(&event.body)) {
                found.push_back(*body);
            }
        }
        return found;
    }

    std::vector<observe::Event> events;

private:
    std::uint64_t m_next;
    std::uint64_t m_moment{0};
    std::uint64_t m_operation{0};
};

bool leads(const NodeHost& host) {
    return host.status().role == raft::Role::Leader;
}

}  // namespace

class TestNodeHost : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyMemberTakesWrites();
    void memberJoinsAndIsPromotedThroughAFollower();
    void addressesOfMembersSurviveARestart();
    void leadershipMovesWhereAFollowerIsAsked();
    void leaderThatEndsHandsOverFirst();
    void everyMemberAnswersAboutLeases();
    void questionAboutALeaseEndsWithTheLeader();
    void whatIsMeasuredHasItsMetrics();
    void observersHearOfLinksClientsTheDiskAndTheEnd();
    void nodeThatIsKilledFindsWhatItAcknowledged();
    void peersThatMovedAreFoundWhereTheyAre();
    void requestsUnderWayAreAnsweredWhenItEnds();
    void memberWithoutItsDirectoryIsTurnedAwayUntilItIsAddedAgain();
    void nodeWithAFailingDiskStopsAndSaysWhy();
    void directoryOfAnotherNodeIsRefused();
    void restartFindsWhatWasAcknowledged();
    void shortestLeaseFollowsTheElectionTimeout_data();
    void shortestLeaseFollowsTheElectionTimeout();
    void listensOnAddressesOnly();
};

void TestNodeHost::observersHearOfLinksClientsTheDiskAndTheEnd() {
    HostedCluster cluster(3);
    QVERIFY(cluster.leader() != 0);
    const std::uint64_t follower = cluster.follower();
    Listener listener(follower);
    cluster.stop(follower);
    HostConfig config = cluster.configOf(follower);
    config.observation = listener.observation();
    cluster.start(follower, config);
    QVERIFY(cluster.leader() != 0);
    QVERIFY(cluster.put(follower, "key", "value").has_value());

    QVERIFY(std::holds_alternative<observe::NodeStarted>(listener.events.front().body));
    QVERIFY(!listener.all<observe::NodeFrame>().empty());
    const auto left = listener.all<observe::MessageLeft>();
    QVERIFY(!left.empty());
    QVERIFY(left.front().link.from == NodeId(follower));
    QVERIFY2(left.front().key.sent.value() > follower * 1'000'000'000,
             "it is named by the event that sent it");
    QVERIFY2(listener.all<observe::MessageDelivered>().empty(),
             "what comes of who is not observed has no name");
    const auto invoked = listener.all<observe::ClientInvoked>();
    QVERIFY(!invoked.empty());
    QCOMPARE(invoked.back().key.toString(), std::string("key"));
    const auto answered = listener.all<observe::ClientAnswered>();
    QCOMPARE(answered.back().operation, invoked.back().operation);
    QCOMPARE(answered.back().outcome, observe::Outcome::Done);
    QVERIFY(answered.back().revision > 0);
    const auto queued = listener.all<observe::ProposalQueued>();
    QCOMPARE(queued.back().operation, invoked.back().operation);
    // The disk says of the entry that it is safe before the node does.
    const auto synced = listener.all<observe::LogSynced>();
    QVERIFY(synced.back().last.index >= cluster.at(follower).status().applied);

    cluster.at(follower).setEndCause(raft::EventId(5));
    cluster.stop(follower);
    QVERIFY(std::holds_alternative<observe::NodeStopped>(listener.events.back().body));
    QCOMPARE(listener.events.back().cause, raft::EventId(5));
}

void TestNodeHost::nodeThatIsKilledFindsWhatItAcknowledged() {
    HostedCluster cluster(1);
    QVERIFY(cluster.leader() == 1);
    Listener listener(1);
    cluster.stop(1);
    HostConfig config = cluster.configOf(1);
    config.observation = listener.observation();
    cluster.start(1, config);
    QVERIFY(cluster.leader() == 1);
    QVERIFY(cluster.put(1, "key", "value").has_value());
    bool isAnswered = false;
    kv::PutRequest late;
    late.key = Bytes::copyOf("late");
    cluster.at(1).propose(kv::Command{late}, [&](const Result<kv::Response>& answer) {
        isAnswered = !answer && answer.error().code == ErrorCode::Unknown;
    });
    cluster.at(1).kill();
    cluster.stop(1);
    QVERIFY2(isAnswered, "who waits is told that it is not known");
    const auto crashes = listener.all<observe::NodeCrashed>();
    QCOMPARE(crashes.size(), 1U);
    QVERIFY(listener.all<observe::NodeStopped>().empty());
    cluster.start(1);
    QVERIFY(cluster.leader() == 1);
    QCOMPARE(cluster.valueAt(1, "key"), std::optional<std::string>("value"));
}

void TestNodeHost::peersThatMovedAreFoundWhereTheyAre() {
    HostedCluster cluster(3);
    QVERIFY(cluster.leader() != 0);
    QVERIFY(cluster.put(1, "key", "value").has_value());
    std::map<NodeId, std::string> moved;
    for (const std::uint64_t id : {1U, 2U, 3U}) {
        cluster.stop(id);
        moved[NodeId(id)] = HostedCluster::newAddress();
    }
    for (const std::uint64_t id : {1U, 2U, 3U}) {
        HostConfig config = cluster.configOf(id);
        config.movedPeers = moved;
        HostedCluster::listenAt(config, moved[NodeId(id)]);
        cluster.start(id, config);
    }
    QVERIFY(cluster.leader() != 0);
    QVERIFY(cluster.put(2, "moved", "yes").has_value());
}

void TestNodeHost::everyMemberTakesWrites() {
    HostedCluster cluster(3);
    QVERIFY(cluster.leader() != 0);
    for (const std::uint64_t id : {1U, 2U, 3U}) {
        const std::string key = "k" + std::to_string(id);
        QVERIFY(cluster.put(id, key, "v").has_value());
        QCOMPARE(cluster.valueAt(id, key), std::optional<std::string>("v"));
    }
}

void TestNodeHost::memberJoinsAndIsPromotedThroughAFollower() {
    HostedCluster cluster(3);
    const std::uint64_t follower = cluster.follower();
    QVERIFY(cluster.put(follower, "k", "v").has_value());
    const std::string address = HostedCluster::newAddress();
    QVERIFY(HostedCluster::wait<void>([&](const Ended& done) {
                cluster.at(follower).addMember(NodeId(4), address, true, done);
            }).has_value());
    HostConfig joining = cluster.configOf(4);
    joining.isJoining = true;
    HostedCluster::listenAt(joining, address);
    cluster.start(4, joining);
    QVERIFY(HostedCluster::until([&] { return cluster.valueAt(4, "k").has_value(); }));
    QVERIFY(cluster.at(4).status().isLearner);
    // It counts as active once it has answered a heartbeat.
    QVERIFY(HostedCluster::until([&] {
        return HostedCluster::wait<void>(
                   [&](const Ended& done) { cluster.at(follower).promoteMember(NodeId(4), done); })
            .has_value();
    }));
    QVERIFY(HostedCluster::until([&] { return voters(cluster.at(4)).size() == 4; }));
    QVERIFY(cluster.put(4, "joined", "yes").has_value());
    const auto again = HostedCluster::wait<void>(
        [&](const Ended& done) { cluster.at(follower).promoteMember(NodeId(4), done); });
    QCOMPARE(again.error().code, ErrorCode::FailedPrecondition);
    QVERIFY(HostedCluster::wait<void>([&](const Ended& done) {
                cluster.at(4).removeMember(NodeId(cluster.follower()), done);
            }).has_value());
    QCOMPARE(voters(cluster.at(4)).size(), std::size_t(3));
}

void TestNodeHost::addressesOfMembersSurviveARestart() {
    HostedCluster cluster(1);
    QVERIFY(cluster.leader() == 1);
    const std::string address = HostedCluster::newAddress();
    QVERIFY(HostedCluster::wait<void>([&](const Ended& done) {
                cluster.at(1).addMember(NodeId(2), address, false, done);
            }).has_value());
    HostConfig joining = cluster.configOf(2);
    joining.isJoining = true;
    HostedCluster::listenAt(joining, address);
    cluster.start(2, joining);
    QVERIFY(cluster.put(2, "k", "v").has_value());
    cluster.stop(1);
    cluster.stop(2);
    // Neither is told of the other any more.
    cluster.start(1);
    joining.peers.clear();
    joining.peers[NodeId(2)] = address;
    joining.isJoining = false;
    cluster.start(2, joining);
    QVERIFY(cluster.leader() != 0);
    QVERIFY(cluster.put(2, "k2", "v").has_value());
    QVERIFY(HostedCluster::until([&] { return cluster.valueAt(1, "k2").has_value(); }));
    QCOMPARE(cluster.at(1).members().size(), std::size_t(2));
    QCOMPARE(cluster.at(1).members().back().peerUrl, address);
}

void TestNodeHost::leadershipMovesWhereAFollowerIsAsked() {
    HostedCluster cluster(3);
    const std::uint64_t follower = cluster.follower();
    // What a follower passes on is lost as long as it has no connection to the leader.
    QVERIFY(cluster.put(follower, "k", "v").has_value());
    QVERIFY(HostedCluster::wait<void>([&](const Ended& done) {
                cluster.at(follower).transferLeadership(NodeId(follower), done);
            }).has_value());
    QVERIFY(leads(cluster.at(follower)));
    // To nobody: it is over when the time for it is.
    const auto nobody = HostedCluster::wait<void>(
        [&](const Ended& done) { cluster.at(follower).transferLeadership(NodeId(9), done); });
    QCOMPARE(nobody.error().code, ErrorCode::Unavailable);
}

void TestNodeHost::leaderThatEndsHandsOverFirst() {
    HostedCluster cluster(3);
    const std::uint64_t leader = cluster.leader();
    QVERIFY(cluster.put(leader, "k", "v").has_value());
    bool isDone = false;
    cluster.at(leader).handOver([&isDone] { isDone = true; });
    QVERIFY(HostedCluster::until([&] { return isDone; }));
    QVERIFY(!leads(cluster.at(leader)));
    QVERIFY(cluster.at(leader).status().leader != raft::kNoNode);
    isDone = false;
    cluster.at(leader).handOver([&isDone] { isDone = true; });
    QVERIFY(isDone);
}

void TestNodeHost::everyMemberAnswersAboutLeases() {
    HostedCluster cluster(3);
    const std::uint64_t follower = cluster.follower();
    for (std::int64_t lease = 1; lease <= 20; ++lease) {
        QVERIFY(grant(cluster, follower, lease).has_value());
        // At once, when the leader may not have applied it yet.
        const auto kept = keepAlive(cluster, follower, lease);
        QVERIFY2(kept.has_value(), kept ? "" : kept.error().message.c_str());
        QCOMPARE(*kept, std::int64_t(60));
    }
    for (const std::uint64_t id : {1U, 2U, 3U}) {
        QCOMPARE(*keepAlive(cluster, id, 7), std::int64_t(60));
        const auto times = leaseTimes(cluster, id, 7);
        QVERIFY(times.has_value());
        QCOMPARE(times->grantedSeconds, std::int64_t(60));
        QVERIFY(times->remainingSeconds > 30);
        QCOMPARE(keepAlive(cluster, id, 99).error().code, ErrorCode::NotFound);
        QCOMPARE(leaseTimes(cluster, id, 99).error().code, ErrorCode::NotFound);
    }
}

void TestNodeHost::questionAboutALeaseEndsWithTheLeader() {
    HostedCluster cluster(3);
    const std::uint64_t follower = cluster.follower();
    const std::uint64_t leader = cluster.leader();
    QVERIFY(grant(cluster, follower, 7).has_value());
    std::optional<Result<std::int64_t>> kept;
    cluster.at(follower).keepAlive({7}, [&kept](Result<std::int64_t> ttl) { kept = ttl; });
    QVERIFY(!kept);
    cluster.stop(leader);
    QVERIFY(HostedCluster::until([&] { return kept.has_value(); }));
    QCOMPARE(kept->error().code, ErrorCode::Unavailable);
    // The next one knows it, whoever is asked, as soon as there is one.
    QVERIFY(HostedCluster::until([&] { return keepAlive(cluster, follower, 7).has_value(); }));
    cluster.stop(6 - leader - follower);
    QVERIFY(HostedCluster::until(
        [&] { return cluster.at(follower).status().leader == raft::kNoNode; }));
    QCOMPARE(leaseTimes(cluster, follower, 7).error().code, ErrorCode::Unavailable);
}

void TestNodeHost::whatIsMeasuredHasItsMetrics() {
    network::Metrics metrics;
    network::NodeMetrics measured(metrics);
    HostedCluster cluster(3);
    const std::uint64_t follower = cluster.follower();
    cluster.at(follower).setMetrics(measured);
    QVERIFY(cluster.put(follower, "k", "v").has_value());
    QVERIFY(measured.walFsyncSeconds.sum() > 0);
    QVERIFY(measured.backendCommitSeconds.sum() > 0);
    const std::uint64_t leader = cluster.leader();
    QVERIFY(HostedCluster::until([&] { return measured.peerRoundTrip(NodeId(leader)).sum() > 0; }));
    QVERIFY(HostedCluster::wait<void>([&](const Ended& done) {
                cluster.at(follower).transferLeadership(NodeId(follower), done);
            }).has_value());
    QVERIFY(measured.leaderChanges.value() >= 1);
    QVERIFY(HostedCluster::until([&] { return cluster.at(follower).status().databaseBytes > 0; }));
    cluster.at(follower).updateMetrics();
    QVERIFY(measured.peerSentBytes(NodeId(leader)).value() > 0);
    QVERIFY(measured.peerReceivedBytes(NodeId(leader)).value() > 0);
    QCOMPARE(measured.peerActive(NodeId(follower), NodeId(leader)).value(), 1.0);
    for (const std::uint64_t id : {1U, 2U, 3U}) {
        if (id != follower) {
            cluster.stop(id);
        }
    }
    const auto lost = HostedCluster::wait<std::shared_ptr<const kv::View>>([&](auto done) {
        cluster.at(follower).read(node::ReadLevel::Linearizable, std::move(done));
    });
    QVERIFY(!lost);
    QCOMPARE(measured.readIndexesFailed.value(), std::uint64_t(1));
    const std::uint64_t failed = measured.proposalsFailed.value();
    kv::PutRequest request;
    request.key = Bytes::copyOf("k");
    QVERIFY(!HostedCluster::wait<kv::Response>(
        [&](auto done) { cluster.at(follower).propose(kv::Command{request}, std::move(done)); }));
    QCOMPARE(measured.proposalsFailed.value(), failed + 1);
}

void TestNodeHost::requestsUnderWayAreAnsweredWhenItEnds() {
    HostedCluster cluster(3);
    const std::uint64_t leader = cluster.leader();
    for (const std::uint64_t id : {1U, 2U, 3U}) {
        if (id != leader) {
            cluster.stop(id);
        }
    }
    std::optional<Result<kv::Response>> answer;
    kv::PutRequest request;
    request.key = Bytes::copyOf("k");
    cluster.at(leader).propose(kv::Command{request},
                               [&](Result<kv::Response> result) { answer = std::move(result); });
    QVERIFY(!answer);
    cluster.stop(leader);
    QVERIFY(answer.has_value());
    QCOMPARE(answer->error().code, ErrorCode::Unknown);
}

void TestNodeHost::memberWithoutItsDirectoryIsTurnedAwayUntilItIsAddedAgain() {
    HostedCluster cluster(3);
    const std::uint64_t leader = cluster.leader();
    QVERIFY(cluster.put(leader, "k", "v").has_value());
    const std::uint64_t victim = cluster.follower();
    const std::uint64_t other = 6 - leader - victim;
    cluster.stop(victim);
    const HostConfig config = cluster.configOf(victim);
    QVERIFY(QDir(QString::fromStdString(config.dataDirectory)).removeRecursively());
    NodeHost& empty = cluster.start(victim);
    QString said;
    connect(&empty, &NodeHost::logged, this, [&said](int, const QString& line) { said += line; });
    QVERIFY(HostedCluster::until(
        [&] { return said.contains(QStringLiteral("came back with another data directory")); }));
    QVERIFY(cluster.put(leader, "k", "w").has_value());
    QVERIFY(!cluster.valueAt(victim, "k").has_value());
    QVERIFY(!leads(empty));

    QVERIFY(HostedCluster::wait<void>([&](const Ended& done) {
                cluster.at(leader).removeMember(NodeId(victim), done);
            }).has_value());
    QVERIFY(HostedCluster::wait<void>([&](const Ended& done) {
                cluster.at(leader).addMember(NodeId(victim), config.peers.at(NodeId(victim)), false,
                                             done);
            }).has_value());
    QVERIFY(HostedCluster::until([&] {
        return cluster.valueAt(victim, "k") == std::optional<std::string>("w") &&
               !empty.status().isLearner && voters(empty).size() == 3;
    }));
    // It is needed now.
    cluster.stop(other);
    QVERIFY(cluster.put(leader, "k", "x").has_value());
}

void TestNodeHost::nodeWithAFailingDiskStopsAndSaysWhy() {
    storage::ScriptedDiskFaults faults;
    storage::SimulatedFileSystem disk(faults);
    SharedFileSystem files(disk);
    auto started = NodeHost::start(aloneConfig(), &files);
    QVERIFY2(started.has_value(), started ? "" : started.error().message.c_str());
    NodeHost& host = **started;
    QSignalSpy failed(&host, &NodeHost::failed);
    QVERIFY(HostedCluster::until([&] { return leads(host); }));
    files.isBroken = true;
    kv::PutRequest request;
    request.key = Bytes::copyOf("k");
    const auto ask = [&](auto done) { host.propose(kv::Command{request}, std::move(done)); };
    const auto lost = HostedCluster::wait<kv::Response>(ask);
    QCOMPARE(lost.error().code, ErrorCode::NodeFailed);
    QVERIFY(HostedCluster::until([&] { return failed.count() == 1; }));
    QVERIFY(failed.front().front().toString().contains(QStringLiteral("the disk is broken")));
    QVERIFY(host.status().failure.find("the disk is broken") != std::string::npos);
    // It answers, and does nothing.
    QCOMPARE(HostedCluster::wait<kv::Response>(ask).error().code, ErrorCode::NodeFailed);
    QCOMPARE(HostedCluster::wait<void>([&](const Ended& done) {
                 host.addMember(NodeId(2), "http://127.0.0.1:2", false, done);
             })
                 .error()
                 .code,
             ErrorCode::NodeFailed);
    QCOMPARE(HostedCluster::wait<void>(
                 [&](const Ended& done) { host.transferLeadership(NodeId(1), done); })
                 .error()
                 .code,
             ErrorCode::NodeFailed);
    bool isDone = false;
    host.handOver([&isDone] { isDone = true; });
    QVERIFY(isDone);
    // The disk works again: what the process did not lose is there.
    started->reset();
    files.isBroken = false;
    auto again = NodeHost::start(aloneConfig(), &files);
    QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
    QVERIFY(HostedCluster::until([&] { return leads(**again); }));
}

void TestNodeHost::directoryOfAnotherNodeIsRefused() {
    storage::ScriptedDiskFaults faults;
    storage::SimulatedFileSystem disk(faults);
    SharedFileSystem files(disk);
    QVERIFY(NodeHost::start(aloneConfig(), &files).has_value());
    HostConfig other = aloneConfig();
    other.id = NodeId(2);
    const auto refused = NodeHost::start(other, &files);
    QCOMPARE(refused.error().code, ErrorCode::FailedPrecondition);
    QVERIFY(refused.error().message.find("/data") != std::string::npos);
}

void TestNodeHost::restartFindsWhatWasAcknowledged() {
    storage::ScriptedDiskFaults faults;
    storage::SimulatedFileSystem disk(faults);
    SharedFileSystem files(disk);
    HostConfig config = aloneConfig();
    config.node.snapshotEntries = 50;
    config.node.catchUpEntries = 10;
    const std::string value(20'000, 'x');
    for (int life = 0; life < 3; ++life) {
        auto host = NodeHost::start(config, &files);
        QVERIFY2(host.has_value(), host ? "" : host.error().message.c_str());
        QVERIFY(HostedCluster::until([&] { return leads(**host); }));
        QVERIFY(life == 0 || (*host)->latest()->revision() > 1);
        // Enough for tables and merges, and for snapshots, some of which are under way at the end.
        for (int i = 0; i < 150; ++i) {
            kv::PutRequest request;
            request.key = Bytes::copyOf("k" + std::to_string(i));
            request.value = Bytes::copyOf(value);
            const auto put = HostedCluster::wait<kv::Response>(
                [&](auto done) { (*host)->propose(kv::Command{request}, std::move(done)); });
            QVERIFY2(put.has_value(), put ? "" : put.error().message.c_str());
        }
        QVERIFY((*host)->latest()->revision() >= 150 * (life + 1));
    }
}

/// The numbers that etcd comes to.
void TestNodeHost::shortestLeaseFollowsTheElectionTimeout_data() {
    QTest::addColumn<unsigned>("tickMs");
    QTest::addColumn<unsigned>("heartbeatTicks");
    QTest::addColumn<unsigned>("electionTicks");
    QTest::addColumn<int>("seconds");
    QTest::newRow("default") << 100U << 1U << 10U << 2;
    QTest::newRow("fine ticks") << 10U << 10U << 100U << 2;
    QTest::newRow("quick") << 10U << 1U << 10U << 1;
    QTest::newRow("slow") << 500U << 1U << 10U << 8;
    QTest::newRow("odd") << 100U << 1U << 13U << 2;
    QTest::newRow("just above") << 100U << 1U << 14U << 3;
}

void TestNodeHost::shortestLeaseFollowsTheElectionTimeout() {
    QFETCH(unsigned, tickMs);
    QFETCH(unsigned, heartbeatTicks);
    QFETCH(unsigned, electionTicks);
    HostConfig config;
    config.tickMs = tickMs;
    config.node.raft.heartbeatTicks = heartbeatTicks;
    config.node.raft.electionTicks = electionTicks;
    QTEST(static_cast<int>(network::minLeaseTtlSeconds(config)), "seconds");
}

void TestNodeHost::listensOnAddressesOnly() {
    storage::ScriptedDiskFaults faults;
    storage::SimulatedFileSystem disk(faults);
    SharedFileSystem files(disk);
    HostConfig config = aloneConfig();
    config.peerHost = "no.such.name";
    const auto refused = NodeHost::start(config, &files);
    QVERIFY(refused.error().code == ErrorCode::InvalidArgument);
    QVERIFY(refused.error().message.find("no.such.name") != std::string::npos);
    config.peerHost = "localhost";
    QVERIFY(NodeHost::start(config, &files).has_value());
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestNodeHost)
#include "tst_node_host.moc"
