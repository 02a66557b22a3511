// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "engine/raft/types.h"

namespace quorate::gui {

/// Log indexes along a line of pixels.
struct IndexScale {
    double origin{0};  ///< where the entry `base` begins
    raft::Index base{1};
    double pixelsPerEntry{1};

    /// Where an entry begins.
    [[nodiscard]] double xOf(raft::Index index) const noexcept {
        return origin + (static_cast<double>(index.value()) - static_cast<double>(base.value())) *
                            pixelsPerEntry;
    }
    /// The entry that lies there; 0 for what is before index 0.
    [[nodiscard]] raft::Index indexAt(double x) const noexcept {
        const double value =
            std::floor((x - origin) / pixelsPerEntry) + static_cast<double>(base.value());
        return raft::Index(static_cast<std::uint64_t>(std::clamp(value, 0.0, 1e18)));
    }
    friend bool operator==(const IndexScale&, const IndexScale&) = default;
};

}  // namespace quorate::gui
