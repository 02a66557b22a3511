// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/base/result.h"
#include "storage/file_system.h"
#include "storage/inspection/disk_question.h"
#include "storage/inspection/log_image.h"
#include "storage/node_directory.h"

namespace quorate::storage {

/// Of a directory that is open, whom a question is for: the log, and the state with the snapshots,
/// may belong to executors of their own. A CrashQuestion is for both.
bool isForLog(const DiskQuestion& question) noexcept;
bool isForState(const DiskQuestion& question) noexcept;

/// The log of an open directory, on the executor of the log.
Result<LogImage> logImageOf(NodeDirectory& directory);

/// Of a log, wherever its image is. Questions that isForLog() alone.
Result<DiskAnswer> answerFromLog(const LogImage& image, const DiskQuestion& question);

/// From the handles of an open directory, on the executor of its state; nothing is opened for it
/// but files of snapshots, to read their sizes. Questions that isForState() alone.
Result<DiskAnswer> answerFromState(NodeDirectory& directory, const DiskQuestion& question);

/// From a directory that no node has open, by opening what must be opened on a copy in memory.
/// FailedPrecondition where a node runs there, NotFound where there is none.
Result<DiskAnswer> answerFromDirectory(FileSystem& files, const std::string& path,
                                       const DiskQuestion& question);

}  // namespace quorate::storage
