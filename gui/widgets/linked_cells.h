// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractItemView>
#include <QFrame>
#include <QObject>

#include <functional>
#include <optional>
#include <vector>

#include "gui/model/linked_text.h"
#include "gui/model/view_context.h"

namespace quorate::gui {

/// A text in one line of a cell, from the left, as its delegate paints it.
struct LinkedCell {
    QString text;
    QRect box;  ///< in the viewport
    QFont font;
    /// See linksIn().
    raft::NodeId about{};
    std::vector<TextLink> more{};
};
/// Of a view without a delegate of its own: the text of the item.
LinkedCell plainCell(const QAbstractItemView& view, const QModelIndex& index);

/// Makes links of all that the cells of a view name: underlined and with a hand
/// when pointed at, and selected everywhere by a click. With the keyboard, left and right go from
/// link to link of the current row, and Enter selects.
class LinkedCells final : public QObject {
    Q_OBJECT

public:
    /// The texts of a cell from left to right; none for cells without such texts.
    using CellOf = std::function<std::vector<LinkedCell>(const QModelIndex&)>;

    /// Belongs to `view`. `context` outlives it.
    LinkedCells(ViewContext& context, QAbstractItemView& view, CellOf cellOf);

    /// In the middle of the first link of a cell to this; for tests. Null where there is none.
    [[nodiscard]] QPoint placeOf(const QModelIndex& index, const Selected& target) const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Found {
        QRect box;
        Selected target;
    };

    [[nodiscard]] std::vector<Found> linksOf(const QModelIndex& index) const;
    void findIn(const LinkedCell& cell, std::vector<Found>& found) const;
    [[nodiscard]] std::vector<Found> linksOfRow() const;
    [[nodiscard]] std::optional<Found> linkAt(QPoint place) const;
    void point(const std::optional<Found>& link, bool isFocus);
    bool pressKey(int key);

    ViewContext& m_context;
    QAbstractItemView& m_view;
    CellOf m_cellOf;
    /// Under the link that is pointed at.
    QFrame* m_line;
    QPersistentModelIndex m_row;
    std::optional<std::size_t> m_focused;
    bool m_isPointing{false};
};

}  // namespace quorate::gui
