// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/observe/cluster_state.h"
#include "engine/raft/types.h"

/// What a recording has of a member of an etcd beside Raft's own: the names in its report
/// (observe::NodeReported). Numbers are decimal, times in nanoseconds, sizes in bytes; what is not
/// there the member did not tell, and "... problem" may say why.
namespace quorate::gui::etcd_report {

inline constexpr std::string_view kMember = "member id";  ///< 64 bits, in hexadecimal
inline constexpr std::string_view kName = "name";
inline constexpr std::string_view kPeerUrls = "peer URLs";
inline constexpr std::string_view kClientUrls = "client URLs";
inline constexpr std::string_view kMembership = "membership";  ///< voter, learner, removed, ...
inline constexpr std::string_view kVersion = "version";
inline constexpr std::string_view kClusterVersion = "cluster version";
inline constexpr std::string_view kRevision = "revision";
inline constexpr std::string_view kRaftIndex = "raft index";
inline constexpr std::string_view kApplied = "raft applied index";
inline constexpr std::string_view kDbSize = "db size";
inline constexpr std::string_view kDbInUse = "db size in use";
inline constexpr std::string_view kDbQuota = "db quota";
inline constexpr std::string_view kErrors = "errors";
inline constexpr std::string_view kAlarms = "alarms";  ///< "none" where it says so
inline constexpr std::string_view kAlarmsProblem = "alarms problem";
inline constexpr std::string_view kHealth = "health";  ///< "ok", or why not
inline constexpr std::string_view kHealthProblem = "health problem";
inline constexpr std::string_view kFsync = "fsync p99 ns";
inline constexpr std::string_view kCommit = "commit p99 ns";
inline constexpr std::string_view kPending = "proposals pending";
inline constexpr std::string_view kFailed = "proposals failed";
inline constexpr std::string_view kLeaderChanges = "leader changes";
inline constexpr std::string_view kKeys = "keys";
inline constexpr std::string_view kRoundTrips = "peer round trips ns";  ///< "n2 1200000, n3 900000"
inline constexpr std::string_view kMetricsProblem = "metrics problem";

/// Its true id.
std::optional<raft::NodeId> memberIn(const observe::NodeReport& report);
std::optional<std::uint64_t> numberIn(const observe::NodeReport& report, std::string_view name);
/// Empty where it is not told.
QString textIn(const observe::NodeReport& report, std::string_view name);
/// As etcd writes them: "8e9e05c52164694d".
std::string textOfMember(raft::NodeId member);
/// "n2, etcd1, member 8e9e05c52164694d": of a node with a report; its name alone of others.
QString longNameOf(const observe::ClusterState& state, raft::NodeId node);
/// Whether nobody can know its log, votes, timers and messages: it tells no events.
bool tellsNoLog(const observe::ClusterState& state, raft::NodeId node);
/// Of the cluster, where one of its nodes does.
bool tellsNoLog(const observe::ClusterState& state);

}  // namespace quorate::gui::etcd_report
