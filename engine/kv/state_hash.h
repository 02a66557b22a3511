// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace quorate::kv {

/// A 64-bit hash that is fed piece by piece, for comparing replicas: the same on every machine and
/// compiler, quick, and no protection against somebody who wants two states to collide. FORMAT.md
/// says what exactly goes into the chain of the key space and into the hash of its contents.
class StateHash {
public:
    StateHash() = default;
    explicit StateHash(std::uint64_t value) : m_value(value) {}

    void add(std::uint64_t word) noexcept {
        m_value = (m_value ^ word) * kMultiplier;
        m_value ^= m_value >> 32U;
    }
    void add(std::int64_t number) noexcept { add(static_cast<std::uint64_t>(number)); }
    /// The length, then the bytes eight at a time, the first one lowest, the end filled with zeros.
    void add(std::string_view bytes) noexcept;

    [[nodiscard]] std::uint64_t value() const noexcept { return m_value; }

private:
    static constexpr std::uint64_t kMultiplier = 0x9e3779b97f4a7c15U;

    std::uint64_t m_value{0};
};

}  // namespace quorate::kv
