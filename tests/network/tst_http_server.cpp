// SPDX-License-Identifier: Apache-2.0
#include <QHostAddress>
#include <QTest>

#include <memory>
#include <string>
#include <vector>

#include "network/http/http_server.h"
#include "tests/network/http_client.h"

namespace quorate::network_tests {

namespace {

using network::HttpLimits;
using network::HttpReply;
using network::HttpRequest;
using network::HttpServer;
using network::HttpStream;

/// Answers with what it was asked; "/later" and "/stream" are answered by the test.
class Echo final : public network::HttpHandler {
public:
    void handle(const HttpRequest& request, HttpReply reply) override {
        ++requests;
        if (request.path.starts_with("/later")) {
            later.push_back(reply);
            return;
        }
        if (request.path == "/stream") {
            streams.push_back(reply.stream(200, "text/plain", listener));
            return;
        }
        if (request.path == "/large") {
            reply.send(200, "text/plain", std::string(large, 'x'));
            return;
        }
        reply.send(200, "text/plain",
                   std::to_string(static_cast<int>(request.method)) + ' ' +
                       std::string(request.path) + ' ' + std::string(request.query) + ' ' +
                       std::string(request.body));
    }

    int requests{0};
    std::size_t large{0};
    std::vector<HttpReply> later;
    std::vector<HttpStream> streams;
    network::HttpStreamListener* listener{nullptr};
};

class Listener final : public network::HttpStreamListener {
public:
    void writable() override { ++timesWritable; }
    void gone() override { ++timesGone; }
    int timesWritable{0};
    int timesGone{0};
};

/// Nothing happens by itself: the test looks at the time.
HttpLimits limitsForTests() {
    HttpLimits limits;
    limits.sweepIntervalMs = 0;
    return limits;
}

struct Fixture {
    explicit Fixture(const HttpLimits& limits = limitsForTests())
        : server(std::make_unique<HttpServer>(handler, limits)) {
        const auto listening = server->listen(QHostAddress(QHostAddress::LocalHost), 0);
        isListening = listening.has_value();
    }
    [[nodiscard]] quint16 port() const { return server->port(); }

    Echo handler;
    std::unique_ptr<HttpServer> server;
    bool isListening{false};
};

std::string get(const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

}  // namespace

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
    void seesThatAClientIsGone();
    void repliesOutliveTheServer();
    void streamsInChunks();
    void tellsTheWriterWhenTheReaderIsBehindAndWhenNot();
    void tellsTheWriterThatTheReaderIsGone();
    void breaksOffAStream();
    void queuesAStreamBehindAnOpenAnswer();
    void shutsDownOnceAllIsAnswered();
    void shutdownEndsStreamsAndWaitsNoLongerThanItMay();
    void refusesPagesOfOtherOrigins_data();
    void refusesPagesOfOtherOrigins();
    void saysWhyItCannotListen();
};

void TestHttpServer::answersARequestWithWhatTheHandlerSays() {
    Fixture fixture;
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
    Fixture fixture;
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
    Fixture fixture;
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
    Fixture fixture;
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
    Fixture fixture;
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
    Fixture fixture;
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
    Fixture fixture;
    HttpClient client(fixture.port());
    client.send(
        "POST /c HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n");
    QCOMPARE(client.response()->body, std::string("2 /c  abcdefg"));
    QCOMPARE(client.ask("GET", "/next").body, std::string("0 /next  "));
}

void TestHttpServer::takesABodyLargerThanOneRead() {
    Fixture fixture;
    HttpClient client(fixture.port());
    const std::string body(2'000'000, 'z');
    QCOMPARE(client.ask("POST", "/", body).body.size(), body.size() + 5);
    QCOMPARE(client.ask("POST", "/", "small").body, std::string("2 /  small"));
}

void TestHttpServer::writesAnAnswerLargerThanTheSocketTakes() {
    Fixture fixture;
    fixture.handler.large = 30'000'000;
    HttpClient client(fixture.port());
    client.send(get("/large") + get("/after"));
    const auto response = client.response();
    QVERIFY(response.has_value());
    QCOMPARE(response->body.size(), fixture.handler.large);
    QCOMPARE(client.response()->body, std::string("0 /after  "));
}

void TestHttpServer::answersHeadWithoutABody() {
    Fixture fixture;
    HttpClient client(fixture.port());
    client.request("HEAD", "/h");
    const auto head = client.streamHead();
    QVERIFY(head.has_value());
    QCOMPARE(head->fields.at("content-length"), std::string("6"));
    QCOMPARE(client.ask("GET", "/next").body, std::string("0 /next  "));
}

void TestHttpServer::tellsAClientThatWaitsToGoOn() {
    Fixture fixture;
    HttpClient client(fixture.port());
    client.send(
        "POST /e HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
        "Content-Length: 4\r\n\r\n");
    QCOMPARE(client.response()->status, 100);
    client.send("body");
    QCOMPARE(client.response()->body, std::string("2 /e  body"));
}

void TestHttpServer::closesAfterAnAnswerWhereTheClientWantsThat() {
    Fixture fixture;
    HttpClient client(fixture.port());
    const ClientResponse response = client.ask("GET", "/", {}, "Connection: close\r\n");
    QCOMPARE(response.fields.at("connection"), std::string("close"));
    QVERIFY(client.isClosed());
    QCOMPARE(fixture.server->connectionCount(), std::size_t{0});
}

void TestHttpServer::speaksHttp10() {
    Fixture fixture;
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
    Fixture fixture;
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
    Fixture fixture;
    HttpClient client(fixture.port());
    client.send(get("/later") + "garbage\r\n\r\n" + get("/never"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.handler.requests == 1; }));
    fixture.handler.later[0].send(200, "text/plain", "good");
    QCOMPARE(client.response()->body, std::string("good"));
    QCOMPARE(client.response()->status, 400);
    QCOMPARE(fixture.handler.requests, 1);
}

void TestHttpServer::refusesALargeHeader() {
    Fixture fixture;
    HttpClient client(fixture.port());
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: " + std::string(20'000, 'x'));
    QCOMPARE(client.response()->status, 431);
}

void TestHttpServer::refusesALargeBodyAndSaysSoToAClientThatGoesOnSending() {
    HttpLimits limits = limitsForTests();
    limits.maxBodyBytes = 1000;
    Fixture fixture(limits);
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

void TestHttpServer::refusesARequestThatTakesTooLong() {
    Fixture fixture;
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

void TestHttpServer::refusesABodyThatTakesTooLong() {
    Fixture fixture;
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

void TestHttpServer::closesAnIdleConnection() {
    Fixture fixture;
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

void TestHttpServer::leavesAConnectionThatWaitsForItsAnswer() {
    Fixture fixture;
    HttpClient client(fixture.port());
    client.send(get("/later"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.handler.requests == 1; }));
    fixture.server->sweep(1'000'000'000);
    QVERIFY(fixture.handler.later[0].isOpen());
    fixture.handler.later[0].send(200, "text/plain", "at last");
    QCOMPARE(client.response()->body, std::string("at last"));
}

void TestHttpServer::cutsOffAClientThatTakesNothing() {
    Fixture fixture;
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

void TestHttpServer::refusesOneConnectionTooMany() {
    HttpLimits limits = limitsForTests();
    limits.maxConnections = 2;
    Fixture fixture(limits);
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

void TestHttpServer::readsNoFurtherThanItMayOwe() {
    HttpLimits limits = limitsForTests();
    limits.maxPipelined = 4;
    Fixture fixture(limits);
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

namespace {

/// A client that leaves 30 MB of an answer where they are.
void leaveAnswer(Fixture& fixture, HttpClient& client) {
    fixture.handler.large = 30'000'000;
    client.socket().setReadBufferSize(1000);
    client.send(get("/large"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.server->heldBytes() > 10'000'000; }));
}

}  // namespace

void TestHttpServer::refusesRequestsWhileTooMuchIsHeld() {
    HttpLimits limits = limitsForTests();
    limits.maxHeldBytes = 1'000'000;
    Fixture fixture(limits);
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

void TestHttpServer::refusesABodyWhileTooMuchIsHeld() {
    HttpLimits limits = limitsForTests();
    limits.maxHeldBytes = 1'000'000;
    Fixture fixture(limits);
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

void TestHttpServer::slowReadersOfStreamsShutOutNobody() {
    HttpLimits limits = limitsForTests();
    limits.maxHeldBytes = 4'000'000;
    limits.maxUnsentBytes = 3'000'000;
    Fixture fixture(limits);
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

void TestHttpServer::seesThatAClientIsGone() {
    Fixture fixture;
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
    Fixture fixture;
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

void TestHttpServer::streamsInChunks() {
    Fixture fixture;
    HttpClient client(fixture.port());
    client.send(get("/stream") + get("/after"));
    const auto head = client.streamHead();
    QVERIFY(head.has_value());
    QCOMPARE(head->fields.at("transfer-encoding"), std::string("chunked"));
    HttpStream stream = fixture.handler.streams[0];
    QVERIFY(stream.write("one"));
    QCOMPARE(client.chunk().value_or("?"), std::string("one"));
    QVERIFY(stream.write("two, a bit longer than sixteen"));
    // A piece of nothing would be the end.
    QVERIFY(stream.write(""));
    stream.finish();
    QVERIFY(!stream.isOpen());
    QCOMPARE(client.chunk().value_or("?"), std::string("two, a bit longer than sixteen"));
    QCOMPARE(client.chunk().value_or("?"), std::string());
    QCOMPARE(client.response()->body, std::string("0 /after  "));
}

void TestHttpServer::tellsTheWriterWhenTheReaderIsBehindAndWhenNot() {
    HttpLimits limits = limitsForTests();
    limits.maxUnsentBytes = 100'000;
    Fixture fixture(limits);
    Listener listener;
    fixture.handler.listener = &listener;
    HttpClient client(fixture.port());
    client.socket().setReadBufferSize(1000);
    client.send(get("/stream"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.handler.requests == 1; }));
    HttpStream stream = fixture.handler.streams[0];
    const std::string piece(50'000, 'p');
    std::size_t written = piece.size();
    while (stream.write(piece)) {
        fixture.server->flush();
        QCoreApplication::processEvents();
        written += piece.size();
        QVERIFY(written < 100'000'000);
    }
    QVERIFY(!stream.isWritable());
    QCOMPARE(listener.timesWritable, 0);
    client.socket().setReadBufferSize(0);
    std::size_t read = 0;
    (void)client.streamHead();
    while (read < written) {
        const auto chunk = client.chunk();
        QVERIFY(chunk.has_value());
        read += chunk->size();
    }
    QVERIFY(QTest::qWaitFor([&] { return listener.timesWritable == 1; }));
    QVERIFY(stream.isWritable());
    stream.finish();
    QCOMPARE(listener.timesGone, 0);
}

void TestHttpServer::tellsTheWriterThatTheReaderIsGone() {
    Fixture fixture;
    Listener listener;
    fixture.handler.listener = &listener;
    HttpClient client(fixture.port());
    client.send(get("/stream"));
    QVERIFY(client.streamHead().has_value());
    client.close();
    QVERIFY(QTest::qWaitFor([&] { return listener.timesGone == 1; }));
    QVERIFY(!fixture.handler.streams[0].write("for nobody"));
}

void TestHttpServer::breaksOffAStream() {
    Fixture fixture;
    HttpClient client(fixture.port());
    client.send(get("/stream"));
    QVERIFY(client.streamHead().has_value());
    fixture.handler.streams[0].write("half");
    fixture.handler.streams[0].abort();
    QVERIFY(client.isClosed());
    QCOMPARE(client.received(), std::string("4\r\nhalf\r\n"));
}

void TestHttpServer::queuesAStreamBehindAnOpenAnswer() {
    Fixture fixture;
    HttpClient client(fixture.port());
    client.send(get("/later") + get("/stream"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.handler.requests == 2; }));
    fixture.handler.streams[0].write("early");
    fixture.handler.later[0].send(200, "text/plain", "first");
    QCOMPARE(client.response()->body, std::string("first"));
    QVERIFY(client.streamHead().has_value());
    QCOMPARE(client.chunk().value_or("?"), std::string("early"));
    fixture.handler.streams[0].write("live");
    QCOMPARE(client.chunk().value_or("?"), std::string("live"));
}

void TestHttpServer::shutsDownOnceAllIsAnswered() {
    Fixture fixture;
    HttpClient idle(fixture.port());
    HttpClient client(fixture.port());
    client.send(get("/later"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.handler.requests == 1; }));
    bool isDone = false;
    fixture.server->shutdown([&isDone] { isDone = true; });
    QVERIFY(idle.isClosed());
    QVERIFY(!isDone);
    fixture.handler.later[0].send(200, "text/plain", "still");
    const auto response = client.response();
    QVERIFY(response.has_value());
    QCOMPARE(response->body, std::string("still"));
    QCOMPARE(response->fields.at("connection"), std::string("close"));
    QVERIFY(client.isClosed());
    QVERIFY(isDone);
}

void TestHttpServer::shutdownEndsStreamsAndWaitsNoLongerThanItMay() {
    Fixture fixture;
    Listener listener;
    fixture.handler.listener = &listener;
    HttpClient reader(fixture.port());
    reader.send(get("/stream"));
    QVERIFY(reader.streamHead().has_value());
    HttpClient client(fixture.port());
    client.send(get("/later"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.handler.requests == 2; }));
    bool isDone = false;
    fixture.server->shutdown([&isDone] { isDone = true; });
    QCOMPARE(listener.timesGone, 1);
    QCOMPARE(reader.chunk().value_or("?"), std::string());
    QVERIFY(reader.isClosed());
    QVERIFY(!isDone);
    fixture.server->sweep(limitsForTests().drainTimeoutMs);
    QVERIFY(isDone);
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
    Fixture fixture;
    HttpClient client(fixture.port());
    client.send("GET / HTTP/1.1\r\n" + fields + "\r\n");
    QCOMPARE(client.response()->status, status);
    QCOMPARE(fixture.handler.requests, status == 200 ? 1 : 0);
}

void TestHttpServer::saysWhyItCannotListen() {
    Fixture fixture;
    HttpServer second(fixture.handler);
    const auto result = second.listen(QHostAddress(QHostAddress::LocalHost), fixture.port());
    QVERIFY(!result);
    QVERIFY(result.error().message.find(std::to_string(fixture.port())) != std::string::npos);
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestHttpServer)
#include "tst_http_server.moc"
