// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/stage/checks/event_feeder.h"

namespace quorate::stage {

using raft::EntryId;
using raft::Index;
using raft::NodeId;
using raft::Term;

namespace {

void fewer(std::uint64_t& count) {
    count -= count > 0 ? 1 : 0;
}

/// How much of the log on its disk a crash must leave there.
Index certainUpTo(const NodeImage& node) {
    return std::min(node.storedLast.index,
                    Index(node.replacedFrom.value() - (node.replacedFrom > Index(0) ? 1 : 0)));
}

}  // namespace

// --- the life of a node

void EventFeeder::take(const Event& event, const observe::NodeStarted& started) {
    goDown(event.node);
    NodeImage& node = m_nodes[event.node];
    node.incarnation = started.incarnation;
    node.isStarting = true;
}

/// What only memory held is gone.
void EventFeeder::goDown(NodeId id) {
    NodeImage& node = m_nodes[id];
    for (const NodeImage::Read& read : node.reads) {
        m_reads.ended(read.number);
    }
    node.reads.clear();
    node.pendingProposals = 0;
    node.pendingReads = 0;
    node.role = raft::Role::Follower;
    node.granted.clear();
    node.peers.clear();
    node.isDown = true;
}

void EventFeeder::take(const Event& event, const observe::NodeStopped& /*stopped*/) {
    goDown(event.node);
}
void EventFeeder::take(const Event& event, const observe::NodeCrashed& /*crashed*/) {
    goDown(event.node);
}
void EventFeeder::take(const Event& event, const observe::NodeFailed& /*failed*/) {
    goDown(event.node);
}

void EventFeeder::take(const Event& event, const observe::NodeFrame& frame) {
    const observe::NodeState& state = *frame.state;
    const NodeId id = event.node;
    NodeImage& node = m_nodes[id];
    node.incarnation = state.incarnation;
    node.isDown = false;
    node.role = state.role;
    node.committed = state.log.committed;
    node.applied = state.log.applied;
    node.voters.incoming.voters = raft::IdSet(state.configuration.voters);
    node.voters.outgoing.voters = raft::IdSet(state.configuration.votersOutgoing);
    node.pendingProposals = state.runtime.queuedProposals;
    node.pendingReads = state.runtime.queuedReads;
    node.peers.clear();
    for (const observe::PeerProgress& peer : state.progress) {
        PeerWindow window;
        window.peer = peer.peer;
        window.isReplicating = peer.state == raft::ProgressState::Replicate;
        for (const auto& append : peer.inflights) {
            window.inflight.push_back(append.last);
        }
        node.peers.push_back(std::move(window));
    }
    takeLog(id, node, state.log);

    const raft::HardState found{state.term, state.vote, state.log.committed};
    if (node.isStarting) {
        node.isStarting = false;
        m_termMonotony.restarted(id);
        m_commitMonotony.restarted(id);
        m_termMonotony.stored(id, state.term);
        if (node.isDiskKnown) {
            m_durability.recovered(id, found, logOf(node), node.stored, storedLogOf(node),
                                   certainUpTo(node));
        }
        // It is what the disk had, or more: what was not certain has survived.
        node.stored = found;
        node.storedLast = node.last;
        node.replacedFrom = raft::kInfiniteIndex;
    }
    if (state.vote != raft::kNoNode) {
        m_voteOnce.voted(id, state.term, state.vote);
    }
    if (state.role == raft::Role::Leader) {
        m_electionSafety.elected(state.term, id, node.incarnation);
    }
    m_termMonotony.entered(id, state.term);
    m_commitMonotony.progressed(id, node.committed, node.applied);
    m_commitMonotony.reached(id, state.runtime.storeRevision);
    takeCommitted(id, state.term, node);
    m_stateAgreement.applied(id, state.runtime.storeApplied, state.runtime.stateHash);
}

/// A whole log, of which only the terms are known.
void EventFeeder::takeLog(NodeId id, NodeImage& node, const observe::LogState& log) {
    node.before = log.before.index;
    node.last = log.before;
    node.confChanges.clear();
    if (!m_tree.learnStart(log.before)) {
        m_logMatching.branches(id, log.before);
    }
    log.entries.forEach(log.entries.first(), log.entries.end(),
                        [&](Index low, Index high, Term term, observe::EntryKind kind) {
                            appendRun(id, node, low, term, low == node.last.index.next());
                            node.last = {term, high.previous()};
                            if (kind != observe::EntryKind::ConfChange) {
                                return;
                            }
                            for (Index i = std::max(low, node.applied.next()); i < high;
                                 i = i.next()) {
                                node.confChanges.push_back(i);
                            }
                        });
    if (m_sumBase == SumBase::None) {
        m_sumBase = node.last.index == Index(0) ? SumBase::Beginning : SumBase::Frame;
        m_logMatching.seen(id, node.last, 0);
    }
    node.hasContentSum = false;
    findContentSum(node);
}

/// The committed part of a log that it starts with.
void EventFeeder::takeCommitted(NodeId id, Term term, const NodeImage& node) {
    if (node.committed == Index(0)) {
        return;
    }
    const LogView log = logOf(node);
    const Index next = m_committed.lastIndex().next();
    if (node.committed >= next && !log.chainAt(next)) {
        m_committed.startAt(node.committed.previous());
    }
    m_stateMachineSafety.committed(id, term, log, node.committed);
}

// --- the disk and the state machine

void EventFeeder::take(const Event& event, const observe::LogCompacted& compacted) {
    Index& before = m_nodes[event.node].before;
    before = std::max(before, compacted.before.index);
}

void EventFeeder::take(const Event& event, const observe::LogSynced& synced) {
    NodeImage& node = m_nodes[event.node];
    const LogView now(m_tree, synced.last, Index(0));
    m_termMonotony.stored(event.node, synced.state.term);
    if (node.isDiskKnown) {
        if (node.isDown) {
            // Nobody writes; so this is what a crash has left.
            m_durability.recovered(event.node, synced.state, now, node.stored, storedLogOf(node),
                                   certainUpTo(node));
        } else {
            m_durability.changed(event.node, storedLogOf(node), now);
        }
    }
    if (synced.state.vote != raft::kNoNode &&
        (synced.state.vote != node.stored.vote || synced.state.term != node.stored.term)) {
        m_voteOnce.voted(event.node, synced.state.term, synced.state.vote);
    }
    node.isDiskKnown = true;
    node.stored = synced.state;
    node.storedLast = synced.last;
    if (node.isDown || logOf(node).holds(synced.last)) {
        node.replacedFrom = raft::kInfiniteIndex;
    }
}

void EventFeeder::take(const Event& event, const observe::ApplyCompleted& completed) {
    m_stateAgreement.applied(event.node, completed.applied, completed.stateHash);
    m_commitMonotony.reached(event.node, completed.revision);
}

// --- proposals and reads

void EventFeeder::take(const Event& event, const observe::ProposalQueued& /*queued*/) {
    NodeImage& node = m_nodes[event.node];
    ++node.pendingProposals;
    if (m_limits.pendingProposals != 0) {
        m_queueBounds.holds(event.node, "proposals that wait", node.pendingProposals,
                            m_limits.pendingProposals);
    }
}

void EventFeeder::take(const Event& event, const observe::ProposalCompleted& /*completed*/) {
    fewer(m_nodes[event.node].pendingProposals);
}

void EventFeeder::take(const Event& event, const observe::ReadQueued& queued) {
    NodeImage& node = m_nodes[event.node];
    ++node.pendingReads;
    if (m_limits.pendingReads != 0) {
        m_queueBounds.holds(event.node, "reads that wait", node.pendingReads,
                            m_limits.pendingReads);
    }
    if (queued.consistency == observe::ReadConsistency::Linearizable) {
        node.reads.push_back({queued.read, m_reads.requested()});
    }
}

void EventFeeder::take(const Event& event, const observe::ReadConfirmed& confirmed) {
    for (const NodeImage::Read& read : m_nodes[event.node].reads) {
        if (read.read == confirmed.read) {
            m_reads.answered(event.node, read.number, confirmed.index);
            return;
        }
    }
}

void EventFeeder::take(const Event& event, const observe::ReadAnswered& answered) {
    NodeImage& node = m_nodes[event.node];
    fewer(node.pendingReads);
    const auto read =
        std::find_if(node.reads.begin(), node.reads.end(),
                     [&](const NodeImage::Read& one) { return one.read == answered.read; });
    if (read != node.reads.end()) {
        m_reads.ended(read->number);
        node.reads.erase(read);
    }
}

// --- links and operators

void EventFeeder::take(const Event& /*event*/, const observe::MessageLeft& left) {
    const bool isPromise = left.type == raft::MessageType::AppResp ||
                           left.type == raft::MessageType::VoteResp ||
                           left.type == raft::MessageType::Vote;
    if (!isPromise || left.reject) {
        return;
    }
    const NodeImage& node = m_nodes[left.link.from];
    if (node.isDiskKnown) {
        m_durablePromise.leaves({left.type,
                                 left.link.from,
                                 left.link.to,
                                 left.term,
                                 left.reject,
                                 {left.logTerm, left.index}},
                                diskOf(node));
    }
    if (left.type == raft::MessageType::VoteResp) {
        m_voteOnce.voted(left.link.from, left.term, left.link.to);
    }
}

/// What a wipe takes is not lost by the node. What it promised before counts all the same.
void EventFeeder::take(const Event& /*event*/, const observe::OperatorCommand& command) {
    if (command.command != observe::Command::Wipe) {
        return;
    }
    NodeImage& node = m_nodes[command.about];
    node.stored = {};
    node.storedLast = {};
    node.replacedFrom = raft::kInfiniteIndex;
    m_termMonotony.wiped(command.about);
}

}  // namespace quorate::stage
