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

    raft::EventId record(const raft::TraceEvent& event) override;

private:
    Observer& m_observer;
    Moment m_now;
};

}  // namespace quorate::observe
