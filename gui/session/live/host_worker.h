// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMutex>
#include <QObject>
#include <QTimer>
#include <QWaitCondition>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

#include "engine/observe/recorder.h"
#include "gui/session/live/live_node.h"
#include "gui/session/live/session_clock.h"
#include "network/host/node_server.h"

namespace quorate::gui {

/// The end of a HostThread that lives in its thread: the node, if it runs, and the recorder of all
/// its lives, which is published some 60 times a second, whether it runs or not.
class HostWorker final : public QObject {
    Q_OBJECT

public:
    using Publish = std::function<void(observe::Published)>;

    /// `clock` outlives it. Events are counted from `firstEvent`.
    HostWorker(raft::NodeId node, std::uint64_t firstEvent, SessionClock& clock, Publish publish);
    ~HostWorker() override;

    // --- in its thread

    void begin();
    Result<void> start(network::HostConfig config);
    /// Hands leadership on, answers what is under way, ends the node, and calls back.
    void stop(raft::EventId cause, std::function<void()> done);
    /// What was not written is lost.
    void kill(raft::EventId cause);
    /// Returns when somebody calls release(): until then nothing happens in this thread, as in a
    /// process that is stopped.
    void pause(raft::EventId cause);
    /// Ends the node at once, and publishes for the last time.
    void finish();
    /// Null while the node is down.
    [[nodiscard]] network::NodeServer* server() noexcept { return m_server.get(); }

    // --- from any thread

    [[nodiscard]] LiveNode::Look look() const;
    /// Ends a pause; `first` runs before anything else does. Without it the node goes on.
    void release(raft::EventId cause, std::function<void()> first);

Q_SIGNALS:
    /// The node has failed by itself; it is down.
    void failed(const QString& reason);

private:
    void end();
    void publish();

    const raft::NodeId m_node;
    SessionClock& m_clock;
    const Publish m_publish;
    observe::Recorder m_recorder;
    QTimer m_timer;
    std::unique_ptr<network::NodeServer> m_server;
    /// Counts lives, so that what was meant for one finds no other.
    std::uint64_t m_life{0};

    /// Term, role and whether it is up, in one word.
    std::atomic<std::uint64_t> m_look{0};

    QMutex m_mutex;
    QWaitCondition m_released;
    // Below the mutex.
    bool m_isReleased{false};
    raft::EventId m_releaseCause;
    std::function<void()> m_first;
};

}  // namespace quorate::gui
