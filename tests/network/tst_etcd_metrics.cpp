// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cmath>
#include <string>
#include <vector>

#include "network/etcd/etcd_metrics.h"
#include "network/etcd/prometheus_text.h"

namespace quorate::network_tests {

using network::EtcdMetrics;
using network::LatencyBuckets;
using network::MetricSample;
using raft::NodeId;

namespace {

/// As "name|label=value|number".
std::vector<std::string> samplesIn(const std::string& text) {
    std::vector<std::string> found;
    const auto read = network::readPrometheusText(text, [&](const MetricSample& sample) {
        std::string line(sample.name);
        for (const MetricSample::Label& label : sample.labels) {
            line += "|" + std::string(label.name) + "=" + label.value;
        }
        found.push_back(line + "|" + QByteArray::number(sample.value).toStdString());
    });
    if (!read) {
        found.push_back(read.error().message);
    }
    return found;
}

bool isNear(const std::optional<double>& value, double expected) {
    return value && std::abs(*value - expected) < 1e-9;
}

}  // namespace

class TestEtcdMetrics final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void samplesWithLabelsAndTimes();
    void linesThatAreNoneAreNamed_data();
    void linesThatAreNoneAreNamed();
    void limitsHold();
    void quantilesLieWithinTheirBucket();
    void whatCameSince();
    void theMetricsThatMatter();
    void numbersThatCannotBeAreNotThere();
};

void TestEtcdMetrics::samplesWithLabelsAndTimes() {
    const std::vector<std::string> expected{
        "a|1",   "b_total|x=y|2.5", "c|l=a\"b\\c\nd|-0.25", "d|p=1|q=|1000", "e|nan",
        "f|inf", "g|-inf",          "h:x|le=+Inf|3",        "spaced|k=v|7"};
    QCOMPARE(samplesIn("# HELP a Something {odd.\n"
                       "# TYPE a counter\n"
                       "a 1\n"
                       "\n"
                       "b_total{x=\"y\"} 2.5 1700000000000\n"
                       "c{l=\"a\\\"b\\\\c\\nd\"} -2.5e-1\r\n"
                       "d{p=\"1\",q=\"\",} +1e3\n"
                       "e NaN\n"
                       "f +Inf\n"
                       "g -Inf\n"
                       "h:x{le=\"+Inf\"} 3\n"
                       "  spaced { k = \"v\" } \t 7"),
             expected);
    QVERIFY(samplesIn("").empty());
}

void TestEtcdMetrics::linesThatAreNoneAreNamed_data() {
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char* line, const char* says) {
        QTest::newRow(line) << QByteArray(line) << QByteArray(says);
    };
    row("{}", "does not begin with a name");
    row("a", "has no number");
    row("a x", "has no number");
    row("a +-1", "has no number");
    row("a 1x", "has no number");
    row("a 1 2 3", "more follows");
    row("a{", "a label has no name");
    row("a{b} 1", "a label has no name");
    row("a{b=1} 1", "no value in quotes");
    row("a{b=\"1} 1", "no value in quotes");
    row("a{b=\"1\\", "no value in quotes");
    row("a{b=\"1\" c=\"2\"} 1", "labels do not end");
    row("<html>", "does not begin with a name");
}

void TestEtcdMetrics::linesThatAreNoneAreNamed() {
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, says);
    const auto found = samplesIn("ok 1\n# x\n" + line.toStdString() + "\nlater 2\n");
    QCOMPARE(found.size(), std::size_t{2});
    QVERIFY2(found[1].starts_with("line 3 of the metrics: ") &&
                 found[1].find(says.toStdString()) != std::string::npos,
             found[1].c_str());
}

void TestEtcdMetrics::limitsHold() {
    QCOMPARE(samplesIn("a{b=\"" + std::string(70'000, 'x') + "\"} 1").back(),
             std::string("line 1 of the metrics: it is too long"));
    std::string labels;
    for (int i = 0; i < 65; ++i) {
        labels += "l" + std::to_string(i) + "=\"\",";
    }
    QVERIFY(samplesIn("a{" + labels + "} 1").back().find("too many labels") != std::string::npos);
    const auto large = network::readPrometheusText(
        std::string(network::kMostMetricsBytes + 1, '\n'), [](const MetricSample& /*none*/) {});
    QVERIFY(!large);
    QVERIFY(large.error().code == ErrorCode::TooLarge);
}

void TestEtcdMetrics::quantilesLieWithinTheirBucket() {
    LatencyBuckets latency;
    QVERIFY(!latency.quantile(0.5));
    QVERIFY(!latency.mean());
    latency.buckets = {{0.001, 50}, {0.002, 90}, {0.004, 99}, {INFINITY, 100}};
    latency.count = 100;
    latency.sumSeconds = 0.2;
    QVERIFY(isNear(latency.quantile(0.5), 0.001));
    QVERIFY(isNear(latency.quantile(0.25), 0.0005));
    QVERIFY(isNear(latency.quantile(0.7), 0.0015));
    QVERIFY(isNear(latency.quantile(0.99), 0.004));
    QVERIFY(isNear(latency.quantile(0.999), 0.004));  // the highest that is known
    QVERIFY(isNear(latency.quantile(1), 0.004));
    QVERIFY(isNear(latency.quantile(0), 0));
    QVERIFY(isNear(latency.mean(), 0.002));
    latency.buckets = {{INFINITY, 100}};
    QVERIFY(!latency.quantile(0.5));
    // What cannot be does no harm.
    latency.buckets = {{0.001, 50}, {0.002, 10}, {INFINITY, 60}};
    QVERIFY(latency.quantile(0.9));
}

void TestEtcdMetrics::whatCameSince() {
    const LatencyBuckets before{{{0.001, 1}, {INFINITY, 2}}, 2, 0.5};
    const LatencyBuckets after{{{0.001, 5}, {INFINITY, 7}}, 7, 0.75};
    QVERIFY((after.since(before) == LatencyBuckets{{{0.001, 4}, {INFINITY, 5}}, 5, 0.25}));
    QVERIFY(before.since(after) == before);  // it has started anew
    const LatencyBuckets others{{{0.002, 1}, {INFINITY, 2}}, 2, 0.5};
    QVERIFY(after.since(others) == after);
}

void TestEtcdMetrics::theMetricsThatMatter() {
    const auto metrics = network::etcdMetricsIn(
        "etcd_disk_wal_fsync_duration_seconds_bucket{le=\"0.001\"} 28\n"
        "etcd_disk_wal_fsync_duration_seconds_bucket{le=\"+Inf\"} 32\n"
        "etcd_disk_wal_fsync_duration_seconds_bucket{le=\"0.002\"} 30\n"
        "etcd_disk_wal_fsync_duration_seconds_sum 0.027827533999999998\n"
        "etcd_disk_wal_fsync_duration_seconds_count 32\n"
        "etcd_disk_backend_commit_duration_seconds_count 6\n"
        "etcd_server_proposals_committed_total 33\n"
        "etcd_server_proposals_applied_total 32\n"
        "etcd_server_proposals_pending 1\n"
        "etcd_server_proposals_failed_total 4\n"
        "etcd_server_leader_changes_seen_total 5\n"
        "etcd_server_has_leader 1\n"
        "etcd_server_is_leader 0\n"
        "etcd_server_slow_apply_total 6\n"
        "etcd_server_quota_backend_bytes 2.147483648e+09\n"
        "etcd_debugging_mvcc_compact_revision -1\n"
        "process_start_time_seconds 1.79579e+09\n"
        "etcd_network_peer_round_trip_time_seconds_bucket{To=\"b0ddc896e1316ca3\",le=\"0.0001\"} "
        "2\n"
        "etcd_network_peer_round_trip_time_seconds_bucket{To=\"b0ddc896e1316ca3\",le=\"+Inf\"} 2\n"
        "etcd_network_peer_round_trip_time_seconds_count{To=\"b0ddc896e1316ca3\"} 2\n"
        "etcd_network_active_peers{Local=\"14a88e56eb1a9e33\",Remote=\"b0ddc896e1316ca3\"} 1\n"
        "etcd_network_peer_sent_bytes_total{To=\"980cf23d15912912\"} 4281\n"
        "etcd_network_peer_received_bytes_total{From=\"980cf23d15912912\"} 3550\n"
        "etcd_network_peer_received_bytes_total{From=\"0\"} 1\n"
        "go_goroutines 100\n");
    QVERIFY(metrics);
    QVERIFY(metrics->walFsync);
    QCOMPARE(metrics->walFsync->count, std::uint64_t{32});
    QCOMPARE(metrics->walFsync->buckets.size(), std::size_t{3});
    QVERIFY(isNear(metrics->walFsync->quantile(0.5), 0.001 * 16 / 28));
    QVERIFY(isNear(metrics->walFsync->mean(), 0.027827533999999998 / 32));
    QCOMPARE(metrics->backendCommit->count, std::uint64_t{6});
    QVERIFY(metrics->proposalsCommitted == 33U);
    QVERIFY(metrics->proposalsApplied == 32U);
    QVERIFY(metrics->proposalsPending == 1U);
    QVERIFY(metrics->proposalsFailed == 4U);
    QVERIFY(metrics->leaderChanges == 5U);
    QVERIFY(metrics->hasLeader == true);
    QVERIFY(metrics->isLeader == false);
    QVERIFY(!metrics->isLearner);
    QVERIFY(metrics->slowApplies == 6U);
    QVERIFY(metrics->quotaBytes == 2147483648U);
    QVERIFY(metrics->compactRevision == -1);
    QVERIFY(isNear(metrics->startTimeSeconds, 1.79579e+09));
    QCOMPARE(metrics->peers.size(), std::size_t{2});
    const EtcdMetrics::Peer& near = metrics->peers.at(NodeId(0xb0ddc896e1316ca3U));
    QCOMPARE(near.roundTrip->count, std::uint64_t{2});
    QVERIFY(near.isActive == true);
    QVERIFY(!near.sentBytes);
    const EtcdMetrics::Peer& far = metrics->peers.at(NodeId(0x980cf23d15912912U));
    QVERIFY(far.sentBytes == 4281U);
    QVERIFY(far.receivedBytes == 3550U);
    QVERIFY(!far.roundTrip);
}

void TestEtcdMetrics::numbersThatCannotBeAreNotThere() {
    const auto metrics = network::etcdMetricsIn(
        "etcd_server_proposals_pending -1\n"
        "etcd_server_proposals_failed_total NaN\n"
        "etcd_server_leader_changes_seen_total 1e300\n"
        "process_cpu_seconds_total +Inf\n"
        "etcd_disk_wal_fsync_duration_seconds_bucket{le=\"x\"} 1\n"
        "etcd_disk_wal_fsync_duration_seconds_bucket{le=\"1\"} NaN\n");
    QVERIFY(metrics);
    QVERIFY(!metrics->proposalsPending);
    QVERIFY(!metrics->proposalsFailed);
    QVERIFY(!metrics->leaderChanges);
    QVERIFY(!metrics->cpuSeconds);
    QVERIFY(metrics->walFsync->buckets.empty());
    QVERIFY(!metrics->walFsync->quantile(0.5));
    QVERIFY(!network::etcdMetricsIn("<html>"));
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestEtcdMetrics)
#include "tst_etcd_metrics.moc"
