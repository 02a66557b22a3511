// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <leveldb/slice.h>

namespace quorate::storage {

/// LevelDB's view of bytes and the standard library's; neither owns them.
inline leveldb::Slice slice(std::string_view text) {
    return {text.data(), text.size()};
}

inline std::string_view text(const leveldb::Slice& slice) {
    return {slice.data(), slice.size()};
}

}  // namespace quorate::storage
