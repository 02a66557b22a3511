// SPDX-License-Identifier: Apache-2.0
// Addresses as people write them, and the clocks of nodes elsewhere.
#include <QTest>

#include "gui/session/attached/clock_estimate.h"
#include "gui/session/attached/node_address.h"

using namespace quorate::gui;
using quorate::observe::Moment;

class AttachAddressTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void addressesAreReadAsTheyAreWritten_data();
    void addressesAreReadAsTheyAreWritten();
    void aBadAddressSaysWhatToWrite_data();
    void aBadAddressSaysWhatToWrite();
    void severalAreReadAtOnce();
    void aClockIsInTheMiddleOfARoundTrip();
    void theShortestRoundTripCounts();
    void anOldEstimateIsTrustedLess();
    void oneClockIsExact();
    void whatWasBeforeTheBeginningIsTheBeginning();
};

void AttachAddressTest::addressesAreReadAsTheyAreWritten_data() {
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("text");
    QTest::newRow("name") << "localhost:2379"
                          << "localhost" << 2379 << "localhost:2379";
    QTest::newRow("http") << " http://node-1.example:12379/ "
                          << "node-1.example" << 12379 << "node-1.example:12379";
    QTest::newRow("https") << "https://node-1.example:2379/"
                           << "node-1.example" << 2379 << "https://node-1.example:2379";
    QTest::newRow("IPv4") << "192.0.2.7:80"
                          << "192.0.2.7" << 80 << "192.0.2.7:80";
    QTest::newRow("IPv6") << "[::1]:2379"
                          << "::1" << 2379 << "[::1]:2379";
    QTest::newRow("IPv6, http") << "HTTP://[2001:db8::1]:2379"
                                << "2001:db8::1" << 2379 << "[2001:db8::1]:2379";
}

void AttachAddressTest::addressesAreReadAsTheyAreWritten() {
    QFETCH(const QString, written);
    const auto address = nodeAddressOf(written);
    QVERIFY2(address, address ? "" : address.error().message.c_str());
    QTEST(address->host, "host");
    QTEST(int(address->port), "port");
    QTEST(address->text(), "text");
}

void AttachAddressTest::aBadAddressSaysWhatToWrite_data() {
    QTest::addColumn<QString>("written");
    for (const char* bad :
         {"", "localhost", "localhost:", ":2379", "localhost:0", "localhost:65536", "localhost:abc",
          "::1:2379", "[::1]", "[::1:2379", "[localhost]:2379", "https://localhost",
          "local host:2379", "http://localhost:2379/kv", "a@b:1"}) {
        QTest::newRow(bad) << QString::fromLatin1(bad);
    }
}

void AttachAddressTest::aBadAddressSaysWhatToWrite() {
    QFETCH(const QString, written);
    const auto address = nodeAddressOf(written);
    QVERIFY(!address);
    const QString message = QString::fromStdString(address.error().message);
    QVERIFY2(message.contains(QStringLiteral("write host:port")), qPrintable(message));
    QVERIFY(!message.contains(QLatin1Char('\n')));
}

void AttachAddressTest::severalAreReadAtOnce() {
    const auto some =
        nodeAddressesOf(QStringLiteral("localhost:1, [::1]:2;http://a:3 localhost:1"));
    QVERIFY(some);
    QCOMPARE(textsOf(*some), (QStringList{QStringLiteral("localhost:1"), QStringLiteral("[::1]:2"),
                                          QStringLiteral("a:3")}));
    QVERIFY(!nodeAddressesOf(QStringLiteral(" , ")));
    QVERIFY(!nodeAddressesOf(QStringLiteral("localhost:1,b")));
}

void AttachAddressTest::aClockIsInTheMiddleOfARoundTrip() {
    ClockEstimate clock;
    QVERIFY(!clock.isKnown());
    // It said 5000 between 100 and 300 here.
    QVERIFY(clock.add(Moment(100), Moment(300), Moment(5000)));
    QCOMPARE(clock.offsetNs(), -4800);
    QCOMPARE(clock.errorNs(Moment(300)), 100U);
    QVERIFY(clock.toSession(Moment(5100)) == Moment(300));
    QVERIFY(!clock.add(Moment(300), Moment(200), Moment(5000)));
}

void AttachAddressTest::theShortestRoundTripCounts() {
    ClockEstimate clock;
    QVERIFY(clock.add(Moment(100), Moment(300), Moment(5000)));
    QVERIFY(!clock.add(Moment(400), Moment(800), Moment(6000)));
    QCOMPARE(clock.offsetNs(), -4800);
    QVERIFY(clock.add(Moment(1000), Moment(1020), Moment(5800)));
    QCOMPARE(clock.offsetNs(), -4790);
    QCOMPARE(clock.errorNs(Moment(1020)), 10U);
}

void AttachAddressTest::anOldEstimateIsTrustedLess() {
    constexpr std::uint64_t kSecond = 1'000'000'000;
    ClockEstimate clock;
    QVERIFY(clock.add(Moment(0), Moment(2000), Moment(1000)));
    const Moment later(100 * kSecond);
    // 100 parts in a million of 100 s.
    QVERIFY(clock.errorNs(later) > 9'900'000 && clock.errorNs(later) < 10'100'000);
    QVERIFY(clock.add(later, Moment(later.nanoseconds() + kSecond / 100), Moment(later)));
}

void AttachAddressTest::oneClockIsExact() {
    ClockEstimate clock;
    clock.setSame(-700);
    QVERIFY(clock.isKnown() && clock.isSame());
    QCOMPARE(clock.errorNs(Moment(1'000'000'000'000)), 0U);
    QVERIFY(!clock.add(Moment(100), Moment(100), Moment(0)));
    QVERIFY(clock.toSession(Moment(1000)) == Moment(300));
    clock.forget();
    QVERIFY(!clock.isKnown());
}

void AttachAddressTest::whatWasBeforeTheBeginningIsTheBeginning() {
    ClockEstimate clock;
    clock.setSame(-700);
    QVERIFY(clock.toSession(Moment(500)) == Moment(0));
}

QTEST_GUILESS_MAIN(AttachAddressTest)
#include "tst_attach_address.moc"
