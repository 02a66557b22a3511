// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>

namespace quorate::observe {

/// When something happened, in nanoseconds since the recording's own zero: of virtual time on a
/// Stage, of a clock that never goes back elsewhere.
class Moment {
public:
    constexpr Moment() = default;
    constexpr explicit Moment(std::uint64_t nanoseconds) : m_nanoseconds(nanoseconds) {}
    [[nodiscard]] constexpr std::uint64_t nanoseconds() const noexcept { return m_nanoseconds; }
    friend constexpr auto operator<=>(const Moment&, const Moment&) = default;

private:
    std::uint64_t m_nanoseconds{0};
};

}  // namespace quorate::observe
