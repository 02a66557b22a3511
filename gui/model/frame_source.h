// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>

#include "gui/model/frame.h"
#include "gui/model/time_model.h"
#include "gui/session/session_desk.h"

namespace quorate::gui {

/// Makes the frames that all views draw: of the newest moment while the time is live, otherwise of
/// where a person went in the recording. One clock for all, at most once in 16 ms; it stands still
/// while nothing changes, so that a paused window costs nothing.
///
/// Belongs to the thread of the views.
class FrameSource final : public QObject {
    Q_OBJECT

public:
    /// Both outlive it.
    FrameSource(SessionDesk& desk, TimeModel& time, QObject* parent = nullptr);

    /// Null while there is no session.
    [[nodiscard]] const FramePtr& frame() const noexcept { return m_frame; }
    /// The recording at a glance; null while there is no session.
    [[nodiscard]] std::shared_ptr<const History> history() const;
    /// What need not be done at every frame, as filling a table: one of those that wait is done in
    /// a frame's time, in their order, so that no frame is late for all of them. `work` returns
    /// whether there was something to do; it is forgotten with `owner`.
    void doInTurn(QObject* owner, std::function<bool()> work);

Q_SIGNALS:
    /// frame() is another one now.
    void frameChanged();
    /// The moment that was asked for cannot be read.
    void unreadable(const QString& reason);

private:
    void adoptSession();
    void wake();
    void turn();
    void showNext();
    void doNext();
    void showLive(const LatestPtr& latest);
    void askFor(const TimeModel::Place& place);
    void show(FramePtr frame);
    void replay();

    SessionDesk& m_desk;
    TimeModel& m_time;
    QTimer m_clock;
    QElapsedTimer m_sinceReplay;
    struct Waiting {
        QPointer<QObject> owner;
        std::function<bool()> work;
    };
    std::deque<Waiting> m_waiting;
    FramePtr m_frame;
    bool m_isDirty{false};
    bool m_isAsking{false};
};

}  // namespace quorate::gui
