// SPDX-License-Identifier: Apache-2.0
#include "gui/model/frame_source.h"

#include <algorithm>
#include <utility>

namespace quorate::gui {

namespace {

constexpr int kFrameIntervalMs = 16;

struct Found {
    observe::ClusterState state;
    observe::Moment moment;
    std::uint64_t count{0};
};

Result<Found> find(const observe::Recording& recording, const TimeModel::Place& place) {
    Found found;
    if (const auto* moment = std::get_if<observe::Moment>(&place)) {
        auto count = recording.countUpTo(*moment);
        if (!count) {
            return count.error();
        }
        found.count = *count;
        found.moment = *moment;
    } else {
        found.count = std::min(std::get<EventPlace>(place).count, recording.size());
    }
    auto state = recording.stateAfter(found.count);
    if (!state) {
        return state.error();
    }
    found.state = std::move(*state);
    if (std::holds_alternative<EventPlace>(place)) {
        found.moment = found.state.moment();
    }
    return found;
}

}  // namespace

FrameSource::FrameSource(SessionDesk& desk, TimeModel& time, QObject* parent)
    : QObject(parent), m_desk(desk), m_time(time), m_clock(this) {
    m_clock.setInterval(kFrameIntervalMs);
    m_clock.setTimerType(Qt::PreciseTimer);
    connect(&m_clock, &QTimer::timeout, this, &FrameSource::turn);
    connect(&m_desk, &SessionDesk::sessionChanged, this, &FrameSource::adoptSession);
    connect(&m_desk, &SessionDesk::statusChanged, this, &FrameSource::wake);
    connect(&m_time, &TimeModel::placeChanged, this, &FrameSource::wake);
    connect(&m_time, &TimeModel::replayingChanged, this, [this] {
        m_sinceReplay.start();
        wake();
    });
}

std::shared_ptr<const History> FrameSource::history() const {
    Session* session = m_desk.session();
    return session != nullptr ? session->recording().latest()->history : nullptr;
}

void FrameSource::doInTurn(QObject* owner, std::function<bool()> work) {
    m_waiting.push_back({owner, std::move(work)});
    if (!m_clock.isActive()) {
        m_clock.start();
        QMetaObject::invokeMethod(this, &FrameSource::turn, Qt::QueuedConnection);
    }
}

void FrameSource::adoptSession() {
    m_isAsking = false;
    if (Session* session = m_desk.session()) {
        connect(&session->recording(), &RecordingKeeper::advanced, this, &FrameSource::wake);
        m_time.goLive();
        m_isDirty = true;
        turn();
    } else {
        show(nullptr);
    }
}

void FrameSource::wake() {
    m_isDirty = true;
    if (!m_clock.isActive()) {
        // It has stood still for a frame's time at least, so nobody need wait for another one.
        m_clock.start();
        QMetaObject::invokeMethod(this, &FrameSource::turn, Qt::QueuedConnection);
    }
}

void FrameSource::turn() {
    if (m_time.isReplaying()) {
        replay();
    } else if (!m_isDirty && m_waiting.empty()) {
        m_clock.stop();
        return;
    }
    if (m_isDirty || m_time.isReplaying()) {
        showNext();
    }
    doNext();
}

void FrameSource::showNext() {
    if (m_isAsking) {
        return;
    }
    m_isDirty = false;
    Session* session = m_desk.session();
    if (session == nullptr) {
        return;
    }
    if (m_time.isLive()) {
        showLive(session->recording().latest());
    } else {
        askFor(*m_time.place());
    }
}

void FrameSource::doNext() {
    bool isDone = false;
    while (!isDone && !m_waiting.empty()) {
        const Waiting next = std::move(m_waiting.front());
        m_waiting.pop_front();
        isDone = next.owner != nullptr && next.work();
    }
}

void FrameSource::replay() {
    Session* session = m_desk.session();
    if (session == nullptr || m_frame == nullptr || m_isAsking) {
        return;
    }
    const auto elapsedNs = static_cast<double>(m_sinceReplay.nsecsElapsed());
    m_sinceReplay.restart();
    const auto step = static_cast<std::uint64_t>(elapsedNs * session->status().speed);
    const observe::Moment next(m_frame->moment.nanoseconds() + step);
    if (next >= session->recording().latest()->through) {
        m_time.goLive();
    } else {
        m_time.goTo(next);
    }
}

void FrameSource::showLive(const LatestPtr& latest) {
    Frame frame;
    frame.state = latest->state;
    frame.moment = latest->through;
    frame.eventCount = latest->count;
    frame.firstMoment = latest->first;
    frame.lastMoment = latest->through;
    frame.lastCount = latest->count;
    frame.isLive = true;
    frame.isRunning = m_desk.session()->status().isRunning;
    show(std::make_shared<const Frame>(std::move(frame)));
}

void FrameSource::askFor(const TimeModel::Place& place) {
    Session* session = m_desk.session();
    m_isAsking = true;
    session->recording().ask(
        &session->recording(),
        [place](const observe::Recording& recording) { return find(recording, place); },
        [this, session](Result<Found> found) {
            if (m_desk.session() != session) {
                return;
            }
            m_isAsking = false;
            if (m_isDirty) {
                wake();
            }
            if (!found) {
                Q_EMIT unreadable(QString::fromStdString(found.error().message));
                return;
            }
            if (m_time.isLive()) {
                return;
            }
            const LatestPtr& latest = session->recording().latest();
            Frame frame;
            frame.state = std::move(found->state);
            frame.moment = found->moment;
            frame.eventCount = found->count;
            frame.firstMoment = latest->first;
            frame.lastMoment = latest->through;
            frame.lastCount = latest->count;
            frame.isLive = false;
            frame.isRunning = m_time.isReplaying();
            show(std::make_shared<const Frame>(std::move(frame)));
        });
}

void FrameSource::show(FramePtr frame) {
    m_frame = std::move(frame);
    Q_EMIT frameChanged();
}

}  // namespace quorate::gui
