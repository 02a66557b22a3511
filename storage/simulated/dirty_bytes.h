// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace quorate::storage {

/// What was written to a file and not synced: ranges in order that neither overlap nor touch.
class DirtyBytes {
public:
    struct Range {
        std::uint64_t offset{0};
        std::string bytes;

        [[nodiscard]] std::uint64_t end() const noexcept { return offset + bytes.size(); }
    };

    void write(std::uint64_t offset, std::string_view bytes);

    /// Lays what is dirty over `bytes`, which lie at `offset`.
    void patch(std::uint64_t offset, std::span<char> bytes) const;

    /// Forgets what lies at `size` and behind it.
    void truncate(std::uint64_t size);
    void clear() noexcept { m_ranges.clear(); }

    [[nodiscard]] bool empty() const noexcept { return m_ranges.empty(); }
    [[nodiscard]] const std::vector<Range>& ranges() const noexcept { return m_ranges; }

private:
    std::vector<Range> m_ranges;
};

}  // namespace quorate::storage
