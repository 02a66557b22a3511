// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include <optional>
#include <vector>

#include "gui/faults/matrix_layout.h"
#include "gui/model/view_context.h"

namespace quorate::gui {

/// All links between nodes as a table: rows send, columns receive. A click cuts one direction or
/// heals it, a drag does it with a group; the keyboard does the same.
class LinkMatrix final : public QWidget {
    Q_OBJECT

public:
    explicit LinkMatrix(ViewContext& context, QWidget* parent = nullptr);

    /// Looks at the frame anew.
    void refresh();
    /// Those that were clicked or dragged over last.
    [[nodiscard]] std::vector<observe::Link> chosen() const;
    [[nodiscard]] const MatrixLayout& matrix() const noexcept { return m_layout; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void chosenChanged();
    /// The group that was clicked, dragged over or entered is to be cut, or healed.
    void toggled(const std::vector<quorate::observe::Link>& links);
    /// A menu for the group is wanted.
    void menuWanted(const QPoint& globalPlace);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    using Cell = MatrixLayout::Cell;

    void layOut();
    void choose(Cell from, Cell to);
    void hover(const std::optional<Cell>& cell);
    [[nodiscard]] QString describe(Cell cell) const;
    void paintCell(QPainter& painter, Cell cell) const;
    void paintNote(QPainter& painter, int row) const;

    ViewContext& m_context;
    MatrixLayout m_layout;
    /// Two corners; the second one is where the keyboard is.
    Cell m_from{0, 1};
    Cell m_to{0, 1};
    bool m_hasChosen{false};
    bool m_isDragging{false};
    std::optional<Cell> m_hovered;
};

}  // namespace quorate::gui
