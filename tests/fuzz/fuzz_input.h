// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace quorate::tests {

/// Turns a fuzzer's bytes into decisions. Past their end every decision is 0.
class FuzzInput {
public:
    FuzzInput(const std::uint8_t* data, std::size_t size)
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
        : m_rest(reinterpret_cast<const char*>(data), size) {}

    [[nodiscard]] bool isAtEnd() const noexcept { return m_rest.empty(); }

    std::uint8_t byte() noexcept {
        if (m_rest.empty()) {
            return 0;
        }
        const auto value = static_cast<std::uint8_t>(m_rest.front());
        m_rest.remove_prefix(1);
        return value;
    }
    /// In [0, bound); `bound` is at most 256 and not 0.
    std::size_t below(std::size_t bound) noexcept { return byte() % bound; }
    bool boolean() noexcept { return (byte() & 1U) != 0; }
    /// Up to `count` bytes.
    std::string_view take(std::size_t count) noexcept {
        const std::string_view taken = m_rest.substr(0, count);
        m_rest.remove_prefix(taken.size());
        return taken;
    }

private:
    std::string_view m_rest;
};

}  // namespace quorate::tests
