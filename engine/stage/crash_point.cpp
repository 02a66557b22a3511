// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/crash_point.h"

namespace quorate::stage {

namespace {

constexpr std::array<std::string_view, kCrashPointCount> kNames{
    "before-log-write", "before-log-sync", "before-send",    "before-apply",
    "after-apply",      "snapshot-save",   "snapshot-saved", "snapshot-receive",
    "snapshot-install", "snapshot-mark",   "before-propose", "before-conf-change",
    "before-read",      "before-receive",
};

}  // namespace

std::string_view toString(CrashPoint point) noexcept {
    return kNames[static_cast<std::size_t>(point)];
}

std::optional<CrashPoint> parseCrashPoint(std::string_view text) noexcept {
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        if (kNames[i] == text) {
            return static_cast<CrashPoint>(i);
        }
    }
    return std::nullopt;
}

}  // namespace quorate::stage
