// SPDX-License-Identifier: Apache-2.0
#include "storage/inspection/recovery_outlook.h"

#include "engine/node/recovery.h"
#include "storage/inspection/directory_view.h"
#include "storage/node_directory.h"
#include "storage/node_directory_layout.h"
#include "storage/path.h"

namespace quorate::storage {

namespace {

Result<RecoveryOutlook> recoverOn(FileSystem& scratch, const std::string& path) {
    const auto directory = NodeDirectory::open(scratch, path, {}, {});
    if (!directory) {
        return directory.error();
    }
    const auto recovered = node::recover(**directory);
    if (!recovered) {
        return recovered.error();
    }
    const node::RecoveredState& state = recovered->state;
    RecoveryOutlook outlook;
    outlook.hardState = state.hardState;
    outlook.logStart = state.logStart;
    outlook.last = state.entries.empty() ? state.logStart : state.entries.back().id();
    outlook.applied = state.applied;
    outlook.snapshot = {state.snapshot.term, state.snapshot.index};
    outlook.voters = state.confState.voters;
    outlook.findings = (*directory)->findings();
    return outlook;
}

}  // namespace

Result<RecoveryOutlook> foreseeRecovery(FileSystem& files, const std::string& path) {
    ScratchDirectory scratch(files, path);
    return recoverOn(scratch.files(), path);
}

Result<RecoveryOutlook> foreseeRecoveryWithoutStore(FileSystem& files, const std::string& path) {
    ScratchDirectory scratch(files, path);
    const std::string store = joinPath(path, kStoreName);
    const auto isThere = scratch.files().exists(store);
    if (!isThere) {
        return isThere.error();
    }
    if (*isThere) {
        if (auto moved = scratch.files().rename(store, store + ".aside"); !moved) {
            return moved.error();
        }
    }
    return recoverOn(scratch.files(), path);
}

}  // namespace quorate::storage
