// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "engine/kv/command.h"
#include "engine/kv/response.h"
#include "engine/observe/moment.h"
#include "engine/observe/runtime_events.h"
#include "engine/raft/types.h"

/// What clients asked of a cluster and what they were told, whether the cluster is simulated or
/// real.
namespace quorate::stage {

/// One request of a client. Moments of all operations of a history are of one clock.
struct ClientOperation {
    observe::OperationId id;  ///< unique within the history
    std::uint64_t client{0};
    raft::NodeId node;  ///< that was asked
    observe::Moment invoked;
    /// A read is a kv::RangeRequest; keys and values share their buffers with whoever made them.
    kv::Command request;
    /// Of reads. Local stands for every read that may be answered from an old state; a lease read
    /// promises what a linearizable one does.
    observe::ReadConsistency consistency{observe::ReadConsistency::Linearizable};

    friend bool operator==(const ClientOperation&, const ClientOperation&) = default;
};

/// How it ended. `response` is of Done only. A kv::KvError in it is a refusal: nothing changed.
/// Unknown may take effect at any time from the invocation on, or never.
struct ClientOutcome {
    observe::Outcome outcome{observe::Outcome::Unknown};
    kv::Response response;

    friend bool operator==(const ClientOutcome&, const ClientOutcome&) = default;
};

/// An operation with its end, as histories are kept in files.
struct ClientRecord {
    ClientOperation operation;
    std::optional<observe::Moment> returned;  ///< nothing: never; then the outcome is Unknown
    ClientOutcome outcome;

    friend bool operator==(const ClientRecord&, const ClientRecord&) = default;
};

}  // namespace quorate::stage
