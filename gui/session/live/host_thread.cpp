// SPDX-License-Identifier: Apache-2.0
#include "gui/session/live/host_thread.h"

#include <QSemaphore>

namespace quorate::gui {

HostThread::HostThread(raft::NodeId node, std::uint64_t firstEvent, SessionClock& clock,
                       HostWorker::Publish publish)
    : LiveNode(node), m_worker(new HostWorker(node, firstEvent, clock, std::move(publish))) {
    m_worker->moveToThread(&m_thread);
    connect(m_worker, &HostWorker::failed, this, [this](const QString& reason) {
        m_isRunning = false;
        Q_EMIT failed(reason);
    });
    m_thread.setObjectName(QStringLiteral("node %1").arg(qulonglong{node.value()}));
    m_thread.start();
    wait([worker = m_worker] { worker->begin(); });
}

HostThread::~HostThread() {
    if (m_isPaused) {
        m_worker->release({}, [worker = m_worker] { worker->finish(); });
    }
    wait([worker = m_worker] { worker->finish(); });
    m_thread.quit();
    m_thread.wait();
    delete m_worker;
}

Result<void> HostThread::start(raft::EventId cause) {
    Result<void> started;
    wait([this, cause, &started] {
        network::HostConfig config = this->config();
        config.observation.startCause = cause;
        started = m_worker->start(std::move(config));
    });
    m_isRunning = m_isRunning || started;
    return started;
}

void HostThread::stop(raft::EventId cause, std::function<void()> done) {
    resume(cause);
    m_isRunning = false;
    QMetaObject::invokeMethod(
        m_worker,
        [this, cause, done = std::move(done)] {
            m_worker->stop(cause, [this, done] {
                QMetaObject::invokeMethod(this, done, Qt::QueuedConnection);
            });
        },
        Qt::QueuedConnection);
}

void HostThread::kill(raft::EventId cause) {
    m_isRunning = false;
    if (std::exchange(m_isPaused, false)) {
        QSemaphore isDone;
        m_worker->release(cause, [this, cause, &isDone] {
            m_worker->kill(cause);
            isDone.release();
        });
        isDone.acquire();
        return;
    }
    wait([this, cause] { m_worker->kill(cause); });
}

void HostThread::pause(raft::EventId cause) {
    m_isPaused = true;
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, cause] { worker->pause(cause); }, Qt::QueuedConnection);
}

void HostThread::resume(raft::EventId cause) {
    if (std::exchange(m_isPaused, false)) {
        m_worker->release(cause, nullptr);
    }
}

}  // namespace quorate::gui
