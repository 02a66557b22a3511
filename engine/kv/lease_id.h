// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace quorate::kv {

/// The name of a lease; zero means "no lease". Negative names are possible, as in etcd.
struct LeaseId {
    std::int64_t value{0};

    [[nodiscard]] bool isNone() const noexcept { return value == 0; }
    friend bool operator==(LeaseId, LeaseId) = default;
    /// In the order in which leases are stored: by the two's complement bits.
    friend bool operator<(LeaseId a, LeaseId b) noexcept {
        return static_cast<std::uint64_t>(a.value) < static_cast<std::uint64_t>(b.value);
    }
};

}  // namespace quorate::kv
