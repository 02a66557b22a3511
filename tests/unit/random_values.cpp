// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/random_values.h"

#include <memory>

namespace quorate::tests {

using raft::EventId;
using raft::Index;
using raft::NodeId;
using raft::Term;

std::uint64_t RandomValues::number() {
    return m_random.next() >> m_random.below(64);
}

Bytes RandomValues::bytes() {
    std::string text(m_random.chance(1, 20) ? 300 : m_random.below(12), '\0');
    for (char& letter : text) {
        letter = static_cast<char>(static_cast<unsigned char>(m_random.below(256)));
    }
    return Bytes::copyOf(text);
}

raft::Entry RandomValues::entry() {
    raft::Entry entry;
    entry.type = static_cast<raft::EntryType>(m_random.below(3));
    entry.term = Term(number());
    entry.index = Index(number());
    entry.data = bytes();
    return entry;
}

raft::HardState RandomValues::hardState() {
    return {Term(number()), NodeId(number()), Index(number())};
}

std::vector<NodeId> RandomValues::ids() {
    std::vector<NodeId> list;
    for (std::uint64_t count = m_random.below(5); count > 0; --count) {
        list.emplace_back(number());
    }
    return list;
}

raft::ConfState RandomValues::confState() {
    return {ids(), ids(), ids(), ids(), m_random.chance(1, 2)};
}

raft::SnapshotMetadata RandomValues::snapshotMetadata() {
    return {Index(number()), Term(number()), confState()};
}

raft::Snapshot RandomValues::snapshot() {
    return {snapshotMetadata(), bytes()};
}

raft::ConfChangeSingle RandomValues::change() {
    return {static_cast<raft::ConfChangeType>(m_random.below(4)), NodeId(number())};
}

raft::ConfChange RandomValues::confChange() {
    return {change(), bytes()};
}

raft::ConfChangeV2 RandomValues::confChangeV2() {
    raft::ConfChangeV2 whole;
    whole.transition = static_cast<raft::ConfChangeTransition>(m_random.below(3));
    for (std::uint64_t count = m_random.below(5); count > 0; --count) {
        whole.changes.push_back(change());
    }
    whole.context = bytes();
    return whole;
}

raft::Message RandomValues::message(raft::MessageType type) {
    raft::Message message;
    message.type = type;
    message.to = NodeId(number());
    message.from = NodeId(number());
    message.term = Term(number());
    message.logTerm = Term(number());
    message.index = Index(number());
    message.commit = Index(number());
    message.rejectHint = Index(number());
    message.reject = m_random.chance(1, 2);
    if (m_random.chance(1, 2)) {
        message.entries.resize(1 + m_random.below(4));
        for (raft::Entry& entry : message.entries) {
            entry = this->entry();
        }
    }
    if (m_random.chance(1, 2)) {
        message.snapshot = std::make_shared<const raft::Snapshot>(snapshot());
    }
    if (m_random.chance(1, 2)) {
        message.context = bytes();
    }
    if (m_random.chance(1, 2)) {
        message.event = EventId(number());
    }
    return message;
}

}  // namespace quorate::tests
