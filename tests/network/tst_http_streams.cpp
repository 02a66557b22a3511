// SPDX-License-Identifier: Apache-2.0
// Answers without an end, and the end of the server.
#include <QTest>

#include <memory>
#include <string>
#include <vector>

#include "tests/network/http_fixture.h"

namespace quorate::network_tests {

class TestHttpStreams : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void streamsInChunks();
    void tellsTheWriterWhenTheReaderIsBehindAndWhenNot();
    void tellsTheWriterThatTheReaderIsGone();
    void breaksOffAStream();
    void queuesAStreamBehindAnOpenAnswer();
    void shutsDownOnceAllIsAnswered();
    void shutdownEndsStreamsAndWaitsNoLongerThanItMay();
};

void TestHttpStreams::streamsInChunks() {
    HttpFixture fixture;
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

void TestHttpStreams::tellsTheWriterWhenTheReaderIsBehindAndWhenNot() {
    HttpLimits limits = limitsForTests();
    limits.maxUnsentBytes = 100'000;
    HttpFixture fixture(limits);
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

void TestHttpStreams::tellsTheWriterThatTheReaderIsGone() {
    HttpFixture fixture;
    Listener listener;
    fixture.handler.listener = &listener;
    HttpClient client(fixture.port());
    client.send(get("/stream"));
    QVERIFY(client.streamHead().has_value());
    client.close();
    QVERIFY(QTest::qWaitFor([&] { return listener.timesGone == 1; }));
    QVERIFY(!fixture.handler.streams[0].write("for nobody"));
}

void TestHttpStreams::breaksOffAStream() {
    HttpFixture fixture;
    HttpClient client(fixture.port());
    client.send(get("/stream"));
    QVERIFY(client.streamHead().has_value());
    fixture.handler.streams[0].write("half");
    fixture.handler.streams[0].abort();
    QVERIFY(client.isClosed());
    QCOMPARE(client.received(), std::string("4\r\nhalf\r\n"));
}

void TestHttpStreams::queuesAStreamBehindAnOpenAnswer() {
    HttpFixture fixture;
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

void TestHttpStreams::shutsDownOnceAllIsAnswered() {
    HttpFixture fixture;
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

void TestHttpStreams::shutdownEndsStreamsAndWaitsNoLongerThanItMay() {
    HttpFixture fixture;
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

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestHttpStreams)
#include "tst_http_streams.moc"
