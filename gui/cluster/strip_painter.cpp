// SPDX-License-Identifier: Apache-2.0
#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

#include "gui/cluster/scene_painter.h"
#include "gui/paint/entry_marks.h"
#include "gui/paint/short_text.h"

namespace quorate::gui {

namespace {

/// Where the cell of an index begins, from the left of the strip.
double startOf(const LogStrip& strip, raft::Index index, double cell) {
    const raft::Index within = std::clamp(index, strip.window.first, strip.window.end());
    return cell * static_cast<double>(within - strip.window.first);
}

double endOf(const LogStrip& strip, raft::Index index, double cell) {
    return startOf(strip, index.next(), cell);
}

void paintCells(QPainter& painter, const LogStrip& strip, QPointF corner, const StripForm& form,
                EntryCellPainter& cells, const Theme& theme) {
    const double width = form.cell.width();
    if (strip.firstEntry > strip.window.first) {
        // What a snapshot stands for.
        const QRectF slab(corner.x(), corner.y(), startOf(strip, strip.firstEntry, width) - 1.0,
                          form.cell.height());
        painter.fillRect(slab, theme.border);
        painter.fillRect(slab.adjusted(1, 1, -1, -1), theme.track);
    }
    double x = startOf(strip, strip.firstEntry, width);
    for (const EntryCell& cell : strip.cells) {
        cells.draw(painter, corner + QPointF(x, 0), cell, CellSize::Strip);
        x += width;
    }
    if (strip.conflict && *strip.conflict <= strip.last && strip.last >= strip.window.first) {
        const double from = startOf(strip, *strip.conflict, width);
        drawConflictEdge(painter, corner + QPointF(from, 0),
                         endOf(strip, strip.last, width) - from - 1.0, theme, cells.scale());
    }
}

void paintThermometer(QPainter& painter, const LogStrip& strip, QPointF corner, double cell,
                      const Theme& theme) {
    painter.setRenderHint(QPainter::Antialiasing, false);
    const double height = kThermometerHeight;
    const double last = endOf(strip, strip.last, cell);
    const double stable = std::min(endOf(strip, strip.stable, cell), last);
    if (last > stable) {
        QPen pen(theme.textTertiary, 1.0);
        pen.setDashPattern({2.0, 1.0});
        painter.setPen(pen);
        painter.setBrush(theme.last);
        painter.drawRect(
            QRectF(corner.x() + stable, corner.y(), last - stable - 1.0, height - 1.0));
    }
    painter.fillRect(QRectF(corner.x(), corner.y(), stable, height), theme.stable);
    painter.fillRect(QRectF(corner.x(), corner.y(), endOf(strip, strip.committed, cell), height),
                     theme.committed);
    painter.fillRect(QRectF(corner.x(), corner.y(), endOf(strip, strip.applied, cell), height),
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
        drawShortText(painter, QPointF(x, y), letter);
        painter.setPen(brush.theme.textSecondary);
        drawShortText(painter, QPointF(x + shortTextWidth(font, letter) + 4.0, y),
                      QString::number(numbers[i].second.value()));
    }
}

}  // namespace

void paintStrips(QPainter& painter, const Scene& scene, const StripForm& form,
                 EntryCellPainter& cells, const SceneBrush& brush) {
    for (const SceneNode& node : scene.nodes) {
        if (node.stripBox.isNull()) {
            continue;
        }
        const QPointF corner(std::round(node.stripBox.left()), std::round(node.stripBox.top()));
        painter.setRenderHint(QPainter::Antialiasing, false);
        if (node.stripIsCrossed) {
            painter.fillRect(node.stripBox.adjusted(-3, -2, 3, 2),
                             groundAt(scene, node.id, brush.theme));
        }
        // The axis, as far as the window goes.
        const double axis = form.cell.width() * form.cells;
        painter.fillRect(QRectF(corner.x(), corner.y() + form.cell.height() + 1.0, axis, 1.0),
                         brush.theme.softRule);
        paintCells(painter, node.strip, corner, form, cells, brush.theme);
        const QPointF bar = corner + QPointF(0, form.cell.height() + 4.0);
        paintThermometer(painter, node.strip, bar, form.cell.width(), brush.theme);
        const QRectF numbers(bar + QPointF(0, kThermometerHeight + 3.0),
                             QSizeF(node.stripBox.width(), 0));
        paintNumbers(painter, node.strip, numbers, form.numbersInTwoLines, brush);
    }
}

}  // namespace quorate::gui
