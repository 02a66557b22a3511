// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFont>
#include <QRectF>

#include <optional>
#include <vector>

#include "engine/observe/node_state.h"
#include "gui/log_wall/log_ghosts.h"
#include "gui/log_wall/log_wall_geometry.h"
#include "gui/paint/entry_cell.h"
#include "gui/theme/theme.h"

class QPainter;

namespace quorate::gui {

/// Paints the log of one node, at whatever zoom.
class LogRowPainter {
public:
    /// What a row shows.
    struct Row {
        const observe::NodeState* node{nullptr};
        const observe::NodeState* leader{nullptr};  ///< null while nobody leads
        const std::vector<LogGhosts::Ghost>* ghosts{nullptr};
        int top{0};
    };

    /// All of it outlives the painter. `font` is that of small text.
    LogRowPainter(const LogWallGeometry& geometry, const Theme& theme, const QFont& font,
                  EntryCellPainter& cells);

    void paint(QPainter& painter, const Row& row) const;
    /// Where an entry is drawn, to be framed; empty if it has no place.
    [[nodiscard]] QRectF cellRect(raft::Index index, int rowTop) const;

private:
    void paintSlab(QPainter& painter, const Row& row) const;
    void paintCells(QPainter& painter, const Row& row) const;
    void paintSpans(QPainter& painter, const Row& row) const;
    void paintConflict(QPainter& painter, const Row& row) const;
    void paintGhosts(QPainter& painter, const Row& row) const;
    void paintMarkers(QPainter& painter, const Row& row) const;
    [[nodiscard]] int cellTop() const;
    [[nodiscard]] int cellHeight() const;

    const LogWallGeometry& m_geometry;
    const Theme& m_theme;
    const QFont& m_font;
    EntryCellPainter& m_cells;
    IndexScale m_scale;
    LogWallGeometry::Extent m_seen;
    bool m_hasCells;  ///< rather than runs
    CellSize m_size;
};

}  // namespace quorate::gui
