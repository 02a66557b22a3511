// SPDX-License-Identifier: Apache-2.0
#include <QFile>
#include <QTcpServer>
#include <QTest>

#include <set>

#include "network/free_ports.h"

using namespace quorate;

class FreePortsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPortIsFoundOnce();
    void portsLieBelowThoseOfOutgoingConnections();
    void aRowHasNobodyInIt();
    void whoLooksElsewhereFindsOthers();
    void aServerMayHaveItsPortWhileItIsHeld();
    void aPortWhereSomebodyListensIsNotTaken();
};

void FreePortsTest::aPortIsFoundOnce() {
    constexpr int kMany = 50;
    network::FreePorts ports;
    std::set<int> found;
    for (int i = 0; i < kMany; ++i) {
        found.insert(ports.take());
    }
    QCOMPARE(found.size(), std::size_t{kMany});
    QVERIFY(!found.contains(0));
}

void FreePortsTest::portsLieBelowThoseOfOutgoingConnections() {
    QFile range(QStringLiteral("/proc/sys/net/ipv4/ip_local_port_range"));
    QVERIFY(range.open(QIODevice::ReadOnly));
    const int first = range.readAll().simplified().split(' ').value(0).toInt();
    if (first <= 20'480) {
        QSKIP("outgoing connections take all ports here");
    }
    network::FreePorts ports;
    for (int i = 0; i < 20; ++i) {
        QVERIFY(ports.takeRow(3) + 3 <= first);
    }
}

void FreePortsTest::aRowHasNobodyInIt() {
    constexpr int kLength = 8;
    network::FreePorts ports;
    const int first = ports.takeRow(kLength);
    QVERIFY(first != 0);
    for (int i = 0; i < kLength; ++i) {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost, static_cast<quint16>(first + i)));
    }
}

void FreePortsTest::whoLooksElsewhereFindsOthers() {
    // Most of what there is: found at random, many would be found twice.
    constexpr int kMany = 400;
    network::FreePorts ports;
    std::set<int> found;
    for (int i = 0; i < kMany; ++i) {
        network::FreePorts others;
        const int first = others.takeRow(10);
        for (int port = first; port < first + 10; ++port) {
            QVERIFY(found.count(port) == 0);
        }
        found.insert(ports.take());
    }
}

void FreePortsTest::aServerMayHaveItsPortWhileItIsHeld() {
    network::FreePorts ports;
    const quint16 port = ports.take();
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost, port));
    QTcpServer second;
    QVERIFY(!second.listen(QHostAddress::LocalHost, port));
    server.close();
    QVERIFY(second.listen(QHostAddress::LocalHost, port));
}

void FreePortsTest::aPortWhereSomebodyListensIsNotTaken() {
    QTcpServer holder;
    QVERIFY(holder.listen(QHostAddress::LocalHost));
    network::FreePorts ports;
    QVERIFY(!ports.tryTake(holder.serverPort()));
    const quint16 port = holder.serverPort();
    holder.close();
    QVERIFY(ports.tryTake(port));
}

QTEST_GUILESS_MAIN(FreePortsTest)
#include "tst_free_ports.moc"
