// SPDX-License-Identifier: Apache-2.0
// What observing costs three nodes under load, each a process: puts a second and CPU for each put,
// with no reader, with some that read all three nodes in the compact form, and with one that reads
// lines of JSON. A reader of the compact form that misses one event is a failure; gaps count how
// often one of JSON fell behind.
#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/observe/event_source.h"
#include "network/bench/bench_cluster.h"
#include "network/bench/load.h"
#include "network/observation/observe_reader.h"

using namespace quorate;
using namespace quorate::network;

namespace {

constexpr std::size_t kNodes = bench::BenchCluster::kNodes;
constexpr int kPatienceMs = 30'000;

struct Mode {
    const char* name;
    int binary;
    int json;
};
constexpr std::array kModes{Mode{"no reader", 0, 0}, Mode{"1 reader", 1, 0},
                            Mode{"3 readers", 3, 0}, Mode{"1 reader of JSON", 0, 1}};

[[noreturn]] void giveUp(const std::string& why) {
    std::fprintf(stderr, "bench_observe: %s\n", why.c_str());
    std::exit(1);
}

/// One stream of one node, which must go on without a gap.
class Stream : public QObject {
public:
    /// Of the event that comes next; 0 before the first one. From any thread.
    [[nodiscard]] std::uint64_t next() const noexcept { return m_next; }
    [[nodiscard]] std::uint64_t events() const noexcept { return m_events; }

    /// How often it fell behind.
    [[nodiscard]] std::uint64_t gaps() const noexcept { return m_gaps; }

protected:
    void skip() {
        m_next = 0;
        ++m_gaps;
    }
    void take(std::uint64_t sequence) {
        if (m_next != 0 && sequence != m_next) {
            giveUp("a reader missed events: " + std::to_string(sequence) + " came instead of " +
                   std::to_string(m_next));
        }
        m_next = sequence + 1;
        ++m_events;
    }

private:
    std::atomic<std::uint64_t> m_next{0};
    std::atomic<std::uint64_t> m_events{0};
    std::atomic<std::uint64_t> m_gaps{0};
};

class BinaryStream final : public Stream {
public:
    explicit BinaryStream(std::uint16_t port) {
        connect(&m_reader, &ObserveReader::events, this, [this](const observe::Published& told) {
            for (const observe::Chunk& chunk : told.chunks) {
                for (std::size_t place = 0; place < chunk.size(); ++place) {
                    take(observe::sequenceOf(chunk.record(place).id));
                }
            }
        });
        connect(&m_reader, &ObserveReader::missed, this,
                [](const ObserveMissed&) { giveUp("a reader fell behind"); });
        connect(&m_reader, &ObserveReader::ended, this,
                [](const QString& reason) { giveUp(reason.toStdString()); });
        m_reader.open(QHostAddress(QHostAddress::LocalHost), port);
    }

private:
    ObserveReader m_reader;
};

/// Lines are many: read without a parser of HTTP. It may miss some, which is reported.
class JsonStream final : public Stream {
public:
    explicit JsonStream(std::uint16_t port) {
        connect(&m_socket, &QTcpSocket::connected, this,
                [this] { m_socket.write("GET /observe HTTP/1.1\r\nHost: localhost\r\n\r\n"); });
        connect(&m_socket, &QTcpSocket::readyRead, this, [this] { takeBytes(m_socket.readAll()); });
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    }

private:
    /// The body is chunked: a line with a length, so many bytes, an empty line, and again.
    void takeBytes(const QByteArray& bytes) {
        m_unread += bytes;
        qsizetype at = 0;
        while (true) {
            if (m_chunkLeft > 0) {
                const qsizetype part = std::min(m_chunkLeft, m_unread.size() - at);
                m_text.append(m_unread.constData() + at, part);
                at += part;
                m_chunkLeft -= part;
                if (m_chunkLeft > 0) {
                    break;
                }
                takeLines();
            }
            const qsizetype end = m_unread.indexOf("\r\n", at);
            if (end < 0) {
                break;
            }
            const QByteArray line = m_unread.mid(at, end - at);
            at = end + 2;
            m_isBody = m_isBody || line.isEmpty();
            m_chunkLeft = m_isBody ? line.toLongLong(nullptr, 16) : 0;
        }
        m_unread.remove(0, at);
    }
    void takeLines() {
        qsizetype at = 0;
        for (qsizetype end; (end = m_text.indexOf('\n', at)) >= 0; at = end + 1) {
            takeLine(std::string_view(m_text.constData() + at, static_cast<std::size_t>(end - at)));
        }
        m_text.remove(0, at);
    }
    void takeLine(std::string_view line) {
        constexpr std::string_view kEvent = R"("sequence":)";
        if (line.find(R"("kind":"Missed")") != std::string_view::npos) {
            skip();
        } else if (const auto at = line.find(kEvent); at != std::string_view::npos) {
            take(std::strtoull(line.data() + at + kEvent.size(), nullptr, 10));
        }
    }

    QTcpSocket m_socket;
    QByteArray m_unread;
    QByteArray m_text;
    qsizetype m_chunkLeft{0};
    bool m_isBody{false};
};

/// All streams of a mode, in a thread of their own.
class Readers final {
public:
    Readers(const bench::BenchCluster& cluster, const Mode& mode) {
        m_thread.start();
        m_context.moveToThread(&m_thread);
        within([&] {
            for (std::size_t node = 0; node < kNodes; ++node) {
                for (int i = 0; i < mode.binary; ++i) {
                    m_streams[node].push_back(
                        std::make_unique<BinaryStream>(cluster.clientPort(node)));
                }
                for (int i = 0; i < mode.json; ++i) {
                    m_streams[node].push_back(
                        std::make_unique<JsonStream>(cluster.clientPort(node)));
                }
            }
        });
        waitFor([](const Stream& stream, std::size_t) { return stream.next() != 0; });
    }
    ~Readers() {
        within([this] { m_streams = {}; });
        m_thread.quit();
        m_thread.wait();
    }
    Readers(const Readers&) = delete;
    Readers& operator=(const Readers&) = delete;

    /// Until they have all that nodes have told so far.
    void catchUp(const bench::BenchCluster& cluster) {
        std::array<std::unique_ptr<BinaryStream>, kNodes> probes;
        within([&] {
            for (std::size_t node = 0; node < kNodes; ++node) {
                probes.at(node) = std::make_unique<BinaryStream>(cluster.clientPort(node));
            }
        });
        waitFor([&probes](const Stream& stream, std::size_t node) {
            const std::uint64_t there = probes.at(node)->next();
            return there != 0 && stream.next() >= there;
        });
        within([&] { probes = {}; });
    }
    /// Of all nodes, to one reader.
    [[nodiscard]] std::uint64_t eventsOfOne() const {
        std::uint64_t sum = 0;
        for (const auto& streams : m_streams) {
            sum += streams.empty() ? 0 : streams.front()->events();
        }
        return sum;
    }

    [[nodiscard]] std::uint64_t gaps() const {
        std::uint64_t sum = 0;
        for (const auto& streams : m_streams) {
            for (const auto& stream : streams) {
                sum += stream->gaps();
            }
        }
        return sum;
    }

private:
    template <class Body>
    void within(const Body& body) {
        QMetaObject::invokeMethod(&m_context, body, Qt::BlockingQueuedConnection);
    }
    template <class IsSo>
    void waitFor(const IsSo& isSo) const {
        QElapsedTimer timer;
        timer.start();
        for (std::size_t node = 0; node < kNodes; ++node) {
            for (const auto& stream : m_streams.at(node)) {
                while (!isSo(*stream, node)) {
                    if (timer.hasExpired(kPatienceMs)) {
                        giveUp("a reader is not told in time");
                    }
                    QThread::msleep(1);
                }
            }
        }
    }

    QThread m_thread;
    QObject m_context;
    std::array<std::vector<std::unique_ptr<Stream>>, kNodes> m_streams;
};

struct Options {
    QString quorated;
    QString directory;
    int rounds{0};
    double seconds{0};
    std::size_t connections{0};
    bool wantsJson{false};
};

/// What each round gave, of one mode.
struct Samples {
    std::vector<double> putsPerSecond;
    std::vector<double> cpuMicrosecondsPerPut;
    std::vector<double> eventsPerSecond;
    std::uint64_t gaps{0};
};

void measure(const Options& options, const Mode& mode, Samples& samples) {
    const QTemporaryDir directory(options.directory + QStringLiteral("/observe-XXXXXX"));
    bench::BenchCluster cluster(bench::Product::Quorate, options.quorated, directory.path());
    if (auto started = cluster.startAll(); !started) {
        giveUp(started.error().message);
    }
    if (auto leader = cluster.leader(); !leader) {
        giveUp(leader.error().message);
    }
    Readers readers(cluster, mode);
    bench::LoadOptions load;
    load.endpoints = cluster.endpoints();
    load.connections = options.connections;
    load.seconds = options.seconds;
    load.pids = cluster.pids();
    auto made = bench::Load::create(load);
    if (!made) {
        giveUp(made.error().message);
    }
    QElapsedTimer timer;
    timer.start();
    const bench::LoadResult result = (*made)->run();
    if (result.errors != 0) {
        giveUp("the load met an error: " + result.firstError);
    }
    if (mode.binary + mode.json > 0) {
        readers.catchUp(cluster);
    }
    samples.gaps += readers.gaps();
    samples.putsPerSecond.push_back(result.perSecond());
    samples.cpuMicrosecondsPerPut.push_back(result.cpuMicrosecondsPerAnswer());
    samples.eventsPerSecond.push_back(static_cast<double>(readers.eventsOfOne()) * 1000 /
                                      static_cast<double>(timer.elapsed()));
}

double medianOf(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

QJsonArray arrayOf(const std::vector<double>& values) {
    QJsonArray all;
    for (const double value : values) {
        all.append(value);
    }
    return all;
}

void printJson(const std::array<Samples, kModes.size()>& samples) {
    QJsonArray modes;
    for (std::size_t i = 0; i < kModes.size(); ++i) {
        const Samples& of = samples.at(i);
        modes.append(QJsonObject{
            {"mode", kModes.at(i).name},
            {"binary_readers", kModes.at(i).binary},
            {"json_readers", kModes.at(i).json},
            {"puts_per_second", medianOf(of.putsPerSecond)},
            {"cpu_us_per_put", medianOf(of.cpuMicrosecondsPerPut)},
            {"events_per_second", medianOf(of.eventsPerSecond)},
            {"puts_ratio", medianOf(of.putsPerSecond) / medianOf(samples[0].putsPerSecond)},
            {"cpu_ratio",
             medianOf(of.cpuMicrosecondsPerPut) / medianOf(samples[0].cpuMicrosecondsPerPut)},
            {"gaps", static_cast<qint64>(of.gaps)},
            {"puts_samples", arrayOf(of.putsPerSecond)},
            {"cpu_samples", arrayOf(of.cpuMicrosecondsPerPut)}});
    }
    std::printf("%s", QJsonDocument(QJsonObject{{"modes", modes}}).toJson().constData());
}

void printTable(const std::array<Samples, kModes.size()>& samples) {
    std::printf("%-18s %10s %7s %12s %7s %14s %5s\n", "", "puts/s", "", "CPU us/put", "",
                "events/s each", "gaps");
    for (std::size_t i = 0; i < kModes.size(); ++i) {
        const double puts = medianOf(samples.at(i).putsPerSecond);
        const double cpu = medianOf(samples.at(i).cpuMicrosecondsPerPut);
        std::printf("%-18s %10.0f %6.2fx %12.1f %6.2fx %14.0f %5llu\n", kModes.at(i).name, puts,
                    puts / medianOf(samples[0].putsPerSecond), cpu,
                    cpu / medianOf(samples[0].cpuMicrosecondsPerPut),
                    medianOf(samples.at(i).eventsPerSecond),
                    static_cast<unsigned long long>(samples.at(i).gaps));
    }
    std::printf("Medians. No reader of the compact form missed an event.\n");
}

Options parse(const QCoreApplication& application) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("What observing costs three nodes under load."));
    parser.addHelpOption();
    parser.addOptions(
        {{QStringLiteral("quorated"), QStringLiteral("The program of a node."),
          QStringLiteral("PROGRAM"), QStringLiteral(QUORATED)},
         {QStringLiteral("directory"), QStringLiteral("Where nodes keep their data."),
          QStringLiteral("DIR"), QDir::tempPath()},
         {QStringLiteral("rounds"), QStringLiteral("Of all modes, in changing order."),
          QStringLiteral("N"), QStringLiteral("3")},
         {QStringLiteral("seconds"), QStringLiteral("Of each load, after its warm-up."),
          QStringLiteral("S"), QStringLiteral("2")},
         {QStringLiteral("connections"), QStringLiteral("That put at once."), QStringLiteral("N"),
          QStringLiteral("64")},
         {QStringLiteral("json"), QStringLiteral("Print one object of JSON.")}});
    parser.process(application);
    Options options;
    options.quorated = parser.value(QStringLiteral("quorated"));
    options.directory = parser.value(QStringLiteral("directory"));
    options.rounds = parser.value(QStringLiteral("rounds")).toInt();
    options.seconds = parser.value(QStringLiteral("seconds")).toDouble();
    options.connections = parser.value(QStringLiteral("connections")).toULongLong();
    options.wantsJson = parser.isSet(QStringLiteral("json"));
    if (options.rounds < 1 || options.seconds <= 0 || options.connections == 0) {
        giveUp("--rounds, --seconds and --connections are numbers above 0");
    }
    return options;
}

}  // namespace

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const Options options = parse(application);
    std::array<Samples, kModes.size()> samples;
    for (int round = 0; round < options.rounds; ++round) {
        for (std::size_t turn = 0; turn < kModes.size(); ++turn) {
            const std::size_t mode = (round % 2 == 0 ? turn : kModes.size() - 1 - turn);
            measure(options, kModes.at(mode), samples.at(mode));
            std::fprintf(stderr, "round %d, %s: %.0f puts/s, %.1f us of CPU each\n", round + 1,
                         kModes.at(mode).name, samples.at(mode).putsPerSecond.back(),
                         samples.at(mode).cpuMicrosecondsPerPut.back());
        }
    }
    options.wantsJson ? printJson(samples) : printTable(samples);
    return 0;
}
