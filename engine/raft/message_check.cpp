// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/message_check.h"

#include <string>

#include "engine/raft/conf_change.h"
#include "engine/raft/conf_changer.h"
#include "engine/raft/describe.h"
#include "engine/raft/raft.h"

namespace quorate::raft {

namespace {

Error invalid(const Message& message, const std::string& reason) {
    return {ErrorCode::InvalidMessage, std::string(toString(message.type)) + " from " +
                                           toString(message.from) + ": " + reason};
}

/// What is passed on to the leader counts in any term, all else in one.
bool hasTerm(MessageType type) {
    return type != MessageType::Prop && type != MessageType::ReadIndex;
}

/// What members pass on to the leader in the name of its first sender: it may come back to that one
/// where that one is the leader.
bool isPassedOn(MessageType type) {
    return type == MessageType::Prop || type == MessageType::ReadIndex ||
           type == MessageType::TransferLeader;
}

Result<void> checkConfChanges(const Message& message) {
    for (const Entry& entry : message.entries) {
        if (entry.type != EntryType::Normal && !confChangeOf(entry)) {
            return invalid(message, "an entry is no configuration change but says so");
        }
    }
    return {};
}

Result<void> checkAppend(const Message& message) {
    if (message.index == Index(0) && message.logTerm != Term(0)) {
        return invalid(message, "there is no entry at index 0");
    }
    Index index = message.index;
    Term term = message.logTerm;
    for (const Entry& entry : message.entries) {
        index = index.next();
        if (entry.index != index) {
            return invalid(message, "entry " + toString(entry.index) + " stands in the place of " +
                                        toString(index));
        }
        if (entry.term < term || entry.term > message.term || entry.term == Term(0)) {
            return invalid(message, "entry " + toString(entry.index) + " has the term " +
                                        toString(entry.term) + ", which does not fit");
        }
        term = entry.term;
    }
    if (index > kMaxIndex) {
        return invalid(message, "its entries reach beyond the last possible index");
    }
    return checkConfChanges(message);
}

Result<void> checkSnapshot(const Message& message) {
    if (message.snapshot == nullptr || message.snapshot->isEmpty()) {
        return invalid(message, "it has no snapshot");
    }
    const SnapshotMetadata& metadata = message.snapshot->metadata;
    if (metadata.index > kMaxIndex || metadata.term == Term(0) || metadata.term > message.term) {
        return invalid(message, "the snapshot is at an impossible place");
    }
    const auto members = restoreConfiguration(metadata.confState, InflightLimits(), metadata.index);
    if (!members) {
        return invalid(message,
                       "the snapshot's configuration cannot be: " + members.error().message);
    }
    return {};
}

}  // namespace

Result<void> checkForm(const Message& message) {
    if (isLocal(message.type)) {
        return Error(ErrorCode::LocalMessage,
                     std::string(toString(message.type)) + " is no message between members");
    }
    if (!isMemberId(message.from)) {
        return invalid(message, "the sender is no member");
    }
    if (hasTerm(message.type) != (message.term != Term(0)) || message.term > kMaxTerm) {
        return invalid(message, "the term " + toString(message.term) + " cannot be");
    }
    if (message.index > kMaxIndex || message.commit > kMaxIndex || message.rejectHint > kMaxIndex) {
        return invalid(message, "an index is out of range");
    }
    if (message.logTerm > message.term) {
        return invalid(message, "an entry's term is ahead of the message's");
    }
    switch (message.type) {
    case MessageType::App:
        return checkAppend(message);
    case MessageType::Snap:
        return checkSnapshot(message);
    case MessageType::Prop:
        return message.entries.empty() ? Result<void>(invalid(message, "nothing is proposed"))
                                       : checkConfChanges(message);
    case MessageType::ReadIndex:
    case MessageType::ReadIndexResp:
        return message.entries.size() == 1
                   ? Result<void>()
                   : Result<void>(invalid(message, "it does not say which read is meant"));
    default:
        return {};
    }
}

Result<void> Raft::checkMessage(const Message& message) const {
    if (auto form = checkForm(message); !form) {
        return form;
    }
    if (message.to != m_id) {
        return invalid(message, "it is addressed to " + toString(message.to));
    }
    if (message.from == m_id && !isPassedOn(message.type)) {
        return invalid(message, "it claims to be this node's own");
    }
    if (isResponse(message.type) && !m_tracker.progress.contains(message.from)) {
        return Error(ErrorCode::PeerNotFound,
                     toString(message.from) + " is no member as far as is known here");
    }
    if (message.term < m_term) {
        return {};
    }
    // A term has one leader at most (§5.2). A snapshot may come from another member in its name.
    const bool isLeaders =
        message.type == MessageType::App || message.type == MessageType::Heartbeat;
    if (isLeaders && message.term == m_term && m_lead != kNoNode && m_lead != message.from) {
        return invalid(message,
                       "the leader of term " + toString(m_term) + " is " + toString(m_lead));
    }
    // A leader tells no member to commit what that member has not acknowledged, and no member
    // acknowledges what the leader of its term has not. Either means that a disk was lost or that
    // an identity is used twice.
    const Index last = m_log.lastIndex();
    if (message.type == MessageType::Heartbeat && message.commit > last) {
        return invalid(message, "it commits entry " + toString(message.commit) +
                                    ", but the log ends at " + toString(last));
    }
    if (message.type == MessageType::AppResp && !message.reject && message.term == m_term &&
        m_role == Role::Leader && message.index > last) {
        return invalid(message, "it acknowledges entry " + toString(message.index) +
                                    ", but the leader's log ends at " + toString(last));
    }
    return {};
}

}  // namespace quorate::raft
