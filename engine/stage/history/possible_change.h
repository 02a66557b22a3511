// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "engine/kv/command.h"
#include "engine/stage/history/key_state.h"

namespace quorate::stage {

/// One change that a command could make to a key.
struct PossibleChange {
    bool isDelete{false};
    bool isValueKnown{true};  ///< false where the value is kept and was not known
    bool isLeaseKnown{true};
    Bytes value;
    kv::LeaseId lease;
};

/// Calls `what` for every change that the command could make to this key in this state, whatever
/// the other keys are. Never leaves out one that is possible.
void forEachPossibleChange(const kv::Command& command, std::string_view key, const KeyState& before,
                           const std::function<void(const PossibleChange&)>& what);

/// Whether it changes keys that it does not name: an interval, or what is attached to a lease.
bool isWide(const kv::Command& command);
/// Calls `what` for every key that it may change and names by itself.
void forEachChangedKey(const kv::Command& command, const std::function<void(const Bytes&)>& what);

}  // namespace quorate::stage
