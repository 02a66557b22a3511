// SPDX-License-Identifier: Apache-2.0
#include "gui/console/row_table.h"

#include <QEvent>
#include <QHeaderView>

namespace quorate::gui {

namespace {

constexpr int kRowPadding = 8;
constexpr int kLeastRows = 3;

}  // namespace

RowTable::RowTable(QWidget* parent) : QTableView(parent) {
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setTabKeyNavigation(false);
    setWordWrap(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(1);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    fitRows();
}

void RowTable::fitRows() {
    const int row = fontMetrics().height() + kRowPadding;
    verticalHeader()->setDefaultSectionSize(row);
    setMinimumHeight((kLeastRows + 1) * row);
}

void RowTable::changeEvent(QEvent* event) {
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        fitRows();
    }
}

}  // namespace quorate::gui
