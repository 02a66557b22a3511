// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/base/random.h"
#include "engine/raft/status.h"

namespace quorate::raft {

/// The two timers of a node, in ticks. The election timeout is drawn anew whenever a node becomes
/// follower, candidate or leader, so that candidates seldom collide twice (§5.2, §9.3).
class TickClock {
public:
    TickClock(std::uint32_t electionTicks, std::uint32_t heartbeatTicks, Random random)
        : m_electionTimeout(electionTicks),
          m_heartbeatTimeout(heartbeatTicks),
          m_random(random),
          m_randomizedElectionTimeout(electionTicks) {}

    /// Both timers start again, with a new election timeout.
    void restart() {
        m_electionElapsed = 0;
        m_heartbeatElapsed = 0;
        m_randomizedElectionTimeout =
            m_electionTimeout + static_cast<std::uint32_t>(m_random.below(m_electionTimeout));
    }
    /// One tick of the injected clock, whatever the role.
    void tick() noexcept { ++m_ticks; }
    /// Ticks since the start, plus one; never 0 and never back.
    [[nodiscard]] std::uint64_t ticks() const noexcept { return m_ticks; }

    void restartElection() noexcept { m_electionElapsed = 0; }
    void restartHeartbeat() noexcept { m_heartbeatElapsed = 0; }
    void tickElection() noexcept { ++m_electionElapsed; }
    void tickHeartbeat() noexcept { ++m_heartbeatElapsed; }

    /// Time to campaign.
    [[nodiscard]] bool isElectionDue() const noexcept {
        return m_electionElapsed >= m_randomizedElectionTimeout;
    }
    /// A full, not randomised, election timeout has passed.
    [[nodiscard]] bool isElectionPeriodOver() const noexcept {
        return m_electionElapsed >= m_electionTimeout;
    }
    [[nodiscard]] bool isHeartbeatDue() const noexcept {
        return m_heartbeatElapsed >= m_heartbeatTimeout;
    }

    [[nodiscard]] std::uint32_t electionTimeout() const noexcept { return m_electionTimeout; }
    [[nodiscard]] std::uint32_t heartbeatTimeout() const noexcept { return m_heartbeatTimeout; }
    void setRandomizedElectionTimeout(std::uint32_t ticks) noexcept {
        m_randomizedElectionTimeout = ticks;
    }
    [[nodiscard]] TimerStatus status() const noexcept {
        return {m_electionElapsed, m_randomizedElectionTimeout, m_electionTimeout,
                m_heartbeatElapsed, m_heartbeatTimeout};
    }

private:
    std::uint32_t m_electionTimeout;
    std::uint32_t m_heartbeatTimeout;
    Random m_random;
    std::uint32_t m_randomizedElectionTimeout;
    std::uint32_t m_electionElapsed{0};
    std::uint32_t m_heartbeatElapsed{0};
    std::uint64_t m_ticks{1};
};

}  // namespace quorate::raft
