// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <string>

#include "tests/network/api_fixture.h"

namespace quorate::network_tests {

class TestApiKv : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void putAnswersWithAHeader();
    void putAnswersWithThePreviousValueWhereAsked();
    void readsFieldsInBothSpellings();
    void readsNumbersAsStringsAndAsNumbers();
    void refusesAPutAsEtcdDoes_data();
    void refusesAPutAsEtcdDoes();
    void takesWhatEtcdTakes_data();
    void takesWhatEtcdTakes();
    void rangeAnswersWithKeysAndCount();
    void rangeAnswersNothingForAKeyThatIsNotThere();
    void rangeTakesEverythingThatBoundsIt();
    void rangeReadsThePast();
    void serializableRangesAreLocal();
    void deleteRangeAnswersWithWhatItRemoved();
    void txnTakesTheBranchThatItsComparesChoose();
    void txnComparesWithEveryTarget_data();
    void txnComparesWithEveryTarget();
    void txnAnswersOneThatOnlyReadsWithoutTheLog();
    void txnRefusesWhatItCannotDo_data();
    void txnRefusesWhatItCannotDo();
    void compactionForgetsThePast();
    void refusesTooManyOperations();
    void answersInTheOrderOfRequestsWhenTheBackendIsSlow();
    void tellsWhatTheBackendSays_data();
    void tellsWhatTheBackendSays();
    void requestsOutliveTheApi();
    void knowsTheOlderPrefix();
    void refusesUnknownPathsAndMethods();
    void refusesAValueThatIsTooLarge();
    void plainPutGetAndDelete();
    void plainPathsArePercentEncoded();
    void plainRefusals_data();
    void plainRefusals();
    void plainConfigurationChanges();
};

void TestApiKv::putAnswersWithAHeader() {
    ApiFixture fixture;
    QVERIFY(fixture.isListening);
    QCOMPARE(fixture.post("/v3/kv/put", json("{'key':'Zm9v','value':'YmFy'}")), header(2) + "}");
    QCOMPARE(fixture.last.status, 200);
    QCOMPARE(fixture.last.fields.at("content-type"), std::string("application/json"));
    QCOMPARE(fixture.client.ask("GET", "/kv/foo").body, std::string("bar"));
}

void TestApiKv::putAnswersWithThePreviousValueWhereAsked() {
    ApiFixture fixture;
    fixture.post("/v3/kv/put", json("{'key':'Zm9v','value':'YmFy'}"));
    QCOMPARE(fixture.post("/v3/kv/put", json("{'key':'Zm9v','value':'eHg=','prev_kv':true}")),
             header(3) +
                 json(",'prev_kv':{'key':'Zm9v','create_revision':'2','mod_revision':'2',") +
                 json("'version':'1','value':'YmFy'}}"));
    QCOMPARE(fixture.post("/v3/kv/put", json("{'key':'bmV3','prev_kv':true}")), header(4) + "}");
}

void TestApiKv::readsFieldsInBothSpellings() {
    ApiFixture fixture;
    fixture.backend.put("foo", "bar");
    QVERIFY(fixture.post("/v3/kv/put", json("{'key':'Zm9v','ignoreValue':true,'prevKv':true}"))
                .find("prev_kv") != std::string::npos);
    QCOMPARE(fixture.client.ask("GET", "/kv/foo").body, std::string("bar"));
    QCOMPARE(fixture.post("/v3/kv/range",
                          json("{'key':'YQ==','rangeEnd':'eg==','countOnly':true,"
                               "'sortOrder':'DESCEND','sortTarget':'MOD','maxModRevision':1}")),
             header(3) + json(",'count':'1'}"));
}

void TestApiKv::readsNumbersAsStringsAndAsNumbers() {
    ApiFixture fixture;
    fixture.post("/v3/lease/grant", json("{'TTL':'100','ID':'77'}"));
    fixture.post("/v3/lease/grant", json("{'TTL':100,'ID':-9223372036854775808}"));
    QCOMPARE(fixture.last.status, 200);
    QCOMPARE(fixture.post("/v3/kv/put", json("{'key':'Zm9v','lease':77}")), header(2) + "}");
    QCOMPARE(fixture.post("/v3/kv/put", json("{'key':'Zm9v','lease':'-9223372036854775808'}")),
             header(3) + "}");
    QVERIFY(fixture.post("/v3/kv/range", json("{'key':'Zm9v'}"))
                .find(json("'lease':'-9223372036854775808'}")) != std::string::npos);
}

void TestApiKv::refusesAPutAsEtcdDoes_data() {
    QTest::addColumn<std::string>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("message");
    QTest::addColumn<int>("code");
    const auto row = [](const char* name, const std::string& body, int status,
                        const std::string& message,
                        int code) { QTest::newRow(name) << body << status << message << code; };
    row("no key", json("{'value':'YmFy'}"), 400, "etcdserver: key is not provided", 3);
    row("nothing", "", 400, "etcdserver: key is not provided", 3);
    row("null", "null", 400, "etcdserver: key is not provided", 3);
    row("bad padding", json("{'key':'Zm9','value':'YmFy'}"), 400,
        "illegal base64 data at input byte 0", 3);
    row("a blank in Base64", json("{'key':'Zm 9v'}"), 400, "illegal base64 data at input byte 2",
        3);
    row("value with ignore_value", json("{'key':'Zm9v','ignore_value':true,'value':'YQ=='}"), 400,
        "etcdserver: value is provided", 3);
    row("lease with ignore_lease", json("{'key':'Zm9v','ignore_lease':true,'lease':'1'}"), 400,
        "etcdserver: lease is provided", 3);
    row("ignore_lease without a key", json("{'key':'bm9uZQ==','ignore_lease':true}"), 400,
        "etcdserver: key not found", 3);
    row("no such lease", json("{'key':'Zm9v','lease':'77'}"), 404,
        "etcdserver: requested lease not found", 5);
    row("a fraction", json("{'key':'Zm9v','lease':77.5}"), 400,
        "json: cannot unmarshal number 77.5 into Go value of type int64", 3);
    row("too large a number", json("{'key':'Zm9v','lease':9223372036854775808}"), 400,
        "json: cannot unmarshal number 9223372036854775808 into Go value of type int64", 3);
    row("a flag in quotes", json("{'key':'Zm9v','prev_kv':'true'}"), 400,
        "json: cannot unmarshal string into Go value of type bool", 3);
    row("a number as key", json("{'key':1}"), 400,
        "json: cannot unmarshal number into Go value of type []uint8", 3);
    row("an array", "[]", 400,
        "json: cannot unmarshal array into Go value of type map[string]json.RawMessage", 3);
    row("a string", json("'text'"), 400,
        "json: cannot unmarshal string into Go value of type map[string]json.RawMessage", 3);
    row("no JSON", "{bad", 400, "invalid JSON at byte 1: Missing a name for object member.", 3);
    row("half of it", json("{'key':'Zm9v'"), 400,
        "invalid JSON at byte 13: Missing a comma or '}' after an object member.", 3);
    row("too deep", std::string(100, '['), 400, "invalid JSON at byte 65: Nested too deeply.", 3);
}

void TestApiKv::refusesAPutAsEtcdDoes() {
    QFETCH(std::string, body);
    QFETCH(int, status);
    QFETCH(std::string, message);
    QFETCH(int, code);
    ApiFixture fixture;
    QCOMPARE(fixture.post("/v3/kv/put", body), error(message, code));
    QCOMPARE(fixture.last.status, status);
    QCOMPARE(fixture.last.fields.at("content-type"), std::string("application/json"));
    // Nothing was done, and the connection goes on.
    QCOMPARE(fixture.post("/v3/kv/range", json("{'key':'Zm9v'}")), header(1) + "}");
}

void TestApiKv::takesWhatEtcdTakes_data() {
    QTest::addColumn<std::string>("body");
    QTest::newRow("an unknown field") << json("{'key':'Zm9v','unknown':[1,{'a':2}]}");
    QTest::newRow("null fields") << std::string(
        json("{'key':'Zm9v','value':null,'lease':null,'prev_kv':null}"));
    QTest::newRow("something behind it") << json("{'key':'Zm9v'} trailing");
    QTest::newRow("the same field twice") << json("{'key':'YQ==','key':'Zm9v'}");
    QTest::newRow("blanks") << std::string(" {\n\t\"key\" : \"Zm9v\"\r\n} ");
    QTest::newRow("escapes") << json("{'k\\u0065y':'\\u005am9v'}");
    QTest::newRow("an end of line in Base64") << json("{'key':'Zm\\n9v'}");
}

void TestApiKv::takesWhatEtcdTakes() {
    QFETCH(std::string, body);
    ApiFixture fixture;
    QCOMPARE(fixture.post("/v3/kv/put", body), header(2) + "}");
    QCOMPARE(fixture.client.ask("GET", "/kv/foo").status, 200);
}

void TestApiKv::rangeAnswersWithKeysAndCount() {
    ApiFixture fixture;
    fixture.backend.put("foo", "bar");
    fixture.backend.put("foo", std::string("\0\xFF", 2));
    fixture.backend.put("fop", "");
    QCOMPARE(fixture.post("/v3/kv/range", json("{'key':'Zm9v'}")),
             header(4) + json(",'kvs':[{'key':'Zm9v','create_revision':'2','mod_revision':'3',") +
                 json("'version':'2','value':'AP8='}],'count':'1'}"));
    QCOMPARE(fixture.post("/v3/kv/range", json("{'key':'AA==','range_end':'AA==','limit':1,"
                                               "'sort_order':'DESCEND','sort_target':'MOD'}")),
             header(4) + json(",'kvs':[{'key':'Zm9w','create_revision':'4','mod_revision':'4',") +
                 json("'version':'1'}],'more':true,'count':'2'}"));
}

void TestApiKv::rangeAnswersNothingForAKeyThatIsNotThere() {
    ApiFixture fixture;
    QCOMPARE(fixture.post("/v3/kv/range", json("{'key':'Zm9v'}")), header(1) + "}");
    QCOMPARE(fixture.post("/v3/kv/range", json("{'key':'Zm9v','range_end':'AA=='}")),
             header(1) + "}");
}

void TestApiKv::rangeTakesEverythingThatBoundsIt() {
    ApiFixture fixture;
    for (const char* key : {"a", "b", "c", "d"}) {
        fixture.backend.put(key, "v");
    }
    const std::string all = json("'key':'YQ==','range_end':'AA=='");
    const auto keysOf = [&](const std::string& more) {
        const std::string body = fixture.post("/v3/kv/range", "{" + all + more + "}");
        std::string keys;
        for (std::size_t at = body.find(json("'key':'")); at != std::string::npos;
             at = body.find(json("'key':'"), at + 1)) {
            keys += body.substr(at + 7, 2);
        }
        return keys;
    };
    QCOMPARE(keysOf(""), std::string("YQYgYwZA"));
    QCOMPARE(keysOf(json(",'limit':'2'")), std::string("YQYg"));
    QCOMPARE(keysOf(json(",'sort_order':2")), std::string("ZAYwYgYQ"));
    QCOMPARE(keysOf(json(",'sort_order':'DESCEND','sort_target':'CREATE'")),
             std::string("ZAYwYgYQ"));
    QCOMPARE(keysOf(json(",'min_mod_revision':'4'")), std::string("YwZA"));
    QCOMPARE(keysOf(json(",'max_mod_revision':3")), std::string("YQYg"));
    QCOMPARE(keysOf(json(",'min_create_revision':3,'max_create_revision':'4'")),
             std::string("YgYw"));
    QCOMPARE(keysOf(json(",'count_only':true")), std::string());
    QVERIFY(fixture.post("/v3/kv/range", json("{'key':'YQ==','keys_only':true}")).find("value") ==
            std::string::npos);
    QCOMPARE(
        fixture.post("/v3/kv/range", json("{'key':'YQ==','sort_order':'FOO'}")),
        error(json("unknown value \\'FOO\\' for enum etcdserverpb.RangeRequest_SortOrder"), 3));
    QCOMPARE(fixture.post("/v3/kv/range", json("{'key':'YQ==','sort_target':5}")),
             error("unknown value 5 for enum etcdserverpb.RangeRequest_SortTarget", 3));
    QCOMPARE(fixture.post("/v3/kv/range", "{}"), error("etcdserver: key is not provided", 3));
}

void TestApiKv::rangeReadsThePast() {
    ApiFixture fixture;
    fixture.backend.put("foo", "old");
    fixture.backend.put("foo", "new");
    QVERIFY(fixture.post("/v3/kv/range", json("{'key':'Zm9v','revision':'2'}")).find("b2xk") !=
            std::string::npos);
    QCOMPARE(fixture.post("/v3/kv/range", json("{'key':'Zm9v','revision':1000}")),
             error("etcdserver: mvcc: required revision is a future revision", 11));
    QCOMPARE(fixture.last.status, 400);
}

void TestApiKv::serializableRangesAreLocal() {
    ApiFixture fixture;
    fixture.post("/v3/kv/range", json("{'key':'Zm9v'}"));
    fixture.post("/v3/kv/range", json("{'key':'Zm9v','serializable':true}"));
    QVERIFY(fixture.backend.reads ==
            (std::vector{node::ReadLevel::Linearizable, node::ReadLevel::Local}));
}

void TestApiKv::deleteRangeAnswersWithWhatItRemoved() {
    ApiFixture fixture;
    fixture.backend.put("a", "1");
    fixture.backend.put("b", "2");
    fixture.backend.put("c", "3");
    QCOMPARE(fixture.post("/v3/kv/deleterange", json("{'key':'YQ==','prev_kv':true}")),
             header(5) + json(",'deleted':'1','prev_kvs':[{'key':'YQ==','create_revision':'2',") +
                 json("'mod_revision':'2','version':'1','value':'MQ=='}]}"));
    QCOMPARE(fixture.post("/v3/kv/deleterange", json("{'key':'YQ=='}")), header(5) + "}");
    QCOMPARE(fixture.post("/v3/kv/deleterange", json("{'key':'YQ==','rangeEnd':'eg=='}")),
             header(6) + json(",'deleted':'2'}"));
}

void TestApiKv::txnTakesTheBranchThatItsComparesChoose() {
    ApiFixture fixture;
    fixture.backend.put("foo", "bar");
    const std::string txn = json(
        "{'compare':[{'key':'Zm9v','target':'CREATE','createRevision':'2','result':'EQUAL'}],"
        "'success':[{'requestPut':{'key':'Zm9v','value':'YmF6'}},"
        "{'request_range':{'key':'Zm9v'}},{'request_delete_range':{'key':'eA=='}},"
        "{'request_txn':{'success':[{'request_range':{'key':'Zm9v'}}]}}],"
        "'failure':[{'requestRange':{'key':'Zm9v'}}]}");
    const std::string kv = json(
        "'kvs':[{'key':'Zm9v','create_revision':'2','mod_revision':'3','version':'2',"
        "'value':'YmF6'}],'count':'1'");
    const std::string inner = json("{'header':{'revision':'3'}");
    QCOMPARE(fixture.post("/v3/kv/txn", txn),
             header(3) + json(",'succeeded':true,'responses':[{'response_put':") + inner +
                 json("}},{'response_range':") + inner + "," + kv +
                 json("}},{'response_delete_range':") + inner +
                 json("}},{'response_txn':{'header':{},'succeeded':true,'responses':["
                      "{'response_range':") +
                 inner + "," + kv + "}}]}}]}");
    QCOMPARE(fixture.post("/v3/kv/txn",
                          json("{'compare':[{'key':'Zm9v','target':'VALUE','value':'eHg='}],"
                               "'failure':[{'requestPut':{'key':'YQ=='}}]}")),
             header(4) + json(",'responses':[{'response_put':{'header':{'revision':'4'}}}]}"));
    QCOMPARE(fixture.post("/v3/kv/txn", "{}"), header(4) + json(",'succeeded':true}"));
}

void TestApiKv::txnComparesWithEveryTarget_data() {
    QTest::addColumn<std::string>("compare");
    QTest::addColumn<bool>("holds");
    QTest::newRow("version") << json("'version':'2'") << true;
    QTest::newRow("version by name") << json("'target':'VERSION','version':2") << true;
    QTest::newRow("greater") << json("'result':'GREATER','version':1") << true;
    QTest::newRow("less") << json("'result':2,'version':2") << false;
    QTest::newRow("not equal") << json("'result':'NOT_EQUAL','version':2") << false;
    QTest::newRow("create") << json("'target':1,'create_revision':2") << true;
    QTest::newRow("mod") << json("'target':'MOD','modRevision':'3'") << true;
    QTest::newRow("value") << json("'target':'VALUE','value':'bmV3'") << true;
    QTest::newRow("lease") << json("'target':'LEASE','lease':'0'") << true;
    QTest::newRow("of another target") << json("'target':'MOD','version':'3'") << false;
    QTest::newRow("of an interval")
        << json("'target':'MOD','mod_revision':'3','range_end':'AA=='") << true;
}

void TestApiKv::txnComparesWithEveryTarget() {
    QFETCH(std::string, compare);
    QFETCH(bool, holds);
    ApiFixture fixture;
    fixture.backend.put("foo", "old");
    fixture.backend.put("foo", "new");
    const std::string answer =
        fixture.post("/v3/kv/txn", json("{'compare':[{'key':'Zm9v',") + compare + "}]}");
    QCOMPARE(fixture.last.status, 200);
    QCOMPARE(answer.find(json("'succeeded':true")) != std::string::npos, holds);
}

void TestApiKv::txnAnswersOneThatOnlyReadsWithoutTheLog() {
    ApiFixture fixture;
    fixture.backend.put("foo", "bar");
    const auto proposals = fixture.backend.proposals;
    const std::string read = json("{'request_range':{'key':'Zm9v','serializable':true}}");
    const std::string range = json(
        "{'response_range':{'header':{'revision':'2'},'kvs':[{'key':'Zm9v',"
        "'create_revision':'2','mod_revision':'2','version':'1','value':'YmFy'}],'count':'1'}}");
    QCOMPARE(fixture.post("/v3/kv/txn",
                          json("{'compare':[{'key':'Zm9v','version':'1'}],'success':[") + read +
                              json(",{'request_txn':{'failure':[{}],'success':[") + read + "]}}]}"),
             error("etcdserver: key not found", 3));
    QCOMPARE(fixture.post("/v3/kv/txn",
                          json("{'compare':[{'key':'Zm9v','version':'1'}],'success':[") + read +
                              json(",{'request_txn':{'success':[") + read + "]}}]}"),
             header(2) + json(",'succeeded':true,'responses':[") + range +
                 json(",{'response_txn':{'header':{},'succeeded':true,'responses':[") + range +
                 "]}}]}");
    QCOMPARE(fixture.backend.proposals, proposals);
    QVERIFY(fixture.backend.reads.back() == node::ReadLevel::Local);
    fixture.post("/v3/kv/txn", json("{'success':[{'request_range':{'key':'Zm9v'}}]}"));
    QVERIFY(fixture.backend.reads.back() == node::ReadLevel::Linearizable);
    QCOMPARE(fixture.post("/v3/kv/txn",
                          json("{'success':[{'request_range':{'key':'Zm9v','revision':9}}]}")),
             error("etcdserver: mvcc: required revision is a future revision", 11));
}

void TestApiKv::txnRefusesWhatItCannotDo_data() {
    QTest::addColumn<std::string>("body");
    QTest::addColumn<std::string>("message");
    QTest::newRow("an operation of no kind")
        << json("{'success':[{}]}") << std::string("etcdserver: key not found");
    QTest::newRow("a compare without a key")
        << json("{'compare':[{}]}") << std::string("etcdserver: key is not provided");
    QTest::newRow("the same key twice")
        << std::string(json("{'success':[{'request_put':{'key':'YQ=='}},"
                            "{'request_put':{'key':'YQ=='}}]}"))
        << std::string("etcdserver: duplicate key given in txn request");
    QTest::newRow("an unknown result")
        << json("{'compare':[{'key':'YQ==','result':'SAME'}]}")
        << json("unknown value \\'SAME\\' for enum etcdserverpb.Compare_CompareResult");
    QTest::newRow("no list")
        << json("{'success':{}}")
        << std::string("json: cannot unmarshal object into Go value of type []json.RawMessage");
}

void TestApiKv::txnRefusesWhatItCannotDo() {
    QFETCH(std::string, body);
    QFETCH(std::string, message);
    ApiFixture fixture;
    QCOMPARE(fixture.post("/v3/kv/txn", body), error(message, 3));
    QCOMPARE(fixture.last.status, 400);
}

void TestApiKv::compactionForgetsThePast() {
    ApiFixture fixture;
    fixture.backend.put("foo", "1");
    fixture.backend.put("foo", "2");
    QCOMPARE(fixture.post("/v3/kv/compaction", json("{'revision':'3','physical':true}")),
             header(3) + "}");
    QCOMPARE(fixture.post("/v3/kv/compaction", json("{'revision':3}")),
             error("etcdserver: mvcc: required revision has been compacted", 11));
    QCOMPARE(fixture.post("/v3/kv/range", json("{'key':'Zm9v','revision':2}")),
             error("etcdserver: mvcc: required revision has been compacted", 11));
}

void TestApiKv::refusesTooManyOperations() {
    network::ApiOptions options;
    options.maxTxnOperations = 2;
    ApiFixture fixture(options);
    const std::string read = json("{'request_range':{'key':'Zm9v'}}");
    const std::string put = json("{'request_put':{'key':'Zm9v'}}");
    QCOMPARE(
        fixture.post("/v3/kv/txn", json("{'success':[") + read + "," + read + "]}").substr(0, 9),
        json("{'header'"));
    QCOMPARE(
        fixture.post("/v3/kv/txn", json("{'success':[") + read + "," + read + "," + read + "]}"),
        error("etcdserver: too many operations in txn request", 3));
    QCOMPARE(
        fixture.post("/v3/kv/txn", json("{'success':[") + put + "," + read + "," + read + "]}"),
        error("etcdserver: too many operations in txn request", 3));
}

void TestApiKv::answersInTheOrderOfRequestsWhenTheBackendIsSlow() {
    ApiFixture fixture;
    fixture.backend.hold();
    fixture.client.request("POST", "/v3/kv/put", json("{'key':'Zm9v','value':'YmFy'}"));
    fixture.client.request("GET", "/livez");
    fixture.client.request("POST", "/v3/kv/range", json("{'key':'Zm9v'}"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.backend.held() == 2; }));
    fixture.backend.release();
    QCOMPARE(fixture.client.response()->body, header(2) + "}");
    QCOMPARE(fixture.client.response()->body, std::string("ok\n"));
    QVERIFY(fixture.client.response()->body.find("YmFy") != std::string::npos);
}

void TestApiKv::tellsWhatTheBackendSays_data() {
    QTest::addColumn<int>("errorCode");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("code");
    QTest::addColumn<std::string>("message");
    const auto row = [](const char* name, ErrorCode errorCode, int status, int code,
                        const char* message) {
        QTest::newRow(name) << static_cast<int>(errorCode) << status << code
                            << std::string(message);
    };
    row("dropped", ErrorCode::ProposalDropped, 503, 14, "the reason");
    row("unknown", ErrorCode::Unknown, 503, 14, "the reason");
    row("failed", ErrorCode::NodeFailed, 503, 14, "the reason");
    row("busy", ErrorCode::Busy, 429, 8, "etcdserver: too many requests");
    row("too large", ErrorCode::TooLarge, 400, 3, "etcdserver: request is too large");
    row("not now", ErrorCode::FailedPrecondition, 412, 9, "the reason");
    row("not found", ErrorCode::NotFound, 404, 5, "the reason");
    row("corrupted", ErrorCode::Corrupted, 500, 15, "the reason");
}

void TestApiKv::tellsWhatTheBackendSays() {
    QFETCH(int, errorCode);
    QFETCH(int, status);
    QFETCH(int, code);
    QFETCH(std::string, message);
    ApiFixture fixture;
    fixture.backend.failWith(Error(static_cast<ErrorCode>(errorCode), "the reason"));
    QCOMPARE(fixture.post("/v3/kv/put", json("{'key':'Zm9v'}")), error(message, code));
    QCOMPARE(fixture.last.status, status);
    QCOMPARE(fixture.post("/v3/kv/range", json("{'key':'Zm9v'}")), error(message, code));
    QCOMPARE(fixture.client.ask("PUT", "/kv", "a=b").body, message + "\n");
    QCOMPARE(fixture.client.ask("GET", "/kv/a").status, status);
}

void TestApiKv::requestsOutliveTheApi() {
    ApiFixture fixture;
    fixture.backend.hold();
    fixture.client.request("POST", "/v3/kv/put", json("{'key':'Zm9v'}"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.backend.held() == 1; }));
    fixture.server->shutdown([] {});
    fixture.api.reset();
    fixture.backend.release();
    QCOMPARE(fixture.client.response()->body, header(2) + "}");
}

void TestApiKv::knowsTheOlderPrefix() {
    ApiFixture fixture;
    QCOMPARE(fixture.post("/v3beta/kv/put", json("{'key':'Zm9v'}")), header(2) + "}");
}

void TestApiKv::refusesUnknownPathsAndMethods() {
    ApiFixture fixture;
    QCOMPARE(fixture.post("/v3/nothing", "{}"), std::string("Not Found\n"));
    QCOMPARE(fixture.last.status, 404);
    QCOMPARE(fixture.client.ask("GET", "/v3/kv/put").status, 405);
    const ClientResponse refused = fixture.client.ask("POST", "/kv", "a=b");
    QCOMPARE(refused.status, 405);
    QCOMPARE(refused.fields.at("allow"), std::string("GET, PUT, DELETE"));
    QCOMPARE(fixture.client.ask("PATCH", "/kv", "a=b").status, 405);
    QCOMPARE(fixture.client.ask("OPTIONS", "*").status, 404);
}

void TestApiKv::refusesAValueThatIsTooLarge() {
    ApiFixture fixture;
    QCOMPARE(fixture.client.ask("PUT", "/kv/large", std::string(2'500'000, 'x')).body,
             std::string("etcdserver: request is too large\n"));
    QCOMPARE(fixture.client.ask("PUT", "/kv/large", std::string(4'000'000, 'x')).status, 413);
    HttpClient next(fixture.server->port());
    QCOMPARE(next.ask("PUT", "/kv/large", std::string(1'500'000, 'x')).status, 200);
    QCOMPARE(next.ask("GET", "/kv/large").body.size(), std::size_t{1'500'000});
}

void TestApiKv::plainPutGetAndDelete() {
    ApiFixture fixture;
    HttpClient& client = fixture.client;
    const ClientResponse put = client.ask("PUT", "/kv", "key1=val1=more");
    QCOMPARE(put.status, 200);
    QCOMPARE(put.body, std::string());
    QCOMPARE(client.ask("GET", "/kv/key1").body, std::string("val1=more"));
    QCOMPARE(client.ask("GET", "/kv", "key1").body, std::string("val1=more"));
    QCOMPARE(client.ask("GET", "/kv", "key1\n").body, std::string("val1=more"));
    QCOMPARE(client.ask("GET", "/kv/key2").status, 404);
    QCOMPARE(client.ask("GET", "/kv/key2").body, std::string("there is no key key2\n"));
    QCOMPARE(client.ask("DELETE", "/kv/key1").status, 200);
    QCOMPARE(client.ask("DELETE", "/kv/key1").status, 404);
    QCOMPARE(client.ask("PUT", "/kv/a/b", "raw\n").status, 200);
    QCOMPARE(client.ask("GET", "/kv/a/b").body, std::string("raw\n"));
    QCOMPARE(client.ask("GET", "/kv/a/b").fields.at("x-content-type-options"),
             std::string("nosniff"));
    QCOMPARE(client.ask("PUT", "/kv", "empty=").status, 200);
    QCOMPARE(client.ask("GET", "/kv/empty").status, 200);
}

void TestApiKv::plainPathsArePercentEncoded() {
    ApiFixture fixture;
    fixture.backend.put("a b/%", "found");
    QCOMPARE(fixture.client.ask("GET", "/kv/a%20b/%25").body, std::string("found"));
    QCOMPARE(fixture.client.ask("GET", "/kv/a%2").status, 400);
    QCOMPARE(fixture.client.ask("GET", "/kv/a%zz").status, 400);
}

void TestApiKv::plainRefusals_data() {
    QTest::addColumn<std::string>("method");
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("body");
    QTest::newRow("no equals sign")
        << std::string("PUT") << std::string("/kv") << std::string("key1");
    QTest::newRow("no key") << std::string("PUT") << std::string("/kv") << std::string("=v");
    QTest::newRow("get of nothing") << std::string("GET") << std::string("/kv") << std::string();
    QTest::newRow("get of no key") << std::string("GET") << std::string("/kv/") << std::string();
    QTest::newRow("delete of nothing")
        << std::string("DELETE") << std::string("/kv") << std::string();
    QTest::newRow("no number") << std::string("POST") << std::string("/conf")
                               << std::string("x=http://localhost:1");
    QTest::newRow("number zero") << std::string("POST") << std::string("/conf")
                                 << std::string("0=http://localhost:1");
    QTest::newRow("no URL") << std::string("POST") << std::string("/conf") << std::string("4");
    QTest::newRow("another scheme")
        << std::string("POST") << std::string("/conf") << std::string("4=ftp://localhost:1");
    QTest::newRow("no port") << std::string("POST") << std::string("/conf")
                             << std::string("4=http://localhost");
    QTest::newRow("a large port") << std::string("POST") << std::string("/conf")
                                  << std::string("4=http://localhost:99999");
    QTest::newRow("a path") << std::string("POST") << std::string("/conf")
                            << std::string("4=http://localhost:1/x");
    QTest::newRow("removing nobody")
        << std::string("DELETE") << std::string("/conf") << std::string();
    QTest::newRow("removing with a URL")
        << std::string("DELETE") << std::string("/conf") << std::string("1=http://localhost:1");
}

void TestApiKv::plainRefusals() {
    QFETCH(std::string, method);
    QFETCH(std::string, path);
    QFETCH(std::string, body);
    ApiFixture fixture;
    const ClientResponse response = fixture.client.ask(method, path, body);
    QCOMPARE(response.status, 400);
    QVERIFY(response.body.size() > 10);
    QCOMPARE(fixture.backend.memberList.size(), std::size_t{1});
}

void TestApiKv::plainConfigurationChanges() {
    ApiFixture fixture;
    HttpClient& client = fixture.client;
    const ClientResponse added = client.ask("POST", "/conf", "4=http://localhost:2384");
    QCOMPARE(added.status, 204);
    QCOMPARE(fixture.backend.memberList.back().id.value(), 4U);
    QCOMPARE(fixture.backend.memberList.back().peerUrl, std::string("http://localhost:2384"));
    QCOMPARE(client.ask("POST", "/conf", "4=http://localhost:2384").status, 412);
    QCOMPARE(client.ask("DELETE", "/conf", "4").status, 204);
    QCOMPARE(client.ask("DELETE", "/conf", "4").status, 404);
    QCOMPARE(fixture.backend.memberList.size(), std::size_t{1});
    QCOMPARE(client.ask("POST", "/conf", "5=http://[::1]:2385\n").status, 204);
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestApiKv)
#include "tst_api_kv.moc"
