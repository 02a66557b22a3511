// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/base/bytes.h"
#include "engine/base/random.h"
#include "engine/raft/conf_change.h"
#include "engine/raft/message.h"
#include "engine/raft/snapshot.h"
#include "engine/raft/state.h"

/// Values of the core's types, drawn at random: numbers of all sizes, parts that are there or not.
namespace quorate::tests {

class RandomValues {
public:
    explicit RandomValues(std::uint64_t seed) : m_random(seed) {}

    std::uint64_t number();
    Bytes bytes();
    raft::Entry entry();
    raft::HardState hardState();
    raft::ConfState confState();
    raft::SnapshotMetadata snapshotMetadata();
    raft::Snapshot snapshot();
    raft::ConfChange confChange();
    raft::ConfChangeV2 confChangeV2();
    raft::Message message(raft::MessageType type);

private:
    std::vector<raft::NodeId> ids();
    raft::ConfChangeSingle change();

    Random m_random;
};

}  // namespace quorate::tests
