// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/config.h"

namespace quorate::raft {

namespace {

Error invalid(const char* text) {
    return {ErrorCode::InvalidArgument, text};
}

}  // namespace

Result<void> validate(const Config& config) {
    if (!isMemberId(config.id)) {
        return invalid("id: 0 and the ids of the storage threads cannot name a node");
    }
    if (config.heartbeatTicks == 0) {
        return invalid("heartbeatTicks: must be at least 1");
    }
    if (config.electionTicks <= config.heartbeatTicks) {
        return invalid("electionTicks: must be greater than heartbeatTicks");
    }
    if (config.electionTicks > 1'000'000) {
        return invalid("electionTicks: must be at most 1000000");
    }
    if (config.maxInflightMessages == 0) {
        return invalid("maxInflightMessages: must be at least 1");
    }
    if (config.maxInflightBytes == 0) {
        return invalid("maxInflightBytes: must be at least 1, or nothing is ever sent");
    }
    if (config.maxInflightBytes < config.maxMessageSize) {
        return invalid("maxInflightBytes: must not be below maxMessageSize");
    }
    if (config.maxPendingReads == 0) {
        return invalid("maxPendingReads: must be at least 1");
    }
    if (config.readOnlyOption == ReadOnlyOption::LeaseBased && !config.checkQuorum) {
        return invalid("readOnlyOption: lease based reads need checkQuorum");
    }
    return {};
}

}  // namespace quorate::raft
