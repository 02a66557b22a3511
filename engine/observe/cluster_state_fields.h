// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/observe/cluster_state.h"
#include "engine/observe/link_fields.h"
#include "engine/observe/node_state_fields.h"
#include "engine/observe/operator_fields.h"
#include "engine/observe/pipeline_state_fields.h"
#include "engine/observe/runtime_fields.h"

namespace quorate::observe {

template <>
struct Fields<LinkState> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("link", value.link);
        archive("isCut", value.isCut);
        archive("cutSince", value.cutSince);
        archive("condition", value.condition);
    }
};

template <>
struct Fields<MessageInFlight> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("link", value.link);
        archive("key", value.key);
        archive("type", value.type);
        archive("term", value.term);
        archive("reject", value.reject);
        archive("isHeld", value.isHeld);
        archive("left", value.left);
        archive("due", value.due);
        archive("entries", value.entries);
    }
};

template <>
struct Fields<OperationState> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("id", value.id);
        archive("client", value.client);
        archive("kind", value.kind);
        archive("target", value.target);
        archive("key", value.key);
        archive("invoked", value.invoked);
        archive("queued", value.queued);
        archive("entry", value.entry);
        archive("readIndex", value.readIndex);
        archive("completed", value.completed);
        archive("outcome", value.outcome);
        archive("code", value.code);
        archive("answered", value.answered);
        archive("revision", value.revision);
    }
};

template <>
struct Fields<NodeSight> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("node", value.node);
        archive("isSeen", value.isSeen);
        archive("since", value.since);
        archive("missed", value.missed);
        archive("clockOffsetNs", value.clockOffsetNs);
        archive("clockErrorNs", value.clockErrorNs);
        archive("text", value.text);
    }
};

template <>
struct Fields<NodeReport> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("node", value.node);
        archive("since", value.since);
        archive("fields", value.fields);
    }
};

template <>
struct Fields<ActiveFault> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("fault", value.fault);
        archive("kind", value.kind);
        archive("nodes", value.nodes);
        archive("text", value.text);
        archive("since", value.since);
        archive("event", value.event);
    }
};

}  // namespace quorate::observe
