// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>

#include <cstddef>
#include <optional>

#include "gui/inspector/field_tree.h"
#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// Paints rows of FieldTree: chips, links underlined, an outline around what differs from the
/// leader's, a ground behind what has just changed.
class FieldDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    /// Between the edge of a cell and what is in it.
    static constexpr int kInsetX = 8;

    /// Both outlive it.
    FieldDelegate(const FieldTree& tree, const ThemeModel& theme, QObject* parent = nullptr);

    /// A value stands below its name, in the first column: the others are not shown.
    void setFolded(bool isFolded) { m_isFolded = isFolded; }
    [[nodiscard]] bool isFolded() const noexcept { return m_isFolded; }
    /// The link that has the focus: of the current row, by its place in linksOf().
    void setFocused(const QModelIndex& row, std::optional<std::size_t> link);
    /// Which link of its row is at this place of a cell, by its place in linksOf().
    [[nodiscard]] std::optional<std::size_t> linkAt(const QRect& cell, const QFont& font,
                                                    const QModelIndex& index,
                                                    const QPoint& place) const;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;

private:
    [[nodiscard]] QRect inner(const QRect& cell) const;
    [[nodiscard]] QRect nameBox(const QRect& cell, const QFont& font, const Field& field) const;
    [[nodiscard]] QRect valueBox(const QRect& cell, const QFont& font, const Field& field) const;
    [[nodiscard]] std::vector<FieldPart> partsOf(const QModelIndex& index) const;
    [[nodiscard]] std::optional<std::size_t> focusedAt(const QModelIndex& index) const;
    void paintSection(QPainter& painter, const QStyleOptionViewItem& option,
                      const QModelIndex& index) const;
    void paintName(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                   const Field& field) const;
    void paintValue(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                    const Field& field) const;
    void paintText(QPainter& painter, const QRect& place, const QString& text, bool isLink) const;
    void paintLink(QPainter& painter, const QRect& box, bool hasFocus) const;

    const FieldTree& m_tree;
    const ThemeModel& m_theme;
    QPersistentModelIndex m_focusedRow;
    std::optional<std::size_t> m_focusedLink;
    bool m_isFolded{false};
};

}  // namespace quorate::gui
