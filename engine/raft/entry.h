// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/raft/types.h"

namespace quorate::raft {

/// What an entry's data means. The values are part of the encoding.
enum class EntryType : std::uint8_t {
    Normal = 0,        ///< opaque to raft; empty for a new leader's first entry (§8)
    ConfChange = 1,    ///< an encoded single change (ConfChange, the old form)
    ConfChangeV2 = 2,  ///< an encoded ConfChangeV2: single, joint, or "leave the joint one"
};

/// One entry of the replicated log. The data is shared and immutable.
struct Entry {
    Term term;
    Index index;
    EntryType type{EntryType::Normal};
    Bytes data;

    [[nodiscard]] EntryId id() const noexcept { return {term, index}; }
    friend bool operator==(const Entry&, const Entry&) = default;
};

using Entries = std::vector<Entry>;
using EntrySpan = std::span<const Entry>;

/// Bytes that an entry counts for towards the limits on messages and on committed entries: the size
/// of its protocol-buffer form in etcd, so that a limit means the same here and there.
std::uint64_t limitSize(const Entry& entry) noexcept;
std::uint64_t limitSize(EntrySpan entries) noexcept;

/// Bytes of payload alone, which the limits on in-flight and on uncommitted data count.
std::uint64_t payloadSize(EntrySpan entries) noexcept;

/// How many of the first entries fit into `maxSize` bytes of limitSize; at least one, if there is
/// one, so that progress is always possible.
std::size_t countWithinLimit(EntrySpan entries, std::uint64_t maxSize) noexcept;

}  // namespace quorate::raft
