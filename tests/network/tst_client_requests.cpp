// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <string>
#include <variant>
#include <vector>

#include "network/api/fault_messages.h"
#include "network/api/fault_requests.h"
#include "network/api/kv_requests.h"
#include "network/api/kv_responses.h"
#include "network/api/rpc_messages.h"
#include "network/client/cluster_answers.h"
#include "network/client/fault_calls.h"
#include "network/client/kv_answers.h"
#include "network/client/kv_calls.h"
#include "tests/network/json_text.h"

namespace quorate::network_tests {

using network::ArmedFault;
using network::JsonDocument;
using network::KvCall;
using network::LinkDirection;

namespace {

Bytes bytes(const std::string& text) {
    return Bytes::copyOf(text);
}

const std::string kOdd("\0\xff\"\\/ \n", 7);

kv::PutRequest fullPut() {
    return {bytes("key"), bytes(kOdd), {-3}, true, true, true};
}
kv::RangeRequest fullRange() {
    return {bytes("a"),
            bytes(std::string(1, '\0')),
            5,
            77,
            kv::SortOrder::Descending,
            kv::SortTarget::Mod,
            true,
            true,
            1,
            2,
            3,
            4};
}
kv::Compare compareOf(kv::CompareTarget target, kv::CompareResult result) {
    kv::Compare compare;
    compare.target = target;
    compare.result = result;
    compare.key = bytes("k");
    compare.rangeEnd = bytes("l");
    if (target == kv::CompareTarget::Value) {
        compare.value = bytes(kOdd);
    } else {
        compare.number = 1LL << 60U;
    }
    return compare;
}
kv::TxnRequest fullTxn() {
    kv::TxnRequest inner;
    inner.compares = {compareOf(kv::CompareTarget::Value, kv::CompareResult::NotEqual)};
    inner.success = {{kv::PutRequest()}, {kv::TxnRequest()}};
    kv::TxnRequest txn;
    txn.compares = {compareOf(kv::CompareTarget::Version, kv::CompareResult::Equal),
                    compareOf(kv::CompareTarget::Create, kv::CompareResult::Greater),
                    compareOf(kv::CompareTarget::Mod, kv::CompareResult::Less),
                    compareOf(kv::CompareTarget::Lease, kv::CompareResult::NotEqual)};
    txn.success = {{fullPut()}, {fullRange()}, {inner}};
    txn.failure = {{kv::DeleteRangeRequest{bytes("x"), bytes("y"), true}}};
    return txn;
}

std::string bodyOf(const kv::Command& command, const char* path) {
    const auto call = network::callOf(command);
    if (!call || call->path != path) {
        return "no call of " + std::string(path);
    }
    return call->body;
}

/// As the node writes it, but for the numbers of cluster, member and term.
template <class Response>
std::string answerOf(const Response& response) {
    std::string body;
    network::JsonWriter json(body);
    json.beginObject();
    network::writeHeader(json, {1, 2, response.revision, 3});
    network::write(json, response);
    json.endObject();
    return body;
}

template <class Response, class Request>
bool comesBack(const Response& response, const Request& request) {
    JsonDocument document;
    const auto decoded =
        network::decodeAnswer(document, kv::Command(request).index(), answerOf(response));
    return decoded && *decoded == kv::Response(response);
}

std::string linkFault(const std::string& body) {
    JsonDocument document;
    auto fault = network::decodeLinkFault(document, body);
    return fault ? std::string() : fault.reason();
}

}  // namespace

class TestClientRequests final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theServerReadsWhatTheClientWrites();
    void theServerReadsTransactions();
    void theServerReadsTheRestOfTheCommands();
    void theClientReadsWhatTheServerWrites();
    void requestsAreThoseOfEtcd();
    void answersOfEtcdAreRead();
    void anAnswerThatIsNoneIsRefused();
    void faultsComeBack();
    void faultsThatCannotBeAreRefused_data();
    void faultsThatCannotBeAreRefused();
};

void TestClientRequests::theServerReadsWhatTheClientWrites() {
    JsonDocument document;
    for (const kv::PutRequest& put : {fullPut(), kv::PutRequest()}) {
        auto decoded = network::decodePut(document, bodyOf(put, "/v3/kv/put"));
        QVERIFY(decoded);
        QVERIFY(*decoded == put);
    }
    for (const kv::RangeRequest& range : {fullRange(), kv::RangeRequest()}) {
        auto decoded = network::decodeRange(document, bodyOf(range, "/v3/kv/range"));
        QVERIFY(decoded);
        QVERIFY(decoded->range == range);
        QVERIFY(decoded->level == node::ReadLevel::Linearizable);
        const KvCall local = network::callOf(network::ReadRequest{range, node::ReadLevel::Local});
        QCOMPARE(local.path, std::string("/v3/kv/range"));
        auto serializable = network::decodeRange(document, local.body);
        QVERIFY(serializable);
        QVERIFY(serializable->range == range);
        QVERIFY(serializable->level == node::ReadLevel::Local);
    }
    const kv::DeleteRangeRequest remove{bytes("a"), bytes("b"), true};
    auto decoded = network::decodeDeleteRange(document, bodyOf(remove, "/v3/kv/deleterange"));
    QVERIFY(decoded);
    QVERIFY(*decoded == remove);
}

void TestClientRequests::theServerReadsTransactions() {
    JsonDocument document;
    auto txn = network::decodeTxn(document, bodyOf(fullTxn(), "/v3/kv/txn"));
    QVERIFY2(txn, txn ? "" : txn.reason().c_str());
    QVERIFY(txn->txn == fullTxn());
    auto empty = network::decodeTxn(document, bodyOf(kv::TxnRequest(), "/v3/kv/txn"));
    QVERIFY(empty);
    QVERIFY(empty->txn == kv::TxnRequest());
}

void TestClientRequests::theServerReadsTheRestOfTheCommands() {
    JsonDocument document;
    auto compact =
        network::decodeCompaction(document, bodyOf(kv::CompactRequest{99}, "/v3/kv/compaction"));
    QVERIFY(compact);
    QVERIFY(*compact == kv::CompactRequest{99});
    const kv::LeaseGrantRequest grant{{-1}, 60};
    auto granted = network::decodeLeaseGrant(document, bodyOf(grant, "/v3/lease/grant"));
    QVERIFY(granted);
    QVERIFY(*granted == grant);
    auto revoked =
        network::decodeLease(document, bodyOf(kv::LeaseRevokeRequest{{-1}}, "/v3/lease/revoke"));
    QVERIFY(revoked);
    QCOMPARE(revoked->id.value, std::int64_t{-1});
}

void TestClientRequests::theClientReadsWhatTheServerWrites() {
    const kv::KeyValue kv{bytes("key"), bytes(kOdd), 2, 9, 4, {-3}};
    const kv::PutResponse put{9, kv};
    const kv::RangeResponse range{9, {kv, {}}, true, 12};
    const kv::DeleteRangeResponse removed{9, 2, {kv}};
    kv::TxnResponse inner{0, true, {{put}}};
    kv::TxnResponse txn{9, true, {{put}, {range}, {removed}, {inner}}};
    QVERIFY(comesBack(put, kv::PutRequest()));
    QVERIFY(comesBack(kv::PutResponse{7, {}}, kv::PutRequest()));
    QVERIFY(comesBack(range, kv::RangeRequest()));
    QVERIFY(comesBack(removed, kv::DeleteRangeRequest()));
    QVERIFY(comesBack(txn, kv::TxnRequest()));
    QVERIFY(comesBack(kv::CompactResponse{8}, kv::CompactRequest()));
    QVERIFY(comesBack(kv::LeaseGrantResponse{8, {-3}, 60}, kv::LeaseGrantRequest()));
    QVERIFY(comesBack(kv::LeaseRevokeResponse{8}, kv::LeaseRevokeRequest()));
}

void TestClientRequests::requestsAreThoseOfEtcd() {
    kv::PutRequest put;
    put.key = bytes("foo");
    put.value = bytes("bar");
    put.lease = {5};
    QCOMPARE(bodyOf(put, "/v3/kv/put"), json("{'key':'Zm9v','value':'YmFy','lease':'5'}"));
    kv::TxnRequest txn;
    txn.compares = {compareOf(kv::CompareTarget::Mod, kv::CompareResult::Less)};
    txn.success = {{put}};
    QCOMPARE(bodyOf(txn, "/v3/kv/txn"),
             json("{'compare':[{'result':'LESS','target':'MOD','key':'aw==','range_end':'bA==',"
                  "'mod_revision':'1152921504606846976'}],'success':[{'request_put':{"
                  "'key':'Zm9v','value':'YmFy','lease':'5'}}]}"));
    QCOMPARE(network::callOf(network::ReadRequest{fullRange(), node::ReadLevel::Local}).body,
             json("{'key':'YQ==','range_end':'AA==','limit':'5','revision':'77',"
                  "'sort_order':'DESCEND','sort_target':'MOD','keys_only':true,'count_only':true,"
                  "'min_mod_revision':'1','max_mod_revision':'2','min_create_revision':'3',"
                  "'max_create_revision':'4','serializable':true}"));
}

void TestClientRequests::answersOfEtcdAreRead() {
    JsonDocument document;
    // etcd 3.4.23
    const auto range = network::decodeAnswer(
        document, 1,
        json("{'header':{'cluster_id':'14841639068965178418','member_id':'10276657743932975437',"
             "'revision':'2','raft_term':'2'},'kvs':[{'key':'Zm9v','create_revision':'2',"
             "'mod_revision':'2','version':'1','value':'YmFy'}],'count':'1'}"));
    QVERIFY(range);
    QVERIFY((*range == kv::Response(kv::RangeResponse{
                           2, {{bytes("foo"), bytes("bar"), 2, 2, 1, {}}}, false, 1})));
    const auto status = network::decodeStatus(
        document,
        json("{'header':{'cluster_id':'14841639068965178418','member_id':'10276657743932975437',"
             "'revision':'2','raft_term':'3'},'version':'3.4.23','dbSize':'20480',"
             "'leader':'10276657743932975437','raftIndex':'5','raftTerm':'3',"
             "'raftAppliedIndex':'4','dbSizeInUse':'16384'}"));
    QVERIFY(status);
    QCOMPARE(status->version, std::string("3.4.23"));
    QCOMPARE(status->header.cluster, std::uint64_t{14841639068965178418U});
    QCOMPARE(status->leader.value(), std::uint64_t{10276657743932975437U});
    QCOMPARE(status->term.value(), std::uint64_t{3});
    QCOMPARE(status->committed.value(), std::uint64_t{5});
    QCOMPARE(status->applied.value(), std::uint64_t{4});
    QCOMPARE(status->databaseBytes, std::uint64_t{20480});
    QCOMPARE(status->databaseBytesInUse, std::uint64_t{16384});
    const auto members = network::decodeMembers(
        document,
        json("{'header':{'cluster_id':'14841639068965178418','member_id':'10276657743932975437',"
             "'raft_term':'2'},'members':[{'ID':'10276657743932975437','name':'default',"
             "'peerURLs':['http://localhost:2380'],'clientURLs':['http://localhost:2379']},"
             "{'ID':'7','peerURLs':['http://localhost:9','http://localhost:8'],"
             "'isLearner':true}]}"));
    QVERIFY(members);
    QCOMPARE(members->size(), std::size_t{2});
    QCOMPARE(members->at(0).name, std::string("default"));
    QCOMPARE(members->at(0).clientUrl, std::string("http://localhost:2379"));
    QCOMPARE(members->at(1).id.value(), std::uint64_t{7});
    QCOMPARE(members->at(1).peerUrl, std::string("http://localhost:9"));
    QVERIFY(members->at(1).isLearner);
    const auto kept = network::decodeKeptAlive(
        document, json("{'result':{'header':{'revision':'2'},'ID':'7','TTL':'10'}}"));
    QCOMPARE(kept.value_or(0), std::int64_t{10});
}

void TestClientRequests::anAnswerThatIsNoneIsRefused() {
    JsonDocument document;
    for (const char* body :
         {"", "[]", "7", "{'header':[]}", "{'header':{'revision':'x'}}", "{'responses':[{}]}",
          "{'responses':[{'response_put':3}]}", "{'succeeded':'yes'}"}) {
        const auto answer =
            network::decodeAnswer(document, kv::Command(kv::TxnRequest()).index(), json(body));
        QVERIFY2(!answer, body);
        QVERIFY(answer.error().code == ErrorCode::Malformed);
    }
    QVERIFY(!network::decodeStatus(document, "nothing"));
    QVERIFY(!network::decodeMembers(document, json("{'members':[{'ID':{}}]}")));
    QVERIFY(!network::decodeAdded(document, "{}"));
    const auto gone = network::decodeKeptAlive(document, json("{'result':{'ID':'7'}}"));
    QVERIFY(!gone);
    QVERIFY(gone.error().code == ErrorCode::NotFound);
}

void TestClientRequests::faultsComeBack() {
    JsonDocument document;
    auto cut = network::decodeLinkFault(
        document,
        network::cutBody(raft::NodeId(3), LinkDirection::FromPeer, false, {0, "me", true}));
    QVERIFY2(cut, cut ? "" : cut.reason().c_str());
    QCOMPARE(cut->peer.value(), std::uint64_t{3});
    QVERIFY(cut->direction == LinkDirection::FromPeer);
    QVERIFY(cut->cut == false);
    QVERIFY(cut->terms.forMs == std::uint64_t{0});
    QCOMPARE(cut->terms.owner, std::string("me"));
    QVERIFY(cut->terms.isQuiet);
    QVERIFY(!cut->rules);

    const std::vector<observe::LinkRule> rules{
        {raft::MessageType::PreVoteResp, {1'000'000, 2, 3, 4, 5'000'000'000}}, {{}, {}}};
    const auto isSame = [&rules](const std::vector<observe::LinkRule>& others) {
        return others.size() == 2 && others[0].type == rules[0].type &&
               others[0].condition == rules[0].condition && !others[1].type &&
               others[1].condition == rules[1].condition;
    };
    auto ruled = network::decodeLinkFault(document, network::rulesBody(raft::NodeId(3), rules, {}));
    QVERIFY2(ruled, ruled ? "" : ruled.reason().c_str());
    QVERIFY(ruled->rules && isSame(*ruled->rules));
    QVERIFY(!ruled->terms.forMs && ruled->terms.owner.empty() && !ruled->cut);
    auto none = network::decodeLinkFault(document, network::rulesBody(raft::NodeId(3), {}, {}));
    QVERIFY(none);
    QVERIFY(none->rules && none->rules->empty());

    const stage::DiskFault full{stage::DiskFault::Kind::Full, 0};
    auto disk = network::decodeDiskFault(document, network::diskBody(full, true, {5, "me", false}));
    QVERIFY2(disk, disk ? "" : disk.reason().c_str());
    QVERIFY(disk->fault == full && disk->isOn);
    QVERIFY(disk->terms.forMs == std::uint64_t{5} && disk->terms.owner == "me");
    auto cured = network::decodeDiskFault(document, network::diskBody(full, false, {}));
    QVERIFY(cured && !cured->isOn && cured->fault.kind == full.kind);
    auto held = network::decodeHold(document, network::holdBody("me", 1500));
    QVERIFY(held && held->owner == "me" && held->ttlMs == 1500);

    ArmedFault armed[3];
    armed[0].peer = raft::NodeId(2);
    armed[0].direction = LinkDirection::FromPeer;
    armed[1].kind = ArmedFault::Kind::Rules;
    armed[1].peer = raft::NodeId(2);
    armed[1].rules = rules;
    armed[1].leftMs = 0;
    armed[2].kind = ArmedFault::Kind::Disk;
    armed[2].disk = full;
    armed[2].owner = "me";
    std::string list;
    network::JsonWriter writer(list);
    writer.beginObject();
    writer.beginArray("faults");
    for (const ArmedFault& fault : armed) {
        writer.beginElement();
        network::writeFault(writer, fault);
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    const auto read = network::decodeFaults(document, list);
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    QCOMPARE(read->size(), std::size_t{3});
    QVERIFY(read->at(2).kind == ArmedFault::Kind::Disk && read->at(2).disk == full);
    QCOMPARE(read->at(2).owner, std::string("me"));
    QVERIFY(read->at(0).kind == ArmedFault::Kind::Cut);
    QVERIFY(read->at(0).direction == LinkDirection::FromPeer);
    QVERIFY(!read->at(0).leftMs);
    QVERIFY(read->at(1).kind == ArmedFault::Kind::Rules);
    QVERIFY(isSame(read->at(1).rules));
    QVERIFY(read->at(1).leftMs == std::uint64_t{0});
    QVERIFY(!network::decodeFaults(document, json("{'faults':[{'rules':7}]}")));
}

void TestClientRequests::faultsThatCannotBeAreRefused_data() {
    QTest::addColumn<QString>("body");
    QTest::newRow("nothing") << "";
    QTest::newRow("no JSON") << "cut!";
    QTest::newRow("a list") << "[]";
    QTest::newRow("no peer") << "{'cut':true}";
    QTest::newRow("nobody") << "{'peer':0,'cut':true}";
    QTest::newRow("a storage thread") << "{'peer':'18446744073709551615','cut':true}";
    QTest::newRow("nothing to do") << "{'peer':2}";
    QTest::newRow("a word for a flag") << "{'peer':2,'cut':'yes'}";
    QTest::newRow("a direction that is none") << "{'peer':2,'cut':true,'direction':'up'}";
    QTest::newRow("a field that is none") << "{'peer':2,'cut':true,'form':5}";
    QTest::newRow("less than no time") << "{'peer':2,'cut':true,'forMs':-1}";
    QTest::newRow("rules that are none") << "{'peer':2,'rules':{}}";
    QTest::newRow("a rule that is none") << "{'peer':2,'rules':[7]}";
    QTest::newRow("a type that is none") << "{'peer':2,'rules':[{'type':'MsgWish'}]}";
    QTest::newRow("a type within a node") << "{'peer':2,'rules':[{'type':'MsgHup'}]}";
    QTest::newRow("more than all") << "{'peer':2,'rules':[{'lossMillionths':1000001}]}";
    QTest::newRow("too slow") << "{'peer':2,'rules':[{'maxDelayNs':600000000001}]}";
    QTest::newRow("a field of a rule that is none") << "{'peer':2,'rules':[{'loss':1}]}";
}

void TestClientRequests::faultsThatCannotBeAreRefused() {
    QFETCH(QString, body);
    QVERIFY(!linkFault(json(body.toStdString())).empty());
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestClientRequests)
#include "tst_client_requests.moc"
