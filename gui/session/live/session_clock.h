// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>

#include <atomic>
#include <cstdint>

#include "engine/observe/moment.h"
#include "engine/observe/runtime_events.h"

namespace quorate::gui {

/// The time of a session on real time, the same for all its nodes: it goes on where an earlier
/// opening ended. Also counts its operations. For any thread.
class SessionClock {
public:
    SessionClock(observe::Moment start, std::uint64_t firstOperation)
        : m_start(start.nanoseconds()), m_nextOperation(firstOperation) {
        m_timer.start();
    }

    [[nodiscard]] observe::Moment now() const {
        return observe::Moment(m_start + static_cast<std::uint64_t>(m_timer.nsecsElapsed()));
    }
    observe::OperationId nextOperation() { return observe::OperationId(m_nextOperation++); }

private:
    const std::uint64_t m_start;
    QElapsedTimer m_timer;
    std::atomic<std::uint64_t> m_nextOperation;
};

}  // namespace quorate::gui
