// SPDX-License-Identifier: Apache-2.0
#include "gui/console/operations_view.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <variant>

#include "gui/console/operation_delegate.h"
#include "gui/console/stage_dots.h"
#include "gui/model/entry_state.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "gui/widgets/frame_pace.h"
#include "gui/widgets/link_menu.h"

namespace quorate::gui {

namespace {

constexpr int kCellPadding = 12;
/// Of the widths of a digit.
constexpr int kLeastWhat = 15;
constexpr int kLeastNow = 17;

/// A node whose log has the entry of the operation: whoever leads, whoever was asked, or any.
/// Nobody where there is none.
raft::NodeId whereToLook(const observe::OperationState& operation,
                         const observe::ClusterState& state) {
    const raft::EntryId entry = operation.entry;
    const auto hasIt = [&entry](const observe::NodeState* node) {
        const auto run = node != nullptr ? node->log.entries.at(entry.index) : std::nullopt;
        return run && run->term == entry.term;
    };
    for (const observe::NodeState* node : {leaderOf(state), state.findNode(operation.target)}) {
        if (hasIt(node)) {
            return node->id;
        }
    }
    for (std::size_t i = 0; i < state.nodeCount(); ++i) {
        if (hasIt(&state.nodeAt(i))) {
            return state.nodeAt(i).id;
        }
    }
    return raft::kNoNode;
}

}  // namespace

std::vector<int> operationColumnsIn(int width, const QFontMetrics& metrics) {
    const int digit = metrics.horizontalAdvance(QLatin1Char('0'));
    int id = 4 * digit + kCellPadding;
    int latency = metrics.horizontalAdvance(QStringLiteral("999.9 ms")) + kCellPadding + 2;
    int stages = static_cast<int>(stageDotsWidth(metrics.height())) + kCellPadding;
    const int least = (kLeastWhat + kLeastNow) * digit + 2 * kCellPadding;
    if (width < id + latency + stages + least) {
        id = 0;
    }
    if (width < latency + stages + least) {
        latency = 0;
    }
    // What it is at says the same as the dots.
    if (width < stages + least) {
        stages = 0;
    }
    const int rest = std::max(width - id - latency - stages, 4);
    const int what = rest * kLeastWhat / (kLeastWhat + kLeastNow);
    return {id, what, stages, rest - what, latency};
}

OperationsView::OperationsView(ViewContext& context, const AnswerBook& book, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_book(book),
      m_table(new OperationTable(this)),
      m_view(new RowTable(this)),
      m_bar(new SectionBar(context.theme, tr("Operations"), this)),
      m_onlyMine(new QToolButton(this)),
      m_pages(new QStackedLayout),
      m_note(new EmptyNote(tr("Nothing was asked yet"),
                           tr("Send a put or a get above, or switch the workload on."), this)) {
    setObjectName(QStringLiteral("operationsView"));
    m_view->setObjectName(QStringLiteral("operationTable"));
    m_view->setAccessibleName(tr("Operations"));
    m_view->setModel(m_table);
    auto* delegate = new OperationDelegate(*m_table, context.theme, m_view);
    m_view->setItemDelegate(delegate);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->installEventFilter(this);
    m_view->viewport()->installEventFilter(this);
    new LinkedCells(context, *m_view, [this, delegate](const QModelIndex& index) {
        return delegate->linkedCells(*m_view, index);
    });
    m_onlyMine->setObjectName(QStringLiteral("onlyMine"));
    m_onlyMine->setText(tr("Only mine"));
    m_onlyMine->setCheckable(true);
    m_onlyMine->setToolTip(tr("Hide what the workload asks"));

    m_bar->setObjectName(QStringLiteral("operationsBar"));
    m_bar->add(m_onlyMine);
    m_pages->addWidget(m_view);
    m_pages->addWidget(m_note);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addLayout(m_pages, 1);

    connect(m_onlyMine, &QToolButton::toggled, this, &OperationsView::refresh);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (!m_isShowing && current.isValid()) {
                    const auto row = static_cast<std::size_t>(current.row());
                    m_context.selection.select(m_table->rows()[row].operation.id);
                }
            });
    connect(m_view, &QTableView::customContextMenuRequested, this, &OperationsView::showMenu);
    auto* pace = new FramePace(context.frames, this);
    connect(pace, &FramePace::due, this, &OperationsView::refresh);
    connect(&context.selection, &SelectionModel::selectedChanged, this,
            &OperationsView::showSelection);
    connect(&context.theme, &ThemeModel::changed, m_view->viewport(),
            qOverload<>(&QWidget::update));
    arrange();
    refresh();
}

void OperationsView::refresh() {
    const FramePtr& frame = m_context.frames.frame();
    QScrollBar* scroll = m_view->verticalScrollBar();
    const int top = scroll->value();
    const auto& old = m_table->rows();
    const observe::OperationId first = top > 0 && top < static_cast<int>(old.size())
                                           ? old[static_cast<std::size_t>(top)].operation.id
                                           : observe::OperationId();
    m_isShowing = true;
    m_table->setRows(frame == nullptr ? std::vector<OperationRow>()
                                      : operationRowsOf(*frame, m_book, m_onlyMine->isChecked()));
    m_isShowing = false;
    // At the top the newest come in; further down what is being read stays where it is.
    const int row = m_table->rowOf(first);
    if (top > 0 && row >= 0) {
        scroll->setValue(row);
    }
    const auto& rows = m_table->rows();
    const auto open = std::count_if(rows.begin(), rows.end(), [](const OperationRow& each) {
        return each.stages.end == OperationStages::End::Open;
    });
    m_bar->setNotes(
        rows.empty() ? QStringList()
                     : QStringList{tr("%1 under way").arg(countText(static_cast<quint64>(open)))});
    m_pages->setCurrentIndex(rows.empty() ? 1 : 0);
    showSelection();
}

int OperationsView::rowOfSelection() const {
    const Selected& selected = m_context.selection.selected();
    if (const auto* id = std::get_if<observe::OperationId>(&selected)) {
        return m_table->rowOf(*id);
    }
    const auto* entry = std::get_if<EntryOnNode>(&selected);
    const FramePtr& frame = m_context.frames.frame();
    const observe::NodeState* node =
        entry != nullptr && frame != nullptr ? frame->state.findNode(entry->node) : nullptr;
    const auto run = node != nullptr ? node->log.entries.at(entry->index) : std::nullopt;
    return run ? m_table->rowOf(raft::EntryId{run->term, entry->index}) : -1;
}

void OperationsView::showSelection() {
    const int row = rowOfSelection();
    m_isShowing = true;
    if (row < 0) {
        m_view->clearSelection();
        m_view->setCurrentIndex({});
    } else if (m_view->currentIndex().row() != row ||
               !m_view->selectionModel()->isRowSelected(row)) {
        m_view->selectionModel()->setCurrentIndex(
            m_table->index(row, OperationTable::What),
            QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }
    m_isShowing = false;
}

void OperationsView::inspectEntry() {
    const QModelIndex index = m_view->currentIndex();
    const FramePtr& frame = m_context.frames.frame();
    if (!index.isValid() || frame == nullptr) {
        return;
    }
    const observe::OperationState& operation =
        m_table->rows()[static_cast<std::size_t>(index.row())].operation;
    const raft::NodeId node = whereToLook(operation, frame->state);
    if (node != raft::kNoNode) {
        m_context.selection.select(EntryOnNode{node, operation.entry.index});
    }
}

void OperationsView::showMenu(const QPoint& place) {
    const QModelIndex index = m_view->indexAt(place);
    if (!index.isValid()) {
        return;
    }
    m_view->setCurrentIndex(index);
    const OperationRow row = m_table->rows()[static_cast<std::size_t>(index.row())];
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("operationMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* inspect =
        menu->addAction(tr("Inspect its entry"), this, &OperationsView::inspectEntry);
    inspect->setObjectName(QStringLiteral("inspectEntry"));
    inspect->setEnabled(row.operation.entry.index.value() > 0);
    menu->addAction(tr("Go to when it was asked"), this,
                    [this, row] { m_context.time.goTo(row.operation.invoked); })
        ->setObjectName(QStringLiteral("goToAsked"));
    QAction* answered = menu->addAction(tr("Go to when it was answered"), this, [this, row] {
        m_context.time.goTo(row.operation.answered);
    });
    answered->setObjectName(QStringLiteral("goToAnswered"));
    answered->setEnabled(row.operation.outcome.has_value());
    addNamed(
        *menu, m_context,
        QStringList{row.what, textOf(row.operation.entry), nameOf(row.operation.target), row.now}
            .join(u' '),
        row.operation.target);
    menu->addSeparator();
    menu->addAction(tr("Copy"), this,
                    [row] {
                        QGuiApplication::clipboard()->setText(
                            QStringList{row.name, row.what, row.now, row.latency}.join(u'\t'));
                    })
        ->setObjectName(QStringLiteral("copyOperation"));
    menu->popup(m_view->viewport()->mapToGlobal(place));
}

void OperationsView::goTo(const QModelIndex& index, std::optional<int> x) {
    if (!index.isValid()) {
        return;
    }
    const OperationRow& row = m_table->rows()[static_cast<std::size_t>(index.row())];
    observe::Moment moment = row.operation.invoked;
    if (x && index.column() == OperationTable::Stages) {
        const QRectF dots =
            OperationDelegate::dotsIn(m_view->visualRect(index), m_view->fontMetrics());
        const std::size_t stage = stageNextTo(dots, *x, row.stages.count);
        moment = momentOf(row.operation, row.stages, stage).value_or(moment);
    }
    m_context.time.goTo(moment);
}

void OperationsView::arrange() {
    const std::vector<int> widths =
        operationColumnsIn(m_view->viewport()->width(), m_view->fontMetrics());
    for (int column = 0; column < OperationTable::Columns_; ++column) {
        const int width = widths[static_cast<std::size_t>(column)];
        m_view->setColumnHidden(column, width == 0);
        if (width > 0) {
            m_view->setColumnWidth(column, width);
        }
    }
}

bool OperationsView::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize && watched == m_view->viewport()) {
        arrange();
    } else if (event->type() == QEvent::MouseButtonDblClick && watched == m_view->viewport()) {
        const QPoint place = static_cast<QMouseEvent*>(event)->position().toPoint();
        goTo(m_view->indexAt(place), place.x());
    } else if (event->type() == QEvent::KeyPress && watched == m_view) {
        const auto* press = static_cast<QKeyEvent*>(event);
        if (press->key() == Qt::Key_Return || press->key() == Qt::Key_Enter) {
            if (press->modifiers().testFlag(Qt::ControlModifier)) {
                goTo(m_view->currentIndex(), std::nullopt);
            } else {
                inspectEntry();
            }
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void OperationsView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        arrange();
    }
}

}  // namespace quorate::gui
