// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractScrollArea>

#include <optional>
#include <vector>

#include "gui/log_wall/log_ghosts.h"
#include "gui/log_wall/log_wall_geometry.h"
#include "gui/model/view_context.h"
#include "gui/paint/entry_cell.h"
#include "gui/widgets/link_menu.h"

namespace quorate::gui {

/// The painted part of the log wall: the axis, the rows and their headers. Draws what is seen of
/// the frame, and scrolls without widgets or items.
class LogCanvas final : public QAbstractScrollArea {
    Q_OBJECT

public:
    /// `context` outlives it.
    explicit LogCanvas(ViewContext& context, QWidget* parent = nullptr);

    [[nodiscard]] const LogWallGeometry& geometry() const noexcept { return m_geometry; }
    void setZoom(LogZoom zoom);
    void zoomBy(int steps);
    /// So that this entry is at the middle; at the newest end it is followed.
    void centreOn(double index);

    /// What is at a point of the viewport; nothing where no entry is.
    [[nodiscard]] std::optional<EntryOnNode> entryAt(QPoint point) const;
    /// Where it is drawn, in the viewport.
    [[nodiscard]] QRect rectOf(const EntryOnNode& entry) const;

    /// Null where there is no such row.
    [[nodiscard]] const observe::NodeState* nodeInRow(std::optional<std::size_t> row) const;
    [[nodiscard]] std::optional<std::size_t> rowOf(raft::NodeId node) const;
    /// Null where nobody leads.
    [[nodiscard]] const observe::NodeState* leader() const;
    [[nodiscard]] const Selected& selected() const noexcept {
        return m_context.selection.selected();
    }
    /// For all views; an entry is brought into sight.
    void choose(const Selected& selected);

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    /// Zoom, extent or scrolling.
    void viewChanged();

protected:
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void takeFrame();
    void followTheme();
    void changed();
    void reveal(const EntryOnNode& entry);
    void moveSelection(int rows, std::int64_t entries);
    void describeSelection();
    /// Assistive technology: which cell is current; that there are other rows and columns.
    void tellFocus();
    void tellShape(std::size_t oldRows, const LogWallGeometry::Extent& old);
    void paintAxis(QPainter& painter) const;
    void paintHighlights(QPainter& painter, const class LogRowPainter& rows) const;
    void paintEmpty(QPainter& painter) const;
    [[nodiscard]] QString tipAt(QPoint point) const;
    /// That of the header of a row.
    [[nodiscard]] QString tipOf(const observe::NodeState& node) const;
    /// What the tip of an entry and that of a header are about.
    [[nodiscard]] std::vector<Named> namedBy(const observe::NodeState& node,
                                             raft::Index index) const;
    [[nodiscard]] std::vector<Named> namedBy(const observe::NodeState& node) const;
    [[nodiscard]] QFont textFont(double pixels, QFont::Weight weight = QFont::Normal) const;

    ViewContext& m_context;
    LogWallGeometry m_geometry;
    LogGhosts m_ghosts;
    EntryCellPainter m_cells;
    std::optional<QPoint> m_dragFrom;
    bool m_isDragging{false};
    bool m_isMirroring{false};
    double m_wheelRest{0};
};

}  // namespace quorate::gui
