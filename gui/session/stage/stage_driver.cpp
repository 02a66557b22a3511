// SPDX-License-Identifier: Apache-2.0
#include "gui/session/stage/stage_driver.h"

#include <algorithm>
#include <utility>

#include "engine/node/replicated_state.h"
#include "gui/session/key_inspection.h"
#include "gui/session/leftovers.h"

namespace quorate::gui {

namespace {

/// Between two slices of virtual time.
constexpr int kSliceIntervalMs = 4;
/// Of real time that a slice may take before what it brought is handed over.
constexpr qint64 kSliceNs = 12'000'000;
/// A first leader is waited for up to here, in virtual time.
constexpr std::uint64_t kFirstLeaderNs = 20 * stage::kSecond;
/// Behind the last moment of an earlier opening.
constexpr std::uint64_t kGapNs = stage::kMillisecond;
constexpr qint64 kMeasureMs = 1000;
/// Of a scenario, after a pause of whatever length.
constexpr double kMostPlayedNs = 50e6;
/// Events are named by 48 bits: faults of people count from what was recorded, so that no number
/// is given twice.
constexpr std::uint64_t kSnapshotStepBytes = 64UL * 1024;

stage::StageOptions optionsOf(const SessionFile& file, const observe::ClusterState& before,
                              std::uint64_t firstEvent) {
    stage::StageOptions options;
    options.seed = Random(file.seed).split(file.openings).next();
    options.tickNs = file.tickNs;
    options.start = stage::after(before.moment(), firstEvent > 1 ? kGapNs : 0);
    options.firstEvent = firstEvent;
    if (!before.operations().empty()) {
        options.firstOperation = before.operations().back().id.value() + 1;
    }
    options.node.raft.electionTicks = file.electionTicks;
    options.node.raft.heartbeatTicks = file.heartbeatTicks;
    options.node.raft.preVote = true;
    options.node.raft.checkQuorum = true;
    options.node.snapshotEntries = file.snapshotEntries;
    options.node.catchUpEntries = file.catchUpEntries;
    options.node.tickNs = file.tickNs;
    options.pace.logSync = {stage::kMillisecond, 4 * stage::kMillisecond};
    options.pace.apply = {100'000, stage::kMillisecond};
    options.tellsLogSync = true;
    options.pace.snapshotStepBytes = kSnapshotStepBytes;
    return options;
}

storage::StageDiskOptions diskOptionsOf(const SessionFile& file) {
    storage::StageDiskOptions options = storage::StageDiskOptions::small(
        file.cluster, Random(file.seed).split(file.openings).split(1).next());
    // Larger than those of simulations: a session may last, and is looked at.
    options.directory.wal.segmentSize = 256UL * 1024;
    return options;
}

/// Of a session that goes on, nobody knows here what clients did before.
stage::HistoryOptions historyOptionsOf(std::uint64_t firstEvent) {
    stage::HistoryOptions options;
    options.startsEmpty = firstEvent <= 1;
    return options;
}

stage::CheckLimits limitsOf(const SessionFile& /*file*/) {
    const node::NodeConfig node;
    stage::CheckLimits limits;
    limits.pendingProposals = node.maxPendingProposals;
    limits.pendingReads = node.maxPendingReads;
    limits.inflightMessages = node.raft.maxInflightMessages;
    return limits;
}

}  // namespace

std::unique_ptr<StageSet> StageDriver::makeSet(const SessionFile& file, const QString& folder,
                                               const observe::ClusterState& before,
                                               std::uint64_t firstEvent) {
    auto set = std::make_unique<StageSet>(diskOptionsOf(file), nodesPathOf(folder));
    set->stage =
        std::make_unique<stage::Stage>(optionsOf(file, before, firstEvent), set->disks, set->wire);
    observe::LinkCondition links;
    links.minDelayNs = file.minDelayNs;
    links.maxDelayNs = file.maxDelayNs;
    set->stage->setDefaultLink(links);
    return set;
}

StageDriver::StageDriver(SessionFile file, std::unique_ptr<StageSet> set,
                         observe::ClusterState before, std::uint64_t firstEvent, Publish publish)
    : m_file(std::move(file)),
      m_before(std::move(before)),
      m_publish(std::move(publish)),
      m_set(std::move(set)),
      m_disks(m_set->disks),
      m_recorder(observe::SourceId(), {}, firstEvent),
      m_checks(limitsOf(m_file)),
      m_history(historyOptionsOf(firstEvent)),
      m_historyFeed(m_history),
      m_stage(*m_set->stage),
      m_faults(static_cast<FaultTarget&>(*this), firstEvent),
      m_chaos(m_stage, &m_disks),
      m_points(m_stage, m_disks, m_faults),
      m_illDisks(m_stage, m_disks, m_faults),
      m_watches(m_stage, [this](const WatchNews& news) { Q_EMIT watched(news); }),
      m_timer(this) {
    m_stage.add(m_recorder);
    m_stage.add(static_cast<stage::EventListener&>(*this));
    m_stage.add(static_cast<stage::ClientListener&>(*this));
    m_stage.add(static_cast<stage::ClientListener&>(m_historyFeed));
    m_stage.add(static_cast<stage::StageWatcher&>(*this));
    if (m_set->scenario) {
        m_player = std::make_unique<ScenarioPlayer>(*m_set->scenario, m_stage, m_set->witness);
    }
    m_status.seed = m_file.seed;
    m_status.tickNs = m_file.tickNs;
    m_status.speed = 0.2;
    m_status.reachedSpeed = m_status.speed;
    m_timer.setInterval(kSliceIntervalMs);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &StageDriver::slice);
}

StageDriver::~StageDriver() {
    // Before those that listen to it.
    m_set->stage.reset();
}

Error StageDriver::scenarioLeads() {
    return {ErrorCode::FailedPrecondition,
            "a scenario leads this Stage: take it over with \"Let me try\" first"};
}

// --- its life

Result<void> StageDriver::begin() {
    if (m_player != nullptr) {
        m_status.isRunning = true;
        anchor();
        m_timer.start();
        tellStatus();
        return {};
    }
    tellLeftovers(m_before, [this](observe::Body body) { m_stage.tell(std::move(body)); });
    node::Membership members;
    for (std::uint64_t id = 1; id <= m_file.firstMembers; ++id) {
        members.confState.voters.emplace_back(id);
    }
    Result<void> first;
    const auto isGone = [this](raft::NodeId node) {
        const auto& removed = m_file.removed;
        return std::find(removed.begin(), removed.end(), node) != removed.end();
    };
    if (m_file.removed.empty()) {
        first = m_stage.begin(members);
    } else {
        // Those who are left know their members from their disks.
        for (const raft::NodeId node : members.confState.voters) {
            if (!isGone(node)) {
                if (auto joined = m_stage.join(node); !joined && first) {
                    first = joined;
                }
            }
        }
    }
    for (const raft::NodeId node : m_file.joined) {
        if (auto joined = m_stage.join(node); !joined && first) {
            first = joined;
        }
    }
    if (!first) {
        publish();
        return first;
    }
    m_stage.runUntil([this] { return isHurried() || m_stage.leader() != nullptr; },
                     stage::after(m_stage.now(), kFirstLeaderNs));
    settle();
    m_status.isRunning = true;
    anchor();
    m_measured = m_stage.now();
    m_sinceMeasured.start();
    m_timer.start();
    publish();
    tellStatus();
    return {};
}

void StageDriver::end() {
    m_timer.stop();
    m_chaos.end();
    for (const auto& workload : m_workloads) {
        workload->end();
    }
    static_cast<void>(m_faults.endAll());
    for (const auto& node : m_stage.nodes()) {
        if (node->isRunning()) {
            static_cast<void>(m_stage.stop(node->id()));
        }
    }
    publish();
}

// --- time

void StageDriver::anchor() {
    m_real.start();
    m_anchor = m_stage.now();
}

/// A scenario lets time go on as it suits it.
void StageDriver::playOn() {
    const auto real = std::min(static_cast<double>(m_real.nsecsElapsed()), kMostPlayedNs);
    m_real.restart();
    m_player->play(real, m_status.speed);
    if (m_player->standing().state != ScenarioStanding::State::Playing) {
        m_status.isRunning = false;
        m_timer.stop();
        publish();
        tellStatus();
        return;
    }
    publish();
}

void StageDriver::slice() {
    if (isLed()) {
        playOn();
        return;
    }
    const auto wanted =
        static_cast<std::uint64_t>(static_cast<double>(m_real.nsecsElapsed()) * m_status.speed);
    const stage::Moment target = stage::after(m_anchor, wanted);
    QElapsedTimer spent;
    spent.start();
    while (m_stage.nextMoment() && *m_stage.nextMoment() <= target) {
        step();
        if (spent.nsecsElapsed() > kSliceNs) {
            // The machine does not keep up: what is missing is not made up for.
            anchor();
            publish();
            measureSpeed();
            return;
        }
    }
    m_stage.runUntil(target);
    publish();
    measureSpeed();
}

void StageDriver::step() {
    m_stage.step();
    settle();
}

void StageDriver::settle() {
    m_chaos.proceed();
    m_points.proceed();
    m_illDisks.proceed();
    for (const auto& workload : m_workloads) {
        workload->proceed();
    }
}

void StageDriver::publish() {
    m_watches.look();
    tellViolations();
    m_publish(m_recorder.publish(m_stage.now()));
}

void StageDriver::tellViolations() {
    const auto& violations = m_checks.verdicts().violations();
    while (m_violationsTold < violations.size()) {
        const stage::Violation violation = violations[m_violationsTold++];
        m_stage.tell(observe::CheckViolated{violation.check, violation.text});
    }
    const stage::HistoryVerdict& verdict = m_history.verdict();
    if (verdict.kind == stage::HistoryVerdict::Kind::Violated &&
        !std::exchange(m_isHistoryTold, true)) {
        m_stage.tell(observe::CheckViolated{kLinearizability, verdict.why});
        tellStatus();
    }
}

HistoryStanding StageDriver::historyStanding() const {
    const stage::HistoryChecker::Counters counters = m_history.counters();
    return {counters.operations, counters.judged, counters.unknown, m_history.verdict()};
}

void StageDriver::measureSpeed() {
    if (m_sinceMeasured.elapsed() < kMeasureMs) {
        return;
    }
    const auto virtualNs =
        static_cast<double>(m_stage.now().nanoseconds() - m_measured.nanoseconds());
    m_status.reachedSpeed = virtualNs / static_cast<double>(m_sinceMeasured.nsecsElapsed());
    m_measured = m_stage.now();
    m_sinceMeasured.restart();
    tellStatus();
}

void StageDriver::tellStatus() {
    m_status.chaosSeed = m_chaos.seed();
    m_status.history = historyStanding();
    if (m_player != nullptr) {
        m_status.scenario = std::make_shared<const ScenarioStanding>(m_player->standing());
    }
    Q_EMIT statusChanged(m_status);
}

// --- what the Stage tells

void StageDriver::heard(raft::EventId id, const observe::Event& event) {
    m_checks.observe(id, event);
}

void StageDriver::invoked(stage::OperationId id, const stage::ClientRequest& request,
                          stage::Moment /*now*/) {
    for (const auto& workload : m_workloads) {
        workload->invoked(id, request);
    }
}

void StageDriver::answered(stage::OperationId id, const stage::ClientRequest& request,
                           const stage::ClientAnswer& answer, stage::Moment /*now*/) {
    if (request.client > 0) {
        for (const auto& workload : m_workloads) {
            workload->answered(id, answer);
        }
        return;
    }
    if (const auto later = m_later.extract(id); !later.empty()) {
        if (answer.outcome == stage::Outcome::Done) {
            later.mapped()({});
        } else {
            later.mapped()(answer.error.value_or(
                Error(ErrorCode::Unknown, "it is not known whether this was done")));
        }
    } else if (m_isAsking) {
        m_early[id] = answer;
    }
    Q_EMIT consoleAnswered({id, answer, m_stage.now()});
}

void StageDriver::crashed(raft::NodeId node, std::optional<stage::CrashPoint> point) {
    m_chaos.crashed(node, point);
    m_points.crashed(node, point);
    m_illDisks.crashed(node);
}

void StageDriver::failed(raft::NodeId node, const Error& reason) {
    m_chaos.failed(node, reason);
    m_points.failed(node);
    m_illDisks.failed(node);
}

void StageDriver::refusedToStart(raft::NodeId node, const Error& reason) {
    m_chaos.refusedToStart(node, reason);
    m_illDisks.failed(node);
}

// --- what is asked of it

Result<observe::OperationId> StageDriver::ask(const Ask& ask) {
    if (isLed()) {
        return scenarioLeads();
    }
    stage::ClientRequest request;
    request.target = ask.target == raft::kNoNode ? leader() : ask.target;
    request.timeout = ask.timeoutNs;
    if (request.target == raft::kNoNode) {
        return Error(ErrorCode::Unavailable,
                     "no node leads: wait for an election, or ask one node by name");
    }
    std::visit([&request](const auto& what) { request.what = what; }, ask.what);
    const stage::OperationId id = m_stage.ask(std::move(request));
    settle();
    publish();
    return id;
}

void StageDriver::inspectKeys(const std::string& prefix, std::size_t limit,
                              std::function<void(std::vector<NodeKeys>)> done) {
    std::vector<NodeKeys> all;
    for (const auto& node : m_stage.nodes()) {
        if (node->isRunning()) {
            all.push_back(keysOf(node->state().keySpace().now(), node->id(),
                                 node->state().applied().index, prefix, limit));
        }
    }
    done(std::move(all));
}

void StageDriver::inspectDisk(raft::NodeId node, const storage::DiskQuestion& question,
                              Session::DiskDone done) {
    stage::StageNode* found = m_stage.find(node);
    done(m_disks.inspect(node, found != nullptr && found->isRunning() ? &found->storage() : nullptr,
                         question));
}

// --- what the fault book breaks

void StageDriver::tell(observe::Body body) {
    m_stage.tell(std::move(body));
}

void StageDriver::cut(observe::Link link) {
    m_stage.cut(link);
}

void StageDriver::heal(observe::Link link) {
    m_stage.heal(link);
}

void StageDriver::setRules(observe::Link link, std::vector<observe::LinkRule> rules) {
    m_stage.setRules(link, std::move(rules));
}

observe::LinkCondition StageDriver::usualCondition() const {
    return m_stage.links().defaultCondition();
}

}  // namespace quorate::gui
