// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/base/result.h"
#include "storage/file_system.h"
#include "storage/wal/record.h"
#include "storage/wal/recovery.h"

namespace quorate::storage {

/// Where writing goes on in a segment.
struct WalTail {
    /// A multiple of kWalSector.
    std::uint64_t offset{0};
    /// Checksum of the last record.
    std::uint32_t chain{0};
};

/// Makes the last segment as recovery found it, durably: what is broken at its end is cut off, the
/// records of a batch that lost its end become a shorter batch, and all behind it are zeros.
///
/// What no boundary says was durable is written once more: an earlier sync may have failed and left
/// it in the system's cache only, and the system would not try again. An interruption leaves what
/// this can repair again.
Result<WalTail> repairTail(File& file, const WalFound& found, const WalOwner& owner,
                           std::uint64_t segmentSize);

}  // namespace quorate::storage
