// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "engine/base/result.h"
#include "engine/node/membership.h"
#include "engine/node/node_config.h"
#include "engine/observe/operator_events.h"
#include "engine/raft/conf_change.h"
#include "engine/raft/types.h"
#include "engine/stage/agenda.h"
#include "engine/stage/client_desk.h"
#include "engine/stage/client_request.h"
#include "engine/stage/crash_point.h"
#include "engine/stage/event_fan.h"
#include "engine/stage/links.h"
#include "engine/stage/pace.h"
#include "engine/stage/sabotaged_rule.h"
#include "engine/stage/snapshot_transfers.h"
#include "engine/stage/stage_context.h"
#include "engine/stage/stage_node.h"
#include "engine/stage/stage_ports.h"
#include "engine/stage/stage_watcher.h"

namespace quorate::stage {

struct StageOptions {
    /// Decides everything that nobody else decides.
    std::uint64_t seed{1};
    /// Of a node whose clock is right.
    Nanoseconds tickNs{100 * kMillisecond};
    /// Where time begins: later than anything of an earlier session of the same cluster.
    Moment start;
    /// What events and operations are numbered from: beyond those of an earlier session.
    std::uint64_t firstEvent{1};
    std::uint64_t firstOperation{1};
    /// Of every node, but for its id, generator and incarnation.
    node::NodeConfig node;
    Pace pace;
    /// The beginning of each sync of a log is told too, for pictures of it.
    bool tellsLogSync{false};
};

/// A cluster of complete nodes in one thread, on virtual time: the scheduler, the network and the
/// operators' hands.
///
/// The same options, ports and calls give the same events, to the byte. It knows nothing of real
/// time: whoever drives it calls step() or one of the run functions as fast as it likes.
///
/// Belongs to one executor. Listeners and watchers are called in the midst of what happens and call
/// nothing back. Refused calls change nothing and say why: NotFound for a node that is not on the
/// Stage, FailedPrecondition for one that is not in the condition that the call needs.
class Stage {
public:
    /// Both ports outlive the Stage.
    Stage(StageOptions options, DiskBay& disks, Wire& wire);
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;
    ~Stage();

    // --- who hears of it; all of them outlive the Stage, and are added before the first node

    void add(EventListener& listener) { m_events.add(listener); }
    void add(observe::Observer& observer) { m_events.add(observer); }
    void add(ClientListener& listener) { m_desk.add(listener); }
    void add(StageWatcher& watcher) { m_context.watchers.push_back(&watcher); }

    // --- time

    [[nodiscard]] Moment now() const noexcept { return m_agenda.now(); }
    /// The next thing happens. False if there is none.
    bool step();
    /// Things happen until one happened to this node. False if nothing of it is due.
    bool stepNode(raft::NodeId node);
    /// Up to and including this moment.
    void runUntil(Moment moment);
    void runFor(Nanoseconds time) { runUntil(after(now(), time)); }
    /// Until the condition holds, which is looked at after everything that happens; false if it did
    /// not by then.
    bool runUntil(const std::function<bool()>& condition, Moment deadline);
    /// Calls back once, at its moment. The call may use the Stage.
    void alarm(Nanoseconds delay, std::function<void()> call);
    /// When something happens next; nothing if nothing will.
    [[nodiscard]] std::optional<Moment> nextMoment() const;
    /// Nothing is on its way, being written or applied: only clocks go on, what is held stays, and
    /// clients wait.
    [[nodiscard]] bool isAtRest() const;

    // --- nodes and their lives

    /// Makes the first members of a new cluster, or those of one that its disks hold already, and
    /// starts them.
    Result<void> begin(const node::Membership& members);
    /// A node that is not on the Stage yet, as it was or with an empty disk; it knows nobody until
    /// a leader that was asked to add it has. Starts it.
    Result<void> join(raft::NodeId node);
    Result<void> start(raft::NodeId node);
    /// Ends it as a process ends that is told to.
    Result<void> stop(raft::NodeId node);
    /// Takes its power away; also of a machine whose node stopped by itself.
    Result<void> crash(raft::NodeId node);
    /// It crashes when it comes to this point for the `nth` time.
    Result<void> crashAt(raft::NodeId node, CrashPoint point, std::uint32_t nth = 1);
    /// Takes back all crashAt() of this node, or that of one point.
    Result<void> disarm(raft::NodeId node);
    Result<void> disarm(raft::NodeId node, CrashPoint point);
    /// What comes to this point of the node waits there until letGo().
    Result<void> stopAt(raft::NodeId node, CrashPoint point);
    Result<void> letGo(raft::NodeId node, CrashPoint point);
    /// What comes there takes longer by so much; 0 ends it.
    Result<void> delayAt(raft::NodeId node, CrashPoint point, Nanoseconds delay);
    Result<void> restart(raft::NodeId node);
    Result<void> pause(raft::NodeId node);
    Result<void> resume(raft::NodeId node);
    /// Empties the disk of a node that is down. What comes back is a stranger under an old name.
    Result<void> wipe(raft::NodeId node);
    /// The same, and it starts as it did at first, if it was a first member: the mistake of an
    /// operator who starts it with the same arguments.
    Result<void> startOver(raft::NodeId node);
    /// It makes its connections anew, with all that run and are not cut off.
    Result<void> connect(raft::NodeId node);
    Result<void> setClockDrift(raft::NodeId node, std::int64_t partsPerMillion);
    void setPace(raft::NodeId node, const Pace& pace);
    void clearPace(raft::NodeId node);
    [[nodiscard]] bool hasOwnPace(raft::NodeId node) const noexcept {
        return node.value() < m_context.paces.size() && m_context.paces[node.value()].has_value();
    }
    /// Switches a rule of the protocol off, or on again, for all nodes. Tells of it as of a fault,
    /// whose number is faultOf(rule).
    void setSabotage(SabotagedRule rule, bool isOn);
    [[nodiscard]] const raft::Sabotage& sabotage() const noexcept { return m_context.sabotage; }
    /// Null where the disks cannot be made to fail.
    [[nodiscard]] DiskTrouble* diskTrouble() { return m_context.disks.trouble(); }

    // --- elections

    /// The election timer runs out now.
    Result<void> fireElectionTimer(raft::NodeId node);
    /// All that run count down from the same number of ticks, or from numbers that lie apart.
    void alignElectionTimers();
    void spreadElectionTimers();
    Result<void> transferLeader(raft::NodeId to);

    // --- links and messages

    void cut(Link link);
    void heal(Link link);
    /// Members of different groups do not hear each other; who is in no group hears everybody.
    void partition(const std::vector<std::vector<raft::NodeId>>& groups);
    void healAll();
    void setRules(Link link, std::vector<LinkRule> rules);
    void setDefaultLink(const LinkCondition& condition) { m_links.setDefault(condition); }
    [[nodiscard]] const Links& links() const noexcept { return m_links; }
    Result<void> hold(MessageKey key);
    Result<void> release(MessageKey key);
    Result<void> drop(MessageKey key);
    Result<void> duplicate(MessageKey key);
    void setHoldRule(Links::Matcher matcher) { m_links.setHoldRule(std::move(matcher)); }

    // --- clients

    /// Asks; the ClientListeners hear of the answer. A target that is down refuses.
    OperationId ask(ClientRequest request);
    [[nodiscard]] std::size_t openOperations() const noexcept { return m_desk.openCount(); }

    // --- what there is

    /// In order of id.
    [[nodiscard]] const std::vector<std::unique_ptr<StageNode>>& nodes() const noexcept {
        return m_nodes;
    }
    [[nodiscard]] StageNode* find(raft::NodeId node) noexcept;
    [[nodiscard]] const StageNode* find(raft::NodeId node) const noexcept;
    /// The one that leads in the highest term, of those that run; null for none.
    [[nodiscard]] StageNode* leader() noexcept;
    [[nodiscard]] std::uint64_t eventCount() const noexcept { return m_events.count(); }
    /// Things that happened: steps.
    [[nodiscard]] std::uint64_t stepCount() const noexcept { return m_steps; }
    [[nodiscard]] Nanoseconds tickNs() const noexcept { return m_context.tickNs; }
    /// For what does the same on a Stage and beside it: a fault that ends, a text of an operator.
    raft::EventId tell(observe::Body body) {
        return m_context.tell(raft::kNoNode, raft::kNoEvent, std::move(body));
    }

private:
    Result<StageNode*> known(raft::NodeId node);
    Result<StageNode*> running(raft::NodeId node);
    Result<StageNode*> create(raft::NodeId node, std::optional<node::Membership> first);
    raft::EventId command(observe::Command command, raft::NodeId about = raft::kNoNode,
                          raft::NodeId other = raft::kNoNode, std::int64_t amount = 0,
                          std::string text = {});
    void happen(const Due& due);
    /// `to`: the addressee; null for one that is not on the Stage.
    void deliver(Travelling message, StageNode* to);
    void moveSnapshot(std::uint64_t transfer);
    void greet(StageNode& node);
    void ticked(StageNode& node);
    /// Whether `to` takes messages of `from` in that life, which must be the one that it knows.
    Result<void> admits(StageNode& to, StageNode& from, std::uint32_t life);
    Result<void> empty(raft::NodeId node, bool startsOver);
    void ring(std::uint64_t alarm);
    void setElectionTimeouts(bool apart);

    StageOptions m_options;
    Agenda m_agenda;
    EventFan m_events;
    Links m_links;
    ClientDesk m_desk;
    StageContext m_context;
    SnapshotTransfers m_transfers;
    std::vector<std::unique_ptr<StageNode>> m_nodes;
    /// By id; null where there is no such node.
    std::vector<StageNode*> m_byId;
    /// What was answered last, and to what, by pair of ids.
    struct Admitted {
        std::uint32_t life{0};
        std::uint32_t peerLife{0};
        std::uint64_t version{0};
        Result<void> welcome;
    };
    std::map<Link, Admitted> m_admitted;
    std::map<std::uint64_t, std::function<void()>> m_alarms;
    std::uint64_t m_lastAlarm{0};
    std::uint64_t m_steps{0};
};

}  // namespace quorate::stage
