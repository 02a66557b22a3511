// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "engine/observe/moment.h"
#include "engine/observe/runtime_events.h"

namespace quorate::gui {

/// The time of a session on real time, the same for all its nodes: it goes on where an earlier
/// opening ended. Also counts its operations. For any thread.
class SessionClock {
public:
    SessionClock(observe::Moment start, std::uint64_t firstOperation)
        : m_epochNs(monotonicNs() - static_cast<std::int64_t>(start.nanoseconds())),
          m_nextOperation(firstOperation) {}

    [[nodiscard]] observe::Moment now() const {
        return observe::Moment(static_cast<std::uint64_t>(monotonicNs() - m_epochNs));
    }
    /// Moment 0 by the clock that all processes of this machine share (CLOCK_MONOTONIC); may lie
    /// before the machine was started.
    [[nodiscard]] std::int64_t epochNs() const noexcept { return m_epochNs; }
    observe::OperationId nextOperation() { return observe::OperationId(m_nextOperation++); }

private:
    static std::int64_t monotonicNs() {
        return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch())
            .count();
    }

    const std::int64_t m_epochNs;
    std::atomic<std::uint64_t> m_nextOperation;
};

}  // namespace quorate::gui
