// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

/// The dependency table of the project: which folder may use which other one and which libraries.
namespace quorate::source_tree {

/// Libraries as bits.
using Libraries = unsigned;
constexpr Libraries kStandard = 1U << 0U;
constexpr Libraries kPosix = 1U << 1U;
constexpr Libraries kLevelDb = 1U << 2U;
constexpr Libraries kZstd = 1U << 3U;
constexpr Libraries kIsaL = 1U << 4U;
constexpr Libraries kQtCore = 1U << 5U;  ///< Core and Network
constexpr Libraries kQtGui = 1U << 6U;   ///< all other modules
constexpr Libraries kBoost = 1U << 7U;   ///< Beast's parser, Asio's buffers, Program_options
constexpr Libraries kRapidJson = 1U << 8U;
constexpr Libraries kUnknown = 1U << 9U;

/// One row. A folder below one that has a row, and without a row of its own, obeys that row.
struct Folder {
    std::string_view name;
    /// Besides itself. A name stands for everything below it.
    std::vector<std::string_view> mayUse;
    Libraries libraries{};
    /// Headers of the standard library that would break what the folder promises.
    std::vector<std::string_view> bannedHeaders;
};

/// The row that `path` obeys; null for what lies in none of the project's folders.
const Folder* folderOf(std::string_view path);

/// Whether code that obeys `from` may use what lies in the row `to`.
bool mayUse(const Folder& from, const Folder& to);

/// The library of a header in angle brackets.
Libraries libraryOfHeader(std::string_view header);

/// The library of a name in target_link_libraries.
Libraries libraryOfTarget(std::string_view target);

/// "LevelDB", for messages.
std::string_view nameOf(Libraries library);

}  // namespace quorate::source_tree
