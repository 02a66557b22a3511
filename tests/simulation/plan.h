// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/base/random.h"
#include "engine/raft/config.h"
#include "tests/simulation/schedule.h"

namespace quorate::simulation {

/// What random numbers are for: each purpose has its own stream of the one seed, so that a change
/// of one part of the world leaves the draws of the others alone.
enum class Purpose : std::uint64_t {
    Plan = 1,
    Network,
    Storage,
    Crashes,
    Clients,
    Faults,
    Cores,
    Pace
};

inline Random randomFor(std::uint64_t seed, Purpose purpose) {
    return Random(seed).split(static_cast<std::uint64_t>(purpose));
}

/// How one run is: everything that stays the same while it lasts, drawn from its seed.
struct Plan {
    /// Drawn for a group of `nodes` first members.
    Plan(std::uint64_t seed, std::size_t nodes);

    std::uint64_t seed;
    std::size_t nodes;
    /// Nodes that may ever be members, of which `nodes` are at first.
    std::size_t universe;

    /// Without id and generator.
    raft::Config core;

    // Time
    Time duration{0};              ///< of the troubled part
    std::vector<Time> tickPeriod;  ///< of each node: its clock is fast or slow

    // Network
    std::uint64_t lossPerMille{0};
    std::uint64_t duplicatesPerMille{0};
    Time maxDelay{0};
    std::uint64_t stragglersPerMille{0};
    Time maxStragglerDelay{0};

    // Storage and node
    bool atomicReadys{false};  ///< a Ready is handled at one moment (synchronous writes only)
    bool earlyAppends{false};  ///< a leader's appends do not wait for its own write
    Time maxPollDelay{0};      ///< from an input to the Ready that it brings about
    Time maxWriteDelay{0};
    /// One node whose disk is much slower; beyond the universe for none.
    std::size_t slowDisk{0};
    Time maxApplyDelay{0};

    // Clients and faults
    Time clientPeriod{0};
    std::uint64_t confChangesPerMille{0};  ///< of all client actions
    std::uint64_t compactionsPerMille{0};
    Time faultPeriod{0};
    Time maxDowntime{0};

private:
    void drawCore(Random& random);
    void drawNetwork(Random& random);
    void drawRest(Random& random);
};

}  // namespace quorate::simulation
