// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace quorate::gui {

/// How long a node of an Attached session is paused: it hears nobody who would end that, and takes
/// up to a minute.
inline constexpr std::uint64_t kAttachedPauseMs = 10'000;

}  // namespace quorate::gui
