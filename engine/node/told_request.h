// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/base/bytes.h"
#include "engine/kv/command.h"
#include "engine/kv/response.h"
#include "engine/observe/client_events.h"

namespace quorate::node {

/// What observers are told of a client's request.
struct ToldRequest {
    observe::OperationKind kind{observe::OperationKind::Put};
    /// The first one that it is about; empty for none.
    Bytes key;
    std::uint64_t valueBytes{0};
};

ToldRequest toldOf(const kv::Command& command);
ToldRequest toldOf(const kv::RangeRequest& range);

/// The revision that an answer names; 0 for a refusal.
std::uint64_t toldRevisionOf(const kv::Response& response);

}  // namespace quorate::node
