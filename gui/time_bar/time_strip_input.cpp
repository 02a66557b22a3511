// SPDX-License-Identifier: Apache-2.0
// What mouse and keyboard do on the strip.
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QInputDialog>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

#include "gui/actions/picture_action.h"
#include "gui/model/figures.h"
#include "gui/paint/type.h"
#include "gui/time_bar/history_painter.h"
#include "gui/time_bar/mark_wording.h"
#include "gui/time_bar/time_strip.h"

namespace quorate::gui {

using observe::Moment;

namespace {

constexpr double kMarkReach = 7;

}  // namespace

std::vector<Mark> TimeStrip::marksAt(const QPointF& point) const {
    const auto history = m_context.frames.history();
    const StripRows rows = rowsOf(stripRect(), Type(font()).scale());
    if (history == nullptr || point.y() < stripRect().top() || point.y() >= rows.densityTop + 2) {
        return {};
    }
    const double reach = scaled(kMarkReach);
    const double x = point.x() - stripRect().left();
    const auto placed = placedMarks(*history, m_range, 8 * Type(font()).scale());
    const PlacedMark* nearest = nullptr;
    for (const PlacedMark& candidate : placed) {
        if (std::abs(candidate.x - x) <= reach &&
            (nearest == nullptr || std::abs(candidate.x - x) < std::abs(nearest->x - x))) {
            nearest = &candidate;
        }
    }
    if (nearest == nullptr) {
        return {};
    }
    // The one that is drawn first, then those that it hides.
    std::vector<Mark> found{*nearest->mark};
    for (const Mark& mark : history->marks()) {
        const double at = m_range.xOf(mark.moment);
        if (at >= nearest->x && at - nearest->x < 8 * Type(font()).scale() &&
            mark.number != nearest->mark->number) {
            found.push_back(mark);
        }
    }
    return found;
}

void TimeStrip::scrubTo(double x) {
    m_isScrubbing = true;
    m_context.time.setReplaying(false);
    m_context.time.goTo(m_range.momentAt(x - stripRect().left()));
}

void TimeStrip::goToMark(const Mark& mark) {
    m_context.time.setReplaying(false);
    m_context.time.goTo(EventPlace{mark.number + 1});
}

void TimeStrip::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || m_context.frames.frame() == nullptr) {
        return;
    }
    if (!marksAt(event->position()).empty()) {
        m_pressedMark = event->position();
    } else {
        scrubTo(event->position().x());
    }
}

void TimeStrip::mouseMoveEvent(QMouseEvent* event) {
    constexpr double kSlack = 3;
    if (m_pressedMark && std::abs(event->position().x() - m_pressedMark->x()) > kSlack) {
        m_pressedMark.reset();
        scrubTo(event->position().x());
    } else if (m_isScrubbing) {
        scrubTo(event->position().x());
    } else {
        setCursor(marksAt(event->position()).empty() ? Qt::ArrowCursor : Qt::PointingHandCursor);
    }
}

void TimeStrip::mouseReleaseEvent(QMouseEvent* event) {
    m_isScrubbing = false;
    if (!std::exchange(m_pressedMark, std::nullopt)) {
        return;
    }
    const std::vector<Mark> marks = marksAt(event->position());
    if (!marks.empty()) {
        goToMark(marks.front());
    }
}

void TimeStrip::wheelEvent(QWheelEvent* event) {
    const QPoint angle = event->angleDelta();
    event->accept();
    if (angle.x() != 0 || event->modifiers().testFlag(Qt::ShiftModifier)) {
        m_range.scrollBy(-(angle.x() + angle.y()) / 2.0);
    } else {
        m_range.zoomAbout(event->position().x() - stripRect().left(), angle.y() / 120.0);
    }
    changeRange();
}

void TimeStrip::keyPressEvent(QKeyEvent* event) {
    const Frame* frame = m_context.frames.frame().get();
    const bool isLeft = event->key() == Qt::Key_Left;
    if (frame == nullptr || (!isLeft && event->key() != Qt::Key_Right)) {
        QWidget::keyPressEvent(event);
        return;
    }
    constexpr double kPixels = 8;
    const auto by = static_cast<std::uint64_t>(kPixels * m_range.nanosecondsPerPixel());
    const std::uint64_t now = frame->moment.nanoseconds();
    const std::uint64_t first = frame->firstMoment.nanoseconds();
    m_context.time.setReplaying(false);
    m_context.time.goTo(isLeft ? Moment(now > first + by ? now - by : first)
                               : std::min(Moment(now + by), frame->lastMoment));
}

bool TimeStrip::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        constexpr std::size_t kMost = 6;
        const std::vector<Mark> marks = marksAt(help->pos());
        QStringList lines;
        for (std::size_t i = 0; i < std::min(marks.size(), kMost); ++i) {
            lines << markText(marks[i]);
        }
        if (marks.size() > kMost) {
            lines << tr("and %1 more").arg(marks.size() - kMost);
        }
        for (const Bookmark& bookmark : m_bookmarks.all()) {
            if (std::abs(xOf(bookmark.moment) - help->pos().x()) <= scaled(kMarkReach)) {
                lines << tr("%1 at %2").arg(bookmark.name, textOf(bookmark.moment));
            }
        }
        if (lines.isEmpty()) {
            QToolTip::hideText();
        } else {
            QToolTip::showText(help->globalPos(), lines.join(QLatin1Char('\n')), this);
        }
        return true;
    }
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Left || key == Qt::Key_Right) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void TimeStrip::nameBookmark(const Bookmark& bookmark) {
    auto* dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("nameBookmark"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Name a bookmark"));
    dialog->setLabelText(tr("What happens at %1?").arg(textOf(bookmark.moment)));
    dialog->setTextValue(bookmark.name);
    connect(dialog, &QInputDialog::textValueSelected, this,
            [this, moment = bookmark.moment](const QString& name) {
                m_bookmarks.add(moment, name.trimmed());
            });
    dialog->open();
}

void TimeStrip::contextMenuEvent(QContextMenuEvent* event) {
    const Frame* frame = m_context.frames.frame().get();
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("timeMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (frame != nullptr) {
        menu->addAction(tr("Bookmark %1").arg(textOf(frame->moment)), this,
                        [this, moment = frame->moment] { m_bookmarks.add(moment); });
    }
    if (!m_bookmarks.all().empty()) {
        menu->addSeparator();
        for (const Bookmark& bookmark : m_bookmarks.all()) {
            const QString text = tr("%1 at %2").arg(bookmark.name, textOf(bookmark.moment));
            const Moment moment = bookmark.moment;
            menu->addAction(text, this, [this, moment] {
                m_context.time.setReplaying(false);
                m_context.time.goTo(moment);
            });
        }
        QMenu* rename = menu->addMenu(tr("Name a bookmark"));
        QMenu* remove = menu->addMenu(tr("Remove bookmark"));
        for (const Bookmark& bookmark : m_bookmarks.all()) {
            rename->addAction(tr("%1 at %2").arg(bookmark.name, textOf(bookmark.moment)), this,
                              [this, bookmark] { nameBookmark(bookmark); });
            remove->addAction(tr("%1 at %2").arg(bookmark.name, textOf(bookmark.moment)), this,
                              [this, moment = bookmark.moment] { m_bookmarks.remove(moment); });
        }
    }
    menu->addSeparator();
    menu->addAction(tr("Show everything"), this, [this] {
        m_range.showAll();
        changeRange();
    });
    menu->addAction(tr("Show the last minute"), this, [this] {
        m_range.showLast();
        changeRange();
    });
    addPictureAction(*menu, *this);
    menu->popup(event->globalPos());
}

}  // namespace quorate::gui
