// SPDX-License-Identifier: Apache-2.0
// What outlives a leader beside keys: watches, and leases.
#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpSocket>
#include <QTest>

#include "tests/end_to_end/cluster.h"

using quorate::tests::Cluster;
using quorate::tests::kPatienceMs;

class StreamsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aWatchSeesAllThroughAChangeOfLeaders();
    void aWatchGoesOnAtAnotherNodeWhereItEnded();
    void aLeaseOutlivesItsLeader();
    void aLeaseThatNobodyRenewsEndsUnderANewLeader();
};

namespace {

/// The events of one watch, as "key=value", or "-key" for a delete.
class Watcher {
public:
    Watcher(const Cluster& cluster, int node, const QByteArray& request) {
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), cluster.clientPort(node));
        m_socket.write("POST /v3/watch HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " +
                       QByteArray::number(request.size()) + "\r\n\r\n" + request);
    }

    bool isCreated() {
        return QTest::qWaitFor([this] { return read(), m_isCreated; }, kPatienceMs);
    }
    QStringList events() {
        read();
        return m_events;
    }
    [[nodiscard]] qint64 revision() const { return m_revision; }

private:
    void read() {
        m_bytes += m_socket.readAll();
        for (qsizetype end = 0; (end = m_bytes.indexOf('\n')) >= 0;) {
            const QByteArray line = m_bytes.left(end);
            m_bytes.remove(0, end + 1);
            const QJsonObject result =
                QJsonDocument::fromJson(line).object().value(QLatin1String("result")).toObject();
            m_isCreated = m_isCreated || result.value(QLatin1String("created")).toBool();
            for (const QJsonValue& event : result.value(QLatin1String("events")).toArray()) {
                take(event.toObject());
            }
        }
    }
    void take(const QJsonObject& event) {
        const QJsonObject kv = event.value(QLatin1String("kv")).toObject();
        const auto text = [&kv](const char* name) {
            return QString::fromUtf8(
                QByteArray::fromBase64(kv.value(QLatin1String(name)).toString().toLatin1()));
        };
        const bool isDelete = event.value(QLatin1String("type")).toString() == u"DELETE";
        m_events << (isDelete ? QLatin1Char('-') + text("key")
                              : text("key") + QLatin1Char('=') + text("value"));
        m_revision = kv.value(QLatin1String("mod_revision")).toString().toLongLong();
    }

    QTcpSocket m_socket;
    QByteArray m_bytes;
    bool m_isCreated{false};
    QStringList m_events;
    qint64 m_revision{0};
};

/// All keys.
const QByteArray kAll = R"({"create_request":{"key":"AA==","range_end":"AA=="}})";

void putAll(Cluster& cluster, int node, int from, int to) {
    for (int i = from; i < to; ++i) {
        // Each has a key of its own, so that one that was tried again is still one.
        QVERIFY(QTest::qWaitFor(
            [&] {
                const QByteArray key = "k" + QByteArray::number(i);
                return cluster.get(node, key).status == 200 || cluster.put(node, key, "v");
            },
            kPatienceMs));
    }
}

QStringList wanted(int from, int to) {
    QStringList all;
    for (int i = from; i < to; ++i) {
        all << QStringLiteral("k%1=v").arg(i);
    }
    return all;
}

bool keepAlive(Cluster& cluster, int node) {
    const auto answer = cluster.rpc(node, "lease/keepalive", R"({"ID":"77"})");
    const QJsonObject result = answer.json().value(QLatin1String("result")).toObject();
    return result.value(QLatin1String("TTL")).toString().toInt() > 0;
}

/// A key with a lease of `seconds`.
bool grant(Cluster& cluster, int node, int seconds) {
    const QByteArray ttl = QByteArray::number(seconds);
    return QTest::qWaitFor(
               [&] {
                   return cluster.rpc(node, "lease/grant", R"({"ID":"77","TTL":")" + ttl + "\"}")
                              .status == 200;
               },
               kPatienceMs) &&
           cluster.rpc(node, "kv/put", R"({"key":"bGVhc2Vk","value":"eA==","lease":"77"})")
                   .status == 200;
}

}  // namespace

void StreamsTest::aWatchSeesAllThroughAChangeOfLeaders() {
    Cluster cluster(3);
    QVERIFY2(cluster.startAll(), cluster.said(1).constData());
    const int leader = cluster.leader();
    const int follower = cluster.follower();
    Watcher watcher(cluster, follower, kAll);
    QVERIFY(watcher.isCreated());
    putAll(cluster, follower, 0, 20);
    cluster.kill(leader);
    putAll(cluster, follower, 20, 40);
    QVERIFY2(cluster.start(leader), cluster.said(leader).constData());
    putAll(cluster, leader, 40, 50);
    QTRY_COMPARE_WITH_TIMEOUT(watcher.events(), wanted(0, 50), kPatienceMs);
}

void StreamsTest::aWatchGoesOnAtAnotherNodeWhereItEnded() {
    Cluster cluster(3);
    QVERIFY2(cluster.startAll(), cluster.said(1).constData());
    const int leader = cluster.leader();
    const int follower = cluster.follower();
    Watcher watcher(cluster, leader, kAll);
    QVERIFY(watcher.isCreated());
    putAll(cluster, leader, 0, 20);
    QTRY_COMPARE_WITH_TIMEOUT(watcher.events(), wanted(0, 20), kPatienceMs);
    cluster.kill(leader);
    putAll(cluster, follower, 20, 30);
    Watcher next(cluster, follower,
                 R"({"create_request":{"key":"AA==","range_end":"AA==","start_revision":)" +
                     QByteArray::number(watcher.revision() + 1) + "}}");
    QVERIFY(next.isCreated());
    putAll(cluster, follower, 30, 40);
    QTRY_COMPARE_WITH_TIMEOUT(next.events(), wanted(20, 40), kPatienceMs);
}

void StreamsTest::aLeaseOutlivesItsLeader() {
    Cluster cluster(3);
    QVERIFY2(cluster.startAll(), cluster.said(1).constData());
    const int leader = cluster.leader();
    const int follower = cluster.follower();
    QVERIFY(grant(cluster, follower, 600));
    cluster.kill(leader);
    QTRY_VERIFY_WITH_TIMEOUT(keepAlive(cluster, follower), kPatienceMs);
    QCOMPARE(cluster.get(follower, "leased").body, QByteArray("x"));
    const auto times = cluster.rpc(follower, "lease/timetolive", R"({"ID":77,"keys":true})");
    QCOMPARE(times.json().value(QLatin1String("grantedTTL")).toString(), QStringLiteral("600"));
    QVERIFY(times.json().value(QLatin1String("TTL")).toString().toInt() > 500);
    QCOMPARE(times.json().value(QLatin1String("keys")).toArray().size(), 1);
    QCOMPARE(cluster.rpc(follower, "lease/revoke", R"({"ID":77})").status, 200);
    QCOMPARE(cluster.get(follower, "leased").status, 404);
}

void StreamsTest::aLeaseThatNobodyRenewsEndsUnderANewLeader() {
    Cluster cluster(3);
    QVERIFY2(cluster.startAll(), cluster.said(1).constData());
    const int leader = cluster.leader();
    const int follower = cluster.follower();
    Watcher watcher(cluster, follower, kAll);
    QVERIFY(watcher.isCreated());
    QVERIFY(grant(cluster, follower, 2));
    cluster.kill(leader);
    QTRY_COMPARE_WITH_TIMEOUT(watcher.events(),
                              QStringList({QStringLiteral("leased=x"), QStringLiteral("-leased")}),
                              kPatienceMs);
    QCOMPARE(cluster.get(follower, "leased").status, 404);
    QVERIFY(!keepAlive(cluster, cluster.leader()));
}

QTEST_GUILESS_MAIN(StreamsTest)
#include "tst_streams.moc"
