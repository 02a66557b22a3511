// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/base/little_endian.h"
#include "engine/observe/moment.h"
#include "engine/raft/event_id.h"

namespace quorate::observe {

/// The fixed part of an event, as it lies in a chunk and in a file: FORMAT.md.
struct Record {
    Moment moment;
    raft::EventId id;
    raft::EventId cause;
    std::uint8_t kind{0};
    std::uint8_t node{0};     ///< a place in the chunk's table of nodes
    std::uint16_t size{0};    ///< of the body; kLongBody: its first four bytes tell
    std::uint32_t offset{0};  ///< of the body, among the chunk's blobs
};
inline constexpr std::size_t kRecordSize = 32;
static_assert(sizeof(Record) == kRecordSize, "a record is 32 bytes, without gaps");

/// The size of a body that is too long for the field.
inline constexpr std::uint16_t kLongBody = 0xFFFF;
inline constexpr std::size_t kLongBodyPrefix = 4;

inline void storeRecord(char* to, const Record& record) noexcept {
    storeLittleEndian(to, record.moment.nanoseconds());
    storeLittleEndian(to + 8, record.id.value());
    storeLittleEndian(to + 16, record.cause.value());
    storeLittleEndian(to + 24, record.kind);
    storeLittleEndian(to + 25, record.node);
    storeLittleEndian(to + 26, record.size);
    storeLittleEndian(to + 28, record.offset);
}

[[nodiscard]] inline Record loadRecord(const char* from) noexcept {
    return {Moment(loadLittleEndian<std::uint64_t>(from)),
            raft::EventId(loadLittleEndian<std::uint64_t>(from + 8)),
            raft::EventId(loadLittleEndian<std::uint64_t>(from + 16)),
            loadLittleEndian<std::uint8_t>(from + 24),
            loadLittleEndian<std::uint8_t>(from + 25),
            loadLittleEndian<std::uint16_t>(from + 26),
            loadLittleEndian<std::uint32_t>(from + 28)};
}

}  // namespace quorate::observe
