// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace quorate::kv {

/// A place in the replicated log: which entry, written in which term. The key space gets it from
/// outside and stores it beside the data that it describes.
struct AppliedPosition {
    std::uint64_t index{0};
    std::uint64_t term{0};

    friend bool operator==(const AppliedPosition&, const AppliedPosition&) = default;
};

}  // namespace quorate::kv
