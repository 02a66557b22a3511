// SPDX-License-Identifier: Apache-2.0
// A node and its peers: whose word counts, and what follows from that for elections and changes.
#include <algorithm>
#include <utility>

#include "engine/node/envelope.h"
#include "engine/node/node.h"
#include "engine/raft/conf_changer.h"

namespace quorate::node {

namespace {

/// Where a member promises something: all that is counted.
bool isPromise(raft::MessageType type) {
    switch (type) {
    case raft::MessageType::AppResp:
    case raft::MessageType::HeartbeatResp:
    case raft::MessageType::VoteResp:
    case raft::MessageType::PreVoteResp:
        return true;
    default:
        return false;
    }
}

}  // namespace

Result<Electorate::Standing> Node::judgePeer(raft::NodeId peer, std::uint64_t directory) const {
    return m_electorate.judge(peer, directory, tracker());
}

void Node::peerMet(raft::NodeId peer, std::uint64_t directory, Electorate::Standing standing) {
    m_electorate.met(peer, directory, standing);
}

void Node::peerLost(raft::NodeId peer) {
    m_electorate.lost(peer, tracker());
}

void Node::confirm() {
    m_electorate.confirm();
    standForElection();
}

void Node::directoriesReplaced(MemberDirectories directories) {
    m_electorate.replaced(std::move(directories));
}

Result<void> Node::checkWord(const raft::Message& message) const {
    if (!isPromise(message.type) || m_electorate.counts(message.from, tracker())) {
        return {};
    }
    return Error(ErrorCode::FailedPrecondition,
                 "the word of node " + toString(message.from) +
                     " does not count: nobody has bound or confirmed its data directory");
}

void Node::standForElection() {
    m_core->setMayCampaign(m_electorate.counts(id(), tracker()));
}

/// Gives the change the numbers of the voters that it leads to.
Result<void> Node::bindVoters(raft::ConfChangeV2& change, Envelope::Form form) const {
    const raft::ConfChanger changer(tracker(), m_core->raft().log().lastIndex());
    const auto next = changer.apply(change);
    if (!next) {
        return next.error();
    }
    Electorate::Bindings bindings = m_electorate.bindings(next->config, tracker());
    const bool changesVoters = next->config.voters.ids() != tracker().config.voters.ids() ||
                               next->config.learners != tracker().config.learners;
    if (bindings.missing && changesVoters) {
        const raft::NodeId missing = *bindings.missing;
        const bool isNew = form == Envelope::Form::Command && change.changes.size() == 1 &&
                           change.changes[0].nodeId == missing &&
                           !tracker().config.voters.contains(missing);
        if (!isNew) {
            return Error(ErrorCode::FailedPrecondition,
                         "node " + toString(missing) +
                             " was not met since this node started, so nobody can say from which "
                             "data directory it will vote: start it first, or remove it");
        }
        change.changes[0].type = raft::ConfChangeType::AddLearnerNode;
        bindings.directories[missing] = 0;
        // Of the others, none may be missing.
        const auto learner = changer.apply(change);
        if (!learner) {
            return learner.error();
        }
        const auto others = m_electorate.bindings(learner->config, tracker());
        if (others.missing) {
            return bindVoters(change, form);
        }
    }
    if (!bindings.directories.empty()) {
        MemberDetails details;
        if (auto given = MemberDetails::decode(change.context)) {
            details = std::move(*given);
        }
        details.directories = std::move(bindings.directories);
        change.context = details.encode();
    }
    return {};
}

/// Who was added as a voter before anybody had met it becomes one as soon as that is safe.
void Node::promoteAwaited() {
    if (m_core->softState().role != raft::Role::Leader) {
        return;
    }
    for (const raft::NodeId learner : m_electorate.awaited()) {
        raft::ConfChangeV2 change;
        change.changes.push_back({raft::ConfChangeType::AddNode, learner});
        if (checkChange(change, Envelope::Form::Promotion)) {
            proposeChange(RequestToken(), std::move(change), Envelope::Form::Promotion, {});
            return;
        }
    }
}

}  // namespace quorate::node
