// SPDX-License-Identifier: Apache-2.0
#include "network/host/state_worker.h"

#include <QElapsedTimer>

#include <algorithm>
#include <utility>

#include "network/host/node_boundary.h"

namespace quorate::network {

namespace {

constexpr std::size_t kSaveStepBytes = 256UL * 1024;
/// Changes that a step of compaction looks at: a few milliseconds.
constexpr std::size_t kCompactStepChanges = 2000;

}  // namespace

void StateWorker::Returned::add(std::unique_ptr<const kv::View> view) {
    const std::lock_guard lock(m_mutex);
    m_views.push_back(std::move(view));
}

void StateWorker::Returned::drop() {
    std::vector<std::unique_ptr<const kv::View>> views;
    const std::lock_guard lock(m_mutex);
    views.swap(m_views);
}

std::shared_ptr<const kv::View> StateWorker::pin() {
    return {new kv::View(m_state.keySpace().pin()), [returned = m_returned](const kv::View* view) {
                returned->add(std::unique_ptr<const kv::View>(view));
            }};
}

void StateWorker::later(void (StateWorker::*step)()) {
    m_later([this, step] { (this->*step)(); });
}

void StateWorker::apply(const node::ApplyBatch& batch) {
    QElapsedTimer timer;
    timer.start();
    Applied applied;
    applied.number = batch.number;
    auto done = m_failure ? Result<node::AppliedBatch>(*m_failure)
                          : withinBoundary([&] { return m_state.apply(batch); });
    if (!done) {
        applied.report = done.error();
        m_reports.applied(std::move(applied));
        return;
    }
    applied.report = std::move(done->report);
    applied.effects = std::move(done->effects);
    applied.view = pin();
    if (std::any_of(batch.commands.begin(), batch.commands.end(),
                    [](const auto& command) { return command.configuration.has_value(); })) {
        applied.membership = m_state.membership();
    }
    applied.applyNs = static_cast<std::uint64_t>(timer.nsecsElapsed());
    const bool hasCompaction = applied.effects.compacted.has_value();
    m_reports.applied(std::move(applied));
    if (hasCompaction && !std::exchange(m_isCompacting, true)) {
        later(&StateWorker::compactStep);
    }
}

void StateWorker::compactStep() {
    const auto more =
        withinBoundary([this] { return m_state.keySpace().compactSome(kCompactStepChanges); });
    if (!more) {
        m_failure = more.error();  // fails the next batch, and with it the node
    }
    m_isCompacting = more && *more;
    if (m_isCompacting) {
        later(&StateWorker::compactStep);
    }
}

void StateWorker::save(const raft::SnapshotMetadata& metadata) {
    m_saveTimer.start();
    auto begun = withinBoundary([&] { return m_state.beginSave(metadata, m_storage.snapshots()); });
    if (!begun) {
        m_reports.saved({begun.error(), 0});
        return;
    }
    m_save = std::move(*begun);
    later(&StateWorker::saveStep);
}

void StateWorker::saveStep() {
    const auto more = withinBoundary([this] { return m_save->step(kSaveStepBytes); });
    if (more && *more) {
        later(&StateWorker::saveStep);
        return;
    }
    const std::unique_ptr<node::SnapshotSave> save = std::move(m_save);
    if (!more) {
        m_reports.saved({more.error(), save->bytesDone()});
        return;
    }
    // Old ones only take room; what cannot be removed now is removed with the next ones.
    static_cast<void>(m_storage.snapshots().releaseBefore(save->metadata().index));
    m_reports.saved({save->metadata(), save->bytesDone(),
                     static_cast<std::uint64_t>(m_saveTimer.nsecsElapsed())});
}

void StateWorker::install(const raft::SnapshotMetadata& metadata) {
    auto begun =
        withinBoundary([&] { return m_state.beginInstall(metadata, m_storage.snapshots()); });
    if (!begun) {
        Installed installed;
        installed.metadata = begun.error();
        m_reports.installed(std::move(installed));
        return;
    }
    m_install = std::move(*begun);
    later(&StateWorker::installStep);
}

void StateWorker::installStep() {
    const auto more = withinBoundary([this] { return m_install->step(); });
    if (more && *more) {
        later(&StateWorker::installStep);
        return;
    }
    const std::unique_ptr<node::SnapshotInstall> install = std::move(m_install);
    Installed installed;
    installed.bytes = install->bytesDone();
    if (more) {
        installed.metadata = install->metadata();
        installed.view = pin();
        installed.membership = m_state.membership();
        static_cast<void>(m_storage.snapshots().releaseBefore(install->metadata().index));
    } else {
        installed.metadata = more.error();
    }
    m_reports.installed(std::move(installed));
}

}  // namespace quorate::network
