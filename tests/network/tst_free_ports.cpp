// SPDX-License-Identifier: Apache-2.0
#include <QFile>
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
    void aPortThatIsHeldElsewhereIsNotTaken();
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
    const int first = network::FreePorts().takeRow(kLength);
    QVERIFY(first != 0);
    network::FreePorts others;
    for (int i = 0; i < kLength; ++i) {
        QVERIFY(others.tryTake(static_cast<quint16>(first + i)));
    }
}

void FreePortsTest::aPortThatIsHeldElsewhereIsNotTaken() {
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
