// SPDX-License-Identifier: Apache-2.0
#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

#include "gui/cluster/scene_painter.h"

namespace quorate::gui {

namespace {

/// Where the place behind an index begins, from the left of the strip.
double endOf(const LogStrip& strip, raft::Index index) {
    if (index < strip.window.first) {
        return 0.0;
    }
    const std::uint64_t cells = index.value() - strip.window.first.value() + 1;
    return kStripCellWidth *
           static_cast<double>(std::min<std::uint64_t>(cells, strip.window.cells));
}

void paintCells(QPainter& painter, const SceneNode& node, QPointF corner, const Theme& theme) {
    const LogStrip& strip = node.strip;
    for (const StripCell& cell : strip.cells) {
        const double x = kStripCellWidth * static_cast<double>(cell.index - strip.window.first);
        const QRectF box(corner.x() + x, corner.y(), kStripCellWidth - 1.0, kStripCellHeight);
        painter.fillRect(box, cell.isCompacted ? theme.border : theme.cellOutline);
        painter.fillRect(box.adjusted(1, 1, -1, -1),
                         cell.isCompacted ? theme.track : theme.termFill(cell.term));
    }
}

void paintThermometer(QPainter& painter, const LogStrip& strip, QPointF corner,
                      const Theme& theme) {
    painter.setRenderHint(QPainter::Antialiasing, false);
    const double height = kThermometerHeight;
    const double last = endOf(strip, strip.last);
    const double stable = std::min(endOf(strip, strip.stable), last);
    if (last > stable) {
        QPen pen(theme.textTertiary, 1.0);
        pen.setDashPattern({2.0, 1.0});
        painter.setPen(pen);
        painter.setBrush(theme.last);
        painter.drawRect(
            QRectF(corner.x() + stable, corner.y(), last - stable - 1.0, height - 1.0));
    }
    painter.fillRect(QRectF(corner.x(), corner.y(), stable, height), theme.stable);
    painter.fillRect(QRectF(corner.x(), corner.y(), endOf(strip, strip.committed), height),
                     theme.committed);
    painter.fillRect(QRectF(corner.x(), corner.y(), endOf(strip, strip.applied), height),
                     theme.applied);
}

void paintNumbers(QPainter& painter, const LogStrip& strip, const QRectF& box, bool inTwoLines,
                  const SceneBrush& brush) {
    const QFont font = brush.type.font(11.0);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    const std::pair<const char*, raft::Index> numbers[] = {
        {QT_TRANSLATE_NOOP("ClusterView", "a"), strip.applied},
        {QT_TRANSLATE_NOOP("ClusterView", "c"), strip.committed},
        {QT_TRANSLATE_NOOP("ClusterView", "s"), strip.stable},
        {QT_TRANSLATE_NOOP("ClusterView", "l"), strip.last}};
    const int inLine = inTwoLines ? 2 : 4;
    // Columns, so that the four numbers keep their places while they count up.
    const double column = box.width() / inLine;
    for (int i = 0; i < 4; ++i) {
        const QString letter = QCoreApplication::translate("ClusterView", numbers[i].first);
        const double x = box.left() + column * (i % inLine);
        const double y = box.top() + metrics.ascent() + metrics.height() * (i / inLine);
        painter.setPen(brush.theme.textTertiary);
        painter.drawText(QPointF(x, y), letter);
        painter.setPen(brush.theme.textSecondary);
        painter.drawText(QPointF(x + metrics.horizontalAdvance(letter) + 4.0, y),
                         QString::number(numbers[i].second.value()));
    }
}

}  // namespace

void paintStrips(QPainter& painter, const Scene& scene, const StripForm& form,
                 const SceneBrush& brush) {
    for (const SceneNode& node : scene.nodes) {
        if (node.stripBox.isNull()) {
            continue;
        }
        const QPointF corner(std::round(node.stripBox.left()), std::round(node.stripBox.top()));
        painter.setRenderHint(QPainter::Antialiasing, false);
        // The axis, as far as the window goes.
        const double axis = kStripCellWidth * form.cells;
        painter.fillRect(QRectF(corner.x(), corner.y() + kStripCellHeight + 1.0, axis, 1.0),
                         brush.theme.softRule);
        paintCells(painter, node, corner, brush.theme);
        const QPointF bar = corner + QPointF(0, kStripCellHeight + 4.0);
        paintThermometer(painter, node.strip, bar, brush.theme);
        const QRectF numbers(bar + QPointF(0, kThermometerHeight + 3.0),
                             QSizeF(node.stripBox.width(), 0));
        paintNumbers(painter, node.strip, numbers, form.numbersInTwoLines, brush);
    }
}

}  // namespace quorate::gui
