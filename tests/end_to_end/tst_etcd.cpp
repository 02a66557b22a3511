// SPDX-License-Identifier: Apache-2.0
// What is seen of a real etcd.
#include <QSignalSpy>
#include <QTest>

#include <functional>
#include <map>
#include <memory>

#include "network/etcd/endpoint_kind.h"
#include "network/etcd/etcd_watch.h"
#include "tests/end_to_end/cluster.h"
#include "tests/end_to_end/etcd_cluster.h"

namespace quorate::tests {

using network::ClientCredentials;
using network::EndpointKind;
using network::EtcdLook;
using network::EtcdPace;
using network::EtcdWatch;
using network::NodeClient;
using network::ServerAddress;
using raft::NodeId;

class EtcdTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void allMembersTellTheSame();
    void writesMoveItOn();
    void aMovedLeaderIsSeen();
    void aNewMemberIsHeardOf();
    void aKilledMemberIsMissedAndComesBack();
    void withoutAQuorumItIsUnhealthy();
    void anAddressTellsWhoIsThere();

private:
    [[nodiscard]] const EtcdLook& look(int member) const { return m_watches.at(member)->look(); }
    [[nodiscard]] NodeId id(int member) const { return NodeId(m_etcd->id(member).toULongLong()); }
    static bool until(const std::function<bool()>& isSo) {
        return QTest::qWaitFor(isSo, kPatienceMs);
    }
    /// Whom all that are asked believe to lead; 0 while they do not agree.
    [[nodiscard]] int leader(const std::vector<int>& members = {1, 2, 3}) const;

    std::unique_ptr<EtcdCluster> m_etcd;
    std::map<int, std::unique_ptr<EtcdWatch>> m_watches;
};

void EtcdTest::initTestCase() {
    if (EtcdCluster::program().isEmpty()) {
        QSKIP(EtcdCluster::kMissing);
    }
    m_etcd = std::make_unique<EtcdCluster>(3);
    QVERIFY(m_etcd->startAll());
    constexpr EtcdPace kPace{50, 100, 100, 5000, 200, 100};
    for (int member = 1; member <= 3; ++member) {
        m_watches[member] = std::make_unique<EtcdWatch>(
            ServerAddress{"127.0.0.1", m_etcd->clientPort(member), false}, ClientCredentials(),
            kPace);
        m_watches[member]->begin();
    }
}

int EtcdTest::leader(const std::vector<int>& members) const {
    int found = 0;
    for (const int member : members) {
        const EtcdLook& seen = look(member);
        if (!seen.isReachable || !seen.status.value ||
            seen.status.value->leader != look(members.front()).status.value->leader) {
            return 0;
        }
        found = seen.status.value->isLeader() ? member : found;
    }
    return found;
}

void EtcdTest::allMembersTellTheSame() {
    QVERIFY(until([this] { return leader() != 0; }));
    const auto isWhole = [](const EtcdLook& seen) {
        return seen.version.value && seen.members.value && seen.alarms.value && seen.health.value &&
               seen.metrics.value;
    };
    QVERIFY(until([&] { return isWhole(look(1)) && isWhole(look(2)) && isWhole(look(3)); }));
    for (int member = 1; member <= 3; ++member) {
        const EtcdLook& seen = look(member);
        QVERIFY(seen.version.value->server.starts_with("3."));
        QCOMPARE(seen.status.value->member.value(), id(member).value());
        QCOMPARE(seen.status.value->cluster, look(1).status.value->cluster);
        QVERIFY(seen.status.value->appliedIndex > raft::Index(0));
        QVERIFY(seen.status.value->databaseBytes > 0);
        QVERIFY(seen.status.value->databaseBytesInUse);
        QVERIFY(*seen.members.value == *look(1).members.value);
        QCOMPARE(seen.members.value->size(), std::size_t{3});
        QVERIFY(seen.members.value->front().isStarted());
        QVERIFY(seen.alarms.value->empty());
        const network::EtcdMetrics& metrics = *seen.metrics.value;
        QVERIFY(metrics.hasLeader && metrics.isLeader && metrics.leaderChanges);
        QVERIFY(metrics.proposalsCommitted && metrics.proposalsApplied);
        QVERIFY(metrics.proposalsPending && metrics.proposalsFailed && metrics.slowApplies);
        QVERIFY(metrics.walFsync && metrics.walFsync->quantile(0.99));
        QVERIFY(metrics.backendCommit);
        QCOMPARE(metrics.peers.size(), std::size_t{2});
        QCOMPARE(metrics.peers.count(id(member)), std::size_t{0});
    }
    QVERIFY(until([this] { return look(2).health.value->isHealthy; }));
}

void EtcdTest::writesMoveItOn() {
    const auto before = look(1);
    for (int i = 0; i < 20; ++i) {
        QVERIFY(m_etcd->put(1 + i % 3, "key" + QByteArray::number(i), "value"));
    }
    for (int member = 1; member <= 3; ++member) {
        QVERIFY(until([&] {
            return look(member).status.value->revision == before.status.value->revision + 20 &&
                   look(member).status.value->raftIndex.value() >=
                       before.status.value->raftIndex.value() + 20;
        }));
    }
    QVERIFY(until([&] {
        return *look(1).metrics.value->proposalsCommitted >=
               *before.metrics.value->proposalsCommitted + 20;
    }));
    QVERIFY(until([&] {
        const auto since = look(1).metrics.value->walFsync->since(*before.metrics.value->walFsync);
        return since.count > 0 && since.quantile(0.5);
    }));
}

void EtcdTest::aMovedLeaderIsSeen() {
    QVERIFY(until([this] { return leader() != 0; }));
    const int before = leader();
    const int next = before % 3 + 1;
    const auto term = look(before).status.value->term;
    m_watches[before]->client().transferLeadership(id(next),
                                                   [](const Result<void>& /*seen below*/) {});
    QVERIFY(until([&] { return leader() == next; }));
    QVERIFY(look(before).status.value->term > term);
    QVERIFY(!look(before).status.value->isLeader());
    QVERIFY(until([&] { return look(next).metrics.value->isLeader == true; }));
}

void EtcdTest::aNewMemberIsHeardOf() {
    QSignalSpy changed(m_watches[1].get(), &EtcdWatch::membersChanged);
    // etcd takes no change before its members have known each other for some seconds.
    std::optional<network::MemberInfo> added;
    bool isUnderWay = false;
    QVERIFY(until([&] {
        if (!added && !std::exchange(isUnderWay, true)) {
            m_watches[1]->client().addMember(std::nullopt, "http://127.0.0.1:1", true,
                                             [&](const Result<network::MemberInfo>& answer) {
                                                 isUnderWay = false;
                                                 if (answer) {
                                                     added = *answer;
                                                 }
                                             });
        }
        return added.has_value();
    }));
    QVERIFY(until([&] { return changed.count() == 1; }));
    const auto& members = *look(1).members.value;
    QCOMPARE(members.size(), std::size_t{4});
    for (const network::EtcdMember& member : members) {
        QCOMPARE(member.isStarted(), member.id != added->id);
        QCOMPARE(member.isLearner, member.id == added->id);
    }
    m_watches[1]->client().removeMember(added->id, [](const Result<void>& /*seen below*/) {});
    QVERIFY(until([&] { return changed.count() == 2; }));
    QCOMPARE(look(1).members.value->size(), std::size_t{3});
}

void EtcdTest::aKilledMemberIsMissedAndComesBack() {
    QVERIFY(until([this] { return leader() != 0; }));
    const int killed = leader();
    const int one = killed % 3 + 1;
    const int other = one % 3 + 1;
    const std::int64_t revision = look(killed).status.value->revision;
    m_etcd->kill(killed);
    QVERIFY(until([&] { return !look(killed).isReachable; }));
    QVERIFY(!look(killed).problem.empty());
    QCOMPARE(look(killed).status.value->revision, revision);
    QVERIFY(until([&] {
        const int leads = leader({one, other});
        return leads == one || leads == other;
    }));
    QVERIFY(m_etcd->put(one, "without", "it"));
    QVERIFY(until([&] { return look(one).metrics.value->peers.at(id(killed)).isActive == false; }));
    QVERIFY(m_etcd->restart(killed));
    QVERIFY(until([&] {
        return look(killed).isReachable && look(killed).status.value->revision > revision &&
               leader() != 0;
    }));
}

void EtcdTest::withoutAQuorumItIsUnhealthy() {
    m_etcd->kill(2);
    m_etcd->kill(3);
    QVERIFY(until([this] {
        const EtcdLook& seen = look(1);
        return seen.isReachable && seen.status.value->leader == raft::kNoNode &&
               !seen.status.value->errors.empty() && !seen.health.value->isHealthy &&
               seen.metrics.value->hasLeader == false;
    }));
    QVERIFY(m_etcd->restart(2));
    QVERIFY(m_etcd->restart(3));
    QVERIFY(until([this] { return leader() != 0 && look(1).health.value->isHealthy; }));
}

void EtcdTest::anAddressTellsWhoIsThere() {
    Cluster quorate(1);
    QVERIFY(quorate.startAll());
    const auto kindAt = [](std::uint16_t port) {
        NodeClient client("127.0.0.1", port);
        std::optional<EndpointKind> found;
        network::askForEndpointKind(client, [&](const EndpointKind& kind) { found = kind; });
        return until([&] { return found.has_value(); }) ? *found : EndpointKind();
    };
    QVERIFY(kindAt(quorate.clientPort(1)).kind == EndpointKind::Kind::Quorate);
    QVERIFY(kindAt(m_etcd->clientPort(1)).kind == EndpointKind::Kind::Etcd);
    QVERIFY(kindAt(quorate.peerPort(1)).kind == EndpointKind::Kind::Other);
}

}  // namespace quorate::tests

QTEST_GUILESS_MAIN(quorate::tests::EtcdTest)
#include "tst_etcd.moc"
