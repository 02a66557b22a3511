// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "engine/node/log_store.h"
#include "engine/node/node.h"
#include "engine/node/node_storage.h"
#include "engine/node/replicated_state.h"
#include "engine/node/snapshot_store.h"
#include "engine/node/snapshot_work.h"
#include "engine/node/state_machine.h"
#include "engine/raft/state.h"
#include "engine/stage/crash_point.h"
#include "engine/stage/stage_context.h"
#include "engine/stage/valves.h"

namespace quorate::stage {

/// The disk work of one life of a node, done when the agenda says so: what runs beside the node on
/// a real machine. Each call of the node's ports becomes due work; each due work makes its calls on
/// the storage, and tells the node.
///
/// A crash point that is reached ends the work right there: the caller then looks at crash() and
/// lets the node crash.
class StageDisk final : public node::LogStore,
                        public node::SnapshotStore,
                        public node::StateMachine {
public:
    /// All must outlive the disk.
    StageDisk(StageContext& context, LifeOf life, CrashPlan& crashes, const Valves& valves,
              node::NodeStorage& storage, node::ReplicatedState& state,
              const node::RecoveredState& recovered);

    /// Before anything is due. It outlives the disk's work.
    void setNode(node::Node& node) noexcept { m_node = &node; }

    // --- what is due
    void writeLog();
    void syncLog();
    void logDone() { finishWrite({}); }
    void applyBatch();
    void applyDone();
    void saveStep();
    void installStep();

    /// Where the write that is due next stands.
    [[nodiscard]] CrashPoint pointOfWrite() const noexcept {
        return m_writing && m_writing->snapshot ? CrashPoint::SnapshotMark
                                                : CrashPoint::BeforeLogWrite;
    }
    /// The point at which the node is to crash now.
    [[nodiscard]] const std::optional<CrashPoint>& crash() const noexcept { return m_crash; }
    /// Whether the node is at this point, and is to crash there. From then on nothing is done.
    [[nodiscard]] bool reached(CrashPoint point);
    /// What the state machine said changed since the last question.
    [[nodiscard]] kv::Effects takeEffects() { return std::exchange(m_effects, {}); }
    [[nodiscard]] bool takeInstalled() noexcept { return std::exchange(m_hasInstalled, false); }

private:
    void write(node::LogWrite write) override;
    void release(raft::Index index) override;
    void save(raft::SnapshotMetadata metadata) override;
    void install(raft::SnapshotMetadata metadata) override;
    void apply(node::ApplyBatch batch) override;
    [[nodiscard]] bool hasSeen(const node::ProposalId& proposal) const override {
        return m_state.hasSeen(proposal);
    }

    void schedule(const Span& span, DueKind kind);
    void finishWrite(const Result<void>& result);
    void tellSynced();
    void forgetRemoved(const node::Membership& before);

    StageContext& m_context;
    const LifeOf m_life;
    CrashPlan& m_crashes;
    const Valves& m_valves;
    node::NodeStorage& m_storage;
    node::ReplicatedState& m_state;
    node::Node* m_node{nullptr};

    std::optional<node::LogWrite> m_writing;
    std::optional<Error> m_releaseError;
    /// What has been written, and is durable after the next sync.
    raft::HardState m_writtenState;
    raft::EntryId m_writtenLast;
    std::optional<node::ApplyBatch> m_applying;
    /// Of a batch that is done, and the node is not to know yet.
    std::uint64_t m_appliedNumber{0};
    std::optional<node::ApplyReport> m_applied;
    std::optional<raft::SnapshotMetadata> m_saving;
    std::unique_ptr<node::SnapshotSave> m_save;
    std::optional<Error> m_saveError;
    std::optional<raft::SnapshotMetadata> m_installing;
    std::unique_ptr<node::SnapshotInstall> m_install;
    kv::Effects m_effects;
    bool m_hasInstalled{false};
    std::optional<CrashPoint> m_crash;
};

}  // namespace quorate::stage
