// SPDX-License-Identifier: Apache-2.0
#include "gui/log_wall/log_row_painter.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "gui/log_wall/log_spans.h"
#include "gui/model/entry_wording.h"
#include "gui/model/figures.h"
#include "gui/paint/entry_marks.h"

namespace quorate::gui {

using raft::Index;

namespace {

constexpr double kRunHeight = 8;
constexpr double kBarHeight = 4;
/// Fewer pixels than that cannot be told apart.
constexpr double kLeastPixels = 3;

}  // namespace

LogRowPainter::LogRowPainter(const LogWallGeometry& geometry, const Theme& theme, const QFont& font,
                             EntryCellPainter& cells)
    : m_geometry(geometry),
      m_theme(theme),
      m_font(font),
      m_cells(cells),
      m_scale(geometry.scale()),
      m_seen(geometry.visible()),
      m_hasCells(geometry.zoom() == LogZoom::L0 || geometry.zoom() == LogZoom::L1),
      m_size(geometry.zoom() == LogZoom::L0 ? CellSize::Full : CellSize::Small) {}

int LogRowPainter::cellTop() const {
    return m_geometry.scaled(m_geometry.zoom() == LogZoom::L0 ? 3 : 5);
}

int LogRowPainter::cellHeight() const {
    return m_hasCells ? m_cells.slot(m_size).height()
                      : m_geometry.scaled(kRunHeight + 1 + kBarHeight);
}

QRectF LogRowPainter::cellRect(Index index, int rowTop) const {
    const double gap = m_hasCells ? m_cells.slot(m_size).width() - m_cells.cell(m_size).width() : 0;
    return {m_scale.xOf(index), static_cast<double>(rowTop + cellTop()),
            std::max(m_geometry.pixelsPerEntry() - gap, kLeastPixels),
            static_cast<double>(cellHeight())};
}

void LogRowPainter::paint(QPainter& painter, const Row& row) const {
    paintSlab(painter, row);
    if (m_hasCells) {
        paintCells(painter, row);
    } else {
        paintSpans(painter, row);
    }
    paintGhosts(painter, row);
    paintConflict(painter, row);
    paintMarkers(painter, row);
}

void LogRowPainter::paintSlab(QPainter& painter, const Row& row) const {
    const observe::LogState& log = row.node->log;
    if (log.before.index.value() == 0) {
        return;
    }
    const double left = std::max(m_geometry.leftEnd(), m_geometry.headerWidth() - 2.0);
    const double right = m_scale.xOf(log.first()) - 1;
    if (right <= left) {
        return;
    }
    const QString index = indexText(log.before.index);
    const qulonglong term = log.before.term.value();
    const QStringList texts{
        QCoreApplication::translate("LogWall", "snapshot ≤ %1 @ t%2").arg(index).arg(term),
        QCoreApplication::translate("LogWall", "≤ %1 @ t%2").arg(index).arg(term),
        QCoreApplication::translate("LogWall", "≤ %1").arg(index)};
    const double height = std::max(cellHeight(), m_geometry.scaled(14));
    drawCompactedSlab(painter, QRectF(left, row.top + cellTop(), right - left, height), texts,
                      m_font, m_theme, m_cells.scale());
}

void LogRowPainter::paintCells(QPainter& painter, const Row& row) const {
    const double step = m_geometry.pixelsPerEntry();
    const int top = row.top + cellTop();
    for (const CellRun& run : cellRuns(row.node->log, m_seen.first, m_seen.end)) {
        double x = m_scale.xOf(run.first);
        for (Index at = run.first; at < run.end; at = at.next(), x += step) {
            m_cells.draw(painter, QPointF(x, top), run.cell, m_size);
        }
    }
}

void LogRowPainter::paintSpans(QPainter& painter, const Row& row) const {
    const observe::LogState& log = row.node->log;
    const double top = row.top + cellTop();
    const double height = m_geometry.scaled(kRunHeight);
    const auto spans = termSpans(log, m_scale, m_seen.first, m_seen.end);
    const double clipLeft = m_geometry.headerWidth() - 2.0;
    for (const TermSpan& span : spans) {
        const double left = std::max(span.left, clipLeft);
        const QRectF rect(left, top, span.right - left, height);
        painter.fillRect(rect, m_theme.termFill(span.term));
        if (rect.width() >= kLeastPixels) {
            painter.fillRect(QRectF(rect.right() - 1, top, 1, height), m_theme.cellOutline);
        }
    }
    if (!spans.empty()) {
        const double left = std::max(spans.front().left, clipLeft);
        const double width = spans.back().right - left;
        painter.fillRect(QRectF(left, top - 1, width, 1), m_theme.cellOutline);
        painter.fillRect(QRectF(left, top + height, width, 1), m_theme.cellOutline);
        painter.fillRect(QRectF(left, top, 1, height), m_theme.cellOutline);
    }

    const double barTop = top + height + 2;
    const double barHeight = m_geometry.scaled(kBarHeight);
    for (const DurabilitySpan& span : durabilitySpans(log, m_scale, m_seen.first, m_seen.end)) {
        const double left = std::max(span.left, clipLeft);
        const QRectF rect(left, barTop, span.right - left, barHeight);
        switch (span.durability) {
        case Durability::Applied:
            painter.fillRect(rect, m_theme.applied);
            break;
        case Durability::Committed:
            painter.fillRect(rect, m_theme.committed);
            break;
        case Durability::Stable:
            painter.fillRect(rect, m_theme.stable);
            break;
        case Durability::InProgress:
        case Durability::Unstable:
            painter.fillRect(rect, m_theme.cellOutline);
            painter.fillRect(rect.adjusted(0, 1, -1, -1), m_theme.last);
            break;
        }
    }
}

void LogRowPainter::paintConflict(QPainter& painter, const Row& row) const {
    if (row.leader == nullptr || row.leader == row.node) {
        return;
    }
    const observe::LogState& log = row.node->log;
    const auto conflict = firstConflict(log, row.leader->log);
    if (!conflict) {
        return;
    }
    const Index from = std::max(*conflict, m_seen.first);
    const Index until = std::min(log.entries.end(), m_seen.end);
    if (from >= until) {
        return;
    }
    const double gap = m_hasCells ? m_cells.slot(m_size).width() - m_cells.cell(m_size).width() : 0;
    const double left = m_scale.xOf(from);
    const double length = std::max(m_scale.xOf(until) - gap - left, 8 * m_cells.scale());
    const bool isLarge = m_geometry.zoom() == LogZoom::L0;
    drawConflictEdge(painter, QPointF(left, row.top + cellTop() - (m_hasCells ? 0 : 1)), length,
                     m_theme, m_cells.scale(), isLarge ? 2 : 1.4);
}

void LogRowPainter::paintGhosts(QPainter& painter, const Row& row) const {
    if (row.ghosts == nullptr) {
        return;
    }
    for (const LogGhosts::Ghost& ghost : *row.ghosts) {
        // Where another entry stands by now, that one is seen.
        const Index from = std::max({ghost.first, m_seen.first, row.node->log.entries.end()});
        const Index until = std::min(ghost.end, m_seen.end);
        if (from >= until) {
            continue;
        }
        if (m_hasCells) {
            for (Index at = from; at < until; at = at.next()) {
                drawGhost(painter, cellRect(at, row.top), m_theme);
            }
        } else {
            QRectF rect = cellRect(from, row.top);
            rect.setRight(std::max(rect.right(), m_scale.xOf(until)));
            drawGhost(painter, rect, m_theme);
        }
    }
}

void LogRowPainter::paintMarkers(QPainter& painter, const Row& row) const {
    const double scale = m_cells.scale();
    const observe::NodeState& node = *row.node;
    if (row.leader != nullptr && row.leader != row.node) {
        if (const observe::PeerProgress* progress = row.leader->findProgress(node.id)) {
            const double half = std::max(m_geometry.pixelsPerEntry() / 2, 1.0) - scale;
            const double y =
                row.top + m_geometry.scaled(m_geometry.zoom() == LogZoom::L0 ? 34 : 24);
            const double match = m_scale.xOf(progress->match) + half;
            const double next = m_scale.xOf(progress->next) + half;
            const bool hasMatch = progress->match.value() > 0;
            if (hasMatch && next - match > 12 * scale) {
                painter.fillRect(QRectF(match + 7 * scale, y, next - match - 13 * scale, 1),
                                 m_theme.lane);
            }
            if (hasMatch) {
                drawMatchDot(painter, QPointF(match, y), m_theme, scale);
            }
            drawNextTriangle(painter, QPointF(next, y), m_theme, scale);
        }
    }
    if (node.log.committed.value() == 0) {
        return;
    }
    const double x = std::round(m_scale.xOf(node.log.committed.next()) - scale);
    const bool isLarge = m_geometry.zoom() == LogZoom::L0;
    drawCommitTick(painter,
                   QPointF(x, row.top + (isLarge ? -m_geometry.scaled(1) : m_geometry.scaled(1))),
                   m_geometry.scaled(isLarge ? 34 : 21), m_theme, scale);
}

}  // namespace quorate::gui
