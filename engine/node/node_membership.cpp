// SPDX-License-Identifier: Apache-2.0
// Changes of the membership, wherever they are asked for (dissertation §4.1, §3.10).
//
// A follower passes a change on to the leader under the proposal's name. The leader alone decides
// whether it may be appended, and appends each name once: it has applied all that former leaders
// left before it takes any (the core's pending index), so what its state machine has not seen, and
// what it has not refused itself, is new. A refusal goes through the log in the change's place,
// where the proposer finds it.
#include <string>
#include <utility>

#include "engine/node/node.h"
#include "engine/raft/conf_changer.h"

namespace quorate::node {

namespace {

Error notNow(const std::string& text) {
    return {ErrorCode::FailedPrecondition, text};
}

}  // namespace

void Node::proposeChange(RequestToken token, raft::ConfChangeV2 change, Envelope::Form form,
                         const RequestOrigin& origin) {
    if (m_core->softState().role == raft::Role::Leader) {
        auto checked = checkChange(change, form);
        if (checked) {
            checked = bindVoters(change, form);
        }
        if (!checked) {
            m_ports.clients.refused(token, checked.error());
            return;
        }
    }
    change.context =
        Envelope{idOf(m_proposals.nextSequence()), std::move(change.context), form}.encode();
    proposeEntry(token, raft::toEntry(change), origin);
}

/// As leader: looks at the change that somebody passed on, if the message has one. One that must be
/// refused is replaced by its refusal, and its name returned; an error where the message is not to
/// be taken at all.
Result<std::optional<ProposalId>> Node::admitForwarded(raft::Message& message) const {
    std::optional<ProposalId> refused;
    if (message.type != raft::MessageType::Prop || m_core->softState().role != raft::Role::Leader) {
        return refused;
    }
    bool hasChange = false;
    for (raft::Entry& entry : message.entries) {
        if (entry.type == raft::EntryType::Normal) {
            continue;
        }
        auto change = raft::confChangeOf(entry);
        if (!change) {
            return change.error();
        }
        const auto envelope = Envelope::decode(change->context);
        if (!envelope || envelope->form == Envelope::Form::Refusal || hasChange) {
            return Error(ErrorCode::InvalidMessage,
                         "a membership change has no name, or comes with another one");
        }
        hasChange = true;
        if (m_refusedChanges.count(envelope->id) != 0 ||
            m_ports.stateMachine.hasSeen(envelope->id)) {
            return notNow("this membership change was decided about before");
        }
        auto checked = checkChange(*change, envelope->form);
        if (checked) {
            change->context = envelope->command;
            checked = bindVoters(*change, envelope->form);
        }
        if (checked) {
            change->context = Envelope{envelope->id, change->context, envelope->form}.encode();
            entry = raft::toEntry(*change);
        } else {
            refused = envelope->id;
            entry = raft::Entry();
            entry.data =
                Envelope{envelope->id, encodeRefusal(checked.error()), Envelope::Form::Refusal}
                    .encode();
        }
    }
    return refused;
}

Result<void> Node::checkChange(const raft::ConfChangeV2& change, Envelope::Form form) const {
    const raft::Status status = m_core->status();
    if (status.pendingConfIndex > m_core->raft().log().applied()) {
        return notNow("another membership change is pending, or the leader is new");
    }
    if (status.config.voters.isJoint() != change.changes.empty()) {
        return notNow(change.changes.empty() ? "the configuration is not joint"
                                             : "the configuration is joint and must be left first");
    }
    if (form == Envelope::Form::Promotion) {
        if (auto checked = checkPromotion(change); !checked) {
            return checked;
        }
    }
    const raft::ConfChanger changer(m_core->raft().tracker(), status.log.last.index);
    auto members = changer.apply(change);
    return members ? Result<void>() : Result<void>(members.error());
}

Result<void> Node::checkPromotion(const raft::ConfChangeV2& change) const {
    if (change.changes.size() != 1 ||
        change.changes.front().type != raft::ConfChangeType::AddNode) {
        return notNow("a promotion is of one learner");
    }
    const raft::NodeId learner = change.changes.front().nodeId;
    const raft::Progress* progress = m_core->raft().tracker().progress.find(learner);
    if (progress == nullptr || !progress->isLearner()) {
        return notNow(toString(learner) + " is no learner");
    }
    const raft::Index last = m_core->raft().log().lastIndex();
    if (last - progress->match() > m_config.promotionLag || !progress->isRecentlyActive()) {
        return notNow(toString(learner) + " has not caught up: it has " +
                      toString(progress->match()) + " of " + toString(last) + " entries");
    }
    return {};
}

/// A change that is applied. What was a learner when it was appended is one still, unless an older
/// leader's change came between.
Result<raft::ConfState> Node::carryOut(const raft::ConfChangeV2& change, bool isPromotion) {
    if (isPromotion) {
        const raft::Progress* progress =
            change.changes.size() == 1
                ? m_core->raft().tracker().progress.find(change.changes.front().nodeId)
                : nullptr;
        if (progress == nullptr || !progress->isLearner()) {
            return notNow("this is no learner any more");
        }
    }
    const raft::ConfState before = tracker().confState();
    auto after = m_core->applyConfChange(change);
    if (after) {
        const auto envelope = Envelope::decode(change.context);
        m_electorate.changed(before, *after, envelope ? envelope->command : Bytes());
        standForElection();
    }
    return after;
}

Result<void> Node::transferLeader(raft::NodeId to) {
    if (hasFailed()) {
        return failureError();
    }
    if (m_core->softState().lead == raft::kNoNode) {
        return Error(ErrorCode::Unavailable, "there is no leader to hand over");
    }
    return m_core->transferLeader(to);
}

}  // namespace quorate::node
