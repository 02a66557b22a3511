// SPDX-License-Identifier: Apache-2.0
// A node and its clients: proposals, reads, membership.
#include <array>
#include <utility>

#include "engine/base/invariant.h"
#include "engine/node/envelope.h"
#include "engine/node/node.h"
#include "engine/raft/conf_changer.h"

namespace quorate::node {

namespace {

Error notNow(const std::string& text) {
    return {ErrorCode::FailedPrecondition, text};
}

}  // namespace

ProposalId Node::nextProposalId() const {
    return {id(), m_config.incarnation, m_proposals.nextSequence()};
}

Result<void> Node::admitProposal(std::size_t bytes) const {
    if (hasFailed()) {
        return failureError();
    }
    if (m_proposals.count() >= m_config.maxPendingProposals ||
        m_proposals.bytes() + bytes > m_config.maxPendingProposalBytes) {
        return Error(ErrorCode::Busy, "too many proposals wait for their outcome");
    }
    return {};
}

void Node::propose(RequestToken token, Bytes command) {
    raft::Entry entry;
    entry.data = Envelope{nextProposalId(), std::move(command)}.encode();
    proposeEntry(token, std::move(entry));
}

void Node::proposeEntry(RequestToken token, raft::Entry entry) {
    const std::size_t bytes = entry.data.size();
    if (auto admitted = admitProposal(bytes); !admitted) {
        m_ports.clients.refused(token, admitted.error());
        return;
    }
    raft::Entries entries;
    entries.push_back(std::move(entry));
    if (auto proposed = m_core->propose(entries); !proposed) {
        m_ports.clients.refused(token, proposed.error());
        return;
    }
    m_proposals.add(
        {token, m_core->softState().lead, m_tick + m_config.proposalTimeoutTicks, bytes, true});
}

void Node::read(RequestToken token, ReadLevel level) {
    if (hasFailed()) {
        m_ports.clients.refused(token, failureError());
        return;
    }
    if (level == ReadLevel::Local) {
        m_ports.clients.readable(token, m_applied);
        return;
    }
    if (m_reads.count() >= m_config.maxPendingReads) {
        m_ports.clients.refused(token, {ErrorCode::Busy, "too many reads wait"});
        return;
    }
    m_reads.add({token, m_tick + m_config.readTimeoutTicks}, level == ReadLevel::Lease
                                                                 ? raft::ReadOnlyOption::LeaseBased
                                                                 : raft::ReadOnlyOption::Safe);
}

void Node::startReads() {
    if (m_core->softState().lead == raft::kNoNode) {
        return;  // they gather until somebody leads, or until their time is over
    }
    constexpr std::array kLevels{raft::ReadOnlyOption::Safe, raft::ReadOnlyOption::LeaseBased};
    for (const raft::ReadOnlyOption how : kLevels) {
        while (auto context =
                   m_reads.beginRound(how, m_tick, m_config.maxReadRounds, m_config.incarnation)) {
            if (!m_core->readIndex(std::move(*context), how)) {
                m_reads.undoRound();
                return;
            }
        }
    }
}

void Node::answerReads() {
    if (m_isInstalling) {
        return;  // the state is being replaced
    }
    for (const PendingReads::Confirmed& read : m_reads.takeReadable(m_applied)) {
        m_ports.clients.readable(read.read.token, read.index);
    }
}

Result<void> Node::checkMembershipChange(const raft::ConfChangeV2& change) const {
    const raft::Status status = m_core->status();
    if (status.softState.role != raft::Role::Leader) {
        return notNow("only the leader changes the membership; it is " +
                      toString(status.softState.lead));
    }
    if (status.pendingConfIndex > m_core->raft().log().applied()) {
        return notNow("another membership change is pending, or the leader is new");
    }
    if (status.config.voters.isJoint() != change.changes.empty()) {
        return notNow(change.changes.empty() ? "the configuration is not joint"
                                             : "the configuration is joint and must be left first");
    }
    const raft::ConfChanger changer(m_core->raft().tracker(), status.log.last.index);
    auto members = changer.apply(change);
    return members ? Result<void>() : Result<void>(members.error());
}

void Node::changeMembership(RequestToken token, raft::ConfChangeV2 change) {
    if (hasFailed()) {
        m_ports.clients.refused(token, failureError());
        return;
    }
    if (auto checked = checkMembershipChange(change); !checked) {
        m_ports.clients.refused(token, checked.error());
        return;
    }
    change.context = Envelope{nextProposalId(), std::move(change.context)}.encode();
    proposeEntry(token, raft::toEntry(change));
}

void Node::promote(RequestToken token, raft::NodeId learner, Bytes context) {
    const raft::Progress* progress = m_core->raft().tracker().progress.find(learner);
    if (m_core->softState().role == raft::Role::Leader) {
        if (progress == nullptr || !progress->isLearner()) {
            m_ports.clients.refused(token, notNow(toString(learner) + " is no learner"));
            return;
        }
        const raft::Index last = m_core->raft().log().lastIndex();
        if (last - progress->match() > m_config.promotionLag || !progress->isRecentlyActive()) {
            m_ports.clients.refused(
                token, notNow(toString(learner) + " has not caught up: it has " +
                              toString(progress->match()) + " of " + toString(last) + " entries"));
            return;
        }
    }
    raft::ConfChangeV2 change;
    change.changes.push_back({raft::ConfChangeType::AddNode, learner});
    change.context = std::move(context);
    changeMembership(token, std::move(change));
}

}  // namespace quorate::node
