// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "engine/observe/entry_runs.h"
#include "engine/raft/event_id.h"
#include "engine/raft/message.h"
#include "engine/raft/trace.h"
#include "engine/raft/types.h"

/// What happens inside a core. Those bodies of raft::trace that are plain values are events as they
/// are; the types here stand for the ones that point to something that lives shorter.
namespace quorate::observe {

/// A message as it is shown: all its fields but the payloads.
struct MessageFields {
    raft::MessageType type{raft::MessageType::Hup};
    raft::NodeId to;
    raft::NodeId from;
    raft::Term term;
    raft::Term logTerm;
    raft::Index index;
    raft::Index commit;
    raft::NodeId vote;
    bool reject{false};
    raft::Index rejectHint;
    EntryRuns entries;
    std::uint64_t payloadBytes{0};  ///< of the entries
    raft::EntryId snapshot;         ///< what it covers; index 0 without one
    bool hasContext{false};
    std::uint64_t responses{0};
    raft::EventId sent;  ///< the event that sent it, as far as is known

    static MessageFields of(const raft::Message& message);
    friend bool operator==(const MessageFields&, const MessageFields&) = default;
};

/// A message arrived at a core, from a peer or from one of the storage threads.
struct MessageReceived {
    MessageFields message;
};

/// A core made a message. It is `held` until the append that it depends on is durable.
struct MessageSent {
    MessageFields message;
    bool held{false};
};

/// A message had no effect.
struct MessageIgnored {
    raft::MessageType type{raft::MessageType::Hup};
    raft::NodeId from;
    raft::Term term;
    raft::trace::IgnoredBecause reason{raft::trace::IgnoredBecause::OldTerm};
};

struct EntriesAppended {
    EntryRuns entries;
    std::uint64_t payloadBytes{0};
    std::uint64_t contentSum{0};  ///< content_sum.h
};

/// An invariant of the core broke; it does nothing any more.
struct CoreFailed {
    std::string reason;
};

}  // namespace quorate::observe
