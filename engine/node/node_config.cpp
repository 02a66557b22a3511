// SPDX-License-Identifier: Apache-2.0
#include "engine/node/node_config.h"

namespace quorate::node {

Result<void> validate(const NodeConfig& config) {
    const auto invalid = [](const char* text) { return Error(ErrorCode::InvalidArgument, text); };
    if (config.incarnation == 0) {
        return invalid("incarnation: must not be 0");
    }
    if (config.proposalTimeoutTicks == 0 || config.readTimeoutTicks == 0 ||
        config.readRetryTicks == 0) {
        return invalid(
            "proposalTimeoutTicks, readTimeoutTicks, readRetryTicks: must be at least 1");
    }
    if (config.maxPendingProposals == 0 || config.maxPendingProposalBytes == 0 ||
        config.maxPendingReads == 0 || config.maxReadRounds == 0 || config.maxApplyEntries == 0) {
        return invalid("maxPending..., maxReadRounds, maxApplyEntries: must be at least 1");
    }
    if (config.maxPendingProposals > kv::kProposalWindow) {
        return invalid("maxPendingProposals: must not be more than kv::kProposalWindow");
    }
    if (config.snapshotEntries == 0 || config.snapshotBytes == 0) {
        return invalid("snapshotEntries, snapshotBytes: must be at least 1");
    }
    if (config.releaseBytes == 0 || config.syncEntries == 0) {
        return invalid("releaseBytes, syncEntries: must be at least 1");
    }
    return raft::validate(config.raft);
}

}  // namespace quorate::node
