// SPDX-License-Identifier: Apache-2.0
#include "network/host/work_thread.h"

#include <utility>

namespace quorate::network {

WorkThread::WorkThread(const QString& name, QThread::Priority priority)
    : m_thread(QThread::create([this, priority] { run(priority); })) {
    m_thread->setObjectName(name);
    m_thread->start();
}

WorkThread::~WorkThread() {
    finish();
}

void WorkThread::post(Work work) {
    bool isAsleep = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_phase != Phase::Running) {
            return;
        }
        isAsleep = m_waiting.empty() && !m_isLingering;
        m_waiting.push_back(std::move(work));
    }
    if (isAsleep) {
        m_wake.notify_one();
    }
}

void WorkThread::run(QThread::Priority priority) {
    if (priority != QThread::InheritPriority) {
        // Not when it starts: the C library refuses to start a thread that is idle.
        QThread::currentThread()->setPriority(priority);
    }
    std::unique_lock lock(m_mutex);
    for (;;) {
        linger(lock);
        m_wake.wait(lock, [this] { return !m_waiting.empty() || m_phase != Phase::Running; });
        if (m_waiting.empty()) {
            return;
        }
        Work work = std::move(m_waiting.front());
        m_waiting.pop_front();
        lock.unlock();
        work();
        work = nullptr;  // what it holds is dropped here, and by nobody who waits for the lock
        lock.lock();
    }
}

void WorkThread::linger(std::unique_lock<std::mutex>& lock) {
    if (!m_waiting.empty()) {
        return;
    }
    m_isLingering = true;
    m_lingering.begin();
    for (bool mayLinger = true; mayLinger && m_waiting.empty() && m_phase == Phase::Running;) {
        lock.unlock();
        mayLinger = m_lingering.turn();
        lock.lock();
    }
    m_isLingering = false;
}

void WorkThread::end(Phase phase) {
    std::deque<Work> dropped;
    {
        const std::lock_guard lock(m_mutex);
        if (phase == Phase::Ended) {
            dropped.swap(m_waiting);
        }
        m_phase = phase;
    }
    dropped.clear();
    m_wake.notify_one();
    m_thread->wait();
}

void WorkThread::finish() {
    end(Phase::Finishing);
}

void WorkThread::abandon() {
    end(Phase::Ended);
}

}  // namespace quorate::network
