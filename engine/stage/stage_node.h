// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/node/client_port.h"
#include "engine/node/lease_keeper.h"
#include "engine/node/membership.h"
#include "engine/node/node.h"
#include "engine/node/transport.h"
#include "engine/raft/message.h"
#include "engine/stage/client_request.h"
#include "engine/stage/crash_point.h"
#include "engine/stage/stage_context.h"
#include "engine/stage/stage_disk.h"
#include "engine/stage/valves.h"

namespace quorate::stage {

enum class NodeLife : std::uint8_t {
    Down,    ///< stopped, crashed, or never started
    Up,      ///< runs
    Paused,  ///< runs, and gets nothing done
    Failed,  ///< stopped by itself; `failure()` says why
};

/// One node of a Stage: its disk, and on it one life after another. In a life there are the storage
/// that was opened, the state in it and the node itself; when it ends, all of that goes.
///
/// Everything that reaches the node comes through here, at the moment of the agenda.
class StageNode final : private node::Transport, private node::ClientPort {
public:
    /// `first`: what a first member of the cluster starts from; nothing for one that joins.
    /// `context` outlives the node.
    StageNode(StageContext& context, node::NodeConfig config,
              std::optional<node::Membership> first);
    ~StageNode() override;

    [[nodiscard]] raft::NodeId id() const noexcept { return m_config.raft.id; }
    [[nodiscard]] NodeLife condition() const noexcept { return m_condition; }
    [[nodiscard]] bool isRunning() const noexcept {
        return m_condition == NodeLife::Up || m_condition == NodeLife::Paused;
    }
    /// Counts its starts on this Stage; a life that is over has a smaller number.
    [[nodiscard]] std::uint32_t life() const noexcept { return m_life; }
    [[nodiscard]] const std::string& failure() const noexcept { return m_failure; }
    /// While it runs.
    [[nodiscard]] const node::Node& node() const;
    [[nodiscard]] node::Node& node();
    [[nodiscard]] const node::ReplicatedState& state() const;
    [[nodiscard]] node::NodeStorage& storage();
    /// The directory it had in one of its lives.
    [[nodiscard]] std::uint64_t directoryOf(std::uint32_t life) const {
        return m_lives[life - 1].directory;
    }
    /// Whether that was confirmed (node::Electorate) by the end of that life, or by now.
    [[nodiscard]] bool isConfirmedIn(std::uint32_t life) const {
        return m_lives[life - 1].isConfirmed;
    }
    [[nodiscard]] const node::NodeConfig& config() const noexcept { return m_config; }

    // --- its life

    /// Starts from what is on its disk. The error says why it cannot; it stays down then.
    Result<void> start(raft::EventId cause);
    /// Ends as a process ends that is told to: what it wrote stays.
    void stop(raft::EventId cause);
    /// Loses its power.
    void crash(std::optional<CrashPoint> point, raft::EventId cause);
    void pause(raft::EventId cause);
    void resume(raft::EventId cause);
    /// The node must be down. What it comes back with is no first member's, unless it starts over
    /// as what it was at first.
    Result<void> wipe(bool startsOver);
    [[nodiscard]] CrashPlan& crashPlan() noexcept { return m_crashes; }
    [[nodiscard]] const Valves& valves() const noexcept { return m_valves; }
    [[nodiscard]] Valves& valves() noexcept { return m_valves; }
    /// Where a request comes in.
    static CrashPoint pointOf(const ClientRequest& request);
    /// In parts per million; positive is fast.
    void setClockDrift(std::int64_t partsPerMillion) noexcept { m_drift = partsPerMillion; }
    [[nodiscard]] std::int64_t clockDrift() const noexcept { return m_drift; }

    // --- what reaches it while it is up. Each ends with the node doing what follows.
    void due(const Due& due);
    void receive(raft::Message message);
    /// A peer wants to speak to it from this directory. FailedPrecondition with the reason if it
    /// may not; the disk's error where that cannot be remembered now.
    Result<void> admit(raft::NodeId peer, std::uint64_t directory);
    /// Writes down that its directory is confirmed, if enough peers have said so.
    void confirmIfDue();
    void reportSnapshot(raft::NodeId peer, bool arrived);
    void request(OperationId id, const ClientRequest& request);
    /// Calls the core, or what else does not answer through the ports.
    template <class Work>
    void operate(const Work& work) {
        begin();
        work(node());
        end();
    }
    /// A crash point outside of the disk's own work. True if it crashes there.
    [[nodiscard]] bool reached(CrashPoint point);
    /// Ends the life if a crash point was reached, the disk died, or the node failed.
    void settle();

    /// Whether it waits at a closed valve now, or was delayed at a slow one.
    [[nodiscard]] bool isStopped(const Due& due);
    /// What waited at a valve that is open now goes on.
    void letGo();
    /// What came for it while it was paused.
    void stall(const Due& due) { m_stalled.push_back(due); }

private:
    struct Running;

    void send(raft::Message message) override;
    void applied(node::RequestToken token, raft::EntryId entry,
                 const kv::Response& response) override;
    void refused(node::RequestToken token, const Error& reason) override;
    void unknown(node::RequestToken token, const Error& reason) override;
    void readable(node::RequestToken token, raft::Index index) override;

    [[nodiscard]] std::optional<CrashPoint> pointOf(const Due& due) const;
    Result<void> makeDisk();
    Result<void> tryStart(raft::EventId cause);
    void fail(const std::string& reason);
    [[nodiscard]] node::LeaseKeeper::Options leaseOptions() const;
    Result<void> loadLeases();
    void tick();
    void ask(OperationId id, const ClientRequest& request);
    void ask(OperationId id, const LeaseQuestion& question);
    /// Before and behind every input.
    void begin();
    void end();
    void pump();
    void scheduleTick();
    void endLife(NodeLife condition);

    StageContext& m_context;
    node::NodeConfig m_config;
    /// What a first member starts from, and whether its disk is still to be made.
    const std::optional<node::Membership> m_first;
    bool m_isToBeMade;
    NodeLife m_condition{NodeLife::Down};
    std::string m_failure;
    struct Life {
        std::uint64_t directory{0};
        bool isConfirmed{false};
    };
    std::uint32_t m_life{0};
    std::vector<Life> m_lives;
    std::int64_t m_drift{0};
    CrashPlan m_crashes;
    Valves m_valves;
    struct Stopped {
        CrashPoint point;
        Due due;
    };
    std::vector<Stopped> m_stopped;
    std::unique_ptr<Running> m_running;
    bool m_isPumpDue{false};
    std::vector<Due> m_stalled;
};

}  // namespace quorate::stage
