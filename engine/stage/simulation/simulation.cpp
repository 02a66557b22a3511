// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/simulation/simulation.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "engine/stage/simulation/convergence.h"

namespace quorate::stage {

namespace {

/// Election timeouts within which a cluster without trouble finds its leader. Without PreVote, one
/// of two nodes whose log is behind draws the shorter timeout about every other time, and puts the
/// other's off: ten times in a row is seen once in a thousand clusters.
constexpr std::uint64_t kLeaderTimeouts = 30;
/// Of virtual time, until all answers are there and all members have caught up.
constexpr Nanoseconds kRest = 180 * kSecond;
constexpr Nanoseconds kLookInterval = 50 * kMillisecond;

CheckLimits limitsOf(const SimulationPlan& plan) {
    const node::NodeConfig& node = plan.stage.node;
    CheckLimits limits;
    limits.pendingProposals = node.maxPendingProposals;
    limits.pendingReads = node.maxPendingReads;
    limits.inflightMessages = node.raft.maxInflightMessages;
    if (plan.profile == Profile::Wiped) {
        // Who lost its disk forgets its votes, and what it acknowledged is counted if that was on
        // its way; what must not come of it is for the other checks to see.
        limits.switchedOff = {"VoteOnce", "QuorumCommit"};
    }
    return limits;
}

}  // namespace

class Simulation::Witness final : public EventListener, public StageWatcher, public ClientListener {
public:
    explicit Witness(Simulation& simulation) : m_simulation(simulation) {}

    void heard(raft::EventId id, const observe::Event& event) override {
        m_simulation.m_checks.observe(id, event);
    }

    void failed(raft::NodeId node, const Error& reason) override {
        if (isExcused(node, reason) || m_simulation.endsRightly("NodeFailed", "NodeStopped")) {
            return;
        }
        m_simulation.fail(FailureKind::Crash, "NodeFailed",
                          "node " + toString(node) + " stopped: " + reason.message);
    }
    void refusedToStart(raft::NodeId node, const Error& reason) override {
        if (isExcused(node, reason) || m_simulation.endsRightly("NodeStarts", "StartRefused")) {
            return;
        }
        m_simulation.fail(FailureKind::Crash, "NodeStarts",
                          "node " + toString(node) + " cannot start: " + reason.message);
    }
    void turnedAway(raft::NodeId node, raft::NodeId peer, const Error& reason) override {
        if (m_simulation.m_plan.profile == Profile::Wiped) {
            ++m_turnedAway;
            return;
        }
        if (m_simulation.endsRightly("PeersAdmitted", "StrangerTurnedAway")) {
            return;
        }
        m_simulation.fail(FailureKind::Crash, "PeersAdmitted",
                          "node " + toString(node) + " turned node " + toString(peer) +
                              " away: " + reason.message);
    }
    void recovered(raft::NodeId node, const node::Repairs& /*repairs*/) override {
        if (m_stopped.erase(node) > 0) {
            m_simulation.m_coverage.met(Met::StartedAfterThat);
        }
    }
    void invoked(OperationId /*id*/, const ClientRequest& /*request*/, Moment /*now*/) override {}
    void answered(OperationId /*id*/, const ClientRequest& /*request*/, const ClientAnswer& answer,
                  Moment /*now*/) override {
        RunResult& result = m_simulation.m_result;
        ++(answer.outcome == Outcome::Done      ? result.done
           : answer.outcome == Outcome::Refused ? result.refused
                                                : result.unknown);
    }
    [[nodiscard]] std::uint64_t turnedAwayCount() const noexcept { return m_turnedAway; }

private:
    /// Its disk was made to fail.
    bool isExcused(raft::NodeId node, const Error& reason) {
        const auto blame = m_simulation.m_faults.blameFor(reason);
        if (blame && *blame != DiskTrouble::Blame::Power) {
            m_simulation.m_coverage.met(*blame == DiskTrouble::Blame::Space
                                            ? Met::StoppedByFullDisk
                                            : Met::StoppedByFailure);
            m_stopped.insert(node);
        }
        return blame.has_value();
    }

    Simulation& m_simulation;
    std::uint64_t m_turnedAway{0};
    /// By their disks.
    std::set<raft::NodeId> m_stopped;
};

Simulation::Simulation(const SimulationPlan& plan, DiskBay& disks, Wire& wire)
    : m_plan(plan),
      m_stage(m_plan.stage, disks, wire),
      m_workload(m_stage, m_plan.clients, randomFor(m_plan.stage.seed, Purpose::Clients)),
      m_operators(m_stage, m_plan.operators,
                  randomFor(m_plan.stage.seed, Purpose::Faults).split(1)),
      m_faults(m_stage, m_plan, randomFor(m_plan.stage.seed, Purpose::Faults).split(2),
               disks.trouble()),
      m_checks(limitsOf(m_plan)),
      m_historyFeed(m_history),
      m_witness(std::make_unique<Witness>(*this)),
      m_disks(disks.trouble()) {
    m_stage.add(static_cast<EventListener&>(m_coverage));
    m_stage.add(static_cast<StageWatcher&>(m_coverage));
    m_stage.add(static_cast<ClientListener&>(m_coverage));
    m_stage.add(m_workload);
    m_stage.add(m_operators);
    m_stage.add(m_faults);
    m_stage.add(m_historyFeed);
    m_stage.add(static_cast<EventListener&>(*m_witness));
    m_stage.add(static_cast<StageWatcher&>(*m_witness));
    m_stage.add(static_cast<ClientListener&>(*m_witness));
}

Simulation::~Simulation() = default;

void Simulation::setPulse(Nanoseconds interval, std::function<void(Moment)> pulse) {
    m_pulseInterval = interval;
    m_pulse = std::move(pulse);
    m_nextPulse = after(m_stage.now(), interval);
}

RunResult Simulation::run() {
    if (begin()) {
        trouble();
        settle();
        judgeEnd();
    }
    sumUp();
    return std::move(m_result);
}

bool Simulation::begin() {
    node::Membership members;
    for (std::uint64_t id = 1; id <= m_plan.members; ++id) {
        members.confState.voters.emplace_back(id);
    }
    if (auto begun = m_stage.begin(members); !begun) {
        fail(FailureKind::Crash, "NodeStarts", begun.error().message);
        return false;
    }
    m_faults.begin();
    m_workload.begin();
    m_operators.begin();
    return true;
}

void Simulation::trouble() {
    const Moment end = after(m_plan.stage.start, m_plan.duration);
    while (!m_isOver && m_stage.nextMoment() && *m_stage.nextMoment() <= end) {
        step();
    }
}

void Simulation::settle() {
    if (m_isOver) {
        return;
    }
    m_workload.end();
    m_faults.end();
    m_operators.settle();
    // What is on its way still arrives.
    Moment quietFrom = m_stage.now();
    for (const Travelling* message : m_stage.links().travelling()) {
        quietFrom = std::max(quietFrom, message->due);
    }
    const Nanoseconds electionTimeout = m_plan.stage.node.raft.electionTicks * m_plan.stage.tickNs;
    Convergence convergence(m_stage, quietFrom, {kLeaderTimeouts * electionTimeout, kRest});
    Moment nextLook = m_stage.now();
    while (!m_isOver) {
        if (m_stage.now() >= nextLook) {
            nextLook = after(m_stage.now(), kLookInterval);
            if (convergence.isOver()) {
                break;
            }
        }
        step();
    }
    m_result.timeToLeader = convergence.timeToLeader().value_or(0);
    m_result.timeToRest = convergence.timeToRest();
    if (m_isOver) {
        return;
    }
    ++m_result.checks["Convergence"].exercised;
    if (!convergence.difference().empty()) {
        fail(FailureKind::Safety, "Convergence", convergence.difference());
    } else if (convergence.missing() && mustConverge()) {
        switch (convergence.stranded()) {
        case Convergence::Stranded::No:
            fail(FailureKind::Liveness, convergence.missing()->rule, convergence.missing()->text);
            break;
        case Convergence::Stranded::ByRemoval:
            ++m_result.excused["StrandedByRemoval"];
            break;
        case Convergence::Stranded::ByTerm:
            ++m_result.excused["StrandedByTerm"];
            break;
        }
    }
}

/// A cluster need not survive that its disks are emptied.
bool Simulation::mustConverge() const {
    return m_faults.wiped().empty();
}

bool Simulation::step() {
    const bool happened = m_stage.step();
    m_workload.proceed();
    m_faults.proceed();
    if (m_pulse && m_stage.now() >= m_nextPulse) {
        m_nextPulse = after(m_stage.now(), m_pulseInterval);
        m_pulse(m_stage.now());
    }
    look();
    return happened;
}

void Simulation::look() {
    const Violation* violation = m_isOver ? nullptr : m_checks.verdicts().first();
    if (violation != nullptr && !endsRightly(violation->check, "LossAnnounced")) {
        fail(FailureKind::Safety, violation->check, violation->text);
        if (m_result.failure->event != violation->event) {
            m_result.failure->moment = violation->moment;
            m_result.failure->event = violation->event;
            m_result.failure->node = violation->node;
        }
    }
    if (m_history.verdict().kind == HistoryVerdict::Kind::Violated) {
        fail(FailureKind::Safety, "Linearizability", m_history.verdict().why);
    }
}

/// What disks lied about shows when a node starts on what is left, or cannot: before it has said
/// anything. What breaks before anybody saw a loss, is wrong.
bool Simulation::endsRightly(const std::string& check, const char* why) {
    const bool hasLied =
        m_disks != nullptr && m_disks->tally().met[static_cast<std::size_t>(DiskMet::SyncLied)] > 0;
    const bool isLoss = check == "Durability" || check == "NodeStarts" || check == "NodeFailed" ||
                        check == "PeersAdmitted";
    if (m_isOver || !hasLied || !isLoss) {
        return m_isOver;
    }
    ++m_result.excused[why];
    m_isOver = true;
    return true;
}

void Simulation::fail(FailureKind kind, std::string check, std::string text) {
    m_isOver = true;
    if (m_result.failure) {
        return;
    }
    m_result.failure = Failure{kind,
                               std::move(check),
                               std::move(text),
                               m_stage.now(),
                               raft::EventId(m_stage.eventCount()),
                               raft::kNoNode};
}

void Simulation::judgeEnd() {
    const HistoryVerdict verdict = m_history.finish();
    CheckTally& tally = m_result.checks["Linearizability"];
    tally.exercised += m_history.counters().judged;
    tally.undecided += m_history.counters().undecided;
    tally.violated += verdict.kind == HistoryVerdict::Kind::Violated ? 1U : 0U;
    if (verdict.kind == HistoryVerdict::Kind::Violated) {
        fail(FailureKind::Safety, "Linearizability", verdict.why);
    }
}

void Simulation::sumUp() {
    for (const CheckReport& check : m_checks.verdicts().checks()) {
        if (check.isEnabled) {
            m_result.checks[std::string(check.name)].add({check.exercised, check.violated, 0});
        }
    }
    if (m_result.failure && m_result.checks.count(m_result.failure->check) == 0) {
        ++m_result.checks[m_result.failure->check].violated;
    }
    if (m_plan.profile == Profile::Wiped) {
        m_result.checks["LostDisksRefused"].exercised += m_witness->turnedAwayCount();
    }
    m_result.simulated = m_stage.now().nanoseconds() - m_plan.stage.start.nanoseconds();
    m_result.events = m_stage.eventCount();
    m_result.steps = m_stage.stepCount();
    m_result.faults = m_faults.counts();
    m_result.coverage = m_coverage.coverage();
    if (m_disks != nullptr) {
        m_result.disks = m_disks->tally();
    }
}

}  // namespace quorate::stage
