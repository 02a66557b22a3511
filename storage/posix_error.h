// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cerrno>
#include <string_view>

#include "engine/base/error.h"

namespace quorate::storage {

/// What `call` on `path` failed with: "db/LOCK: open: Permission denied".
/// NotFound, FailedPrecondition (exists already, is not empty, is or is not a directory),
/// InvalidArgument, OutOfSpace (disk or quota), IoError for everything else.
Error posixError(std::string_view path, std::string_view call, int systemError);

/// Makes a system call until no signal interrupts it.
template <class Call>
auto uninterrupted(const Call& call) {
    for (;;) {
        const auto result = call();
        if (result != -1 || errno != EINTR) {
            return result;
        }
    }
}

}  // namespace quorate::storage
