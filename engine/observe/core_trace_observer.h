// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/observe/moment.h"
#include "engine/observe/observer.h"
#include "engine/raft/trace.h"

namespace quorate::observe {

/// Passes on to an Observer what a core tells, at the moment that was set last.
///
/// A core has no clock, so its runtime sets the moment before each input. Belongs to the core's
/// executor; `observer` must outlive it.
class CoreTraceObserver final : public raft::TraceSink {
public:
    explicit CoreTraceObserver(Observer& observer) : m_observer(observer) {}

    void setMoment(Moment now) noexcept { m_now = now; }
    [[nodiscard]] Moment moment() const noexcept { return m_now; }

    /// What brings about the inputs from now on that name no cause: a core does not know why it is
    /// asked to propose, say.
    void setCause(raft::EventId cause) noexcept { m_cause = cause; }
    /// The last Ready that was taken. It is caused by the last input before it.
    [[nodiscard]] raft::EventId lastReady() const noexcept { return m_lastReady; }

    raft::EventId record(const raft::TraceEvent& event) override;

private:
    Observer& m_observer;
    Moment m_now;
    raft::EventId m_cause;
    raft::EventId m_lastInput;
    raft::EventId m_lastReady;
};

}  // namespace quorate::observe
