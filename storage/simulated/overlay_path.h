// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace quorate::storage {

/// Where a path leads, seen from the directory that a simulated disk lies above.
struct OverlayPath {
    enum class Kind : std::uint8_t {
        Within,   ///< `names` lead there from the directory; none of them: the directory itself
        Above,    ///< to a directory that holds it
        Outside,  ///< somewhere else, or through ".."
    };

    Kind kind{Kind::Within};
    std::vector<std::string_view> names;  ///< parts of the path
};

/// `directory` is empty where there is none below: every path leads within.
OverlayPath overlayPath(std::string_view directory, std::string_view path);

}  // namespace quorate::storage
