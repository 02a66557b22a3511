// SPDX-License-Identifier: Apache-2.0
#include "storage/posix_error.h"

#include <cstring>
#include <string>

namespace quorate::storage {

namespace {

ErrorCode codeOf(int systemError) {
    switch (systemError) {
    case ENOENT:
        return ErrorCode::NotFound;
    case EEXIST:
    case EISDIR:
    case ENOTDIR:
    case ENOTEMPTY:
        return ErrorCode::FailedPrecondition;
    case EINVAL:
        return ErrorCode::InvalidArgument;
    case EDQUOT:
    case ENOSPC:
        return ErrorCode::OutOfSpace;
    default:
        return ErrorCode::IoError;
    }
}

}  // namespace

Error posixError(std::string_view path, std::string_view call, int systemError) {
    char buffer[128];
    const char* const reason = ::strerror_r(systemError, buffer, sizeof buffer);
    std::string text(path);
    text.append(": ").append(call).append(": ").append(reason);
    return {codeOf(systemError), std::move(text)};
}

}  // namespace quorate::storage
