// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/message_type.h"

#include <string>

#include "engine/raft/describe.h"

namespace quorate::stage {

Result<raft::MessageType> parseMessageType(std::string_view name) {
    for (unsigned value = 0; value < 256; ++value) {
        const auto type = static_cast<raft::MessageType>(value);
        if (raft::toString(type) == name && name != "?") {
            return type;
        }
    }
    return Error(ErrorCode::Malformed, "unknown message type \"" + std::string(name) + "\"");
}

}  // namespace quorate::stage
