// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace quorate::storage {

/// The tables of a LevelDB database, by level, and what of it is in memory. A value.
struct StoreLevels {
    struct Level {
        std::uint64_t files{0};
        std::uint64_t bytes{0};
        friend bool operator==(const Level&, const Level&) = default;
    };
    /// Below the directory of the state.
    std::string name;
    /// From level 0 on, down to the lowest that has a table.
    std::vector<Level> levels;
    /// As LevelDB estimates it: what is not in tables yet, and blocks that were read.
    std::uint64_t memoryBytes{0};
    friend bool operator==(const StoreLevels&, const StoreLevels&) = default;
};

/// Of what LevelDB says of itself in "leveldb.sstables" and "leveldb.approximate-memory-usage".
/// Lines that are not understood are passed over.
StoreLevels parseLevels(std::string_view tables, std::string_view memory);

}  // namespace quorate::storage
