// SPDX-License-Identifier: Apache-2.0
#include <QEventLoop>
#include <QTcpServer>
#include <QTest>

#include <thread>

#include "network/bench/load.h"
#include "network/bench/load_report.h"
#include "tests/network/api_fixture.h"

using namespace quorate;
using namespace quorate::bench;
using quorate::network_tests::ApiFixture;

namespace {

LoadOptions optionsFor(std::uint16_t port) {
    LoadOptions options;
    options.endpoints = {{"127.0.0.1", port}};
    options.connections = 8;
    options.keys = 100;
    options.keyOrder = KeyOrder::Sequential;
    options.requests = 500;
    options.warmUpSeconds = 0;
    options.seconds = 20;
    return options;
}

/// The load on a thread of its own, while the servers of this one go on.
LoadResult run(const LoadOptions& options) {
    auto made = Load::create(options);
    if (!made) {
        return {};
    }
    LoadResult result;
    QEventLoop loop;
    std::thread thread([&] {
        result = (*made)->run();
        QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection);
    });
    loop.exec();
    thread.join();
    return result;
}

}  // namespace

class TestBenchLoad : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyPutArrivesAndEveryGetFindsIt_data();
    void everyPutArrivesAndEveryGetFindsIt();
    void getsThatFindNothingAreCounted();
    void refusedRequestsAreErrors();
    void whereNobodyListensThereAreErrorsAndNoAnswers();
    void whatIsNeverAnsweredTimesOut();
    void anUnknownHostIsAnError();
};

void TestBenchLoad::everyPutArrivesAndEveryGetFindsIt_data() {
    QTest::addColumn<int>("api");
    QTest::newRow("etcd") << static_cast<int>(Api::Etcd);
    QTest::newRow("plain") << static_cast<int>(Api::Plain);
}

void TestBenchLoad::everyPutArrivesAndEveryGetFindsIt() {
    QFETCH(int, api);
    ApiFixture fixture;
    LoadOptions options = optionsFor(fixture.server->port());
    options.api = static_cast<Api>(api);
    const LoadResult puts = run(options);
    QCOMPARE(puts.errors, std::uint64_t{0});
    QVERIFY(puts.puts.count() >= 500 && puts.puts.count() <= fixture.backend.proposals);
    QVERIFY(fixture.backend.proposals <= 516);
    options.putPercent = 0;
    const LoadResult gets = run(options);
    QCOMPARE(gets.errors, std::uint64_t{0});
    QCOMPARE(gets.missing, std::uint64_t{0});
    QVERIFY(gets.gets.count() >= 500);
    QVERIFY(gets.gets.percentile(50) > 0);
    QVERIFY(jsonOf(options, gets).find(R"("errors":0)") != std::string::npos);
}

void TestBenchLoad::getsThatFindNothingAreCounted() {
    ApiFixture fixture;
    LoadOptions options = optionsFor(fixture.server->port());
    options.putPercent = 0;
    const LoadResult result = run(options);
    QCOMPARE(result.missing, result.gets.count());
    options.api = Api::Plain;
    const LoadResult plain = run(options);
    QCOMPARE(plain.missing, plain.gets.count());
    QCOMPARE(plain.errors, std::uint64_t{0});
}

void TestBenchLoad::refusedRequestsAreErrors() {
    ApiFixture fixture;
    fixture.backend.failWith(Error(ErrorCode::Unavailable, "there is no leader"));
    LoadOptions options = optionsFor(fixture.server->port());
    options.seconds = 0.2;
    const LoadResult result = run(options);
    QCOMPARE(result.answers(), std::uint64_t{0});
    QVERIFY(result.errors > 0);
    QVERIFY2(result.firstError.find("there is no leader") != std::string::npos,
             result.firstError.c_str());
}

void TestBenchLoad::whereNobodyListensThereAreErrorsAndNoAnswers() {
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    LoadOptions options = optionsFor(server.serverPort());
    server.close();
    options.seconds = 0.2;
    const LoadResult result = run(options);
    QCOMPARE(result.answers(), std::uint64_t{0});
    QVERIFY(result.errors >= options.connections);
    QCOMPARE(result.firstError, std::string("connect: Connection refused"));
}

void TestBenchLoad::whatIsNeverAnsweredTimesOut() {
    ApiFixture fixture;
    fixture.backend.hold();
    LoadOptions options = optionsFor(fixture.server->port());
    options.seconds = 0.3;
    options.timeoutMs = 50;
    const LoadResult result = run(options);
    QCOMPARE(result.answers(), std::uint64_t{0});
    QVERIFY(result.errors >= options.connections);
    QCOMPARE(result.firstError, std::string("no answer within 50 ms"));
}

void TestBenchLoad::anUnknownHostIsAnError() {
    LoadOptions options = optionsFor(1);
    options.endpoints = {{"no-such-host.invalid", 1}};
    const auto made = Load::create(options);
    QVERIFY(!made);
    QVERIFY(made.error().message.find("no-such-host.invalid") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestBenchLoad)
#include "tst_bench_load.moc"
