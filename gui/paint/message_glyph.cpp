// SPDX-License-Identifier: Apache-2.0
#include "gui/paint/message_glyph.h"

#include <QFontMetricsF>
#include <QPainterPath>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace quorate::gui {

namespace {

constexpr double kOutline = 1.4;
constexpr double kHalo = 2.2;

/// Half of what it measures across.
double reachOf(GlyphShape shape) {
    return shape == GlyphShape::SmallDisc ? 3.5 : 6.0;
}

QPainterPath outlineOf(GlyphShape shape, double r) {
    QPainterPath path;
    switch (shape) {
    case GlyphShape::Diamond:
        path.addPolygon(QPolygonF({{0, -r * 1.15}, {r * 1.15, 0}, {0, r * 1.15}, {-r * 1.15, 0}}));
        break;
    case GlyphShape::Disc:
    case GlyphShape::SmallDisc:
        path.addEllipse(QPointF(0, 0), r, r);
        break;
    case GlyphShape::Square:
        path.addRect(QRectF(-r * 0.92, -r * 0.92, r * 1.84, r * 1.84));
        break;
    case GlyphShape::Triangle:
        path.addPolygon(QPolygonF({{0, -r * 1.05}, {r * 1.05, r * 0.85}, {-r * 1.05, r * 0.85}}));
        break;
    case GlyphShape::Bolt:
        path.addPolygon(QPolygonF({{r * 0.35, -r * 1.2},
                                   {-r * 0.75, r * 0.25},
                                   {-r * 0.1, r * 0.25},
                                   {-r * 0.35, r * 1.2},
                                   {r * 0.75, -r * 0.25},
                                   {r * 0.1, -r * 0.25}}));
        break;
    case GlyphShape::Pill:
        path.addRoundedRect(QRectF(-r * 1.1, -r * 0.6, r * 2.2, r * 1.2), r * 0.6, r * 0.6);
        break;
    }
    path.closeSubpath();
    return path;
}

/// The middle of what the shape covers, for the hole of a response.
QPointF middleOf(GlyphShape shape, double r) {
    return shape == GlyphShape::Triangle ? QPointF(0, r * 0.25) : QPointF(0, 0);
}

void paintReject(QPainter& painter, QPointF centre, const Theme& theme, const QColor& ground) {
    constexpr double kRadius = 4.4;
    painter.setPen(QPen(ground, 1.5));
    painter.setBrush(ground);
    painter.drawEllipse(centre, kRadius + 1.0, kRadius + 1.0);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.danger, 1.5));
    painter.drawEllipse(centre, kRadius - 0.7, kRadius - 0.7);
    const double reach = (kRadius - 0.7) * std::sqrt(0.5);
    painter.drawLine(centre + QPointF(-reach, -reach), centre + QPointF(reach, reach));
}

void paintCross(QPainter& painter, const Theme& theme, const QColor& ground) {
    constexpr double kReach = 6.5;
    for (const auto& [colour, width] : {std::pair(ground, 4.5), std::pair(theme.danger, 2.0)}) {
        painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(-kReach, -kReach), QPointF(kReach, kReach));
        painter.drawLine(QPointF(-kReach, kReach), QPointF(kReach, -kReach));
    }
}

}  // namespace

GlyphShape shapeOf(raft::MessageType type) noexcept {
    using raft::MessageType;
    switch (type) {
    case MessageType::Vote:
    case MessageType::VoteResp:
    case MessageType::PreVote:
    case MessageType::PreVoteResp:
        return GlyphShape::Diamond;
    case MessageType::Heartbeat:
    case MessageType::HeartbeatResp:
        return GlyphShape::SmallDisc;
    case MessageType::Snap:
        return GlyphShape::Square;
    case MessageType::ReadIndex:
    case MessageType::ReadIndexResp:
        return GlyphShape::Triangle;
    case MessageType::TimeoutNow:
    case MessageType::TransferLeader:
        return GlyphShape::Bolt;
    case MessageType::Prop:
        return GlyphShape::Pill;
    default:
        return GlyphShape::Disc;
    }
}

MessageGlyph glyphOf(raft::MessageType type, raft::Term term, bool reject) noexcept {
    MessageGlyph glyph;
    glyph.shape = shapeOf(type);
    glyph.term = term;
    glyph.isResponse = raft::isResponse(type);
    glyph.isRejection = reject;
    return glyph;
}

void paintMessage(QPainter& painter, QPointF centre, const MessageGlyph& glyph, double filled,
                  const Theme& theme, const QColor& ground) {
    const double r = reachOf(glyph.shape);
    const QPainterPath path = outlineOf(glyph.shape, r);
    painter.save();
    painter.translate(centre);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(
        QPen(ground, kOutline + 2.0 * kHalo, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(ground);
    painter.drawPath(path);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.termFill(glyph.term));
    if (glyph.shape == GlyphShape::Square && !glyph.isResponse) {
        const double top = r * 0.92 * (1.0 - 2.0 * std::clamp(filled, 0.0, 1.0));
        painter.drawRect(QRectF(-r * 0.92, top, r * 1.84, r * 0.92 - top));
        painter.setBrush(Qt::NoBrush);
    }
    painter.setPen(QPen(theme.outline, kOutline, Qt::SolidLine, Qt::RoundCap, Qt::MiterJoin));
    painter.drawPath(path);
    if (glyph.isResponse) {
        painter.setBrush(ground);
        painter.setPen(QPen(theme.outline, 1.0));
        const QPointF middle = middleOf(glyph.shape, r);
        painter.drawPath(outlineOf(glyph.shape, r * 0.42).translated(middle));
    }
    if (glyph.isHeld) {
        paintHeldMark(painter, QPointF(0, 0), theme, ground);
    }
    if (glyph.isRejection) {
        paintReject(painter, QPointF(6.5, 6.5), theme, ground);
    }
    if (glyph.isLost) {
        paintCross(painter, theme, ground);
    }
    painter.restore();
}

void paintArrowhead(QPainter& painter, QPointF centre, double angle, const Theme& theme) {
    constexpr double kAhead = 10.5;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(centre);
    painter.rotate(angle * 180.0 / M_PI);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.outline);
    painter.drawPolygon(QPolygonF({{kAhead, -4.0}, {kAhead + 6.0, 0.0}, {kAhead, 4.0}}));
    painter.restore();
}

void paintCrowd(QPainter& painter, QPointF centre, const MessageGlyph& glyph, std::size_t count,
                const Theme& theme, const Type& type) {
    const QString text = QString::number(count);
    const QFont font = type.font(11.0, QFont::DemiBold);
    const QFontMetricsF metrics(font);
    const double height = std::max(18.0, metrics.height() + 3.0);
    const double width = metrics.horizontalAdvance(text) + 10.0 + height;
    const QRectF box(centre - QPointF(width / 2.0, height / 2.0), QSizeF(width, height));
    const QColor ink = theme.termLabel(glyph.term);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.canvas, kOutline + 2.0 * kHalo));
    painter.drawRoundedRect(box, height / 2.0, height / 2.0);
    painter.setPen(QPen(theme.outline, kOutline));
    painter.setBrush(theme.termFill(glyph.term));
    painter.drawRoundedRect(box, height / 2.0, height / 2.0);
    painter.translate(box.left() + height / 2.0, centre.y());
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    painter.drawPath(outlineOf(glyph.shape, std::min(4.0, reachOf(glyph.shape))));
    painter.restore();
    painter.setFont(font);
    painter.setPen(ink);
    painter.drawText(box.adjusted(height - 5.0, 0, -5.0, 0), Qt::AlignCenter, text);
}

void paintHeldMark(QPainter& painter, QPointF centre, const Theme& theme, const QColor& ground) {
    for (const double side : {-1.0, 1.0}) {
        const QRectF bar(centre.x() + side * 10.0 - 1.25, centre.y() - 7.0, 2.5, 14.0);
        painter.fillRect(bar.adjusted(-1.0, -1.0, 1.0, 1.0), ground);
        painter.fillRect(bar, theme.text);
    }
}

}  // namespace quorate::gui
