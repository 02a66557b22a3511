// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/member.h"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/base/invariant.h"
#include "engine/raft/describe.h"

namespace quorate::simulation {

using raft::Index;
using raft::Message;
using raft::NodeId;

namespace {

/// States of the state machine that a crash may fall back to.
constexpr std::size_t kMaxUnflushed = 20;

raft::HardState firstState(const std::shared_ptr<const raft::Snapshot>& first) {
    return first == nullptr
               ? raft::HardState()
               : raft::HardState{first->metadata.term, raft::kNoNode, first->metadata.index};
}

}  // namespace

Member::Member(NodeId id, std::shared_ptr<const raft::Snapshot> first, Environment& environment)
    : m_id(id), m_environment(environment), m_disk(firstState(first), first) {
    if (first != nullptr) {
        m_stateMachine.install(*first);
    }
}

void Member::start() {
    ++m_life;
    const auto& snapshot = m_disk.durable().snapshot();
    if (snapshot != nullptr && snapshot->metadata.index > m_stateMachine.applied()) {
        m_stateMachine.install(*snapshot);
    }
    m_disk.setConfState(*m_stateMachine.state().confState);
    raft::Config config = m_environment.plan.core;
    config.id = m_id;
    config.random =
        randomFor(m_environment.plan.seed, Purpose::Cores).split((m_id.value() << 32U) + m_life);
    config.applied = m_stateMachine.applied();
    config.traceSink = &m_environment.listener;
    if (config.applied > m_disk.durable().hardState().commit) {
        m_environment.coverage.met(Met::RestartAheadOfCommit);
    }
    auto created = raft::RawNode::create(config, m_disk);
    QUORATE_INVARIANT(created.has_value(),
                      "node " + toString(m_id) + " cannot start: " + created.error().message);
    m_core = std::move(*created);
    m_image = LogImage(m_disk.durable().before().index, m_disk.durable().chainBefore());
    m_look = Checks::Look();
    m_environment.checks.restarted(m_id);
    note("starts");
    m_environment.transcript << "  " << m_id << " is in "
                             << raft::describe(*m_stateMachine.state().confState);
    m_environment.transcript.endLine();
    soon(EventKind::Tick, m_environment.plan.tickPeriod[m_id.value() - 1]);
    inputDone();
}

void Member::crash() {
    Coverage& coverage = m_environment.coverage;
    coverage.met(Met::Crash);
    if (m_isReadyOpen) {
        coverage.met(Met::CrashInsideReady);
    }
    if (!m_appendWork.empty() || !m_writing.empty() || !m_applyWork.empty()) {
        coverage.met(Met::CrashOfStorageWork);
    }
    note("crashes");
    m_core.reset();
    if (m_disk.crash(m_environment.crashRandom)) {
        coverage.met(Met::CrashWithUnsyncedLost);
    }
    if (m_stateMachine.crash(m_environment.crashRandom)) {
        coverage.met(Met::CrashWithAppliedLost);
    }
    m_ready.clear();
    m_isReadyOpen = false;
    m_isPollScheduled = false;
    m_isAppendScheduled = false;
    m_isApplyScheduled = false;
    m_appendWork.clear();
    m_writing.clear();
    m_applyWork.clear();
}

void Member::tick() {
    m_core->tick();
    if (m_disk.takeSnapshotWanted()) {
        compact(m_stateMachine.applied().value());  // a snapshot, and the log stays
    }
    inputDone();
    after(m_environment.plan.tickPeriod[m_id.value() - 1], EventKind::Tick);
}

void Member::receive(Message message) {
    const auto stepped = m_core->step(std::move(message));
    if (!stepped) {
        m_environment.transcript << "  " << toString(stepped.error().code);
        m_environment.transcript.endLine();
    }
    inputDone();
}

void Member::propose(Bytes data) {
    const auto proposed = m_core->propose(std::move(data));
    m_environment.coverage.met(proposed ? Met::ProposalTaken : Met::ProposalRefused);
    inputDone();
}

void Member::proposeConfChange(const raft::ConfChangeV2& change, bool inOldForm) {
    const auto proposed =
        inOldForm && change.changes.size() == 1
            ? m_core->proposeConfChange(raft::ConfChange{change.changes.front(), change.context})
            : m_core->proposeConfChange(change);
    m_environment.coverage.met(proposed ? Met::ProposalTaken : Met::ProposalRefused);
    inputDone();
}

void Member::readIndex() {
    const std::size_t number = m_environment.checks.reads().requested();
    // A refused read is simply not answered.
    static_cast<void>(
        m_core->readIndex(Bytes::copyOf(std::to_string(number)), raft::ReadOnlyOption::LeaseBased));
    inputDone();
}

void Member::transferLeader(NodeId to) {
    // Best effort, as for any client.
    static_cast<void>(m_core->transferLeader(to));
    inputDone();
}

void Member::forgetLeader() {
    m_core->forgetLeader();
    inputDone();
}

void Member::campaign() {
    m_core->campaign();
    inputDone();
}

void Member::report(EventKind kind, NodeId peer) {
    if (kind == EventKind::ReportUnreachable) {
        m_environment.coverage.met(Met::Unreachable);
        m_core->reportUnreachable(peer);
    } else {
        m_core->reportSnapshot(peer, kind == EventKind::ReportSnapshotSent);
    }
    inputDone();
}

void Member::compact(std::uint64_t kept) {
    m_stateMachine.flush();
    const raft::Snapshot snapshot = m_stateMachine.makeSnapshot();
    const Index covered = snapshot.metadata.index;
    const Index compactTo(covered.value() - std::min(kept, covered.value()));
    if (m_disk.makeSnapshot(snapshot, compactTo)) {
        m_environment.coverage.met(Met::LogCompacted);
        m_environment.checks.synced(m_id);
        note("makes a snapshot");
    }
    observe();
}

void Member::setSnapshotBusy(bool busy) {
    if (busy) {
        m_environment.coverage.met(Met::SnapshotBusy);
    }
    m_disk.setBusy(busy);
}

void Member::poll() {
    m_isPollScheduled = false;
    if (m_isReadyOpen || !m_core->hasReady()) {
        return;
    }
    if (m_environment.plan.core.asyncStorageWrites) {
        takeAsyncReady();
        inputDone();  // there may be more
    } else {
        takeWholeReady();
    }
}

void Member::write() {
    writeWork();
}

void Member::sync() {
    if (m_environment.plan.core.asyncStorageWrites) {
        syncWork();
    } else {
        syncReady();
    }
}

void Member::apply() {
    if (m_environment.plan.core.asyncStorageWrites) {
        applyWork();
    } else {
        applyReady();
    }
}

/// Has the checks look at the core, after every call of it.
void Member::observe() {
    m_look = m_environment.checks.look(*m_core, m_life, m_image, m_look);
    const raft::RaftLog& log = m_core->raft().log();
    Transcript& transcript = m_environment.transcript;
    transcript << "  " << m_id << " " << raft::toString(m_look.role) << " t" << m_look.term << " v"
               << m_core->hardState().vote << " a" << log.applied() << " c" << log.committed()
               << " l" << m_image.lastIndex() << " #"
               << m_image.chainAt(m_image.lastIndex()).value_or(kEmptyChain);
    transcript.endLine();
    if (m_look.role == raft::Role::Leader) {
        observeLeader();
    }
}

void Member::observeLeader() {
    const raft::ProgressTracker& tracker = m_core->raft().tracker();
    Coverage& coverage = m_environment.coverage;
    if (!tracker.config.voters.contains(m_id)) {
        coverage.met(Met::LeaderOutsideConfig);
    }
    if (m_look.committed > m_disk.durable().lastIndex()) {
        coverage.met(Met::LeaderCommitBeforeOwnWrite);
    }
    for (const auto& [id, progress] : tracker.progress) {
        if (progress.inflights().isFull()) {
            coverage.met(Met::InflightFull);
        }
    }
}

void Member::inputDone() {
    if (m_isReadyOpen) {
        m_environment.coverage.met(Met::InputInsideReady);
    }
    observe();
    if (!m_isPollScheduled && !m_isReadyOpen && m_core->hasReady()) {
        m_isPollScheduled = true;
        soon(EventKind::Poll, m_environment.plan.maxPollDelay);
    }
}

void Member::after(Time delay, EventKind kind) {
    Event event;
    event.kind = kind;
    event.node = m_id;
    event.life = m_life;
    m_environment.schedule.add(delay, std::move(event));
}

void Member::soon(EventKind kind, Time maxDelay) {
    const Time longest = m_environment.isCalm ? std::min(maxDelay, kTick) : maxDelay;
    after(m_environment.storageRandom.between(0, longest), kind);
}

void Member::send(Message message) {
    m_environment.checks.leaves(message);
    m_environment.transcript << "  sends " << message;
    m_environment.transcript.endLine();
    m_environment.network.send(std::move(message), m_life);
}

void Member::answerReads(const raft::Ready& ready) {
    Coverage& coverage = m_environment.coverage;
    const bool byLease = m_environment.plan.core.readOnlyOption == raft::ReadOnlyOption::LeaseBased;
    for (const raft::ReadState& read : ready.readStates) {
        coverage.met(byLease ? Met::ReadInLeaseMode : Met::ReadServed);
        m_environment.checks.reads().answered(m_id, std::stoul(read.requestContext.toString()),
                                              read.index);
        m_environment.transcript << "  read " << read.requestContext.view() << " at " << read.index;
        m_environment.transcript.endLine();
    }
}

/// False where a snapshot has overtaken the entries: the rest is for the snapshot to bring.
bool Member::applyEntries(raft::EntrySpan entries) {
    for (const raft::Entry& entry : entries) {
        if (entry.index <= m_stateMachine.applied()) {
            continue;
        }
        // The core's configuration may be the snapshot's already: older changes must not reach it.
        const auto& snapshot = m_core->raft().log().unstable().snapshot();
        if (snapshot != nullptr && snapshot->metadata.index >= entry.index) {
            return false;
        }
        QUORATE_INVARIANT(entry.index == m_stateMachine.applied().next(),
                          "the entries to be applied have a gap before " + toString(entry.index));
        m_stateMachine.apply(
            entry, entry.type == raft::EntryType::Normal ? nullptr : applyConfChange(entry));
        m_environment.checks.applied(m_id, m_stateMachine.state());
    }
    if (m_stateMachine.unflushedCount() > kMaxUnflushed) {
        m_stateMachine.flush();
    }
    return true;
}

std::shared_ptr<const raft::ConfState> Member::applyConfChange(const raft::Entry& entry) {
    const auto change = raft::confChangeOf(entry);
    QUORATE_INVARIANT(change.has_value(),
                      "a committed configuration change is none: " + change.error().message);
    Coverage& coverage = m_environment.coverage;
    const auto state = m_core->applyConfChange(*change);
    observe();
    if (!state) {
        coverage.met(Met::ConfChangeRefusedAtApply);
        return nullptr;
    }
    const bool wasJoint = m_stateMachine.state().confState->isJoint();
    coverage.met(state->isJoint() ? Met::JointEntered
                 : wasJoint       ? Met::JointLeft
                                  : Met::SimpleConfChange);
    m_environment.transcript << "  " << m_id << " is in " << raft::describe(*state);
    m_environment.transcript.endLine();
    if (!state->learners.empty()) {
        coverage.met(Met::LearnerInConfig);
    }
    return std::make_shared<const raft::ConfState>(*state);
}

void Member::installSnapshot(const std::shared_ptr<const raft::Snapshot>& snapshot) {
    if (snapshot != nullptr && snapshot->metadata.index > m_stateMachine.applied()) {
        m_stateMachine.install(*snapshot);
        m_environment.checks.applied(m_id, m_stateMachine.state());
    }
}

Time Member::maxWriteDelay() const {
    const Plan& plan = m_environment.plan;
    return plan.slowDisk == m_id.value() - 1 ? 6 * plan.maxWriteDelay : plan.maxWriteDelay;
}

void Member::syncDisk() {
    m_disk.sync();
    m_environment.checks.synced(m_id);
}

void Member::note(const char* what) {
    m_environment.transcript << "  " << m_id << " " << what << ": applied "
                             << m_stateMachine.applied() << " durable "
                             << m_disk.durable().lastIndex();
    m_environment.transcript.endLine();
}

}  // namespace quorate::simulation
