// SPDX-License-Identifier: Apache-2.0
#include "network/etcd/etcd_metrics.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "network/etcd/prometheus_text.h"

namespace quorate::network {

namespace {

/// Members are no more than a dozen; who names thousands is no etcd.
constexpr std::size_t kMostPeers = 1024;
constexpr std::size_t kMostBuckets = 256;

/// Doubles are whole up to here.
constexpr double kLargestWhole = 9007199254740992.0;

std::optional<std::uint64_t> countOf(double value) {
    return value >= 0 && value <= kLargestWhole ? std::optional(static_cast<std::uint64_t>(value))
                                                : std::nullopt;
}

void put(std::optional<std::uint64_t>& field, double value) {
    field = countOf(value);
}
void put(std::optional<std::int64_t>& field, double value) {
    field = std::abs(value) <= kLargestWhole ? std::optional(static_cast<std::int64_t>(value))
                                             : std::nullopt;
}
void put(std::optional<bool>& field, double value) {
    field = value != 0;
}
void put(std::optional<double>& field, double value) {
    field = std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// Members' ids stand there in hexadecimal.
std::optional<raft::NodeId> memberNamed(std::string_view text) {
    std::uint64_t id = 0;
    const char* end = text.data() + text.size();
    const auto [position, error] = std::from_chars(text.data(), end, id, 16);
    return error == std::errc() && position == end && id != 0 ? std::optional(raft::NodeId(id))
                                                              : std::nullopt;
}

void putBucket(LatencyBuckets& latency, const MetricSample& sample) {
    const std::string_view bound = sample.label("le");
    double seconds = INFINITY;
    if (bound != "+Inf") {
        const char* end = bound.data() + bound.size();
        const auto [position, error] = std::from_chars(bound.data(), end, seconds);
        if (error != std::errc() || position != end || std::isnan(seconds)) {
            return;
        }
    }
    const auto count = countOf(sample.value);
    if (count && latency.buckets.size() < kMostBuckets) {
        latency.buckets.push_back({seconds, *count});
    }
}

/// Of a histogram of this name; false if the sample is none.
bool putPart(std::optional<LatencyBuckets>& latency, std::string_view name,
             const MetricSample& sample) {
    if (!sample.name.starts_with(name)) {
        return false;
    }
    const std::string_view part = sample.name.substr(name.size());
    if (part != "_bucket" && part != "_count" && part != "_sum") {
        return false;
    }
    LatencyBuckets& known = latency ? *latency : latency.emplace();
    if (part == "_bucket") {
        putBucket(known, sample);
    } else if (part == "_count") {
        known.count = countOf(sample.value).value_or(0);
    } else {
        known.sumSeconds = std::isfinite(sample.value) ? sample.value : 0;
    }
    return true;
}

template <class T>
struct Field {
    std::string_view name;
    std::optional<T> EtcdMetrics::*field;
};

using Metrics = EtcdMetrics;

constexpr Field<std::uint64_t> kCounts[] = {
    {"etcd_server_proposals_committed_total", &Metrics::proposalsCommitted},
    {"etcd_server_proposals_applied_total", &Metrics::proposalsApplied},
    {"etcd_server_proposals_pending", &Metrics::proposalsPending},
    {"etcd_server_proposals_failed_total", &Metrics::proposalsFailed},
    {"etcd_server_leader_changes_seen_total", &Metrics::leaderChanges},
    {"etcd_server_slow_apply_total", &Metrics::slowApplies},
    {"etcd_server_slow_read_indexes_total", &Metrics::slowReadIndexes},
    {"etcd_server_read_indexes_failed_total", &Metrics::failedReadIndexes},
    {"etcd_server_heartbeat_send_failures_total", &Metrics::heartbeatSendFailures},
    {"etcd_server_quota_backend_bytes", &Metrics::quotaBytes},
    {"etcd_mvcc_db_total_size_in_bytes", &Metrics::databaseBytes},
    {"etcd_mvcc_db_total_size_in_use_in_bytes", &Metrics::databaseBytesInUse},
    {"etcd_debugging_mvcc_keys_total", &Metrics::keys},
    {"etcd_debugging_mvcc_watcher_total", &Metrics::watchers},
    {"etcd_debugging_mvcc_slow_watcher_total", &Metrics::slowWatchers},
    {"etcd_network_client_grpc_received_bytes_total", &Metrics::clientReceivedBytes},
    {"etcd_network_client_grpc_sent_bytes_total", &Metrics::clientSentBytes},
    {"process_resident_memory_bytes", &Metrics::residentBytes},
    {"process_open_fds", &Metrics::openFiles}};
constexpr Field<bool> kFlags[] = {{"etcd_server_has_leader", &Metrics::hasLeader},
                                  {"etcd_server_is_leader", &Metrics::isLeader},
                                  {"etcd_server_is_learner", &Metrics::isLearner}};
constexpr Field<double> kTimes[] = {{"process_cpu_seconds_total", &Metrics::cpuSeconds},
                                    {"process_start_time_seconds", &Metrics::startTimeSeconds}};
constexpr Field<std::int64_t> kRevisions[] = {
    {"etcd_debugging_mvcc_compact_revision", &Metrics::compactRevision}};
constexpr Field<LatencyBuckets> kLatencies[] = {
    {"etcd_disk_wal_fsync_duration_seconds", &Metrics::walFsync},
    {"etcd_disk_backend_commit_duration_seconds", &Metrics::backendCommit},
    {"etcd_snap_fsync_duration_seconds", &Metrics::snapshotFsync}};

template <class T, std::size_t size>
bool putNamed(EtcdMetrics& metrics, const Field<T> (&fields)[size], const MetricSample& sample) {
    for (const Field<T>& field : fields) {
        if (field.name == sample.name) {
            put(metrics.*field.field, sample.value);
            return true;
        }
    }
    return false;
}

void putOfPeer(EtcdMetrics& metrics, const MetricSample& sample) {
    constexpr std::string_view kNetwork = "etcd_network_";
    if (!sample.name.starts_with(kNetwork)) {
        return;
    }
    std::optional<raft::NodeId> member;
    for (const std::string_view label : {"To", "From", "Remote"}) {
        if (const auto named = memberNamed(sample.label(label))) {
            member = named;
        }
    }
    if (!member || (metrics.peers.count(*member) == 0 && metrics.peers.size() == kMostPeers)) {
        return;
    }
    const std::string_view name = sample.name.substr(kNetwork.size());
    EtcdMetrics::Peer& peer = metrics.peers[*member];
    if (name == "peer_sent_bytes_total") {
        put(peer.sentBytes, sample.value);
    } else if (name == "peer_received_bytes_total") {
        put(peer.receivedBytes, sample.value);
    } else if (name == "active_peers") {
        put(peer.isActive, sample.value);
    } else {
        putPart(peer.roundTrip, "etcd_network_peer_round_trip_time_seconds", sample);
    }
}

void putSample(EtcdMetrics& metrics, const MetricSample& sample) {
    if (putNamed(metrics, kCounts, sample) || putNamed(metrics, kFlags, sample) ||
        putNamed(metrics, kTimes, sample) || putNamed(metrics, kRevisions, sample)) {
        return;
    }
    for (const Field<LatencyBuckets>& field : kLatencies) {
        if (putPart(metrics.*field.field, field.name, sample)) {
            return;
        }
    }
    putOfPeer(metrics, sample);
}

void sortBuckets(std::optional<LatencyBuckets>& latency) {
    if (latency) {
        std::stable_sort(latency->buckets.begin(), latency->buckets.end(),
                         [](const auto& a, const auto& b) { return a.seconds < b.seconds; });
    }
}

}  // namespace

Result<EtcdMetrics> etcdMetricsIn(std::string_view text) {
    EtcdMetrics metrics;
    const auto read = readPrometheusText(
        text, [&metrics](const MetricSample& sample) { putSample(metrics, sample); });
    if (!read) {
        return read.error();
    }
    for (const Field<LatencyBuckets>& field : kLatencies) {
        sortBuckets(metrics.*field.field);
    }
    for (auto& [member, peer] : metrics.peers) {
        sortBuckets(peer.roundTrip);
    }
    return metrics;
}

}  // namespace quorate::network
