// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/observe/core_fields.h"
#include "engine/observe/fields.h"
#include "engine/observe/link_events.h"

namespace quorate::observe {

template <>
struct LastEnumerator<DropReason> : Last<DropReason::NotSeen> {};

template <>
struct Fields<Link> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("from", value.from);
        archive("to", value.to);
    }
};

template <>
struct Fields<MessageKey> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("sent", value.sent);
        archive("copy", value.copy);
    }
};

template <>
struct Fields<LinkCondition> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("lossMillionths", value.lossMillionths);
        archive("duplicateMillionths", value.duplicateMillionths);
        archive("reorderMillionths", value.reorderMillionths);
        archive("minDelayNs", value.minDelayNs);
        archive("maxDelayNs", value.maxDelayNs);
    }
};

template <>
struct Fields<MessageLeft> {
    static constexpr std::uint8_t kKind = 112;
    static constexpr const char* kName = "MessageLeft";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("link", value.link);
        archive("key", value.key);
        archive("type", value.type);
        archive("term", value.term);
        archive("reject", value.reject);
        archive("bytes", value.bytes);
        archive("due", value.due);
        archive("logTerm", value.logTerm);
        archive("index", value.index);
    }
};

template <>
struct Fields<MessageDelivered> {
    static constexpr std::uint8_t kKind = 113;
    static constexpr const char* kName = "MessageDelivered";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("link", value.link);
        archive("key", value.key);
    }
};

template <>
struct Fields<MessageDropped> {
    static constexpr std::uint8_t kKind = 114;
    static constexpr const char* kName = "MessageDropped";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("link", value.link);
        archive("key", value.key);
        archive("reason", value.reason);
    }
};

template <>
struct Fields<MessageDuplicated> {
    static constexpr std::uint8_t kKind = 115;
    static constexpr const char* kName = "MessageDuplicated";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("link", value.link);
        archive("key", value.key);
        archive("newCopy", value.newCopy);
        archive("due", value.due);
    }
};

template <>
struct Fields<MessageDelayed> {
    static constexpr std::uint8_t kKind = 116;
    static constexpr const char* kName = "MessageDelayed";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("link", value.link);
        archive("key", value.key);
        archive("due", value.due);
    }
};

template <>
struct Fields<MessageHeld> {
    static constexpr std::uint8_t kKind = 117;
    static constexpr const char* kName = "MessageHeld";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("link", value.link);
        archive("key", value.key);
    }
};

template <>
struct Fields<MessageReleased> {
    static constexpr std::uint8_t kKind = 118;
    static constexpr const char* kName = "MessageReleased";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("link", value.link);
        archive("key", value.key);
        archive("due", value.due);
    }
};

template <>
struct Fields<LinkCut> {
    static constexpr std::uint8_t kKind = 119;
    static constexpr const char* kName = "LinkCut";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("link", value.link);
    }
};

template <>
struct Fields<LinkHealed> {
    static constexpr std::uint8_t kKind = 120;
    static constexpr const char* kName = "LinkHealed";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("link", value.link);
    }
};

template <>
struct Fields<LinkChanged> {
    static constexpr std::uint8_t kKind = 121;
    static constexpr const char* kName = "LinkChanged";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("link", value.link);
        archive("condition", value.condition);
    }
};

}  // namespace quorate::observe
