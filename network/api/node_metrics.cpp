// SPDX-License-Identifier: Apache-2.0
#include "network/api/node_metrics.h"

#include <vector>

namespace quorate::network {

namespace {

/// The bounds that etcd has for disks: 1 ms to 8 s.
std::vector<double> diskBounds() {
    return Histogram::exponential(0.001, 2, 14);
}

/// Those that it has for peers: 0.1 ms to 3 s.
std::vector<double> roundTripBounds() {
    return Histogram::exponential(0.0001, 2, 16);
}

std::string labelOf(const char* name, raft::NodeId node) {
    return std::string(name) + "=\"" + std::to_string(node.value()) + '"';
}

double asDouble(std::uint64_t value) {
    return static_cast<double>(value);
}

}  // namespace

NodeMetrics::NodeMetrics(Metrics& metrics)
    : m_metrics(metrics),
      m_hasLeader(metrics.gauge("etcd_server_has_leader", "Whether a leader is known: 1 or 0.")),
      m_isLeader(metrics.gauge("etcd_server_is_leader", "Whether this node leads: 1 or 0.")),
      m_isLearner(
          metrics.gauge("etcd_server_is_learner", "Whether this node has no vote: 1 or 0.")),
      m_committed(metrics.counter("etcd_server_proposals_committed_total",
                                  "The commit index, as far as this node knows.")),
      m_applied(metrics.counter("etcd_server_proposals_applied_total", "The applied index.")),
      m_pending(metrics.gauge("etcd_server_proposals_pending",
                              "Proposals of this node's clients that are under way.")),
      m_databaseBytes(metrics.gauge("etcd_mvcc_db_total_size_in_bytes",
                                    "Size of the key space on disk in bytes.")),
      m_databaseBytesInUse(metrics.gauge("etcd_mvcc_db_total_size_in_use_in_bytes",
                                         "The same: there are no free pages.")),
      m_revision(metrics.gauge("etcd_debugging_mvcc_current_revision",
                               "The revision of what is applied.")),
      m_compacted(metrics.gauge("etcd_debugging_mvcc_compact_revision",
                                "The revision before which nothing can be read.")),
      m_firstIndex(metrics.gauge("quorate_log_first_index", "The first entry in the log.")),
      m_lastIndex(metrics.gauge("quorate_log_last_index", "The last entry in the log.")),
      m_snapshotIndex(
          metrics.gauge("quorate_snapshot_index", "The last entry in the newest snapshot.")),
      m_hasFailed(metrics.gauge("quorate_node_failed", "Whether the node stopped: 1 or 0.")),
      leaderChanges(metrics.counter("etcd_server_leader_changes_seen_total",
                                    "How often another leader became known.")),
      proposalsFailed(metrics.counter("etcd_server_proposals_failed_total",
                                      "Proposals that were refused or whose fate is unknown.")),
      readIndexesFailed(metrics.counter("etcd_server_read_indexes_failed_total",
                                        "Reads that no quorum confirmed.")),
      slowApplies(metrics.counter("etcd_server_slow_apply_total",
                                  "Batches that took longer than 100 ms to apply.")),
      snapshotsInstalled(metrics.counter("quorate_snapshots_installed_total",
                                         "Snapshots of peers that became the state here.")),
      snapshotsBeingInstalled(
          metrics.gauge("etcd_server_snapshot_apply_in_progress_total",
                        "1 while a snapshot of a peer becomes the state here.")),
      walFsyncSeconds(metrics.histogram("etcd_disk_wal_fsync_duration_seconds",
                                        "Seconds of an fsync of the write-ahead log.",
                                        diskBounds())),
      backendCommitSeconds(metrics.histogram("etcd_disk_backend_commit_duration_seconds",
                                             "Seconds of applying a batch to the key space.",
                                             diskBounds())),
      snapshotSaveSeconds(metrics.histogram("etcd_snap_db_save_total_duration_seconds",
                                            "Seconds of writing a snapshot.",
                                            Histogram::exponential(0.1, 2, 10))) {}

void NodeMetrics::update(const BackendStatus& status, raft::NodeId node) {
    m_hasLeader.set(status.leader != raft::kNoNode ? 1 : 0);
    m_isLeader.set(status.leader == node ? 1 : 0);
    m_isLearner.set(status.isLearner ? 1 : 0);
    m_committed.set(status.committed.value());
    m_applied.set(status.applied.value());
    m_pending.set(asDouble(status.pendingProposals));
    m_databaseBytes.set(asDouble(status.databaseBytes));
    m_databaseBytesInUse.set(asDouble(status.databaseBytes));
    m_revision.set(static_cast<double>(status.revision));
    m_compacted.set(static_cast<double>(status.compacted));
    m_firstIndex.set(asDouble(status.firstIndex.value()));
    m_lastIndex.set(asDouble(status.lastIndex.value()));
    m_snapshotIndex.set(asDouble(status.snapshot.value()));
    m_hasFailed.set(status.failure.empty() ? 0 : 1);
}

Histogram& NodeMetrics::peerRoundTrip(raft::NodeId peer) {
    return m_metrics.histogram("etcd_network_peer_round_trip_time_seconds",
                               "Seconds from a message to a peer to its answer.", roundTripBounds(),
                               labelOf("To", peer));
}

Counter& NodeMetrics::peerSentBytes(raft::NodeId peer) {
    return m_metrics.counter("etcd_network_peer_sent_bytes_total", "Bytes sent to a peer.",
                             labelOf("To", peer));
}

Counter& NodeMetrics::peerReceivedBytes(raft::NodeId peer) {
    return m_metrics.counter("etcd_network_peer_received_bytes_total",
                             "Bytes received from a peer.", labelOf("From", peer));
}

Counter& NodeMetrics::peerSentFailures(raft::NodeId peer) {
    return m_metrics.counter("etcd_network_peer_sent_failures_total",
                             "Messages to a peer that were given up.", labelOf("To", peer));
}

Gauge& NodeMetrics::peerActive(raft::NodeId node, raft::NodeId peer) {
    return m_metrics.gauge("etcd_network_active_peers", "Whether a peer is connected: 1 or 0.",
                           labelOf("Local", node) + "," + labelOf("Remote", peer));
}

Counter& NodeMetrics::snapshotsSent(raft::NodeId peer) {
    return m_metrics.counter("etcd_network_snapshot_send_success",
                             "Snapshots that arrived at a peer.", labelOf("To", peer));
}

Counter& NodeMetrics::snapshotsNotSent(raft::NodeId peer) {
    return m_metrics.counter("etcd_network_snapshot_send_failures",
                             "Snapshots to a peer that did not arrive.", labelOf("To", peer));
}

}  // namespace quorate::network
