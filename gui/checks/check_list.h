// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractListModel>
#include <QStyledItemDelegate>

#include <vector>

#include "gui/checks/check_rows.h"
#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// The checks as the rows of a list. Belongs to the thread of the views.
class CheckList final : public QAbstractListModel {
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    void setRows(std::vector<CheckRow> rows);
    [[nodiscard]] const std::vector<CheckRow>& rows() const noexcept { return m_rows; }
    /// Null for a row that is not there.
    [[nodiscard]] const CheckRow* row(const QModelIndex& index) const;
    /// Invalid where there is no such check.
    [[nodiscard]] QModelIndex find(const QString& name) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<CheckRow> m_rows;
};

/// Draws one: its lamp, its title, and how it stands.
class CheckDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    CheckDelegate(const ThemeModel& theme, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;

private:
    const ThemeModel& m_theme;
};

}  // namespace quorate::gui
