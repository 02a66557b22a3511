// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QThread>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

#include "network/host/lingering.h"

namespace quorate::network {

/// A thread that does what it is given, piece by piece, in the order in which it was given. It has
/// no event loop: to wake it costs one call of the system, and nothing while it is awake, which it
/// stays for a moment (Lingering).
///
/// Made and ended on one thread; any may give it work.
class WorkThread {
public:
    using Work = std::function<void()>;

    /// The name is what the system's tools show.
    explicit WorkThread(const QString& name, QThread::Priority priority = QThread::InheritPriority);
    WorkThread(const WorkThread&) = delete;
    WorkThread& operator=(const WorkThread&) = delete;
    /// As finish().
    ~WorkThread();

    /// Work that comes after the end is dropped.
    void post(Work work);
    /// Ends behind what it was given so far; what that gives it in turn is dropped.
    void finish();
    /// Ends behind what it does just now: the rest is dropped.
    void abandon();

private:
    /// Before it sleeps.
    static constexpr int kTurns = 8;

    enum class Phase { Running, Finishing, Ended };

    void run(QThread::Priority priority);
    void linger(std::unique_lock<std::mutex>& lock);
    void end(Phase phase);

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Work> m_waiting;
    Lingering m_lingering{kTurns};  ///< of the thread
    bool m_isLingering{false};
    Phase m_phase{Phase::Running};
    std::unique_ptr<QThread> m_thread;
};

}  // namespace quorate::network
