// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/stage_disk.h"

#include <algorithm>
#include <utility>

#include "engine/base/invariant.h"
#include "engine/observe/node_state.h"

namespace quorate::stage {

StageDisk::StageDisk(StageContext& context, LifeOf life, CrashPlan& crashes, const Valves& valves,
                     node::NodeStorage& storage, node::ReplicatedState& state,
                     const node::RecoveredState& recovered)
    : m_context(context),
      m_life(life),
      m_crashes(crashes),
      m_valves(valves),
      m_storage(storage),
      m_state(state),
      m_writtenState(recovered.hardState),
      m_writtenLast(recovered.entries.empty() ? recovered.logStart
                                              : recovered.entries.back().id()) {}

bool StageDisk::reached(CrashPoint point) {
    if (!m_crash && m_crashes.reached(point)) {
        m_crash = point;
    }
    return m_crash.has_value();
}

void StageDisk::schedule(const Span& span, DueKind kind) {
    const Nanoseconds delay =
        span.draw(m_context.diskRandom) + m_context.disks.takeDelay(m_life.node);
    m_context.agenda.add(delay, kind, m_life.node, m_life.number);
}

// --- the log

void StageDisk::write(node::LogWrite write) {
    QUORATE_INVARIANT(!m_writing, "a log write was given beside another one");
    m_writing = std::move(write);
    schedule(m_context.paceOf(m_life.node).logWrite, DueKind::LogWrite);
}

void StageDisk::writeLog() {
    if (reached(pointOfWrite())) {
        return;
    }
    if (m_releaseError) {
        finishWrite(*m_releaseError);
        return;
    }
    if (m_context.sabotage.forgetsVotes && m_writing->hardState) {
        m_writing->hardState->vote = raft::kNoNode;
    }
    if (auto written = m_storage.log().write(*m_writing); !written) {
        finishWrite(written);
        return;
    }
    m_writtenState = m_writing->hardState.value_or(m_writtenState);
    if (m_writing->snapshot) {
        m_writtenLast = *m_writing->snapshot;
    }
    if (!m_writing->entries.empty()) {
        m_writtenLast = m_writing->entries.back().id();
    }
    if (!m_writing->mustSync) {
        finishWrite({});
        return;
    }
    if (m_context.tellsLogSync) {
        m_context.tell(m_life.node, raft::kNoEvent, observe::LogSyncStarted{});
    }
    if (!reached(CrashPoint::BeforeLogSync)) {
        schedule(m_context.paceOf(m_life.node).logSync, DueKind::LogSync);
    }
}

void StageDisk::syncLog() {
    if (m_context.sabotage.skipsSync) {
        static_cast<void>(reached(CrashPoint::BeforeSend));
        if (!m_crash) {
            finishWrite({});
        }
        return;
    }
    const Result<void> synced = m_storage.log().sync();
    if (synced) {
        tellSynced();
        if (reached(CrashPoint::BeforeSend)) {
            return;
        }
        if (m_valves.isSet(CrashPoint::BeforeSend)) {
            m_context.agenda.add(0, DueKind::LogDone, m_life.node, m_life.number);
            return;
        }
    }
    finishWrite(synced);
}

void StageDisk::tellSynced() {
    m_context.tell(m_life.node, raft::kNoEvent, observe::LogSynced{m_writtenState, m_writtenLast});
}

void StageDisk::finishWrite(const Result<void>& result) {
    const std::uint64_t number = m_writing->number;
    m_writing.reset();
    m_node->logWritten(number, result);
}

void StageDisk::release(raft::Index index) {
    if (auto released = m_storage.log().release(index); !released) {
        m_releaseError = released.error();
    }
}

// --- the state machine

void StageDisk::apply(node::ApplyBatch batch) {
    QUORATE_INVARIANT(!m_applying, "a batch was given beside another one");
    m_applying = std::move(batch);
    schedule(m_context.paceOf(m_life.node).apply, DueKind::Apply);
}

void StageDisk::applyBatch() {
    if (reached(CrashPoint::BeforeApply)) {
        return;
    }
    const node::ApplyBatch batch = std::move(*m_applying);
    m_applying.reset();
    const bool changesMembers =
        std::any_of(batch.commands.begin(), batch.commands.end(),
                    [](const auto& command) { return command.configuration.has_value(); });
    const node::Membership before = changesMembers ? m_state.membership() : node::Membership();
    auto applied = m_state.apply(batch);
    if (!applied) {
        m_node->applied(batch.number, applied.error());
        return;
    }
    for (StageWatcher* watcher : m_context.watchers) {
        watcher->applied(m_life.node, batch, applied->report);
    }
    if (changesMembers) {
        forgetRemoved(before);
    }
    m_effects = std::move(applied->effects);
    if (reached(CrashPoint::AfterApply)) {
        return;
    }
    if (m_valves.isSet(CrashPoint::AfterApply)) {
        m_appliedNumber = batch.number;
        m_applied = std::move(applied->report);
        m_context.agenda.add(0, DueKind::ApplyDone, m_life.node, m_life.number);
        return;
    }
    m_node->applied(batch.number, std::move(applied->report));
}

void StageDisk::applyDone() {
    m_node->applied(m_appliedNumber, std::move(*m_applied));
    m_applied.reset();
}

/// Who comes under the id of a removed member next is somebody new.
void StageDisk::forgetRemoved(const node::Membership& before) {
    const auto members = observe::membersOf(m_state.membership().confState);
    for (const raft::NodeId member : observe::membersOf(before.confState)) {
        if (std::find(members.begin(), members.end(), member) == members.end()) {
            // Where it cannot be forgotten, the newcomer is turned away with the reason.
            static_cast<void>(m_storage.forgetPeer(member));
        }
    }
}

// --- snapshots

void StageDisk::save(raft::SnapshotMetadata metadata) {
    auto begun = m_state.beginSave(metadata, m_storage.snapshots());
    m_saving = std::move(metadata);
    m_saveError.reset();
    if (begun) {
        m_save = std::move(*begun);
    } else {
        m_saveError = begun.error();
    }
    schedule(m_context.paceOf(m_life.node).snapshotStep, DueKind::SnapshotSave);
}

void StageDisk::saveStep() {
    if (reached(CrashPoint::SnapshotSave)) {
        return;
    }
    const Pace& pace = m_context.paceOf(m_life.node);
    const Result<bool> more =
        m_saveError ? Result<bool>(*m_saveError) : m_save->step(pace.snapshotStepBytes);
    if (more && *more) {
        schedule(pace.snapshotStep, DueKind::SnapshotSave);
        return;
    }
    const std::uint64_t bytes = m_save ? m_save->bytesDone() : 0;
    m_save.reset();
    if (!more) {
        m_node->snapshotSaved(more.error());
        return;
    }
    if (reached(CrashPoint::SnapshotSaved)) {
        return;
    }
    const raft::SnapshotMetadata saved = std::move(*m_saving);
    m_saving.reset();
    // Old ones only take room; what cannot be removed now is removed with the next ones.
    static_cast<void>(m_storage.snapshots().releaseBefore(saved.index));
    m_node->snapshotSaved(saved, bytes);
}

void StageDisk::install(raft::SnapshotMetadata metadata) {
    m_installing = std::move(metadata);
    schedule(m_context.paceOf(m_life.node).snapshotStep, DueKind::SnapshotInstall);
}

void StageDisk::installStep() {
    if (!m_install) {
        auto begun = m_state.beginInstall(*m_installing, m_storage.snapshots());
        if (!begun) {
            m_node->snapshotInstalled(begun.error());
            return;
        }
        m_install = std::move(*begun);
    }
    if (reached(CrashPoint::SnapshotInstall)) {
        return;
    }
    const Result<bool> more = m_install->step();
    if (more && *more) {
        schedule(m_context.paceOf(m_life.node).snapshotStep, DueKind::SnapshotInstall);
        return;
    }
    const std::uint64_t bytes = m_install->bytesDone();
    m_install.reset();
    if (!more) {
        m_node->snapshotInstalled(more.error());
        return;
    }
    m_hasInstalled = true;
    const raft::SnapshotMetadata installed = std::move(*m_installing);
    m_installing.reset();
    static_cast<void>(m_storage.snapshots().releaseBefore(installed.index));
    for (StageWatcher* watcher : m_context.watchers) {
        watcher->installed(m_life.node, installed);
    }
    m_node->directoriesReplaced(m_state.membership().directories);
    m_node->snapshotInstalled(installed, bytes);
}

}  // namespace quorate::stage
