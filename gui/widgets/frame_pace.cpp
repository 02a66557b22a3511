// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/frame_pace.h"

#include <QEvent>

namespace quorate::gui {

FramePace::FramePace(FrameSource& frames, QWidget* widget, int intervalMs, Turn turn)
    : QObject(widget),
      m_frames(frames),
      m_widget(widget),
      m_intervalMs(intervalMs),
      m_turn(turn),
      m_timer(this) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &FramePace::tellInTurn);
    connect(&frames, &FrameSource::frameChanged, this, &FramePace::ask);
    widget->installEventFilter(this);
}

bool FramePace::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Show && m_isDirty) {
        tell();
    }
    return QObject::eventFilter(watched, event);
}

void FramePace::ask() {
    m_isDirty = true;
    if (!m_widget->isVisible()) {
        return;
    }
    const FramePtr& frame = m_frames.frame();
    if (m_turn == Turn::WhileMoving && (frame == nullptr || !frame->isRunning)) {
        tell();
        return;
    }
    if (m_timer.isActive() || m_isWaiting) {
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
    if (m_turn == Turn::AtOnce) {
        tell();
        return;
    }
    m_isWaiting = true;
    m_frames.doInTurn(this, [this] {
        m_isWaiting = false;
        // One that nobody sees hears of it when it is shown, and may have done so meanwhile.
        const bool isDue = m_isDirty && m_widget->isVisible();
        if (isDue) {
            tell();
        }
        return isDue;
    });
}

void FramePace::tell() {
    m_isDirty = false;
    m_sinceTold.start();
    Q_EMIT due();
}

}  // namespace quorate::gui
