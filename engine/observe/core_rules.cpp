// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <variant>

#include "engine/observe/node_rules.h"

namespace quorate::observe {

namespace {

namespace trace = raft::trace;
using raft::Index;
using raft::MessageType;
using raft::NodeId;
using raft::ProgressState;
using raft::Role;
using raft::Term;

/// One overload for each event that changes something.
struct CoreRules {
    NodeState& node;
    const Event& event;

    template <class Other>
    void operator()(const Other& /*other*/) const {}

    // --- roles and elections

    void operator()(const trace::TermChanged& changed) const {
        node.term = changed.to;
        node.vote = raft::kNoNode;
        reset();
    }
    void operator()(const trace::RoleChanged& changed) const {
        node.role = changed.to;
        if (changed.to == Role::PreCandidate) {
            node.votes.clear();
            return;
        }
        reset();
        if (changed.to == Role::Candidate) {
            node.vote = node.id;
        } else if (changed.to == Role::Leader) {
            becomeLeader();
        }
    }
    void operator()(const trace::LeaderChanged& changed) const { node.lead = changed.to; }
    void operator()(const trace::ElectionTimeoutDrawn& drawn) const {
        node.electionTimer = {event.moment, drawn.ticks};
    }
    void operator()(const trace::TimerFired& fired) const {
        if (fired.timer == trace::Timer::Heartbeat) {
            return;
        }
        node.electionTimer.since = event.moment;
        if (fired.timer == trace::Timer::CheckQuorum && node.settings.checkQuorum) {
            for (PeerProgress& peer : node.progress) {
                peer.isRecentlyActive = peer.peer == node.id;
            }
        }
    }
    void operator()(const trace::CampaignStarted& started) const {
        node.votes.clear();
        if (started.kind != trace::CampaignKind::PreElection) {
            node.vote = node.id;
        }
    }
    void operator()(const trace::VoteDecided& decided) const {
        if (decided.reason == trace::VoteReason::Granted && !decided.preVote) {
            node.vote = decided.candidate;
            node.electionTimer.since = event.moment;
        }
    }
    void operator()(const trace::VoteCounted& counted) const {
        const bool isFirst =
            std::none_of(node.votes.begin(), node.votes.end(),
                         [&](const CountedVote& vote) { return vote.voter == counted.voter; });
        if (isFirst) {
            node.votes.push_back({counted.voter, counted.granted});
        }
    }
    void operator()(const trace::LeaderTransfer& transfer) const {
        if (transfer.step == trace::TransferStep::Started) {
            node.leadTransferee = transfer.to;
            node.electionTimer.since = event.moment;
        } else if (transfer.step == trace::TransferStep::Aborted) {
            node.leadTransferee = raft::kNoNode;
        }
    }

    // --- the log

    void operator()(const EntriesAppended& appended) const {
        node.log.append(appended.entries);
        if (node.role != Role::Leader) {
            return;
        }
        Index end = appended.entries.first();
        for (const EntryRun& run : appended.entries.runs()) {
            end = end + run.count;
            if (run.kind == EntryKind::ConfChange) {
                node.pendingConfIndex = end.previous();
            }
        }
    }
    void operator()(const trace::ReadyTaken& ready) const {
        node.log.readyTaken(ready.lastCommitted);
    }
    void operator()(const trace::CommitAdvanced& advanced) const {
        node.log.committed = advanced.to;
    }
    void operator()(const trace::Stable& stable) const { node.log.stableTo(stable.last); }
    void operator()(const trace::Applied& applied) const { node.log.appliedTo(applied.index); }
    void operator()(const trace::SnapshotEvent& snapshot) const {
        if (snapshot.step == trace::SnapshotStep::Restored) {
            node.log.restore({snapshot.term, snapshot.index});
        } else if (snapshot.step == trace::SnapshotStep::Installed) {
            node.log.installed(snapshot.index);
        }
    }

    // --- progress

    void operator()(const trace::ProgressChanged& changed) const {
        if (PeerProgress* peer = node.findProgress(changed.peer)) {
            peer->enter(changed.to, changed.match, changed.next);
        }
    }
    void operator()(const trace::MatchAdvanced& advanced) const {
        if (PeerProgress* peer = node.findProgress(advanced.peer)) {
            peer->acknowledged(advanced.match);
        }
    }
    void operator()(const trace::Backtracked& backtracked) const {
        if (PeerProgress* peer = node.findProgress(backtracked.peer)) {
            peer->backtracked(backtracked.next);
        }
    }
    void operator()(const MessageSent& sent) const {
        if (sent.message.type != MessageType::App) {
            return;
        }
        if (PeerProgress* peer = node.findProgress(sent.message.to)) {
            peer->sentEntries(sent.message.entries.entryCount(), sent.message.payloadBytes,
                              node.settings);
        }
    }
    void operator()(const MessageReceived& received) const {
        const MessageFields& message = received.message;
        switch (message.type) {
        case MessageType::App:
        case MessageType::Heartbeat:
        case MessageType::Snap:
            if (node.role != Role::Leader && message.term >= node.term) {
                node.electionTimer.since = event.moment;
            }
            break;
        case MessageType::AppResp:
        case MessageType::HeartbeatResp:
            heardFrom(message);
            break;
        default:
            break;
        }
    }

    // --- membership and the end

    void operator()(const trace::ConfigurationChanged& changed) const {
        node.configuration = changed.state;
        if (node.role == Role::Leader) {
            trackMembers();
        }
    }
    void operator()(const CoreFailed& failed) const {
        node.condition = NodeCondition::Failed;
        node.failure = failed.reason;
    }

    // --- what several have in common

    /// As raft::Raft::reset does. Of the progress there is none but on a leader.
    void reset() const {
        node.votes.clear();
        node.progress.clear();
        node.leadTransferee = raft::kNoNode;
        node.pendingConfIndex = Index(0);
        node.electionTimer.since = event.moment;
    }
    [[nodiscard]] bool isLearner(NodeId id) const {
        const auto& learners = node.configuration.learners;
        return std::find(learners.begin(), learners.end(), id) != learners.end();
    }
    void becomeLeader() const {
        const Index last = node.log.last();
        for (const NodeId id : membersOf(node.configuration)) {
            PeerProgress peer;
            peer.peer = id;
            peer.next = last.next();
            peer.isLearner = isLearner(id);
            if (id == node.id) {
                peer.enter(ProgressState::Replicate, last, last.next());
                peer.isRecentlyActive = true;
            }
            node.progress.push_back(peer);
        }
        node.pendingConfIndex = last;
    }
    /// Keeps what is known of those who stay; new ones are probed from the end of the log.
    void trackMembers() const {
        std::vector<PeerProgress> kept;
        for (const NodeId id : membersOf(node.configuration)) {
            PeerProgress peer;
            peer.peer = id;
            peer.next = std::max(node.log.last(), Index(1));
            peer.isRecentlyActive = true;
            if (const PeerProgress* known = node.findProgress(id)) {
                peer = *known;
            }
            peer.isLearner = isLearner(id);
            kept.push_back(peer);
        }
        node.progress.swap(kept);
    }
    void heardFrom(const MessageFields& message) const {
        PeerProgress* peer = node.findProgress(message.from);
        if (peer == nullptr || message.term != node.term) {
            return;
        }
        peer->isRecentlyActive = true;
        if (message.type == MessageType::HeartbeatResp) {
            peer->isPaused = false;
        }
    }
};

}  // namespace

void applyCoreEvent(NodeState& node, const Event& event) {
    std::visit(CoreRules{node, event}, event.body);
}

}  // namespace quorate::observe
