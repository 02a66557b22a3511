// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/observe/core_events.h"
#include "engine/observe/fields.h"
#include "engine/observe/message_fields.h"
#include "engine/raft/trace.h"

namespace quorate::observe {

template <>
struct Fields<MessageReceived> {
    static constexpr std::uint8_t kKind = 1;
    static constexpr const char* kName = "MessageReceived";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("message", value.message);
    }
};

template <>
struct Fields<raft::trace::TimerFired> {
    static constexpr std::uint8_t kKind = 2;
    static constexpr const char* kName = "TimerFired";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("timer", value.timer);
    }
};

template <>
struct Fields<raft::trace::Proposed> {
    static constexpr std::uint8_t kKind = 3;
    static constexpr const char* kName = "Proposed";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("count", value.count);
        archive("bytes", value.bytes);
    }
};

template <>
struct Fields<raft::trace::Requested> {
    static constexpr std::uint8_t kKind = 4;
    static constexpr const char* kName = "Requested";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("request", value.request);
        archive("about", value.about);
    }
};

template <>
struct Fields<raft::trace::ReadyTaken> {
    static constexpr std::uint8_t kKind = 5;
    static constexpr const char* kName = "ReadyTaken";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("firstEntry", value.firstEntry);
        archive("lastEntry", value.lastEntry);
        archive("firstCommitted", value.firstCommitted);
        archive("lastCommitted", value.lastCommitted);
        archive("snapshot", value.snapshot);
        archive("messages", value.messages);
        archive("mustSync", value.mustSync);
    }
};

template <>
struct Fields<raft::trace::Advanced> {
    static constexpr std::uint8_t kKind = 6;
    static constexpr const char* kName = "Advanced";
    template <class Archive, class Value>
    static void of(Archive& /*archive*/, Value& /*value*/) {}
};

template <>
struct Fields<raft::trace::ElectionTimeoutDrawn> {
    static constexpr std::uint8_t kKind = 7;
    static constexpr const char* kName = "ElectionTimeoutDrawn";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("ticks", value.ticks);
    }
};

template <>
struct Fields<raft::trace::TermChanged> {
    static constexpr std::uint8_t kKind = 8;
    static constexpr const char* kName = "TermChanged";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("from", value.from);
        archive("to", value.to);
    }
};

template <>
struct Fields<raft::trace::RoleChanged> {
    static constexpr std::uint8_t kKind = 9;
    static constexpr const char* kName = "RoleChanged";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("from", value.from);
        archive("to", value.to);
    }
};

template <>
struct Fields<raft::trace::LeaderChanged> {
    static constexpr std::uint8_t kKind = 10;
    static constexpr const char* kName = "LeaderChanged";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("from", value.from);
        archive("to", value.to);
    }
};

template <>
struct Fields<raft::trace::CampaignStarted> {
    static constexpr std::uint8_t kKind = 11;
    static constexpr const char* kName = "CampaignStarted";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("kind", value.kind);
        archive("term", value.term);
    }
};

template <>
struct Fields<raft::trace::CampaignHeldBack> {
    static constexpr std::uint8_t kKind = 12;
    static constexpr const char* kName = "CampaignHeldBack";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("reason", value.reason);
    }
};

template <>
struct Fields<raft::trace::VoteDecided> {
    static constexpr std::uint8_t kKind = 13;
    static constexpr const char* kName = "VoteDecided";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("candidate", value.candidate);
        archive("preVote", value.preVote);
        archive("term", value.term);
        archive("reason", value.reason);
        archive("candidateLast", value.candidateLast);
        archive("ownLast", value.ownLast);
    }
};

template <>
struct Fields<raft::trace::VoteCounted> {
    static constexpr std::uint8_t kKind = 14;
    static constexpr const char* kName = "VoteCounted";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("voter", value.voter);
        archive("preVote", value.preVote);
        archive("granted", value.granted);
        archive("result", value.result);
    }
};

template <>
struct Fields<raft::trace::QuorumLost> {
    static constexpr std::uint8_t kKind = 15;
    static constexpr const char* kName = "QuorumLost";
    template <class Archive, class Value>
    static void of(Archive& /*archive*/, Value& /*value*/) {}
};

template <>
struct Fields<raft::trace::LeaderTransfer> {
    static constexpr std::uint8_t kKind = 16;
    static constexpr const char* kName = "LeaderTransfer";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("to", value.to);
        archive("step", value.step);
    }
};

template <>
struct Fields<EntriesAppended> {
    static constexpr std::uint8_t kKind = 17;
    static constexpr const char* kName = "EntriesAppended";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("entries", value.entries);
        archive("payloadBytes", value.payloadBytes);
        archive("contentSum", value.contentSum);
    }
};

template <>
struct Fields<raft::trace::LogTruncated> {
    static constexpr std::uint8_t kKind = 18;
    static constexpr const char* kName = "LogTruncated";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("from", value.from);
        archive("oldLast", value.oldLast);
    }
};

template <>
struct Fields<raft::trace::AppendRejected> {
    static constexpr std::uint8_t kKind = 19;
    static constexpr const char* kName = "AppendRejected";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("leader", value.leader);
        archive("previous", value.previous);
        archive("hint", value.hint);
    }
};

template <>
struct Fields<raft::trace::Backtracked> {
    static constexpr std::uint8_t kKind = 20;
    static constexpr const char* kName = "Backtracked";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("peer", value.peer);
        archive("rejected", value.rejected);
        archive("next", value.next);
    }
};

template <>
struct Fields<raft::trace::CommitAdvanced> {
    static constexpr std::uint8_t kKind = 21;
    static constexpr const char* kName = "CommitAdvanced";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("from", value.from);
        archive("to", value.to);
        archive("quorum", value.quorum);
    }
};

template <>
struct Fields<raft::trace::ProgressChanged> {
    static constexpr std::uint8_t kKind = 22;
    static constexpr const char* kName = "ProgressChanged";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("peer", value.peer);
        archive("from", value.from);
        archive("to", value.to);
        archive("match", value.match);
        archive("next", value.next);
    }
};

template <>
struct Fields<raft::trace::MatchAdvanced> {
    static constexpr std::uint8_t kKind = 23;
    static constexpr const char* kName = "MatchAdvanced";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("peer", value.peer);
        archive("match", value.match);
    }
};

template <>
struct Fields<raft::trace::Stable> {
    static constexpr std::uint8_t kKind = 24;
    static constexpr const char* kName = "Stable";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("last", value.last);
    }
};

template <>
struct Fields<raft::trace::Applied> {
    static constexpr std::uint8_t kKind = 25;
    static constexpr const char* kName = "Applied";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("index", value.index);
    }
};

template <>
struct Fields<raft::trace::ProposalRefused> {
    static constexpr std::uint8_t kKind = 26;
    static constexpr const char* kName = "ProposalRefused";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("code", value.code);
    }
};

template <>
struct Fields<raft::trace::SnapshotEvent> {
    static constexpr std::uint8_t kKind = 27;
    static constexpr const char* kName = "SnapshotEvent";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("step", value.step);
        archive("peer", value.peer);
        archive("index", value.index);
        archive("term", value.term);
    }
};

template <>
struct Fields<raft::trace::ConfigurationChanged> {
    static constexpr std::uint8_t kKind = 28;
    static constexpr const char* kName = "ConfigurationChanged";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("state", value.state);
    }
};

template <>
struct Fields<raft::trace::ConfChangeReplaced> {
    static constexpr std::uint8_t kKind = 29;
    static constexpr const char* kName = "ConfChangeReplaced";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("index", value.index);
        archive("code", value.code);
    }
};

template <>
struct Fields<raft::trace::ReadEvent> {
    static constexpr std::uint8_t kKind = 30;
    static constexpr const char* kName = "ReadEvent";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("step", value.step);
        archive("index", value.index);
        archive("requester", value.requester);
    }
};

template <>
struct Fields<MessageSent> {
    static constexpr std::uint8_t kKind = 31;
    static constexpr const char* kName = "MessageSent";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("message", value.message);
        archive("held", value.held);
    }
};

template <>
struct Fields<MessageIgnored> {
    static constexpr std::uint8_t kKind = 32;
    static constexpr const char* kName = "MessageIgnored";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("type", value.type);
        archive("from", value.from);
        archive("term", value.term);
        archive("reason", value.reason);
    }
};

template <>
struct Fields<CoreFailed> {
    static constexpr std::uint8_t kKind = 33;
    static constexpr const char* kName = "CoreFailed";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("reason", value.reason);
    }
};

}  // namespace quorate::observe
