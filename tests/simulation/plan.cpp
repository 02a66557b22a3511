// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/plan.h"

namespace quorate::simulation {

Plan::Plan(std::uint64_t planSeed, std::size_t nodeCount)
    : seed(planSeed), nodes(nodeCount), universe(nodeCount) {
    Random random = randomFor(seed, Purpose::Plan);
    if (random.chance(2, 3)) {
        universe += 2;
    }
    drawCore(random);
    drawNetwork(random);
    drawRest(random);
}

void Plan::drawCore(Random& random) {
    core.asyncStorageWrites = random.chance(1, 2);
    core.electionTicks = static_cast<std::uint32_t>(random.between(5, 10));
    core.heartbeatTicks = static_cast<std::uint32_t>(random.between(1, 2));
    core.preVote = random.chance(1, 2);
    core.checkQuorum = random.chance(1, 2);
    if (core.checkQuorum && random.chance(1, 3)) {
        core.readOnlyOption = raft::ReadOnlyOption::LeaseBased;
        core.electionTicks = static_cast<std::uint32_t>(random.between(8, 12));
    }
    core.stepDownOnRemoval = random.chance(1, 2);
    core.disableProposalForwarding = random.chance(1, 4);
    core.disableConfChangeValidation = random.chance(1, 12);
    if (random.chance(1, 2)) {
        core.maxMessageSize = random.between(1, 400);
        core.maxCommittedSizePerReady = random.chance(1, 2) ? random.between(1, 400) : 0;
        core.maxInflightMessages = random.between(1, 6);
        if (random.chance(1, 2)) {
            core.maxInflightBytes = core.maxMessageSize + random.below(400);
        }
    }
    if (random.chance(1, 3)) {
        core.maxUncommittedSize = random.between(1, 1000);
    }
    if (random.chance(1, 4)) {
        core.maxPendingReads = random.between(1, 8);
    }
    core.onBrokenInvariant = raft::OnBrokenInvariant::Throw;
}

void Plan::drawNetwork(Random& random) {
    const bool isRough = random.chance(1, 3);
    lossPerMille = random.below(isRough ? 250 : 30);
    duplicatesPerMille = random.below(isRough ? 200 : 30);
    maxDelay = random.between(5, kTick);
    stragglersPerMille = random.below(isRough ? 100 : 20);
    maxStragglerDelay = random.between(2, isRough ? 60 : 20) * kTick;
}

void Plan::drawRest(Random& random) {
    duration = random.between(60, 220) * kTick;
    const bool usesLeases = core.readOnlyOption == raft::ReadOnlyOption::LeaseBased;
    const bool drifts = usesLeases || random.chance(1, 2);
    for (std::size_t i = 0; i < universe; ++i) {
        // Leases allow for clocks that are a tenth apart, and for no more. And no clock runs twice
        // as fast as another: its node would always be the first to campaign, and each campaign
        // starts the other nodes' timeouts again, also where it cannot win.
        tickPeriod.push_back(!drifts      ? kTick
                             : usesLeases ? random.between(kTick - 4, kTick + 4)
                                          : random.between(kTick * 4 / 5, kTick * 5 / 4));
    }
    atomicReadys = random.chance(1, 2);
    earlyAppends = random.chance(1, 2);
    maxPollDelay = random.chance(1, 2) ? 0 : random.below(kTick / 2);
    const bool isSlow = random.chance(1, 4);
    maxWriteDelay = random.between(1, isSlow ? 4 * kTick : kTick / 2);
    slowDisk = random.below(3 * universe);
    maxApplyDelay = random.between(1, isSlow ? 6 * kTick : kTick / 2);
    clientPeriod = random.between(kTick / 5, 2 * kTick);
    confChangesPerMille = random.chance(1, 4) ? 0 : random.between(10, 120);
    compactionsPerMille = random.chance(1, 4) ? 0 : random.between(10, 120);
    faultPeriod = random.chance(1, 6) ? duration : random.between(4, 40) * kTick;
    maxDowntime = random.chance(1, 3) ? kTick : random.between(1, 40) * kTick;
}

}  // namespace quorate::simulation
