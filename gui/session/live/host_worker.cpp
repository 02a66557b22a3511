// SPDX-License-Identifier: Apache-2.0
#include "gui/session/live/host_worker.h"

#include <utility>

namespace quorate::gui {

namespace {

constexpr int kPublishIntervalMs = 16;
constexpr std::uint64_t kUpBit = 1;
constexpr unsigned kRoleShift = 1;
constexpr unsigned kTermShift = 4;
constexpr std::uint64_t kRoleMask = 7;

}  // namespace

HostWorker::HostWorker(raft::NodeId node, std::uint64_t firstEvent, SessionClock& clock,
                       Publish publish)
    : m_node(node),
      m_clock(clock),
      m_publish(std::move(publish)),
      m_recorder(observe::SourceId(static_cast<std::uint16_t>(node.value())), {}, firstEvent),
      m_timer(this) {
    m_timer.setInterval(kPublishIntervalMs);
    connect(&m_timer, &QTimer::timeout, this, &HostWorker::publish);
    // Nobody waits for this source unless it has published once.
    m_publish(m_recorder.publish(m_clock.now()));
}

HostWorker::~HostWorker() = default;

void HostWorker::begin() {
    m_timer.start();
}

Result<void> HostWorker::start(network::HostConfig config) {
    if (m_server) {
        return Error(ErrorCode::FailedPrecondition, "node " + toString(m_node) + " runs already");
    }
    config.observation.observer = &m_recorder;
    config.observation.now = [this] { return m_clock.now(); };
    config.observation.nextOperation = [this] { return m_clock.nextOperation(); };
    auto server = network::NodeServer::start(config);
    if (!server) {
        publish();
        return server.error();
    }
    m_server = std::move(*server);
    ++m_life;
    connect(
        &m_server->host(), &network::NodeHost::failed, this,
        [this, life = m_life](const QString& reason) {
            if (m_server && life == m_life) {
                end();
                Q_EMIT failed(reason);
            }
        },
        Qt::QueuedConnection);
    publish();
    return {};
}

void HostWorker::stop(raft::EventId cause, std::function<void()> done) {
    if (!m_server) {
        done();
        return;
    }
    m_server->host().setEndCause(cause);
    m_server->end([this, life = m_life, done = std::move(done)] {
        // Not within a call of what ends.
        QMetaObject::invokeMethod(
            this,
            [this, life, done] {
                if (life == m_life) {
                    end();
                }
                done();
            },
            Qt::QueuedConnection);
    });
}

void HostWorker::kill(raft::EventId cause) {
    if (m_server) {
        m_server->host().setEndCause(cause);
        m_server->host().kill();
        end();
    }
}

void HostWorker::end() {
    m_server.reset();
    publish();
}

void HostWorker::pause(raft::EventId cause) {
    m_recorder.observe(
        {m_clock.now(), m_node, raft::Term(0), cause, observe::Body(observe::NodePaused())});
    std::function<void()> first;
    {
        QMutexLocker lock(&m_mutex);
        while (!m_isReleased) {
            // The recording does not wait for a node that is paused.
            m_publish(m_recorder.publish(m_clock.now()));
            m_released.wait(&m_mutex, kPublishIntervalMs);
        }
        m_isReleased = false;
        first = std::exchange(m_first, nullptr);
        if (!first) {
            m_recorder.observe({m_clock.now(), m_node, raft::Term(0), m_releaseCause,
                                observe::Body(observe::NodeResumed())});
        }
    }
    if (first) {
        first();
    }
}

void HostWorker::release(raft::EventId cause, std::function<void()> first) {
    const QMutexLocker lock(&m_mutex);
    m_isReleased = true;
    m_releaseCause = cause;
    m_first = std::move(first);
    m_released.wakeAll();
}

void HostWorker::finish() {
    m_timer.stop();
    m_server.reset();
    publish();
}

void HostWorker::publish() {
    std::uint64_t look = 0;
    if (m_server) {
        const network::NodeHost& host = m_server->host();
        look = kUpBit | (static_cast<std::uint64_t>(host.status().role) << kRoleShift) |
               (host.term().value() << kTermShift);
    }
    m_look = look;
    m_publish(m_recorder.publish(m_clock.now()));
}

LiveNode::Look HostWorker::look() const {
    const std::uint64_t look = m_look;
    return {(look & kUpBit) != 0, static_cast<raft::Role>((look >> kRoleShift) & kRoleMask),
            raft::Term(look >> kTermShift)};
}

}  // namespace quorate::gui
