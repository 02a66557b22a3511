// SPDX-License-Identifier: Apache-2.0
// Three processes of quorated, as a user has them.
#include <QProcess>
#include <QTest>

#include "tests/end_to_end/cluster.h"

using quorate::tests::Cluster;

class ClusterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyNodeIsAnEntryPoint();
    void whatWasAcknowledgedOutlivesTheLeader();
    void aClusterComesBackFromItsDisks();
    void aNodeEndsWhenItIsToldTo();
    void aWrongCommandLineIsRefusedInOneLine();
};

void ClusterTest::everyNodeIsAnEntryPoint() {
    Cluster cluster(3);
    QVERIFY(cluster.startAll());
    for (int node = 1; node <= 3; ++node) {
        const QByteArray key = "key" + QByteArray::number(node);
        QTRY_VERIFY_WITH_TIMEOUT(cluster.put(node, key, "value"), 10000);
        const auto answer = cluster.get(node % 3 + 1, key);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, QByteArray("value"));
    }
    QCOMPARE(cluster.get(1, "nothing").status, 404);
}

void ClusterTest::whatWasAcknowledgedOutlivesTheLeader() {
    Cluster cluster(3);
    QVERIFY(cluster.startAll());
    std::vector<QByteArray> acknowledged;
    int number = 0;
    for (int round = 0; round < 3; ++round) {
        const int leader = cluster.leader();
        QVERIFY(leader != 0);
        // Its followers may have to hear of it first.
        QTRY_VERIFY_WITH_TIMEOUT(cluster.put(leader % 3 + 1, "first", "one"), 10000);
        for (int i = 0; i < 30; ++i) {
            const QByteArray key = "k" + QByteArray::number(number++);
            if (cluster.put(leader % 3 + 1, key, key)) {
                acknowledged.push_back(key);
            }
        }
        cluster.kill(leader);
        QVERIFY(cluster.leader() != 0);
        QVERIFY2(cluster.start(leader), cluster.said(leader).constData());
    }
    QVERIFY(acknowledged.size() > 60);
    const int leader = cluster.leader();
    for (const QByteArray& key : acknowledged) {
        QCOMPARE(cluster.get(leader, key).body, key);
    }
}

void ClusterTest::aClusterComesBackFromItsDisks() {
    Cluster cluster(3);
    QVERIFY(cluster.startAll());
    QTRY_VERIFY_WITH_TIMEOUT(cluster.put(1, "a", "1"), 10000);
    for (int node = 1; node <= 3; ++node) {
        cluster.kill(node);
    }
    QVERIFY(cluster.startAll());
    QTRY_COMPARE_WITH_TIMEOUT(cluster.get(2, "a").body, QByteArray("1"), 10000);
}

void ClusterTest::aNodeEndsWhenItIsToldTo() {
    Cluster cluster(3);
    QVERIFY(cluster.startAll());
    const int leader = cluster.leader();
    QCOMPARE(cluster.stop(leader), 0);
    QVERIFY(cluster.leader() != leader);
    QTRY_VERIFY_WITH_TIMEOUT(cluster.put(leader % 3 + 1, "a", "1"), 10000);
}

void ClusterTest::aWrongCommandLineIsRefusedInOneLine() {
    const auto refused = [](const QStringList& arguments) {
        QProcess process;
        process.start(QStringLiteral(QUORATED), arguments);
        process.waitForFinished();
        const QByteArray line = process.readAllStandardError();
        return process.exitCode() == 2 && line.startsWith("quorated: ") && line.count('\n') == 1;
    };
    QVERIFY(refused({}));
    QVERIFY(refused({QStringLiteral("--id=1"), QStringLiteral("--peers=nowhere")}));
    QVERIFY(refused({QStringLiteral("--id=4"), QStringLiteral("--peers=http://localhost:1")}));
    QVERIFY(refused({QStringLiteral("--id=1"), QStringLiteral("--client-port=70000")}));
    QVERIFY(refused({QStringLiteral("--id=1"), QStringLiteral("--heartbeat-ms=900")}));
    QVERIFY(refused({QStringLiteral("--id=1"), QStringLiteral("--frobnicate")}));
}

QTEST_GUILESS_MAIN(ClusterTest)
#include "tst_cluster.moc"
