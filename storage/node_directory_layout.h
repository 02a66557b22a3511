// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/base/error.h"
#include "storage/file_system.h"

namespace quorate::storage {

// Names in a node's directory.
inline constexpr const char* kIdentityName = "identity";
inline constexpr const char* kPeersName = "peers";
inline constexpr const char* kLockName = "lock";
inline constexpr const char* kUnfinishedName = "unfinished";
inline constexpr const char* kLogName = "wal";
inline constexpr const char* kSnapshotsName = "snap";
inline constexpr const char* kStoreName = "db";

/// The error of a part as one of the directory, with what to do about it.
Error inNodeDirectory(const std::string& path, const Error& error);

/// Takes the lock. Busy where somebody has it.
Result<std::unique_ptr<FileLock>> lockNodeDirectory(FileSystem& files, const std::string& path);

}  // namespace quorate::storage
