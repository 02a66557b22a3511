// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QThread>

#include <functional>
#include <utility>

#include "gui/session/live/host_worker.h"

namespace quorate::gui {

/// A node of a Live session in a thread of its own, through all its lives. Belongs to the thread
/// of the driver, which is also where it calls back.
class HostThread final : public QObject {
    Q_OBJECT

public:
    /// As HostWorker.
    HostThread(raft::NodeId node, std::uint64_t firstEvent, SessionClock& clock,
               HostWorker::Publish publish);
    /// Ends the node at once.
    ~HostThread() override;

    [[nodiscard]] raft::NodeId node() const noexcept { return m_node; }
    [[nodiscard]] HostWorker::Look look() const { return m_worker->look(); }
    [[nodiscard]] bool isRunning() const noexcept { return m_isRunning; }
    [[nodiscard]] bool isPaused() const noexcept { return m_isPaused; }
    [[nodiscard]] const network::HostConfig& config() const noexcept { return m_config; }
    void setConfig(network::HostConfig config) { m_config = std::move(config); }

    // --- its life. All but stop() wait until it is so.

    Result<void> start(raft::EventId cause);
    void stop(raft::EventId cause, std::function<void()> done);
    void kill(raft::EventId cause);
    void pause(raft::EventId cause);
    void resume(raft::EventId cause);

    /// Runs work(host) in the node's thread, with null where it is down by then. One that is paused
    /// does it when it goes on.
    template <class Work>
    void post(Work work) {
        QMetaObject::invokeMethod(
            m_worker,
            [worker = m_worker, work = std::move(work)]() mutable {
                work(worker->server() != nullptr ? &worker->server()->host() : nullptr);
            },
            Qt::QueuedConnection);
    }

Q_SIGNALS:
    void failed(const QString& reason);

private:
    template <class Work>
    void wait(Work work) {
        QMetaObject::invokeMethod(m_worker, std::move(work), Qt::BlockingQueuedConnection);
    }

    const raft::NodeId m_node;
    network::HostConfig m_config;
    HostWorker* m_worker;  ///< lives in the thread
    QThread m_thread;
    bool m_isRunning{false};
    bool m_isPaused{false};
};

}  // namespace quorate::gui
