// SPDX-License-Identifier: Apache-2.0
// Members that come, go, lose their disks and fall far behind.
#include <QDir>
#include <QJsonArray>
#include <QTcpSocket>
#include <QTest>

#include "tests/end_to_end/cluster.h"

using quorate::tests::Cluster;
using quorate::tests::kPatienceMs;

class MembersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aClusterGrowsFromOneToFiveAndShrinksBack();
    void membersThatWereAddedAreKnownAfterARestart();
    void aNodeWithoutItsDiskIsTurnedAwayAndReplaced();
    void aFollowerThatFellBehindIsCaughtUpBySnapshot();
};

namespace {

bool has(Cluster& cluster, int node, const QByteArray& key, const QByteArray& value) {
    return QTest::qWaitFor([&] { return cluster.get(node, key).body == value; }, kPatienceMs);
}

bool takes(Cluster& cluster, int node, const QByteArray& key, const QByteArray& value) {
    return QTest::qWaitFor([&] { return cluster.put(node, key, value); }, kPatienceMs);
}

/// Requests one behind the other on one connection, for key0 to key49 in turn.
bool putMany(const Cluster& cluster, int node, int count) {
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), cluster.clientPort(node));
    for (int i = 0; i < count; ++i) {
        const QByteArray body = "key" + QByteArray::number(i % 50) + '=' + QByteArray::number(i);
        socket.write("PUT /kv HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " +
                     QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }
    QByteArray answers;
    return QTest::qWaitFor(
        [&] {
            answers += socket.readAll();
            return answers.count("HTTP/1.1 200 ") == count;
        },
        kPatienceMs);
}

double metric(Cluster& cluster, int node, const QByteArray& name) {
    const QByteArray text = cluster.ask(node, "GET", QStringLiteral("/metrics"), {}).body;
    const qsizetype at = text.indexOf('\n' + name + ' ');
    const qsizetype value = at + name.size() + 2;
    return at < 0 ? -1 : text.mid(value, text.indexOf('\n', value) - value).toDouble();
}

int memberCount(Cluster& cluster, int node) {
    return static_cast<int>(cluster.rpc(node, "cluster/member/list")
                                .json()
                                .value(QLatin1String("members"))
                                .toArray()
                                .size());
}

}  // namespace

void MembersTest::aClusterGrowsFromOneToFiveAndShrinksBack() {
    Cluster cluster(1, 4);
    QVERIFY2(cluster.startAll(), cluster.said(1).constData());
    QVERIFY(takes(cluster, 1, "first", "1"));
    for (int node = 2; node <= 5; ++node) {
        // Any member can be asked.
        QVERIFY2(cluster.add(node - 1, node), cluster.said(node - 1).constData());
        QVERIFY2(cluster.startJoining(node), cluster.said(node).constData());
        QVERIFY2(has(cluster, node, "first", "1"), cluster.said(node).constData());
        QVERIFY(takes(cluster, node, "from", QByteArray::number(node)));
    }
    for (int node = 1; node <= 5; ++node) {
        QTRY_COMPARE_WITH_TIMEOUT(memberCount(cluster, node), 5, kPatienceMs);
    }
    // Two of five may be missing.
    cluster.kill(2);
    cluster.kill(4);
    QVERIFY(takes(cluster, 1, "of", "three"));
    for (const int node : {2, 4}) {
        QVERIFY2(cluster.startJoining(node), cluster.said(node).constData());
        QVERIFY(has(cluster, node, "of", "three"));
    }
    for (int node = 1; node <= 4; ++node) {
        QVERIFY2(cluster.remove(5, node), cluster.said(5).constData());
        cluster.kill(node);
        QVERIFY(takes(cluster, 5, "without", QByteArray::number(node)));
    }
    QCOMPARE(memberCount(cluster, 5), 1);
    QCOMPARE(cluster.get(5, "first").body, QByteArray("1"));
}

void MembersTest::membersThatWereAddedAreKnownAfterARestart() {
    Cluster cluster(1, 2);
    QVERIFY2(cluster.startAll(), cluster.said(1).constData());
    for (const int node : {2, 3}) {
        QVERIFY(cluster.add(1, node));
        QVERIFY2(cluster.startJoining(node), cluster.said(node).constData());
        QVERIFY(takes(cluster, node, "a", QByteArray::number(node)));
    }
    cluster.killAll();
    // With the command lines of before: the first one's names itself alone.
    QVERIFY2(cluster.start(1), cluster.said(1).constData());
    QVERIFY2(cluster.startJoining(2), cluster.said(2).constData());
    QVERIFY(has(cluster, 2, "a", "3"));
    QCOMPARE(memberCount(cluster, 1), 3);
    QVERIFY2(cluster.startJoining(3), cluster.said(3).constData());
    QVERIFY(has(cluster, 3, "a", "3"));
}

void MembersTest::aNodeWithoutItsDiskIsTurnedAwayAndReplaced() {
    Cluster cluster(3, 1);
    QVERIFY2(cluster.startAll(), cluster.said(1).constData());
    QVERIFY(takes(cluster, 3, "a", "1"));
    const int lost = cluster.follower();
    const int other = cluster.leader();
    const int third = 6 - lost - other;
    QVERIFY(takes(cluster, lost, "a", "2"));
    QVERIFY(takes(cluster, third, "a", "3"));
    cluster.kill(lost);
    QVERIFY(QDir(cluster.directory(lost)).removeRecursively());
    cluster.start(lost);
    const auto isTold = [&] { return cluster.said(lost).contains("turns this node away"); };
    QVERIFY2(QTest::qWaitFor(isTold, kPatienceMs), cluster.said(lost).constData());
    // It must not vote: with it, there is no majority.
    cluster.kill(third);
    QVERIFY(!cluster.put(other, "b", "1"));
    QVERIFY2(cluster.start(third), cluster.said(third).constData());
    QVERIFY(takes(cluster, third, "b", "2"));
    if (cluster.isUp(lost)) {
        cluster.kill(lost);
    }
    // The way out: removed, and another one added in its place.
    QVERIFY(cluster.remove(third, lost));
    QVERIFY(cluster.add(third, 4));
    QVERIFY2(cluster.startJoining(4), cluster.said(4).constData());
    QVERIFY2(has(cluster, 4, "a", "3"), cluster.said(4).constData());
    cluster.kill(third);
    QVERIFY(takes(cluster, 4, "b", "3"));
}

void MembersTest::aFollowerThatFellBehindIsCaughtUpBySnapshot() {
    Cluster cluster(3);
    cluster.options = {QStringLiteral("--snapshot-entries"), QStringLiteral("100")};
    QVERIFY2(cluster.startAll(), cluster.said(1).constData());
    const int behind = cluster.follower();
    QVERIFY(takes(cluster, behind, "first", "1"));
    cluster.kill(behind);
    const int other = cluster.leader();
    // More than is kept for followers that are late.
    QVERIFY(putMany(cluster, other, 8000));
    // What it is missing is nobody's log any more.
    QTRY_VERIFY_WITH_TIMEOUT(metric(cluster, other, "quorate_log_first_index") > 200, kPatienceMs);
    QVERIFY2(cluster.start(behind), cluster.said(behind).constData());
    QVERIFY2(has(cluster, behind, "key49", "7999"), cluster.said(behind).constData());
    QCOMPARE(cluster.get(behind, "first").body, QByteArray("1"));
    QCOMPARE(cluster.get(behind, "key0").body, QByteArray("7950"));
    QVERIFY(metric(cluster, behind, "quorate_snapshots_installed_total") > 0);
    QVERIFY(takes(cluster, behind, "first", "2"));
}

QTEST_GUILESS_MAIN(MembersTest)
#include "tst_members.moc"
