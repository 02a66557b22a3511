// SPDX-License-Identifier: Apache-2.0
#include "engine/node/lease_keeper.h"

#include <string>
#include <utility>

namespace quorate::node {

namespace {

Error notFound(kv::LeaseId lease) {
    return {ErrorCode::NotFound, "lease " + std::to_string(lease.value) + " is not there"};
}

/// In the order of the leases: that of their bits.
constexpr std::int64_t kLastLease = -1;

kv::LeaseId behind(kv::LeaseId lease) {
    return {static_cast<std::int64_t>(static_cast<std::uint64_t>(lease.value) + 1)};
}

}  // namespace

void LeaseKeeper::beginLoading() {
    m_clock.load({});
    m_isLoaded = false;
    m_next = {};
}

Result<bool> LeaseKeeper::loadSome(const kv::View& state) {
    if (m_isLoaded) {
        return false;
    }
    const auto page = kv::listLeases(state, m_next, m_options.pageLeases);
    if (!page) {
        return page.error();
    }
    for (const kv::Lease& lease : *page) {
        m_clock.add(lease);
    }
    m_isLoaded = page->size() < m_options.pageLeases || page->back().id.value == kLastLease;
    if (!m_isLoaded) {
        m_next = behind(page->back().id);
    }
    return !m_isLoaded;
}

void LeaseKeeper::follow(const kv::Effects& effects) {
    for (const kv::LeaseChange& change : effects.leases) {
        m_clock.follow(change);
    }
}

void LeaseKeeper::lead(bool isLeading) {
    if (isLeading == m_clock.isPrimary()) {
        return;
    }
    if (isLeading) {
        m_clock.promote(m_options.electionMs);
    } else {
        m_clock.demote();
    }
}

std::vector<kv::Command> LeaseKeeper::takeCommands() {
    std::vector<kv::Command> commands;
    if (!m_clock.isPrimary()) {
        return commands;
    }
    for (const kv::LeaseId lease : m_clock.takeExpired(m_options.maxCommands)) {
        commands.emplace_back(kv::LeaseRevokeRequest{lease});
    }
    if (commands.size() < m_options.maxCommands) {
        auto checkpoints = m_clock.takeCheckpoints(m_options.maxCheckpoints);
        if (!checkpoints.empty()) {
            commands.emplace_back(kv::LeaseCheckpointRequest{std::move(checkpoints)});
        }
    }
    return commands;
}

Result<void> LeaseKeeper::canAnswer() const {
    if (!m_clock.isPrimary()) {
        return Error(ErrorCode::FailedPrecondition, "only the leader knows the time of leases");
    }
    if (!m_isLoaded) {
        return Error(ErrorCode::Unavailable, "the leases are being loaded");
    }
    return {};
}

Result<LeaseKeeper::KeptAlive> LeaseKeeper::keepAlive(kv::LeaseId lease) {
    if (auto can = canAnswer(); !can) {
        return can.error();
    }
    const auto renewal = m_clock.renew(lease);
    if (!renewal) {
        return notFound(lease);
    }
    KeptAlive kept;
    kept.ttlSeconds = renewal->ttlSeconds;
    if (renewal->resetCheckpoint) {
        kept.first.emplace_back(kv::LeaseCheckpointRequest{{{lease, 0}}});
    }
    return kept;
}

Result<kv::LeaseClock::Times> LeaseKeeper::timeToLive(kv::LeaseId lease) const {
    if (auto can = canAnswer(); !can) {
        return can.error();
    }
    const auto times = m_clock.times(lease);
    return times ? Result<kv::LeaseClock::Times>(*times)
                 : Result<kv::LeaseClock::Times>(notFound(lease));
}

}  // namespace quorate::node
