// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/forged_message.h"

#include <array>
#include <string>
#include <utility>

#include "engine/raft/codec.h"
#include "engine/raft/read_queue.h"

namespace quorate::tests {

using raft::Index;
using raft::Message;
using raft::MessageType;
using raft::NodeId;
using raft::Term;

namespace {

NodeId forgeId(FuzzInput& input) {
    static constexpr std::array<std::uint64_t, 10> kIds{2, 3, 2, 3, 4, 5, 1, 0, 77, ~0ULL};
    return NodeId(kIds[input.below(kIds.size())]);
}

Term forgeTerm(FuzzInput& input, const raft::RawNode& target) {
    const raft::Status status = target.status();
    const std::array<Term, 4> anchors{status.hardState.term, status.log.last.term, Term(0),
                                      raft::kMaxTerm};
    const unsigned choice = input.byte();
    // Mostly as it is; differences wrap around, as a stranger's may.
    return Term(anchors[choice & 3U].value() + (choice >> 2U) % 8U - (choice >> 5U));
}

Index forgeIndex(FuzzInput& input, const raft::RawNode& target) {
    const raft::LogStatus log = target.status().log;
    const std::array<Index, 8> anchors{log.last.index,       log.committed,  log.applied,
                                       log.unstableOffset,   log.firstIndex, Index(0),
                                       log.unstableSnapshot, raft::kMaxIndex};
    const unsigned choice = input.byte();
    return Index(anchors[choice & 7U].value() + (choice >> 3U) % 8U - (choice >> 6U));
}

raft::Entries forgeEntries(FuzzInput& input, const raft::RawNode& target, Index previous) {
    raft::Entries entries(input.below(6));
    Index index = previous;
    Term term = forgeTerm(input, target);
    for (raft::Entry& entry : entries) {
        const unsigned kind = input.byte();
        index = (kind & 0xf0U) == 0xf0U ? forgeIndex(input, target) : index.next();
        term = (kind & 0xcU) == 0xcU ? forgeTerm(input, target) : term;
        if ((kind & 3U) == 3U) {
            entry = toEntry(forgeConfChange(input));
        } else {
            entry.data = Bytes::copyOf(input.take((kind >> 4U) & 7U));
            entry.type = (kind & 3U) == 2U ? raft::EntryType::ConfChange : raft::EntryType::Normal;
        }
        entry.index = index;
        entry.term = term;
    }
    return entries;
}

raft::Snapshot forgeSnapshot(FuzzInput& input, const raft::RawNode& target) {
    raft::Snapshot snapshot;
    snapshot.metadata.index = forgeIndex(input, target);
    snapshot.metadata.term = forgeTerm(input, target);
    raft::ConfState& state = snapshot.metadata.confState;
    // Members of each list as bits; some combinations can be, others cannot.
    std::array<std::vector<NodeId>*, 4> lists{&state.voters, &state.votersOutgoing, &state.learners,
                                              &state.learnersNext};
    for (std::vector<NodeId>* list : lists) {
        const unsigned members = input.byte();
        for (unsigned id = 1; id < 8; ++id) {
            if ((members & (1U << id)) != 0) {
                list->emplace_back(id);
            }
        }
    }
    state.autoLeave = input.boolean();
    snapshot.data = Bytes::copyOf(input.take(2));
    return snapshot;
}

Bytes forgeContext(FuzzInput& input) {
    switch (input.below(4)) {
    case 0:
        return {};
    case 1:
        return Bytes::copyOf(raft::kTransferContext);
    case 2: {
        const std::uint64_t read = input.byte();
        return raft::HeartbeatContext{read, input.byte()}.encode();
    }
    default:
        return Bytes::copyOf(input.take(input.below(20)));
    }
}

bool oftenHasEntries(MessageType type) {
    return type == MessageType::App || type == MessageType::Prop ||
           type == MessageType::ReadIndex || type == MessageType::ReadIndexResp;
}

}  // namespace

raft::ConfChangeV2 forgeConfChange(FuzzInput& input) {
    raft::ConfChangeV2 change;
    const unsigned form = input.byte();
    change.transition = static_cast<raft::ConfChangeTransition>((form >> 4U) % 3U);
    for (unsigned i = 0; i < form % 5U; ++i) {
        const unsigned choice = input.byte();
        change.changes.push_back(
            {static_cast<raft::ConfChangeType>(choice & 3U), NodeId((choice >> 2U) % 7U)});
    }
    return change;
}

Message forgeMessage(FuzzInput& input, const raft::RawNode& target) {
    Message message;
    message.type = static_cast<MessageType>(1 + input.below(14));
    message.to = target.id();
    message.from = forgeId(input);
    const unsigned parts = input.byte();
    if (message.type != MessageType::Prop && message.type != MessageType::ReadIndex) {
        message.term = forgeTerm(input, target);
        message.logTerm = forgeTerm(input, target);
    }
    message.index = forgeIndex(input, target);
    message.commit = forgeIndex(input, target);
    message.reject = (parts & 1U) != 0;
    if (message.reject) {
        message.rejectHint = forgeIndex(input, target);
    }
    if (oftenHasEntries(message.type) != ((parts & 0xe0U) == 0xe0U)) {
        message.entries = forgeEntries(input, target, message.index);
    }
    if (message.type == MessageType::Snap || (parts & 0x1eU) == 0x1eU) {
        message.snapshot = std::make_shared<const raft::Snapshot>(forgeSnapshot(input, target));
    }
    if ((parts & 0x10U) != 0) {
        message.context = forgeContext(input);
    }
    return message;
}

}  // namespace quorate::tests
