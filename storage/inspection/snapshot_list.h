// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/raft/snapshot.h"
#include "storage/file_system.h"
#include "storage/snapshot/snapshot_format.h"

namespace quorate::storage {

/// A file in the directory of snapshots.
struct SnapshotSummary {
    enum class Kind : std::uint8_t {
        Whole,
        Broken,      ///< `error` says where and why; the next start sets it aside
        SetAside,    ///< by an earlier start
        Unfinished,  ///< left by a crash; the next start removes it
        Other,       ///< nothing of ours
    };

    std::string name;
    Kind kind{Kind::Other};
    std::uint64_t fileSize{0};
    /// As far as it could be read.
    std::optional<raft::SnapshotMetadata> metadata;
    SnapshotTotals totals;
    std::optional<Error> error;
};

/// "whole", "broken", "set aside", "unfinished", "other".
const char* toString(SnapshotSummary::Kind kind) noexcept;

/// All files there, in order of name, each snapshot decompressed to its end; changes nothing, and
/// holds one chunk at a time. Errors are those of the directory.
Result<std::vector<SnapshotSummary>> summariseSnapshots(FileSystem& files,
                                                        const std::string& directory);

}  // namespace quorate::storage
