// SPDX-License-Identifier: Apache-2.0
#include "gui/pipeline/pipeline_painter.h"

#include <QFontMetricsF>

#include <cmath>

#include "gui/paint/anew.h"
#include "gui/paint/short_text.h"

namespace quorate::gui {

namespace {

constexpr double kOuterRadius = 4;
constexpr double kInnerRadius = 3;

}  // namespace

void PipelinePainter::setUp(const PipelineLayout& layout, const Theme& theme, const Type& type,
                            double ratio) {
    m_layout = &layout;
    m_theme = &theme;
    m_type = &type;
    m_ratio = ratio;
}

/// What never moves, as it was painted last.
void PipelinePainter::keepGround() {
    const bool isSame = !m_ground.isNull() && m_groundSize == m_layout->size() &&
                        m_groundScale == m_layout->scale() && m_groundTheme == m_theme &&
                        m_ground.devicePixelRatio() == m_ratio;
    if (isSame) {
        return;
    }
    m_groundSize = m_layout->size();
    m_groundScale = m_layout->scale();
    m_groundTheme = m_theme;
    m_ground = QPixmap((m_groundSize * m_ratio).toSize());
    m_ground.setDevicePixelRatio(m_ratio);
    QPainter painter(&m_ground);
    paintGround(painter);
}

/// Boxes, and edges as they are while nothing is on them.
void PipelinePainter::paintGround(QPainter& painter) const {
    painter.fillRect(QRectF(QPointF(0, 0), m_layout->size()), m_theme->canvas);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto frame = [&](const QRectF& box, bool isOuter) {
        const double width = isOuter ? 1.5 : 1.0;
        const double radius = isOuter ? kOuterRadius : kInnerRadius;
        painter.setPen(QPen(isOuter ? m_theme->outline : m_theme->border, width));
        painter.setBrush(isOuter ? m_theme->base : m_theme->alternateRow);
        const double half = width / 2;
        painter.drawRoundedRect(box.adjusted(half, half, -half, -half), radius, radius);
    };
    frame(m_layout->box(PipelineBox::Transport), true);
    frame(m_layout->core(), true);
    frame(m_layout->box(PipelineBox::Peers), true);
    frame(m_layout->disk(), true);
    for (const PipelineBox box : {PipelineBox::Unstable, PipelineBox::Ready, PipelineBox::Memory,
                                  PipelineBox::Wal, PipelineBox::Snapshots, PipelineBox::Store}) {
        frame(m_layout->box(box), false);
    }
    painter.setPen(QPen(m_theme->border, 1.0));
    painter.setBrush(m_theme->base);
    painter.drawRoundedRect(m_layout->steps().adjusted(0.5, 0.5, -0.5, -0.5), kOuterRadius,
                            kOuterRadius);
    for (std::size_t i = 0; i < kPipelineEdges; ++i) {
        paintEdge(painter, static_cast<PipelineEdge>(i), false, false);
    }
}

void PipelinePainter::text(QPainter& painter, const QRectF& room, Qt::Alignment alignment,
                           const QString& text) const {
    if (text.isEmpty() || room.width() <= 0) {
        return;
    }
    const bool fits = shortTextWidth(painter.font(), text) <= room.width();
    drawShortText(
        painter, room, alignment,
        fits ? text : QFontMetricsF(painter.font()).elidedText(text, Qt::ElideRight, room.width()));
}

void PipelinePainter::paint(QPainter& painter, const PipelineContent& content, const Look& look) {
    if (paintsAnew(painter)) {
        paintGround(painter);
    } else {
        keepGround();
        painter.drawPixmap(QPointF(0, 0), m_ground);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    if (content.node == raft::kNoNode) {
        return;
    }
    const auto* hovered = std::get_if<PipelineEdge>(&look.hovered);
    for (std::size_t i = 0; i < kPipelineEdges; ++i) {
        const auto edge = static_cast<PipelineEdge>(i);
        const bool isHovered = hovered != nullptr && *hovered == edge;
        if (content.edge(edge).isActive || isHovered) {
            paintEdge(painter, edge, content.edge(edge).isActive, isHovered);
        }
    }
    paintTitle(painter, m_layout->core(), content.coreTitle, content.timer, true);
    paintTitle(painter, m_layout->disk(), content.diskTitle, {}, true);
    for (std::size_t i = 0; i < kPipelineBoxes; ++i) {
        paintBox(painter, content, static_cast<PipelineBox>(i));
    }
    paintLabels(painter, content);
    paintSteps(painter, content);
    paintPadlock(painter, content);
    paintTokens(painter, content, look);
    paintMarks(painter, content);
    paintNotice(painter, content);
    paintFocus(painter, look.focused);
}

void PipelinePainter::paintFocus(QPainter& painter, const PipelineItem& item) const {
    const QRectF around = m_layout->rectOf(item);
    if (around.isEmpty()) {
        return;
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_theme->accent, 2));
    painter.drawRoundedRect(around.adjusted(-1, -1, 1, 1), kOuterRadius, kOuterRadius);
}

/// Of a node that does not run: across the core, which has nothing to say.
void PipelinePainter::paintNotice(QPainter& painter, const PipelineContent& content) const {
    if (content.notice.isEmpty()) {
        return;
    }
    const double s = m_layout->scale();
    painter.setFont(font(12, QFont::Medium));
    const QFontMetricsF metrics(painter.font());
    const QRectF within = m_layout->core();
    const double width =
        std::min(within.width() - 24 * s, metrics.horizontalAdvance(content.notice) + 24 * s);
    QRectF box(0, 0, width, metrics.height() + 14 * s);
    box.moveCenter({within.center().x(), within.bottom() - box.height()});
    painter.setPen(QPen(m_theme->outline, 1.0));
    painter.setBrush(m_theme->base);
    painter.drawRoundedRect(box, kInnerRadius, kInnerRadius);
    painter.setPen(m_theme->text);
    text(painter, box.adjusted(12 * s, 0, -12 * s, 0), Qt::AlignCenter, content.notice);
}

}  // namespace quorate::gui
