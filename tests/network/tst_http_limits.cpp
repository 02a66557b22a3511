// SPDX-License-Identifier: Apache-2.0
// What clients may ask for, hold and leave lying, and no more.
#include <QTest>

#include <memory>
#include <string>
#include <vector>

#include "tests/network/http_fixture.h"

namespace quorate::network_tests {

namespace {

/// A client that leaves 30 MB of an answer where they are.
void leaveAnswer(HttpFixture& fixture, HttpClient& client) {
    fixture.handler.large = 30'000'000;
    client.socket().setReadBufferSize(1000);
    client.send(get("/large"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.server->heldBytes() > 10'000'000; }));
}

}  // namespace

class TestHttpLimits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesALargeHeader();
    void refusesALargeBodyAndSaysSoToAClientThatGoesOnSending();
    void refusesARequestThatTakesTooLong();
    void refusesABodyThatTakesTooLong();
    void closesAnIdleConnection();
    void leavesAConnectionThatWaitsForItsAnswer();
    void cutsOffAClientThatTakesNothing();
    void refusesOneConnectionTooMany();
    void readsNoFurtherThanItMayOwe();
    void refusesRequestsWhileTooMuchIsHeld();
    void refusesABodyWhileTooMuchIsHeld();
    void slowReadersOfStreamsShutOutNobody();
};

void TestHttpLimits::refusesALargeHeader() {
    HttpFixture fixture;
    HttpClient client(fixture.port());
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: " + std::string(20'000, 'x'));
    QCOMPARE(client.response()->status, 431);
}

void TestHttpLimits::refusesALargeBodyAndSaysSoToAClientThatGoesOnSending() {
    HttpLimits limits = limitsForTests();
    limits.maxBodyBytes = 1000;
    HttpFixture fixture(limits);
    HttpClient client(fixture.port());
    client.request("POST", "/", std::string(5'000'000, 'x'));
    const auto response = client.response();
    QVERIFY(response.has_value());
    QCOMPARE(response->status, 413);
    QCOMPARE(fixture.handler.requests, 0);
    // Chunks count as well.
    HttpClient other(fixture.port());
    other.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n" +
               std::string(1024, 'x'));
    QCOMPARE(other.response()->status, 413);
    // Nobody is listened to for ever.
    QCOMPARE(fixture.server->connectionCount(), std::size_t{2});
    fixture.server->sweep(limits.lingerTimeoutMs);
    QVERIFY(client.isClosed());
    QVERIFY(other.isClosed());
}

void TestHttpLimits::refusesARequestThatTakesTooLong() {
    HttpFixture fixture;
    HttpClient client(fixture.port());
    client.send("GET / HT");
    QVERIFY(QTest::qWaitFor([&] { return fixture.server->counters().receivedBytes == 8; }));
    const HttpLimits limits = limitsForTests();
    fixture.server->sweep(limits.headerTimeoutMs - 1);
    client.send("TP");
    QVERIFY(QTest::qWaitFor([&] { return fixture.server->counters().receivedBytes == 10; }));
    fixture.server->sweep(limits.headerTimeoutMs);
    QCOMPARE(client.response()->status, 408);
    fixture.server->sweep(limits.headerTimeoutMs + limits.lingerTimeoutMs);
    QVERIFY(client.isClosed());
}

void TestHttpLimits::refusesABodyThatTakesTooLong() {
    HttpFixture fixture;
    HttpClient client(fixture.port());
    client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nbody");
    QVERIFY(QTest::qWaitFor([&] { return fixture.server->counters().receivedBytes > 50; }));
    const HttpLimits limits = limitsForTests();
    fixture.server->sweep(limits.bodyTimeoutMs - 1);
    QCoreApplication::processEvents();
    QCOMPARE(fixture.server->counters().sentBytes, 0U);
    fixture.server->sweep(limits.bodyTimeoutMs);
    QCOMPARE(client.response()->status, 408);
}

void TestHttpLimits::closesAnIdleConnection() {
    HttpFixture fixture;
    HttpClient silent(fixture.port());
    HttpClient client(fixture.port());
    QCOMPARE(client.ask("GET", "/").status, 200);
    const HttpLimits limits = limitsForTests();
    fixture.server->sweep(1000);
    QCOMPARE(client.ask("GET", "/").status, 200);
    fixture.server->sweep(limits.idleTimeoutMs);
    QVERIFY(silent.isClosed());
    QCOMPARE(fixture.server->connectionCount(), std::size_t{1});
    fixture.server->sweep(limits.idleTimeoutMs + 1000);
    QVERIFY(client.isClosed());
}

void TestHttpLimits::leavesAConnectionThatWaitsForItsAnswer() {
    HttpFixture fixture;
    HttpClient client(fixture.port());
    client.send(get("/later"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.handler.requests == 1; }));
    fixture.server->sweep(1'000'000'000);
    QVERIFY(fixture.handler.later[0].isOpen());
    fixture.handler.later[0].send(200, "text/plain", "at last");
    QCOMPARE(client.response()->body, std::string("at last"));
}

void TestHttpLimits::cutsOffAClientThatTakesNothing() {
    HttpFixture fixture;
    fixture.handler.large = 30'000'000;
    HttpClient client(fixture.port());
    client.socket().setReadBufferSize(1000);
    client.send(get("/large"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.handler.requests == 1; }));
    for (int i = 0; i < 20; ++i) {
        QCoreApplication::processEvents();
    }
    const HttpLimits limits = limitsForTests();
    fixture.server->sweep(limits.sendTimeoutMs - 1);
    QCOMPARE(fixture.server->connectionCount(), std::size_t{1});
    fixture.server->sweep(2 * limits.sendTimeoutMs);
    QCOMPARE(fixture.server->connectionCount(), std::size_t{0});
}

void TestHttpLimits::refusesOneConnectionTooMany() {
    HttpLimits limits = limitsForTests();
    limits.maxConnections = 2;
    HttpFixture fixture(limits);
    HttpClient first(fixture.port());
    HttpClient second(fixture.port());
    QCOMPARE(first.ask("GET", "/").status, 200);
    QCOMPARE(second.ask("GET", "/").status, 200);
    HttpClient third(fixture.port());
    const auto refused = third.response();
    QVERIFY(refused.has_value());
    QCOMPARE(refused->status, 503);
    QCOMPARE(fixture.server->counters().refusedConnections, 1U);
    third.close();
    second.close();
    QVERIFY(QTest::qWaitFor([&] { return fixture.server->connectionCount() == 1; }));
    HttpClient fourth(fixture.port());
    QCOMPARE(fourth.ask("GET", "/").status, 200);
}

void TestHttpLimits::readsNoFurtherThanItMayOwe() {
    HttpLimits limits = limitsForTests();
    limits.maxPipelined = 4;
    HttpFixture fixture(limits);
    HttpClient client(fixture.port());
    std::string all;
    for (int i = 0; i < 10; ++i) {
        all += get("/later" + std::to_string(i));
    }
    client.send(all);
    QVERIFY(QTest::qWaitFor([&] { return fixture.handler.requests == 4; }));
    for (int i = 0; i < 20; ++i) {
        QCoreApplication::processEvents();
    }
    QCOMPARE(fixture.handler.requests, 4);
    for (int i = 0; i < 10; ++i) {
        const auto at = static_cast<std::size_t>(i);
        QVERIFY(QTest::qWaitFor([&] { return fixture.handler.later.size() > at; }));
        fixture.handler.later[at].send(200, "text/plain", std::to_string(i));
        QCOMPARE(client.response()->body, std::to_string(i));
    }
}

void TestHttpLimits::refusesRequestsWhileTooMuchIsHeld() {
    HttpLimits limits = limitsForTests();
    limits.maxHeldBytes = 1'000'000;
    HttpFixture fixture(limits);
    HttpClient other(fixture.port());
    QCOMPARE(other.ask("GET", "/").status, 200);
    {
        HttpClient client(fixture.port());
        leaveAnswer(fixture, client);
        const auto refused = other.ask("GET", "/");
        QCOMPARE(refused.status, 503);
        QVERIFY(refused.body.find("try again later") != std::string::npos);
        QCOMPARE(fixture.handler.requests, 2);
    }
    QVERIFY(QTest::qWaitFor([&] { return fixture.server->heldBytes() == 0; }));
    QCOMPARE(other.ask("GET", "/").status, 200);
    // What waits for its answer counts as well, and no more once it is answered.
    other.send(get("/later"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.server->heldBytes() > 0; }));
    fixture.handler.later[0].send(200, "text/plain", "now");
    QVERIFY(other.response().has_value());
    QCOMPARE(fixture.server->heldBytes(), std::size_t{0});
}

void TestHttpLimits::refusesABodyWhileTooMuchIsHeld() {
    HttpLimits limits = limitsForTests();
    limits.maxHeldBytes = 1'000'000;
    HttpFixture fixture(limits);
    HttpClient uploading(fixture.port());
    const std::string half(100'000, 'b');
    uploading.send("PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\n\r\n" + half);
    QVERIFY(QTest::qWaitFor([&] { return fixture.server->heldBytes() >= half.size(); }));
    HttpClient client(fixture.port());
    leaveAnswer(fixture, client);
    uploading.send("b");
    const auto refused = uploading.response();
    QVERIFY(refused.has_value());
    QCOMPARE(refused->status, 503);
}

void TestHttpLimits::slowReadersOfStreamsShutOutNobody() {
    HttpLimits limits = limitsForTests();
    limits.maxHeldBytes = 4'000'000;
    limits.maxUnsentBytes = 3'000'000;
    HttpFixture fixture(limits);
    Listener listener;
    fixture.handler.listener = &listener;
    const std::string piece(100'000, 'p');
    std::vector<std::unique_ptr<HttpClient>> slow;
    for (std::size_t i = 0; i < 3; ++i) {
        slow.push_back(std::make_unique<HttpClient>(fixture.port()));
        slow[i]->socket().setReadBufferSize(1000);
        slow[i]->send(get("/stream"));
        QVERIFY(QTest::qWaitFor([&] { return fixture.handler.streams.size() == i + 1; }));
        for (int pieces = 0; pieces < 1000 && fixture.handler.streams[i].write(piece); ++pieces) {
            fixture.server->flush();
            QCoreApplication::processEvents();
        }
        QVERIFY(!fixture.handler.streams[i].isWritable());
    }
    // Three times three megabytes would be too much for all others.
    QVERIFY(fixture.server->heldBytes() <= limits.maxHeldBytes);
    HttpClient other(fixture.port());
    QCOMPARE(other.ask("GET", "/").status, 200);
    // Those who waited for the others' sake hear of it when they are gone.
    slow.resize(1);
    QVERIFY(QTest::qWaitFor([&] { return listener.timesGone == 2; }));
    const std::size_t held = fixture.server->heldBytes();
    slow.clear();
    QVERIFY(QTest::qWaitFor([&] { return fixture.server->heldBytes() < held || held == 0; }));
    fixture.handler.listener = nullptr;
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestHttpLimits)
#include "tst_http_limits.moc"
