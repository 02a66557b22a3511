// SPDX-License-Identifier: Apache-2.0
#include "gui/events/events_view.h"

#include <QAbstractItemView>
#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>

#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "gui/widgets/flow_layout.h"
#include "gui/widgets/frame_pace.h"

namespace quorate::gui {

namespace {

constexpr int kMargin = 8;
/// Filters follow what is typed after a short rest.
constexpr int kTypingMs = 150;

}  // namespace

EventsView::EventsView(ViewContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_texts(new EventTexts(context.desk, this)),
      m_search(new EventSearch(context.desk, this)),
      m_words(new QLineEdit(this)),
      m_node(new QComboBox(this)),
      m_groups(new QButtonGroup(this)),
      m_rows(nullptr),
      m_note(nullptr),
      m_pages(new QStackedWidget(this)),
      m_counts(new QLabel(this)),
      m_follow(new SwitchButton(context.theme, tr("Follow"), this)) {
    setObjectName(QStringLiteral("eventsView"));
    QLayout* filters = makeFilters();
    m_rows = new EventRows(*m_search, *m_texts, context.theme, m_pages);
    m_note = new EmptyNote({}, {}, m_pages);
    m_pages->addWidget(m_rows);
    m_pages->addWidget(m_note);
    m_counts->setObjectName(QStringLiteral("eventCounts"));
    m_counts->setForegroundRole(QPalette::PlaceholderText);
    m_counts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_follow->setObjectName(QStringLiteral("followEvents"));
    m_follow->setToolTip(tr("Keep the events of the moment that is shown in sight"));
    m_follow->setChecked(true);

    auto* foot = new QHBoxLayout;
    foot->addWidget(m_counts, 1);
    foot->addWidget(m_follow);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    layout->addLayout(filters);
    layout->addWidget(m_pages, 1);
    layout->addLayout(foot);

    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMs);
    connect(&m_typing, &QTimer::timeout, this, &EventsView::applyFilter);
    connect(m_words, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_words, &QLineEdit::returnPressed, this, [this] {
        applyFilter();
        m_rows->table().setFocus();
    });
    auto* clear = new QAction(m_words);
    clear->setShortcut(Qt::Key_Escape);
    clear->setShortcutContext(Qt::WidgetShortcut);
    m_words->addAction(clear);
    connect(clear, &QAction::triggered, this, [this] {
        m_words->clear();
        applyFilter();
        m_rows->table().setFocus();
    });
    connect(m_node, &QComboBox::currentIndexChanged, this, &EventsView::applyFilter);
    connect(m_groups, &QButtonGroup::idToggled, this, &EventsView::applyFilter);
    connect(m_follow, &QAbstractButton::toggled, m_rows, &EventRows::setFollowing);
    connect(m_rows, &EventRows::followingChanged, m_follow, &QAbstractButton::setChecked);
    connect(m_rows, &EventRows::chosen, this, [this](std::uint64_t number) {
        if (const EventText* text = m_texts->find(number)) {
            m_isSelecting = true;
            m_context.selection.select(text->id);
            m_isSelecting = false;
        }
    });
    connect(m_rows, &EventRows::activated, this,
            [this](std::uint64_t number) { m_context.time.goTo(EventPlace{number + 1}); });
    QTableView& table = m_rows->table();
    new LinkedCells(context, table,
                    [this](const QModelIndex& index) { return m_rows->linkedCells(index); });
    table.setContextMenuPolicy(Qt::CustomContextMenu);
    connect(&table, &QTableView::customContextMenuRequested, this, &EventsView::showMenu);
    auto* pace = new FramePace(context.frames, this);
    connect(pace, &FramePace::due, this, &EventsView::refresh);
    connect(m_search, &EventSearch::changed, pace, &FramePace::ask);
    connect(&context.desk, &SessionDesk::sessionChanged, this, &EventsView::adoptSession);
    connect(&context.selection, &SelectionModel::selectedChanged, this,
            &EventsView::adoptSelection);
    adoptSession();
}

QLayout* EventsView::makeFilters() {
    m_words->setObjectName(QStringLiteral("eventFilter"));
    m_words->setPlaceholderText(tr("Filter, as: vote n3"));
    m_words->setToolTip(tr("Events with all of these words"));
    m_words->setAccessibleName(tr("Filter events by words"));
    m_words->setClearButtonEnabled(true);
    m_node->setObjectName(QStringLiteral("eventNode"));
    m_node->setAccessibleName(tr("Only events of one node"));
    m_node->addItem(tr("All nodes"));
    auto* line = new QHBoxLayout;
    line->addWidget(m_words, 1);
    line->addWidget(m_node);

    const struct {
        EventGroup group;
        const char* name;
        QString text;
        QString tip;
    } groups[] = {
        {EventGroup::Elections, "elections", tr("Elections"), tr("Timers, terms, roles and votes")},
        {EventGroup::Log, "log", tr("Log"), tr("Entries, commits, snapshots, configurations")},
        {EventGroup::Messages, "messages", tr("Messages"), tr("Sent, on their way, arrived, lost")},
        {EventGroup::Disk, "disk", tr("Disk"),
         tr("Writes, syncs, and what the state machine does")},
        {EventGroup::Clients, "clients", tr("Clients"), tr("Operations, proposals and reads")},
        {EventGroup::Operators, "operators", tr("Operators"),
         tr("Commands, faults, links, checks, and the lives of nodes")},
    };
    auto* boxes = new FlowLayout;
    boxes->setSpacing(10);
    m_groups->setExclusive(false);
    for (const auto& group : groups) {
        auto* box = new QCheckBox(group.text, this);
        box->setObjectName(QLatin1String(group.name));
        box->setToolTip(group.tip);
        box->setChecked(true);
        m_groups->addButton(box, static_cast<int>(group.group));
        boxes->addWidget(box);
    }
    auto* layout = new QVBoxLayout;
    layout->addLayout(line);
    layout->addLayout(boxes);
    return layout;
}

void EventsView::focusFilter() {
    m_words->setFocus(Qt::ShortcutFocusReason);
    m_words->selectAll();
}

void EventsView::adoptSession() {
    m_texts->clear();
    m_rows->setCurrent(std::nullopt);
    m_rows->setFollowing(true);
    applyFilter();
}

void EventsView::applyFilter() {
    m_typing.stop();
    EventFilter filter;
    filter.words = m_words->text().simplified().split(u' ', Qt::SkipEmptyParts);
    if (m_node->currentIndex() > 0) {
        filter.node = m_nodes[static_cast<std::size_t>(m_node->currentIndex() - 1)];
    }
    filter.groups = 0;
    for (QAbstractButton* button : m_groups->buttons()) {
        if (button->isChecked()) {
            filter.groups |= 1U << static_cast<unsigned>(m_groups->id(button));
        }
    }
    Session* session = m_context.desk.session();
    m_search->start(filter, session == nullptr ? 0 : session->recording().latest()->count);
    m_rows->forgetPlace();
    refresh();
}

void EventsView::refresh() {
    const FramePtr& frame = m_context.frames.frame();
    if (frame != nullptr && m_context.desk.session() != nullptr) {
        showNodes(*frame);
        m_search->grow(frame->lastCount);
        m_rows->refresh(frame->eventCount, frame->isLive);
    }
    showCounts();
}

void EventsView::showNodes(const Frame& frame) {
    std::vector<raft::NodeId> nodes;
    for (std::size_t i = 0; i < frame.state.nodeCount(); ++i) {
        nodes.push_back(frame.state.nodeAt(i).id);
    }
    if (nodes == m_nodes) {
        return;
    }
    const int before = m_node->currentIndex();
    const raft::NodeId chosen =
        before > 0 ? m_nodes[static_cast<std::size_t>(before - 1)] : raft::kNoNode;
    // Nodes that are not there at this moment can still be asked for.
    for (const raft::NodeId node : m_nodes) {
        if (node == chosen && std::find(nodes.begin(), nodes.end(), node) == nodes.end()) {
            nodes.push_back(node);
            std::sort(nodes.begin(), nodes.end());
        }
    }
    m_nodes = nodes;
    const QSignalBlocker quiet(m_node);
    m_node->clear();
    m_node->addItem(tr("All nodes"));
    for (const raft::NodeId node : nodes) {
        m_node->addItem(nameOf(node));
        if (node == chosen) {
            m_node->setCurrentIndex(m_node->count() - 1);
        }
    }
}

void EventsView::showCounts() {
    const EventList& list = m_search->list();
    const bool isSearching = m_search->isSearching();
    QString counts = list.isFiltered()
                         ? tr("%1 of %2").arg(countText(list.size()), countText(list.total()))
                         : tr("%1 events").arg(countText(list.total()));
    if (isSearching) {
        counts = tr("%1, looking: %2 %").arg(counts).arg(static_cast<int>(list.progress() * 100));
    }
    m_counts->setToolTip(counts);
    m_counts->setText(fontMetrics().elidedText(counts, Qt::ElideRight, m_counts->width()));
    if (m_context.desk.session() == nullptr) {
        m_note->setText(tr("No cluster is open"), tr("Open one, and all that happens is here."));
    } else if (list.total() == 0) {
        m_note->setText(tr("Nothing has happened yet"), tr("Let the cluster run: press Space."));
    } else if (isSearching) {
        m_note->setText(tr("None found so far"), tr("Older events are looked through."));
    } else {
        m_note->setText(tr("No event is like that"),
                        tr("Take words out of the filter, or tick more kinds of events."));
    }
    m_pages->setCurrentWidget(list.size() == 0 ? static_cast<QWidget*>(m_note) : m_rows);
}

void EventsView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    showCounts();
}

void EventsView::showMenu(const QPoint& place) {
    QTableView& table = m_rows->table();
    const QModelIndex index = table.indexAt(place);
    if (!index.isValid()) {
        return;
    }
    const std::uint64_t number = m_rows->model().numbers()[static_cast<std::size_t>(index.row())];
    const EventText* text = m_texts->find(number);
    if (text == nullptr) {
        return;
    }
    table.setCurrentIndex(index);
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("eventMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Go there"), this,
                    [this, number] { m_context.time.goTo(EventPlace{number + 1}); })
        ->setObjectName(QStringLiteral("goToEvent"));
    const auto node = std::find(m_nodes.begin(), m_nodes.end(), text->node);
    if (node != m_nodes.end()) {
        const int item = 1 + static_cast<int>(node - m_nodes.begin());
        menu->addAction(tr("Only events of %1").arg(nameOf(text->node)), this,
                        [this, item] { m_node->setCurrentIndex(item); })
            ->setObjectName(QStringLiteral("onlyNode"));
    }
    const auto group = static_cast<int>(text->group);
    menu->addAction(tr("Only events of this kind: %1").arg(m_groups->button(group)->text()), this,
                    [this, group] {
                        for (QAbstractButton* button : m_groups->buttons()) {
                            button->setChecked(m_groups->id(button) == group);
                        }
                    })
        ->setObjectName(QStringLiteral("onlyKind"));
    menu->addAction(tr("All events"), this,
                    [this] {
                        m_words->clear();
                        m_node->setCurrentIndex(0);
                        for (QAbstractButton* button : m_groups->buttons()) {
                            button->setChecked(true);
                        }
                        applyFilter();
                    })
        ->setObjectName(QStringLiteral("allEvents"));
    menu->addSeparator();
    menu->addAction(tr("Copy"), this,
                    [moment = textOf(text->moment), sentence = text->sentence] {
                        QGuiApplication::clipboard()->setText(moment + u'\t' + sentence);
                    })
        ->setObjectName(QStringLiteral("copyEvent"));
    menu->popup(table.viewport()->mapToGlobal(place));
}

void EventsView::adoptSelection() {
    if (m_isSelecting) {
        return;
    }
    const Selected& selected = m_context.selection.selected();
    const auto* event = std::get_if<raft::EventId>(&selected);
    const auto* message = std::get_if<observe::MessageKey>(&selected);
    Session* session = m_context.desk.session();
    if (session == nullptr || (event == nullptr && message == nullptr)) {
        m_rows->setCurrent(std::nullopt);
        return;
    }
    const raft::EventId id = event != nullptr ? *event : message->sent;
    session->recording().ask(
        this, [id](const observe::Recording& recording) { return recording.numberOf(id); },
        [this, selected](const Result<std::uint64_t>& number) {
            if (!number || m_context.selection.selected() != selected) {
                return;
            }
            m_rows->setCurrent(*number);
            if (std::holds_alternative<raft::EventId>(selected)) {
                m_rows->reveal(*number);
            }
        });
}

}  // namespace quorate::gui
