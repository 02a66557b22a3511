// SPDX-License-Identifier: Apache-2.0
#include "storage/leveldb_levels.h"

#include <charconv>
#include <cstddef>
#include <optional>

namespace quorate::storage {

namespace {

constexpr std::string_view kLevelFront = "--- level ";
/// LevelDB has seven; no line makes us reserve more.
constexpr std::size_t kMaxLevels = 16;

std::optional<std::uint64_t> takeNumber(std::string_view& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// " 17:4711['a' @ 3 : 1 .. 'b' @ 9 : 1]": the number of a file, its bytes, its keys with escapes.
std::optional<std::uint64_t> bytesOfTable(std::string_view line) {
    if (!line.starts_with(' ')) {
        return std::nullopt;
    }
    line.remove_prefix(1);
    if (!takeNumber(line) || !line.starts_with(':')) {
        return std::nullopt;
    }
    line.remove_prefix(1);
    const auto bytes = takeNumber(line);
    return line.starts_with('[') ? bytes : std::nullopt;
}

}  // namespace

StoreLevels parseLevels(std::string_view tables, std::string_view memory) {
    StoreLevels result;
    std::optional<std::size_t> level;
    while (!tables.empty()) {
        const std::size_t end = tables.find('\n');
        std::string_view line = tables.substr(0, end);
        tables.remove_prefix(end == std::string_view::npos ? tables.size() : end + 1);
        if (line.starts_with(kLevelFront)) {
            line.remove_prefix(kLevelFront.size());
            const auto number = takeNumber(line);
            level = number && *number < kMaxLevels
                        ? std::optional(static_cast<std::size_t>(*number))
                        : std::nullopt;
        } else if (const auto bytes = bytesOfTable(line); bytes && level) {
            if (result.levels.size() <= *level) {
                result.levels.resize(*level + 1);
            }
            ++result.levels[*level].files;
            result.levels[*level].bytes += *bytes;
        }
    }
    result.memoryBytes = takeNumber(memory).value_or(0);
    return result;
}

}  // namespace quorate::storage
