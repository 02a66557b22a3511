// SPDX-License-Identifier: Apache-2.0
// What lies on a node's disk, asked at its client port: the routes, what they refuse, and that
// answers arrive as what they were.
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "network/client/node_client.h"
#include "network/host/inspection/disk_json.h"
#include "network/host/inspection/disk_target.h"
#include "network/host/node_server.h"
#include "tests/network/hosted_cluster.h"
#include "tests/unit/raft_values.h"

namespace quorate::network_tests {

using namespace storage;
using network::HostConfig;
using network::JsonDocument;
using network::NodeClient;
using network::NodeServer;
using raft::EntryId;
using raft::Index;
using raft::NodeId;
using raft::Term;
using tests::HostedCluster;

namespace {

/// One node that leads itself, and a client of it.
class Served {
public:
    Served() {
        HostConfig config;
        config.id = NodeId(1);
        config.dataDirectory = m_directory.filePath(QStringLiteral("1")).toStdString();
        config.peers[config.id] = HostedCluster::newAddress();
        HostedCluster::listenAt(config, config.peers[config.id]);
        config.clientPort = 0;
        config.tickMs = 10;
        config.node.raft.electionTicks = 10;
        config.node.raft.heartbeatTicks = 1;
        auto started = NodeServer::start(config);
        QUORATE_INVARIANT(started.has_value(), started.error().message);
        server = std::move(*started);
        client = std::make_unique<NodeClient>("127.0.0.1", server->clientPort());
        QUORATE_INVARIANT(
            HostedCluster::until([this] { return server->host().status().leader == NodeId(1); }),
            "nobody leads");
    }

    bool put(const std::string& key, const std::string& value) {
        kv::PutRequest request;
        request.key = Bytes::copyOf(key);
        request.value = Bytes::copyOf(value);
        return HostedCluster::wait<kv::Response>(
                   [&](std::function<void(Result<kv::Response>)> done) {
                       client->ask(kv::Command(request), {}, done);
                   })
            .has_value();
    }
    Result<std::string> get(const std::string& target) {
        return HostedCluster::wait<std::string>(
            [&](std::function<void(Result<std::string>)> done) { client->get(target, done); });
    }
    template <class Answer, class Question>
    std::optional<Answer> ask(const Question& question) {
        const auto body = get(network::targetOf(question));
        if (!body) {
            return std::nullopt;
        }
        const auto answer = network::diskAnswerOf(m_document, question, *body);
        return answer && std::holds_alternative<Answer>(*answer)
                   ? std::optional(std::get<Answer>(*answer))
                   : std::nullopt;
    }

    std::unique_ptr<NodeServer> server;
    std::unique_ptr<NodeClient> client;

private:
    QTemporaryDir m_directory;
    JsonDocument m_document;
};

/// There and back.
template <class Answer, class Question>
Answer carried(const Answer& answer, const Question& question) {
    JsonDocument document;
    const auto result = network::diskAnswerOf(document, question, network::jsonOf(answer));
    QUORATE_INVARIANT(result.has_value(), result.error().message);
    return std::get<Answer>(*result);
}

}  // namespace

class TestInspectRoutes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNodeTellsOfItsLog();
    void aNodeTellsOfItsState();
    void aNodeTellsWhatARestartWouldReadAndItDoes();
    void badQuestionsAreRefusedWithTheReason_data();
    void badQuestionsAreRefusedWithTheReason();
    void onlyGetIsAnswered();
    void questionsArriveAsTheyWere();
    void answersArriveAsTheyWere();
    void whatIsNoAnswerIsMalformed();
    void whoeverAskedHearsOfTheEnd();
    void cleanupTestCase() { m_node.reset(); }

private:
    std::unique_ptr<Served> m_node;  ///< that is asked badly
};

void TestInspectRoutes::aNodeTellsOfItsLog() {
    Served node;
    QVERIFY(node.put("user/1", "value"));
    const auto log = node.ask<LogAnswer>(LogQuestion());
    QVERIFY(log && log->isOpen);
    QCOMPARE(log->segments.size(), std::size_t{1});
    QVERIFY(log->segments.front().durableSize);
    const std::uint64_t last = node.server->host().status().applied.value();
    const auto records =
        node.ask<RecordsAnswer>(RecordsQuestion{1, RecordsQuestion::From::Entry, last, 10});
    QVERIFY(records && records->found);
    const LogRecord& found = records->records[*records->found - records->first];
    QCOMPARE(found.verb, std::string("put"));
    QCOMPARE(found.key, std::string("user/1"));
    QCOMPARE(found.bytes.size(), static_cast<std::size_t>(found.size));
    QVERIFY(!records->map.empty());
    QVERIFY(node.ask<SnapshotsAnswer>(SnapshotsQuestion()));
    const auto missing = node.get("/inspect/log/77");
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
}

void TestInspectRoutes::aNodeTellsOfItsState() {
    Served node;
    const std::string odd("a&=%\0\xff", 6);
    for (const std::string& key : {std::string("b"), odd, odd + "1"}) {
        QVERIFY(node.put(key, "value of " + key));
    }
    const auto state = node.ask<StateAnswer>(StateQuestion());
    QVERIFY(state);
    QCOMPARE(state->meta.keys, std::int64_t{3});
    QVERIFY(!state->stores.empty());
    const auto keys = node.ask<KeysAnswer>(KeysQuestion{odd, "", 1});
    QVERIFY(keys && keys->hasMore);
    QCOMPARE(keys->keyCount, std::uint64_t{3});
    QVERIFY(keys->keys.front().key == odd);
    QVERIFY(keys->keys.front().value == "value of " + odd);
    const auto changes = node.ask<ChangesAnswer>(ChangesQuestion{{0, 0}, 10});
    QVERIFY(changes);
    QCOMPARE(changes->changes.size(), std::size_t{3});
    QCOMPARE(changes->changes.front().key, std::string("b"));
}

void TestInspectRoutes::aNodeTellsWhatARestartWouldReadAndItDoes() {
    Served node;
    QVERIFY(node.put("key", "value"));
    const auto crash = node.ask<CrashAnswer>(CrashQuestion());
    QVERIFY(crash && !crash->refusal);
    QVERIFY(crash->durable);
    QVERIFY(crash->last.index == node.server->host().status().applied);
    QVERIFY(crash->hardState.vote == NodeId(1));
    const auto earlier = node.ask<CrashAnswer>(CrashQuestion{WalPosition{1, 512}});
    QVERIFY(earlier && earlier->last.index < crash->last.index);
}

void TestInspectRoutes::badQuestionsAreRefusedWithTheReason_data() {
    QTest::addColumn<QString>("target");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("names");
    const auto row = [](const char* target, ErrorCode code, const char* names) {
        QTest::newRow(target) << QString::fromLatin1(target) << static_cast<int>(code)
                              << QString::fromLatin1(names);
    };
    row("/inspect", ErrorCode::NotFound, "/inspect/log");
    row("/inspect/disk", ErrorCode::NotFound, "/inspect/log");
    row("/inspect/log/", ErrorCode::InvalidArgument, "segment");
    row("/inspect/log/x", ErrorCode::InvalidArgument, "segment");
    row("/inspect/log/1/2", ErrorCode::InvalidArgument, "segment");
    row("/inspect/log/-1", ErrorCode::InvalidArgument, "segment");
    row("/inspect/log/99999999999999999999", ErrorCode::InvalidArgument, "segment");
    row("/inspect/log/1?offset=x", ErrorCode::InvalidArgument, "offset");
    row("/inspect/log/1?offset=", ErrorCode::InvalidArgument, "offset");
    row("/inspect/log/1?offset=1&entry=2", ErrorCode::InvalidArgument, "one of");
    row("/inspect/log/1?limit=0", ErrorCode::InvalidArgument, "limit");
    row("/inspect/log/1?limit=1001", ErrorCode::InvalidArgument, "limit");
    row("/inspect/log/1?limit=1&limit=2", ErrorCode::InvalidArgument, "twice");
    row("/inspect/log?limit=1", ErrorCode::InvalidArgument, "limit");
    row("/inspect/keys?prefix=%", ErrorCode::InvalidArgument, "prefix");
    row("/inspect/keys?prefix=%zz", ErrorCode::InvalidArgument, "prefix");
    row("/inspect/keys?segment=1", ErrorCode::InvalidArgument, "segment");
    row("/inspect/revisions?from=-5", ErrorCode::InvalidArgument, "from");
    row("/inspect/recovery?segment=1", ErrorCode::InvalidArgument, "offset");
}

void TestInspectRoutes::badQuestionsAreRefusedWithTheReason() {
    QFETCH(const QString, target);
    QFETCH(const int, code);
    QFETCH(const QString, names);
    if (!m_node) {
        m_node = std::make_unique<Served>();
    }
    const auto refused = m_node->get(target.toStdString());
    QVERIFY(!refused);
    QCOMPARE(static_cast<int>(refused.error().code), code);
    QVERIFY2(QString::fromStdString(refused.error().message).contains(names),
             refused.error().message.c_str());
}

void TestInspectRoutes::onlyGetIsAnswered() {
    Served node;
    network::HttpCaller caller("127.0.0.1", node.server->clientPort());
    const auto answer = HostedCluster::wait<network::HttpAnswer>(
        [&](std::function<void(Result<network::HttpAnswer>)> done) {
            caller.ask({"POST", "/inspect/log", "{}", {}}, 5000, done);
        });
    QVERIFY(answer.has_value());
    QCOMPARE(answer->status, 405);
}

void TestInspectRoutes::questionsArriveAsTheyWere() {
    const std::string bytes("a/b c&=?%\0\xff", 11);
    const std::vector<DiskQuestion> questions{
        LogQuestion(),
        RecordsQuestion{7, RecordsQuestion::From::Number, 400, 100},
        RecordsQuestion{7, RecordsQuestion::From::Offset, 4096, 100},
        RecordsQuestion{7, RecordsQuestion::From::Entry, 12, 1000},
        SnapshotsQuestion(),
        StateQuestion(),
        KeysQuestion{bytes, bytes + "x", 17},
        KeysQuestion{},
        ChangesQuestion{{12, 3}, 17},
        CrashQuestion{},
        CrashQuestion{WalPosition{3, 512}}};
    for (const DiskQuestion& question : questions) {
        const std::string target = network::targetOf(question);
        const std::size_t mark = target.find('?');
        const auto arrived = network::questionOf(
            target.substr(0, mark), mark == std::string::npos ? "" : target.substr(mark + 1));
        QVERIFY2(arrived && *arrived == question, target.c_str());
    }
}

void TestInspectRoutes::answersArriveAsTheyWere() {
    LogAnswer log;
    log.isOpen = true;
    log.segments = {{{1, Index(1)}, 4096, 1000, std::uint64_t{0}},
                    {{2, Index(30)}, 4096, 77, std::nullopt}};
    QVERIFY(carried(log, LogQuestion()) == log);

    RecordsAnswer records;
    records.segment = log.segments.front();
    records.recordCount = 12;
    records.map = {{0, 512, WalRecordType::Head, Term(0)},
                   {512, 100, WalRecordType::Entry, Term(3)},
                   {612, 9, std::nullopt, Term(0)}};
    records.first = 3;
    records.found = 0;
    LogRecord entry;
    entry.offset = 512;
    entry.size = 100;
    entry.kind = WalRecordType::Entry;
    entry.entry = {Term(3), Index(9)};
    entry.entryType = raft::EntryType::ConfChangeV2;
    entry.verb = "put";
    entry.key = std::string("\0\xff\"", 3);
    entry.text = "entry 9 \"of\" term 3";
    entry.checksum = 0xfedcba98U;
    entry.bytes = std::string("\0\1\2\xff", 4);
    LogRecord state;
    state.kind = WalRecordType::HardState;
    state.hardState = {Term(3), NodeId(2), Index(8)};
    LogRecord damage;
    damage.text = "the checksum is wrong";
    records.records = {entry, state, damage};
    QVERIFY(carried(records, RecordsQuestion()) == records);

    SnapshotsAnswer snapshots;
    SnapshotSummary whole;
    whole.name = "a.snap";
    whole.kind = SnapshotSummary::Kind::Whole;
    whole.fileSize = 4711;
    whole.metadata = raft::SnapshotMetadata{
        Index(7), Term(2), {{NodeId(1), NodeId(2)}, {NodeId(3)}, {NodeId(4)}, {NodeId(5)}, true}};
    SnapshotSummary broken;
    broken.kind = SnapshotSummary::Kind::Broken;
    broken.error = Error(ErrorCode::Corrupted, "at byte 5");
    snapshots.snapshots = {whole, broken};
    const SnapshotsAnswer arrived = carried(snapshots, SnapshotsQuestion());
    QCOMPARE(arrived.snapshots.size(), std::size_t{2});
    QVERIFY(arrived.snapshots[0].metadata == whole.metadata);
    QCOMPARE(arrived.snapshots[0].fileSize, whole.fileSize);
    QVERIFY(arrived.snapshots[0].kind == whole.kind && !arrived.snapshots[0].error);
    QVERIFY(arrived.snapshots[1].kind == broken.kind && !arrived.snapshots[1].metadata);
    QCOMPARE(arrived.snapshots[1].error->message, broken.error->message);

    StateAnswer storeState;
    storeState.meta.applied = {12, 3};
    storeState.meta.revision = 9;
    storeState.meta.keys = 4;
    storeState.stores = {{"000001", {{2, 5000}, {0, 0}, {1, 7}}, 4096}};
    const StateAnswer gotState = carried(storeState, StateQuestion());
    QVERIFY(gotState.meta == storeState.meta);
    QVERIFY(gotState.stores == storeState.stores);

    StoredChange change{{5, 1}, true, std::string("k\0", 2), "v", 4000, 3, 2, -7};
    const KeysAnswer keys = carried(KeysAnswer{{change}, true, 12, 9}, KeysQuestion());
    QVERIFY(keys.keys == (std::vector<StoredChange>{change}));
    QVERIFY(keys.hasMore);
    QCOMPARE(keys.keyCount, std::uint64_t{12});
    const ChangesAnswer changes = carried(ChangesAnswer{{change}, false, 9, -1}, ChangesQuestion());
    QVERIFY(changes.changes == keys.keys);
    QCOMPARE(changes.compacted, std::int64_t{-1});

    CrashAnswer crash;
    crash.keeps = {1, 512};
    crash.written = {2, 1024};
    crash.durable = WalPosition{1, 600};
    crash.hardState = {Term(3), NodeId(2), Index(8)};
    crash.logStart = {Term(1), Index(2)};
    crash.last = {Term(3), Index(9)};
    crash.snapshot = {Term(1), Index(2)};
    crash.applied = EntryId();
    crash.findings = {"a torn end", "and \"more\""};
    crash.writtenState = {Term(4), NodeId(1), Index(9)};
    crash.writtenLast = {Term(4), Index(10)};
    const CrashAnswer gotCrash = carried(crash, CrashQuestion());
    QVERIFY(gotCrash.keeps == crash.keeps && gotCrash.written == crash.written &&
            gotCrash.durable == crash.durable && !gotCrash.refusal &&
            gotCrash.hardState == crash.hardState && gotCrash.logStart == crash.logStart &&
            gotCrash.last == crash.last && gotCrash.snapshot == crash.snapshot &&
            gotCrash.applied == crash.applied && gotCrash.findings == crash.findings &&
            gotCrash.writtenState == crash.writtenState &&
            gotCrash.writtenLast == crash.writtenLast);
    crash.refusal = Error(ErrorCode::Corrupted, "lost");
    crash.applied.reset();
    QCOMPARE(carried(crash, CrashQuestion()).refusal->message, std::string("lost"));
    QVERIFY(!carried(crash, CrashQuestion()).applied);
}

void TestInspectRoutes::whatIsNoAnswerIsMalformed() {
    JsonDocument document;
    for (const char* body : {"[]", "{\"segments\":7}", "{\"segments\":[{\"sequence\":\"x\"}]}",
                             "{\"open\":1}", "{", "\"text\""}) {
        const auto answer = network::diskAnswerOf(document, LogQuestion(), body);
        QVERIFY2(!answer && answer.error().code == ErrorCode::Malformed, body);
    }
    // What is not known is passed over, and nothing is all zeros.
    QVERIFY(network::diskAnswerOf(document, LogQuestion(), "{\"later\":[1,{}]}"));
}

void TestInspectRoutes::whoeverAskedHearsOfTheEnd() {
    Served node;
    std::optional<Result<DiskAnswer>> answer;
    node.server->host().inspector().ask(
        LogQuestion(), [&answer](Result<DiskAnswer> told) { answer = std::move(told); });
    node.client.reset();
    node.server.reset();
    QVERIFY(answer.has_value());
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestInspectRoutes)
#include "tst_inspect_routes.moc"
