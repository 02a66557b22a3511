// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "engine/stage/client_request.h"
#include "engine/stage/event_fan.h"
#include "engine/stage/simulation/coverage.h"
#include "engine/stage/stage_watcher.h"

namespace quorate::stage {

/// Counts what a run meets, from the events, the answers and what else a Stage tells.
class CoverageCounter final : public EventListener, public StageWatcher, public ClientListener {
public:
    void heard(raft::EventId id, const observe::Event& event) override;
    void met(Met what) noexcept { m_coverage.met(what); }
    void recovered(raft::NodeId node, const node::Repairs& repairs) override;
    void crashed(raft::NodeId node, std::optional<CrashPoint> point) override;
    void applied(raft::NodeId node, const node::ApplyBatch& batch,
                 const node::ApplyReport& report) override;
    void invoked(OperationId id, const ClientRequest& request, Moment now) override;
    void answered(OperationId id, const ClientRequest& request, const ClientAnswer& answer,
                  Moment now) override;

    [[nodiscard]] const Coverage& coverage() const noexcept { return m_coverage; }

private:
    /// What is known of one node, in its present life.
    struct Seen {
        bool isUp{false};
        raft::Index last;
        raft::Index commit;
        raft::Index applied;
        std::set<raft::Index> changes;  ///< configuration changes in its log and not applied
        bool isSaving{false};
        bool isInstalling{false};
        bool isJoint{false};
        std::uint64_t waitingReads{0};
        raft::Index syncedCommit;  ///< on its disk, of whatever life
    };
    struct Hear;

    Seen& at(raft::NodeId node);
    void lifeOver(raft::NodeId node);

    Coverage m_coverage;
    std::vector<Seen> m_nodes;
    std::size_t m_running{0};
    /// The last message of each link that arrived, to see which one was overtaken.
    std::map<observe::Link, raft::EventId> m_arrived;
    /// Leases that clients ended themselves.
    std::set<std::int64_t> m_revoked;
};

}  // namespace quorate::stage
