// SPDX-License-Identifier: Apache-2.0
// Clients and peers that are slow, silent, half gone, or talk nonsense: nobody else notices.
#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <memory>
#include <random>
#include <vector>

#include "tests/end_to_end/cluster.h"

using quorate::tests::Cluster;
using quorate::tests::kPatienceMs;

class TroubleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void garbageOnBothPorts();
    void clientsThatSendHalfARequest();
    void clientsThatReadNothing();
    void clientsThatHangUpAtOnce();
    void peersThatSayNothing();
    void aFollowerThatHangs();
    void aLeaderThatHangs();
    void cleanup();

private:
    using Sockets = std::vector<std::unique_ptr<QTcpSocket>>;
    QTcpSocket& connectTo(Sockets& sockets, std::uint16_t port);
    [[nodiscard]] bool allServe();

    std::unique_ptr<Cluster> m_cluster;
    int m_number{0};
};

void TroubleTest::init() {
    m_cluster = std::make_unique<Cluster>(3);
    QVERIFY2(m_cluster->startAll(), m_cluster->said(1).constData());
    QVERIFY(allServe());
}

void TroubleTest::cleanup() {
    QVERIFY(allServe());
    for (const int node : m_cluster->living()) {
        QCOMPARE(m_cluster->stop(node), 0);
    }
    m_cluster.reset();
}

QTcpSocket& TroubleTest::connectTo(Sockets& sockets, std::uint16_t port) {
    sockets.push_back(std::make_unique<QTcpSocket>());
    sockets.back()->connectToHost(QStringLiteral("127.0.0.1"), port);
    return *sockets.back();
}

/// Every node takes a put and reads it.
bool TroubleTest::allServe() {
    for (const int node : m_cluster->living()) {
        const QByteArray value = QByteArray::number(++m_number);
        if (!QTest::qWaitFor([&] { return m_cluster->put(node, "serves", value); }, kPatienceMs) ||
            m_cluster->get(node, "serves").body != value) {
            return false;
        }
    }
    return true;
}

void TroubleTest::garbageOnBothPorts() {
    std::mt19937 random(7);
    std::vector<QByteArray> texts = {"\r\n\r\n\r\n\r\n",
                                     "GET / HTTP/9.9\r\n\r\n",
                                     "GET " + QByteArray(100'000, 'x') + " HTTP/1.1\r\n\r\n",
                                     "POST /kv HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                                     "POST /kv HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
                                     "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                                     QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11),
                                     QByteArray(1000, '\0'),
                                     QByteArray(1'000'000, '\xff')};
    for (int i = 0; i < 20; ++i) {
        QByteArray noise(static_cast<qsizetype>(random() % 4096), '\0');
        for (char& byte : noise) {
            byte = static_cast<char>(random());
        }
        texts.push_back(noise);
    }
    Sockets sockets;
    for (const int node : m_cluster->living()) {
        for (const std::uint16_t port : {m_cluster->clientPort(node), m_cluster->peerPort(node)}) {
            for (const QByteArray& text : texts) {
                connectTo(sockets, port).write(text);
            }
        }
    }
    QVERIFY(allServe());
}

void TroubleTest::clientsThatSendHalfARequest() {
    Sockets sockets;
    for (int i = 0; i < 300; ++i) {
        const int node = i % 3 + 1;
        connectTo(sockets, m_cluster->clientPort(node))
            .write(i % 2 == 0
                       ? "PUT /kv HTTP/1.1\r\nHost: 127.0.0.1\r\nConte"
                       : "PUT /kv HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 7\r\n\r\na=");
    }
    QTRY_VERIFY_WITH_TIMEOUT(sockets.back()->bytesToWrite() == 0, kPatienceMs);
    QVERIFY(allServe());
    // One that was only slow gets its answer.
    QTcpSocket& slow = *sockets[1];
    for (const char byte : {'h', 'e', 'l', 'l'}) {
        slow.write(&byte, 1);
        slow.flush();
        QVERIFY(allServe());
    }
    slow.write("o");
    QTRY_VERIFY_WITH_TIMEOUT(slow.peek(12) == "HTTP/1.1 200", kPatienceMs);
}

void TroubleTest::clientsThatReadNothing() {
    Sockets sockets;
    const QByteArray value(200'000, 'v');
    QVERIFY(QTest::qWaitFor([&] { return m_cluster->put(1, "large", value); }, kPatienceMs));
    for (int i = 0; i < 20; ++i) {
        QTcpSocket& socket = connectTo(sockets, m_cluster->clientPort(1));
        socket.setReadBufferSize(1);
        if (i % 2 == 0) {
            const QByteArray watch = R"({"create_request":{"key":"AA==","range_end":"AA=="}})";
            socket.write("POST /v3/watch HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " +
                         QByteArray::number(watch.size()) + "\r\n\r\n" + watch);
        } else {
            for (int request = 0; request < 100; ++request) {
                socket.write("GET /kv/large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            }
        }
    }
    // Together far more than may wait for ten watches and ten readers.
    for (int i = 0; i < 100; ++i) {
        QVERIFY(QTest::qWaitFor([&] { return m_cluster->put(1, "large", value); }, kPatienceMs));
    }
    QVERIFY(allServe());
}

void TroubleTest::clientsThatHangUpAtOnce() {
    for (int round = 0; round < 200; ++round) {
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), m_cluster->clientPort(round % 3 + 1));
        socket.write("PUT /kv HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\n\r\na=b");
        QVERIFY(socket.waitForConnected(kPatienceMs));
        socket.flush();
        socket.abort();
    }
    QVERIFY(allServe());
}

void TroubleTest::peersThatSayNothing() {
    Sockets sockets;
    for (const int node : m_cluster->living()) {
        for (int i = 0; i < 50; ++i) {
            connectTo(sockets, m_cluster->peerPort(node));
        }
    }
    QVERIFY(allServe());
    // Those who come back must still get in.
    const int leader = m_cluster->leader();
    m_cluster->kill(leader);
    QVERIFY(allServe());
    QVERIFY2(m_cluster->start(leader), m_cluster->said(leader).constData());
    QVERIFY(allServe());
}

void TroubleTest::aFollowerThatHangs() {
    const int follower = m_cluster->follower();
    const int leader = m_cluster->leader();
    m_cluster->hang(follower);
    const QByteArray value(100'000, 'v');
    for (int i = 0; i < 100; ++i) {
        QVERIFY(QTest::qWaitFor(
            [&] { return m_cluster->put(leader, "k" + QByteArray::number(i), value); },
            kPatienceMs));
    }
    m_cluster->goOn(follower);
    QTRY_COMPARE_WITH_TIMEOUT(m_cluster->get(follower, "k99").body, value, kPatienceMs);
}

void TroubleTest::aLeaderThatHangs() {
    const int leader = m_cluster->leader();
    const int other = m_cluster->follower();
    QVERIFY(m_cluster->put(leader, "a", "old"));
    m_cluster->hang(leader);
    QVERIFY(QTest::qWaitFor([&] { return m_cluster->put(other, "a", "new"); }, kPatienceMs));
    m_cluster->goOn(leader);
    // It believes itself to lead, and must not answer from what it has.
    const auto answer = m_cluster->get(leader, "a");
    QVERIFY2(answer.body == "new" || answer.status != 200, answer.body.constData());
    QTRY_COMPARE_WITH_TIMEOUT(m_cluster->get(leader, "a").body, QByteArray("new"), kPatienceMs);
}

QTEST_GUILESS_MAIN(TroubleTest)
#include "tst_trouble.moc"
