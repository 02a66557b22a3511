// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/frame_pace.h"

#include <QEvent>

#include <algorithm>

namespace quorate::gui {

namespace {

/// Until it asks again for its turn.
constexpr int kTurnMs = 16;

}  // namespace

FramePace::FramePace(FrameSource& frames, QWidget* widget, int intervalMs)
    : QObject(widget), m_frames(frames), m_widget(widget), m_intervalMs(intervalMs), m_timer(this) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &FramePace::tellInTurn);
    connect(&frames, &FrameSource::frameChanged, this, &FramePace::frameChanged);
    widget->installEventFilter(this);
}

bool FramePace::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Show && m_isDirty) {
        tell();
    }
    return QObject::eventFilter(watched, event);
}

void FramePace::frameChanged() {
    m_isDirty = true;
    if (!m_widget->isVisible() || m_timer.isActive()) {
        return;
    }
    const qint64 since = m_sinceTold.isValid() ? m_sinceTold.elapsed() : m_intervalMs;
    if (since >= m_intervalMs) {
        tellInTurn();
    } else {
        m_timer.start(static_cast<int>(m_intervalMs - since));
    }
}

void FramePace::tellInTurn() {
    if (!m_isDirty) {
        return;
    }
    if (m_frames.takeTurn()) {
        tell();
    } else {
        m_timer.start(kTurnMs);
    }
}

void FramePace::tell() {
    m_isDirty = false;
    m_sinceTold.start();
    Q_EMIT due();
}

}  // namespace quorate::gui
