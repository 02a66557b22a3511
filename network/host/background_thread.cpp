// SPDX-License-Identifier: Apache-2.0
#include "network/host/background_thread.h"

#include <QSemaphore>

#include <memory>
#include <utility>

namespace quorate::network {

BackgroundThread::~BackgroundThread() {
    drain();
    // Each may give the other what is next, as long as both are there.
    m_normal.finish();
    m_idle.finish();
}

void BackgroundThread::schedule(std::function<void()> work) {
    const std::lock_guard lock(m_mutex);
    m_waiting.push_back(std::move(work));
    if (!std::exchange(m_isRunning, true)) {
        onDuty().post([this] { runOne(); });
    }
}

void BackgroundThread::drain() {
    QSemaphore done;
    schedule([&done] { done.release(); });
    done.acquire();
}

void BackgroundThread::runOne() {
    std::function<void()> work;
    {
        const std::lock_guard lock(m_mutex);
        work = std::move(m_waiting.front());
        m_waiting.pop_front();
    }
    work();
    work = nullptr;  // what it holds is dropped here, and by nobody who waits for the lock
    const bool hasIdleTime = m_idleTime.has();
    const std::lock_guard lock(m_mutex);
    m_takesIdleTime = hasIdleTime;
    m_isRunning = !m_waiting.empty();
    if (m_isRunning) {
        onDuty().post([this] { runOne(); });
    }
}

}  // namespace quorate::network
