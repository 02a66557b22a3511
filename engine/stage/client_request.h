// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "engine/base/error.h"
#include "engine/kv/command.h"
#include "engine/kv/lease_id.h"
#include "engine/kv/response.h"
#include "engine/node/node.h"
#include "engine/observe/runtime_events.h"
#include "engine/raft/conf_change.h"
#include "engine/raft/types.h"
#include "engine/stage/agenda.h"

/// What clients of a Stage ask for, and what they are told.
namespace quorate::stage {

using observe::OperationId;
using observe::Outcome;

struct ClientRead {
    kv::RangeRequest range;
    node::ReadLevel level{node::ReadLevel::Linearizable};
};
struct MembershipChange {
    raft::ConfChangeV2 change;
};
/// A learner that has caught up becomes a voter.
struct Promotion {
    raft::NodeId learner;
};

/// About the time of a lease, which the leader alone knows: others refuse it with
/// FailedPrecondition.
struct LeaseQuestion {
    enum class Kind : std::uint8_t {
        KeepAlive,   ///< its time begins anew, and is told
        TimeToLive,  ///< only told
    };
    Kind kind{Kind::TimeToLive};
    kv::LeaseId lease;
};
struct LeaseTimes {
    std::int64_t grantedSeconds{0};
    std::int64_t remainingSeconds{0};
    friend bool operator==(const LeaseTimes&, const LeaseTimes&) = default;
};

struct ClientRequest {
    /// Who asks; 0 is the operator.
    std::uint64_t client{0};
    /// The node that is asked.
    raft::NodeId target;
    std::variant<kv::Command, ClientRead, LeaseQuestion, MembershipChange, Promotion> what;
    /// The client waits no longer; 0: for ever.
    Nanoseconds timeout{0};
};

struct ClientAnswer {
    Outcome outcome{Outcome::Unknown};
    /// Of what was done.
    kv::Response response;
    /// Of a command that was done.
    raft::EntryId entry;
    /// Of what was not.
    std::optional<Error> error;
    /// What a question about a lease was answered.
    std::optional<LeaseTimes> lease{};
};

/// Hears of every operation, in the midst of what happens; calls nothing back.
class ClientListener {
public:
    ClientListener() = default;
    ClientListener(const ClientListener&) = delete;
    ClientListener& operator=(const ClientListener&) = delete;
    virtual ~ClientListener() = default;

    virtual void invoked(OperationId id, const ClientRequest& request, Moment now) = 0;
    /// Once for each that was invoked, if the Stage goes on long enough.
    virtual void answered(OperationId id, const ClientRequest& request, const ClientAnswer& answer,
                          Moment now) = 0;
};

}  // namespace quorate::stage
