// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "engine/stage/checks/cluster_checks.h"
#include "engine/stage/client_request.h"
#include "engine/stage/event_fan.h"
#include "engine/stage/stage_watcher.h"

namespace quorate::stage {

/// Remembers of a Stage what its nodes do not tell later: answers to clients, installed snapshots,
/// crashes at a point; and holds all checks against it. Outlives the Stage, as all who listen to
/// it.
class Witness final : public ClientListener, public StageWatcher, public EventListener {
public:
    Witness();

    [[nodiscard]] const Verdicts& verdicts() const noexcept { return m_checks.verdicts(); }
    /// Null while the operation has no answer.
    [[nodiscard]] const ClientAnswer* answerTo(OperationId operation) const;
    [[nodiscard]] std::uint64_t installs(raft::NodeId node) const;
    /// Whether it crashed; at this point, where there is one.
    [[nodiscard]] bool hasCrashed(raft::NodeId node, std::optional<CrashPoint> point) const;

    void invoked(OperationId id, const ClientRequest& request, Moment now) override;
    void answered(OperationId id, const ClientRequest& request, const ClientAnswer& answer,
                  Moment now) override;
    void crashed(raft::NodeId node, std::optional<CrashPoint> point) override;
    void installed(raft::NodeId node, const raft::SnapshotMetadata& snapshot) override;
    void heard(raft::EventId id, const observe::Event& event) override;

private:
    struct Crash {
        raft::NodeId node;
        std::optional<CrashPoint> point;
        friend auto operator<=>(const Crash&, const Crash&) = default;
    };
    std::map<OperationId, ClientAnswer> m_answers;
    std::map<raft::NodeId, std::uint64_t> m_installs;
    std::vector<Crash> m_crashes;
    ClusterChecks m_checks;
};

}  // namespace quorate::stage
