// SPDX-License-Identifier: Apache-2.0
#include "storage/wal/segment_name.h"

#include "storage/hexadecimal.h"

namespace quorate::storage {

namespace {

constexpr std::string_view kEnding = ".wal";
constexpr std::size_t kNameSize = 2 * kHexDigits + 1 + kEnding.size();

}  // namespace

std::string toString(const SegmentName& name) {
    return toHex(name.sequence) + "-" + toHex(name.first.value()) + std::string(kEnding);
}

std::optional<SegmentName> parseSegmentName(std::string_view name) {
    if (name.size() != kNameSize || !name.ends_with(kEnding) || name[kHexDigits] != '-') {
        return std::nullopt;
    }
    const auto sequence = fromHex(name.substr(0, kHexDigits));
    const auto first = fromHex(name.substr(kHexDigits + 1, kHexDigits));
    if (!sequence || !first || *sequence == 0) {
        return std::nullopt;
    }
    return SegmentName{*sequence, raft::Index(*first)};
}

}  // namespace quorate::storage
