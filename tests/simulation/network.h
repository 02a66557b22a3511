// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/random.h"
#include "tests/simulation/coverage.h"
#include "tests/simulation/plan.h"
#include "tests/simulation/schedule.h"

namespace quorate::simulation {

/// What lies between the nodes: it loses, duplicates, delays and so reorders messages, and can be
/// cut for each pair of nodes and each direction. A message that is under way survives a crash of
/// its sender, and of its addressee.
class Network {
public:
    /// All must outlive the network.
    Network(const Plan& plan, Schedule& schedule, Coverage& coverage);

    /// Takes a message that leaves `life` of its sender.
    void send(raft::Message message, std::uint32_t life);

    /// Whether a message that arrives now gets through.
    [[nodiscard]] bool isCut(raft::NodeId from, raft::NodeId to) const;
    /// The transport noticed that a message did not arrive: snapshots are always reported, other
    /// messages sometimes.
    void reportLost(const raft::Message& message, std::uint32_t life);
    /// A snapshot arrived.
    void reportArrived(const raft::Message& message, std::uint32_t life);

    void cut(raft::NodeId from, raft::NodeId to);
    /// Nothing is cut any more.
    void mend();
    /// From now on nothing is lost, and all goes quickly.
    void calm();

private:
    void deliverLater(raft::Message message, std::uint32_t life);
    void report(EventKind kind, const raft::Message& message, std::uint32_t life);

    const Plan& m_plan;
    Schedule& m_schedule;
    Coverage& m_coverage;
    Random m_random;
    std::size_t m_size;
    std::vector<bool> m_isCut;
    bool m_isCalm{false};
};

}  // namespace quorate::simulation
