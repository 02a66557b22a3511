// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/raft/types.h"
#include "network/api/backend.h"
#include "network/api/metrics.h"

namespace quorate::network {

/// What a node counts and measures, under the names that etcd 3.4 has for it. Whoever runs the node
/// fills this in, in its thread.
class NodeMetrics {
public:
    explicit NodeMetrics(Metrics& metrics);

    /// Brings up to date what the status tells.
    void update(const BackendStatus& status, raft::NodeId node);

    /// Seconds between a ping and its answer.
    [[nodiscard]] Histogram& peerRoundTrip(raft::NodeId peer);
    [[nodiscard]] Counter& peerSentBytes(raft::NodeId peer);
    [[nodiscard]] Counter& peerReceivedBytes(raft::NodeId peer);
    /// Messages that were given up because a queue was full or the peer was away.
    [[nodiscard]] Counter& peerSentFailures(raft::NodeId peer);
    /// 1 while there is a connection with it.
    [[nodiscard]] Gauge& peerActive(raft::NodeId node, raft::NodeId peer);
    [[nodiscard]] Counter& snapshotsSent(raft::NodeId peer);
    [[nodiscard]] Counter& snapshotsNotSent(raft::NodeId peer);

private:
    Metrics& m_metrics;
    Gauge& m_hasLeader;
    Gauge& m_isLeader;
    Gauge& m_isLearner;
    Counter& m_committed;
    Counter& m_applied;
    Gauge& m_pending;
    Gauge& m_databaseBytes;
    Gauge& m_databaseBytesInUse;
    Gauge& m_revision;
    Gauge& m_compacted;
    Gauge& m_firstIndex;
    Gauge& m_lastIndex;
    Gauge& m_snapshotIndex;
    Gauge& m_hasFailed;

public:
    Counter& leaderChanges;
    Counter& proposalsFailed;
    Counter& readIndexesFailed;
    Counter& slowApplies;
    Counter& snapshotsInstalled;
    Gauge& snapshotsBeingInstalled;
    Histogram& walFsyncSeconds;
    Histogram& backendCommitSeconds;
    Histogram& snapshotSaveSeconds;
};

}  // namespace quorate::network
