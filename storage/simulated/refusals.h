// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/base/error.h"
#include "storage/simulated/disk_faults.h"

namespace quorate::storage {

/// Errors of names, with the codes that FileSystem promises: "a/b: rename: it is a directory".
Error refused(ErrorCode code, const std::string& path, DiskCallKind kind, const char* reason);
Error missing(const std::string& path, DiskCallKind kind);
Error notADirectory(const std::string& path, DiskCallKind kind);
Error isADirectory(const std::string& path, DiskCallKind kind);

}  // namespace quorate::storage
