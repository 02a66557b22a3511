// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/raft/types.h"
#include "network/etcd/etcd_metrics.h"

namespace quorate::network {

/// A member as the member that was asked knows it.
struct EtcdMember {
    raft::NodeId id;
    std::string name;  ///< empty until it was started for the first time
    std::vector<std::string> peerUrls;
    std::vector<std::string> clientUrls;  ///< none until it was started
    bool isLearner{false};

    [[nodiscard]] bool isStarted() const noexcept { return !name.empty() || !clientUrls.empty(); }
    friend bool operator==(const EtcdMember&, const EtcdMember&) = default;
};

struct EtcdVersion {
    std::string server;
    std::string cluster;  ///< what all members can do; empty until it is agreed on
    friend bool operator==(const EtcdVersion&, const EtcdVersion&) = default;
};

/// Where a member stands in its own eyes.
struct EtcdStatus {
    std::uint64_t cluster{0};
    raft::NodeId member;
    raft::NodeId leader;  ///< as it believes; nobody where it knows none
    raft::Term term;
    raft::Index raftIndex;                    ///< committed, as far as it knows
    std::optional<raft::Index> appliedIndex;  ///< etcd tells it from 3.4 on
    std::int64_t revision{0};
    std::string version;
    std::uint64_t databaseBytes{0};
    std::optional<std::uint64_t> databaseBytesInUse;
    bool isLearner{false};
    std::vector<std::string> errors;  ///< what it says that is wrong, in its words

    [[nodiscard]] bool isLeader() const noexcept { return leader == member; }
    friend bool operator==(const EtcdStatus&, const EtcdStatus&) = default;
};

struct EtcdAlarm {
    enum class Kind : std::uint8_t { OutOfSpace, Corrupt, Other };

    raft::NodeId member;
    Kind kind{Kind::Other};
    std::string name;  ///< etcd's: "NOSPACE"
    friend bool operator==(const EtcdAlarm&, const EtcdAlarm&) = default;
};

/// What /health says: whether a linearizable read comes through.
struct EtcdHealth {
    bool isHealthy{false};
    std::string reason;  ///< why not, where it says so
    friend bool operator==(const EtcdHealth&, const EtcdHealth&) = default;
};

/// The last answer to a question, or why there is none: the member did not answer yet, does not
/// tell, or does not tell this user.
template <class T>
struct EtcdAnswer {
    std::optional<T> value;
    /// Why the last question was not answered; the value is an older one then. Empty else.
    std::string problem;
};

/// All that a member of an etcd tells over its JSON API and /metrics. A value. Nothing in it is
/// guessed: what it did not tell is not there.
struct EtcdLook {
    bool isReachable{false};
    std::string problem;  ///< why it is not; empty while it is
    EtcdAnswer<EtcdVersion> version;
    EtcdAnswer<EtcdStatus> status;
    EtcdAnswer<std::vector<EtcdMember>> members;  ///< by id
    EtcdAnswer<std::vector<EtcdAlarm>> alarms;
    EtcdAnswer<EtcdHealth> health;
    EtcdAnswer<EtcdMetrics> metrics;
};

}  // namespace quorate::network
