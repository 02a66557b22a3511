// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "engine/base/result.h"
#include "engine/raft/types.h"
#include "network/etcd/latency_buckets.h"

namespace quorate::network {

/// What matters of an etcd's /metrics. Counters count from its start. What it does not tell is
/// nothing: versions differ, and some come only once they have something to tell.
struct EtcdMetrics {
    struct Peer {
        std::optional<LatencyBuckets> roundTrip;  ///< measured by it, some times a minute
        std::optional<std::uint64_t> sentBytes;
        std::optional<std::uint64_t> receivedBytes;
        std::optional<bool> isActive;  ///< connected
    };

    std::optional<LatencyBuckets> walFsync;       ///< of the log
    std::optional<LatencyBuckets> backendCommit;  ///< of the key space
    std::optional<LatencyBuckets> snapshotFsync;

    std::optional<std::uint64_t> proposalsCommitted;
    std::optional<std::uint64_t> proposalsApplied;
    std::optional<std::uint64_t> proposalsPending;
    std::optional<std::uint64_t> proposalsFailed;
    std::optional<std::uint64_t> leaderChanges;
    std::optional<bool> hasLeader;
    std::optional<bool> isLeader;
    std::optional<bool> isLearner;
    std::optional<std::uint64_t> slowApplies;
    std::optional<std::uint64_t> slowReadIndexes;
    std::optional<std::uint64_t> failedReadIndexes;
    std::optional<std::uint64_t> heartbeatSendFailures;

    std::optional<std::uint64_t> quotaBytes;
    std::optional<std::uint64_t> databaseBytes;
    std::optional<std::uint64_t> databaseBytesInUse;
    std::optional<std::uint64_t> keys;
    std::optional<std::int64_t> compactRevision;
    std::optional<std::uint64_t> watchers;
    std::optional<std::uint64_t> slowWatchers;
    std::optional<std::uint64_t> clientReceivedBytes;
    std::optional<std::uint64_t> clientSentBytes;

    std::optional<std::uint64_t> residentBytes;
    std::optional<double> cpuSeconds;
    std::optional<double> startTimeSeconds;  ///< since 1970
    std::optional<std::uint64_t> openFiles;

    std::map<raft::NodeId, Peer> peers;
};

/// Out of what /metrics answers. Malformed, TooLarge; any bytes may be given.
Result<EtcdMetrics> etcdMetricsIn(std::string_view text);

}  // namespace quorate::network
