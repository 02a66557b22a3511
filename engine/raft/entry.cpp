// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/entry.h"

#include <bit>

namespace quorate::raft {

namespace {

/// Bytes of a number in base-128 digits: one for each seven bits, at least one.
std::uint64_t varintSize(std::uint64_t value) noexcept {
    return (static_cast<std::uint64_t>(std::bit_width(value | 1U)) + 6U) / 7U;
}

}  // namespace

std::uint64_t limitSize(const Entry& entry) noexcept {
    // A tag of one byte before each of type, term, index and, where there is any, data.
    std::uint64_t size = 1 + varintSize(static_cast<std::uint64_t>(entry.type));
    size += 1 + varintSize(entry.term.value());
    size += 1 + varintSize(entry.index.value());
    if (!entry.data.empty()) {
        size += 1 + varintSize(entry.data.size()) + entry.data.size();
    }
    return size;
}

std::uint64_t limitSize(EntrySpan entries) noexcept {
    std::uint64_t size = 0;
    for (const Entry& entry : entries) {
        size += limitSize(entry);
    }
    return size;
}

std::uint64_t payloadSize(EntrySpan entries) noexcept {
    std::uint64_t size = 0;
    for (const Entry& entry : entries) {
        size += entry.data.size();
    }
    return size;
}

std::size_t countWithinLimit(EntrySpan entries, std::uint64_t maxSize) noexcept {
    if (maxSize == kNoLimit || entries.empty()) {
        return entries.size();
    }
    std::uint64_t size = limitSize(entries.front());
    std::size_t count = 1;
    while (count < entries.size()) {
        size += limitSize(entries[count]);
        if (size > maxSize) {
            break;
        }
        ++count;
    }
    return count;
}

}  // namespace quorate::raft
