// SPDX-License-Identifier: Apache-2.0
#include <QCoreApplication>
#include <QTest>

#include <string>

#include "tests/network/api_fixture.h"

namespace quorate::network_tests {

namespace {

/// A client that watches.
struct Watcher {
    Watcher(const ApiFixture& fixture, const std::string& body) : client(fixture.server->port()) {
        client.request("POST", "/v3/watch", body);
        isOpen = client.streamHead().has_value();
    }
    /// The next line, without what all of them have around it.
    std::string line() {
        const auto piece = client.chunk();
        if (!piece) {
            return "none";
        }
        std::string text = *piece;
        const std::string before = json("{'result':");
        const std::string after = "}\n";
        if (!text.starts_with(before) || !text.ends_with(after)) {
            return "malformed: " + text;
        }
        return text.substr(before.size(), text.size() - before.size() - after.size());
    }

    HttpClient client;
    bool isOpen{false};
};

std::string created(int revision, const std::string& id = {}) {
    return header(revision) + id + json(",'created':true}");
}

std::string put(const std::string& key, int created, int modified, int version,
                const std::string& value) {
    return json("{'kv':{'key':'") + key + json("','create_revision':'") + std::to_string(created) +
           json("','mod_revision':'") + std::to_string(modified) + json("','version':'") +
           std::to_string(version) + json("','value':'") + value + json("'}}");
}

}  // namespace

class TestApiWatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsChangesAsTheyHappen();
    void startsInThePast();
    void startsInTheFuture();
    void watchesAPrefixAndFilters();
    void tellsWhatWasThereBefore();
    void tellsACompactedStart();
    void numbersItsWatches();
    void refusesAnEmptyIntervalAndATakenNumber();
    void cancelsAWatchThatTheSameBodyCancels();
    void answersProgressRequests();
    void tellsProgressToThoseWhoAskedForIt();
    void readsAHugeChangeFromHistoryInPieces();
    void catchesUpAfterTheReaderWasBehind();
    void tellsACompactionThatASlowReaderMissed();
    void goesOnFromHistoryAfterASnapshot();
    void endsWithItsClient();
    void endsWithTheApi();
    void refusesABodyThatIsNoWatch();
};

void TestApiWatch::tellsChangesAsTheyHappen() {
    ApiFixture fixture;
    Watcher watcher(fixture, json("{'create_request':{'key':'Zm9v'}}"));
    QVERIFY(watcher.isOpen);
    QCOMPARE(watcher.line(), created(1));
    fixture.backend.put("foo", "bar");
    fixture.backend.put("other", "bar");
    fixture.backend.apply(kv::DeleteRangeRequest{Bytes::copyOf("foo"), {}, false});
    QCOMPARE(watcher.line(), header(2) + json(",'events':[") + put("Zm9v", 2, 2, 1, "YmFy") + "]}");
    QCOMPARE(
        watcher.line(),
        header(4) + json(",'events':[{'type':'DELETE','kv':{'key':'Zm9v','mod_revision':'4'}}]}"));
}

void TestApiWatch::startsInThePast() {
    ApiFixture fixture;
    for (int i = 2; i <= 40; ++i) {
        fixture.backend.put("foo", "v");
        fixture.backend.put("other", "v");
    }
    Watcher watcher(fixture, json("{'create_request':{'key':'Zm9v','start_revision':'3'}}"));
    QCOMPARE(watcher.line(), created(79));
    // Page by page, and then live, without a gap and without anything twice.
    std::string all;
    int expected = 4;
    while (expected <= 78) {
        const std::string line = watcher.line();
        QVERIFY(line.starts_with(header(79)));
        std::size_t at = 0;
        const std::string mark = json("'mod_revision':'");
        while ((at = line.find(mark, at)) != std::string::npos) {
            at += mark.size();
            QCOMPARE(std::stoi(line.substr(at)), expected);
            expected += 2;
        }
    }
    fixture.backend.put("foo", "bar");
    QCOMPARE(watcher.line(),
             header(80) + json(",'events':[") + put("Zm9v", 2, 80, 40, "YmFy") + "]}");
}

void TestApiWatch::startsInTheFuture() {
    ApiFixture fixture;
    Watcher watcher(fixture, json("{'create_request':{'key':'Zm9v','startRevision':4}}"));
    QCOMPARE(watcher.line(), created(1));
    fixture.backend.put("foo", "2");
    fixture.backend.put("foo", "3");
    fixture.backend.put("foo", "4");
    QCOMPARE(watcher.line(), header(4) + json(",'events':[") + put("Zm9v", 2, 4, 3, "NA==") + "]}");
}

void TestApiWatch::watchesAPrefixAndFilters() {
    ApiFixture fixture;
    Watcher puts(
        fixture,
        json("{'create_request':{'key':'Zg==','range_end':'Zw==','filters':['NODELETE']}}"));
    Watcher deletes(fixture,
                    json("{'create_request':{'key':'AA==','range_end':'AA==','filters':[0]}}"));
    QCOMPARE(puts.line(), created(1));
    QCOMPARE(deletes.line(), created(1));
    fixture.backend.put("foo", "bar");
    fixture.backend.put("g", "bar");
    fixture.backend.apply(kv::DeleteRangeRequest{Bytes::copyOf("foo"), {}, false});
    fixture.backend.put("f", "bar");
    QCOMPARE(puts.line(), header(2) + json(",'events':[") + put("Zm9v", 2, 2, 1, "YmFy") + "]}");
    QCOMPARE(puts.line(), header(5) + json(",'events':[") + put("Zg==", 5, 5, 1, "YmFy") + "]}");
    QVERIFY(deletes.line().find("DELETE") != std::string::npos);
}

void TestApiWatch::tellsWhatWasThereBefore() {
    ApiFixture fixture;
    fixture.backend.put("foo", "1");
    fixture.backend.put("foo", "2");
    Watcher watcher(fixture,
                    json("{'create_request':{'key':'Zm9v','prev_kv':true,'start_revision':3}}"));
    QCOMPARE(watcher.line(), created(3));
    const std::string first = put("Zm9v", 2, 3, 2, "Mg==");
    const std::string before = json(
        ",'prev_kv':{'key':'Zm9v','create_revision':'2','mod_revision':'2','version':'1',"
        "'value':'MQ=='}}");
    QCOMPARE(watcher.line(),
             header(3) + json(",'events':[") + first.substr(0, first.size() - 1) + before + "]}");
    fixture.backend.apply(kv::DeleteRangeRequest{Bytes::copyOf("foo"), {}, false});
    QVERIFY(watcher.line().find(json("'prev_kv':{'key':'Zm9v'")) != std::string::npos);
}

void TestApiWatch::tellsACompactedStart() {
    ApiFixture fixture;
    fixture.backend.put("foo", "1");
    fixture.backend.put("foo", "2");
    fixture.backend.apply(kv::CompactRequest{3});
    Watcher watcher(fixture, json("{'create_request':{'key':'Zm9v','start_revision':2}}"));
    QCOMPARE(watcher.line(), created(3));
    QCOMPARE(watcher.line(), header(3) + json(",'canceled':true,'compact_revision':'3'}"));
}

void TestApiWatch::numbersItsWatches() {
    ApiFixture fixture;
    Watcher watcher(fixture,
                    json("{'create_request':{'key':'YQ=='}}{'create_request':{'key':'Yg=='}}"
                         " {'create_request':{'key':'Yw==','watch_id':'7'}}"));
    QCOMPARE(watcher.line(), created(1));
    QCOMPARE(watcher.line(), created(1, json(",'watch_id':'1'")));
    QCOMPARE(watcher.line(), created(1, json(",'watch_id':'7'")));
    fixture.backend.put("c", "v");
    QCOMPARE(watcher.line(),
             header(2) + json(",'watch_id':'7','events':[") + put("Yw==", 2, 2, 1, "dg==") + "]}");
}

void TestApiWatch::refusesAnEmptyIntervalAndATakenNumber() {
    ApiFixture fixture;
    Watcher watcher(fixture, json("{'create_request':{'key':'eg==','range_end':'YQ=='}}"
                                  "{'create_request':{'key':'YQ==','watch_id':7}}"
                                  "{'create_request':{'key':'YQ==','watch_id':7}}"));
    const std::string refused =
        header(1) + json(",'watch_id':'-1','created':true,'canceled':true,");
    QCOMPARE(watcher.line(), refused + json("'cancel_reason':'mvcc: watcher range is empty'}"));
    QCOMPARE(watcher.line(), created(1, json(",'watch_id':'7'")));
    QCOMPARE(
        watcher.line(),
        refused + json("'cancel_reason':'mvcc: duplicate watch ID provided on the WatchStream'}"));
}

void TestApiWatch::cancelsAWatchThatTheSameBodyCancels() {
    ApiFixture fixture;
    Watcher watcher(fixture,
                    json("{'create_request':{'key':'YQ==','watch_id':7}}"
                         "{'create_request':{'key':'Yg=='}}"
                         "{'cancel_request':{'watch_id':'9'}}{'cancel_request':{'watch_id':'7'}}"));
    QCOMPARE(watcher.line(), created(1, json(",'watch_id':'7'")));
    QCOMPARE(watcher.line(), created(1));
    QCOMPARE(watcher.line(), header(1) + json(",'watch_id':'7','canceled':true}"));
    fixture.backend.put("a", "v");
    fixture.backend.put("b", "v");
    QCOMPARE(watcher.line(), header(3) + json(",'events':[") + put("Yg==", 3, 3, 1, "dg==") + "]}");
}

void TestApiWatch::answersProgressRequests() {
    ApiFixture fixture;
    Watcher watcher(fixture, json("{'create_request':{'key':'YQ=='}}{'progress_request':{}}"));
    QCOMPARE(watcher.line(), created(1));
    QCOMPARE(watcher.line(), header(1) + json(",'watch_id':'-1'}"));
}

void TestApiWatch::tellsProgressToThoseWhoAskedForIt() {
    network::ApiOptions options;
    options.watchProgressIntervalMs = 1;
    ApiFixture fixture(options);
    Watcher silent(fixture, json("{'create_request':{'key':'YQ=='}}"));
    Watcher watcher(fixture, json("{'create_request':{'key':'YQ==','progress_notify':true}}"));
    QCOMPARE(silent.line(), created(1));
    QCOMPARE(watcher.line(), created(1));
    QCOMPARE(watcher.line(), header(1) + "}");
    fixture.backend.put("other", "v");
    std::string line;
    while ((line = watcher.line()) == header(1) + "}") {
    }
    QCOMPARE(line, header(2) + "}");
    fixture.backend.put("a", "v");
    QCOMPARE(silent.line(), header(3) + json(",'events':[") + put("YQ==", 3, 3, 1, "dg==") + "]}");
}

void TestApiWatch::readsAHugeChangeFromHistoryInPieces() {
    ApiFixture fixture;
    constexpr int kKeys = 3000;
    for (int i = 0; i < kKeys; ++i) {
        fixture.backend.put("key" + std::to_string(i), "v");
    }
    Watcher watcher(
        fixture, json("{'create_request':{'key':'a2V5','range_end':'AA==','filters':['NOPUT']}}"));
    QCOMPARE(watcher.line(), created(kKeys + 1));
    fixture.backend.apply(
        kv::DeleteRangeRequest{Bytes::copyOf("key"), Bytes::copyOf(std::string(1, '\0')), false});
    int seen = 0;
    bool isWhole = false;
    while (!isWhole) {
        const std::string line = watcher.line();
        QVERIFY2(line.starts_with(header(kKeys + 2)), line.c_str());
        isWhole = line.find(json("'fragment':true")) == std::string::npos;
        for (std::size_t at = 0; (at = line.find("DELETE", at)) != std::string::npos; ++at) {
            ++seen;
        }
        QVERIFY(line.size() < 200'000);
    }
    QCOMPARE(seen, kKeys);
}

void TestApiWatch::catchesUpAfterTheReaderWasBehind() {
    network::HttpLimits limits;
    limits.maxUnsentBytes = 50'000;
    ApiFixture fixture({}, limits);
    Watcher watcher(fixture, json("{'create_request':{'key':'AA==','range_end':'AA=='}}"));
    QCOMPARE(watcher.line(), created(1));
    watcher.client.socket().setReadBufferSize(1000);
    constexpr int kChanges = 2000;
    const std::string value(5000, 'v');
    for (int i = 0; i < kChanges; ++i) {
        fixture.backend.put("key", value);
        if (i % 10 == 0) {
            QCoreApplication::processEvents();
        }
    }
    watcher.client.socket().setReadBufferSize(0);
    int expected = 2;
    while (expected <= kChanges + 1) {
        const std::string line = watcher.line();
        const std::string mark = json("'mod_revision':'");
        std::size_t at = line.find(mark);
        QVERIFY2(at != std::string::npos, line.substr(0, 200).c_str());
        for (; at != std::string::npos; at = line.find(mark, at)) {
            at += mark.size();
            QCOMPARE(std::stoi(line.substr(at)), expected);
            ++expected;
        }
    }
    fixture.backend.put("key", "live");
    QVERIFY(watcher.line().find("bGl2ZQ==") != std::string::npos);
}

void TestApiWatch::tellsACompactionThatASlowReaderMissed() {
    network::HttpLimits limits;
    limits.maxUnsentBytes = 50'000;
    ApiFixture fixture({}, limits);
    Watcher watcher(fixture, json("{'create_request':{'key':'AA==','range_end':'AA=='}}"));
    QCOMPARE(watcher.line(), created(1));
    watcher.client.socket().setReadBufferSize(1000);
    const std::string value(20'000, 'v');
    constexpr int kChanges = 1000;
    for (int i = 0; i < kChanges; ++i) {
        fixture.backend.put("key", value);
        QCoreApplication::processEvents();
    }
    fixture.backend.apply(kv::CompactRequest{kChanges + 1});
    watcher.client.socket().setReadBufferSize(0);
    std::string line;
    do {
        line = watcher.line();
    } while (line.find("events") != std::string::npos);
    QCOMPARE(line, header(kChanges + 1) + json(",'canceled':true,'compact_revision':'1001'}"));
}

void TestApiWatch::goesOnFromHistoryAfterASnapshot() {
    ApiFixture fixture;
    Watcher watcher(fixture, json("{'create_request':{'key':'YQ=='}}"));
    QCOMPARE(watcher.line(), created(1));
    fixture.backend.silence(true);
    fixture.backend.put("a", "v");
    fixture.backend.silence(false);
    fixture.backend.tellReplaced();
    QCOMPARE(watcher.line(), header(2) + json(",'events':[") + put("YQ==", 2, 2, 1, "dg==") + "]}");
    fixture.backend.put("a", "w");
    QCOMPARE(watcher.line(), header(3) + json(",'events':[") + put("YQ==", 2, 3, 2, "dw==") + "]}");
}

void TestApiWatch::endsWithItsClient() {
    ApiFixture fixture;
    {
        Watcher watcher(fixture, json("{'create_request':{'key':'YQ=='}}"));
        QCOMPARE(watcher.line(), created(1));
        QVERIFY(fixture.client.ask("GET", "/metrics")
                    .body.find("etcd_debugging_mvcc_watcher_total 1\n") != std::string::npos);
        watcher.client.close();
    }
    QVERIFY(QTest::qWaitFor([&] { return fixture.server->connectionCount() == 1; }));
    fixture.backend.put("a", "v");
    QVERIFY(
        fixture.client.ask("GET", "/metrics").body.find("etcd_debugging_mvcc_watcher_total 0\n") !=
        std::string::npos);
}

void TestApiWatch::endsWithTheApi() {
    ApiFixture fixture;
    Watcher watcher(fixture, json("{'create_request':{'key':'YQ=='}}"));
    QCOMPARE(watcher.line(), created(1));
    fixture.server->shutdown([] {});
    QCOMPARE(watcher.client.chunk().value_or("?"), std::string());
    QVERIFY(watcher.client.isClosed());
    fixture.api.reset();
    fixture.backend.put("a", "v");
}

void TestApiWatch::refusesABodyThatIsNoWatch() {
    ApiFixture fixture;
    QCOMPARE(fixture.post("/v3/watch", json("{'create_request':{'key':'x'}}")),
             error("illegal base64 data at input byte 0", 2));
    QCOMPARE(fixture.last.status, 500);
    fixture.post("/v3/watch", json("{'create_request':{'filters':['NOTHING']}}"));
    QCOMPARE(fixture.last.status, 500);
    fixture.post("/v3/watch", json("{'create_request':[]}"));
    QCOMPARE(fixture.last.status, 500);
    QCOMPARE(fixture.client.ask("GET", "/livez").status, 200);
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestApiWatch)
#include "tst_api_watch.moc"
