// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "engine/base/result.h"
#include "storage/file_system.h"

namespace quorate::storage {

/// What of a file in LevelDB's log format (its write-ahead log and its MANIFEST) is whole: blocks
/// of 32768 bytes, in which each fragment of a record has a masked CRC-32C, a length and a type.
struct IntactLog {
    /// Up to the end of the last whole record before the first broken one.
    std::uint64_t length{0};
    /// Whether a whole fragment follows behind the broken one.
    bool wholeBehind{false};
};

/// Reads the file once, block by block, and gives each whole record before the first broken one to
/// `take`, if there is one. Errors are the file's.
///
/// LevelDB itself would skip a broken record and take the next one, or else refuse the file. What
/// was not synced before a crash may be broken in the middle, and then only what precedes it may
/// count.
Result<IntactLog> findIntactLog(const File& file,
                                const std::function<void(std::string_view)>& take = {});

}  // namespace quorate::storage
