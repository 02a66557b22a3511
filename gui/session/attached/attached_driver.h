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
#include "gui/session/attached/etcd_names.h"
#include "gui/session/attached/etcd_node.h"
#include "gui/session/attached/told_faults.h"
#include "gui/session/fault_book.h"
#include "gui/session/judged_history.h"
#include "gui/session/live/live_clients.h"
#include "gui/session/live/live_workload.h"
#include "gui/session/live/session_clock.h"
#include "gui/session/served_watches.h"
#include "gui/session/session_driver.h"

namespace quorate::gui {

/// Watches the nodes of an Attached session, finds those that they tell of, and asks for clients.
/// It starts and ends none of them.
///
/// What it tells itself has a source of its own (ownSource()), other than that of any session that
/// watches the same nodes: they name what was asked of them by it, to everybody.
class AttachedDriver final : public SessionDriver,
                             private FaultTarget,
                             private AttachedNode::Owner,
                             private EtcdNode::Owner {
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
    void watch(WatchId id, const WatchAsk& ask) override { m_watches->begin(id, ask); }
    void unwatch(WatchId id) override { m_watches->end(id); }
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
    void tellHistory();
    void tellStatus();
    // attached_members.cpp
    void attach(const NodeAddress& address, raft::NodeId expected);
    void drop(const WatchedNode& node);
    /// Soon: it may be the one that calls.
    void dropLater(const WatchedNode& node);
    void findOthers();
    void hearMembers(const WatchedNode& from, const std::vector<network::MemberInfo>& members);
    [[nodiscard]] bool isCalled(const NodeAddress& address) const;
    void takeCluster(std::uint64_t cluster);
    // attached_etcd.cpp
    void attachEtcd(const NodeAddress& address, raft::NodeId expected);
    [[nodiscard]] bool watchesEtcd() const;
    // attached_driver.cpp
    [[nodiscard]] static std::string nameOf(raft::NodeId node) { return "n" + toString(node); }
    [[nodiscard]] WatchedNode* find(raft::NodeId node) const;
    [[nodiscard]] WatchedNode* leader() const;
    [[nodiscard]] std::vector<raft::NodeId> seenNodes() const;
    /// Whoever leads, or else one that is seen: any node passes on what only the leader can do.
    [[nodiscard]] raft::NodeId anyNode() const;
    Result<WatchedNode*> seen(raft::NodeId node) const;

    // --- AttachedNode::Owner
    QString whyNotTaken(const AttachedNode& node, const network::ObserveHello& hello) override;
    std::uint64_t nextSequence(observe::SourceId source) override;
    void publish(observe::Published published) override { m_publish(std::move(published)); }
    void tellSight(raft::NodeId node, observe::ObservationChanged sight) override;
    /// Of either kind.
    void nodeChanged(WatchedNode& node) override;
    QString foundEtcd(const AttachedNode& node) override;
    // attached_faults.cpp
    bool hearFault(AttachedNode& node, const observe::Body& body) override;
    void movedOn(AttachedNode& node) override { holdFaultsAt(node); }
    void beganAnew(AttachedNode& node) override;
    /// At once, where they are armed: it knows nobody who holds faults.
    void holdFaultsAt(AttachedNode& node);

    // --- EtcdNode::Owner: attached_etcd.cpp
    QString whyNotTaken(const EtcdNode& node, const network::EtcdStatus& status) override;
    raft::NodeId nodeOf(raft::NodeId member) override { return m_names.nodeOf(member); }
    [[nodiscard]] raft::NodeId memberOf(raft::NodeId node) const override {
        return m_names.memberOf(node);
    }
    void tell(raft::NodeId node, raft::Term term, observe::Body body) override;
    void tellReport(raft::NodeId node, const std::vector<observe::ReportField>& fields) override;
    void hearMembers(const EtcdNode& from,
                     const std::vector<network::EtcdMember>& members) override;

    // --- FaultTarget: attached_faults.cpp
    void tell(observe::Body body) override { record(std::move(body)); }
    void cut(observe::Link link) override;
    void heal(observe::Link link) override;
    void setRules(observe::Link link, std::vector<observe::LinkRule> rules) override;
    [[nodiscard]] observe::LinkCondition usualCondition() const override { return {}; }
    void setCut(observe::Link link, bool isCut);
    /// What became of a fault that a node was asked for.
    [[nodiscard]] std::function<void(const Result<void>&)> faultDone(const FaultAtNode& fault,
                                                                     bool isMending);
    /// One that this session tells of is over, at its node, whoever ended it.
    void endedElsewhere(const FaultAtNode& fault);
    void forgetDisk(raft::NodeId node, DiskFault::Kind kind);
    Result<void> arm(const ArmFaults& what, const Later& later);
    void disarm(raft::NodeId node, WatchedNode* found);
    Result<void> pause(raft::NodeId node, std::uint64_t forMs, const Later& later);
    Result<void> stop(raft::NodeId node, const Later& later);
    Result<void> setDisk(const SetDiskFault& what);
    Result<void> endFault(std::uint64_t number, const Later& later, bool& isLater);
    Result<void> endOthers(const FaultAtNode& fault, const Later& later);
    Result<void> endAllFaults();
    /// One that is seen, and on which the person has allowed faults.
    Result<WatchedNode*> armed(raft::NodeId node) const;
    [[nodiscard]] Result<void> mayCut(const std::vector<observe::Link>& links) const;
    [[nodiscard]] Result<void> mayChange(const std::vector<observe::Link>& links) const;
    void endLateFaults();
    void mendLink(observe::Link link);
    /// Nodes end all that this session has set.
    void letGoOfFaults();

    // attached_commands.cpp
    struct Execute;
    raft::EventId command(observe::Command command, raft::NodeId about = raft::kNoNode,
                          raft::NodeId other = raft::kNoNode);
    Result<void> act(const ActOnNode& what, const Later& later, bool& isLater);
    Result<void> fireTimer(raft::NodeId node, const Later& later);
    Result<void> makeLeader(raft::NodeId node, const Later& later);
    Result<void> add(const AddNode& what, const Later& later);
    Result<void> changeMembers(const MemberChange& change, const Later& later);
    Result<void> setWorkload(const SetWorkload& what);

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
    ServedWatches* m_watches;
    std::vector<std::unique_ptr<WatchedNode>> m_nodes;
    /// Addresses of nodes that have several.
    std::set<QString> m_aliases;
    std::uint64_t m_cluster{0};
    EtcdNames m_names;
    JudgedHistory m_history;
    network::ClientCredentials m_credentials;
    /// Of members of an etcd, as they were told last.
    std::map<raft::NodeId, std::map<std::string, std::string>> m_reports;
    std::unique_ptr<LiveWorkload> m_workload;
    std::uint64_t m_nextClient{1};
    std::set<raft::NodeId> m_armed;
    /// In whose name faults are set: nobody else's, and new each time that the session is opened.
    const std::string m_owner;
    ToldFaults m_told;
    /// What nodes were asked to do to links.
    std::map<observe::Link, std::vector<observe::LinkRule>> m_rules;
    /// By node and kind: the number in the book, and when the node mends it by itself.
    struct IllDisk {
        DiskFault fault;
        std::uint64_t number{0};
        observe::Moment until;
    };
    std::map<std::pair<raft::NodeId, DiskFault::Kind>, IllDisk> m_disks;
    /// Links that are bad by this session's doing, and when their nodes mend them by themselves.
    std::map<observe::Link, observe::Moment> m_badUntil;
    /// Faults that nodes were asked for and have not answered.
    int m_faultsUnderWay{0};
};

}  // namespace quorate::gui
