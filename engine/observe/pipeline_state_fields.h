// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/observe/core_fields.h"
#include "engine/observe/fields.h"
#include "engine/observe/pipeline_state.h"

namespace quorate::observe {

template <>
struct Fields<EntryRange> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("first", value.first);
        archive("last", value.last);
    }
};

template <>
struct Fields<ReadyInWork> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("number", value.number);
        archive("taken", value.taken);
        archive("firstEntry", value.firstEntry);
        archive("lastEntry", value.lastEntry);
        archive("firstCommitted", value.firstCommitted);
        archive("lastCommitted", value.lastCommitted);
        archive("snapshot", value.snapshot);
        archive("messages", value.messages);
        archive("bytes", value.bytes);
        archive("responses", value.responses);
        archive("hasHardState", value.hasHardState);
        archive("mustSync", value.mustSync);
        archive("needsWrite", value.needsWrite);
        archive("writeStarted", value.writeStarted);
        archive("syncStarted", value.syncStarted);
        archive("written", value.written);
        archive("applyStarted", value.applyStarted);
        archive("applied", value.applied);
    }
};

template <>
struct Fields<WaitingMessage> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("sent", value.sent);
        archive("type", value.type);
        archive("to", value.to);
        archive("term", value.term);
        archive("index", value.index);
        archive("reject", value.reject);
        archive("isHeld", value.isHeld);
        archive("ready", value.ready);
        archive("entries", value.entries);
        archive("since", value.since);
    }
};

template <>
struct Fields<UnstableBatch> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("first", value.first);
        archive("last", value.last);
        archive("bytes", value.bytes);
        archive("since", value.since);
    }
};

template <>
struct Fields<UsualTime> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("nanoseconds", value.nanoseconds);
        archive("count", value.count);
    }
};

template <>
struct Fields<PipelineState> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("readies", value.readies);
        archive("readyCount", value.readyCount);
        archive("writing", value.writing);
        archive("waiting", value.waiting);
        archive("unstable", value.unstable);
        archive("durable", value.durable);
        archive("durableLast", value.durableLast);
        archive("bytesWritten", value.bytesWritten);
        archive("writes", value.writes);
        archive("syncs", value.syncs);
        archive("sent", value.sent);
        archive("received", value.received);
        archive("snapshotSince", value.snapshotSince);
        archive("snapshotBytes", value.snapshotBytes);
        archive("snapshotFrom", value.snapshotFrom);
        archive("writeTime", value.writeTime);
        archive("syncTime", value.syncTime);
        archive("applyTime", value.applyTime);
        archive("snapshotTime", value.snapshotTime);
    }
};

}  // namespace quorate::observe
