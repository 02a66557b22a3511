// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "engine/base/result.h"
#include "engine/kv/view.h"
#include "engine/node/membership.h"
#include "engine/node/node_storage.h"
#include "engine/node/replicated_state.h"
#include "engine/node/snapshot_work.h"
#include "engine/node/state_machine.h"
#include "engine/raft/snapshot.h"

namespace quorate::network {

/// Does a node's work on its state and its snapshots, on a thread of their own: whoever hosts the
/// node has it called there. What it hands out are values and views; views come back to be dropped.
class StateWorker final {
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

    /// Has work done on the worker's thread, when what waits there has had its turn.
    using Later = std::function<void(std::function<void()>)>;

    /// Both outlive the worker.
    StateWorker(node::NodeStorage& storage, node::ReplicatedState& state, Later later,
                Reports reports)
        : m_storage(storage),
          m_state(state),
          m_later(std::move(later)),
          m_reports(std::move(reports)) {}

    void apply(const node::ApplyBatch& batch);
    /// Pins the state at once and writes it in steps, between which batches are applied.
    void save(const raft::SnapshotMetadata& metadata);
    void install(const raft::SnapshotMetadata& metadata);
    /// A view of what is applied now, whose last holder may be on any thread.
    [[nodiscard]] std::shared_ptr<const kv::View> pin();
    /// Drops the views that nobody holds any more: to be called now and then.
    void dropViews() { m_returned->drop(); }

private:
    /// Views without a holder. One that comes when the worker is gone is dropped with the last.
    class Returned {
    public:
        void add(std::unique_ptr<const kv::View> view);
        void drop();

    private:
        std::mutex m_mutex;
        std::vector<std::unique_ptr<const kv::View>> m_views;
    };

    void saveStep();
    void installStep();
    void compactStep();
    /// Runs one of the above when what waits in the queue has had its turn.
    void later(void (StateWorker::*step)());

    node::NodeStorage& m_storage;
    node::ReplicatedState& m_state;
    Later m_later;
    Reports m_reports;
    std::shared_ptr<Returned> m_returned{std::make_shared<Returned>()};
    std::unique_ptr<node::SnapshotSave> m_save;
    QElapsedTimer m_saveTimer;
    std::unique_ptr<node::SnapshotInstall> m_install;
    bool m_isCompacting{false};
    /// Of work behind the batches.
    std::optional<Error> m_failure;
};

}  // namespace quorate::network
