// SPDX-License-Identifier: Apache-2.0
#include "gui/faults/matrix_layout.h"

#include <algorithm>
#include <utility>

namespace quorate::gui {

namespace {

constexpr int kMargin = 8;
constexpr int kWidest = 40;
constexpr int kNarrowest = 24;
constexpr int kLeastNote = 130;
constexpr int kNoteGap = 24;

int labelWidth(int textHeight) {
    return textHeight * 2 + 4;
}
int cellHeight(int textHeight) {
    return textHeight + 5;
}

}  // namespace

MatrixLayout::MatrixLayout(std::vector<raft::NodeId> nodes, QSize view, int textHeight)
    : m_nodes(std::move(nodes)),
      m_cellHeight(cellHeight(textHeight)),
      m_left(kMargin + labelWidth(textHeight)),
      m_top(textHeight + 4) {
    const int count = std::max(1, size());
    const int room = view.width() - m_left - kMargin;
    // Notes are worth more than wide cells, and cells more than notes.
    const bool hasNotes = room - kLeastNote - kNoteGap >= count * kNarrowest;
    const int forCells = hasNotes ? room - kLeastNote - kNoteGap : room;
    m_cellWidth =
        std::clamp(forCells / count, std::min(kNarrowest, std::max(1, room / count)), kWidest);
    if (hasNotes) {
        m_noteLeft = m_left + count * m_cellWidth + kNoteGap;
        m_noteWidth = view.width() - kMargin - m_noteLeft;
    }
}

QSize MatrixLayout::sizeFor(std::size_t nodes, int textHeight) {
    const int count = static_cast<int>(nodes);
    return {2 * kMargin + labelWidth(textHeight) + count * kNarrowest,
            textHeight + 4 + count * cellHeight(textHeight) + kMargin};
}

QRect MatrixLayout::rectOf(Cell cell) const {
    return {m_left + cell.column * m_cellWidth, m_top + cell.row * m_cellHeight, m_cellWidth - 2,
            m_cellHeight - 2};
}

QRect MatrixLayout::rowLabel(int row) const {
    return {kMargin, m_top + row * m_cellHeight, m_left - kMargin - 6, m_cellHeight - 2};
}

QRect MatrixLayout::columnLabel(int column) const {
    return {m_left + column * m_cellWidth, 0, m_cellWidth - 2, m_top - 2};
}

QRect MatrixLayout::nodeNote(int row) const {
    return m_noteWidth > 0
               ? QRect(m_noteLeft, m_top + row * m_cellHeight, m_noteWidth, m_cellHeight - 2)
               : QRect();
}

std::optional<MatrixLayout::Cell> MatrixLayout::cellAt(QPoint point) const {
    if (point.x() < m_left || point.y() < m_top) {
        return std::nullopt;
    }
    const Cell cell{(point.y() - m_top) / m_cellHeight, (point.x() - m_left) / m_cellWidth};
    return cell.row < size() && cell.column < size() ? std::optional(cell) : std::nullopt;
}

std::optional<observe::Link> MatrixLayout::linkAt(Cell cell) const {
    if (cell.row == cell.column || cell.row < 0 || cell.column < 0 || cell.row >= size() ||
        cell.column >= size()) {
        return std::nullopt;
    }
    return observe::Link{m_nodes[static_cast<std::size_t>(cell.row)],
                         m_nodes[static_cast<std::size_t>(cell.column)]};
}

std::vector<observe::Link> MatrixLayout::linksWithin(Cell a, Cell b) const {
    std::vector<observe::Link> links;
    for (int row = std::min(a.row, b.row); row <= std::max(a.row, b.row); ++row) {
        for (int column = std::min(a.column, b.column); column <= std::max(a.column, b.column);
             ++column) {
            if (const auto link = linkAt({row, column})) {
                links.push_back(*link);
            }
        }
    }
    return links;
}

}  // namespace quorate::gui
