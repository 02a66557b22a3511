// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QThread>

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>

#include "network/host/idle_time.h"
#include "network/host/work_thread.h"
#include "storage/background_runner.h"

namespace quorate::network {

/// A thread for what the state's store does behind its writer: flushing and merging tables, so
/// that no batch waits for a disk or a merge.
///
/// The work comes in bursts and has time, so it takes the processors' idle time where there is any:
/// then requests do not wait for it. Without idle time it would wait for ever, with the writer
/// behind it in the end, and takes its share as any thread does, as it does in a hurry. The system
/// lets a thread become idle and not come back, so there are two of them, of which one works at a
/// time.
///
/// Made and ended on one thread; any but its own may schedule and drain. It outlives the stores
/// that use it.
class BackgroundThread final : public storage::BackgroundRunner {
public:
    explicit BackgroundThread(IdleTime idleTime = IdleTime()) : m_idleTime(std::move(idleTime)) {}
    /// Runs what was scheduled before.
    ~BackgroundThread() override;

    void schedule(Step work) override;
    /// The idle time is for what comes when this is done.
    void hurry() override { m_isHurried = true; }
    void drain() override;

private:
    void add(Step work, bool isUrgent);
    void runStep();
    /// The thread that does what is next.
    [[nodiscard]] WorkThread& onDuty();

    IdleTime m_idleTime;
    std::mutex m_mutex;
    std::deque<Step> m_waiting;
    bool m_isRunning{false};
    bool m_hasIdleTime{false};
    std::atomic<bool> m_isHurried{false};
    WorkThread m_normal{QStringLiteral("merge")};
    /// Made when there was idle time: without, even its end would have to wait.
    std::unique_ptr<WorkThread> m_idle;
};

}  // namespace quorate::network
