// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "engine/base/bytes.h"
#include "engine/kv/lease_id.h"
#include "engine/kv/revision.h"

namespace quorate::kv {

/// One key with its value and everything that is known about its changes.
struct KeyValue {
    Bytes key;
    Bytes value;
    std::int64_t createRevision{0};  ///< main revision at which the key came into being
    std::int64_t modRevision{0};     ///< main revision of the last change
    std::int64_t version{0};         ///< number of puts since it came into being, from 1
    LeaseId lease;                   ///< the lease that it is attached to, if any

    friend bool operator==(const KeyValue&, const KeyValue&) = default;
};

enum class EventKind : std::uint8_t { Put = 0, Delete = 1 };

/// One change of one key. For a Delete, `kv` holds the key and the mod revision only.
struct Event {
    EventKind kind{EventKind::Put};
    Revision revision;
    KeyValue kv;
    std::optional<Revision> replaced;  ///< the change that put what this one replaced or removed
    std::optional<KeyValue> previous;  ///< that itself, where somebody asked for it

    friend bool operator==(const Event&, const Event&) = default;
};

}  // namespace quorate::kv
