// SPDX-License-Identifier: Apache-2.0
#include <variant>

#include "engine/observe/node_rules.h"

namespace quorate::observe {

namespace {

/// One overload for each event that changes something.
struct RuntimeRules {
    NodeState& node;
    const Event& event;

    template <class Other>
    void operator()(const Other& /*other*/) const {}

    // --- proposals and reads

    void operator()(const ProposalQueued& /*queued*/) const { ++node.runtime.queuedProposals; }
    void operator()(const ProposalCompleted& /*completed*/) const {
        node.runtime.queuedProposals -= node.runtime.queuedProposals > 0 ? 1 : 0;
    }
    void operator()(const ReadQueued& /*queued*/) const { ++node.runtime.queuedReads; }
    void operator()(const ReadAnswered& /*answered*/) const {
        node.runtime.queuedReads -= node.runtime.queuedReads > 0 ? 1 : 0;
    }

    // --- the disk and the state machine

    void operator()(const LogWriteStarted& started) const {
        node.runtime.logWrite = {started.first, started.last, started.bytes, event.moment};
    }
    void operator()(const LogWriteCompleted& /*completed*/) const { node.runtime.logWrite.reset(); }
    void operator()(const LogWriteFailed& /*failed*/) const { node.runtime.logWrite.reset(); }
    void operator()(const ApplyStarted& started) const {
        node.runtime.apply = {started.first, started.last, 0, event.moment};
    }
    void operator()(const ApplyCompleted& completed) const {
        node.runtime.apply.reset();
        node.runtime.storeApplied = completed.applied;
        node.runtime.storeRevision = completed.revision;
        node.runtime.stateHash = completed.stateHash;
    }
    void operator()(const SnapshotStarted& started) const {
        node.runtime.snapshotBeingMade = started.covers;
    }
    void operator()(const SnapshotSaved& saved) const {
        node.runtime.snapshotBeingMade.reset();
        node.runtime.snapshot = saved.covers;
    }
    void operator()(const SnapshotInstalled& installed) const {
        node.runtime.snapshot = installed.covers;
        node.runtime.storeApplied = installed.covers.index;
    }
    void operator()(const SnapshotFailed& /*failed*/) const {
        node.runtime.snapshotBeingMade.reset();
    }
    void operator()(const LogCompacted& compacted) const { node.log.compact(compacted.before); }

    // --- the life of the node

    void operator()(const NodeStarted& started) const {
        node.condition = NodeCondition::Up;
        node.incarnation = started.incarnation;
        node.failure.clear();
    }
    void operator()(const NodeStopped& /*stopped*/) const { goDown(NodeCondition::Down); }
    void operator()(const NodeCrashed& /*crashed*/) const { goDown(NodeCondition::Down); }
    void operator()(const NodeFailed& failed) const {
        goDown(NodeCondition::Failed);
        node.failure = failed.reason;
    }
    void operator()(const NodePaused& /*paused*/) const { node.condition = NodeCondition::Paused; }
    void operator()(const NodeResumed& /*resumed*/) const { node.condition = NodeCondition::Up; }

    /// What only memory held is gone. The log stays as it was seen last: how much of its tail
    /// reached the disk shows when the node starts again.
    void goDown(NodeCondition condition) const {
        node.condition = condition;
        node.role = raft::Role::Follower;
        node.lead = raft::kNoNode;
        node.votes.clear();
        node.progress.clear();
        node.leadTransferee = raft::kNoNode;
        node.pendingConfIndex = raft::Index(0);
        node.electionTimer = {};
        node.runtime.queuedProposals = 0;
        node.runtime.queuedReads = 0;
        node.runtime.logWrite.reset();
        node.runtime.apply.reset();
        node.runtime.snapshotBeingMade.reset();
    }
};

}  // namespace

void applyRuntimeEvent(NodeState& node, const Event& event) {
    std::visit(RuntimeRules{node, event}, event.body);
}

}  // namespace quorate::observe
