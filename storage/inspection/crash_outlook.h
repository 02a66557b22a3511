// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/raft/snapshot.h"
#include "storage/file_system.h"
#include "storage/inspection/disk_question.h"
#include "storage/inspection/log_image.h"

namespace quorate::storage {

/// What a start would read from the log after such a crash, and the snapshot it would build on.
/// Goes through the log alone: for a node that runs, whose state is in use.
CrashAnswer crashOfLog(const LogImage& image, const std::vector<raft::SnapshotMetadata>& snapshots,
                       const CrashQuestion& question);

/// The whole start, gone through on a copy in memory of the directory `path` in `lasting`: what is
/// certain to be there. `image` is the log as it was written, a part of which may be lost.
/// `lasting` must not change meanwhile.
CrashAnswer crashOfDirectory(FileSystem& lasting, const std::string& path, const LogImage& image,
                             const CrashQuestion& question);

}  // namespace quorate::storage
