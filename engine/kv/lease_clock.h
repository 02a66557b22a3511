// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "engine/kv/command.h"
#include "engine/kv/lease_id.h"
#include "engine/kv/leases.h"

namespace quorate::kv {

/// Knows how much time is left of every lease; decides on the leader when one has expired.
///
/// It has no clock: `tick` says that an interval has passed. Every member has one and tells it what
/// was applied (`follow`), but time runs on the leader only. A member that becomes the leader gives
/// every lease its full time to live again (what is left of it, where that was checkpointed), as
/// nobody knows what the last leader promised; so a lease never ends early, though it may end late.
///
/// Expiry is a decision of the leader and a revoke command for everybody: what `takeExpired` gives
/// must be proposed. A lease whose revoke was handed out cannot be renewed any more.
class LeaseClock {
public:
    struct Options {
        std::uint32_t tickMs{100};
        /// How long to wait for a revoke before it is handed out again (its proposal may be lost).
        std::uint32_t retryMs{3000};
        /// How often to note what is left of leases longer than this; zero: never, as etcd 3.4 does
        /// by default.
        std::uint32_t checkpointMs{0};
    };

    explicit LeaseClock(Options options) : m_options(options) {}

    /// What the store holds when a node starts, or after a snapshot: forgets everything else.
    void load(const std::vector<Lease>& leases);
    /// More of what the store holds, page by page, after a `load`.
    void add(const Lease& lease);
    /// What an apply did.
    void follow(const LeaseChange& change);

    /// This node leads from now on. `extraMs` goes on top of every lease, for the time that an
    /// election took.
    void promote(std::uint32_t extraMs = 0);
    void demote();
    [[nodiscard]] bool isPrimary() const noexcept { return m_primary; }

    /// One interval has passed.
    void tick();

    /// Leases to propose revokes for, those first that ended first; at most `max`.
    std::vector<LeaseId> takeExpired(std::size_t max);

    struct Renewal {
        std::int64_t ttlSeconds{0};
        /// A checkpoint says that less is left: propose one of zero before answering the client.
        bool resetCheckpoint{false};
    };
    /// A keep-alive: starts the full time to live again. Nothing where there is no such lease, it
    /// has expired, or this node does not lead.
    std::optional<Renewal> renew(LeaseId id);

    /// Checkpoints to propose; at most `max`.
    std::vector<LeaseCheckpoint> takeCheckpoints(std::size_t max);

    struct Times {
        std::int64_t ttlSeconds{0};
        std::int64_t remainingSeconds{0};  ///< rounded down; zero once expired
    };
    /// Nothing where there is no such lease; what remains is known to the leader alone.
    [[nodiscard]] std::optional<Times> times(LeaseId id) const;
    [[nodiscard]] std::size_t size() const noexcept { return m_leases.size(); }

private:
    using Due = std::pair<std::uint64_t, LeaseId>;  ///< at which millisecond, what
    struct Entry {
        Lease lease;
        std::uint64_t endMs{0};         ///< while this node leads
        std::uint64_t dueMs{0};         ///< its place in m_due
        std::uint64_t checkpointMs{0};  ///< its place in m_checkpoints; zero: none
        bool handedOut{false};
    };

    void start(Entry& entry, std::int64_t seconds, std::uint64_t extraMs);
    void stop(Entry& entry);
    void scheduleCheckpoint(Entry& entry);

    Options m_options;
    std::uint64_t m_nowMs{0};
    bool m_primary{false};
    std::map<LeaseId, Entry> m_leases;
    std::set<Due> m_due;          ///< every lease, while this node leads
    std::set<Due> m_checkpoints;  ///< those that get checkpoints
};

}  // namespace quorate::kv
