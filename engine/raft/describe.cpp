// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/describe.h"

#include "engine/raft/conf_change.h"

namespace quorate::raft {

namespace {

std::string list(const std::vector<NodeId>& ids) {
    std::string text = "[";
    for (const NodeId id : ids) {
        if (text.size() > 1) {
            text += ' ';
        }
        text += std::to_string(id.value());
    }
    return text + ']';
}

std::string describeEntries(const Message& message, const std::string& indent) {
    if (message.entries.size() == 1) {
        return " Entries:[" + describe(message.entries.front()) + "]";
    }
    std::string text = " Entries:[";
    for (const Entry& entry : message.entries) {
        text += "\n" + indent + "  " + describe(entry);
    }
    return text + "\n" + indent + "]";
}

}  // namespace

std::string toString(NodeId id) {
    if (id == kNoNode) {
        return "None";
    }
    if (id == kAppendThread) {
        return "AppendThread";
    }
    if (id == kApplyThread) {
        return "ApplyThread";
    }
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (std::uint64_t rest = id.value(); rest != 0; rest /= kDigits.size()) {
        text.insert(text.begin(), kDigits[rest % kDigits.size()]);
    }
    return text;
}

const char* toString(MessageType type) noexcept {
    switch (type) {
    case MessageType::Prop:
        return "MsgProp";
    case MessageType::App:
        return "MsgApp";
    case MessageType::AppResp:
        return "MsgAppResp";
    case MessageType::Vote:
        return "MsgVote";
    case MessageType::VoteResp:
        return "MsgVoteResp";
    case MessageType::Snap:
        return "MsgSnap";
    case MessageType::Heartbeat:
        return "MsgHeartbeat";
    case MessageType::HeartbeatResp:
        return "MsgHeartbeatResp";
    case MessageType::TransferLeader:
        return "MsgTransferLeader";
    case MessageType::TimeoutNow:
        return "MsgTimeoutNow";
    case MessageType::ReadIndex:
        return "MsgReadIndex";
    case MessageType::ReadIndexResp:
        return "MsgReadIndexResp";
    case MessageType::PreVote:
        return "MsgPreVote";
    case MessageType::PreVoteResp:
        return "MsgPreVoteResp";
    case MessageType::Hup:
        return "MsgHup";
    case MessageType::Beat:
        return "MsgBeat";
    case MessageType::CheckQuorum:
        return "MsgCheckQuorum";
    case MessageType::Unreachable:
        return "MsgUnreachable";
    case MessageType::SnapStatus:
        return "MsgSnapStatus";
    case MessageType::ForgetLeader:
        return "MsgForgetLeader";
    case MessageType::StorageAppend:
        return "MsgStorageAppend";
    case MessageType::StorageAppendResp:
        return "MsgStorageAppendResp";
    case MessageType::StorageApply:
        return "MsgStorageApply";
    case MessageType::StorageApplyResp:
        return "MsgStorageApplyResp";
    }
    return "?";
}

const char* toString(Role role) noexcept {
    switch (role) {
    case Role::Follower:
        return "StateFollower";
    case Role::Candidate:
        return "StateCandidate";
    case Role::Leader:
        return "StateLeader";
    case Role::PreCandidate:
        return "StatePreCandidate";
    }
    return "?";
}

const char* toString(EntryType type) noexcept {
    switch (type) {
    case EntryType::Normal:
        return "EntryNormal";
    case EntryType::ConfChange:
        return "EntryConfChange";
    case EntryType::ConfChangeV2:
        return "EntryConfChangeV2";
    }
    return "?";
}

std::string describe(const Entry& entry) {
    std::string text =
        toString(entry.term) + "/" + toString(entry.index) + " " + toString(entry.type);
    if (entry.type == EntryType::Normal) {
        return text + " " + quoted(entry.data.view());
    }
    const auto change = confChangeOf(entry);
    const std::string changes = change ? toString(change->changes) : change.error().message;
    return changes.empty() ? text : text + " " + changes;
}

std::string describe(EntrySpan entries) {
    std::string text;
    for (const Entry& entry : entries) {
        text += describe(entry) + "\n";
    }
    return text;
}

std::string describe(const HardState& state) {
    std::string text = "Term:" + toString(state.term);
    if (state.vote != kNoNode) {
        text += " Vote:" + std::to_string(state.vote.value());
    }
    return text + " Commit:" + toString(state.commit);
}

std::string describe(const SoftState& state) {
    return "Lead:" + std::to_string(state.lead.value()) + " State:" + toString(state.role);
}

std::string describe(const ConfState& state) {
    return "Voters:" + list(state.voters) + " VotersOutgoing:" + list(state.votersOutgoing) +
           " Learners:" + list(state.learners) + " LearnersNext:" + list(state.learnersNext) +
           " AutoLeave:" + (state.autoLeave ? "true" : "false");
}

std::string describe(const Snapshot& snapshot) {
    return "Index:" + toString(snapshot.metadata.index) +
           " Term:" + toString(snapshot.metadata.term) +
           " ConfState:" + describe(snapshot.metadata.confState);
}

std::string describe(const Message& message, const std::string& indent) {
    std::string text = indent + toString(message.from) + "->" + toString(message.to) + " " +
                       toString(message.type) + " Term:" + toString(message.term) +
                       " Log:" + toString(message.logTerm) + "/" + toString(message.index);
    if (message.reject) {
        text += " Rejected (Hint: " + toString(message.rejectHint) + ")";
    }
    if (message.commit != Index(0)) {
        text += " Commit:" + toString(message.commit);
    }
    if (message.vote != kNoNode) {
        text += " Vote:" + std::to_string(message.vote.value());
    }
    if (!message.entries.empty()) {
        text += describeEntries(message, indent);
    }
    if (message.snapshot != nullptr && !message.snapshot->isEmpty()) {
        text += "\n" + indent + "  Snapshot: " + describe(*message.snapshot);
    }
    if (!message.responses.empty()) {
        text += " Responses:[";
        for (const Message& response : message.responses) {
            text += "\n" + describe(response, indent + "  ");
        }
        text += "\n" + indent + "]";
    }
    return text;
}

std::string describe(const Ready& ready) {
    std::string text;
    if (ready.softState) {
        text += describe(*ready.softState) + "\n";
    }
    if (ready.hardState) {
        text += "HardState " + describe(*ready.hardState) + "\n";
    }
    for (const ReadState& state : ready.readStates) {
        text += "ReadState Index:" + toString(state.index) + " " +
                quoted(state.requestContext.view()) + "\n";
    }
    if (!ready.entries.empty()) {
        text += "Entries:\n" + describe(EntrySpan(ready.entries));
    }
    if (ready.snapshot != nullptr) {
        text += "Snapshot " + describe(*ready.snapshot) + "\n";
    }
    if (!ready.committedEntries.empty()) {
        text += "CommittedEntries:\n" + describe(EntrySpan(ready.committedEntries));
    }
    if (!ready.messages.empty()) {
        text += "Messages:\n";
        for (const Message& message : ready.messages) {
            text += describe(message) + "\n";
        }
    }
    if (text.empty()) {
        return "<empty Ready>";
    }
    return std::string("Ready MustSync=") + (ready.mustSync ? "true" : "false") + ":\n" + text;
}

}  // namespace quorate::raft
