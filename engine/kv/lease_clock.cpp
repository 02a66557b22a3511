// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/lease_clock.h"

namespace quorate::kv {

namespace {

constexpr std::uint64_t kMsPerSecond = 1000;

}  // namespace

/// Puts a lease into the order of expiry, anew.
void LeaseClock::start(Entry& entry, std::int64_t seconds, std::uint64_t extraMs) {
    stop(entry);
    entry.endMs = m_nowMs + static_cast<std::uint64_t>(seconds) * kMsPerSecond + extraMs;
    entry.dueMs = entry.endMs;
    entry.handedOut = false;
    m_due.emplace(entry.dueMs, entry.lease.id);
    scheduleCheckpoint(entry);
}

void LeaseClock::stop(Entry& entry) {
    m_due.erase({entry.dueMs, entry.lease.id});
    m_checkpoints.erase({entry.checkpointMs, entry.lease.id});
}

void LeaseClock::scheduleCheckpoint(Entry& entry) {
    m_checkpoints.erase({entry.checkpointMs, entry.lease.id});
    entry.checkpointMs = m_nowMs + m_options.checkpointMs;
    if (m_options.checkpointMs > 0 && entry.checkpointMs < entry.endMs) {
        m_checkpoints.emplace(entry.checkpointMs, entry.lease.id);
    }
}

void LeaseClock::load(const std::vector<Lease>& leases) {
    m_leases.clear();
    m_due.clear();
    m_checkpoints.clear();
    for (const Lease& lease : leases) {
        add(lease);
    }
}

void LeaseClock::add(const Lease& lease) {
    Entry& entry = m_leases[lease.id];
    entry.lease = lease;
    if (m_primary) {
        start(entry, lease.remainingSeconds > 0 ? lease.remainingSeconds : lease.ttlSeconds, 0);
    }
}

void LeaseClock::follow(const LeaseChange& change) {
    const auto known = m_leases.find(change.lease.id);
    switch (change.kind) {
    case LeaseChange::Kind::Granted:
        add(change.lease);
        break;
    case LeaseChange::Kind::Checkpointed:
        // Time goes on as it did; what is noted counts at the next change of leader.
        if (known != m_leases.end()) {
            known->second.lease.remainingSeconds = change.lease.remainingSeconds;
        }
        break;
    case LeaseChange::Kind::Revoked:
        if (known != m_leases.end()) {
            stop(known->second);
            m_leases.erase(known);
        }
        break;
    }
}

void LeaseClock::promote(std::uint32_t extraMs) {
    m_primary = true;
    for (auto& [id, entry] : m_leases) {
        const Lease& lease = entry.lease;
        start(entry, lease.remainingSeconds > 0 ? lease.remainingSeconds : lease.ttlSeconds,
              extraMs);
    }
}

void LeaseClock::demote() {
    m_primary = false;
    m_due.clear();
    m_checkpoints.clear();
}

void LeaseClock::tick() {
    m_nowMs += m_options.tickMs;
}

std::vector<LeaseId> LeaseClock::takeExpired(std::size_t max) {
    std::vector<LeaseId> expired;
    while (expired.size() < max && !m_due.empty() && m_due.begin()->first <= m_nowMs) {
        const LeaseId id = m_due.begin()->second;
        m_due.erase(m_due.begin());
        Entry& entry = m_leases.at(id);
        entry.handedOut = true;
        entry.dueMs = m_nowMs + m_options.retryMs + 1;
        m_due.emplace(entry.dueMs, id);
        expired.push_back(id);
    }
    return expired;
}

std::optional<LeaseClock::Renewal> LeaseClock::renew(LeaseId id) {
    const auto known = m_leases.find(id);
    if (!m_primary || known == m_leases.end()) {
        return std::nullopt;
    }
    Entry& entry = known->second;
    if (entry.handedOut || entry.endMs <= m_nowMs) {
        return std::nullopt;
    }
    start(entry, entry.lease.ttlSeconds, 0);
    return Renewal{entry.lease.ttlSeconds, entry.lease.remainingSeconds > 0};
}

std::vector<LeaseCheckpoint> LeaseClock::takeCheckpoints(std::size_t max) {
    std::vector<LeaseCheckpoint> checkpoints;
    while (checkpoints.size() < max && !m_checkpoints.empty() &&
           m_checkpoints.begin()->first <= m_nowMs) {
        const LeaseId id = m_checkpoints.begin()->second;
        Entry& entry = m_leases.at(id);
        scheduleCheckpoint(entry);
        if (entry.endMs > m_nowMs && !entry.handedOut) {
            // Rounded up: zero would mean the full time again.
            const std::uint64_t left = (entry.endMs - m_nowMs + kMsPerSecond - 1) / kMsPerSecond;
            checkpoints.push_back({id, static_cast<std::int64_t>(left)});
        }
    }
    return checkpoints;
}

std::optional<LeaseClock::Times> LeaseClock::times(LeaseId id) const {
    const auto known = m_leases.find(id);
    if (known == m_leases.end()) {
        return std::nullopt;
    }
    const Entry& entry = known->second;
    Times times;
    times.ttlSeconds = entry.lease.ttlSeconds;
    if (m_primary && entry.endMs > m_nowMs) {
        times.remainingSeconds = static_cast<std::int64_t>((entry.endMs - m_nowMs) / kMsPerSecond);
    }
    return times;
}

}  // namespace quorate::kv
