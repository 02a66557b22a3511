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
    if (m_idle) {
        m_idle->finish();
    }
}

void BackgroundThread::schedule(Step work) {
    add(std::move(work), false);
}

void BackgroundThread::drain() {
    QSemaphore done;
    const auto tell = [&done] {
        done.release();
        return false;
    };
    add(tell, true);
    done.acquire();
}

void BackgroundThread::add(Step work, bool isUrgent) {
    const std::lock_guard lock(m_mutex);
    m_waiting.push_back(std::move(work));
    const bool wasRunning = std::exchange(m_isRunning, true);
    m_isHurried = isUrgent || (wasRunning && m_isHurried);
    if (!wasRunning) {
        onDuty().post([this] { runStep(); });
    }
}

WorkThread& BackgroundThread::onDuty() {
    if (!m_hasIdleTime || m_isHurried) {
        return m_normal;
    }
    if (!m_idle) {
        m_idle = std::make_unique<WorkThread>(QStringLiteral("merge"), QThread::IdlePriority);
    }
    return *m_idle;
}

void BackgroundThread::runStep() {
    Step work;
    {
        const std::lock_guard lock(m_mutex);
        work = std::move(m_waiting.front());
        m_waiting.pop_front();
    }
    const bool hasMore = work();
    if (!hasMore) {
        work = nullptr;  // what it holds is dropped here, and by nobody who waits for the lock
    }
    const bool hasIdleTime = m_idleTime.has();
    const std::lock_guard lock(m_mutex);
    if (hasMore) {
        m_waiting.push_front(std::move(work));
    }
    m_hasIdleTime = hasIdleTime;
    m_isRunning = !m_waiting.empty();
    if (m_isRunning) {
        onDuty().post([this] { runStep(); });
    }
}

}  // namespace quorate::network
