// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "engine/base/result.h"
#include "engine/kv/view.h"
#include "engine/node/membership.h"
#include "engine/node/node_storage.h"
#include "engine/node/replicated_state.h"
#include "engine/node/snapshot_work.h"
#include "engine/node/state_machine.h"
#include "engine/raft/snapshot.h"

namespace quorate::network {

/// Does a node's work on its state and its snapshots on a thread of their own: it lives there, and
/// whoever hosts the node calls its slots through the thread's queue. What it hands out are values
/// and views; a view is given back to this thread to be dropped.
class StateWorker final : public QObject {
    Q_OBJECT

public:
    struct Applied {
        std::uint64_t number{0};
        Result<node::ApplyReport> report{Error(ErrorCode::Unknown, "not applied")};
        kv::Effects effects;
        std::shared_ptr<const kv::View> view;
        /// Where the batch changed it.
        std::optional<node::Membership> membership;
        std::uint64_t applyNs{0};
    };
    struct Saved {
        Result<raft::SnapshotMetadata> metadata{Error(ErrorCode::Unknown, "not saved")};
        std::uint64_t bytes{0};
        std::uint64_t saveNs{0};  ///< from the beginning to the end
    };
    struct Installed {
        Result<raft::SnapshotMetadata> metadata{Error(ErrorCode::Unknown, "not installed")};
        std::uint64_t bytes{0};
        std::shared_ptr<const kv::View> view;
        node::Membership membership;
    };
    /// Called on the worker's thread.
    struct Reports {
        std::function<void(Applied)> applied;
        std::function<void(Saved)> saved;
        std::function<void(Installed)> installed;
    };

    /// Both outlive the worker.
    StateWorker(node::NodeStorage& storage, node::ReplicatedState& state, Reports reports)
        : m_storage(storage), m_state(state), m_reports(std::move(reports)) {}

    void apply(const node::ApplyBatch& batch);
    /// Pins the state at once and writes it in steps, between which batches are applied.
    void save(const raft::SnapshotMetadata& metadata);
    void install(const raft::SnapshotMetadata& metadata);
    /// A view of what is applied now, whose last holder may be on any thread.
    [[nodiscard]] std::shared_ptr<const kv::View> pin();

private:
    void saveStep();
    void installStep();
    void compactStep();
    /// Runs one of the above when what waits in the queue has had its turn.
    void later(void (StateWorker::*step)());

    node::NodeStorage& m_storage;
    node::ReplicatedState& m_state;
    Reports m_reports;
    std::unique_ptr<node::SnapshotSave> m_save;
    QElapsedTimer m_saveTimer;
    std::unique_ptr<node::SnapshotInstall> m_install;
    bool m_isCompacting{false};
    /// Of work behind the batches.
    std::optional<Error> m_failure;
};

}  // namespace quorate::network
