// SPDX-License-Identifier: Apache-2.0
// Edges of the picture, what is on them, and the steps of a Ready.
#include <QFontMetricsF>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <map>

#include "gui/paint/anew.h"
#include "gui/paint/message_glyph.h"
#include "gui/pipeline/pipeline_painter.h"

namespace quorate::gui {

namespace {

constexpr double kArrow = 4.5;
constexpr double kTokenRadius = 3;

void paintArrow(QPainter& painter, QPointF tip, QPointF from, const QColor& color, double size) {
    const QPointF off = tip - from;
    const double length = std::hypot(off.x(), off.y());
    if (length == 0) {
        return;
    }
    const QPointF along = off / length;
    const QPointF across(-along.y(), along.x());
    const QPointF base = tip - along * size * 1.6;
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(QPolygonF({tip, base + across * size, base - across * size}));
}

}  // namespace

void PipelinePainter::paintEdge(QPainter& painter, PipelineEdge edge, bool isActive,
                                bool isHovered) const {
    const PipelineLayout::Path& path = m_layout->path(edge);
    const QColor color = isHovered ? m_theme->accent : isActive ? m_theme->outline : m_theme->lane;
    QPen pen(color, isHovered ? 2.0 : isActive ? 2.0 : 1.25);
    pen.setCapStyle(Qt::FlatCap);
    if (edge == PipelineEdge::Release) {
        pen.setWidthF(isHovered ? 2.0 : 1.75);
        pen.setDashPattern({3 / pen.widthF(), 4 / pen.widthF()});
        pen.setColor(isHovered ? m_theme->accent : isActive ? m_theme->text : m_theme->lane);
    } else if (edge == PipelineEdge::Send) {
        pen.setDashPattern({6 / pen.widthF(), 4 / pen.widthF()});
    }
    QPointF end = path.back();
    const QPointF before = path[path.size() - 2];
    const bool hasArrow = edge != PipelineEdge::Release;
    if (hasArrow) {
        // The line ends within its head.
        const QPointF off = end - before;
        const double length = std::max(1.0, std::hypot(off.x(), off.y()));
        end -= off / length * kArrow;
    }
    QPolygonF line;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        line << path[i];
    }
    line << end;
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(line);
    if (hasArrow) {
        paintArrow(painter, path.back(), before, pen.color(), kArrow * m_layout->scale());
    }
}

void PipelinePainter::paintLabels(QPainter& painter, const PipelineContent& content) const {
    const double s = m_layout->scale();
    for (std::size_t i = 0; i < kPipelineEdges; ++i) {
        const auto edge = static_cast<PipelineEdge>(i);
        if (edge == PipelineEdge::Take || edge == PipelineEdge::Advance) {
            continue;  // their steps have the names
        }
        const EdgeContent& what = content.edge(edge);
        painter.setFont(font(11, what.isActive ? QFont::DemiBold : QFont::Normal));
        const QFontMetricsF metrics(painter.font());
        const PipelineLayout::Label label = m_layout->label(edge);
        const double width = metrics.horizontalAdvance(what.name);
        QRectF room(label.at.x(), label.at.y() - metrics.height() / 2, width, metrics.height());
        if (label.isCentred) {
            room.moveLeft(label.at.x() - width / 2);
        } else if (edge == PipelineEdge::Persist) {
            room.moveRight(label.at.x());
        }
        const bool isInDisk = edge == PipelineEdge::PersistSnapshot || edge == PipelineEdge::Load;
        if (edge == PipelineEdge::Release || edge == PipelineEdge::Apply || isInDisk) {
            painter.fillRect(room.adjusted(-4 * s, 0, 4 * s, 0),
                             isInDisk ? m_theme->base : m_theme->canvas);
        }
        painter.setPen(what.isActive ? m_theme->text : m_theme->textSecondary);
        painter.drawText(room, Qt::AlignCenter | Qt::TextDontClip, what.name);
    }
    if (!content.heldText.isEmpty()) {
        painter.setFont(font(11, QFont::Medium));
        const QFontMetricsF metrics(painter.font());
        const QPointF from = m_layout->path(PipelineEdge::Send).front();
        const double room = m_layout->core().right() - from.x() - 14 * s;
        const QRectF box(from.x() + 12 * s, from.y() - metrics.height() - 5 * s, room,
                         metrics.height());
        const double width = std::min(room, metrics.horizontalAdvance(content.heldText) + 2 * s);
        painter.fillRect(QRectF(box.topLeft(), QSizeF(width, box.height())), m_theme->base);
        painter.setPen(m_theme->text);
        text(painter, box, Qt::AlignLeft | Qt::AlignVCenter, content.heldText);
    }
}

// --- tokens

QRectF PipelinePainter::rectOf(const PipelineToken& token, std::size_t place,
                               const PipelineContent& content) const {
    const double s = m_layout->scale();
    const QFontMetricsF metrics(font(11, QFont::DemiBold));
    QSizeF size(std::max(54 * s, metrics.horizontalAdvance(token.text) + 12 * s),
                std::max(18 * s, metrics.height() + 3));
    if (token.message) {
        size = QSizeF(2 * kGlyphReach, 2 * kGlyphReach);
    }
    const PipelineLayout::Path& path = m_layout->path(token.edge);
    const bool isUpright =
        token.edge == PipelineEdge::Persist || token.edge == PipelineEdge::Load ||
        token.edge == PipelineEdge::Propose || token.edge == PipelineEdge::ConfChange ||
        token.edge == PipelineEdge::ReadIndex;
    double length = 0;
    for (std::size_t i = 1; i < path.size(); ++i) {
        const QPointF off = path[i] - path[i - 1];
        length += std::hypot(off.x(), off.y());
    }
    // All of it stays on its stretch of the edge, so that neither end is covered.
    double from = 0;
    double to = length;
    double at = token.at;
    if (token.edge == PipelineEdge::Send) {
        const double lock = m_layout->lockPart() * length;
        const bool hasLeft = at > 1;
        from = hasLeft ? lock + m_layout->padlockRadius() : 0;
        to = hasLeft ? length : lock - m_layout->padlockRadius();
        at -= hasLeft ? 1 : 0;
    }
    const double half = std::min((isUpright ? size.height() : size.width()) / 2 + 3 * s,
                                 std::max(0.0, (to - from) / 2));
    const double part = length > 0 ? (from + half + at * (to - from - 2 * half)) / length : 0.5;
    QRectF box(QPointF(), size);
    box.moveCenter(m_layout->along(token.edge, std::clamp(part, 0.0, 1.0)));
    // Several on one edge follow each other.
    std::size_t before = 0;
    for (std::size_t i = 0; i < place; ++i) {
        const PipelineToken& other = content.tokens[i];
        if (other.edge == token.edge && std::abs(other.at - token.at) < 0.05) {
            ++before;
        }
    }
    if (before > 0 && !token.message) {
        const double step = static_cast<double>(before) * (size.height() + 2 * s);
        box.translate(0, token.at > 0.5 || !isUpright ? -step : step);
    }
    return box;
}

void PipelinePainter::paintToken(QPainter& painter, const QRectF& box,
                                 const PipelineToken& token) const {
    const QColor fill = m_theme->termFill(token.term);
    const QColor ink = token.term == raft::Term(0) ? m_theme->text : m_theme->termLabel(token.term);
    const QRectF inner = box.adjusted(0.75, 0.75, -0.75, -0.75);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(inner, kTokenRadius, kTokenRadius);
    painter.setFont(font(11, QFont::DemiBold));
    if (token.isHatched) {
        QColor stripes = ink;
        stripes.setAlphaF(ink == QColor(Qt::white) ? 0.62F : 0.5F);
        QPainterPath area;
        area.addRoundedRect(inner, kTokenRadius, kTokenRadius);
        paintHatch(painter, area, {stripes, 1.3, 5}, inner);
        // The number stands on a plain plate.
        const double width = QFontMetricsF(painter.font()).horizontalAdvance(token.text) + 4;
        QRectF plate(0, 0, width, inner.height() - 4);
        plate.moveCenter(inner.center());
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawRect(plate);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_theme->outline, 1.5));
    painter.drawRoundedRect(inner, kTokenRadius, kTokenRadius);
    painter.setPen(ink);
    painter.drawText(box, Qt::AlignCenter | Qt::TextDontClip, token.text);
}

void PipelinePainter::paintTokens(QPainter& painter, const PipelineContent& content,
                                  const Look& look) {
    for (std::size_t i = 0; i < content.tokens.size(); ++i) {
        const PipelineToken& token = content.tokens[i];
        const QRectF box = rectOf(token, i, content);
        if (token.message) {
            m_glyphs.paint(painter, box.center(),
                           glyphOf(*token.message, token.term, token.isRejection), 0.0, *m_theme,
                           m_theme->canvas);
        } else {
            paintToken(painter, box, token);
        }
        const bool isMarked =
            (token.key && std::find(look.messages.begin(), look.messages.end(), *token.key) !=
                              look.messages.end()) ||
            std::any_of(look.entries.begin(), look.entries.end(), [&token](raft::Index index) {
                return index >= token.first && index <= token.last;
            });
        if (isMarked) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(m_theme->accent, 2));
            painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), kTokenRadius + 2, kTokenRadius + 2);
        }
    }
}

// --- steps

void PipelinePainter::paintBadge(QPainter& painter, QPointF centre, int number,
                                 const StepContent& step) const {
    const double s = m_layout->scale();
    const bool isNow = step.state == StepState::Current;
    const bool isDone = step.state == StepState::Done;
    const double radius = (isNow ? 10.0 : isDone ? 9.0 : 8.5) * s;
    if (isNow) {
        QColor glow = m_theme->accent;
        glow.setAlphaF(0.25F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(glow);
        painter.drawEllipse(centre, 13 * s, 13 * s);
    }
    const bool isNeeded = step.state != StepState::NotNeeded;
    const QColor ring = isNow      ? m_theme->accent
                        : isDone   ? m_theme->outline
                        : isNeeded ? m_theme->textSecondary
                                   : m_theme->border;
    painter.setPen(QPen(ring, 1.5));
    painter.setBrush(isNow ? m_theme->accent : isDone ? m_theme->outline : m_theme->base);
    painter.drawEllipse(centre, radius, radius);
    painter.setFont(font(11, QFont::DemiBold));
    painter.setPen(isNow      ? m_theme->textOnAccent
                   : isDone   ? m_theme->base
                   : isNeeded ? m_theme->textSecondary
                              : m_theme->disabled);
    painter.drawText(QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius),
                     Qt::AlignCenter | Qt::TextDontClip, QString::number(number));
}

void PipelinePainter::paintSteps(QPainter& painter, const PipelineContent& content) const {
    const double s = m_layout->scale();
    paintTitle(painter, m_layout->steps(), content.ready, content.readyNote, false);
    for (std::size_t i = 0; i < kPipelineSteps; ++i) {
        const StepContent& step = content.steps[i];
        const auto which = static_cast<PipelineStep>(i);
        const int number = static_cast<int>(i) + 1;
        const QRectF cell = m_layout->step(which);
        paintBadge(painter, {cell.left() + 11 * s, cell.center().y()}, number, step);
        const bool isNow = step.state == StepState::Current;
        QRectF room = cell.adjusted(27 * s, 0, -5 * s, 0);
        painter.setFont(font(12, isNow ? QFont::DemiBold : QFont::Normal));
        painter.setPen(step.state == StepState::NotNeeded ? m_theme->disabled
                       : step.state == StepState::ToCome  ? m_theme->textSecondary
                                                          : m_theme->text);
        text(painter, room, Qt::AlignLeft | Qt::AlignVCenter, step.name);
        room.setLeft(room.left() + QFontMetricsF(painter.font()).horizontalAdvance(step.name) +
                     4 * s);
        painter.setFont(font(11));
        painter.setPen(step.isLate ? m_theme->late : m_theme->textSecondary);
        if (QFontMetricsF(painter.font()).horizontalAdvance(step.time) <= room.width()) {
            text(painter, room, Qt::AlignRight | Qt::AlignVCenter, step.time);
        }
        // The same number where the step happens.
        if (which != PipelineStep::Sync || content.syncTitle.isEmpty()) {
            paintBadge(painter, m_layout->badge(which), number, step);
        }
    }
}

void PipelinePainter::paintPadlock(QPainter& painter, const PipelineContent& content) const {
    const double s = m_layout->scale();
    const QPointF centre = m_layout->padlock();
    const double radius = m_layout->padlockRadius() - 1;
    const bool isClosed = content.held > 0;
    const QColor ink = isClosed ? m_theme->text : m_theme->textTertiary;
    painter.setPen(QPen(ink, 2));
    painter.setBrush(m_theme->base);
    painter.drawEllipse(centre, radius, radius);
    // The shackle; one leg of an open one is out.
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(ink, 1.8 * s));
    QPainterPath shackle;
    const double lift = isClosed ? 0.0 : -2.5 * s;
    shackle.moveTo(centre + QPointF(-3.5 * s, 0));
    shackle.lineTo(centre + QPointF(-3.5 * s, -3 * s + lift));
    shackle.arcTo(QRectF(centre.x() - 3.5 * s, centre.y() - 6.5 * s + lift, 7 * s, 7 * s), 180,
                  -180);
    shackle.lineTo(centre + QPointF(3.5 * s, isClosed ? 0.0 : -2 * s));
    painter.drawPath(shackle);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    painter.drawRoundedRect(QRectF(centre.x() - 5.5 * s, centre.y() - 1 * s, 11 * s, 8 * s),
                            1.5 * s, 1.5 * s);
    painter.setBrush(m_theme->base);
    painter.drawEllipse(centre + QPointF(0, 3 * s), 1.4 * s, 1.4 * s);
}

// --- what is broken on purpose

/// Red, with a shape of its own: two bars stop, a cross crashes, a bolt fails, a clock delays.
void PipelinePainter::paintMarks(QPainter& painter, const PipelineContent& content) const {
    const double s = m_layout->scale();
    std::map<PipelineEdge, int> counts;
    for (const PipelineMark& mark : content.marks) {
        const QPointF centre = m_layout->mark(mark.edge) + QPointF(20 * s * counts[mark.edge]++, 0);
        const double r = 9 * s;
        painter.setPen(QPen(m_theme->danger, 1.5));
        painter.setBrush(m_theme->dangerGround);
        painter.drawEllipse(centre, r, r);
        painter.setPen(QPen(m_theme->danger, 2 * s));
        const double k = 3.5 * s;
        switch (mark.act) {
        case PointAct::Stop:
            painter.drawLine(centre + QPointF(-2.5 * s, -k), centre + QPointF(-2.5 * s, k));
            painter.drawLine(centre + QPointF(2.5 * s, -k), centre + QPointF(2.5 * s, k));
            break;
        case PointAct::Crash:
            painter.drawLine(centre + QPointF(-k, -k), centre + QPointF(k, k));
            painter.drawLine(centre + QPointF(-k, k), centre + QPointF(k, -k));
            break;
        case PointAct::FailOnce:
            painter.drawLine(centre + QPointF(0, -5 * s), centre + QPointF(0, 1 * s));
            painter.drawPoint(centre + QPointF(0, 4.5 * s));
            break;
        case PointAct::Delay:
            painter.drawLine(centre, centre + QPointF(0, -5 * s));
            painter.drawLine(centre, centre + QPointF(3.5 * s, 2 * s));
            break;
        }
    }
}

}  // namespace quorate::gui
