// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSet>
#include <QTreeView>

#include <cstddef>
#include <optional>

#include "gui/inspector/field_delegate.h"
#include "gui/inspector/field_tree.h"
#include "gui/model/selection.h"

namespace quorate::gui {

/// Fields in sections that fold, with links that select: by a click, or with the left and right
/// keys and Enter. Another tree keeps the place, and what was folded.
class FieldView final : public QTreeView {
    Q_OBJECT

public:
    /// Both outlive it.
    FieldView(FieldTree& tree, const ThemeModel& theme, QWidget* parent = nullptr);

    /// Where a link of a row is, in the viewport; for tests.
    [[nodiscard]] QPoint placeOf(const QString& path, const QString& partText) const;

Q_SIGNALS:
    void followed(const quorate::gui::Selected& link);
    void pointedAt(const quorate::gui::Selected& link);

protected:
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void drawBranches(QPainter* painter, const QRect& rect,
                      const QModelIndex& index) const override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    [[nodiscard]] QRect valueRect(const QModelIndex& value) const;
    [[nodiscard]] Selected linkAt(const QPoint& place) const;
    void focusLink(std::optional<std::size_t> link);
    void fitColumns();
    void restore();

    FieldTree& m_tree;
    FieldDelegate* m_delegate;
    std::optional<std::size_t> m_link;
    QSet<QString> m_folded;
    QString m_current;
    int m_scrolled{0};
    bool m_isRestoring{false};
};

}  // namespace quorate::gui
