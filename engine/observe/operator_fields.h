// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/observe/client_events.h"
#include "engine/observe/fields.h"
#include "engine/observe/operator_events.h"
#include "engine/observe/runtime_fields.h"

namespace quorate::observe {

template <>
struct LastEnumerator<DiskFaultKind> : Last<DiskFaultKind::Slow> {};
template <>
struct LastEnumerator<Command> : Last<Command::EndFault> {};
template <>
struct LastEnumerator<FaultKind> : Last<FaultKind::AtPoint> {};
template <>
struct LastEnumerator<OperationKind> : Last<OperationKind::LeaseTimeToLive> {};

template <>
struct Fields<DiskFault> {
    static constexpr std::uint8_t kKind = 144;
    static constexpr const char* kName = "DiskFault";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("kind", value.kind);
        archive("delayNs", value.delayNs);
        archive("file", value.file);
    }
};

template <>
struct Fields<OperatorCommand> {
    static constexpr std::uint8_t kKind = 145;
    static constexpr const char* kName = "OperatorCommand";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("command", value.command);
        archive("about", value.about);
        archive("other", value.other);
        archive("amount", value.amount);
        archive("text", value.text);
    }
};

template <>
struct Fields<FaultStarted> {
    static constexpr std::uint8_t kKind = 146;
    static constexpr const char* kName = "FaultStarted";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("fault", value.fault);
        archive("kind", value.kind);
        archive("nodes", value.nodes);
        archive("text", value.text);
    }
};

template <>
struct Fields<FaultEnded> {
    static constexpr std::uint8_t kKind = 147;
    static constexpr const char* kName = "FaultEnded";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("fault", value.fault);
    }
};

template <>
struct Fields<CheckViolated> {
    static constexpr std::uint8_t kKind = 148;
    static constexpr const char* kName = "CheckViolated";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("check", value.check);
        archive("text", value.text);
    }
};

template <>
struct Fields<ObservationChanged> {
    static constexpr std::uint8_t kKind = 149;
    static constexpr const char* kName = "ObservationChanged";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("isSeen", value.isSeen);
        archive("missed", value.missed);
        archive("wasUnrecorded", value.wasUnrecorded);
        archive("clockOffsetNs", value.clockOffsetNs);
        archive("clockErrorNs", value.clockErrorNs);
        archive("text", value.text);
    }
};

template <>
struct Fields<ReportField> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("name", value.name);
        archive("value", value.value);
        if constexpr (Archive::kReads) {
            if (value.name.size() > kLongestReportText || value.value.size() > kLongestReportText) {
                archive.fail();
            }
        }
    }
};

template <>
struct Fields<NodeReported> {
    static constexpr std::uint8_t kKind = 150;
    static constexpr const char* kName = "NodeReported";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("fields", value.fields);
        if constexpr (Archive::kReads) {
            if (value.fields.size() > kMostReportFields) {
                archive.fail();
            }
        }
    }
};

template <>
struct Fields<ClientInvoked> {
    static constexpr std::uint8_t kKind = 160;
    static constexpr const char* kName = "ClientInvoked";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("operation", value.operation);
        archive("client", value.client);
        archive("kind", value.kind);
        archive("target", value.target);
        archive("key", value.key);
        archive("valueBytes", value.valueBytes);
    }
};

template <>
struct Fields<ClientAnswered> {
    static constexpr std::uint8_t kKind = 161;
    static constexpr const char* kName = "ClientAnswered";
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("operation", value.operation);
        archive("outcome", value.outcome);
        archive("code", value.code);
        archive("revision", value.revision);
    }
};

}  // namespace quorate::observe
