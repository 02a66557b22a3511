// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstdint>

#include "engine/observe/moment.h"
#include "engine/raft/types.h"

/// How numbers are written, the same in every view; what things are called is in wording.h. In the
/// language of the application; any thread may call these functions.
namespace quorate::gui {

/// A moment of the recording: "14.213 s".
QString textOf(observe::Moment moment);
/// With a unit that suits it: "1.5 s", "100 ms", "40 µs".
QString durationText(std::uint64_t nanoseconds);
/// "64 B", "1.5 KiB".
QString bytesText(std::uint64_t bytes);
/// "214 880".
QString countText(std::uint64_t count);
/// "1 entry", "3 entries".
QString entriesText(std::uint64_t count);
/// "4118"; from five digits on in groups: "104 096".
QString indexText(raft::Index index);
/// "4118", "4118–4120".
QString indexRange(raft::Index first, raft::Index last);

}  // namespace quorate::gui
