// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>

#include "engine/raft/event_id.h"

namespace quorate::observe {

/// Who names events. A Stage has one source for all that happens; where nodes run on executors of
/// their own, each has its own, so that ids are given without asking anybody.
class SourceId {
public:
    constexpr SourceId() = default;
    constexpr explicit SourceId(std::uint16_t value) : m_value(value) {}
    [[nodiscard]] constexpr std::uint16_t value() const noexcept { return m_value; }
    friend constexpr auto operator<=>(const SourceId&, const SourceId&) = default;

private:
    std::uint16_t m_value{0};
};

/// Bits of an event id that count; the 16 above them are the source.
inline constexpr unsigned kSequenceBits = 48;
inline constexpr std::uint64_t kMaxSequence = (std::uint64_t{1} << kSequenceBits) - 1;

/// The id of the `sequence`-th event of a source, counted from 1. Those of source 0 are 1, 2, 3...
constexpr raft::EventId eventIdOf(SourceId source, std::uint64_t sequence) noexcept {
    return raft::EventId((std::uint64_t{source.value()} << kSequenceBits) |
                         (sequence & kMaxSequence));
}
constexpr SourceId sourceOf(raft::EventId id) noexcept {
    return SourceId(static_cast<std::uint16_t>(id.value() >> kSequenceBits));
}
constexpr std::uint64_t sequenceOf(raft::EventId id) noexcept {
    return id.value() & kMaxSequence;
}

}  // namespace quorate::observe
