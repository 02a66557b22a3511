// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStackedLayout>
#include <QToolButton>
#include <QWidget>

#include <optional>
#include <vector>

#include "gui/console/answer_book.h"
#include "gui/console/operation_table.h"
#include "gui/console/row_table.h"
#include "gui/console/section_bar.h"
#include "gui/model/view_context.h"
#include "gui/widgets/empty_note.h"

namespace quorate::gui {

/// How wide the columns are in so much room: numbers and latencies go first where it is scarce. 0:
/// not shown.
std::vector<int> operationColumnsIn(int width, const QFontMetrics& metrics);

/// The table of operations: those of the frame, with what the console was told.
class OperationsView final : public QWidget {
    Q_OBJECT

public:
    /// Both outlive it.
    OperationsView(ViewContext& context, const AnswerBook& book, QWidget* parent = nullptr);

    [[nodiscard]] const OperationTable& table() const noexcept { return *m_table; }
    /// The book has more.
    void refresh();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void arrange();
    void showSelection();
    /// Of the operation that is selected, or whose entry is; -1 for none.
    [[nodiscard]] int rowOfSelection() const;
    /// Selects the entry of the current operation, if it has one.
    void inspectEntry();
    void showMenu(const QPoint& place);
    /// Where it was asked, or where the stage next to `x` was reached.
    void goTo(const QModelIndex& index, std::optional<int> x);

    ViewContext& m_context;
    const AnswerBook& m_book;
    OperationTable* m_table;
    RowTable* m_view;
    SectionBar* m_bar;
    QToolButton* m_onlyMine;
    QStackedLayout* m_pages;
    EmptyNote* m_note;
    bool m_isShowing{false};
};

}  // namespace quorate::gui
