// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include "tests/simulation/checks/convergence.h"
#include "tests/simulation/clients.h"
#include "tests/simulation/environment.h"
#include "tests/simulation/faults.h"

namespace quorate::simulation {

struct RunOptions {
    std::uint64_t seed{1};
    std::size_t nodes{3};
    /// Print the whole transcript.
    bool echo{false};
};

struct RunResult {
    /// The rule that was broken, and how; both empty where all went well.
    std::string check;
    std::string detail;
    std::uint64_t transcriptHash{0};
    std::uint64_t transcriptLines{0};
    /// The end of the transcript.
    std::deque<std::string> lastLines;
    Coverage coverage;
    /// How long the group took, after all was mended.
    Time convergedAfter{0};
};

/// One group of cores and all that is around it: time, network, disks, clients, faults, checks. A
/// pure function of its options: no clock, no other randomness than the seed.
class World {
public:
    explicit World(const RunOptions& options);
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    /// Runs it through its troubles, until it is at rest or a rule is broken. To be called once.
    RunResult run();

private:
    void begin();
    void trouble();
    void settle();
    void handle(Event event);
    void handleOfNode(Event& event, Member& member);
    void deliver(Event& event, Member& to);
    [[nodiscard]] bool hasConverged();
    void again(EventKind kind, Time period);
    void note(const Event& event);

    Plan m_plan;
    stage::Verdicts m_verdicts;
    Coverage m_coverage;
    CoverageListener m_listener;
    Transcript m_transcript;
    Schedule m_schedule;
    Network m_network;
    Random m_storageRandom;
    Random m_crashRandom;
    Random m_pace;
    Checks m_checks;
    Convergence m_convergence;
    Environment m_environment;
    Members m_members;
    Clients m_clients;
    Faults m_faults;
    bool m_isSettling{false};
    raft::Index m_committedAtRest;
    Time m_convergedAfter{0};
};

/// The whole of it.
RunResult runSimulation(const RunOptions& options);

/// What a failed run says: the rule, the end of the transcript, and how to see it again.
std::string describeFailure(const RunOptions& options, const RunResult& result);

}  // namespace quorate::simulation
