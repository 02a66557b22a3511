// SPDX-License-Identifier: Apache-2.0
#include "gui/nodes/nodes_view.h"

#include <QEvent>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

#include "gui/actions/add_member.h"
#include "gui/actions/command_check.h"
#include "gui/actions/selection_menu.h"
#include "gui/model/cluster_facts.h"
#include "gui/model/live_edge.h"
#include "gui/model/wording.h"
#include "gui/paint/entry_chip.h"
#include "gui/widgets/flow_layout.h"
#include "gui/widgets/frame_pace.h"
#include "gui/widgets/linked_cells.h"

namespace quorate::gui {

namespace {

constexpr int kCellPadding = 14;
constexpr int kMargin = 8;

/// What a node that does not run is called, marked as such.
class StateDelegate final : public QStyledItemDelegate {
public:
    StateDelegate(const ThemeModel& theme, QObject* parent)
        : QStyledItemDelegate(parent), m_theme(theme) {}

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        if (index.data(NodeTable::kIsDownRole).toBool()) {
            option->palette.setColor(QPalette::Text, m_theme.theme().danger);
            option->palette.setColor(QPalette::HighlightedText, m_theme.theme().danger);
            option->text.prepend(QStringLiteral("✕ "));
        } else if (index.data(NodeTable::kIsUnreachableRole).toBool()) {
            option->text.prepend(QStringLiteral("? "));
        }
    }

private:
    const ThemeModel& m_theme;
};

/// The term as a chip in its colour.
class TermDelegate final : public QStyledItemDelegate {
public:
    TermDelegate(const ThemeModel& theme, QObject* parent)
        : QStyledItemDelegate(parent), m_theme(theme) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        QStyleOptionViewItem empty = option;
        initStyleOption(&empty, index);
        empty.text.clear();
        const QWidget* widget = option.widget;
        widget->style()->drawControl(QStyle::CE_ItemViewItem, &empty, painter, widget);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setFont(option.font);
        const raft::Term term(index.data(NodeTable::kTermRole).toULongLong());
        EntryChip::ofTerm(m_theme.theme(), term)
            .paint(*painter, QRectF(option.rect).adjusted(4, 0, -2, 0));
        painter->restore();
    }

private:
    const ThemeModel& m_theme;
};

}  // namespace

NodesView::NodesView(ViewContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_table(new NodeTable(this)),
      m_view(new NodeRows(
          context, *m_table,
          [this](int row) { return m_table->rows()[static_cast<std::size_t>(row)].node; },
          QStringLiteral("nodeTable"), this)),
      m_kill(addButton(QStringLiteral("killNode"), tr("Kill"))),
      m_pause(addButton(QStringLiteral("pauseNode"), tr("Pause"))),
      m_addNode(addButton(QStringLiteral("addNode"), tr("Add a node"))),
      m_addLearner(addButton(QStringLiteral("addLearner"), tr("Add a learner"))),
      m_empty(new EmptyNote(
          tr("No nodes"), tr("Open a session from the File menu, or begin a new cluster."), this)),
      m_failures(new LinkedLabel(context, this)),
      m_addresses(new QLabel(this)) {
    setObjectName(QStringLiteral("nodesView"));
    m_view->setAccessibleName(tr("Nodes"));
    m_view->setItemDelegateForColumn(NodeTable::State, new StateDelegate(context.theme, m_view));
    m_view->setItemDelegateForColumn(NodeTable::Term, new TermDelegate(context.theme, m_view));
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->horizontalHeader()->setStretchLastSection(true);
    new LinkedCells(context, *m_view, [this](const QModelIndex& index) {
        return index.column() == NodeTable::Leader ? std::vector{plainCell(*m_view, index)}
                                                   : std::vector<LinkedCell>();
    });
    fitColumns();
    m_addresses->setObjectName(QStringLiteral("addresses"));
    m_addresses->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_addresses->setWordWrap(true);
    m_failures->setObjectName(QStringLiteral("failures"));
    m_failures->setWordWrap(true);
    m_empty->hide();

    auto* buttons = new FlowLayout;
    for (QToolButton* button : {m_kill, m_pause, m_addNode, m_addLearner}) {
        buttons->addWidget(button);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, kMargin, 0, kMargin);
    buttons->setContentsMargins(kMargin, 0, kMargin, 0);
    for (QLabel* label : {static_cast<QLabel*>(m_failures), m_addresses}) {
        label->setContentsMargins(kMargin, 0, kMargin, 0);
    }
    layout->addLayout(buttons);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_empty, 1);
    layout->addWidget(m_failures);
    layout->addWidget(m_addresses);

    connect(m_kill, &QToolButton::clicked, this, [this] { run(NodeAct::Kill, NodeAct::Start); });
    connect(m_pause, &QToolButton::clicked, this, [this] {
        const FramePtr& frame = m_context.frames.frame();
        const auto* node = frame == nullptr ? nullptr : frame->state.findNode(m_view->current());
        const bool isPaused = node != nullptr && node->condition == observe::NodeCondition::Paused;
        run(isPaused ? NodeAct::Resume : NodeAct::Pause, NodeAct::Start);
    });
    connect(m_addNode, &QToolButton::clicked, this, [this] { addMember(m_context, false, this); });
    connect(m_addLearner, &QToolButton::clicked, this,
            [this] { addMember(m_context, true, this); });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &NodesView::allow);
    connect(m_view, &QTableView::customContextMenuRequested, this, &NodesView::showMenu);
    auto* pace = new FramePace(context.frames, this);
    connect(pace, &FramePace::due, this, &NodesView::refresh);
    connect(new LiveEdge(context.time, this), &LiveEdge::crossed, this, &NodesView::allow);
    connect(&context.desk, &SessionDesk::statusChanged, this, &NodesView::refresh);
    connect(&context.theme, &ThemeModel::changed, this, &NodesView::showFailures);
    refresh();
}

/// As wide as their headers and what they usually hold; the last one takes the rest.
void NodesView::fitColumns() {
    const QFontMetrics metrics(font());
    const QString number = QStringLiteral("88888");
    const QStringList usual{QStringLiteral("n88 ⚡"),
                            wordFor(raft::Role::PreCandidate),
                            number,
                            QStringLiteral("n88"),
                            number,
                            number,
                            number,
                            QStringLiteral("888"),
                            QStringLiteral("888")};
    for (int column = 0; column < usual.size(); ++column) {
        const QString title =
            m_table->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        const int text =
            std::max(metrics.horizontalAdvance(title), metrics.horizontalAdvance(usual[column]));
        m_view->setColumnWidth(column, text + kCellPadding);
    }
}

void NodesView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        fitColumns();
    }
}

QToolButton* NodesView::addButton(const QString& name, const QString& text) {
    auto* button = new QToolButton(this);
    button->setObjectName(name);
    button->setText(text);
    return button;
}

void NodesView::refresh() {
    const FramePtr& frame = m_context.frames.frame();
    std::vector<NodeRow> rows = frame == nullptr ? std::vector<NodeRow>() : nodeRowsOf(*frame);
    if (const Session* session = m_context.desk.session()) {
        const auto& armed = session->status().armed;
        for (NodeRow& row : rows) {
            row.isArmed = std::find(armed.begin(), armed.end(), row.node) != armed.end();
        }
    }
    m_view->change([this, &rows] { m_table->setRows(std::move(rows)); });
    showFailures();
    allow();
}

void NodesView::showFailures() {
    QStringList lines;
    for (const NodeRow& row : m_table->rows()) {
        if (row.hasFailed) {
            lines << tr("✕ %1 stopped by itself: %2").arg(nameOf(row.node), row.failure);
        }
    }
    m_failures->setLinkedText(lines.join(u'\n'));
    m_failures->setVisible(!lines.isEmpty());
    QPalette palette = m_failures->palette();
    palette.setColor(QPalette::WindowText, m_context.theme.theme().danger);
    m_failures->setPalette(palette);
    const bool isEmpty = m_table->rows().empty();
    m_view->setVisible(!isEmpty);
    m_empty->setVisible(isEmpty);
}

void NodesView::allow() {
    const FramePtr& frame = m_context.frames.frame();
    const raft::NodeId node = m_view->current();
    const auto* state = frame == nullptr ? nullptr : frame->state.findNode(node);
    const bool isUp = state != nullptr && isRunning(*state);
    const bool isPaused = state != nullptr && state->condition == observe::NodeCondition::Paused;
    m_kill->setText(state == nullptr || isUp ? tr("Kill") : tr("Start"));
    const Session* session = m_context.desk.session();
    const bool isAttached = session != nullptr && session->kind() == SessionKind::Attached;
    m_pause->setText(isPaused     ? tr("Resume")
                     : isAttached ? tr("Pause for %1 s").arg(kUsualPauseMs / 1000)
                                  : tr("Pause"));
    const auto say = [this](QToolButton* button, const QString& reason) {
        button->setEnabled(reason.isEmpty());
        button->setToolTip(reason);
    };
    const QString none = tr("Select a node first");
    say(m_kill, state == nullptr
                    ? none
                    : whyNot(m_context, ActOnNode{isUp ? NodeAct::Kill : NodeAct::Start, node}));
    say(m_pause,
        state == nullptr
            ? none
            : whyNot(m_context, ActOnNode{isPaused ? NodeAct::Resume : NodeAct::Pause, node}));
    say(m_addNode, whyNot(m_context, AddNode{false, {}}));
    say(m_addLearner, whyNot(m_context, AddNode{true, {}}));
    QStringList addresses;
    if (session != nullptr) {
        for (const std::string& address : session->status().clientAddresses) {
            addresses << QString::fromStdString(address);
        }
    }
    m_addresses->setText(addresses.isEmpty()
                             ? QString()
                             : tr("Clients: %1").arg(addresses.join(QStringLiteral("  "))));
    m_addresses->setVisible(!addresses.isEmpty());
}

void NodesView::run(NodeAct whenRunning, NodeAct otherwise) {
    const FramePtr& frame = m_context.frames.frame();
    const auto* state = frame == nullptr ? nullptr : frame->state.findNode(m_view->current());
    if (state != nullptr) {
        runIfPossible(m_context, ActOnNode{isRunning(*state) ? whenRunning : otherwise, state->id});
    }
}

void NodesView::showMenu(const QPoint& place) {
    const QModelIndex index = m_view->indexAt(place);
    if (!index.isValid()) {
        return;
    }
    m_view->selectRow(index.row());
    QMenu menu(this);
    menu.setToolTipsVisible(true);
    addActionsFor(m_view->current(), menu, m_context);
    menu.exec(m_view->viewport()->mapToGlobal(place));
}

}  // namespace quorate::gui
