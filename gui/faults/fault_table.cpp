// SPDX-License-Identifier: Apache-2.0
#include "gui/faults/fault_table.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>

#include <vector>

#include "gui/widgets/linked_cells.h"

namespace quorate::gui {

namespace {

constexpr int kRowPadding = 16;
constexpr int kLinkedColumns = 2;

}  // namespace

FaultTable::FaultTable(ViewContext& context, const QStringList& titles, const QString& name,
                       QWidget* parent)
    : QTableWidget(0, static_cast<int>(titles.size()), parent) {
    setObjectName(name);
    setHorizontalHeaderLabels(titles);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::NoSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    new LinkedCells(context, *this, [this](const QModelIndex& index) {
        return index.column() < kLinkedColumns ? std::vector{plainCell(*this, index)}
                                               : std::vector<LinkedCell>();
    });
}

void FaultTable::fitHeight() {
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + kRowPadding);
    setFixedHeight(horizontalHeader()->sizeHint().height() +
                   rowCount() * verticalHeader()->defaultSectionSize());
}

void FaultTable::changeEvent(QEvent* event) {
    QTableWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        fitHeight();
    }
}

QTableWidgetItem* FaultTable::setText(int row, int column, const QString& text) {
    auto* item = new QTableWidgetItem(text);
    item->setToolTip(text);
    setItem(row, column, item);
    return item;
}

void FaultTable::place(QWidget* widget, int row, int column) {
    auto* holder = new QWidget(this);
    auto* layout = new QHBoxLayout(holder);
    layout->setContentsMargins(4, 2, 4, 2);
    layout->addWidget(widget);
    setCellWidget(row, column, holder);
}

QToolButton* FaultTable::addButton(int row, int column, const QString& text, const QString& name) {
    QWidget* holder = cellWidget(row, column);
    auto* button = holder != nullptr ? holder->findChild<QToolButton*>() : nullptr;
    if (button != nullptr) {
        button->disconnect(SIGNAL(clicked(bool)));
    } else {
        button = new QToolButton;
        place(button, row, column);
    }
    button->setObjectName(name);
    button->setText(text);
    return button;
}

}  // namespace quorate::gui
