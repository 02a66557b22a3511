// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/simulation/simulation_plan.h"

#include <algorithm>

namespace quorate::stage {

namespace {

std::uint32_t draw(Random& random, std::uint32_t low, std::uint32_t high) {
    return static_cast<std::uint32_t>(random.between(low, high));
}

/// Leases hold while clocks are less than a tenth apart, nobody stands still, and nobody is made
/// to campaign while a leader is heard (dissertation §6.4.1).
bool usesLeases(const SimulationPlan& plan) {
    return plan.stage.node.raft.readOnlyOption == raft::ReadOnlyOption::LeaseBased;
}

void drawCore(Random& random, raft::Config& core) {
    core.electionTicks = draw(random, 5, 12);
    core.heartbeatTicks = draw(random, 1, 2);
    core.preVote = random.chance(1, 2);
    core.checkQuorum = random.chance(1, 2);
    if (core.checkQuorum && random.chance(1, 2)) {
        core.readOnlyOption = raft::ReadOnlyOption::LeaseBased;
        core.electionTicks = draw(random, 10, 14);
    }
    core.stepDownOnRemoval = random.chance(1, 4);
    core.disableProposalForwarding = random.chance(1, 6);
    if (random.chance(1, 2)) {
        core.maxMessageSize = random.between(1, 2000);
        core.maxCommittedSizePerReady = random.chance(1, 2) ? random.between(1, 2000) : 0;
        core.maxInflightMessages = random.between(1, 8);
        if (random.chance(1, 2)) {
            core.maxInflightBytes = core.maxMessageSize + random.below(2000);
        }
    }
    if (random.chance(1, 4)) {
        core.maxUncommittedSize = random.between(100, 5000);
    }
    if (random.chance(1, 6)) {
        core.maxPendingReads = random.between(1, 8);
    }
}

void drawNode(Random& random, node::NodeConfig& node) {
    node.proposalTimeoutTicks = draw(random, 10, 60);
    node.readTimeoutTicks = draw(random, 10, 60);
    node.readRetryTicks = draw(random, 2, 12);
    if (random.chance(1, 6)) {
        node.maxPendingProposals = random.between(1, 6);
    }
    node.maxReadRounds = random.between(1, 4);
    node.maxApplyEntries = random.chance(1, 3) ? random.between(1, 8) : node.maxApplyEntries;
    node.snapshotEntries = random.between(5, 50);
    node.catchUpEntries = random.chance(1, 3) ? 0 : random.below(50);
    node.promotionLag = random.below(20);
}

Nanoseconds electionTimeout(const StageOptions& stage) {
    return stage.node.raft.electionTicks * stage.tickNs;
}

/// Slower than this, and an election takes longer than anybody waits for it.
void drawPace(Random& random, StageOptions& stage) {
    const Nanoseconds timeout = electionTimeout(stage);
    Pace& pace = stage.pace;
    if (random.chance(1, 2)) {
        pace.pump.max = random.between(kMillisecond, timeout / 16);
    }
    const bool isSlow = random.chance(1, 4);
    pace.logWrite.max = random.between(kMillisecond, timeout / (isSlow ? 32 : 100));
    pace.logSync.max = random.between(kMillisecond, timeout / (isSlow ? 8 : 50));
    pace.apply.max = random.between(kMillisecond, timeout / (isSlow ? 4 : 50));
    pace.snapshotStep.max = random.between(1, isSlow ? 500 : 50) * kMillisecond;
    pace.snapshotStepBytes = random.between(64, 2048);
}

void drawClients(Random& random, ClientPlan& clients) {
    clients.count = random.between(1, 20);
    clients.keys = random.between(1, 6);
    // So that the whole cluster is asked for 2 to 25 things a second.
    const Nanoseconds meanThink = clients.count * kSecond / random.between(2, 25);
    clients.think = {meanThink / 4, meanThink * 7 / 4};
    clients.timeout = random.between(2, 15) * kSecond;
    clients.valueBytes = random.chance(1, 4) ? random.between(100, 1000) : random.between(8, 40);
    clients.weights.put = draw(random, 3, 12);
    clients.weights.get = draw(random, 3, 12);
    clients.weights.erase = draw(random, 0, 4);
    clients.weights.swap = draw(random, 0, 8);
    clients.weights.transaction = draw(random, 0, 4);
    clients.weights.range = draw(random, 0, 4);
    clients.weights.lease = random.chance(1, 2) ? draw(random, 1, 4) : 0;
    clients.weights.compact = random.chance(1, 2) ? 1 : 0;
    clients.lease = draw(random, 0, 2);
    clients.local = draw(random, 0, 2);
}

/// A snapshot has all that clients put, unless somebody compacts it. Whoever must have one waits
/// until its leader has written two: the one that is being written, and one that has his addition.
/// That must be a matter of seconds, however much is put in a run.
void boundSnapshots(SimulationPlan& plan) {
    constexpr std::uint64_t kMostSteps = 64;
    constexpr std::uint64_t kBytesBesidesValue = 80;
    const ClientPlan& clients = plan.clients;
    const Nanoseconds meanThink = (clients.think.min + clients.think.max) / 2;
    const std::uint64_t requests =
        clients.count * (plan.duration / std::max<Nanoseconds>(meanThink, 1));
    const std::uint64_t bytes = requests * (clients.valueBytes + kBytesBesidesValue);
    Pace& pace = plan.stage.pace;
    pace.snapshotStepBytes = std::max(pace.snapshotStepBytes, bytes / kMostSteps);
}

void drawFaults(Random& random, SimulationPlan& plan) {
    FaultPlan& faults = plan.faults;
    for (std::size_t i = 0; i < kFirstDiskFault; ++i) {
        faults.isOn[static_cast<FaultClass>(i)] = random.chance(1, 2);
    }
    faults.isOn[FaultClass::Wipe] = plan.profile == Profile::Wiped;
    if (usesLeases(plan)) {
        faults.isOn[FaultClass::Pause] = false;
    }
    faults.interval = {200 * kMillisecond, random.between(1, 12) * kSecond};
    faults.length = {50 * kMillisecond, random.between(500, 10'000) * kMillisecond};
    faults.slowSync = random.between(100, 2000) * kMillisecond;

    const bool isRough = random.chance(1, 3);
    LinkCondition& bad = faults.badLink;
    LinkCondition& usual = plan.links;
    usual.minDelayNs = random.between(50, 1000) * 1000;
    usual.maxDelayNs = usual.minDelayNs + random.between(100, 20'000) * 1000;
    bad = usual;
    if (faults.isOn[FaultClass::Loss]) {
        usual.lossMillionths = draw(random, 0, isRough ? 100'000 : 10'000);
        bad.lossMillionths = draw(random, 100'000, 700'000);
    }
    if (faults.isOn[FaultClass::Duplication]) {
        usual.duplicateMillionths = draw(random, 1000, isRough ? 200'000 : 20'000);
        bad.duplicateMillionths = draw(random, 100'000, 700'000);
    }
    if (faults.isOn[FaultClass::Reordering]) {
        usual.reorderMillionths = draw(random, 1000, isRough ? 300'000 : 20'000);
        bad.reorderMillionths = draw(random, 100'000, 700'000);
    }
    if (faults.isOn[FaultClass::Delay]) {
        usual.maxDelayNs += isRough ? random.below(electionTimeout(plan.stage) / 8) : 0;
        bad.maxDelayNs = random.between(100, 4000) * kMillisecond;
    }
    if (faults.isOn[FaultClass::ClockDrift]) {
        faults.maxDrift = usesLeases(plan) ? 45'000 : draw(random, 1000, 200'000);
    }
}

void drawSwarm(SimulationPlan& plan, std::optional<std::size_t> members) {
    Random random = randomFor(plan.stage.seed, Purpose::Plan);
    plan.members = random.between(1, kMostMembers);
    plan.members = members.value_or(plan.members);
    plan.stage.tickNs = random.between(40, 150) * kMillisecond;
    drawCore(random, plan.stage.node.raft);
    drawNode(random, plan.stage.node);
    drawPace(random, plan.stage);
    drawClients(random, plan.clients);
    boundSnapshots(plan);
    drawFaults(random, plan);
    plan.operators.transfersLeaders = random.chance(1, 2);
    plan.operators.changesMembers = random.chance(1, 2);
    plan.operators.interval = {200 * kMillisecond, random.between(1, 10) * kSecond};
    plan.operators.maxNodes = plan.members + (plan.operators.changesMembers ? random.below(4) : 0);
}

/// From a generator of their own: what happens beside them is the same on every storage.
void drawDiskFaults(Random random, SimulationPlan& plan) {
    for (std::size_t i = kFirstDiskFault; i < kFaultClassCount; ++i) {
        plan.faults.isOn[static_cast<FaultClass>(i)] = random.chance(1, 2);
    }
    plan.faults.isOn[FaultClass::DiskLies] = plan.profile == Profile::LyingSync;
    if (plan.profile == Profile::LyingSync) {
        plan.faults.isOn[FaultClass::Crash] = true;
    }
}

void drawSteady(SimulationPlan& plan, std::optional<std::size_t> members) {
    plan.members = members.value_or(3);
    plan.operators.maxNodes = plan.members;
    node::NodeConfig& node = plan.stage.node;
    node.raft.preVote = true;
    node.raft.checkQuorum = true;
    node.snapshotEntries = 1000;
    node.catchUpEntries = 200;
    plan.links.minDelayNs = 200'000;
    plan.links.maxDelayNs = 2 * kMillisecond;
    plan.clients.count = 5;
    plan.clients.keys = 20;
    plan.clients.think = {400 * kMillisecond, 580 * kMillisecond};
    plan.faults.isOn[FaultClass::Crash] = true;
    plan.faults.isOn[FaultClass::Partition] = true;
    plan.faults.interval = {20 * kSecond, 100 * kSecond};
    plan.faults.length = {kSecond, 15 * kSecond};
}

}  // namespace

std::string_view toString(Profile profile) noexcept {
    switch (profile) {
    case Profile::Swarm:
        return "swarm";
    case Profile::Steady:
        return "steady";
    case Profile::LyingSync:
        return "lying-sync";
    case Profile::Wiped:
        break;
    }
    return "wiped";
}

std::optional<Profile> parseProfile(std::string_view text) noexcept {
    for (const Profile profile :
         {Profile::Swarm, Profile::Steady, Profile::Wiped, Profile::LyingSync}) {
        if (text == toString(profile)) {
            return profile;
        }
    }
    return std::nullopt;
}

std::string_view toString(Storage storage) noexcept {
    return storage == Storage::Memory ? "memory" : storage == Storage::Disk ? "disk" : "mixed";
}

std::optional<Storage> parseStorage(std::string_view text) noexcept {
    for (const Storage storage : {Storage::Memory, Storage::Disk, Storage::Mixed}) {
        if (text == toString(storage)) {
            return storage;
        }
    }
    return std::nullopt;
}

SimulationPlan drawPlan(const PlanOptions& options) {
    SimulationPlan plan;
    plan.profile = options.profile;
    plan.duration = options.duration;
    plan.stage.seed = options.seed;
    plan.storage = options.storage;
    if (plan.storage == Storage::Mixed) {
        plan.storage = options.seed % kMixedShare == 0 ? Storage::Disk : Storage::Memory;
    }
    if (plan.profile == Profile::LyingSync) {
        plan.storage = Storage::Disk;
    }
    if (options.profile == Profile::Steady) {
        drawSteady(plan, options.members);
    } else {
        drawSwarm(plan, options.members);
        if (plan.storage == Storage::Disk) {
            drawDiskFaults(randomFor(options.seed, Purpose::Plan).split(1), plan);
        }
    }
    return plan;
}

}  // namespace quorate::stage
