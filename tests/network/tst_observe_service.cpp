// SPDX-License-Identifier: Apache-2.0
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/observe/event.h"
#include "engine/observe/event_source.h"
#include "engine/observe/node_state.h"
#include "engine/observe/recording.h"
#include "network/host/node_server.h"
#include "network/observation/observe_reader.h"
#include "tests/network/hosted_cluster.h"
#include "tests/network/http_client.h"

namespace quorate::network_tests {

using network::HostConfig;
using network::NodeServer;
using network::ObserveHello;
using network::ObserveMissed;
using network::ObserveReader;
using observe::RecordedEvent;
using raft::NodeId;
using tests::HostedCluster;

namespace {

/// Keeps what a reader hands out.
class Watcher {
public:
    explicit Watcher(observe::Recording* recording = nullptr) {
        QObject::connect(&reader, &ObserveReader::hello, &reader,
                         [this](const ObserveHello& said) { hello = said; });
        QObject::connect(&reader, &ObserveReader::events, &reader,
                         [this, recording](const observe::Published& published) {
                             const observe::Chunk& chunk = published.chunks.front();
                             for (std::size_t place = 0; place < chunk.size(); ++place) {
                                 events.push_back(*chunk.event(place));
                             }
                             if (recording != nullptr) {
                                 [[maybe_unused]] const auto added = recording->append(published);
                             }
                         });
        QObject::connect(&reader, &ObserveReader::heartbeat, &reader,
                         [this, recording](observe::Moment through) {
                             ++heartbeats;
                             if (recording != nullptr && hello) {
                                 [[maybe_unused]] const auto added =
                                     recording->append({hello->source, {}, through});
                             }
                         });
        QObject::connect(&reader, &ObserveReader::missed, &reader,
                         [this](const ObserveMissed& told) { missed.push_back(told); });
        QObject::connect(&reader, &ObserveReader::ended, &reader,
                         [this](const QString& reason) { ended = reason; });
    }
    void open(const NodeServer& server, std::optional<std::uint64_t> from = std::nullopt) {
        reader.open(QHostAddress(QHostAddress::LocalHost), server.clientPort(), from);
    }
    [[nodiscard]] bool waitForEvents(std::size_t count) {
        return HostedCluster::until([&] { return events.size() >= count; });
    }
    /// The first one of a kind that is so, waited for.
    template <class Body, class IsSo>
    const RecordedEvent* find(const IsSo& isSo) {
        std::size_t seen = 0;
        const RecordedEvent* found = nullptr;
        HostedCluster::until([&] {
            for (; found == nullptr && seen < events.size(); ++seen) {
                const auto* body = std::get_if<Body>(&events[seen].event.body);
                found = body != nullptr && isSo(*body) ? &events[seen] : nullptr;
            }
            return found != nullptr;
        });
        return found;
    }
    template <class Body>
    const RecordedEvent* find() {
        return find<Body>([](const Body&) { return true; });
    }
    /// Each event has the sequence behind that of the one before it.
    [[nodiscard]] bool isWithoutGap() const {
        for (std::size_t i = 1; i < events.size(); ++i) {
            if (events[i].id.value() != events[i - 1].id.value() + 1) {
                return false;
            }
        }
        return true;
    }

    ObserveReader reader;
    std::optional<ObserveHello> hello;
    std::vector<RecordedEvent> events;
    std::vector<ObserveMissed> missed;
    std::optional<QString> ended;
    int heartbeats{0};
};

/// Whole nodes, with their client ports, in this thread.
class Servers {
public:
    explicit Servers(std::uint64_t count) {
        for (std::uint64_t id = 1; id <= count; ++id) {
            m_peers[NodeId(id)] = HostedCluster::newAddress();
        }
    }

    [[nodiscard]] HostConfig configOf(std::uint64_t id) const {
        HostConfig config;
        config.id = NodeId(id);
        config.dataDirectory = m_directory.filePath(QString::number(qulonglong{id})).toStdString();
        config.peers = m_peers;
        HostedCluster::listenAt(config, m_peers.at(config.id));
        config.clientPort = 0;
        config.tickMs = 10;
        config.node.raft.electionTicks = 10;
        config.node.raft.heartbeatTicks = 1;
        return config;
    }
    NodeServer& start(std::uint64_t id) { return start(id, configOf(id)); }
    NodeServer& start(std::uint64_t id, const HostConfig& config) {
        auto server = NodeServer::start(config);
        QUORATE_INVARIANT(server.has_value(), server.error().message);
        m_servers[id] = std::move(*server);
        return *m_servers[id];
    }
    void stop(std::uint64_t id) { m_servers.erase(id); }
    [[nodiscard]] NodeServer& at(std::uint64_t id) { return *m_servers.at(id); }

    /// Who leads and is followed by all, waited for; 0 if nobody.
    std::uint64_t leader() {
        std::uint64_t found = 0;
        HostedCluster::until([&] {
            found = m_servers.begin()->second->host().status().leader.value();
            for (const auto& [id, server] : m_servers) {
                found = server->host().status().leader.value() == found ? found : 0;
            }
            return found != 0;
        });
        return found;
    }
    bool put(std::uint64_t id, const std::string& key, const std::string& fields = {}) {
        return HttpClient(at(id).clientPort()).ask("PUT", "/kv/" + key, "value", fields).status ==
               200;
    }

private:
    QTemporaryDir m_directory;
    std::map<NodeId, std::string> m_peers;
    std::map<std::uint64_t, std::unique_ptr<NodeServer>> m_servers;
};

HostConfig fromStart(HostConfig config, std::uint64_t first) {
    config.observing.recordsFromStart = true;
    config.observing.firstSequence = first;
    return config;
}

/// What stands in a stream of lines so far, and more if need be.
std::optional<QJsonObject> nextLine(HttpClient& client, std::string& held) {
    while (held.find('\n') == std::string::npos) {
        const auto chunk = client.chunk();
        if (!chunk || chunk->empty()) {
            return std::nullopt;
        }
        held += *chunk;
    }
    const std::string line = held.substr(0, held.find('\n'));
    held.erase(0, line.size() + 1);
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(line));
    return document.isObject() ? std::optional(document.object()) : std::nullopt;
}

QString kindOf(const QJsonObject& line) {
    return line.value(QLatin1String("kind")).toString();
}

}  // namespace

class TestObserveService : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nodeIsObservedFromItsStart();
    void idleNodeGivesSignsOfLife();
    void putIsSeenWithItsCausesOnTwoNodes();
    void requestsOfNobodyAreOperationsOfTheirOwn();
    void readerThatComesLateGetsTheNodeAsItIs();
    void nothingIsRecordedWithoutAReader();
    void readerThatStallsIsToldWhatItMissedAndTheNodeGoesOn();
    void severalReadersSeeTheSame();
    void readerThatComesBackGoesOnWithoutAGap();
    void linesAreReadableWithoutThisProgram();
    void stateIsAnsweredAtOnce();
    void readersAreToldOfTheEnd();
    void nodeThatIsRecordedElsewhereSaysSo();
    void whatIsNotUnderstoodIsRefused();
    void readerSaysWhyItCannotRead();
    void sourcesOfMembersAreTheirIds();
};

void TestObserveService::nodeIsObservedFromItsStart() {
    Servers servers(1);
    HostConfig config = fromStart(servers.configOf(1), 1000);
    config.observing.epochNs = -5'000;
    NodeServer& server = servers.start(1, config);
    QVERIFY(servers.leader() == 1);
    QVERIFY(servers.put(1, "before"));
    Watcher watcher;
    watcher.open(server, 0);
    QVERIFY(watcher.waitForEvents(10));
    QCOMPARE(watcher.hello->node.value(), std::uint64_t(1));
    QCOMPARE(watcher.hello->cluster, server.host().cluster());
    QCOMPARE(watcher.hello->now.nanoseconds(), watcher.hello->clockNs + 5'000);
    QCOMPARE(watcher.hello->firstSequence, std::uint64_t(1000));
    QCOMPARE(watcher.hello->nextSequence, std::uint64_t(1000));
    QVERIFY(watcher.events[0].id == observe::eventIdOf(observe::SourceId(1), 1000));
    QCOMPARE(std::get<observe::NodeStarted>(watcher.events[0].event.body).incarnation,
             watcher.hello->incarnation);
    QVERIFY(watcher.find<observe::NodeFrame>() != nullptr);
    const auto* elected = watcher.find<raft::trace::RoleChanged>(
        [](const auto& changed) { return changed.to == raft::Role::Leader; });
    QVERIFY(elected != nullptr);
    QVERIFY(watcher.find<observe::ProposalCompleted>() != nullptr);
    QVERIFY(watcher.missed.empty());
    QVERIFY(watcher.isWithoutGap());
    QVERIFY(elected->event.moment <= watcher.hello->now);
}

void TestObserveService::idleNodeGivesSignsOfLife() {
    Servers servers(1);
    HostConfig config = servers.configOf(1);
    config.tickMs = 2000;
    NodeServer& server = servers.start(1, config);
    QVERIFY(servers.leader() == 1);
    Watcher watcher;
    watcher.open(server);
    QVERIFY(HostedCluster::until([&] { return watcher.heartbeats >= 3; }));
    HttpClient lines(server.clientPort());
    lines.request("GET", "/observe");
    QVERIFY(lines.streamHead().has_value());
    std::string held;
    std::optional<QJsonObject> line;
    do {
        line = nextLine(lines, held);
        QVERIFY(line.has_value());
    } while (kindOf(*line) != QLatin1String("Heartbeat"));
    QVERIFY(line->value(QLatin1String("through")).toDouble() > 0);
}

void TestObserveService::putIsSeenWithItsCausesOnTwoNodes() {
    Servers servers(2);
    observe::Recording recording;
    std::map<std::uint64_t, Watcher> watchers;
    for (const std::uint64_t id : {1U, 2U}) {
        watchers.try_emplace(id, &recording)
            .first->second.open(servers.start(id, fromStart(servers.configOf(id), 1)), 0);
    }
    const std::uint64_t leader = servers.leader();
    QVERIFY(leader != 0);
    const std::uint64_t follower = 3 - leader;
    // So that the leader need not find out first what the follower has.
    QVERIFY(servers.put(leader, "other"));
    QVERIFY(HostedCluster::until([&] {
        return servers.at(follower).host().status().applied ==
               servers.at(leader).host().status().applied;
    }));
    QVERIFY(servers.put(leader, "key", "Quorate-Operation: 77\r\nQuorate-Cause: 9:5\r\n"));
    const auto* queued = watchers.at(leader).find<observe::ProposalQueued>(
        [](const auto& body) { return body.operation.value() == 77; });
    QVERIFY(queued != nullptr);
    QVERIFY(queued->event.cause == observe::eventIdOf(observe::SourceId(9), 5));
    const auto* told = watchers.at(leader).find<observe::ProposalAppended>(
        [](const auto& body) { return body.operation.value() == 77; });
    QVERIFY(told != nullptr);
    const raft::Index index = std::get<observe::ProposalAppended>(told->event.body).entry.index;
    const auto* appended = watchers.at(follower).find<observe::EntriesAppended>(
        [index](const auto& body) { return body.entries.end() == index.next(); });
    QVERIFY(appended != nullptr);
    QVERIFY(appended->event.node == NodeId(follower));
    // It goes back over the network to the request.
    QVERIFY(HostedCluster::until([&] { return recording.numberOf(appended->id).has_value(); }));
    const auto chain = recording.chainOfCauses(appended->id);
    QVERIFY(chain.has_value());
    QVERIFY(chain->back().id == queued->id);
    // Whoever named it tells the rest.
    std::size_t invoked = 0;
    for (const RecordedEvent& recorded : watchers.at(leader).events) {
        invoked += std::holds_alternative<observe::ClientInvoked>(recorded.event.body) ? 1U : 0U;
    }
    QCOMPARE(invoked, std::size_t(1));
}

void TestObserveService::requestsOfNobodyAreOperationsOfTheirOwn() {
    Servers servers(1);
    Watcher watcher;
    watcher.open(servers.start(1));
    QVERIFY(servers.leader() == 1);
    QVERIFY(watcher.waitForEvents(1));
    QVERIFY(servers.put(1, "key"));
    const auto* invoked = watcher.find<observe::ClientInvoked>();
    QVERIFY(invoked != nullptr);
    const observe::OperationId operation =
        std::get<observe::ClientInvoked>(invoked->event.body).operation;
    QCOMPARE(operation.value() >> observe::kSequenceBits, std::uint64_t(1));
    QVERIFY((operation.value() & observe::kMaxSequence) > 1'000'000'000);
    const auto* answered = watcher.find<observe::ClientAnswered>(
        [operation](const auto& body) { return body.operation == operation; });
    QVERIFY(answered != nullptr);
}

void TestObserveService::readerThatComesLateGetsTheNodeAsItIs() {
    Servers servers(1);
    NodeServer& server = servers.start(1);
    QVERIFY(servers.leader() == 1);
    for (int i = 0; i < 5; ++i) {
        QVERIFY(servers.put(1, "key"));
    }
    observe::Recording recording;
    Watcher watcher(&recording);
    watcher.open(server);
    QVERIFY(watcher.waitForEvents(1));
    QVERIFY(watcher.missed.empty());
    QVERIFY(watcher.events[0].id ==
            observe::eventIdOf(observe::SourceId(1), watcher.hello->nextSequence));
    const observe::NodeState& state =
        *std::get<observe::NodeFrame>(watcher.events[0].event.body).state;
    QVERIFY(state.condition == observe::NodeCondition::Up);
    QVERIFY(state.role == raft::Role::Leader);
    QCOMPARE(state.settings.tickNs, std::uint64_t(10'000'000));
    QVERIFY(state.incarnation == watcher.hello->incarnation);
    QVERIFY(state.runtime.storeApplied >= raft::Index(6));
    QVERIFY(servers.put(1, "key"));
    QVERIFY(watcher.find<observe::ProposalCompleted>() != nullptr);
    QVERIFY(HostedCluster::until([&] {
        const auto* now = recording.latestState().findNode(NodeId(1));
        return now->runtime.storeApplied == server.host().status().applied &&
               now->log.committed == server.host().status().committed;
    }));
}

void TestObserveService::nothingIsRecordedWithoutAReader() {
    Servers servers(1);
    HostConfig config = servers.configOf(1);
    config.observing.lingerMs = 0;
    NodeServer& server = servers.start(1, config);
    QVERIFY(servers.leader() == 1);
    QVERIFY(!server.observation().isRecording());
    const std::uint64_t first = server.observation().backlog().next();
    Watcher watcher;
    watcher.open(server);
    QVERIFY(watcher.waitForEvents(1));
    QVERIFY(server.observation().isRecording());
    QCOMPARE(watcher.hello->nextSequence, first);
    watcher.reader.close();
    QVERIFY(HostedCluster::until([&] { return !server.observation().isRecording(); }));
    QCOMPARE(server.observation().readerCount(), std::size_t(0));
    QCOMPARE(server.observation().backlog().heldBytes(), std::size_t(0));
    const std::uint64_t next = server.observation().backlog().next();
    QVERIFY(servers.put(1, "unseen"));
    QCOMPARE(server.observation().backlog().next(), next);
    // What happened meanwhile has no sequence, and that is told.
    Watcher again;
    again.open(server, watcher.reader.nextSequence());
    QVERIFY(again.waitForEvents(1));
    QCOMPARE(again.missed.size(), std::size_t(1));
    QVERIFY(again.missed[0].wasUnrecorded);
    QCOMPARE(again.missed[0].next, next);
    QVERIFY(std::holds_alternative<observe::NodeFrame>(again.events[0].event.body));
    QVERIFY(servers.put(1, "seen"));
    QVERIFY(again.find<observe::ProposalCompleted>() != nullptr);
}

void TestObserveService::readerThatStallsIsToldWhatItMissedAndTheNodeGoesOn() {
    Servers servers(1);
    HostConfig config = servers.configOf(1);
    config.observing.maxBacklogBytes = std::size_t{256} * 1024;
    NodeServer& server = servers.start(1, config);
    QVERIFY(servers.leader() == 1);

    HttpClient client(server.clientPort());
    client.socket().setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, 4096);
    client.socket().setReadBufferSize(4096);
    client.request("GET", "/observe", {}, "Accept: application/octet-stream\r\n");
    QVERIFY(client.streamHead().has_value());
    Watcher other;
    other.open(server);

    // Keys are told with each put; more of them than all buffers on the way take.
    constexpr int kPuts = 500;
    int answered = 0;
    for (int i = 0; i < kPuts; ++i) {
        kv::PutRequest put;
        put.key = Bytes::copyOf(std::string(40'000, 'k'));
        server.host().propose(kv::Command{put}, [&answered](const Result<kv::Response>& response) {
            answered += response ? 1 : 0;
        });
        if (i % 20 == 19) {
            QVERIFY(HostedCluster::until([&] { return answered == i + 1; }));
            QVERIFY(server.observation().backlog().heldBytes() < 2'000'000);
        }
    }
    client.socket().setReadBufferSize(0);
    network::ObserveFrameReader frames;
    std::vector<ObserveMissed> missed;
    std::optional<RecordedEvent> firstBehind;
    std::uint64_t next = 0;
    bool isInOrder = true;
    while (!firstBehind) {
        const auto chunk = client.chunk();
        QVERIFY(chunk && !chunk->empty());
        std::string_view bytes = *chunk;
        while (!bytes.empty()) {
            const auto frame = frames.take(bytes);
            QVERIFY2(frame, frame ? "" : frame.error().message.c_str());
            if (!*frame) {
                break;
            }
            if (const auto* told = std::get_if<ObserveMissed>(&**frame)) {
                isInOrder = isInOrder && told->from == next && told->next > next;
                missed.push_back(*told);
            } else if (const auto* events = std::get_if<observe::Published>(&**frame)) {
                const observe::Chunk& read = events->chunks.front();
                if (!missed.empty() && !firstBehind) {
                    firstBehind = *read.event(0);
                }
                next = observe::sequenceOf(read.record(read.size() - 1).id) + 1;
            }
        }
    }
    QVERIFY(isInOrder);
    QVERIFY(!missed[0].wasUnrecorded);
    QVERIFY(missed[0].next - missed[0].from > 10);
    QVERIFY(std::holds_alternative<observe::NodeFrame>(firstBehind->event.body));
    QCOMPARE(observe::sequenceOf(firstBehind->id), missed[0].next);
    // Another reader, and the node, go on, once it has taken its leave of what it missed, too.
    const std::uint64_t then = server.observation().backlog().next();
    QVERIFY(HostedCluster::until([&] { return other.reader.nextSequence().value_or(0) > then; }));
    QVERIFY(servers.put(1, "on"));
    QVERIFY2(other.find<observe::ProposalCompleted>() != nullptr,
             qPrintable(other.ended.value_or(QStringLiteral("%1 events, %2 missed")
                                                 .arg(other.events.size())
                                                 .arg(other.missed.size()))));
}

void TestObserveService::severalReadersSeeTheSame() {
    Servers servers(1);
    NodeServer& server = servers.start(1, fromStart(servers.configOf(1), 1));
    QVERIFY(servers.leader() == 1);
    Watcher a;
    Watcher b;
    a.open(server, 0);
    b.open(server, 5);
    HttpClient lines(server.clientPort());
    lines.request("GET", "/observe?from=1");
    QVERIFY(lines.streamHead().has_value());
    QVERIFY(HostedCluster::until([&] { return server.observation().readerCount() == 3; }));
    QVERIFY(servers.put(1, "key"));
    QVERIFY(a.find<observe::ClientAnswered>() != nullptr);
    QVERIFY(b.find<observe::ClientAnswered>() != nullptr);
    QCOMPARE(observe::sequenceOf(b.events[0].id), std::uint64_t(5));
    for (std::size_t i = 0; i < std::min(a.events.size() - 4, b.events.size()); ++i) {
        QVERIFY(a.events[i + 4].id == b.events[i].id);
        QVERIFY(a.events[i + 4].event.body.index() == b.events[i].event.body.index());
    }
    std::string held;
    std::uint64_t sequence = 0;
    QString kind;
    while (kind != QLatin1String("ClientAnswered")) {
        const auto line = nextLine(lines, held);
        QVERIFY(line.has_value());
        kind = kindOf(*line);
        if (line->contains(QLatin1String("sequence"))) {
            QCOMPARE(line->value(QLatin1String("sequence")).toInteger(), qint64(++sequence));
        }
    }
    b.reader.close();
    lines.close();
    QVERIFY(HostedCluster::until([&] { return server.observation().readerCount() == 1; }));
}

void TestObserveService::readerThatComesBackGoesOnWithoutAGap() {
    Servers servers(1);
    NodeServer& server = servers.start(1);
    QVERIFY(servers.leader() == 1);
    Watcher watcher;
    watcher.open(server);
    QVERIFY(watcher.waitForEvents(1));
    watcher.reader.close();
    QVERIFY(HostedCluster::until([&] { return server.observation().readerCount() == 0; }));
    QVERIFY(servers.put(1, "unread"));
    watcher.open(server, watcher.reader.nextSequence());
    QVERIFY(watcher.find<observe::ProposalCompleted>() != nullptr);
    QVERIFY(watcher.isWithoutGap());
    QVERIFY(watcher.missed.empty());
    // A sequence that was never given is of another life.
    Watcher other;
    other.open(server, *watcher.reader.nextSequence() + 1'000'000);
    QVERIFY(other.waitForEvents(1));
    QVERIFY(other.missed.empty());
    QVERIFY(std::holds_alternative<observe::NodeFrame>(other.events[0].event.body));
}

void TestObserveService::linesAreReadableWithoutThisProgram() {
    Servers servers(1);
    NodeServer& server = servers.start(1);
    QVERIFY(servers.leader() == 1);
    HttpClient client(server.clientPort());
    client.request("GET", "/observe", {}, "Accept: */*\r\n");
    const auto head = client.streamHead();
    QVERIFY(head.has_value());
    QCOMPARE(head->status, 200);
    QCOMPARE(head->fields.at("content-type"), std::string("application/x-ndjson"));
    std::string held;
    const auto hello = nextLine(client, held);
    QVERIFY(hello.has_value());
    QCOMPARE(kindOf(*hello), QStringLiteral("Hello"));
    QCOMPARE(hello->value(QLatin1String("version")).toInt(), 1);
    QCOMPARE(hello->value(QLatin1String("node")).toInt(), 1);
    const auto frame = nextLine(client, held);
    QVERIFY(frame.has_value());
    QCOMPARE(kindOf(*frame), QStringLiteral("NodeFrame"));
    QCOMPARE(frame->value(QLatin1String("sequence")), hello->value(QLatin1String("next")));
    const QJsonObject state =
        frame->value(QLatin1String("fields")).toObject().value(QLatin1String("state")).toObject();
    QCOMPARE(state.value(QLatin1String("role")).toString(), QStringLiteral("StateLeader"));
    QVERIFY(servers.put(1, "key"));
    QJsonObject queued;
    while (queued.isEmpty()) {
        const auto line = nextLine(client, held);
        QVERIFY(line.has_value());
        if (kindOf(*line) == QLatin1String("ProposalQueued")) {
            queued = *line;
        }
    }
    QVERIFY(queued.value(QLatin1String("cause")).toString().startsWith(QLatin1String("1:")));
    QVERIFY(queued.value(QLatin1String("moment")).toDouble() > 0);
    QCOMPARE(queued.value(QLatin1String("node")).toInt(), 1);
    QVERIFY(queued.value(QLatin1String("term")).toInt() > 0);
    QVERIFY(queued.value(QLatin1String("fields"))
                .toObject()
                .value(QLatin1String("operation"))
                .isString());
}

void TestObserveService::stateIsAnsweredAtOnce() {
    Servers servers(1);
    NodeServer& server = servers.start(1);
    QVERIFY(servers.leader() == 1);
    QVERIFY(servers.put(1, "key"));
    const ClientResponse answer = HttpClient(server.clientPort()).ask("GET", "/state");
    QCOMPARE(answer.status, 200);
    const QJsonObject state = QJsonDocument::fromJson(QByteArray::fromStdString(answer.body))
                                  .object()
                                  .value(QLatin1String("state"))
                                  .toObject();
    QCOMPARE(state.value(QLatin1String("role")).toString(), QStringLiteral("StateLeader"));
    QCOMPARE(state.value(QLatin1String("lead")).toInt(), 1);
    QVERIFY(state.value(QLatin1String("log")).toObject().contains(QLatin1String("committed")));
    QCOMPARE(state.value(QLatin1String("progress")).toArray().size(), 1);
    QVERIFY(!server.observation().isRecording());
}

void TestObserveService::readersAreToldOfTheEnd() {
    Servers servers(1);
    NodeServer& server = servers.start(1);
    QVERIFY(servers.leader() == 1);
    Watcher watcher;
    watcher.open(server);
    HttpClient lines(server.clientPort());
    lines.request("GET", "/observe");
    QVERIFY(watcher.waitForEvents(1));
    bool isEnded = false;
    server.end([&isEnded] { isEnded = true; });
    QVERIFY(HostedCluster::until([&] { return watcher.ended.has_value() && isEnded; }));
    QCOMPARE(*watcher.ended, QStringLiteral("the node ended"));
    QVERIFY(std::holds_alternative<observe::NodeStopped>(watcher.events.back().event.body));
    const auto all = lines.response();
    QVERIFY(all.has_value());
    QVERIFY(all->body.ends_with("{\"kind\":\"End\",\"reason\":\"the node ended\"}\n"));
    // The same where it ends at once.
    servers.stop(1);
    Watcher again;
    NodeServer& next = servers.start(1);
    again.open(next);
    QVERIFY(again.waitForEvents(1));
    QVERIFY(again.events[0].id > watcher.events.back().id);
    servers.stop(1);
    QVERIFY(HostedCluster::until([&] { return again.ended.has_value(); }));
    QVERIFY(std::holds_alternative<observe::NodeStopped>(again.events.back().event.body));
}

void TestObserveService::nodeThatIsRecordedElsewhereSaysSo() {
    Servers servers(1);
    observe::Recorder recorder;
    HostConfig config = servers.configOf(1);
    config.observation.observer = &recorder;
    config.observation.now = [] { return observe::Moment(1); };
    config.observation.nextOperation = [] { return observe::OperationId(1); };
    NodeServer& server = servers.start(1, config);
    const ClientResponse answer = HttpClient(server.clientPort()).ask("GET", "/observe");
    QCOMPARE(answer.status, 409);
    QVERIFY(answer.body.find("recorded by the program") != std::string::npos);
    QCOMPARE(HttpClient(server.clientPort()).ask("GET", "/state").status, 200);
    Watcher watcher;
    watcher.open(server);
    QVERIFY(HostedCluster::until([&] { return watcher.ended.has_value(); }));
    QVERIFY(watcher.ended->contains(QLatin1String("409")));
    servers.stop(1);  // before its recorder
    QVERIFY(recorder.unpublishedCount() > 0);
}

void TestObserveService::whatIsNotUnderstoodIsRefused() {
    Servers servers(1);
    HttpClient client(servers.start(1).clientPort());
    const auto statusOf = [&client](const char* method, const char* target, const char* fields) {
        const ClientResponse answer = client.ask(method, target, {}, fields);
        return answer.body.empty() ? 0 : answer.status;
    };
    QCOMPARE(statusOf("GET", "/observe?from=x", ""), 400);
    QCOMPARE(statusOf("GET", "/observe?to=1", ""), 400);
    QCOMPARE(statusOf("POST", "/observe", ""), 405);
    QCOMPARE(statusOf("GET", "/kv/a", "Quorate-Operation: -1\r\n"), 400);
    QCOMPARE(statusOf("GET", "/kv/a", "Quorate-Cause: 70000:1\r\n"), 400);
    QCOMPARE(statusOf("GET", "/kv/a", "Quorate-Cause: 1:\r\n"), 400);
}

void TestObserveService::readerSaysWhyItCannotRead() {
    Watcher nobody;
    nobody.reader.open(QHostAddress(QHostAddress::LocalHost), 1);
    QVERIFY(HostedCluster::until([&] { return nobody.ended.has_value(); }));
    QVERIFY(!nobody.ended->isEmpty());
    QVERIFY(!nobody.reader.isOpen());
}

void TestObserveService::sourcesOfMembersAreTheirIds() {
    QCOMPARE(network::sourceOfNode(NodeId(1)).value(), std::uint16_t(1));
    QCOMPARE(network::sourceOfNode(NodeId(32767)).value(), std::uint16_t(32767));
    QVERIFY(network::sourceOfNode(NodeId(32768)).value() >= 32768);
    QVERIFY(network::sourceOfNode(NodeId(3'000'000'001)) !=
            network::sourceOfNode(NodeId(3'000'000'002)));
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestObserveService)
#include "tst_observe_service.moc"
