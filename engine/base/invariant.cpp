// SPDX-License-Identifier: Apache-2.0
#include "engine/base/invariant.h"

#include <string_view>

namespace quorate {

namespace {

/// The path from the source root on, so that a reason reads the same on every machine.
std::string_view fromSourceRoot(std::string_view path) {
    for (const std::string_view root : {"engine/", "storage/", "network/", "gui/", "tests/"}) {
        if (const auto at = path.rfind(root); at != std::string_view::npos) {
            return path.substr(at);
        }
    }
    return path;
}

}  // namespace

void failInvariant(const char* file, int line, const char* condition, const std::string& detail) {
    std::string reason = "invariant broken: ";
    reason.append(detail).append(" (").append(condition).append(", ");
    reason.append(fromSourceRoot(file)).append(":").append(std::to_string(line)).append(")");
    throw InvariantViolation(std::move(reason));
}

}  // namespace quorate
