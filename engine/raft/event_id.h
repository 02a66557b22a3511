// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>

namespace quorate::raft {

/// Names an event of a recording. Handed out by the listener (TraceSink), in the order in which
/// things happened; 0 is none.
class EventId {
public:
    constexpr EventId() = default;
    constexpr explicit EventId(std::uint64_t value) : m_value(value) {}
    [[nodiscard]] constexpr std::uint64_t value() const noexcept { return m_value; }
    friend constexpr auto operator<=>(const EventId&, const EventId&) = default;

private:
    std::uint64_t m_value{0};
};

/// Of what nobody recorded.
inline constexpr EventId kNoEvent{};

}  // namespace quorate::raft
