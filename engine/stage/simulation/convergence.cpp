// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/simulation/convergence.h"

#include <algorithm>
#include <utility>

#include "engine/kv/contents_hash.h"
#include "engine/observe/node_state.h"

namespace quorate::stage {

namespace {

bool isNewer(raft::EntryId a, raft::EntryId b) {
    return a.term > b.term || (a.term == b.term && a.index > b.index);
}

std::uint64_t contentsOf(const StageNode& node) {
    auto hash = kv::contentsHash(node.state().keySpace().now(), 0);
    return hash && *hash ? hash->value() : 0;
}

}  // namespace

Nanoseconds Convergence::quietTime() const {
    const Moment now = m_stage.now();
    return now > m_quietFrom ? now.nanoseconds() - m_quietFrom.nanoseconds() : 0;
}

const StageNode* Convergence::followedLeader() const {
    for (const auto& node : m_stage.nodes()) {
        if (!node->isRunning() || node->node().core().softState().role != raft::Role::Leader) {
            continue;
        }
        const raft::Term term = node->node().core().hardState().term;
        const auto follows = [&](raft::NodeId id) -> std::optional<bool> {
            const StageNode* member = m_stage.find(id);
            return member != nullptr && member->isRunning() &&
                   member->node().core().hardState().term == term &&
                   member->node().core().softState().lead == node->id();
        };
        const auto& voters = node->node().core().raft().tracker().config.voters;
        if (voters.voteResult(follows) == raft::VoteResult::Won) {
            return node.get();
        }
    }
    return nullptr;
}

std::string Convergence::unequal(const StageNode& leader) const {
    const raft::Index commit = leader.node().core().hardState().commit;
    for (const raft::NodeId id : observe::membersOf(leader.state().membership().confState)) {
        const StageNode* member = m_stage.find(id);
        if (member == nullptr || !member->isRunning()) {
            return "member " + toString(id) + " does not run" +
                   (member != nullptr ? ": " + member->failure() : "");
        }
        if (member->node().appliedIndex() != commit) {
            return "member " + toString(id) + " has applied entry " +
                   toString(member->node().appliedIndex()) + " of " + toString(commit);
        }
    }
    return {};
}

std::string Convergence::differenceTo(const StageNode& leader) const {
    const kv::Meta& right = leader.state().keySpace().meta();
    const std::uint64_t contents = contentsOf(leader);
    for (const raft::NodeId id : observe::membersOf(leader.state().membership().confState)) {
        const StageNode& member = *m_stage.find(id);
        const kv::Meta& meta = member.state().keySpace().meta();
        const auto text = [&](const char* what) {
            return "members " + toString(leader.id()) + " and " + toString(id) + " differ in " +
                   what + " after entry " + toString(leader.node().appliedIndex());
        };
        if (meta.chain != right.chain) {
            return text("what they applied");
        }
        if (meta.revision != right.revision) {
            return text("revision");
        }
        if (contentsOf(member) != contents) {
            return text("what is stored");
        }
        if (member.state().membership() != leader.state().membership()) {
            return text("who are members");
        }
    }
    return {};
}

/// Whether a quorum of its own configuration, itself included, has no newer log than it has.
bool Convergence::isElectable(const StageNode& node) const {
    const raft::RawNode& core = node.node().core();
    const auto& voters = core.raft().tracker().config.voters;
    const auto wouldVote = [&](raft::NodeId id) -> std::optional<bool> {
        const StageNode* member = m_stage.find(id);
        return member != nullptr && member->isRunning() &&
               !isNewer(member->node().core().raft().log().lastEntryId(),
                        core.raft().log().lastEntryId());
    };
    return voters.contains(node.id()) && voters.voteResult(wouldVote) == raft::VoteResult::Won;
}

Convergence::Stranded Convergence::strandedBy() const {
    bool anyElectable = false;
    bool highestMayCampaign = false;
    raft::Term highest;
    const StageNode* first = nullptr;
    bool sameTerm = true;
    bool sameMembers = true;
    bool tellsTerms = true;
    for (const auto& node : m_stage.nodes()) {
        if (!node->isRunning()) {
            continue;
        }
        const raft::RawNode& core = node->node().core();
        anyElectable = anyElectable || isElectable(*node);
        tellsTerms = node->config().raft.preVote || node->config().raft.checkQuorum;
        first = first == nullptr ? node.get() : first;
        if (core.hardState().term > highest) {
            highest = core.hardState().term;
            highestMayCampaign = false;
        }
        highestMayCampaign =
            highestMayCampaign || (core.hardState().term == highest &&
                                   core.raft().tracker().config.voters.contains(node->id()));
        sameTerm = sameTerm && core.hardState().term == first->node().core().hardState().term;
        sameMembers = sameMembers &&
                      node->state().membership().confState == first->state().membership().confState;
    }
    if (!anyElectable) {
        return Stranded::ByRemoval;
    }
    const bool isDeaf = !sameTerm && (!sameMembers || !highestMayCampaign);
    return !tellsTerms && isDeaf ? Stranded::ByTerm : Stranded::No;
}

bool Convergence::isOver() {
    const Nanoseconds quiet = quietTime();
    const StageNode* leader = followedLeader();
    if (leader != nullptr && !m_timeToLeader) {
        m_timeToLeader = quiet;
    }
    if (leader == nullptr && !m_timeToLeader && quiet > m_limits.leader) {
        m_stranded = strandedBy();
        m_missing = {"LeaderFound", "there is no leader whom a majority follows"};
        return true;
    }
    std::string waitsFor = leader == nullptr ? "there is no leader" : unequal(*leader);
    const char* rule = "ReplicasEqual";
    if (m_stage.openOperations() > 0) {
        rule = "OperationsAnswered";
        waitsFor = std::to_string(m_stage.openOperations()) + " operations have no answer";
    }
    if (waitsFor.empty()) {
        m_timeToRest = quiet;
        m_difference = differenceTo(*leader);
        return true;
    }
    if (quiet > m_limits.rest) {
        m_stranded = strandedBy();
        m_missing = {rule, std::move(waitsFor)};
        return true;
    }
    return false;
}

}  // namespace quorate::stage
