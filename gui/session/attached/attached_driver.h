// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/observe/cluster_state.h"
#include "engine/observe/recorder.h"
#include "gui/session/attached/attached_node.h"
#include "gui/session/fault_book.h"
#include "gui/session/live/live_clients.h"
#include "gui/session/live/live_workload.h"
#include "gui/session/live/session_clock.h"
#include "gui/session/session_driver.h"

namespace quorate::gui {

/// Watches the nodes of an Attached session, finds those that they tell of, and asks for clients.
/// It starts and ends none of them.
///
/// What it tells itself has a source of its own (ownSource()), other than that of any session that
/// watches the same nodes: they name what was asked of them by it, to everybody.
class AttachedDriver final : public SessionDriver,
                             private FaultTarget,
                             private AttachedNode::Owner {
    Q_OBJECT

public:
    /// Gives what the recording counts the events of a source from.
    using FirstEvent = std::map<observe::SourceId, std::uint64_t>;

    /// Of the events that the session tells itself.
    static observe::SourceId ownSource(const SessionFile& file);

    /// `before`: what the recording knows already, for a session that goes on.
    AttachedDriver(SessionFile file, observe::ClusterState before, FirstEvent firstEvent,
                   Publish publish, std::function<void(observe::SourceId)> endSource);
    ~AttachedDriver() override;

    Result<void> begin() override;
    void end() override;
    void execute(const Command& command, const Later& later) override;
    Result<observe::OperationId> ask(const Ask& ask) override;
    void inspectKeys(const std::string& prefix, std::size_t limit,
                     std::function<void(std::vector<NodeKeys>)> done) override;
    void inspectDisk(raft::NodeId node, const storage::DiskQuestion& question,
                     Session::DiskDone done) override;
    void tellLost(const std::vector<observe::MessageDropped>& lost) override;

private:
    // attached_driver.cpp
    raft::EventId record(observe::Body body, raft::NodeId about = raft::kNoNode,
                         raft::EventId cause = raft::kNoEvent);
    void publish();
    void turn();
    void tellStatus();
    // attached_members.cpp
    void attach(const NodeAddress& address, raft::NodeId expected);
    void drop(const AttachedNode& node);
    void findOthers();
    void hearMembers(const AttachedNode& from, const std::vector<network::MemberInfo>& members);
    // attached_driver.cpp
    [[nodiscard]] AttachedNode* find(raft::NodeId node) const;
    [[nodiscard]] AttachedNode* leader() const;
    [[nodiscard]] std::vector<raft::NodeId> seenNodes() const;
    Result<AttachedNode*> seen(raft::NodeId node) const;

    // --- AttachedNode::Owner
    QString whyNotTaken(const AttachedNode& node, const network::ObserveHello& hello) override;
    std::uint64_t nextSequence(observe::SourceId source) override;
    void publish(observe::Published published) override { m_publish(std::move(published)); }
    void tellSight(raft::NodeId node, observe::ObservationChanged sight) override;
    void nodeChanged(AttachedNode& node) override;

    // --- FaultTarget: attached_commands.cpp
    void tell(observe::Body body) override { record(std::move(body)); }
    void cut(observe::Link link) override;
    void heal(observe::Link link) override;
    void setRules(observe::Link link, std::vector<observe::LinkRule> rules) override;
    [[nodiscard]] observe::LinkCondition usualCondition() const override { return {}; }
    void setCut(observe::Link link, bool isCut);
    /// What became of a fault that a node was asked for.
    [[nodiscard]] std::function<void(const Result<void>&)> faultDone(raft::NodeId node,
                                                                     observe::Link link,
                                                                     bool isMending);

    // attached_commands.cpp
    struct Execute;
    raft::EventId command(observe::Command command, raft::NodeId about = raft::kNoNode,
                          raft::NodeId other = raft::kNoNode);
    Result<void> act(const ActOnNode& what, const Later& later, bool& isLater);
    Result<void> fireTimer(raft::NodeId node, const Later& later);
    Result<void> makeLeader(raft::NodeId node, const Later& later);
    Result<void> add(const AddNode& what, const Later& later);
    Result<void> changeMembers(const MemberChange& change, const Later& later);
    Result<void> arm(const ArmFaults& what);
    Result<void> setWorkload(const SetWorkload& what);
    [[nodiscard]] Result<void> mayCut(const std::vector<observe::Link>& links) const;
    [[nodiscard]] Result<void> mayChange(const std::vector<observe::Link>& links) const;
    void endLateFaults();

    SessionFile m_file;
    const observe::ClusterState m_before;
    const FirstEvent m_firstEvent;
    const Publish m_publish;
    const std::function<void(observe::SourceId)> m_endSource;
    const observe::SourceId m_source;
    SessionClock m_clock;
    observe::Recorder m_recorder;
    FaultBook m_faults;
    SessionStatus m_status;
    QTimer* m_timer;
    QTimer* m_findTimer;
    LiveClients* m_clients;
    std::vector<std::unique_ptr<AttachedNode>> m_nodes;
    /// Addresses that turned out to be of a node that is attached to already.
    std::set<QString> m_aliases;
    std::uint64_t m_cluster{0};
    std::unique_ptr<LiveWorkload> m_workload;
    std::uint64_t m_nextClient{1};
    std::set<raft::NodeId> m_armed;
    /// Links that are bad by this session's doing, and when their nodes mend them by themselves.
    std::map<observe::Link, observe::Moment> m_badUntil;
    /// Faults that nodes were asked for and have not answered.
    int m_faultsUnderWay{0};
};

}  // namespace quorate::gui
