// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "engine/observe/core_fields.h"
#include "engine/observe/fields.h"
#include "engine/observe/node_state_fields.h"
#include "engine/observe/runtime_events.h"

namespace quorate::observe {

template <>
struct LastEnumerator<Outcome> : Last<Outcome::Unknown> {};
template <>
struct LastEnumerator<ReadConsistency> : Last<ReadConsistency::Local> {};

template <>
struct Fields<ProposalId> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("node", value.node);
        archive("incarnation", value.incarnation);
        archive("sequence", value.sequence);
    }
};

template <>
struct Fields<ProposalQueued> {
    static constexpr std::uint8_t kKind = 64;
    static constexpr const char* kName = "ProposalQueued";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("proposal", value.proposal);
        archive("operation", value.operation);
        archive("bytes", value.bytes);
    }
};

template <>
struct Fields<ProposalAppended> {
    static constexpr std::uint8_t kKind = 65;
    static constexpr const char* kName = "ProposalAppended";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("proposal", value.proposal);
        archive("operation", value.operation);
        archive("entry", value.entry);
    }
};

template <>
struct Fields<ProposalCompleted> {
    static constexpr std::uint8_t kKind = 66;
    static constexpr const char* kName = "ProposalCompleted";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("proposal", value.proposal);
        archive("operation", value.operation);
        archive("outcome", value.outcome);
        archive("code", value.code);
        archive("revision", value.revision);
    }
};

template <>
struct Fields<ReadQueued> {
    static constexpr std::uint8_t kKind = 67;
    static constexpr const char* kName = "ReadQueued";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("read", value.read);
        archive("operation", value.operation);
        archive("consistency", value.consistency);
    }
};

template <>
struct Fields<ReadConfirmed> {
    static constexpr std::uint8_t kKind = 68;
    static constexpr const char* kName = "ReadConfirmed";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("read", value.read);
        archive("operation", value.operation);
        archive("index", value.index);
    }
};

template <>
struct Fields<ReadAnswered> {
    static constexpr std::uint8_t kKind = 69;
    static constexpr const char* kName = "ReadAnswered";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("read", value.read);
        archive("operation", value.operation);
        archive("outcome", value.outcome);
        archive("code", value.code);
        archive("revision", value.revision);
    }
};

template <>
struct Fields<LogWriteStarted> {
    static constexpr std::uint8_t kKind = 70;
    static constexpr const char* kName = "LogWriteStarted";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("first", value.first);
        archive("last", value.last);
        archive("bytes", value.bytes);
        archive("hardState", value.hardState);
        archive("sync", value.sync);
    }
};

template <>
struct Fields<LogSyncStarted> {
    static constexpr std::uint8_t kKind = 88;
    static constexpr const char* kName = "LogSyncStarted";
    template <class Archive, class Value>
    static void of(Archive& /*archive*/, Value& /*value*/) {}
};

template <>
struct Fields<LogWriteCompleted> {
    static constexpr std::uint8_t kKind = 71;
    static constexpr const char* kName = "LogWriteCompleted";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("last", value.last);
    }
};

template <>
struct Fields<LogWriteFailed> {
    static constexpr std::uint8_t kKind = 72;
    static constexpr const char* kName = "LogWriteFailed";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("reason", value.reason);
    }
};

template <>
struct Fields<ApplyStarted> {
    static constexpr std::uint8_t kKind = 73;
    static constexpr const char* kName = "ApplyStarted";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("first", value.first);
        archive("last", value.last);
    }
};

template <>
struct Fields<ApplyCompleted> {
    static constexpr std::uint8_t kKind = 74;
    static constexpr const char* kName = "ApplyCompleted";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("applied", value.applied);
        archive("revision", value.revision);
        archive("stateHash", value.stateHash);
    }
};

template <>
struct Fields<SnapshotStarted> {
    static constexpr std::uint8_t kKind = 75;
    static constexpr const char* kName = "SnapshotStarted";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("covers", value.covers);
    }
};

template <>
struct Fields<SnapshotSaved> {
    static constexpr std::uint8_t kKind = 76;
    static constexpr const char* kName = "SnapshotSaved";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("covers", value.covers);
        archive("bytes", value.bytes);
    }
};

template <>
struct Fields<SnapshotInstalled> {
    static constexpr std::uint8_t kKind = 77;
    static constexpr const char* kName = "SnapshotInstalled";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("covers", value.covers);
        archive("from", value.from);
        archive("bytes", value.bytes);
    }
};

template <>
struct Fields<SnapshotFailed> {
    static constexpr std::uint8_t kKind = 78;
    static constexpr const char* kName = "SnapshotFailed";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("covers", value.covers);
        archive("reason", value.reason);
    }
};

template <>
struct Fields<LogCompacted> {
    static constexpr std::uint8_t kKind = 79;
    static constexpr const char* kName = "LogCompacted";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("before", value.before);
    }
};

template <>
struct Fields<raft::HardState> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("term", value.term);
        archive("vote", value.vote);
        archive("commit", value.commit);
    }
};

template <>
struct Fields<LogSynced> {
    static constexpr std::uint8_t kKind = 87;
    static constexpr const char* kName = "LogSynced";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("state", value.state);
        archive("last", value.last);
    }
};

template <>
struct Fields<NodeStarted> {
    static constexpr std::uint8_t kKind = 80;
    static constexpr const char* kName = "NodeStarted";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("incarnation", value.incarnation);
    }
};

template <>
struct Fields<NodeFrame> {
    static constexpr std::uint8_t kKind = 81;
    static constexpr const char* kName = "NodeFrame";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        if constexpr (Archive::kReads) {
            auto state = std::make_shared<NodeState>();
            archive("state", *state);
            value.state = std::move(state);
        } else {
            archive("state", *value.state);
        }
    }
};

template <>
struct Fields<NodeStopped> {
    static constexpr std::uint8_t kKind = 82;
    static constexpr const char* kName = "NodeStopped";
    template <class Archive, class Value>
    static void of(Archive& /*archive*/, Value& /*value*/) {}
};

template <>
struct Fields<NodeCrashed> {
    static constexpr std::uint8_t kKind = 83;
    static constexpr const char* kName = "NodeCrashed";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("point", value.point);
    }
};

template <>
struct Fields<NodeFailed> {
    static constexpr std::uint8_t kKind = 84;
    static constexpr const char* kName = "NodeFailed";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("reason", value.reason);
    }
};

template <>
struct Fields<NodePaused> {
    static constexpr std::uint8_t kKind = 85;
    static constexpr const char* kName = "NodePaused";
    template <class Archive, class Value>
    static void of(Archive& /*archive*/, Value& /*value*/) {}
};

template <>
struct Fields<NodeResumed> {
    static constexpr std::uint8_t kKind = 86;
    static constexpr const char* kName = "NodeResumed";
    template <class Archive, class Value>
    static void of(Archive& /*archive*/, Value& /*value*/) {}
};

}  // namespace quorate::observe
