// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/checks/event_feeder.h"

#include <algorithm>
#include <variant>

#include "engine/base/invariant.h"

namespace quorate::stage {

namespace trace = raft::trace;
using raft::EntryId;
using raft::Index;
using raft::NodeId;
using raft::Role;
using raft::Term;

namespace {

PeerWindow& windowOf(NodeImage& node, NodeId peer) {
    const auto known = std::find_if(node.peers.begin(), node.peers.end(),
                                    [peer](const PeerWindow& one) { return one.peer == peer; });
    if (known != node.peers.end()) {
        return *known;
    }
    PeerWindow window;
    window.peer = peer;
    return node.peers.emplace_back(std::move(window));
}

}  // namespace

EventFeeder::EventFeeder(const CheckLimits& limits)
    : m_limits(limits),
      m_electionSafety(m_verdicts),
      m_electionQuorum(m_verdicts),
      m_leaderAppendOnly(m_verdicts),
      m_logMatching(m_verdicts),
      m_leaderCompleteness(m_committed, m_verdicts),
      m_stateMachineSafety(m_committed, m_verdicts),
      m_stateAgreement(m_verdicts),
      m_voteOnce(m_verdicts),
      m_termMonotony(m_verdicts),
      m_commitMonotony(m_verdicts),
      m_durability(m_committed, m_verdicts),
      m_durablePromise(m_verdicts),
      m_currentTermCommit(m_verdicts),
      m_quorumCommit(m_verdicts),
      m_confChangeInFlight(m_verdicts),
      m_reads(m_committed, m_verdicts),
      m_queueBounds(m_verdicts) {
    for (const std::string& name : limits.switchedOff) {
        const bool isKnown = m_verdicts.switchOff(name);
        QUORATE_INVARIANT(isKnown, "there is no check " + name + " to switch off");
    }
}

void EventFeeder::observe(raft::EventId id, const Event& event) {
    m_verdicts.at(id, event.moment);
    std::visit([this, &event](const auto& body) { take(event, body); }, event.body);
}

// --- roles and elections

void EventFeeder::take(const Event& event, const trace::TermChanged& changed) {
    m_termMonotony.entered(event.node, changed.to);
    m_nodes[event.node].granted.clear();
}

void EventFeeder::take(const Event& event, const trace::RoleChanged& changed) {
    NodeImage& node = m_nodes[event.node];
    node.role = changed.to;
    if (changed.to == Role::Leader) {
        becomeLeader(event.node, event.term, node);
    }
    node.granted.clear();
}

void EventFeeder::becomeLeader(NodeId id, Term term, NodeImage& node) {
    node.peers.clear();
    m_electionSafety.elected(term, id, node.incarnation);
    m_electionQuorum.elected(term, id, node.granted, node.voters);
    m_leaderCompleteness.elected(term, id, logOf(node));
    m_voteOnce.voted(id, term, id);
    if (node.isDiskKnown) {
        m_durablePromise.leads(id, term, diskOf(node));
    }
}

void EventFeeder::take(const Event& event, const trace::CampaignStarted& /*started*/) {
    m_nodes[event.node].granted.clear();
}

void EventFeeder::take(const Event& event, const trace::VoteCounted& counted) {
    if (counted.granted && !counted.preVote) {
        m_nodes[event.node].granted.push_back(counted.voter);
        m_voteOnce.voted(counted.voter, event.term, event.node);
    }
}

// --- the log

void EventFeeder::take(const Event& event, const observe::EntriesAppended& appended) {
    NodeImage& node = m_nodes[event.node];
    Index at = appended.entries.first();
    if (node.role == Role::Leader) {
        m_leaderAppendOnly.changed(event.node, at, node.last.index);
    }
    if (at <= node.last.index) {
        cutLog(node, at);
    }
    // A gap is what a recording that lost events has.
    bool isAfterKnown =
        at == node.last.index.next() && (node.last.term != Term(0) || node.last.index == Index(0));
    node.hasContentSum = node.hasContentSum && isAfterKnown;
    for (const observe::EntryRun& run : appended.entries.runs()) {
        appendRun(event.node, node, at, run.term, isAfterKnown);
        const Index end = at + run.count;
        if (run.kind == observe::EntryKind::ConfChange) {
            for (; at < end; at = at.next()) {
                appendConfChange(event.node, node, at);
            }
        }
        at = end;
        node.last = {run.term, at.previous()};
        isAfterKnown = true;
    }
    if (node.hasContentSum) {
        node.contentSum += appended.contentSum;
        m_logMatching.seen(event.node, node.last, node.contentSum);
    } else {
        findContentSum(node);
    }
}

void EventFeeder::appendRun(NodeId id, NodeImage& node, Index first, Term term, bool isAfterKnown) {
    const EntryId entry{term, first};
    // Most of the time a leader goes on in its term, of which all is known.
    if (isAfterKnown && term == node.last.term) {
        return;
    }
    if (!(isAfterKnown ? m_tree.learn(entry, node.last.term) : m_tree.learnStart(entry))) {
        m_logMatching.branches(id, entry);
    }
}

void EventFeeder::appendConfChange(NodeId id, NodeImage& node, Index index) {
    if (node.role == Role::Leader) {
        const Index before = node.confChanges.empty() ? Index(0) : node.confChanges.back();
        m_confChangeInFlight.appended(id, index, before, node.applied);
    }
    node.confChanges.push_back(index);
}

/// The log ends before `from`.
void EventFeeder::cutLog(NodeImage& node, Index from) {
    node.replacedFrom = std::min(node.replacedFrom, from);
    const Index last(from.value() - std::min<std::uint64_t>(from.value(), 1));
    node.last = {m_tree.termAt(node.last, last).value_or(Term(0)), last};
    while (!node.confChanges.empty() && node.confChanges.back() >= from) {
        node.confChanges.pop_back();
    }
    node.hasContentSum = false;
    findContentSum(node);
}

/// Of a log whose last entry was seen in another one, or in this one earlier.
void EventFeeder::findContentSum(NodeImage& node) {
    if (node.last.index == Index(0)) {
        node.hasContentSum = m_sumBase == SumBase::Beginning;
        node.contentSum = 0;
    } else if (const auto known = m_logMatching.find(node.last)) {
        node.hasContentSum = true;
        node.contentSum = *known;
    }
}

void EventFeeder::take(const Event& event, const trace::LogTruncated& truncated) {
    NodeImage& node = m_nodes[event.node];
    if (node.role == Role::Leader) {
        m_leaderAppendOnly.changed(event.node, truncated.from, node.last.index);
    }
    if (truncated.from <= node.last.index) {
        cutLog(node, truncated.from);
    }
}

void EventFeeder::take(const Event& event, const trace::CommitAdvanced& advanced) {
    NodeImage& node = m_nodes[event.node];
    node.committed = advanced.to;
    m_commitMonotony.progressed(event.node, node.committed, node.applied);
    if (node.role == Role::Leader) {
        const EntryId last{m_tree.termAt(node.last, advanced.to).value_or(event.term), advanced.to};
        m_currentTermCommit.committed(event.node, event.term, last);
        if (node.isDiskKnown) {
            m_quorumCommit.committed(event.node, last, node.voters, [&](NodeId id) {
                const NodeImage& voter = m_nodes[id];
                return !voter.isDiskKnown || storedLogOf(voter).holds(last);
            });
        }
    }
    m_stateMachineSafety.committed(event.node, event.term, logOf(node), advanced.to);
}

void EventFeeder::take(const Event& event, const trace::Applied& applied) {
    NodeImage& node = m_nodes[event.node];
    node.applied = applied.index;
    m_commitMonotony.progressed(event.node, node.committed, node.applied);
    if (const auto chain = logOf(node).chainAt(applied.index)) {
        m_stateMachineSafety.applied(event.node, applied.index, *chain);
    }
    if (!node.confChanges.empty() && node.confChanges.front() <= applied.index) {
        const auto kept =
            std::upper_bound(node.confChanges.begin(), node.confChanges.end(), applied.index);
        node.confChanges.erase(node.confChanges.begin(), kept);
    }
}

void EventFeeder::take(const Event& event, const trace::SnapshotEvent& snapshot) {
    if (snapshot.step != trace::SnapshotStep::Restored) {
        return;
    }
    NodeImage& node = m_nodes[event.node];
    if (node.role == Role::Leader) {
        m_leaderAppendOnly.changed(event.node, node.before.next(), node.last.index);
    }
    node.replacedFrom = std::min(node.replacedFrom, node.committed.next());
    node.last = {snapshot.term, snapshot.index};
    node.before = snapshot.index;
    node.committed = snapshot.index;
    node.confChanges.clear();
    if (!m_tree.learnStart(node.last)) {
        m_logMatching.branches(event.node, node.last);
    }
    node.hasContentSum = false;
    findContentSum(node);
    m_commitMonotony.progressed(event.node, node.committed, node.applied);
    m_stateMachineSafety.committed(event.node, event.term, logOf(node), snapshot.index);
}

// --- membership and progress

void EventFeeder::take(const Event& event, const trace::ConfigurationChanged& changed) {
    NodeImage& node = m_nodes[event.node];
    node.voters.incoming.voters = raft::IdSet(changed.state.voters);
    node.voters.outgoing.voters = raft::IdSet(changed.state.votersOutgoing);
    const auto members = observe::membersOf(changed.state);
    std::erase_if(node.peers, [&members](const PeerWindow& window) {
        return !std::binary_search(members.begin(), members.end(), window.peer);
    });
}

void EventFeeder::take(const Event& event, const trace::ProgressChanged& changed) {
    PeerWindow& window = windowOf(m_nodes[event.node], changed.peer);
    window.isReplicating = changed.to == raft::ProgressState::Replicate;
    window.inflight.clear();
}

void EventFeeder::take(const Event& event, const trace::MatchAdvanced& advanced) {
    auto& inflight = windowOf(m_nodes[event.node], advanced.peer).inflight;
    const auto kept = std::upper_bound(inflight.begin(), inflight.end(), advanced.match);
    inflight.erase(inflight.begin(), kept);
}

void EventFeeder::take(const Event& event, const observe::MessageSent& sent) {
    const observe::MessageFields& message = sent.message;
    if (message.type != raft::MessageType::App || message.entries.empty()) {
        return;
    }
    PeerWindow& window = windowOf(m_nodes[event.node], message.to);
    if (!window.isReplicating) {
        return;
    }
    window.inflight.push_back(message.entries.end().previous());
    if (m_limits.inflightMessages != 0) {
        m_queueBounds.holds(event.node, "appends in flight", window.inflight.size(),
                            m_limits.inflightMessages);
    }
}

}  // namespace quorate::stage
