// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/raft/types.h"

namespace quorate::storage {

/// The name of a file that was a segment, and is to be the next one.
constexpr const char* kWalSpareName = "spare";

/// The name of a segment's file: "0000000000000007-000000000000012c.wal" is the seventh segment,
/// made when the next entry was number 300. Names sort as sequences do.
struct SegmentName {
    std::uint64_t sequence{0};
    raft::Index first;
    friend bool operator==(const SegmentName&, const SegmentName&) = default;
};

std::string toString(const SegmentName& name);
/// Nothing for what is not the name of a segment.
std::optional<SegmentName> parseSegmentName(std::string_view name);

}  // namespace quorate::storage
