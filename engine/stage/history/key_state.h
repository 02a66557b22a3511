// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "engine/base/bytes.h"
#include "engine/kv/command.h"
#include "engine/kv/key_value.h"

namespace quorate::stage {

/// What one key is at one revision. A key that does not exist has zeros and no value.
struct KeyState {
    bool exists{false};
    /// False for a put that nobody saw before it was overwritten: value and lease may be anything.
    bool isValueKnown{true};
    std::int64_t create{0};
    std::int64_t mod{0};
    std::int64_t version{0};
    kv::LeaseId lease;
    Bytes value;

    static KeyState of(const kv::KeyValue& kv);
    /// After a put at `revision`.
    [[nodiscard]] KeyState afterPut(std::int64_t revision, const Bytes& newValue,
                                    kv::LeaseId newLease) const;

    friend bool operator==(const KeyState&, const KeyState&) = default;
};

/// Whether the compare, whose interval is this one key, holds for its state (kv/txn.cpp's meaning).
bool holds(const kv::Compare& compare, const KeyState& state);

/// `"x" (mod 5, create 3, version 2)`, or `no key`.
std::string describe(const KeyState& state);
/// Quoted, with what cannot be printed as \xNN, cut off where it is long.
std::string quoted(const Bytes& bytes);

}  // namespace quorate::stage
