// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "engine/observe/cluster_state.h"
#include "engine/observe/recorder.h"
#include "gui/session/fault_book.h"
#include "gui/session/judged_history.h"
#include "gui/session/live/live_clients.h"
#include "gui/session/live/live_disks.h"
#include "gui/session/live/live_node.h"
#include "gui/session/live/live_ports.h"
#include "gui/session/live/live_workload.h"
#include "gui/session/live/session_clock.h"
#include "gui/session/served_watches.h"
#include "gui/session/session_driver.h"

namespace quorate::gui {

/// Leads the nodes of a Live session, each of which runs in a thread of its own: starts and ends
/// them, does what commands say, and asks for clients. It waits for a node that starts or is
/// killed, for no other.
class LiveDriver final : public SessionDriver, private FaultTarget {
    Q_OBJECT

public:
    /// Gives what the recorder of a node, or of the driver itself (source 0), counts from.
    using FirstEvent = std::map<observe::SourceId, std::uint64_t>;

    /// `before`: what the recording knows already, for a session that goes on.
    LiveDriver(SessionFile file, const QString& folder, observe::ClusterState before,
               FirstEvent firstEvent, Publish publish,
               std::function<void(observe::SourceId)> endSource);
    ~LiveDriver() override;

    Result<void> begin() override;
    void end() override;
    void execute(const Command& command, const Later& later) override;
    Result<observe::OperationId> ask(const Ask& ask) override;
    void watch(WatchId id, const WatchAsk& ask) override { m_watches->begin(id, ask); }
    void unwatch(WatchId id) override { m_watches->end(id); }
    void inspectKeys(const std::string& prefix, std::size_t limit,
                     std::function<void(std::vector<NodeKeys>)> done) override;
    void inspectDisk(raft::NodeId node, const storage::DiskQuestion& question,
                     Session::DiskDone done) override;
    void tellLost(const std::vector<observe::MessageDropped>& lost) override;

private:
    // live_driver.cpp
    raft::EventId record(observe::Body body, raft::EventId cause = raft::kNoEvent);
    void publish();
    void tellStatus();
    Result<void> startAll(const std::vector<raft::NodeId>& nodes, int timesMore);
    void stopAll(const std::function<void()>& then);
    void tellHistory();
    LiveNode& make(raft::NodeId node);
    [[nodiscard]] network::HostConfig configOf(raft::NodeId node) const;
    [[nodiscard]] LiveNode* find(raft::NodeId node) const;
    [[nodiscard]] raft::NodeId leader() const;
    /// Whoever leads, or else one that runs; none.
    [[nodiscard]] raft::NodeId anyNode() const;
    [[nodiscard]] std::vector<raft::NodeId> runningNodes() const;
    Result<LiveNode*> known(raft::NodeId node) const;
    Result<LiveNode*> running(raft::NodeId node) const;

    // live_faults.cpp
    void tell(observe::Body body) override { record(std::move(body)); }
    void cut(observe::Link link) override;
    void heal(observe::Link link) override;
    void setRules(observe::Link link, std::vector<observe::LinkRule> rules) override;
    [[nodiscard]] observe::LinkCondition usualCondition() const override { return {}; }
    void setCut(observe::Link link, bool isCut);
    void applyFaults(raft::NodeId node);
    void nodeFailed(raft::NodeId node);

    // live_commands.cpp
    raft::EventId command(observe::Command command, raft::NodeId about = raft::kNoNode,
                          raft::NodeId other = raft::kNoNode);
    Result<void> act(const ActOnNode& what, const Later& later);
    Result<void> start(raft::NodeId node, raft::EventId cause);
    Result<void> stop(raft::NodeId node, const Later& later);
    Result<void> kill(raft::NodeId node);
    Result<void> restart(raft::NodeId node, const Later& later);
    Result<void> pause(raft::NodeId node, std::uint64_t forMs);
    Result<void> resume(raft::NodeId node);
    Result<void> wipe(raft::NodeId node);
    Result<void> fireTimer(raft::NodeId node, const Later& later);
    Result<void> makeLeader(raft::NodeId node, const Later& later);
    Result<void> add(const AddNode& what, const Later& later);
    Result<void> remove(raft::NodeId node, const Later& later);
    Result<void> changeMembers(const MemberChange& change, const Later& later);
    Result<void> setTimers(const ActOnTimers& what);
    Result<void> setWorkload(const SetWorkload& what);
    void sayGoodbye(raft::NodeId node);

    SessionFile m_file;
    const QString m_folder;
    QString m_program;  ///< of nodes in processes
    const observe::ClusterState m_before;
    const FirstEvent m_firstEvent;
    const Publish m_publish;
    const std::function<void(observe::SourceId)> m_endSource;
    SessionClock m_clock;
    observe::Recorder m_recorder;
    FaultBook m_faults;
    /// The latest pause of each node: what ends a pause by itself ends no other one.
    std::map<raft::NodeId, std::uint64_t> m_pauses;
    std::uint64_t m_pauseCount{0};
    LiveDisks m_disks;
    SessionStatus m_status;
    JudgedHistory m_history;
    QTimer* m_timer;
    LiveClients* m_clients;
    ServedWatches* m_watches;
    LivePorts m_ports;
    std::map<raft::NodeId, std::unique_ptr<LiveNode>> m_nodes;
    std::unique_ptr<LiveWorkload> m_workload;
    std::uint64_t m_nextClient{1};
    /// No node has a disk yet: the cluster begins.
    bool m_isNew{true};
    /// Whose disks were emptied: they come back as newcomers.
    std::set<raft::NodeId> m_wiped;
    /// What is wrong with links now: for nodes that start.
    std::set<observe::Link> m_cuts;
    std::map<observe::Link, std::vector<observe::LinkRule>> m_rules;
};

}  // namespace quorate::gui
