// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>

#include "engine/raft/types.h"

namespace quorate::node {

/// Names a proposal for ever, so that one that arrives twice is applied once (dissertation §6.3).
/// Sequences grow within an incarnation; every start of a node has an incarnation of its own.
struct ProposalId {
    raft::NodeId node;
    std::uint64_t incarnation{0};
    std::uint64_t sequence{0};

    friend auto operator<=>(const ProposalId&, const ProposalId&) = default;
};

}  // namespace quorate::node
