// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/base/bytes.h"
#include "engine/base/error.h"
#include "engine/observe/runtime_events.h"
#include "engine/raft/types.h"

/// What clients ask for, and what they are told.
namespace quorate::observe {

enum class OperationKind : std::uint8_t {
    Put,
    Get,
    Delete,
    CompareAndSwap,
    Range,
    Transaction,
    LeaseGrant,
    LeaseRevoke,
    Compact,
    Membership,
    LeaseKeepAlive,
    LeaseTimeToLive,
};

struct ClientInvoked {
    OperationId operation;
    std::uint64_t client{0};
    OperationKind kind{OperationKind::Put};
    raft::NodeId target;
    Bytes key;
    std::uint64_t valueBytes{0};
};

struct ClientAnswered {
    OperationId operation;
    Outcome outcome{Outcome::Done};
    ErrorCode code{ErrorCode::Unknown};  ///< of one that was not done
    std::uint64_t revision{0};
};

}  // namespace quorate::observe
