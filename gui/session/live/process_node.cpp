// SPDX-License-Identifier: Apache-2.0
#include "gui/session/live/process_node.h"

#include <QHostAddress>

#include <algorithm>
#include <array>
#include <utility>

#include "engine/observe/event_codec.h"

namespace quorate::gui {

namespace {

constexpr int kPublishIntervalMs = 16;
/// Whoever asks stops waiting by himself before that.
constexpr int kRequestMs = 60'000;
/// The recording does not wait longer for a process that says nothing.
constexpr std::uint64_t kPatienceNs = 250'000'000;

/// Of events that change what the driver knows of a node.
bool isOfLook(std::uint8_t kind) {
    static const std::array<std::uint8_t, 5> kinds{
        observe::kindOf(raft::trace::RoleChanged()), observe::kindOf(raft::trace::TermChanged()),
        observe::kindOf(observe::NodeFrame()), observe::kindOf(observe::NodeStopped()),
        observe::kindOf(observe::NodeFailed())};
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

}  // namespace

ProcessNode::ProcessNode(raft::NodeId node, std::uint64_t firstEvent, SessionClock& clock,
                         Publish publish, Tell tell, const Place& place)
    : LiveNode(node),
      m_clock(clock),
      m_publish(std::move(publish)),
      m_tell(std::move(tell)),
      m_process(place.program, place.logFile),
      m_reader(this),
      m_relay(observe::SourceId(static_cast<std::uint16_t>(node.value())), firstEvent),
      m_timer(this) {
    connect(&m_process, &network::NodeProcess::ended, this, &ProcessNode::processEnded);
    connect(&m_reader, &network::ObserveReader::events, this, &ProcessNode::take);
    connect(&m_reader, &network::ObserveReader::heartbeat, this, [this](observe::Moment through) {
        m_through = through;
        m_heard = m_clock.now();
    });
    connect(&m_reader, &network::ObserveReader::ended, this, [this] {
        if (m_process.isRunning()) {
            openStream();
        } else {
            finish();
        }
    });
    m_timer.setInterval(kPublishIntervalMs);
    connect(&m_timer, &QTimer::timeout, this, &ProcessNode::publish);
    // Nobody waits for this source unless it has published once.
    this->publish();
    m_timer.start();
}

ProcessNode::~ProcessNode() {
    m_process.disconnect(this);
    m_reader.disconnect(this);
    m_process.kill();
    if (m_isRunning && !m_hasTold) {
        m_tell(node(), m_endCause, observe::NodeStopped());
    }
    m_publish(m_relay.publish(m_clock.now()));
}

// --- its life

Result<void> ProcessNode::start(raft::EventId cause) {
    if (m_process.isRunning() || m_reader.isOpen()) {
        return Error(ErrorCode::FailedPrecondition,
                     "node " + toString(node()) + " runs already, or is about to end");
    }
    const QStringList observed{
        QStringLiteral("--allow-faults=unlimited"),
        QStringLiteral("--observe-epoch=%1").arg(m_clock.epochNs()),
        QStringLiteral("--observe-first=%1").arg(qulonglong{m_relay.nextSequence()}),
        QStringLiteral("--observe-cause=%1").arg(qulonglong{cause.value()})};
    auto started = m_process.start(config(), observed);
    if (!started) {
        return started;
    }
    m_isRunning = true;
    m_isPaused = false;
    m_hasTold = false;
    m_hasFailed = false;
    m_isKilled = false;
    m_endCause = raft::kNoEvent;
    m_failure.clear();
    m_look = {true, raft::Role::Follower, raft::Term(0)};
    m_client = std::make_unique<network::NodeClient>("127.0.0.1", config().clientPort);
    m_client->setTimeout(kRequestMs);
    m_client->setFaultDuration(0);
    m_client->setFaultsQuiet(true);  // the driver tells of them
    m_heard = m_clock.now();
    m_through = m_relay.through();
    openStream();
    return {};
}

void ProcessNode::openStream() {
    m_reader.open(QHostAddress(QHostAddress::LocalHost), config().clientPort,
                  m_relay.nextSequence());
}

void ProcessNode::stop(raft::EventId cause, std::function<void()> done) {
    resume(cause);
    m_isRunning = false;
    m_endCause = cause;
    m_stopped = std::move(done);
    if (m_process.isRunning()) {
        m_process.terminate();
    } else {
        finish();
    }
}

void ProcessNode::kill(raft::EventId cause) {
    m_isRunning = false;
    m_isPaused = false;
    m_isKilled = true;
    m_endCause = cause;
    m_process.kill();
}

void ProcessNode::pause(raft::EventId cause) {
    m_isPaused = true;
    m_process.pause();
    m_tell(node(), cause, observe::NodePaused());
}

void ProcessNode::resume(raft::EventId cause) {
    if (std::exchange(m_isPaused, false)) {
        m_tell(node(), cause, observe::NodeResumed());
        m_process.resume();
    }
}

void ProcessNode::processEnded(bool isFine) {
    if (!isFine && !m_isKilled) {
        m_failure = m_process.lastWords();
    }
    // What it said before is still on its way.
    if (!m_reader.isOpen()) {
        finish();
    }
}

void ProcessNode::finish() {
    if (m_look.isUp) {
        m_look = {};
        if (!m_hasTold) {
            if (m_isKilled || !m_failure.isEmpty()) {
                m_tell(node(), m_endCause, observe::NodeCrashed());
            } else {
                m_tell(node(), m_endCause, observe::NodeStopped());
            }
        }
        publish();
    }
    if (const auto stopped = std::exchange(m_stopped, nullptr)) {
        stopped();
    }
    if (std::exchange(m_isRunning, false)) {
        Q_EMIT failed(m_failure);
    }
}

// --- what it tells

void ProcessNode::take(const observe::Published& events) {
    for (const observe::Chunk& chunk : events.chunks) {
        for (std::size_t place = 0; place < chunk.size(); ++place) {
            const observe::Record record = chunk.record(place);
            const auto about = chunk.node(record);
            const auto body = chunk.body(record);
            // The reader has looked at both.
            if (!about || !body || !m_relay.add(record, *about, *body)) {
                continue;
            }
            observe::Event event;
            if (*about == node() && isOfLook(record.kind) &&
                observe::decodeBody(record.kind, *body, event)) {
                note(event);
            }
        }
    }
    m_through = events.through;
    m_heard = m_clock.now();
}

void ProcessNode::note(const observe::Event& event) {
    if (const auto* role = std::get_if<raft::trace::RoleChanged>(&event.body)) {
        m_look.role = role->to;
        m_look.term = event.term;
    } else if (const auto* term = std::get_if<raft::trace::TermChanged>(&event.body)) {
        m_look.term = term->to;
    } else if (const auto* frame = std::get_if<observe::NodeFrame>(&event.body)) {
        m_look.role = frame->state->role;
        m_look.term = frame->state->term;
    } else if (std::holds_alternative<observe::NodeFailed>(event.body)) {
        m_hasFailed = true;
        m_hasTold = true;
    } else if (std::holds_alternative<observe::NodeStopped>(event.body)) {
        m_hasTold = true;
    }
}

void ProcessNode::publish() {
    const observe::Moment now = m_clock.now();
    // While it is being started nothing is told on its behalf: its first events are on their way.
    const bool isSilent = now.nanoseconds() > m_heard.nanoseconds() + kPatienceNs;
    m_publish(m_relay.publish(!m_look.isUp || isSilent ? now : m_through));
}

}  // namespace quorate::gui
