// SPDX-License-Identifier: Apache-2.0
// Requests and their answers.
#include <QTest>

#include <memory>
#include <string>
#include <vector>

#include "tests/network/http_fixture.h"

namespace quorate::network_tests {

class TestHttpServer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersARequestWithWhatTheHandlerSays();
    void keepsAConnectionForTheNextRequest();
    void answersPipelinedRequestsInOrder();
    void keepsAnAnswerThatComesBeforeItsTurn();
    void writesTheAnswersOfATurnTogether();
    void takesARequestByteByByte();
    void takesAChunkedBody();
    void takesABodyLargerThanOneRead();
    void writesAnAnswerLargerThanTheSocketTakes();
    void answersHeadWithoutABody();
    void tellsAClientThatWaitsToGoOn();
    void closesAfterAnAnswerWhereTheClientWantsThat();
    void speaksHttp10();
    void refusesWhatIsNoRequest_data();
    void refusesWhatIsNoRequest();
    void answersWhatCameBeforeGarbage();
    void seesThatAClientIsGone();
    void repliesOutliveTheServer();
    void refusesPagesOfOtherOrigins_data();
    void refusesPagesOfOtherOrigins();
    void saysWhyItCannotListen();
};

void TestHttpServer::answersARequestWithWhatTheHandlerSays() {
    HttpFixture fixture;
    QVERIFY(fixture.isListening);
    HttpClient client(fixture.port());
    const ClientResponse response = client.ask("POST", "/path?query=1", "the body");
    QCOMPARE(response.status, 200);
    QCOMPARE(response.body, std::string("2 /path query=1 the body"));
    QCOMPARE(response.fields.at("content-type"), std::string("text/plain"));
    QCOMPARE(response.fields.at("content-length"), std::string("24"));
    QVERIFY(response.fields.at("date").ends_with(" GMT"));
}

void TestHttpServer::keepsAConnectionForTheNextRequest() {
    HttpFixture fixture;
    HttpClient client(fixture.port());
    for (int i = 0; i < 20; ++i) {
        const std::string body(static_cast<std::size_t>(i * i), 'b');
        QCOMPARE(client.ask("PUT", "/" + std::to_string(i), body).body,
                 "3 /" + std::to_string(i) + "  " + body);
    }
    QCOMPARE(fixture.server->counters().acceptedConnections, 1U);
    QCOMPARE(fixture.server->counters().requests, 20U);
}

void TestHttpServer::answersPipelinedRequestsInOrder() {
    HttpFixture fixture;
    HttpClient client(fixture.port());
    std::string all;
    for (int i = 0; i < 50; ++i) {
        all += get("/" + std::to_string(i));
    }
    client.send(all);
    for (int i = 0; i < 50; ++i) {
        const auto response = client.response();
        QVERIFY(response.has_value());
        QCOMPARE(response->body, "0 /" + std::to_string(i) + "  ");
    }
}

void TestHttpServer::keepsAnAnswerThatComesBeforeItsTurn() {
    HttpFixture fixture;
    HttpClient client(fixture.port());
    client.send(get("/later1") + get("/later2") + get("/now"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.handler.requests == 3; }));
    fixture.handler.later[1].send(200, "text/plain", "second");
    QCoreApplication::processEvents();
    QVERIFY(client.socket().bytesAvailable() == 0);
    fixture.handler.later[0].send(200, "text/plain", "first");
    // Only the first use counts.
    fixture.handler.later[0].send(200, "text/plain", "again");
    QCOMPARE(client.response()->body, std::string("first"));
    QCOMPARE(client.response()->body, std::string("second"));
    QCOMPARE(client.response()->body, std::string("0 /now  "));
}

void TestHttpServer::writesTheAnswersOfATurnTogether() {
    HttpFixture fixture;
    HttpClient client(fixture.port());
    client.send(get("/later1") + get("/later2"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.handler.requests == 2; }));
    fixture.handler.later[0].send(200, "text/plain", "first");
    fixture.handler.later[1].send(200, "text/plain", "second");
    QCOMPARE(fixture.server->counters().sentBytes, 0U);
    fixture.server->flush();
    QVERIFY(fixture.server->counters().sentBytes > 0);
    QCOMPARE(client.response()->body, std::string("first"));
    QCOMPARE(client.response()->body, std::string("second"));
}

void TestHttpServer::takesARequestByteByByte() {
    HttpFixture fixture;
    HttpClient client(fixture.port());
    const std::string request =
        "\r\nPOST /slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello" +
        get("/next");
    for (const char c : request) {
        client.send(std::string(1, c));
        QCoreApplication::processEvents();
    }
    QCOMPARE(client.response()->body, std::string("2 /slow  hello"));
    QCOMPARE(client.response()->body, std::string("0 /next  "));
}

void TestHttpServer::takesAChunkedBody() {
    HttpFixture fixture;
    HttpClient client(fixture.port());
    client.send(
        "POST /c HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n");
    QCOMPARE(client.response()->body, std::string("2 /c  abcdefg"));
    QCOMPARE(client.ask("GET", "/next").body, std::string("0 /next  "));
}

void TestHttpServer::takesABodyLargerThanOneRead() {
    HttpFixture fixture;
    HttpClient client(fixture.port());
    const std::string body(2'000'000, 'z');
    QCOMPARE(client.ask("POST", "/", body).body.size(), body.size() + 5);
    QCOMPARE(client.ask("POST", "/", "small").body, std::string("2 /  small"));
}

void TestHttpServer::writesAnAnswerLargerThanTheSocketTakes() {
    HttpFixture fixture;
    fixture.handler.large = 30'000'000;
    HttpClient client(fixture.port());
    client.send(get("/large") + get("/after"));
    const auto response = client.response();
    QVERIFY(response.has_value());
    QCOMPARE(response->body.size(), fixture.handler.large);
    QCOMPARE(client.response()->body, std::string("0 /after  "));
}

void TestHttpServer::answersHeadWithoutABody() {
    HttpFixture fixture;
    HttpClient client(fixture.port());
    client.request("HEAD", "/h");
    const auto head = client.streamHead();
    QVERIFY(head.has_value());
    QCOMPARE(head->fields.at("content-length"), std::string("6"));
    QCOMPARE(client.ask("GET", "/next").body, std::string("0 /next  "));
}

void TestHttpServer::tellsAClientThatWaitsToGoOn() {
    HttpFixture fixture;
    HttpClient client(fixture.port());
    client.send(
        "POST /e HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
        "Content-Length: 4\r\n\r\n");
    QCOMPARE(client.response()->status, 100);
    client.send("body");
    QCOMPARE(client.response()->body, std::string("2 /e  body"));
}

void TestHttpServer::closesAfterAnAnswerWhereTheClientWantsThat() {
    HttpFixture fixture;
    HttpClient client(fixture.port());
    const ClientResponse response = client.ask("GET", "/", {}, "Connection: close\r\n");
    QCOMPARE(response.fields.at("connection"), std::string("close"));
    QVERIFY(client.isClosed());
    QCOMPARE(fixture.server->connectionCount(), std::size_t{0});
}

void TestHttpServer::speaksHttp10() {
    HttpFixture fixture;
    HttpClient client(fixture.port());
    client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    QCOMPARE(client.response()->fields.at("connection"), std::string("keep-alive"));
    client.send("GET /b HTTP/1.0\r\n\r\n");
    QCOMPARE(client.response()->body, std::string("0 /b  "));
    QVERIFY(client.isClosed());
}

void TestHttpServer::refusesWhatIsNoRequest_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("status");
    const std::string start = "POST / HTTP/1.1\r\nHost: localhost\r\n";
    QTest::newRow("garbage") << std::string("\x16\x03\x01 no HTTP at all\r\n\r\n") << 400;
    QTest::newRow("zeros") << std::string(100, '\0') + "\r\n\r\n" << 400;
    QTest::newRow("no version") << std::string("GET /\r\n\r\n") << 400;
    QTest::newRow("another version") << std::string("GET / HTTP/2.0\r\nHost: a\r\n\r\n") << 505;
    QTest::newRow("a space before the colon") << start + "Content-Length : 3\r\n\r\nabc" << 400;
    QTest::newRow("no length") << start + "Content-Length: x\r\n\r\n" << 400;
    QTest::newRow("negative length") << start + "Content-Length: -1\r\n\r\n" << 400;
    QTest::newRow("two lengths") << start + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"
                                 << 400;
    QTest::newRow("length and chunks")
        << start + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        << 400;
    QTest::newRow("chunks and length")
        << start + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"
        << 400;
    QTest::newRow("unknown coding") << start + "Transfer-Encoding: gzip\r\n\r\n" << 501;
    QTest::newRow("bad chunk") << start + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" << 400;
    QTest::newRow("no Host") << std::string("GET / HTTP/1.1\r\n\r\n") << 400;
    QTest::newRow("two Hosts") << std::string("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
                               << 400;
}

void TestHttpServer::refusesWhatIsNoRequest() {
    QFETCH(std::string, bytes);
    QFETCH(int, status);
    HttpFixture fixture;
    HttpClient client(fixture.port());
    client.send(bytes);
    const auto response = client.response();
    QVERIFY(response.has_value());
    QCOMPARE(response->status, status);
    QVERIFY(!response->body.empty());
    QCOMPARE(fixture.handler.requests, 0);
    HttpClient next(fixture.port());
    QCOMPARE(next.ask("GET", "/").status, 200);
}

void TestHttpServer::answersWhatCameBeforeGarbage() {
    HttpFixture fixture;
    HttpClient client(fixture.port());
    client.send(get("/later") + "garbage\r\n\r\n" + get("/never"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.handler.requests == 1; }));
    fixture.handler.later[0].send(200, "text/plain", "good");
    QCOMPARE(client.response()->body, std::string("good"));
    QCOMPARE(client.response()->status, 400);
    QCOMPARE(fixture.handler.requests, 1);
}

void TestHttpServer::seesThatAClientIsGone() {
    HttpFixture fixture;
    HttpClient client(fixture.port());
    client.send(get("/later"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.handler.requests == 1; }));
    QVERIFY(fixture.handler.later[0].isOpen());
    client.close();
    QVERIFY(QTest::qWaitFor([&] { return !fixture.handler.later[0].isOpen(); }));
    QCOMPARE(fixture.server->connectionCount(), std::size_t{0});
    fixture.handler.later[0].send(200, "text/plain", "for nobody");
}

void TestHttpServer::repliesOutliveTheServer() {
    HttpFixture fixture;
    HttpClient client(fixture.port());
    client.send(get("/later"));
    HttpClient reader(fixture.port());
    reader.send(get("/stream"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.handler.requests == 2; }));
    fixture.server.reset();
    QVERIFY(!fixture.handler.later[0].isOpen());
    fixture.handler.later[0].send(200, "text/plain", "for nobody");
    QVERIFY(!fixture.handler.streams[0].isOpen());
    QVERIFY(!fixture.handler.streams[0].write("for nobody"));
    QVERIFY(client.isClosed());
}

void TestHttpServer::refusesPagesOfOtherOrigins_data() {
    QTest::addColumn<std::string>("fields");
    QTest::addColumn<int>("status");
    const std::string local = "Host: localhost:2379\r\n";
    QTest::newRow("a program") << local << 200;
    QTest::newRow("by address") << std::string("Host: 127.0.0.1:2379\r\n") << 200;
    QTest::newRow("by IPv6 address") << std::string("Host: [::1]:2379\r\n") << 200;
    QTest::newRow("by a name that leads here") << std::string("Host: evil.example\r\n") << 403;
    QTest::newRow("an address within a name")
        << std::string("Host: 127.0.0.1.evil.example\r\n") << 403;
    QTest::newRow("our page") << local + "Origin: http://localhost:2379\r\n" << 200;
    QTest::newRow("another port") << local + "Origin: http://localhost:8080\r\n" << 403;
    QTest::newRow("another site") << local + "Origin: https://evil.example\r\n" << 403;
    QTest::newRow("a hidden origin") << local + "Origin: null\r\n" << 403;
    QTest::newRow("an empty origin") << local + "Origin:\r\n" << 403;
    QTest::newRow("an image of another site") << local + "Sec-Fetch-Site: cross-site\r\n" << 403;
    QTest::newRow("a link from another site")
        << local + "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n"
        << 200;
    QTest::newRow("typed by hand") << local + "Sec-Fetch-Site: none\r\n" << 200;
}

void TestHttpServer::refusesPagesOfOtherOrigins() {
    QFETCH(std::string, fields);
    QFETCH(int, status);
    HttpFixture fixture;
    HttpClient client(fixture.port());
    client.send("GET / HTTP/1.1\r\n" + fields + "\r\n");
    QCOMPARE(client.response()->status, status);
    QCOMPARE(fixture.handler.requests, status == 200 ? 1 : 0);
}

void TestHttpServer::saysWhyItCannotListen() {
    HttpFixture fixture;
    HttpServer second(fixture.handler);
    const auto result = second.listen(QHostAddress(QHostAddress::LocalHost), fixture.port());
    QVERIFY(!result);
    QVERIFY(result.error().message.find(std::to_string(fixture.port())) != std::string::npos);
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestHttpServer)
#include "tst_http_server.moc"
