// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/message.h"

namespace quorate::raft {

bool operator==(const Message& a, const Message& b) {
    const bool sameSnapshot =
        a.snapshot == b.snapshot ||
        (a.snapshot != nullptr && b.snapshot != nullptr && *a.snapshot == *b.snapshot);
    return sameSnapshot && a.type == b.type && a.to == b.to && a.from == b.from &&
           a.term == b.term && a.logTerm == b.logTerm && a.index == b.index &&
           a.entries == b.entries && a.commit == b.commit && a.vote == b.vote &&
           a.reject == b.reject && a.rejectHint == b.rejectHint && a.context == b.context &&
           a.logVersion == b.logVersion && a.responses == b.responses && a.event == b.event;
}

bool isResponse(MessageType type) noexcept {
    switch (type) {
    case MessageType::AppResp:
    case MessageType::VoteResp:
    case MessageType::PreVoteResp:
    case MessageType::HeartbeatResp:
    case MessageType::ReadIndexResp:
    case MessageType::Unreachable:
    case MessageType::StorageAppendResp:
    case MessageType::StorageApplyResp:
        return true;
    default:
        return false;
    }
}

}  // namespace quorate::raft
