// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <string>
#include <unistd.h>
#include <variant>
#include <vector>

#include "network/bench/compare_options.h"
#include "network/bench/comparison_report.h"
#include "network/bench/latency_histogram.h"
#include "network/bench/load_options.h"
#include "network/bench/process_usage.h"
#include "network/bench/request_book.h"
#include "network/bench/response_reader.h"

using namespace quorate::bench;

namespace {

std::string refusalOf(const std::vector<std::string>& arguments) {
    const auto parsed = parseLoadOptions(arguments);
    const auto* refusal = std::get_if<Refusal>(&parsed);
    return refusal == nullptr ? std::string() : refusal->line;
}

/// What the reader makes of the bytes when they come in pieces of this size.
struct Reading {
    std::vector<int> statuses;
    std::vector<std::size_t> sizes;
    bool hasFailed{false};
};

Reading read(const std::string& bytes, std::size_t pieceSize) {
    Reading reading;
    ResponseReader reader;
    for (std::size_t at = 0; at < bytes.size(); at += pieceSize) {
        std::string_view piece = std::string_view(bytes).substr(at, pieceSize);
        while (!piece.empty()) {
            const ResponseReader::Step step = reader.feed(piece);
            piece.remove_prefix(step.consumed);
            if (step.status == ResponseReader::Status::Failed) {
                reading.hasFailed = true;
                return reading;
            }
            if (step.status == ResponseReader::Status::Done) {
                reading.statuses.push_back(reader.httpStatus());
                reading.sizes.push_back(reader.bodyBytes());
            }
        }
    }
    return reading;
}

}  // namespace

class TestBenchParts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void optionsHaveTheDefaultsThatTheHelpNames();
    void whatIsWrongIsOneLine_data();
    void whatIsWrongIsOneLine();
    void comparisonTakesItsOptions();
    void percentilesAreExactToOnePartIn128();
    void histogramsAddUp();
    void answersAreReadInAnyPieces();
    void whatIsNoAnswerFails_data();
    void whatIsNoAnswerFails();
    void failuresKeepTheirBody();
    void requestsDifferByTheirKeyOnly();
    void usageIsReadFromProc();
    void ownUsageIsKnownAndNobodysIsNot();
    void mediansAndRatiosAreInQuoratesFavour();
};

void TestBenchParts::optionsHaveTheDefaultsThatTheHelpNames() {
    const auto parsed = parseLoadOptions({});
    const auto* options = std::get_if<LoadOptions>(&parsed);
    QVERIFY(options != nullptr);
    QCOMPARE(options->endpoints.size(), std::size_t{1});
    QCOMPARE(options->endpoints[0].text(), std::string("127.0.0.1:2379"));
    QCOMPARE(options->connections, std::size_t{64});
    QCOMPARE(options->putPercent, 100U);
    QCOMPARE(options->valueBytes, std::size_t{256});
    const auto help = parseLoadOptions({"--help"});
    const auto* text = std::get_if<HelpText>(&help);
    QVERIFY(text != nullptr);
    for (const char* part : {"--endpoints arg (=127.0.0.1:2379)", "--connections arg (=64)",
                             "--value-bytes arg (=256)", "--timeout-ms arg (=5000)"}) {
        QVERIFY2(text->text.find(part) != std::string::npos, part);
    }
    const auto mixed = parseLoadOptions({"--operation", "mixed", "--puts", "20", "--pids", "3,4"});
    QCOMPARE(std::get<LoadOptions>(mixed).putPercent, 20U);
    QCOMPARE(std::get<LoadOptions>(mixed).pids, (std::vector<int>{3, 4}));
}

void TestBenchParts::whatIsWrongIsOneLine_data() {
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QString>("expected");
    QTest::newRow("no number") << "--connections many"
                               << "--connections: 'many' is no number from 1 to 20000";
    QTest::newRow("none") << "--connections 0"
                          << "--connections: '0' is no number from 1 to 20000";
    QTest::newRow("negative") << "--keys -1"
                              << "--keys: '-1' is no number from 1 to 99999999";
    QTest::newRow("half a number") << "--seconds 3s"
                                   << "--seconds: '3s' is no number from 0.001 to 86400";
    QTest::newRow("not finite") << "--seconds nan"
                                << "--seconds: 'nan' is no number from 0.001 to 86400";
    QTest::newRow("no word") << "--api grpc"
                             << "--api: 'grpc' is none of etcd, plain";
    QTest::newRow("no address") << "--endpoints here"
                                << "--endpoints: 'here' is no address; write HOST:PORT,...";
    QTest::newRow("no such get")
        << "--api plain --serializable"
        << "--serializable: the plain API has no such gets; add --api etcd";
    QTest::newRow("no mixture") << "--puts 10"
                                << "--puts goes with --operation mixed";
    QTest::newRow("no process") << "--pids 0"
                                << "--pids: '0' is no number from 1 to 1073741824";
    QTest::newRow("no option") << "--conections 3"
                               << "unrecognised option '--conections'; quorate-bench --help lists "
                                  "the options";
}

void TestBenchParts::whatIsWrongIsOneLine() {
    QFETCH(QString, arguments);
    QFETCH(QString, expected);
    std::vector<std::string> list;
    for (const QString& argument : arguments.split(' ')) {
        list.push_back(argument.toStdString());
    }
    QCOMPARE(QString::fromStdString(refusalOf(list)), expected);
}

void TestBenchParts::comparisonTakesItsOptions() {
    const auto parsed =
        parseCompareOptions({"--rounds", "5", "--connections", "2,8", "--follower-keys", "0"});
    const auto& options = std::get<CompareOptions>(parsed);
    QCOMPARE(options.rounds, 5U);
    QCOMPARE(options.connections, (std::vector<std::size_t>{2, 8}));
    QCOMPARE(options.followerKeys, std::size_t{0});
    const auto wrong = parseCompareOptions({"--rounds", "0"});
    QCOMPARE(std::get<Refusal>(wrong).line,
             std::string("--rounds: '0' is no number from 1 to 1000"));
}

void TestBenchParts::percentilesAreExactToOnePartIn128() {
    LatencyHistogram histogram;
    QCOMPARE(histogram.percentile(50), std::uint64_t{0});
    for (std::uint64_t i = 1; i <= 100'000; ++i) {
        histogram.record(i * 1000);
    }
    for (const double percent : {0.1, 50.0, 90.0, 99.0, 99.9, 100.0}) {
        const double exact = percent / 100 * 100'000 * 1000;
        const auto found = static_cast<double>(histogram.percentile(percent));
        QVERIFY2(found >= exact && found <= exact * (1 + 1.0 / 128),
                 qPrintable(QString("%1: %2").arg(percent).arg(found)));
    }
    QCOMPARE(histogram.max(), std::uint64_t{100'000'000});
    QCOMPARE(histogram.mean(), 50'000'500.0);
    histogram.record(~std::uint64_t{0});
    QVERIFY(histogram.max() > std::uint64_t{17} * 60 * 1'000'000'000);
}

void TestBenchParts::histogramsAddUp() {
    LatencyHistogram one;
    LatencyHistogram other;
    one.record(10);
    other.record(30);
    other.record(200);
    one.add(other);
    QCOMPARE(one.count(), std::uint64_t{3});
    QCOMPARE(one.max(), std::uint64_t{200});
    QCOMPARE(one.percentile(50), std::uint64_t{30});
}

void TestBenchParts::answersAreReadInAnyPieces() {
    const std::string bytes =
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
        "HTTP/1.1 204 No Content\r\nX: y\r\n\r\n"
        "HTTP/1.1 100 Continue\r\n\r\n"
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n"
        "0\r\nTrailer: t\r\n\r\n"
        "HTTP/1.1 404 Not Found\r\ncontent-length:  2 \r\n\r\nno";
    for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{7}, bytes.size()}) {
        const Reading reading = read(bytes, piece);
        QVERIFY(!reading.hasFailed);
        QCOMPARE(reading.statuses, (std::vector<int>{200, 204, 200, 404}));
        QCOMPARE(reading.sizes, (std::vector<std::size_t>{5, 0, 13, 2}));
    }
}

void TestBenchParts::whatIsNoAnswerFails_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("another protocol") << QByteArray("SSH-2.0-OpenSSH\r\n\r\n");
    QTest::newRow("no status") << QByteArray("HTTP/1.1 abc\r\n\r\n");
    QTest::newRow("no length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n");
    QTest::newRow("no chunk") << QByteArray(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
    QTest::newRow("a chunk without end")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n");
    QTest::newRow("a head without end")
        << QByteArray("HTTP/1.1 200 OK\r\n" + QByteArray(70'000, 'x'));
}

void TestBenchParts::whatIsNoAnswerFails() {
    QFETCH(QByteArray, bytes);
    QVERIFY(read(bytes.toStdString(), 16).hasFailed);
}

void TestBenchParts::failuresKeepTheirBody() {
    ResponseReader reader;
    const auto step =
        reader.feed("HTTP/1.1 503 X\r\nConnection: close\r\nContent-Length: 4\r\n\r\nwhy?");
    QCOMPARE(step.status, ResponseReader::Status::Done);
    QCOMPARE(reader.failureBody(), std::string("why?"));
    QVERIFY(!reader.keepsAlive());
}

void TestBenchParts::requestsDifferByTheirKeyOnly() {
    LoadOptions options;
    options.valueBytes = 3;
    RequestBook book(options, "there:1");
    const std::string first(book.put(0, 5));
    const std::string second(book.put(12'345'678, 5));
    QCOMPARE(RequestBook::keyName(12'345'678), std::string("bench/q12345678"));
    QVERIFY(first != second);
    QCOMPARE(first.size(), second.size());
    QVERIFY(second.starts_with("POST /v3/kv/put HTTP/1.1\r\nHost: there:1\r\n"));
    // "bench/q12345678" in Base64.
    QVERIFY(second.find(R"({"key":"YmVuY2gvcTEyMzQ1Njc4","value":")") != std::string::npos);
    QCOMPARE(std::string(book.put(0, 5)), first);
    options.api = Api::Plain;
    RequestBook plain(options, "there:1");
    QVERIFY(plain.get(7).starts_with("GET /kv/bench/q00000007 HTTP/1.1\r\n"));
    const std::string put(plain.put(7, 0));
    QVERIFY(put.find("Content-Length: 19\r\n\r\nbench/q00000007=") != std::string::npos);
}

void TestBenchParts::usageIsReadFromProc() {
    QCOMPARE(cpuTicksOf("7 (a ) name) S 1 2 3 4 5 6 7 8 9 10 120 34 0 0 20 0"),
             std::optional<std::uint64_t>(154));
    QCOMPARE(cpuTicksOf("7 (a"), std::optional<std::uint64_t>());
    QCOMPARE(kilobytesOf("Name:\tx\nVmHWM:\t   200 kB\nVmRSS:\t    99 kB\n", "VmRSS"),
             std::optional<std::uint64_t>(99));
    QCOMPARE(kilobytesOf("Name:\tx\n", "VmRSS"), std::optional<std::uint64_t>());
}

void TestBenchParts::ownUsageIsKnownAndNobodysIsNot() {
    const auto usage = usageOf(::getpid());
    QVERIFY(usage.has_value());
    QVERIFY(usage->residentBytes > 0);
    QVERIFY(usage->peakResidentBytes >= usage->residentBytes);
    QVERIFY(!usageOf(1 << 30).has_value());
}

void TestBenchParts::mediansAndRatiosAreInQuoratesFavour() {
    QCOMPARE(medianOf({}), 0.0);
    QCOMPARE(medianOf({3, 1, 2}), 2.0);
    QCOMPARE(medianOf({4, 1, 2, 3}), 2.5);
    Measure throughput{"puts", "/s", true, {}};
    throughput.samples[0] = {600};
    throughput.samples[1] = {100};
    Measure latency{"p50", "ms", false, {}};
    latency.samples[0] = {2};
    latency.samples[1] = {1};
    const std::string text = textOf({throughput, latency});
    QVERIFY(text.find("6.00x") != std::string::npos);
    QVERIFY(text.find("0.500x") != std::string::npos);
    QVERIFY(jsonOf({latency}).find(R"("ratio":0.5)") != std::string::npos);
}

QTEST_APPLESS_MAIN(TestBenchParts)
#include "tst_bench_parts.moc"
