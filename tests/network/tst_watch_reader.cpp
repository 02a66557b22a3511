// SPDX-License-Identifier: Apache-2.0
#include <QHostAddress>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <string>
#include <vector>

#include "network/client/node_client.h"
#include "network/client/watch_reader.h"
#include "network/host/node_server.h"
#include "tests/network/hosted_cluster.h"
#include "tests/network/scripted_server.h"

namespace quorate::network_tests {

using network::decodeWatchLine;
using network::HostConfig;
using network::JsonDocument;
using network::NodeClient;
using network::NodeServer;
using network::WatchQuestion;
using network::WatchReader;
using raft::NodeId;
using tests::HostedCluster;
using tests::ScriptedServer;

namespace {

constexpr const char* kHere = "127.0.0.1";

/// Hears all that a reader tells.
class Ear final : public QObject {
public:
    explicit Ear(std::unique_ptr<WatchReader> reader) : m_reader(std::move(reader)) {
        connect(m_reader.get(), &WatchReader::begun, this,
                [this](std::int64_t revision) { begunAt.push_back(revision); });
        connect(m_reader.get(), &WatchReader::changed, this,
                [this](const std::vector<kv::Event>& heard) {
                    events.insert(events.end(), heard.begin(), heard.end());
                    if (goesAfterChange) {
                        m_reader.reset();
                    }
                });
        connect(m_reader.get(), &WatchReader::compacted, this,
                [this](std::int64_t revision) { compacted = revision; });
        connect(m_reader.get(), &WatchReader::ended, this, [this](const QString& reason) {
            ++ends;
            why = reason;
        });
    }

    std::vector<std::int64_t> begunAt;
    std::vector<kv::Event> events;
    std::int64_t compacted{0};
    int ends{0};
    QString why;
    bool goesAfterChange{false};

private:
    std::unique_ptr<WatchReader> m_reader;
};

kv::Command putOf(const std::string& key, const std::string& value) {
    kv::PutRequest put;
    put.key = Bytes::copyOf(key);
    put.value = Bytes::copyOf(value);
    return put;
}

/// Answers the first request of each connection with these pieces, one after the other.
class PiecesServer final : public QTcpServer {
public:
    explicit PiecesServer(std::vector<std::string> pieces) : m_pieces(std::move(pieces)) {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket* socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                received += socket->readAll().toStdString();
                if (m_isAnswered || received.find("\r\n\r\n") == std::string::npos) {
                    return;
                }
                m_isAnswered = true;
                for (const std::string& piece : m_pieces) {
                    socket->write(piece.data(), static_cast<qint64>(piece.size()));
                    socket->flush();
                    QTest::qWait(5);
                }
            });
        });
    }

    std::string received;

private:
    std::vector<std::string> m_pieces;
    bool m_isAnswered{false};
};

constexpr const char* kHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string chunk(const std::string& text) {
    return QByteArray::number(qulonglong(text.size()), 16).toStdString() + "\r\n" + text + "\r\n";
}

constexpr const char* kCreated =
    R"({"result":{"header":{"revision":"7"},"watch_id":"0","created":true}})";
/// Of "k", from "a" to "b" in revision 8.
constexpr const char* kChanged =
    R"({"result":{"header":{"revision":"8"},"events":[{"kv":{"key":"aw==","mod_revision":"8",)"
    R"("version":"2","value":"Yg=="},"prev_kv":{"key":"aw==","value":"YQ=="}}]}})";

}  // namespace

class TestWatchReader final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void hearsWhatChangesFromNowOn();
    void hearsWhatWasBefore();
    void saysWhatIsCompacted();
    void linesComeInAnyPieces();
    void whatMakesNoSenseEndsIt_data();
    void whatMakesNoSenseEndsIt();
    void aRefusalIsToldInTheWordsOfTheServer();
    void aServerThatGoesEndsItOnce();
    void itMayGoWhenItIsCalledBack();
    void linesOfEtcdAreRead();
    void aUserIsSentAlong();

private:
    QTemporaryDir m_directory;
    std::unique_ptr<NodeServer> m_server;
    std::unique_ptr<NodeClient> m_client;
};

void TestWatchReader::initTestCase() {
    HostConfig config;
    config.id = NodeId(1);
    config.name = "alone";
    config.dataDirectory = m_directory.filePath("data").toStdString();
    config.peerPort = 0;
    config.clientPort = 0;
    config.peers[NodeId(1)] = "http://127.0.0.1:1";
    config.tickMs = 10;
    auto server = NodeServer::start(config);
    QVERIFY2(server, server ? "" : server.error().message.c_str());
    m_server = std::move(*server);
    m_client = std::make_unique<NodeClient>(kHere, m_server->clientPort());
    QVERIFY(HostedCluster::until([this] { return m_server->host().status().leader == NodeId(1); }));
}

void TestWatchReader::hearsWhatChangesFromNowOn() {
    const auto ask = [this](const kv::Command& command) {
        return HostedCluster::wait<kv::Response>(
            [&](const auto& done) { m_client->ask(command, node::RequestOrigin(), done); });
    };
    QVERIFY(ask(putOf("now/a", "0")));
    Ear ear(m_client->watch({"now/", "now0", 0}));
    QTRY_COMPARE(ear.begunAt.size(), std::size_t{1});
    QVERIFY(ask(putOf("now/a", "1")));
    QVERIFY(ask(putOf("other", "1")));
    QVERIFY(ask(kv::DeleteRangeRequest{Bytes::copyOf("now/a"), {}, false}));
    QTRY_COMPARE(ear.events.size(), std::size_t{2});
    QCOMPARE(ear.events[0].kv.value.toString(), std::string("1"));
    QVERIFY(ear.events[0].previous);
    QCOMPARE(ear.events[0].previous->value.toString(), std::string("0"));
    QCOMPARE(ear.events[0].kv.modRevision, ear.begunAt[0] + 1);
    QVERIFY(ear.events[1].kind == kv::EventKind::Delete);
    QCOMPARE(ear.ends, 0);
}

void TestWatchReader::hearsWhatWasBefore() {
    const auto put = HostedCluster::wait<kv::Response>([&](const auto& done) {
        m_client->ask(putOf("before", "1"), node::RequestOrigin(), done);
    });
    QVERIFY(put);
    const std::int64_t revision = std::get<kv::PutResponse>(*put).revision;
    Ear ear(m_client->watch({"before", {}, revision}));
    QTRY_COMPARE(ear.events.size(), std::size_t{1});
    QCOMPARE(ear.events[0].kv.modRevision, revision);
}

void TestWatchReader::saysWhatIsCompacted() {
    const auto ask = [this](const kv::Command& command) {
        return HostedCluster::wait<kv::Response>(
            [&](const auto& done) { m_client->ask(command, node::RequestOrigin(), done); });
    };
    QVERIFY(ask(putOf("old", "1")));
    const auto last = ask(putOf("old", "2"));
    QVERIFY(last);
    const std::int64_t revision = std::get<kv::PutResponse>(*last).revision;
    QVERIFY(ask(kv::CompactRequest{revision}));
    Ear ear(m_client->watch({"old", {}, 1}));
    QTRY_COMPARE(ear.ends, 1);
    QCOMPARE(ear.compacted, revision);
    QVERIFY(ear.events.empty());
}

void TestWatchReader::linesComeInAnyPieces() {
    const std::string lines = std::string(kCreated) + "\n" + kChanged + "\n";
    const std::string all = kHead + chunk(lines);
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < all.size(); at += 31) {
        pieces.push_back(all.substr(at, 31));
    }
    PiecesServer server(pieces);
    NodeClient client(kHere, server.serverPort());
    Ear ear(client.watch({"k", {}, 3}));
    QTRY_COMPARE(ear.events.size(), std::size_t{1});
    QVERIFY((ear.begunAt == std::vector<std::int64_t>{7}));
    QCOMPARE(ear.events[0].previous->value.toString(), std::string("a"));
    QVERIFY(server.received.find(R"("start_revision":"3")") != std::string::npos);
    QVERIFY(server.received.find("POST /v3/watch HTTP/1.1\r\n") == 0);
}

void TestWatchReader::whatMakesNoSenseEndsIt_data() {
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("no HTTP") << QByteArray("go away\r\n\r\n");
    QTest::newRow("no JSON") << QByteArray::fromStdString(kHead + chunk("{\"result\n"));
    QTest::newRow("no object") << QByteArray::fromStdString(kHead + chunk("[1]\n"));
    QTest::newRow("no number") << QByteArray::fromStdString(
        kHead + chunk(R"({"result":{"header":{"revision":"x"},"created":true}})"
                      "\n"));
    QTest::newRow("no Base64") << QByteArray::fromStdString(
        kHead + chunk(R"({"result":{"events":[{"kv":{"key":"?"}}]}})"
                      "\n"));
    QTest::newRow("an end") << QByteArray::fromStdString(kHead + std::string("0\r\n\r\n"));
}

void TestWatchReader::whatMakesNoSenseEndsIt() {
    QFETCH(QByteArray, answer);
    PiecesServer server({answer.toStdString()});
    NodeClient client(kHere, server.serverPort());
    Ear ear(client.watch({"k", {}, 0}));
    QTRY_COMPARE(ear.ends, 1);
    QVERIFY(!ear.why.isEmpty());
    QVERIFY(ear.begunAt.empty());
    QVERIFY(ear.events.empty());
}

void TestWatchReader::aRefusalIsToldInTheWordsOfTheServer() {
    ScriptedServer server([](const ScriptedServer::Request&) {
        return ScriptedServer::Answer{403, R"({"error":"permission denied"})", {}};
    });
    NodeClient client(kHere, server.port());
    Ear ear(client.watch({"k", {}, 0}));
    QTRY_COMPARE(ear.ends, 1);
    QVERIFY2(ear.why.contains(QStringLiteral("permission denied")), qPrintable(ear.why));

    PiecesServer told({kHead + chunk(R"({"error":{"grpc_code":14,"message":"no leader"}})"
                                     "\n")});
    NodeClient another(kHere, told.serverPort());
    Ear second(another.watch({"k", {}, 0}));
    QTRY_COMPARE(second.ends, 1);
    QCOMPARE(second.why, QStringLiteral("no leader"));
}

void TestWatchReader::aServerThatGoesEndsItOnce() {
    NodeClient nobody(kHere, 1);
    Ear ear(nobody.watch({"k", {}, 0}));
    QTRY_COMPARE(ear.ends, 1);
    QTest::qWait(50);
    QCOMPARE(ear.ends, 1);
}

void TestWatchReader::itMayGoWhenItIsCalledBack() {
    const std::string line = std::string(kChanged) + "\n";
    PiecesServer server({kHead + chunk(line + line)});
    NodeClient client(kHere, server.serverPort());
    Ear ear(client.watch({"k", {}, 0}));
    ear.goesAfterChange = true;
    QTRY_COMPARE(ear.events.size(), std::size_t{1});
    QTest::qWait(50);
    QCOMPARE(ear.events.size(), std::size_t{1});
}

void TestWatchReader::linesOfEtcdAreRead() {
    JsonDocument document;
    const auto changed = decodeWatchLine(
        document, R"({"result":{"header":{"cluster_id":"1","revision":"9","raft_term":"2"},)"
                  R"("events":[{"type":"DELETE","kv":{"key":"aw==","mod_revision":"9"}}]}})");
    QVERIFY(changed);
    QCOMPARE(changed->revision, std::int64_t{9});
    QVERIFY(changed->events.front().kind == kv::EventKind::Delete);
    QCOMPARE(changed->events.front().revision.main, std::int64_t{9});
    const auto gone = decodeWatchLine(
        document, R"({"result":{"header":{"revision":"9"},"canceled":true,)"
                  R"("compact_revision":"5","cancel_reason":"etcdserver: mvcc: x"}})");
    QVERIFY(gone && gone->isCanceled);
    QCOMPARE(gone->compacted, std::int64_t{5});
    QCOMPARE(gone->reason, std::string("etcdserver: mvcc: x"));
    const auto progress =
        decodeWatchLine(document, R"({"result":{"header":{"revision":"12"},"unknown":[1]}})");
    QVERIFY(progress && progress->events.empty() && !progress->isCreated);
}

void TestWatchReader::aUserIsSentAlong() {
    std::string header;
    ScriptedServer server([&header](const ScriptedServer::Request& request) {
        if (request.path == "/v3/auth/authenticate") {
            return ScriptedServer::Answer{200, R"({"token":"a.token"})", {}};
        }
        header = request.header;
        return ScriptedServer::Answer{200, std::string(kCreated) + "\n", {}};
    });
    const auto credentials = network::ClientCredentials::load({}, {"me", "secret"});
    QVERIFY(credentials);
    NodeClient client({kHere, server.port(), false}, *credentials);
    Ear ear(client.watch({"k", {}, 0}));
    QTRY_COMPARE(ear.begunAt.size(), std::size_t{1});
    QVERIFY2(header.find("Authorization: a.token\r\n") != std::string::npos, header.c_str());
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestWatchReader)
#include "tst_watch_reader.moc"
