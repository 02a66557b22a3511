// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/raft/message.h"

namespace quorate::node {

/// Carries messages to peers, as well as it can: they may be lost, delayed, duplicated and
/// overtake each other. Calls return at once and keep bounded queues.
///
/// What it learns it tells the node: Node::reportUnreachable() when a peer cannot be reached, and
/// Node::reportSnapshot() when a snapshot has arrived, or has not.
class Transport {
public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    virtual ~Transport() = default;

    virtual void send(raft::Message message) = 0;
};

}  // namespace quorate::node
