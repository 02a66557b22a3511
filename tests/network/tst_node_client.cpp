// SPDX-License-Identifier: Apache-2.0
#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "network/client/node_client.h"
#include "network/free_ports.h"
#include "network/host/node_server.h"
#include "tests/network/hosted_cluster.h"

namespace quorate::network_tests {

using network::HostConfig;
using network::MemberInfo;
using network::NodeClient;
using network::NodeServer;
using network::NodeStatus;
using raft::NodeId;
using tests::HostedCluster;

namespace {

constexpr const char* kHere = "127.0.0.1";

Bytes bytes(const std::string& text) {
    return Bytes::copyOf(text);
}

kv::PutRequest putOf(const std::string& key, const std::string& value) {
    kv::PutRequest put;
    put.key = bytes(key);
    put.value = bytes(value);
    return put;
}

network::ReadRequest readOf(const std::string& key) {
    network::ReadRequest read;
    read.range.key = bytes(key);
    return read;
}

template <class What>
Result<kv::Response> ask(NodeClient& client, const What& what) {
    return HostedCluster::wait<kv::Response>(
        [&](const auto& done) { client.ask(what, node::RequestOrigin(), done); });
}

template <class T>
const T* as(const Result<kv::Response>& response) {
    return response ? std::get_if<T>(&*response) : nullptr;
}

/// Somebody who takes what is sent, and does with it what a test wants.
class OddServer final : public QTcpServer {
public:
    explicit OddServer(std::string answer) : m_answer(std::move(answer)) {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket* socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                received += socket->readAll().toStdString();
                if (received.find("\r\n\r\n") == std::string::npos || isSilent) {
                    return;
                }
                socket->write(m_answer.data(), static_cast<qint64>(m_answer.size()));
                if (closes) {
                    socket->disconnectFromHost();
                }
            });
        });
    }

    std::string received;
    bool isSilent{false};
    bool closes{false};

private:
    std::string m_answer;
};

std::string http(const std::string& status, const std::string& body) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

}  // namespace

class TestNodeClient final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void putsAndReadsWithAllFields();
    void deletesAndCompactsAndRefusesWhatIsGone();
    void transactionsWithinTransactions();
    void leases();
    void refusalsOfTheKeySpaceAreResponses();
    void keysOfANodeWithTheirNumber();
    void tellsStatusAndMembers();
    void membershipRefusalsKeepTheirMeaning();
    void nobodyIsAskedForCheckpoints();
    void aDeadPortIsCertainlyNotAsked();
    void noAnswerInTimeMayHaveHappened();
    void aConnectionThatBreaksMayHaveHappenedAndIsNotTriedAgain();
    void garbageMayHaveHappened();
    void errorsOfEtcd_data();
    void errorsOfEtcd();
    void originsAreSent();
    void manyRequestsAtOnceAreAllAnswered();
    void aClientMayGoWhenItIsCalledBack();

private:
    QTemporaryDir m_directory;
    std::unique_ptr<NodeServer> m_server;
    std::unique_ptr<NodeClient> m_client;
};

void TestNodeClient::initTestCase() {
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

void TestNodeClient::putsAndReadsWithAllFields() {
    const auto first = ask(*m_client, kv::Command(putOf("all", "fields")));
    QVERIFY2(as<kv::PutResponse>(first), first ? "" : first.error().message.c_str());
    const std::int64_t created = as<kv::PutResponse>(first)->revision;
    QVERIFY(created > 1);
    kv::PutRequest second = putOf("all", std::string("\0\xff", 2));
    second.previousKv = true;
    const auto replaced = ask(*m_client, kv::Command(second));
    QVERIFY(as<kv::PutResponse>(replaced));
    QCOMPARE(as<kv::PutResponse>(replaced)->revision, created + 1);
    QVERIFY(as<kv::PutResponse>(replaced)->previous);
    QCOMPARE(as<kv::PutResponse>(replaced)->previous->value.toString(), std::string("fields"));

    for (const auto level : {node::ReadLevel::Linearizable, node::ReadLevel::Local}) {
        network::ReadRequest read = readOf("all");
        read.level = level;
        const auto found = ask(*m_client, read);
        QVERIFY(as<kv::RangeResponse>(found));
        const kv::RangeResponse& range = *as<kv::RangeResponse>(found);
        QCOMPARE(range.revision, created + 1);
        QCOMPARE(range.count, std::int64_t{1});
        QCOMPARE(range.kvs.size(), std::size_t{1});
        QVERIFY((range.kvs.front() ==
                 kv::KeyValue{second.key, second.value, created, created + 1, 2, kv::LeaseId()}));
    }
}

void TestNodeClient::deletesAndCompactsAndRefusesWhatIsGone() {
    const auto put = ask(*m_client, kv::Command(putOf("gone", "soon")));
    QVERIFY(as<kv::PutResponse>(put));
    kv::DeleteRangeRequest remove{bytes("gone"), {}, true};
    const auto removed = ask(*m_client, kv::Command(remove));
    QVERIFY(as<kv::DeleteRangeResponse>(removed));
    QCOMPARE(as<kv::DeleteRangeResponse>(removed)->deleted, std::int64_t{1});
    QCOMPARE(as<kv::DeleteRangeResponse>(removed)->previous.size(), std::size_t{1});
    const std::int64_t revision = as<kv::DeleteRangeResponse>(removed)->revision;

    const auto compacted = ask(*m_client, kv::Command(kv::CompactRequest{revision}));
    QVERIFY(as<kv::CompactResponse>(compacted));
    QCOMPARE(as<kv::CompactResponse>(compacted)->revision, revision);
    network::ReadRequest read = readOf("gone");
    read.range.revision = revision - 1;
    const auto old = ask(*m_client, read);
    QVERIFY(as<kv::KvError>(old));
    QVERIFY(*as<kv::KvError>(old) == kv::KvError::Compacted);
}

void TestNodeClient::transactionsWithinTransactions() {
    kv::TxnRequest inner;
    inner.success = {{putOf("txn", "inner")}, {kv::RangeRequest{bytes("txn"), {}}}};
    kv::TxnRequest outer;
    kv::Compare compare;
    compare.target = kv::CompareTarget::Version;
    compare.key = bytes("txn");
    outer.compares = {compare};
    outer.success = {{inner}, {kv::DeleteRangeRequest{bytes("nothing"), {}, false}}};
    outer.failure = {{kv::RangeRequest{bytes("txn"), {}}}};

    const auto done = ask(*m_client, kv::Command(outer));
    QVERIFY2(as<kv::TxnResponse>(done), done ? "" : done.error().message.c_str());
    const kv::TxnResponse& txn = *as<kv::TxnResponse>(done);
    QVERIFY(txn.succeeded);
    QCOMPARE(txn.responses.size(), std::size_t{2});
    const auto* nested = std::get_if<kv::TxnResponse>(&txn.responses[0].response);
    QVERIFY(nested);
    QVERIFY(nested->succeeded);
    QCOMPARE(nested->responses.size(), std::size_t{2});
    const auto* range = std::get_if<kv::RangeResponse>(&nested->responses[1].response);
    QVERIFY(range);
    QCOMPARE(range->revision, txn.revision);
    QCOMPARE(range->kvs.front().value.toString(), std::string("inner"));

    const auto failed = ask(*m_client, kv::Command(outer));
    QVERIFY(as<kv::TxnResponse>(failed));
    QVERIFY(!as<kv::TxnResponse>(failed)->succeeded);
    QCOMPARE(as<kv::TxnResponse>(failed)->responses.size(), std::size_t{1});
}

void TestNodeClient::leases() {
    const auto granted = ask(*m_client, kv::Command(kv::LeaseGrantRequest{{-7}, 60}));
    QVERIFY(as<kv::LeaseGrantResponse>(granted));
    QCOMPARE(as<kv::LeaseGrantResponse>(granted)->id.value, std::int64_t{-7});
    QCOMPARE(as<kv::LeaseGrantResponse>(granted)->ttlSeconds, std::int64_t{60});
    kv::PutRequest put = putOf("leased", "1");
    put.lease = {-7};
    QVERIFY(as<kv::PutResponse>(ask(*m_client, kv::Command(put))));
    const auto keep = [this](std::int64_t lease) {
        return HostedCluster::wait<std::int64_t>(
            [&](const auto& done) { m_client->keepAlive({lease}, done); });
    };
    QCOMPARE(keep(-7).value_or(0), std::int64_t{60});
    const auto found = ask(*m_client, readOf("leased"));
    QVERIFY(as<kv::RangeResponse>(found));
    QCOMPARE(as<kv::RangeResponse>(found)->kvs.front().lease.value, std::int64_t{-7});

    QVERIFY(as<kv::LeaseRevokeResponse>(ask(*m_client, kv::Command(kv::LeaseRevokeRequest{{-7}}))));
    const auto after = ask(*m_client, readOf("leased"));
    QVERIFY(as<kv::RangeResponse>(after));
    QCOMPARE(as<kv::RangeResponse>(after)->count, std::int64_t{0});
    const auto kept = keep(-7);
    QVERIFY(!kept);
    QVERIFY(kept.error().code == ErrorCode::NotFound);
}

void TestNodeClient::refusalsOfTheKeySpaceAreResponses() {
    const auto refusal = [this](const kv::Command& command) {
        const auto response = ask(*m_client, command);
        return as<kv::KvError>(response) ? std::optional(*as<kv::KvError>(response)) : std::nullopt;
    };
    QVERIFY(refusal(putOf("", "no key")) == kv::KvError::EmptyKey);
    QVERIFY(refusal(kv::LeaseRevokeRequest{{404}}) == kv::KvError::LeaseNotFound);
    QVERIFY(refusal(kv::CompactRequest{1'000'000}) == kv::KvError::FutureRevision);
    QVERIFY(refusal(kv::LeaseGrantRequest{{1}, 10'000'000'000}) == kv::KvError::LeaseTtlTooLarge);
    kv::PutRequest put = putOf("no such key", "");
    put.ignoreValue = true;
    QVERIFY(refusal(put) == kv::KvError::KeyNotFound);
}

void TestNodeClient::keysOfANodeWithTheirNumber() {
    for (const char* key : {"p/1", "p/2", "p/3", "q"}) {
        QVERIFY(as<kv::PutResponse>(ask(*m_client, kv::Command(putOf(key, "v")))));
    }
    const auto keys = [this](const std::string& prefix, std::int64_t limit) {
        return HostedCluster::wait<kv::RangeResponse>(
            [&](const auto& done) { m_client->keys(bytes(prefix), limit, done); });
    };
    const auto some = keys("p/", 2);
    QVERIFY(some);
    QCOMPARE(some->kvs.size(), std::size_t{2});
    QCOMPARE(some->count, std::int64_t{3});
    QVERIFY(some->more);
    QCOMPARE(some->kvs[1].key.toString(), std::string("p/2"));
    QCOMPARE(some->kvs[1].version, std::int64_t{1});
    const auto all = keys("", 0);
    QVERIFY(all);
    QVERIFY(all->count >= 4);
    QCOMPARE(std::size_t(all->count), all->kvs.size());
}

void TestNodeClient::tellsStatusAndMembers() {
    const auto status =
        HostedCluster::wait<NodeStatus>([this](const auto& done) { m_client->status(done); });
    QVERIFY2(status, status ? "" : status.error().message.c_str());
    QCOMPARE(status->header.member, std::uint64_t{1});
    QCOMPARE(status->header.cluster, m_server->host().cluster());
    QCOMPARE(status->leader.value(), std::uint64_t{1});
    QCOMPARE(status->term.value(), m_server->host().term().value());
    QVERIFY(status->applied > raft::Index(0));
    QVERIFY(status->committed >= status->applied);
    QVERIFY(status->errors.empty());

    const auto members = HostedCluster::wait<std::vector<MemberInfo>>(
        [this](const auto& done) { m_client->members(done); });
    QVERIFY(members);
    QCOMPARE(members->size(), std::size_t{1});
    QCOMPARE(members->front().id.value(), std::uint64_t{1});
    QCOMPARE(members->front().name, std::string("alone"));
    QCOMPARE(members->front().peerUrl, std::string("http://127.0.0.1:1"));
    QVERIFY(!members->front().isLearner);
}

void TestNodeClient::membershipRefusalsKeepTheirMeaning() {
    using Ended = std::function<void(Result<void>)>;
    const auto add = [this](std::optional<NodeId> node, const std::string& url) {
        return HostedCluster::wait<MemberInfo>(
            [&](const auto& done) { m_client->addMember(node, url, true, done); });
    };
    // Learners, without which a node alone goes on.
    const auto added = add(NodeId(9), "http://127.0.0.1:9");
    QVERIFY2(added, added ? "" : added.error().message.c_str());
    QCOMPARE(added->id.value(), std::uint64_t{9});
    QVERIFY(added->isLearner);
    QVERIFY(add(NodeId(9), "http://127.0.0.1:10").error().code == ErrorCode::FailedPrecondition);
    QVERIFY(add(std::nullopt, "http://127.0.0.1:9").error().code == ErrorCode::FailedPrecondition);
    QVERIFY(add(std::nullopt, "nowhere").error().code == ErrorCode::InvalidArgument);
    const auto chosen = add(std::nullopt, "http://127.0.0.1:11");
    QVERIFY(chosen);
    QVERIFY(chosen->id > NodeId(9));

    const auto ended = [](const std::function<void(Ended)>& call) {
        const auto result = HostedCluster::wait<void>(call);
        return result ? std::string() : std::string(toString(result.error().code));
    };
    QCOMPARE(ended([&](const Ended& done) { m_client->transferLeadership(NodeId(9), done); }),
             std::string("FailedPrecondition"));
    for (const NodeId node : {NodeId(9), chosen->id}) {
        QCOMPARE(ended([&](const Ended& done) { m_client->removeMember(node, done); }),
                 std::string());
    }
    QCOMPARE(ended([&](const Ended& done) { m_client->removeMember(NodeId(9), done); }),
             std::string("NotFound"));
    QCOMPARE(ended([&](const Ended& done) { m_client->promoteMember(NodeId(1), done); }),
             std::string("FailedPrecondition"));
}

void TestNodeClient::nobodyIsAskedForCheckpoints() {
    const auto refused = ask(*m_client, kv::Command(kv::LeaseCheckpointRequest()));
    QVERIFY(!refused);
    QVERIFY(refused.error().code == ErrorCode::InvalidArgument);
}

void TestNodeClient::aDeadPortIsCertainlyNotAsked() {
    network::FreePorts ports;
    NodeClient client(kHere, ports.take());
    const auto refused = ask(client, kv::Command(putOf("a", "b")));
    QVERIFY(!refused);
    QVERIFY(refused.error().code == ErrorCode::Unavailable);
    QVERIFY(refused.error().message.find(client.address()) != std::string::npos);
}

void TestNodeClient::noAnswerInTimeMayHaveHappened() {
    OddServer server("");
    server.isSilent = true;
    NodeClient client(kHere, server.serverPort());
    client.setTimeout(50);
    const auto late = ask(client, kv::Command(putOf("a", "b")));
    QVERIFY(!late);
    QVERIFY(late.error().code == ErrorCode::Unknown);
}

void TestNodeClient::aConnectionThatBreaksMayHaveHappenedAndIsNotTriedAgain() {
    OddServer server("HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{");
    server.closes = true;
    NodeClient client(kHere, server.serverPort());
    const auto broken = ask(client, kv::Command(putOf("a", "b")));
    QVERIFY(!broken);
    QVERIFY(broken.error().code == ErrorCode::Unknown);

    OddServer mute("");
    mute.closes = true;
    NodeClient other(kHere, mute.serverPort());
    const auto unanswered = ask(other, kv::Command(putOf("a", "b")));
    QVERIFY(!unanswered);
    QVERIFY(unanswered.error().code == ErrorCode::Unknown);
    const std::size_t first = mute.received.find("POST");
    QCOMPARE(mute.received.find("POST", first + 1), std::string::npos);
}

void TestNodeClient::garbageMayHaveHappened() {
    for (const std::string& answer : {std::string("SSH-2.0-OpenSSH\r\n\r\n"), http("200 OK", "[1"),
                                      http("200 OK", "{\"header\":7}"), http("200 OK", "")}) {
        OddServer server(answer);
        NodeClient client(kHere, server.serverPort());
        const auto odd = ask(client, kv::Command(putOf("a", "b")));
        QVERIFY(!odd);
        QVERIFY(odd.error().code == ErrorCode::Unknown);
    }
}

void TestNodeClient::errorsOfEtcd_data() {
    QTest::addColumn<QString>("status");
    QTest::addColumn<QString>("message");
    QTest::addColumn<int>("rpcCode");
    QTest::addColumn<int>("code");
    const auto row = [](const char* status, const char* message, int rpcCode, ErrorCode code) {
        QTest::newRow(message) << status << message << rpcCode << static_cast<int>(code);
    };
    row("503 Service Unavailable", "etcdserver: request timed out", 14, ErrorCode::Unknown);
    row("503 Service Unavailable", "etcdserver: leader changed", 14, ErrorCode::Unknown);
    row("503 Service Unavailable", "etcdserver: no leader", 14, ErrorCode::Unavailable);
    row("404 Not Found", "etcdserver: member not found", 5, ErrorCode::NotFound);
    row("429 Too Many", "etcdserver: mvcc: database space exceeded", 8, ErrorCode::OutOfSpace);
    row("429 Too Many", "etcdserver: too many requests", 8, ErrorCode::Busy);
    row("412 Failed", "etcdserver: bad leader transferee", 9, ErrorCode::FailedPrecondition);
    row("500 Internal", "something else", 2, ErrorCode::Unknown);
    row("400 Bad Request", "illegal base64 data at input byte 0", 3, ErrorCode::InvalidArgument);
}

void TestNodeClient::errorsOfEtcd() {
    QFETCH(QString, status);
    QFETCH(QString, message);
    QFETCH(int, rpcCode);
    QFETCH(int, code);
    OddServer server(http(
        status.toStdString(),
        "{\"error\":\"" + message.toStdString() + "\",\"code\":" + std::to_string(rpcCode) + "}"));
    NodeClient client(kHere, server.serverPort());
    const auto refused = ask(client, kv::Command(putOf("a", "b")));
    QVERIFY(!refused);
    QVERIFY(refused.error().code == static_cast<ErrorCode>(code));
    QCOMPARE(refused.error().message, message.toStdString());
}

void TestNodeClient::originsAreSent() {
    OddServer server(http("200 OK", "{\"header\":{\"revision\":\"3\"}}"));
    NodeClient client(kHere, server.serverPort());
    const auto done = HostedCluster::wait<kv::Response>([&](const auto& answered) {
        client.ask(kv::Command(putOf("a", "b")), {observe::OperationId(17), raft::EventId(19)},
                   answered);
    });
    QVERIFY(as<kv::PutResponse>(done));
    QVERIFY(server.received.starts_with("POST /v3/kv/put HTTP/1.1\r\n"));
    QVERIFY(server.received.find("\r\nQuorate-Operation: 17\r\n") != std::string::npos);
    QVERIFY(server.received.find("\r\nQuorate-Cause: 19\r\n") != std::string::npos);
}

void TestNodeClient::manyRequestsAtOnceAreAllAnswered() {
    constexpr int kMany = 200;
    int answered = 0;
    for (int i = 0; i < kMany; ++i) {
        m_client->ask(kv::Command(putOf("many", std::to_string(i))), {},
                      [&answered](const Result<kv::Response>& response) {
                          answered += as<kv::PutResponse>(response) ? 1 : 0;
                      });
    }
    QVERIFY(HostedCluster::until([&] { return answered == kMany; }));
}

void TestNodeClient::aClientMayGoWhenItIsCalledBack() {
    auto client = std::make_unique<NodeClient>(kHere, m_server->clientPort());
    bool isGone = false;
    client->status([&](const Result<NodeStatus>& status) {
        client.reset();
        isGone = status.has_value();
    });
    QVERIFY(HostedCluster::until([&] { return isGone; }));
    // What is under way ends with its client.
    auto second = std::make_unique<NodeClient>(kHere, m_server->clientPort());
    bool isCalled = false;
    second->status([&](const Result<NodeStatus>& /*status*/) { isCalled = true; });
    second.reset();
    QVERIFY(as<kv::PutResponse>(ask(*m_client, kv::Command(putOf("later", "")))));
    QVERIFY(!isCalled);
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestNodeClient)
#include "tst_node_client.moc"
