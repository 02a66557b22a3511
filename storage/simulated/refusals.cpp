// SPDX-License-Identifier: Apache-2.0
#include "storage/simulated/refusals.h"

namespace quorate::storage {

Error refused(ErrorCode code, const std::string& path, DiskCallKind kind, const char* reason) {
    return {code, path + ": " + toString(kind) + ": " + reason};
}

Error missing(const std::string& path, DiskCallKind kind) {
    return refused(ErrorCode::NotFound, path, kind, "there is no such file or directory");
}

Error notADirectory(const std::string& path, DiskCallKind kind) {
    return refused(ErrorCode::FailedPrecondition, path, kind, "it is a file, or lies below one");
}

Error isADirectory(const std::string& path, DiskCallKind kind) {
    return refused(ErrorCode::FailedPrecondition, path, kind, "it is a directory");
}

}  // namespace quorate::storage
