// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/node_rows.h"

#include <QEvent>
#include <QHeaderView>

#include <utility>

namespace quorate::gui {

namespace {

constexpr int kRowPadding = 8;

}  // namespace

NodeRows::NodeRows(ViewContext& context, QAbstractItemModel& model,
                   std::function<raft::NodeId(int row)> nodeOf, const QString& name,
                   QWidget* parent)
    : QTableView(parent), m_context(context), m_nodeOf(std::move(nodeOf)) {
    setObjectName(name);
    setStyleSheet(
        QStringLiteral("QTableView#%1 { border-left: none; border-right: none; }").arg(name));
    setModel(&model);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setTabKeyNavigation(false);
    setWordWrap(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    fitRows();
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (!m_isShowing && current() != raft::kNoNode) {
            m_context.selection.select(current());
        }
    });
    connect(&context.selection, &SelectionModel::selectedChanged, this, &NodeRows::showSelection);
    connect(&context.theme, &ThemeModel::changed, viewport(), qOverload<>(&QWidget::update));
}

raft::NodeId NodeRows::current() const {
    const int row = currentIndex().row();
    return row >= 0 && row < model()->rowCount() ? m_nodeOf(row) : raft::kNoNode;
}

void NodeRows::change(const std::function<void()>& changeRows) {
    m_isShowing = true;
    changeRows();
    m_isShowing = false;
    showSelection();
}

void NodeRows::showSelection() {
    const raft::NodeId node = m_context.selection.node();
    for (int row = 0; row < model()->rowCount(); ++row) {
        if (m_nodeOf(row) == node && currentIndex().row() != row) {
            m_isShowing = true;
            selectRow(row);
            m_isShowing = false;
        }
    }
}

void NodeRows::fitRows() {
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + kRowPadding);
}

void NodeRows::changeEvent(QEvent* event) {
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        fitRows();
    }
}

}  // namespace quorate::gui
