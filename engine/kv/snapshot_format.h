// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace quorate::kv::snapshot {

/// The first bytes of every stream: four letters and the version of the format.
inline constexpr std::string_view kHeader = "QKVS\x02";

inline constexpr std::uint8_t kRecord = 1;
inline constexpr std::uint8_t kEnd = 2;

/// No record of a stream is longer; what claims to be is refused before it is gathered.
inline constexpr std::size_t kMaxRecordBytes = std::size_t{16} * 1024 * 1024;

}  // namespace quorate::kv::snapshot
