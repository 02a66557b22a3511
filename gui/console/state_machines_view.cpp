// SPDX-License-Identifier: Apache-2.0
#include "gui/console/state_machines_view.h"

#include <QEvent>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QPointer>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

#include "gui/model/figures.h"
#include "gui/model/live_edge.h"
#include "gui/model/wording.h"
#include "gui/widgets/frame_pace.h"
#include "gui/widgets/link_menu.h"

namespace quorate::gui {

namespace {

constexpr int kCellPadding = 14;
constexpr int kTextInset = 6;
/// Of the widths of a digit.
constexpr int kLeastKey = 9;
constexpr int kLeastNode = 8;
constexpr int kPrefixCharacters = 12;

/// Values; those that differ with an outline, those that are not there in a paler colour.
class KeyDelegate final : public QStyledItemDelegate {
public:
    KeyDelegate(const KeyTable& table, const ThemeModel& theme, QObject* parent)
        : QStyledItemDelegate(parent), m_table(table), m_theme(theme) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        QStyleOptionViewItem empty = option;
        initStyleOption(&empty, index);
        const QString text = empty.text;
        empty.text.clear();
        const QWidget* widget = option.widget;
        widget->style()->drawControl(QStyle::CE_ItemViewItem, &empty, painter, widget);
        const Theme& theme = m_theme.theme();
        const KeyCell* cell = m_table.cellAt(index);
        painter->save();
        painter->setFont(option.font);
        if (cell != nullptr && cell->differs) {
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(QPen(theme.outline, 1.5));
            painter->setBrush(theme.base);
            painter->drawRoundedRect(QRectF(option.rect).adjusted(1.5, 2.5, -3.5, -2.5), 2, 2);
        }
        painter->setPen(cell != nullptr && !cell->value ? theme.textTertiary : theme.text);
        const QRect box = option.rect.adjusted(kTextInset, 0, -kTextInset - 2, 0);
        painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          option.fontMetrics.elidedText(text, Qt::ElideRight, box.width()));
        painter->restore();
    }

private:
    const KeyTable& m_table;
    const ThemeModel& m_theme;
};

std::vector<raft::NodeId> nodesOf(const FramePtr& frame) {
    std::vector<raft::NodeId> nodes;
    for (std::size_t i = 0; frame != nullptr && i < frame->state.nodeCount(); ++i) {
        nodes.push_back(frame->state.nodeAt(i).id);
    }
    return nodes;
}

}  // namespace

StateMachinesView::StateMachinesView(ViewContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_table(new KeyTable(this)),
      m_view(new RowTable(this)),
      m_prefix(new QLineEdit(this)),
      m_bar(new SectionBar(context.theme, tr("State machine"), this)),
      m_pages(new QStackedLayout),
      m_note(new EmptyNote({}, {}, this)),
      m_timer(this) {
    setObjectName(QStringLiteral("stateMachinesView"));
    m_view->setObjectName(QStringLiteral("keyTable"));
    m_view->setAccessibleName(tr("State machines"));
    m_view->setModel(m_table);
    m_view->setItemDelegate(new KeyDelegate(*m_table, context.theme, m_view));
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->viewport()->installEventFilter(this);
    m_prefix->setObjectName(QStringLiteral("prefix"));
    m_prefix->setPlaceholderText(tr("keys that begin with"));
    m_prefix->setAccessibleName(tr("Only keys that begin with"));
    m_prefix->setClearButtonEnabled(true);

    m_bar->setObjectName(QStringLiteral("stateMachinesBar"));
    m_bar->add(m_prefix);
    m_pages->addWidget(m_view);
    m_pages->addWidget(m_note);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addLayout(m_pages, 1);

    connect(m_view, &QTableView::activated, this, &StateMachinesView::choose);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QTableView::customContextMenuRequested, this, &StateMachinesView::showMenu);
    // What is in a column is of its node.
    QHeaderView* header = m_view->horizontalHeader();
    header->setSectionsClickable(true);
    header->viewport()->setCursor(Qt::PointingHandCursor);
    connect(header, &QHeaderView::sectionClicked, this, [this](int column) {
        if (nodeOf(column) != raft::kNoNode) {
            m_context.selection.select(nodeOf(column));
        }
    });
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &StateMachinesView::ask);
    auto* pace = new FramePace(context.frames, this, kIntervalMs);
    connect(pace, &FramePace::due, this, &StateMachinesView::askSoon);
    connect(m_prefix, &QLineEdit::textChanged, this, &StateMachinesView::askSoon);
    connect(new LiveEdge(context.time, this), &LiveEdge::crossed, this, [this] {
        showPage();
        askSoon();
    });
    connect(&context.desk, &SessionDesk::sessionChanged, this, &StateMachinesView::adoptSession);
    connect(m_table, &QAbstractItemModel::modelReset, this, &StateMachinesView::arrange);
    connect(&context.theme, &ThemeModel::changed, m_view->viewport(),
            qOverload<>(&QWidget::update));
    arrange();
    adoptSession();
}

void StateMachinesView::adoptSession() {
    ++m_round;
    m_isAsking = false;
    m_isDue = false;
    m_timer.stop();
    const Session* session = m_context.desk.session();
    m_table->setElsewhere(session != nullptr && session->kind() == SessionKind::Attached);
    m_table->setSheet({});
    m_keys.clear();
    showPage();
}

void StateMachinesView::askSoon() {
    if (!isVisible() || !m_context.time.isLive() || m_timer.isActive()) {
        return;
    }
    if (m_isAsking) {
        m_isDue = true;
        return;
    }
    const qint64 since = m_sinceAsked.isValid() ? m_sinceAsked.elapsed() : kIntervalMs;
    m_timer.start(static_cast<int>(std::max<qint64>(0, kIntervalMs - since)));
}

void StateMachinesView::ask() {
    Session* session = m_context.desk.session();
    if (session == nullptr || !isVisible() || !m_context.time.isLive()) {
        return;
    }
    m_isAsking = true;
    m_isDue = false;
    m_sinceAsked.start();
    const QPointer<StateMachinesView> self(this);
    session->inspectKeys(m_prefix->text().toStdString(), kLimit,
                         [self, round = m_round](const std::vector<NodeKeys>& told) {
                             if (self != nullptr && self->m_round == round) {
                                 self->show(told);
                             }
                         });
}

void StateMachinesView::show(const std::vector<NodeKeys>& told) {
    m_isAsking = false;
    if (m_isDue) {
        askSoon();
    }
    m_table->setSheet(keySheetOf(nodesOf(m_context.frames.frame()), told));
    const KeySheet& sheet = m_table->sheet();
    QString count =
        sheet.rows.size() < sheet.keyCount
            ? tr("%1 of %2 keys").arg(countText(sheet.rows.size()), countText(sheet.keyCount))
            : (sheet.keyCount == 1 ? tr("1 key") : tr("%1 keys").arg(countText(sheet.keyCount)));
    if (sheet.differing > 0) {
        count = tr("%1, %2 differ").arg(count, countText(sheet.differing));
    }
    m_keys = count;
    showPage();
}

void StateMachinesView::choose(const QModelIndex& index) {
    if (!index.isValid()) {
        return;
    }
    const std::string& key = m_table->sheet().rows[static_cast<std::size_t>(index.row())].key;
    const QString text = QString::fromStdString(key);
    // One that is no text cannot be typed.
    if (text.toStdString() == key) {
        Q_EMIT keyChosen(text);
    }
}

raft::NodeId StateMachinesView::nodeOf(int column) const {
    const auto& columns = m_table->sheet().columns;
    const auto place = static_cast<std::size_t>(column - 1);
    return column > 0 && place < columns.size() ? columns[place].node : raft::kNoNode;
}

void StateMachinesView::showMenu(const QPoint& place) {
    const QModelIndex index = m_view->indexAt(place);
    if (!index.isValid()) {
        return;
    }
    m_view->setCurrentIndex(index);
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("keyMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* ask = menu->addAction(tr("Ask for this key"), this,
                                   [this, key = QPersistentModelIndex(index)] { choose(key); });
    ask->setObjectName(QStringLiteral("askForKey"));
    menu->addAction(tr("Watch this key"), this,
                    [this, key = m_table->sheet().rows[static_cast<std::size_t>(index.row())].key] {
                        WatchAsk watch;
                        watch.key = key;
                        Q_EMIT watchRequested(watch);
                    })
        ->setObjectName(QStringLiteral("watchKey"));
    if (const raft::NodeId node = nodeOf(index.column()); node != raft::kNoNode) {
        addNamed(*menu, m_context, nameOf(node), node);
    }
    menu->popup(m_view->viewport()->mapToGlobal(place));
}

void StateMachinesView::showPage() {
    const Session* session = m_context.desk.session();
    const bool isRecording = session != nullptr && session->kind() == SessionKind::Recording;
    const bool isEmpty = m_table->rowCount() == 0;
    if (isRecording) {
        m_note->setText(
            tr("No state machines here"),
            tr("A recording tells what nodes did, not what their state machines hold."));
    } else if (!m_context.time.isLive()) {
        m_note->setText(tr("A moment of the past is shown"),
                        tr("State machines are shown at the live moment only. Press L to return."));
    } else if (!m_prefix->text().isEmpty()) {
        m_note->setText(tr("No key begins with that"), tr("Clear the filter to see all keys."));
    } else {
        m_note->setText(tr("No keys yet"), tr("Put one above, or switch the workload on."));
    }
    const bool isShown = !isRecording && m_context.time.isLive();
    const QString whatItIs = tr("newest applied value on every node");
    m_bar->setNotes(isShown && !isEmpty ? QStringList{m_keys, whatItIs} : QStringList{whatItIs});
    m_prefix->setVisible(isShown);
    m_pages->setCurrentIndex(isShown && !isEmpty ? 0 : 1);
}

void StateMachinesView::arrange() {
    const QFontMetrics metrics = m_view->fontMetrics();
    const int digit = metrics.horizontalAdvance(QLatin1Char('0'));
    m_prefix->setFixedWidth(kPrefixCharacters * digit + 2 * kCellPadding);
    const int nodes = m_table->columnCount() - 1;
    if (nodes == 0) {
        return;
    }
    // Columns share what there is, keys twice as much; where that is too little, they scroll.
    const int width = m_view->viewport()->width();
    const int leastKey = kLeastKey * digit + kCellPadding;
    const int share = std::min(width / (nodes + 2), (width - leastKey) / nodes);
    const int each = std::max(kLeastNode * digit + kCellPadding, share);
    const int first = std::max(leastKey, width - each * nodes);
    m_view->setColumnWidth(0, first);
    for (int column = 1; column <= nodes; ++column) {
        m_view->setColumnWidth(column, each);
    }
}

bool StateMachinesView::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) {
        arrange();
    }
    return QWidget::eventFilter(watched, event);
}

void StateMachinesView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        arrange();
    }
}

}  // namespace quorate::gui
