// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/world.h"

#include <memory>
#include <utility>
#include <vector>

#include "engine/base/invariant.h"

namespace quorate::simulation {

using raft::Index;

namespace {

/// The state that every group starts from, as a snapshot at its first index.
constexpr Chain kFirstChain = 0x51756f72617465U;
/// More is no run but an endless loop.
constexpr std::uint64_t kMaxEvents = 400'000;
/// Election timeouts that a group may take to come to rest.
constexpr Time kSettlingTimeouts = 150;

std::shared_ptr<const raft::Snapshot> firstSnapshot(const Plan& plan) {
    raft::Snapshot first;
    first.metadata.index = Index(1);
    first.metadata.term = raft::Term(1);
    for (std::uint64_t id = 1; id <= plan.nodes; ++id) {
        first.metadata.confState.voters.emplace_back(id);
    }
    first.data = encodeChain(kFirstChain);
    return std::make_shared<const raft::Snapshot>(std::move(first));
}

}  // namespace

World::World(const RunOptions& options)
    : m_plan(options.seed, options.nodes),
      m_listener(m_coverage),
      m_transcript(options.echo),
      m_network(m_plan, m_schedule, m_coverage),
      m_storageRandom(randomFor(options.seed, Purpose::Storage)),
      m_crashRandom(randomFor(options.seed, Purpose::Crashes)),
      m_pace(randomFor(options.seed, Purpose::Pace)),
      m_checks(m_plan.core, kFirstChain, m_verdicts),
      m_convergence(m_plan.core.preVote, m_checks.committed(), m_verdicts),
      m_environment{m_plan,     m_schedule,   m_network,       m_checks,     m_coverage,
                    m_listener, m_transcript, m_storageRandom, m_crashRandom},
      m_clients(m_plan, m_members),
      m_faults(m_environment, m_members) {}

RunResult World::run() {
    // Only here a broken invariant, of a core or of this world, ends a run.
    try {
        begin();
        trouble();
        settle();
    } catch (const InvariantViolation& violation) {
        m_verdicts.violated(m_verdicts.add("Invariant"), raft::kNoNode, violation.what());
    }
    RunResult result;
    if (const stage::Violation* first = m_verdicts.first()) {
        result.check = first->check;
        result.detail = first->text;
    }
    result.transcriptHash = m_transcript.hash();
    result.transcriptLines = m_transcript.lineCount();
    result.lastLines = m_transcript.lastLines();
    result.coverage = m_coverage;
    result.convergedAfter = m_convergedAfter;
    return result;
}

void World::begin() {
    const auto first = firstSnapshot(m_plan);
    for (std::uint64_t id = 1; id <= m_plan.universe; ++id) {
        m_members.push_back(std::make_unique<Member>(
            raft::NodeId(id), id <= m_plan.nodes ? first : nullptr, m_environment));
        m_checks.addDisk(m_members.back()->disk().durable());
    }
    for (const auto& member : m_members) {
        member->start();
    }
    again(EventKind::Client, m_plan.clientPeriod);
    again(EventKind::Fault, m_plan.faultPeriod);
}

void World::trouble() {
    while (m_verdicts.isClean() && m_schedule.nextTime() < m_plan.duration) {
        handle(m_schedule.take());
    }
}

/// Everything is mended and everybody up; now the group must come to rest.
void World::settle() {
    m_isSettling = true;
    m_network.calm();
    m_environment.isCalm = true;
    for (const auto& member : m_members) {
        member->setSnapshotBusy(false);
        if (!member->isUp()) {
            member->start();
        }
    }
    m_committedAtRest = m_checks.committed().lastIndex();
    const Time start = m_schedule.now();
    const Time deadline = start + kSettlingTimeouts * m_plan.core.electionTicks * kTick;
    std::uint64_t events = 0;
    while (m_verdicts.isClean() && !hasConverged()) {
        if (m_schedule.nextTime() > deadline || ++events > kMaxEvents) {
            const Convergence::Stranded stranded = m_convergence.expired();
            if (stranded != Convergence::Stranded::No) {
                m_coverage.met(stranded == Convergence::Stranded::ByTerm ? Met::StrandedByTerm
                                                                         : Met::StrandedByRemoval);
            }
            return;
        }
        handle(m_schedule.take());
    }
    m_convergedAfter = m_schedule.now() - start;
}

bool World::hasConverged() {
    std::vector<Convergence::Node> nodes;
    for (const auto& member : m_members) {
        const raft::ProgressTracker& tracker = member->core().raft().tracker();
        const AppliedState& state = member->stateMachine().state();
        nodes.push_back({member->id(), member->core().softState().role == raft::Role::Leader,
                         member->core().raft().term(), state.last.index, state.chain,
                         state.confState.get(), member->core().raft().log().lastEntryId(),
                         tracker.config.voters.contains(member->id())});
    }
    return m_convergence.isReached(nodes, m_committedAtRest.next());
}

void World::again(EventKind kind, Time period) {
    Event event;
    event.kind = kind;
    m_schedule.add(m_pace.between(1, 2 * period), std::move(event));
}

void World::handle(Event event) {
    switch (event.kind) {
    case EventKind::Client:
        note(event);
        if (m_isSettling) {
            m_clients.settle(m_checks.committed().lastIndex() <= m_committedAtRest);
        } else {
            m_clients.act();
        }
        again(EventKind::Client, m_plan.clientPeriod);
        break;
    case EventKind::Fault:
        if (!m_isSettling) {
            note(event);
            m_faults.act();
            again(EventKind::Fault, m_plan.faultPeriod);
        }
        break;
    case EventKind::Deliver:
        note(event);
        deliver(event, *m_members[event.node.value() - 1]);
        break;
    default:
        handleOfNode(event, *m_members[event.node.value() - 1]);
        break;
    }
}

/// Events of a life that is over do not happen.
void World::handleOfNode(Event& event, Member& member) {
    const bool isOfThisLife = event.life == member.life();
    if (event.kind == EventKind::Restart) {
        if (isOfThisLife && !member.isUp()) {
            note(event);
            member.start();
        }
        return;
    }
    if (!isOfThisLife || !member.isUp()) {
        return;
    }
    note(event);
    switch (event.kind) {
    case EventKind::Tick:
        member.tick();
        break;
    case EventKind::Poll:
        member.poll();
        break;
    case EventKind::Write:
        member.write();
        break;
    case EventKind::Sync:
        member.sync();
        break;
    case EventKind::Apply:
        member.apply();
        break;
    default:
        member.report(event.kind, event.about);
        break;
    }
}

void World::deliver(Event& event, Member& to) {
    raft::Message& message = *event.message;
    if (!to.isUp() || m_network.isCut(message.from, message.to)) {
        m_network.reportLost(message, event.life);
        return;
    }
    if (message.type == raft::MessageType::Snap) {
        m_network.reportArrived(message, event.life);
    }
    to.receive(std::move(message));
}

void World::note(const Event& event) {
    static constexpr const char* kKinds[] = {
        "tick",          "deliver",         "poll",    "write",  "sync", "apply", "unreachable",
        "snapshot sent", "snapshot failed", "restart", "client", "fault"};
    m_transcript << m_schedule.now() << " " << kKinds[static_cast<std::size_t>(event.kind)] << " ";
    if (event.message != nullptr) {
        m_transcript << *event.message;
    } else {
        m_transcript << event.node << " " << event.about;
    }
    m_transcript.endLine();
}

RunResult runSimulation(const RunOptions& options) {
    return World(options).run();
}

std::string describeFailure(const RunOptions& options, const RunResult& result) {
    std::string text = result.check + ": " + result.detail + "\nThe last lines:\n";
    for (const std::string& line : result.lastLines) {
        text += line;
    }
    return text +
           "Again, with the whole transcript:\n  QUORATE_SEED=" + std::to_string(options.seed) +
           " QUORATE_NODES=" + std::to_string(options.nodes) +
           " QUORATE_TRANSCRIPT=1 tst_raft_random replaysTheSeedOfTheEnvironment\n";
}

}  // namespace quorate::simulation
