// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <string>

#include "network/client/server_address.h"

namespace quorate::network_tests {

using network::ServerAddress;

class TestServerAddress final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsOne_data();
    void whatIsOne();
    void whatIsNone_data();
    void whatIsNone();
    void lists();
};

void TestServerAddress::whatIsOne_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<bool>("isTls");
    QTest::addColumn<QString>("again");
    const auto row = [](const char* text, const char* host, int port, bool isTls,
                        const char* again) {
        QTest::newRow(text) << text << host << port << isTls << again;
    };
    row("localhost:2379", "localhost", 2379, false, "localhost:2379");
    row("http://10.0.0.1:12379", "10.0.0.1", 12379, false, "10.0.0.1:12379");
    row("http://a-b.example/", "a-b.example", 2379, false, "a-b.example:2379");
    row("https://etcd.example:4001/", "etcd.example", 4001, true, "https://etcd.example:4001");
    row("[::1]:2380", "::1", 2380, false, "[::1]:2380");
    row("https://[fe80::1%eth0]", "fe80::1%eth0", 2379, true, "https://[fe80::1%eth0]:2379");
    row("n1", "n1", 2379, false, "n1:2379");
}

void TestServerAddress::whatIsOne() {
    QFETCH(QString, text);
    QFETCH(QString, host);
    QFETCH(int, port);
    QFETCH(bool, isTls);
    QFETCH(QString, again);
    const auto address = ServerAddress::parse(text.toStdString());
    QVERIFY2(address, address ? "" : address.error().message.c_str());
    QCOMPARE(address->host, host.toStdString());
    QCOMPARE(int{address->port}, port);
    QCOMPARE(address->isTls, isTls);
    QCOMPARE(address->text(), again.toStdString());
    const auto parsed = ServerAddress::parse(address->text());
    QVERIFY(parsed);
    QVERIFY(*parsed == *address);
}

void TestServerAddress::whatIsNone_data() {
    QTest::addColumn<QString>("text");
    for (const char* text : {"", ":2379", "ftp://a:1", "a:0", "a:65536", "a:", "a:1x", "::1:2379",
                             "[::1", "[::1]2379", "[]:1", "a b:1", "a/b:1", "http://"}) {
        QTest::newRow(text) << text;
    }
}

void TestServerAddress::whatIsNone() {
    QFETCH(QString, text);
    const auto address = ServerAddress::parse(text.toStdString());
    QVERIFY(!address);
    QVERIFY(address.error().code == ErrorCode::InvalidArgument);
    QVERIFY(address.error().message.find("HOST:PORT") != std::string::npos);
}

void TestServerAddress::lists() {
    const auto three = ServerAddress::parseList("a:1,http://b:2,[::1]:3,a:1");
    QVERIFY(three);
    QCOMPARE(three->size(), std::size_t{3});
    QCOMPARE(three->at(1).host, std::string("b"));
    QCOMPARE(three->at(2).host, std::string("::1"));
    QVERIFY(!ServerAddress::parseList(""));
    QVERIFY(!ServerAddress::parseList("a:1,"));
    QVERIFY(!ServerAddress::parseList("a:1,,b:2"));
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestServerAddress)
#include "tst_server_address.moc"
