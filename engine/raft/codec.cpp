// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/codec.h"

#include <utility>

#include "engine/base/invariant.h"
#include "engine/base/wire.h"

namespace quorate::raft {

namespace {

constexpr std::uint8_t kVersion = 1;
/// An entry takes at least a type, a term, an index and a length.
constexpr std::size_t kMinEntrySize = 4;
constexpr std::size_t kMinIdSize = 1;
constexpr std::size_t kMinChangeSize = 2;

// Which optional parts of a message follow, in this order.
constexpr std::uint8_t kHasEntries = 1U << 0U;
constexpr std::uint8_t kHasSnapshot = 1U << 1U;
constexpr std::uint8_t kHasContext = 1U << 2U;
constexpr std::uint8_t kRejects = 1U << 3U;
constexpr std::uint8_t kHasEvent = 1U << 4U;
constexpr std::uint8_t kAllFlags = kHasEntries | kHasSnapshot | kHasContext | kRejects | kHasEvent;

void readVersion(WireReader& reader) {
    if (reader.byte() != kVersion) {
        reader.fail("the version of the format is not known");
    }
}

// --- entries

void write(WireWriter& writer, const Entry& entry) {
    writer.byte(static_cast<std::uint8_t>(entry.type));
    writer.varint(entry.term.value());
    writer.varint(entry.index.value());
    writer.bytes(entry.data.view());
}

Entry readEntry(WireReader& reader) {
    Entry entry;
    const std::uint8_t type = reader.byte();
    if (type > static_cast<std::uint8_t>(EntryType::ConfChangeV2)) {
        reader.fail("an entry's type is not known");
    }
    entry.type = static_cast<EntryType>(type);
    entry.term = Term(reader.varint());
    entry.index = Index(reader.varint());
    entry.data = reader.bytes();
    return entry;
}

// --- configurations

void write(WireWriter& writer, const std::vector<NodeId>& ids) {
    writer.varint(ids.size());
    for (const NodeId id : ids) {
        writer.varint(id.value());
    }
}

std::vector<NodeId> readIds(WireReader& reader) {
    const std::size_t count = reader.count(kMinIdSize, "there are more members than bytes");
    if (count > kMaxMembers) {
        reader.fail("there are too many members");
        return {};
    }
    std::vector<NodeId> ids;
    ids.reserve(count);
    for (std::size_t i = 0; i < count && !reader.hasFailed(); ++i) {
        ids.emplace_back(reader.varint());
    }
    return ids;
}

void write(WireWriter& writer, const ConfState& state) {
    write(writer, state.voters);
    write(writer, state.votersOutgoing);
    write(writer, state.learners);
    write(writer, state.learnersNext);
    writer.boolean(state.autoLeave);
}

ConfState readConfState(WireReader& reader) {
    ConfState state;
    state.voters = readIds(reader);
    state.votersOutgoing = readIds(reader);
    state.learners = readIds(reader);
    state.learnersNext = readIds(reader);
    state.autoLeave = reader.boolean();
    return state;
}

void write(WireWriter& writer, const ConfChangeSingle& change) {
    writer.byte(static_cast<std::uint8_t>(change.type));
    writer.varint(change.nodeId.value());
}

ConfChangeSingle readChange(WireReader& reader) {
    const std::uint8_t type = reader.byte();
    if (type > static_cast<std::uint8_t>(ConfChangeType::AddLearnerNode)) {
        reader.fail("a configuration change's type is not known");
    }
    return {static_cast<ConfChangeType>(type), NodeId(reader.varint())};
}

// --- snapshots

void write(WireWriter& writer, const SnapshotMetadata& metadata) {
    writer.varint(metadata.index.value());
    writer.varint(metadata.term.value());
    write(writer, metadata.confState);
}

SnapshotMetadata readMetadata(WireReader& reader) {
    SnapshotMetadata metadata;
    metadata.index = Index(reader.varint());
    metadata.term = Term(reader.varint());
    metadata.confState = readConfState(reader);
    return metadata;
}

void write(WireWriter& writer, const Snapshot& snapshot) {
    write(writer, snapshot.metadata);
    writer.bytes(snapshot.data.view());
}

Snapshot readSnapshot(WireReader& reader) {
    Snapshot snapshot;
    snapshot.metadata = readMetadata(reader);
    snapshot.data = reader.bytes();
    return snapshot;
}

// --- messages

std::uint8_t flagsOf(const Message& message) {
    unsigned flags = 0;
    flags |= message.entries.empty() ? 0U : kHasEntries;
    flags |= message.snapshot == nullptr ? 0U : kHasSnapshot;
    flags |= message.context.empty() ? 0U : kHasContext;
    flags |= message.reject ? kRejects : 0U;
    flags |= message.event == kNoEvent ? 0U : kHasEvent;
    return static_cast<std::uint8_t>(flags);
}

Entries readEntries(WireReader& reader) {
    const std::size_t count = reader.count(kMinEntrySize, "there are more entries than bytes");
    if (count == 0) {
        reader.fail("entries are announced, and none follows");
    }
    Entries entries;
    entries.reserve(count);
    for (std::size_t i = 0; i < count && !reader.hasFailed(); ++i) {
        entries.push_back(readEntry(reader));
    }
    return entries;
}

void readOptionalParts(WireReader& reader, Message& message) {
    const unsigned flags = reader.byte();
    if ((flags & ~static_cast<unsigned>(kAllFlags)) != 0) {
        reader.fail("a part of the message is not known");
    }
    message.reject = (flags & kRejects) != 0;
    if ((flags & kHasEntries) != 0) {
        message.entries = readEntries(reader);
    }
    if ((flags & kHasSnapshot) != 0) {
        message.snapshot = std::make_shared<const Snapshot>(readSnapshot(reader));
    }
    if ((flags & kHasContext) != 0) {
        message.context = reader.bytes();
        if (message.context.empty()) {
            reader.fail("a context is announced, and none follows");
        }
    }
    if ((flags & kHasEvent) != 0) {
        message.event = EventId(reader.varint());
        if (message.event == kNoEvent) {
            reader.fail("an event is announced, and none follows");
        }
    }
}

/// Version, value, end: what all encodings have in common.
template <class Value>
void encodeWhole(const Value& value, std::string& out) {
    WireWriter writer(out);
    writer.byte(kVersion);
    write(writer, value);
}

template <class Read>
auto decodeWhole(const Bytes& input, const Read& read)
    -> Result<decltype(read(std::declval<WireReader&>()))> {
    if (input.size() > kMaxEncodedSize) {
        return Error(ErrorCode::TooLarge, std::to_string(input.size()) +
                                              " bytes are more than the limit of " +
                                              std::to_string(kMaxEncodedSize));
    }
    WireReader reader(input);
    readVersion(reader);
    auto value = read(reader);
    if (auto finished = reader.finish(); !finished) {
        return finished.error();
    }
    return value;
}

}  // namespace

void encode(const Entry& entry, std::string& out) {
    encodeWhole(entry, out);
}

Result<Entry> decodeEntry(const Bytes& input) {
    return decodeWhole(input, readEntry);
}

void encode(const HardState& state, std::string& out) {
    WireWriter writer(out);
    writer.byte(kVersion);
    writer.varint(state.term.value());
    writer.varint(state.vote.value());
    writer.varint(state.commit.value());
}

Result<HardState> decodeHardState(const Bytes& input) {
    return decodeWhole(input, [](WireReader& reader) {
        HardState state;
        state.term = Term(reader.varint());
        state.vote = NodeId(reader.varint());
        state.commit = Index(reader.varint());
        return state;
    });
}

void encode(const ConfState& state, std::string& out) {
    encodeWhole(state, out);
}

Result<ConfState> decodeConfState(const Bytes& input) {
    return decodeWhole(input, readConfState);
}

void encode(const SnapshotMetadata& metadata, std::string& out) {
    encodeWhole(metadata, out);
}

Result<SnapshotMetadata> decodeSnapshotMetadata(const Bytes& input) {
    return decodeWhole(input, readMetadata);
}

void encode(const Snapshot& snapshot, std::string& out) {
    encodeWhole(snapshot, out);
}

Result<Snapshot> decodeSnapshot(const Bytes& input) {
    return decodeWhole(input, readSnapshot);
}

void encode(const ConfChange& change, std::string& out) {
    WireWriter writer(out);
    writer.byte(kVersion);
    write(writer, change.change);
    writer.bytes(change.context.view());
}

Result<ConfChange> decodeConfChange(const Bytes& input) {
    return decodeWhole(input, [](WireReader& reader) {
        ConfChange change;
        change.change = readChange(reader);
        change.context = reader.bytes();
        return change;
    });
}

void encode(const ConfChangeV2& change, std::string& out) {
    if (change == ConfChangeV2()) {
        return;
    }
    WireWriter writer(out);
    writer.byte(kVersion);
    writer.byte(static_cast<std::uint8_t>(change.transition));
    writer.varint(change.changes.size());
    for (const ConfChangeSingle& single : change.changes) {
        write(writer, single);
    }
    writer.bytes(change.context.view());
}

Result<ConfChangeV2> decodeConfChangeV2(const Bytes& input) {
    if (input.empty()) {
        return ConfChangeV2();
    }
    return decodeWhole(input, [](WireReader& reader) {
        ConfChangeV2 change;
        const std::uint8_t transition = reader.byte();
        if (transition > static_cast<std::uint8_t>(ConfChangeTransition::JointExplicit)) {
            reader.fail("a transition is not known");
        }
        change.transition = static_cast<ConfChangeTransition>(transition);
        const std::size_t count = reader.count(kMinChangeSize, "there are more changes than bytes");
        if (count > kMaxMembers) {
            reader.fail("there are too many changes");
        }
        for (std::size_t i = 0; i < count && !reader.hasFailed(); ++i) {
            change.changes.push_back(readChange(reader));
        }
        change.context = reader.bytes();
        if (change == ConfChangeV2()) {
            reader.fail("the change that leaves a joint configuration is written as nothing");
        }
        return change;
    });
}

void encode(const Message& message, std::string& out) {
    QUORATE_INVARIANT(!isLocal(message.type), "a local message was to be sent to a peer");
    WireWriter writer(out);
    writer.byte(kVersion);
    writer.byte(static_cast<std::uint8_t>(message.type));
    writer.varint(message.to.value());
    writer.varint(message.from.value());
    writer.varint(message.term.value());
    writer.varint(message.logTerm.value());
    writer.varint(message.index.value());
    writer.varint(message.commit.value());
    writer.varint(message.rejectHint.value());
    const std::uint8_t flags = flagsOf(message);
    writer.byte(flags);
    if ((flags & kHasEntries) != 0) {
        writer.varint(message.entries.size());
        for (const Entry& entry : message.entries) {
            write(writer, entry);
        }
    }
    if ((flags & kHasSnapshot) != 0) {
        write(writer, *message.snapshot);
    }
    if ((flags & kHasContext) != 0) {
        writer.bytes(message.context.view());
    }
    if ((flags & kHasEvent) != 0) {
        writer.varint(message.event.value());
    }
}

Result<Message> decodeMessage(const Bytes& input) {
    return decodeWhole(input, [](WireReader& reader) {
        Message message;
        const std::uint8_t type = reader.byte();
        if (type < static_cast<std::uint8_t>(MessageType::Prop) ||
            type > static_cast<std::uint8_t>(MessageType::PreVoteResp)) {
            reader.fail("a message's type is not known");
        }
        message.type = static_cast<MessageType>(type);
        message.to = NodeId(reader.varint());
        message.from = NodeId(reader.varint());
        message.term = Term(reader.varint());
        message.logTerm = Term(reader.varint());
        message.index = Index(reader.varint());
        message.commit = Index(reader.varint());
        message.rejectHint = Index(reader.varint());
        readOptionalParts(reader, message);
        return message;
    });
}

}  // namespace quorate::raft
