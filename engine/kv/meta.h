// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/kv/position.h"
#include "engine/kv/revision.h"

namespace quorate::kv {

/// The first byte of the stored meta record: the version of the whole stored layout.
inline constexpr unsigned char kLayoutFormat = 2;

/// Where a key space stands; stored with every change of it, in the same batch.
///
/// Invariants: applied never goes back; compacted <= revision; reclaimed.main <= compacted or is
/// zero.
struct Meta {
    AppliedPosition applied;
    std::int64_t revision{kEmptyRevision};
    std::int64_t compacted{kNeverCompacted};  ///< what lies before it cannot be read any more
    Revision reclaimed;                       ///< changes before it are gone from the store, too
    std::int64_t keys{0};                     ///< how many keys hold a value now
    std::uint64_t chain{0};                   ///< the hash of everything applied so far

    friend bool operator==(const Meta&, const Meta&) = default;
};

std::string metaKey();
std::string configurationKey();
std::string metaValue(const Meta& meta);

/// FailedPrecondition, with what to do, where the key space is of another format; Corrupted for
/// bytes that are no meta record.
Result<Meta> decodeMeta(std::string_view stored);

}  // namespace quorate::kv
