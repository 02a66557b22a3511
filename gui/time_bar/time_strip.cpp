// SPDX-License-Identifier: Apache-2.0
#include "gui/time_bar/time_strip.h"

#include <QContextMenuEvent>
#include <QFontMetricsF>
#include <QHelpEvent>
#include <QInputDialog>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

#include "gui/actions/picture_action.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "gui/paint/anew.h"
#include "gui/paint/time_mark.h"
#include "gui/paint/type.h"
#include "gui/time_bar/history_painter.h"
#include "gui/time_bar/mark_wording.h"
#include "gui/widgets/frame_pace.h"

namespace quorate::gui {

using observe::Moment;

namespace {

constexpr int kGrowthMs = 50;
constexpr double kMarkReach = 7;
/// Room for half a label, or half the playhead's chip, on either side of the strip.
constexpr double kSideMargin = 10;

}  // namespace

TimeStrip::TimeStrip(ViewContext& context, Bookmarks& bookmarks, QWidget* parent)
    : QWidget(parent), m_context(context), m_bookmarks(bookmarks) {
    setObjectName(QStringLiteral("timeStrip"));
    setAccessibleName(tr("History"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    // While time goes on by itself, a history that grows a little less often looks the same.
    auto* pace = new FramePace(context.frames, this, kGrowthMs);
    connect(pace, &FramePace::due, this, &TimeStrip::takeFrame);
    connect(&m_context.frames, &FrameSource::frameChanged, this, &TimeStrip::followFrame);
    connect(&m_context.theme, &ThemeModel::changed, this, qOverload<>(&QWidget::update));
    connect(&m_bookmarks, &Bookmarks::changed, this, qOverload<>(&QWidget::update));
    takeFrame();
}

int TimeStrip::scaled(double length) const {
    return static_cast<int>(std::lround(length * Type(font()).scale()));
}

QSize TimeStrip::sizeHint() const {
    return {scaled(480), scaled(72)};
}

QSize TimeStrip::minimumSizeHint() const {
    return {scaled(120), scaled(72)};
}

QRect TimeStrip::stripRect() const {
    const int side = scaled(kSideMargin);
    return {side, scaled(8), std::max(1, width() - 2 * side), scaled(40)};
}

double TimeStrip::xOf(Moment moment) const {
    return stripRect().left() + m_range.xOf(moment);
}

QPointF TimeStrip::placeOf(const Mark& mark) const {
    const StripRows rows = rowsOf(stripRect(), Type(font()).scale());
    return {xOf(mark.moment), static_cast<double>(rows.marks)};
}

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

void TimeStrip::followFrame() {
    const FramePtr& frame = m_context.frames.frame();
    if (frame == nullptr || !frame->isLive || !frame->isRunning) {
        takeFrame();
    }
}

void TimeStrip::takeFrame() {
    if (const FramePtr& frame = m_context.frames.frame()) {
        m_range.setWidth(stripRect().width());
        m_range.setRecording(frame->firstMoment, frame->lastMoment);
        // A moment that was stepped to is shown; where a drag goes is within sight.
        if (!frame->isLive && !m_isScrubbing) {
            m_range.makeVisible(frame->moment);
        }
        setAccessibleDescription(textOf(frame->moment));
    }
    update();
}

void TimeStrip::changeRange() {
    update();
    Q_EMIT rangeChanged();
}

void TimeStrip::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_range.setWidth(stripRect().width());
}

// --- painting

const QPixmap& TimeStrip::background() {
    const auto history = m_context.frames.history();
    const Type type(font());
    const Theme& theme = m_context.theme.theme();
    Key key;
    key.from = m_range.from();
    key.to = m_range.to();
    if (history != nullptr) {
        key.version = history->version();
        for (const std::uint32_t count : history->operations()) {
            key.operations += count;
        }
    }
    key.size = size();
    key.theme = &theme;
    key.ratio = devicePixelRatioF();
    key.scale = type.scale();
    if (key == m_key) {
        return m_background;
    }
    m_key = key;
    ++m_paintings;
    m_background = QPixmap(size() * key.ratio);
    m_background.setDevicePixelRatio(key.ratio);
    QPainter painter(&m_background);
    paintBackground(painter);
    return m_background;
}

void TimeStrip::paintBackground(QPainter& painter) const {
    const auto history = m_context.frames.history();
    const Theme& theme = m_context.theme.theme();
    const QRect strip = stripRect();
    painter.fillRect(rect(), theme.window);
    painter.fillRect(strip.adjusted(-1, -1, 1, 1), theme.border);
    painter.fillRect(strip, theme.base);
    if (history != nullptr && m_context.frames.frame() != nullptr) {
        const Type type(font());
        paintHistory(painter, strip, *history, m_range, theme, type);
        paintRuler(painter, strip, m_range, theme, type, width());
    }
}

void TimeStrip::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    if (paintsAnew(painter)) {
        paintBackground(painter);
    } else {
        painter.drawPixmap(0, 0, background());
    }
    if (m_context.frames.frame() == nullptr) {
        painter.setPen(m_context.theme.theme().textTertiary);
        painter.setFont(Type(font()).font(12));
        painter.drawText(stripRect(), Qt::AlignCenter,
                         tr("The history of a session appears here."));
        return;
    }
    paintBookmarks(painter);
    paintPlayhead(painter);
    if (hasFocus()) {
        painter.setPen(QPen(m_context.theme.theme().accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(stripRect());
    }
}

void TimeStrip::paintBookmarks(QPainter& painter) const {
    const QRect strip = stripRect();
    for (const Bookmark& bookmark : m_bookmarks.all()) {
        const double x = xOf(bookmark.moment);
        if (x >= strip.left() && x <= strip.right() + 1) {
            drawBookmark(painter, QPointF(x, strip.top() + scaled(9)), m_context.theme.theme(),
                         Type(font()).scale());
        }
    }
}

void TimeStrip::paintPlayhead(QPainter& painter) const {
    const Theme& theme = m_context.theme.theme();
    const Frame& frame = *m_context.frames.frame();
    const QRect strip = stripRect();
    const double x = std::round(xOf(frame.moment));
    if (!frame.isLive) {
        const double from = std::max<double>(strip.left(), x);
        QColor veil = theme.window;
        veil.setAlphaF(0.62F);
        painter.fillRect(
            QRectF(from, strip.top(), std::max(0.0, strip.right() + 1 - from), strip.height()),
            veil);
    }
    if (x < strip.left() - 1 || x > strip.right() + 2) {
        return;
    }
    const Type type(font());
    painter.fillRect(QRectF(x - 1, strip.top() - 3, 2, strip.height() + 6), theme.accent);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.accent);
    const double half = scaled(6);
    const double top = strip.top() - scaled(6);
    painter.drawPolygon(QPolygonF({{x - half, top},
                                   {x + half, top},
                                   {x + half, top + half * 0.5},
                                   {x, top + half * 1.5},
                                   {x - half, top + half * 0.5}}));

    const QFont chipFont = type.font(11, QFont::DemiBold);
    const QFontMetricsF metrics(chipFont);
    const QString text = textOf(frame.moment);
    const double width = metrics.horizontalAdvance(text) + scaled(12);
    QRectF chip(x - width / 2, strip.bottom() + scaled(4), width, scaled(16));
    chip.moveLeft(std::clamp(chip.left(), 0.0, this->width() - width));
    // It stands for the number that it would cover a part of.
    for (const RulerLabel& label : rulerLabels(strip, m_range, type, this->width())) {
        if (label.box.adjusted(-2, 0, 2, 0).intersects(chip)) {
            painter.fillRect(label.box, theme.window);
        }
    }
    painter.drawRoundedRect(chip, 3, 3);
    painter.setFont(chipFont);
    painter.setPen(theme.textOnAccent);
    painter.drawText(chip, Qt::AlignCenter, text);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

// --- input

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
