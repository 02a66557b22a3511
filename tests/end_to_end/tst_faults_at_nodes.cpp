// SPDX-License-Identifier: Apache-2.0
// Faults that clients set at real nodes (--allow-faults): ill disks, owners who go away, a stop.
#include <QJsonArray>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTest>

#include <memory>

#include "tests/end_to_end/cluster.h"

using quorate::tests::Cluster;
using quorate::tests::kPatienceMs;

class FaultsAtNodesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void slowDisksHoldUpPutsWhileTheLeaderLeads();
    void aDiskThatFailsEndsItsNodeAndLosesNothing_data();
    void aDiskThatFailsEndsItsNodeAndLosesNothing();
    void aNodeIsToldToStop();
    void faultsEndByThemselvesAndWithTheirOwner();
    void cleanup() { m_cluster.reset(); }

private:
    int arm(int node, const char* path, QByteArray body) {
        return m_cluster->ask(node, "POST", QString::fromLatin1(path), body.replace('\'', '"'))
            .status;
    }
    [[nodiscard]] qsizetype armed(int node) {
        return m_cluster->ask(node, "GET", QStringLiteral("/faults"), {})
            .json()[QStringLiteral("faults")]
            .toArray()
            .size();
    }
    [[nodiscard]] QString term(int node) {
        return m_cluster->rpc(node, "maintenance/status")
            .json()[QStringLiteral("raftTerm")]
            .toString();
    }

    std::unique_ptr<Cluster> m_cluster;
};

void FaultsAtNodesTest::init() {
    m_cluster = std::make_unique<Cluster>(3);
    m_cluster->options << QStringLiteral("--allow-faults");
    QVERIFY2(m_cluster->startAll(), m_cluster->said(1).constData());
}

void FaultsAtNodesTest::slowDisksHoldUpPutsWhileTheLeaderLeads() {
    const int leader = m_cluster->leader();
    QVERIFY(QTest::qWaitFor([&] { return m_cluster->put(leader, "key", "old"); }, kPatienceMs));
    const QString before = term(leader);
    for (const int node : m_cluster->living()) {
        QCOMPARE(arm(node, "/faults/disk", "{'disk':'slow','amount':60000000000}"), 200);
    }
    QNetworkAccessManager network;
    QNetworkRequest request(
        QUrl(QStringLiteral("http://127.0.0.1:%1/kv").arg(m_cluster->clientPort(leader))));
    request.setHeader(QNetworkRequest::ContentTypeHeader, "application/octet-stream");
    const std::unique_ptr<QNetworkReply> put(network.put(request, "key=new"));
    // Four election timeouts, in which calls of half a minute are not done.
    QVERIFY(!QTest::qWaitFor([&] { return put->isFinished(); }, 2000));
    QCOMPARE(m_cluster->leader(), leader);
    QCOMPARE(term(leader), before);
    for (const int node : m_cluster->living()) {
        QCOMPARE(m_cluster->ask(node, "DELETE", QStringLiteral("/faults"), {}).status, 200);
    }
    QVERIFY(QTest::qWaitFor([&] { return put->isFinished(); }, kPatienceMs));
    QCOMPARE(m_cluster->get(leader, "key").body, QByteArray("new"));
}

void FaultsAtNodesTest::aDiskThatFailsEndsItsNodeAndLosesNothing_data() {
    QTest::addColumn<bool>("leads");
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("a leader's syncs")
        << true << QByteArray("{'disk':'syncsFail'}") << QByteArray("EIO");
    QTest::newRow("a follower's writes")
        << false << QByteArray("{'disk':'writesFail'}") << QByteArray("EIO");
    QTest::newRow("a leader without space")
        << true << QByteArray("{'disk':'full','amount':3000000}") << QByteArray("ENOSPC");
}

void FaultsAtNodesTest::aDiskThatFailsEndsItsNodeAndLosesNothing() {
    QFETCH(const bool, leads);
    QFETCH(const QByteArray, fault);
    QFETCH(const QByteArray, reason);
    const int victim = leads ? m_cluster->leader() : m_cluster->follower();
    const int other = victim == 1 ? 2 : 1;
    const QByteArray value(200'000, 'v');
    int acknowledged = 0;
    const auto putNext = [&] {
        acknowledged +=
            m_cluster->put(other, "key" + QByteArray::number(acknowledged), value) ? 1 : 0;
    };
    QVERIFY(QTest::qWaitFor([&] { return (putNext(), acknowledged > 0); }, kPatienceMs));
    QCOMPARE(arm(victim, "/faults/disk", fault), 200);
    QVERIFY(QTest::qWaitFor(
        [&] {
            putNext();
            return m_cluster->ask(victim, "GET", QStringLiteral("/version"), {}, 1000).status == 0;
        },
        kPatienceMs));
    QCOMPARE(m_cluster->waitForEnd(victim), 1);
    const QByteArray said = m_cluster->said(victim);
    QVERIFY2(said.contains("error the node stopped: ") && said.contains(reason), said.constData());
    // The others go on, and it comes back to a disk that is well.
    const int before = acknowledged;
    QVERIFY(QTest::qWaitFor([&] { return (putNext(), acknowledged > before); }, kPatienceMs));
    QVERIFY2(m_cluster->start(victim), m_cluster->said(victim).constData());
    for (int key = 0; key < acknowledged; ++key) {
        QTRY_COMPARE_WITH_TIMEOUT(m_cluster->get(victim, "key" + QByteArray::number(key)).body,
                                  value, kPatienceMs);
    }
    QCOMPARE(armed(victim), qsizetype{0});
}

void FaultsAtNodesTest::aNodeIsToldToStop() {
    const int leader = m_cluster->leader();
    QCOMPARE(arm(leader, "/faults/stop", "{}"), 200);
    QCOMPARE(m_cluster->waitForEnd(leader), 0);
    QVERIFY(QTest::qWaitFor([&] { return m_cluster->put(m_cluster->follower(), "key", "v"); },
                            kPatienceMs));
    // Slow disks do not keep a node that is to end.
    const int next = m_cluster->leader();
    QCOMPARE(arm(next, "/faults/disk", "{'disk':'slow','amount':60000000000}"), 200);
    QCOMPARE(arm(next, "/faults/stop", "{}"), 200);
    QCOMPARE(m_cluster->waitForEnd(next), 0);
}

void FaultsAtNodesTest::faultsEndByThemselvesAndWithTheirOwner() {
    QCOMPARE(arm(1, "/faults/hold", "{'owner':'me','ttlMs':500}"), 200);
    QCOMPARE(arm(1, "/faults/disk", "{'disk':'slow','amount':1,'while':'me'}"), 200);
    QCOMPARE(arm(1, "/faults/link", "{'peer':2,'cut':true,'direction':'to','while':'me'}"), 200);
    QCOMPARE(arm(1, "/faults/link", "{'peer':3,'cut':true,'direction':'to'}"), 200);
    QCOMPARE(arm(1, "/faults/disk", "{'disk':'full','amount':1000000000,'forMs':300}"), 200);
    QTRY_COMPARE_WITH_TIMEOUT(armed(1), qsizetype{1}, kPatienceMs);
    QCOMPARE(arm(1, "/faults/disk", "{'disk':'slow','amount':1,'while':'me'}"), 412);
    QCOMPARE(armed(1), qsizetype{1});
}

QTEST_GUILESS_MAIN(FaultsAtNodesTest)
#include "tst_faults_at_nodes.moc"
