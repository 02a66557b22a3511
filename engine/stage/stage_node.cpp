// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/stage_node.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <variant>

#include "engine/kv/command_codec.h"
#include "engine/node/lease_keeper.h"
#include "engine/node/recovery.h"
#include "engine/stage/client_desk.h"

namespace quorate::stage {

namespace {

OperationId operationOf(node::RequestToken token) {
    return OperationId(token.value());
}

template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

raft::EntryId lastOf(const node::RecoveredState& state) {
    return state.entries.empty() ? state.logStart : state.entries.back().id();
}

}  // namespace

/// What lives and ends with one life, in the order of dependence.
struct StageNode::Running {
    Running(std::unique_ptr<node::NodeStorage> opened, node::Recovered recovered,
            StageContext& context, LifeOf life, CrashPlan& crashes, const Valves& valves,
            const node::LeaseKeeper::Options& leaseOptions)
        : storage(std::move(opened)),
          state(std::move(recovered.machine)),
          disk(context, life, crashes, valves, *storage, *state, recovered.state),
          leases(leaseOptions) {}

    std::unique_ptr<node::NodeStorage> storage;
    std::unique_ptr<node::ReplicatedState> state;
    StageDisk disk;
    node::LeaseKeeper leases;
    /// Why they could not be read from a state that was installed.
    std::optional<Error> leaseTrouble;
    /// Keep-alives that are answered with these seconds, once an old note of what is left is away.
    std::map<OperationId, std::int64_t> keptAlive;
    std::unique_ptr<node::Node> node;
};

StageNode::StageNode(StageContext& context, node::NodeConfig config,
                     std::optional<node::Membership> first)
    : m_context(context),
      m_config(std::move(config)),
      m_first(std::move(first)),
      m_isToBeMade(m_first.has_value()) {
    m_config.raft.sabotage = &m_context.sabotage;
}

StageNode::~StageNode() = default;

const node::Node& StageNode::node() const {
    return *m_running->node;
}

node::Node& StageNode::node() {
    return *m_running->node;
}

const node::ReplicatedState& StageNode::state() const {
    return *m_running->state;
}

node::NodeStorage& StageNode::storage() {
    return *m_running->storage;
}

bool StageNode::reached(CrashPoint point) {
    return m_running->disk.reached(point);
}

// --- its life

Result<void> StageNode::makeDisk() {
    if (!m_isToBeMade) {
        return {};
    }
    auto storage = m_context.disks.open(id(), m_context.makingRandom);
    if (!storage) {
        return storage.error();
    }
    auto made = node::makeFirstMember(**storage, *m_first);
    if (made || made.error().code == ErrorCode::FailedPrecondition) {
        m_isToBeMade = false;  // it is there, from now on or from an earlier session
        return {};
    }
    return made;
}

Result<void> StageNode::start(raft::EventId cause) {
    if (isRunning()) {
        return Error(ErrorCode::FailedPrecondition, "node " + toString(id()) + " runs already");
    }
    auto started = tryStart(cause);
    if (!started) {
        m_running.reset();
        if (m_context.disks.isDead(id())) {
            m_context.disks.crash(id(), m_context.crashRandom);
        }
        for (StageWatcher* watcher : m_context.watchers) {
            watcher->refusedToStart(id(), started.error());
        }
    }
    return started;
}

Result<void> StageNode::tryStart(raft::EventId cause) {
    if (auto made = makeDisk(); !made) {
        return made;
    }
    auto storage = m_context.disks.open(id(), m_context.makingRandom);
    if (!storage) {
        return storage.error();
    }
    auto recovered = node::recover(**storage);
    if (!recovered) {
        return recovered.error();
    }
    m_config.incarnation = (*storage)->identity().incarnation();
    m_config.directory = (*storage)->identity().directory;
    m_config.raft.random = Random(m_context.coreRandom.next());
    const node::RecoveredState state = recovered->state;
    const node::Repairs repairs = recovered->repairs;
    ++m_life;
    m_lives.push_back({m_config.directory, state.isConfirmed});
    m_running =
        std::make_unique<Running>(std::move(*storage), std::move(*recovered), m_context,
                                  LifeOf{id(), m_life}, m_crashes, m_valves, leaseOptions());
    auto started = node::Node::start(
        m_config,
        {m_running->disk, m_running->disk, m_running->disk, *this, *this, &m_context.events}, state,
        m_context.now(), cause);
    if (!started) {
        return started.error();
    }
    m_running->node = std::move(*started);
    m_running->disk.setNode(*m_running->node);
    if (auto loaded = loadLeases(); !loaded) {
        return loaded;
    }
    m_condition = NodeLife::Up;
    m_failure.clear();
    for (StageWatcher* watcher : m_context.watchers) {
        watcher->recovered(id(), repairs);
    }
    m_context.tell(id(), raft::kNoEvent, observe::LogSynced{state.hardState, lastOf(state)});
    scheduleTick();
    begin();
    end();
    return {};
}

void StageNode::endLife(NodeLife condition) {
    const std::uint32_t life = m_life;
    m_running.reset();
    m_condition = condition;
    m_isPumpDue = false;
    m_stalled.clear();
    m_context.desk.lost(id(), life);
}

void StageNode::stop(raft::EventId cause) {
    if (isRunning()) {
        m_context.tell(id(), cause, observe::NodeStopped());
        endLife(NodeLife::Down);
    }
}

void StageNode::crash(std::optional<CrashPoint> point, raft::EventId cause) {
    if (!isRunning() && m_condition != NodeLife::Failed) {
        return;
    }
    if (isRunning()) {
        m_context.tell(id(), cause,
                       observe::NodeCrashed{point ? std::string(toString(*point)) : ""});
    }
    for (StageWatcher* watcher : m_context.watchers) {
        watcher->crashed(id(), point);
    }
    m_context.disks.crash(id(), m_context.crashRandom);
    endLife(NodeLife::Down);
}

void StageNode::pause(raft::EventId cause) {
    if (m_condition == NodeLife::Up) {
        m_condition = NodeLife::Paused;
        m_context.tell(id(), cause, observe::NodePaused());
    }
}

void StageNode::resume(raft::EventId cause) {
    if (m_condition != NodeLife::Paused) {
        return;
    }
    m_condition = NodeLife::Up;
    m_context.tell(id(), cause, observe::NodeResumed());
    for (const Due& due : std::exchange(m_stalled, {})) {
        m_context.agenda.addAgain(due);
    }
}

Result<void> StageNode::wipe(bool startsOver) {
    if (isRunning()) {
        return Error(ErrorCode::FailedPrecondition,
                     "node " + toString(id()) + " runs; stop it before its disk is wiped");
    }
    m_isToBeMade = startsOver && m_first;
    return m_context.disks.wipe(id());
}

void StageNode::settle() {
    if (!isRunning()) {
        return;
    }
    if (m_running->disk.crash()) {
        crash(m_running->disk.crash(), raft::kNoEvent);
    } else if (m_context.disks.isDead(id())) {
        crash(std::nullopt, raft::kNoEvent);
    } else if (m_running->node->hasFailed()) {
        fail(m_running->node->failure());
    } else if (m_running->leaseTrouble) {
        fail("the leases cannot be read: " + m_running->leaseTrouble->message);
    }
}

void StageNode::fail(const std::string& reason) {
    m_failure = reason;
    endLife(NodeLife::Failed);
    for (StageWatcher* watcher : m_context.watchers) {
        watcher->failed(id(), {ErrorCode::NodeFailed, m_failure});
    }
}

// --- what reaches it

void StageNode::begin() {
    m_running->node->setMoment(m_context.now());
}

void StageNode::end() {
    const Span& span = m_context.paceOf(id()).pump;
    if (span.max == 0) {
        pump();
    } else if (!std::exchange(m_isPumpDue, true)) {
        m_context.agenda.add(span.draw(m_context.diskRandom), DueKind::Pump, id(), m_life);
    }
}

void StageNode::pump() {
    if (!m_running->disk.crash()) {
        m_running->node->pump();
        m_running->leases.lead(m_running->node->isLeading());
    }
}

void StageNode::scheduleTick() {
    constexpr std::int64_t kMillion = 1'000'000;
    const auto period =
        static_cast<std::int64_t>(m_context.tickNs) * kMillion / (kMillion + m_drift);
    m_context.agenda.add(static_cast<Nanoseconds>(period), DueKind::Tick, id(), m_life);
}

node::LeaseKeeper::Options StageNode::leaseOptions() const {
    const auto tickMs = static_cast<std::uint32_t>(m_context.tickNs / kMillisecond);
    node::LeaseKeeper::Options options;
    options.clock.tickMs = std::max(tickMs, 1U);
    options.electionMs = m_config.raft.electionTicks * options.clock.tickMs;
    return options;
}

Result<void> StageNode::loadLeases() {
    m_running->leases.beginLoading();
    for (;;) {
        const Result<bool> more = m_running->leases.loadSome(m_running->state->keySpace().now());
        if (!more) {
            return more.error();
        }
        if (!*more) {
            return {};
        }
    }
}

void StageNode::tick() {
    scheduleTick();
    m_running->node->tick();
    m_running->leases.tick();
    for (const kv::Command& command : m_running->leases.takeCommands()) {
        if (auto encoded = kv::encode(command)) {
            // Nobody waits for it: what is lost is proposed again after a while.
            m_running->node->propose(node::RequestToken(), std::move(*encoded));
        }
    }
}

void StageNode::due(const Due& due) {
    begin();
    StageDisk& disk = m_running->disk;
    switch (due.kind) {
    case DueKind::Tick:
        tick();
        break;
    case DueKind::Pump:
        m_isPumpDue = false;
        pump();
        return;
    case DueKind::LogWrite:
        disk.writeLog();
        break;
    case DueKind::LogSync:
        disk.syncLog();
        break;
    case DueKind::LogDone:
        disk.logDone();
        break;
    case DueKind::Apply:
        disk.applyBatch();
        m_running->leases.follow(disk.takeEffects());
        break;
    case DueKind::ApplyDone:
        disk.applyDone();
        break;
    case DueKind::SnapshotSave:
        disk.saveStep();
        break;
    case DueKind::SnapshotInstall:
        disk.installStep();
        if (disk.takeInstalled()) {
            if (auto loaded = loadLeases(); !loaded) {
                m_running->leaseTrouble = loaded.error();
            }
        }
        break;
    case DueKind::ClientRequest:
        if (const ClientRequest* open = m_context.desk.find(OperationId(due.what))) {
            ask(OperationId(due.what), *open);
        }
        break;
    case DueKind::SnapshotLost:
        m_running->node->reportSnapshot(raft::NodeId(due.what), false);
        break;
    case DueKind::Unreachable:
        m_running->node->reportUnreachable(raft::NodeId(due.what));
        break;
    default:
        break;
    }
    end();
}

void StageNode::receive(raft::Message message) {
    begin();
    if (reached(CrashPoint::BeforeReceive)) {
        return;
    }
    // What it refuses it refuses, as it does what a stranger sends.
    static_cast<void>(m_running->node->receive(std::move(message)));
    end();
}

Result<void> StageNode::admit(raft::NodeId peer, std::uint64_t directory) {
    const auto standing = node().judgePeer(peer, directory);
    if (!standing) {
        return standing.error();
    }
    if (*standing == node::Electorate::Standing::Remember) {
        if (auto remembered = storage().admitPeer(peer, directory); !remembered) {
            return remembered;
        }
    }
    node().peerMet(peer, directory, *standing);
    return {};
}

void StageNode::confirmIfDue() {
    if (node().isConfirmationDue() && storage().admitPeer(id(), m_config.directory)) {
        node().confirm();
        m_lives.back().isConfirmed = true;
    }
}

void StageNode::reportSnapshot(raft::NodeId peer, bool arrived) {
    operate([&](node::Node& node) { node.reportSnapshot(peer, arrived); });
}

void StageNode::request(OperationId id, const ClientRequest& request) {
    begin();
    ask(id, request);
    end();
}

void StageNode::ask(OperationId id, const ClientRequest& request) {
    if (reached(pointOf(request))) {
        return;
    }
    const node::RequestToken token(id.value());
    const node::RequestOrigin origin{id, m_context.desk.causeOf(id)};
    node::Node& node = *m_running->node;
    std::visit(Overloaded{[&](const kv::Command& command) {
                              auto encoded = kv::encode(command);
                              if (encoded) {
                                  node.propose(token, std::move(*encoded), origin);
                              } else {
                                  refused(token, encoded.error());
                              }
                          },
                          [&](const ClientRead& read) { node.read(token, read.level, origin); },
                          [&](const LeaseQuestion& question) { ask(id, question); },
                          [&](const MembershipChange& change) {
                              node.changeMembership(token, change.change, origin);
                          },
                          [&](const Promotion& promotion) {
                              node.promote(token, promotion.learner, {}, origin);
                          }},
               request.what);
}

void StageNode::ask(OperationId id, const LeaseQuestion& question) {
    const node::RequestToken token(id.value());
    node::LeaseKeeper& leases = m_running->leases;
    if (question.kind == LeaseQuestion::Kind::TimeToLive) {
        const auto times = leases.timeToLive(question.lease);
        if (times) {
            m_context.desk.done(id, LeaseTimes{times->ttlSeconds, times->remainingSeconds});
        } else {
            refused(token, times.error());
        }
        return;
    }
    const auto kept = leases.keepAlive(question.lease);
    if (!kept) {
        refused(token, kept.error());
        return;
    }
    if (kept->first.empty()) {
        m_context.desk.done(id, LeaseTimes{kept->ttlSeconds, kept->ttlSeconds});
        return;
    }
    m_running->keptAlive[id] = kept->ttlSeconds;
    for (const kv::Command& command : kept->first) {
        const bool isLast = &command == &kept->first.back();
        if (auto encoded = kv::encode(command)) {
            m_running->node->propose(isLast ? token : node::RequestToken(), std::move(*encoded));
        } else {
            refused(token, encoded.error());
        }
    }
}

// --- where it is stopped

CrashPoint StageNode::pointOf(const ClientRequest& request) {
    if (std::holds_alternative<kv::Command>(request.what)) {
        return CrashPoint::BeforePropose;
    }
    const bool changesMembers = std::holds_alternative<MembershipChange>(request.what) ||
                                std::holds_alternative<Promotion>(request.what);
    return changesMembers ? CrashPoint::BeforeConfChange : CrashPoint::BeforeRead;
}

std::optional<CrashPoint> StageNode::pointOf(const Due& due) const {
    switch (due.kind) {
    case DueKind::LogWrite:
        return m_running->disk.pointOfWrite();
    case DueKind::LogSync:
        return CrashPoint::BeforeLogSync;
    case DueKind::LogDone:
        return CrashPoint::BeforeSend;
    case DueKind::Apply:
        return CrashPoint::BeforeApply;
    case DueKind::ApplyDone:
        return CrashPoint::AfterApply;
    case DueKind::SnapshotSave:
        return CrashPoint::SnapshotSave;
    case DueKind::SnapshotInstall:
        return CrashPoint::SnapshotInstall;
    case DueKind::Deliver:
        return CrashPoint::BeforeReceive;
    case DueKind::ClientRequest:
        if (const ClientRequest* open = m_context.desk.find(OperationId(due.what))) {
            return pointOf(*open);
        }
        return std::nullopt;
    default:
        return std::nullopt;
    }
}

bool StageNode::isStopped(const Due& due) {
    const std::optional<CrashPoint> point = isRunning() ? pointOf(due) : std::nullopt;
    if (!point || !m_valves.isSet(*point)) {
        return false;
    }
    if (m_valves.isClosed(*point)) {
        m_stopped.push_back({*point, due});
        return true;
    }
    if (due.isDelayed) {
        return false;
    }
    Due later = due;
    later.isDelayed = true;
    m_context.agenda.addAgain(later, m_valves.delay(*point));
    return true;
}

void StageNode::letGo() {
    for (const Stopped& stopped : std::exchange(m_stopped, {})) {
        if (m_valves.isClosed(stopped.point)) {
            m_stopped.push_back(stopped);
        } else {
            m_context.agenda.addAgain(stopped.due);
        }
    }
}

// --- what it wants

void StageNode::send(raft::Message message) {
    m_context.links.send(std::move(message), m_running->node->core().hardState().term, id(),
                         m_life);
}

void StageNode::applied(node::RequestToken token, raft::EntryId entry,
                        const kv::Response& response) {
    if (const auto kept = m_running->keptAlive.extract(operationOf(token))) {
        m_context.desk.done(kept.key(), LeaseTimes{kept.mapped(), kept.mapped()});
        return;
    }
    m_context.desk.done(operationOf(token), entry, response);
}

void StageNode::refused(node::RequestToken token, const Error& reason) {
    m_context.desk.refused(operationOf(token), reason);
}

void StageNode::unknown(node::RequestToken token, const Error& reason) {
    m_context.desk.unknown(operationOf(token), reason);
}

void StageNode::readable(node::RequestToken token, raft::Index /*index*/) {
    m_context.desk.readable(operationOf(token), m_running->state->keySpace().now());
}

}  // namespace quorate::stage
