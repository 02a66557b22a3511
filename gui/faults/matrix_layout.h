// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPoint>
#include <QRect>
#include <QSize>

#include <cstddef>
#include <optional>
#include <vector>

#include "engine/observe/link_events.h"
#include "engine/raft/types.h"

namespace quorate::gui {

/// Where the cells of a link matrix are: rows send, columns receive. A value.
class MatrixLayout {
public:
    struct Cell {
        int row{0};
        int column{0};
        friend bool operator==(const Cell&, const Cell&) = default;
    };

    MatrixLayout() = default;
    /// `textHeight`: of the labels.
    MatrixLayout(std::vector<raft::NodeId> nodes, QSize view, int textHeight);

    [[nodiscard]] const std::vector<raft::NodeId>& nodes() const noexcept { return m_nodes; }
    [[nodiscard]] int size() const noexcept { return static_cast<int>(m_nodes.size()); }
    /// With everything, for this many nodes.
    [[nodiscard]] static QSize sizeFor(std::size_t nodes, int textHeight);
    [[nodiscard]] QRect rectOf(Cell cell) const;
    [[nodiscard]] QRect rowLabel(int row) const;
    [[nodiscard]] QRect columnLabel(int column) const;
    /// At the right of the row, for words about its node; empty where there is no room for any.
    [[nodiscard]] QRect nodeNote(int row) const;

    [[nodiscard]] std::optional<Cell> cellAt(QPoint point) const;
    /// Nothing on the diagonal.
    [[nodiscard]] std::optional<observe::Link> linkAt(Cell cell) const;
    /// All links of the rectangle between two cells.
    [[nodiscard]] std::vector<observe::Link> linksWithin(Cell a, Cell b) const;

private:
    std::vector<raft::NodeId> m_nodes;
    int m_cellWidth{36};
    int m_cellHeight{20};
    int m_left{36};
    int m_top{20};
    int m_noteLeft{0};
    int m_noteWidth{0};
};

}  // namespace quorate::gui
