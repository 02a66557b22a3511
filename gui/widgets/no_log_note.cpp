// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/no_log_note.h"

#include <QEvent>
#include <QVBoxLayout>

#include "gui/model/etcd_report.h"
#include "gui/widgets/empty_note.h"
#include "gui/widgets/frame_pace.h"

namespace quorate::gui {

NoLogNote::NoLogNote(FrameSource& frames, const QString& title, QWidget* view) : QWidget(view) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(new EmptyNote(
        title, tr("What its members tell of themselves is in the dock \"Members\"."), this));
    setAccessibleName(title);
    setObjectName(QStringLiteral("noLogNote"));
    setAutoFillBackground(true);
    setGeometry(view->rect());
    view->installEventFilter(this);
    auto* pace = new FramePace(frames, view, FramePace::kTableMs, FramePace::Turn::AtOnce);
    connect(pace, &FramePace::due, this, [this, &frames] { refresh(frames); });
    refresh(frames);
}

bool NoLogNote::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize) {
        setGeometry(parentWidget()->rect());
    }
    return QWidget::eventFilter(watched, event);
}

void NoLogNote::refresh(const FrameSource& frames) {
    const FramePtr& frame = frames.frame();
    const bool isShown = frame != nullptr && etcd_report::tellsNoLog(frame->state);
    if (isShown) {
        raise();
    }
    setVisible(isShown);
}

}  // namespace quorate::gui
