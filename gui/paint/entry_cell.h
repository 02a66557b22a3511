// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFont>
#include <QHash>
#include <QPixmap>
#include <QPointF>
#include <QSize>

#include <cstdint>

#include "engine/observe/entry_runs.h"
#include "engine/raft/types.h"
#include "gui/model/entry_state.h"
#include "gui/theme/theme.h"

class QPainter;

namespace quorate::gui {

enum class CellSize : std::uint8_t {
    Full,   ///< slot of 18 x 26: term number and glyph
    Strip,  ///< slot of 11 x 14: the strip beside a node
    Small,  ///< slot of 8 x 14
};

/// All that the picture of an entry depends on.
struct EntryCell {
    raft::Term term;
    observe::EntryKind kind{observe::EntryKind::Normal};
    Durability durability{Durability::Stable};
};

/// Draws log entries. Each different cell is painted once and copied from then on, since a log is
/// thousands of cells of a few kinds. Sizes follow the font: those of the tokens at 12 pixels.
class EntryCellPainter {
public:
    /// What was painted for another theme, font or ratio is forgotten. Cheap when nothing changed.
    void setUp(const Theme& theme, const QFont& font, qreal devicePixelRatio);

    /// Of a slot; the cell within it leaves the rightmost part free.
    [[nodiscard]] QSize slot(CellSize size) const;
    /// Of the cell in the slot.
    [[nodiscard]] QSize cell(CellSize size) const;
    /// The sizes of the tokens are to be multiplied by this.
    [[nodiscard]] qreal scale() const noexcept { return m_scale; }

    /// At the top left corner of the slot, which should be a whole number.
    void draw(QPainter& painter, const QPointF& topLeft, const EntryCell& cell, CellSize size);

    /// How many different cells it holds.
    [[nodiscard]] qsizetype cachedCells() const noexcept { return m_cells.size(); }

private:
    /// With its top left corner at the origin.
    void paint(QPainter& painter, const EntryCell& cell, CellSize size) const;
    [[nodiscard]] QPixmap render(const EntryCell& cell, CellSize size) const;

    const Theme* m_theme{nullptr};
    QFont m_font;
    qreal m_ratio{1};
    qreal m_scale{1};
    QHash<quint64, QPixmap> m_cells;
};

}  // namespace quorate::gui
