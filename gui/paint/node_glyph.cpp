// SPDX-License-Identifier: Apache-2.0
#include "gui/paint/node_glyph.h"

#include <QPainterPath>
#include <QPixmapCache>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

#include "gui/paint/anew.h"

namespace quorate::gui {

namespace {

constexpr double kArcWidth = 5.0;
constexpr double kTickFrom = 16.0;
constexpr double kTickTo = 20.0;

/// Copies what `draw` draws around a point, no farther than `reach` from it, where it was drawn
/// before: a curve costs far more than its copy. The tile lies on whole pixels, and the point in it
/// where it is between them.
template <class Draw>
void paintTile(QPainter& painter, QPointF centre, double reach, const QString& name,
               const Draw& draw) {
    if (paintsAnew(painter)) {
        draw(painter, centre);
        return;
    }
    const double ratio = painter.device()->devicePixelRatioF();
    const double half = std::ceil(reach);
    const QPointF corner = centre - QPointF(half, half);
    const QPointF origin(std::floor(corner.x() * ratio) / ratio,
                         std::floor(corner.y() * ratio) / ratio);
    const QPointF inTile = centre - origin;
    constexpr double kParts = 8;
    const QString key = QStringLiteral("%1 %2 %3 %4")
                            .arg(name)
                            .arg(ratio)
                            .arg(std::lround(inTile.x() * kParts))
                            .arg(std::lround(inTile.y() * kParts));
    QPixmap tile;
    if (!QPixmapCache::find(key, &tile)) {
        const int side = static_cast<int>(std::ceil((2.0 * half + 1.0) * ratio));
        tile = QPixmap(side, side);
        tile.setDevicePixelRatio(ratio);
        tile.fill(Qt::transparent);
        QPainter tilePainter(&tile);
        draw(tilePainter, inTile);
        tilePainter.end();
        QPixmapCache::insert(key, tile);
    }
    painter.drawPixmap(origin, tile);
}

void paintRing(QPainter& painter, QPointF centre, const NodeGlyph& node, const Theme& theme) {
    const double r = node.radius;
    painter.setBrush(Qt::NoBrush);
    switch (node.shape) {
    case NodeShape::Leader:
        painter.setPen(QPen(theme.outline, 2.5));
        painter.drawEllipse(centre, r, r);
        painter.setPen(QPen(theme.outline, 2.0));
        painter.drawEllipse(centre, r + 5.0, r + 5.0);
        break;
    case NodeShape::Candidate: {
        QPen pen(theme.outline, 3.5, Qt::CustomDashLine, Qt::FlatCap);
        pen.setDashPattern({8.0 / 3.5, 5.0 / 3.5});
        painter.setPen(pen);
        painter.drawEllipse(centre, r, r);
        break;
    }
    case NodeShape::PreCandidate: {
        QPen pen(theme.outline, 3.5, Qt::CustomDashLine, Qt::RoundCap);
        pen.setDashPattern({0.01, 6.2 / 3.5});
        painter.setPen(pen);
        painter.drawEllipse(centre, r, r);
        break;
    }
    case NodeShape::Unreachable: {
        QPen pen(theme.outline, 2.0, Qt::SolidLine, Qt::FlatCap);
        pen.setDashPattern({2.0, 2.0});
        painter.setPen(pen);
        painter.drawEllipse(centre, node.radius, node.radius);
        break;
    }
    case NodeShape::Follower:
    case NodeShape::Removed:
        painter.setPen(QPen(theme.outline, 1.5));
        painter.drawEllipse(centre, r, r);
        break;
    case NodeShape::Learner:
        painter.setPen(QPen(theme.outline, 1.5));
        painter.drawRoundedRect(QRectF(centre.x() - r, centre.y() - r, 2 * r, 2 * r), 10, 10);
        break;
    case NodeShape::Down: {
        painter.setPen(QPen(theme.textTertiary, 1.5));
        painter.drawEllipse(centre, r, r);
        const double reach = r * 0.33;
        painter.setPen(QPen(theme.textSecondary, 4.0, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(centre + QPointF(-reach, -reach), centre + QPointF(reach, reach));
        painter.drawLine(centre + QPointF(-reach, reach), centre + QPointF(reach, -reach));
        break;
    }
    }
}

void paintFill(QPainter& painter, QPointF centre, const NodeGlyph& node, const Theme& theme) {
    const double r = node.radius;
    painter.setPen(Qt::NoPen);
    switch (node.shape) {
    case NodeShape::Removed:
        painter.setBrush(theme.canvas);
        painter.drawEllipse(centre, r, r);
        break;
    case NodeShape::Learner:
        painter.setBrush(theme.termFill(node.term));
        painter.drawRoundedRect(QRectF(centre.x() - r, centre.y() - r, 2 * r, 2 * r), 10, 10);
        break;
    case NodeShape::Leader:
        // The rings are set off from the fill.
        painter.setBrush(theme.canvas);
        painter.drawEllipse(centre, r + 6.0, r + 6.0);
        painter.setBrush(theme.termFill(node.term));
        painter.drawEllipse(centre, r, r);
        break;
    default:
        painter.setBrush(node.shape == NodeShape::Down || node.shape == NodeShape::Unreachable
                             ? theme.track
                             : theme.termFill(node.term));
        painter.drawEllipse(centre, r, r);
        break;
    }
}

void paintBars(QPainter& painter, QPointF centre, const QColor& ink) {
    painter.fillRect(QRectF(centre.x() - 9.0, centre.y() - 13.0, 6.0, 26.0), ink);
    painter.fillRect(QRectF(centre.x() + 3.0, centre.y() - 13.0, 6.0, 26.0), ink);
}

/// The number as large as the node has room for.
void paintTerm(QPainter& painter, QPointF centre, const NodeGlyph& node, const QColor& ink,
               const Type& type) {
    const QString text = QString::number(node.term.value());
    const double room = node.hasPetals ? node.radius * 0.8 : node.radius * 1.6;
    double size = node.hasPetals ? 16.0 : 22.0;
    QFont font = type.font(size, QFont::Bold);
    while (size > 8.0 && (QFontMetricsF(font).horizontalAdvance(text) > room ||
                          QFontMetricsF(font).height() > room)) {
        size -= 1.0;
        font = type.font(size, QFont::Bold);
    }
    painter.setFont(font);
    painter.setPen(ink);
    const double r = node.radius;
    painter.drawText(QRectF(centre.x() - r, centre.y() - r, 2 * r, 2 * r), Qt::AlignCenter, text);
}

}  // namespace

void paintNode(QPainter& painter, QPointF centre, const NodeGlyph& node, const Theme& theme,
               const Type& type) {
    constexpr double kRim = 8.0;
    paintTile(painter, centre, node.radius + kRim,
              QStringLiteral("node %1 %2 %3 %4 %5")
                  .arg(static_cast<int>(node.shape))
                  .arg(node.radius)
                  .arg(theme.termFill(node.term).rgba())
                  .arg(theme.outline.rgba())
                  .arg(theme.canvas.rgba()),
              [&](QPainter& on, QPointF middle) {
                  on.setRenderHint(QPainter::Antialiasing);
                  paintFill(on, middle, node, theme);
                  paintRing(on, middle, node, theme);
              });
    painter.setRenderHint(QPainter::Antialiasing);
    if (node.shape == NodeShape::Down) {
        return;
    }
    if (node.shape == NodeShape::Unreachable) {
        painter.setFont(type.font(26, QFont::Bold));
        painter.setPen(theme.text);
        const double r = node.radius;
        painter.drawText(QRectF(centre.x() - r, centre.y() - r, 2 * r, 2 * r), Qt::AlignCenter,
                         QStringLiteral("?"));
        return;
    }
    const QColor ink =
        node.shape == NodeShape::Removed ? theme.textTertiary : theme.termLabel(node.term);
    if (node.isPaused) {
        paintBars(painter, centre, ink);
    } else {
        paintTerm(painter, centre, node, ink, type);
    }
}

void paintCrown(QPainter& painter, QPointF centre, double radius, const Theme& theme) {
    constexpr double kReach = 20.0;
    paintTile(painter, centre + QPointF(0, -radius - 3.0), kReach,
              QStringLiteral("crown %1 %2").arg(theme.canvas.rgba()).arg(theme.outline.rgba()),
              [&](QPainter& on, QPointF base) {
                  const QPolygonF crown({base + QPointF(-10, 0), base + QPointF(-10, -11),
                                         base + QPointF(-5, -6), base + QPointF(0, -12),
                                         base + QPointF(5, -6), base + QPointF(10, -11),
                                         base + QPointF(10, 0)});
                  on.setRenderHint(QPainter::Antialiasing);
                  on.setPen(QPen(theme.canvas, 5.0, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
                  on.setBrush(theme.canvas);
                  on.drawPolygon(crown);
                  on.setPen(Qt::NoPen);
                  on.setBrush(theme.outline);
                  on.drawPolygon(crown);
              });
}

void paintTimerTrack(QPainter& painter, QPointF centre, double radius, const Theme& theme) {
    const double at = radius + kTimerArcAt;
    paintTile(painter, centre, at + kArcWidth,
              QStringLiteral("track %1 %2").arg(at).arg(theme.track.rgba()),
              [&](QPainter& on, QPointF middle) {
                  on.setRenderHint(QPainter::Antialiasing);
                  on.setBrush(Qt::NoBrush);
                  on.setPen(QPen(theme.track, kArcWidth, Qt::SolidLine, Qt::FlatCap));
                  on.drawEllipse(middle, at, at);
              });
}

void paintTimerArc(QPainter& painter, QPointF centre, double radius, double left,
                   const Theme& theme) {
    const double at = radius + kTimerArcAt;
    const double ratio = painter.device()->devicePixelRatioF();
    // In steps that are not seen, so that most arcs are copies of one that was painted before.
    const int steps = static_cast<int>(std::ceil(2.0 * M_PI * at * ratio));
    const int shown = static_cast<int>(std::lround(std::clamp(left, 0.0, 1.0) * steps));
    if (shown == 0) {
        return;
    }
    constexpr int kTop = 90 * 16;
    constexpr double kWhole = 360.0 * 16.0;
    const auto draw = [&](QPainter& on, QPointF middle) {
        on.setRenderHint(QPainter::Antialiasing);
        on.setPen(QPen(theme.timerArc, kArcWidth, Qt::SolidLine, Qt::FlatCap));
        on.setBrush(Qt::NoBrush);
        on.drawArc(QRectF(middle.x() - at, middle.y() - at, 2.0 * at, 2.0 * at), kTop,
                   static_cast<int>(std::lround(kWhole * shown / steps)));
    };
    paintTile(painter, centre, at + kArcWidth,
              QStringLiteral("timer %1 %2 %3").arg(at).arg(shown).arg(theme.timerArc.rgba()), draw);
}

void paintHeartbeatTicks(QPainter& painter, QPointF centre, double radius, std::uint32_t count,
                         double left, const Theme& theme) {
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::uint32_t tick = 0; tick < count; ++tick) {
        const double part = static_cast<double>(tick) / count;
        const double angle = part * 2.0 * M_PI - M_PI / 2.0;
        const QPointF direction(std::cos(angle), std::sin(angle));
        const bool isToCome = part >= 1.0 - left;
        painter.setPen(QPen(isToCome ? theme.timerArc : theme.track, isToCome ? 1.5 : 1.0));
        painter.drawLine(centre + direction * (radius + kTickFrom),
                         centre + direction * (radius + kTickTo));
    }
}

void paintPetal(QPainter& painter, QPointF centre, double angle, Petal petal, QSizeF size,
                const QColor& ink, const QColor& fill) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(centre);
    painter.rotate(angle * 180.0 / M_PI);
    const QRectF box(-size.width() / 2.0, -size.height() / 2.0, size.width(), size.height());
    painter.setBrush(fill);
    QPen pen(ink, 1.5, Qt::SolidLine, Qt::FlatCap);
    switch (petal) {
    case Petal::Have:
        painter.setBrush(ink);
        painter.setPen(pen);
        painter.drawEllipse(box);
        break;
    case Petal::OnItsWay: {
        painter.setPen(pen);
        painter.drawEllipse(box);
        // The half that faces the peer: from there it comes.
        QPainterPath half;
        half.moveTo(0, -size.height() / 2.0);
        half.arcTo(box, 90.0, -180.0);
        half.closeSubpath();
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink);
        painter.drawPath(half);
        break;
    }
    case Petal::NotHeard:
        pen.setDashPattern({2.0 / 1.5, 2.0 / 1.5});
        painter.setPen(pen);
        painter.drawEllipse(box);
        break;
    case Petal::Rejected: {
        painter.setPen(pen);
        painter.drawEllipse(box);
        // Level on the screen, whichever way the petal points.
        painter.rotate(-angle * 180.0 / M_PI);
        const double reach = std::min(size.width(), size.height()) / 2.0 - 1.5;
        painter.setPen(QPen(ink, 2.0));
        painter.drawLine(QPointF(-reach, 0), QPointF(reach, 0));
        break;
    }
    }
    painter.restore();
}

}  // namespace quorate::gui
