// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/kv/lease_id.h"
#include "engine/kv/view.h"

namespace quorate::kv {

/// A lease as the key space stores it: what every member knows. How much time is left is known to
/// the leader alone, and kept in its LeaseClock.
struct Lease {
    LeaseId id;
    std::int64_t ttlSeconds{0};
    std::int64_t remainingSeconds{0};  ///< of the last checkpoint; zero where there was none

    friend bool operator==(const Lease&, const Lease&) = default;
};

/// What an apply did to a lease, for the clock of the leader.
struct LeaseChange {
    enum class Kind : std::uint8_t { Granted = 1, Revoked = 2, Checkpointed = 3 };

    Kind kind{Kind::Granted};
    Lease lease;

    friend bool operator==(const LeaseChange&, const LeaseChange&) = default;
};

Result<std::optional<Lease>> findLease(const View& view, LeaseId id);

/// At most `limit` leases in the order of their ids, from `from` on.
Result<std::vector<Lease>> listLeases(const View& view, LeaseId from, std::size_t limit);

/// At most `limit` of the keys attached to a lease, in order, after `after` (empty: from the
/// first).
Result<std::vector<Bytes>> leaseKeys(const View& view, LeaseId id, const Bytes& after,
                                     std::size_t limit);

}  // namespace quorate::kv
