// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "engine/base/result.h"
#include "engine/raft/message.h"

namespace quorate::stage {

/// The type that traces call "MsgApp" and so on; Malformed.
Result<raft::MessageType> parseMessageType(std::string_view name);

}  // namespace quorate::stage
