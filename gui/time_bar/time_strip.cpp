// SPDX-License-Identifier: Apache-2.0
#include "gui/time_bar/time_strip.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "gui/model/figures.h"
#include "gui/paint/anew.h"
#include "gui/paint/time_mark.h"
#include "gui/paint/type.h"
#include "gui/time_bar/history_painter.h"
#include "gui/widgets/frame_pace.h"

namespace quorate::gui {

using observe::Moment;

namespace {

constexpr int kGrowthMs = 50;
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
    auto* pace = new FramePace(context.frames, this, kGrowthMs, FramePace::Turn::WhileMoving);
    connect(pace, &FramePace::due, this, &TimeStrip::takeFrame);
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

}  // namespace quorate::gui
