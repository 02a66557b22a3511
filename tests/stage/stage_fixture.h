// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/stage/memory_disks.h"
#include "engine/stage/stage.h"
#include "network/loopback_wire.h"

namespace quorate::tests {

/// A Stage on disks in memory, and a memory of all that was asked and answered on it.
class StageFixture final : private stage::ClientListener,
                           private stage::StageWatcher,
                           private stage::EventListener {
public:
    struct Answered {
        stage::Outcome outcome{stage::Outcome::Unknown};
        stage::ClientAnswer answer;
        stage::Moment at;
    };
    struct TurnedAway {
        raft::NodeId node;
        raft::NodeId peer;
        std::string reason;
    };

    static stage::StageOptions defaults(std::uint64_t seed = 1);
    explicit StageFixture(std::size_t nodes, stage::StageOptions options = defaults());

    [[nodiscard]] stage::Stage& stage() noexcept { return m_stage; }
    /// Runs until somebody leads, and gives its id; 0 if nobody does within 20 seconds.
    std::uint64_t elect();
    /// A running node that does not lead.
    std::uint64_t follower();
    [[nodiscard]] stage::StageNode& node(std::uint64_t id) {
        return *m_stage.find(raft::NodeId(id));
    }
    [[nodiscard]] const raft::RawNode& core(std::uint64_t id) { return node(id).node().core(); }

    stage::OperationId put(std::uint64_t target, const std::string& key, const std::string& value,
                           stage::Nanoseconds timeout = 0);
    stage::OperationId get(std::uint64_t target, const std::string& key,
                           node::ReadLevel level = node::ReadLevel::Linearizable,
                           stage::Nanoseconds timeout = 0);
    stage::OperationId change(std::uint64_t target, raft::ConfChangeType type, std::uint64_t about);
    /// What became of it; nothing while it is open.
    [[nodiscard]] const Answered* answerTo(stage::OperationId id) const;
    /// Runs until it has its answer, for up to 30 seconds.
    const Answered* await(stage::OperationId id);
    /// The value that a get was answered with; nothing for a key that is not there.
    static std::optional<std::string> valueOf(const Answered& answered);
    /// Whether all that run have applied the same entries, of which there are some.
    bool areEqual();

    std::vector<std::pair<std::uint64_t, std::optional<stage::CrashPoint>>> crashes;
    std::vector<TurnedAway> refusals;
    std::vector<std::string> failures;
    std::size_t duplicatesApplied{0};
    /// Of what was heard: the moment, the node and the kind.
    std::uint64_t eventHash{14695981039346656037U};
    std::map<std::size_t, std::size_t> eventsByKind;
    /// Looks at every event.
    std::function<void(const observe::Event&)> onEvent;

private:
    void invoked(stage::OperationId, const stage::ClientRequest&, stage::Moment) override {}
    void answered(stage::OperationId id, const stage::ClientRequest& request,
                  const stage::ClientAnswer& answer, stage::Moment now) override;
    void crashed(raft::NodeId node, std::optional<stage::CrashPoint> point) override;
    void failed(raft::NodeId node, const Error& reason) override;
    void applied(raft::NodeId node, const node::ApplyBatch& batch,
                 const node::ApplyReport& report) override;
    void turnedAway(raft::NodeId node, raft::NodeId peer, const Error& reason) override;
    void heard(raft::EventId id, const observe::Event& event) override;

    stage::MemoryDisks m_disks{7};
    network::LoopbackWire m_wire{1};
    stage::Stage m_stage;
    std::map<stage::OperationId, Answered> m_answers;
};

}  // namespace quorate::tests
