// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/storage_view.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <initializer_list>

#include "gui/model/cluster_facts.h"
#include "gui/model/live_edge.h"
#include "gui/model/wording.h"
#include "gui/widgets/flow_layout.h"
#include "gui/widgets/frame_pace.h"

namespace quorate::gui {

namespace {

constexpr int kMargin = 8;

}  // namespace

StorageView::StorageView(ViewContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_talk(new DiskTalk(context.desk, this)),
      m_crash(new CrashPlace(*m_talk, this)),
      m_buttons(new QButtonGroup(this)),
      m_nodeBox(new QComboBox(this)),
      m_now(new QLabel(this)),
      m_outer(new QStackedWidget(this)),
      m_pages(new QStackedWidget(m_outer)),
      m_note(new EmptyNote({}, {}, m_outer)),
      m_log(new LogPanel(context, *m_talk, *m_crash, m_pages)),
      m_snapshots(new SnapshotsPanel(context, *m_talk, m_pages)),
      m_state(new StatePanel(context, *m_talk, m_pages)),
      m_recovery(new RecoveryPanel(context, *m_crash, m_pages)) {
    setObjectName(QStringLiteral("storageView"));
    setAccessibleName(tr("Storage"));
    auto* top = new QHBoxLayout;
    top->setContentsMargins(kMargin, kMargin, kMargin, 4);
    auto* switches = new FlowLayout;
    top->addLayout(switches, 1);
    addPage(Page::Log, m_log, QStringLiteral("storageLog"), tr("Log"));
    addPage(Page::Snapshots, m_snapshots, QStringLiteral("storageSnapshots"), tr("Snapshots"));
    addPage(Page::State, m_state, QStringLiteral("storageState"), tr("State"));
    addPage(Page::Recovery, m_recovery, QStringLiteral("storageRecovery"), tr("Recovery"));
    for (QAbstractButton* button : m_buttons->buttons()) {
        switches->addWidget(button);
    }
    m_nodeBox->setObjectName(QStringLiteral("storageNode"));
    m_nodeBox->setAccessibleName(tr("Node whose disk is shown"));
    m_nodeBox->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    top->addWidget(m_nodeBox, 0, Qt::AlignTop);
    m_now->setObjectName(QStringLiteral("storageNow"));
    m_now->setWordWrap(true);
    m_now->setContentsMargins(kMargin, 2, kMargin, 4);
    m_now->setText(
        tr("Disks are shown as they are now, not as they were at the moment that is "
           "shown."));
    m_outer->addWidget(m_pages);
    m_outer->addWidget(m_note);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_now);
    layout->addWidget(m_outer, 1);

    connect(m_buttons, &QButtonGroup::idClicked, this,
            [this](int id) { showPage(static_cast<Page>(id)); });
    connect(m_nodeBox, &QComboBox::activated, this, [this](int place) {
        m_context.selection.select(m_nodes[static_cast<std::size_t>(place)]);
    });
    connect(m_log, &LogPanel::detailsWanted, this, [this] { showPage(Page::Recovery); });
    connect(m_talk, &DiskTalk::changed, this, [this] {
        for (DiskPage* page :
             std::initializer_list<DiskPage*>{m_log, m_snapshots, m_state, m_recovery}) {
            page->clear();
        }
        showProblem({});
    });
    auto* pace = new FramePace(context.frames, this, kIntervalMs);
    connect(pace, &FramePace::due, this, [this] {
        followNodes();
        refresh();
    });
    m_later.setSingleShot(true);
    m_later.setInterval(kIntervalMs);
    connect(&m_later, &QTimer::timeout, this, &StorageView::refresh);
    m_detached.setInterval(kIntervalMs);
    connect(&m_detached, &QTimer::timeout, this, &StorageView::refresh);
    connect(&context.selection, &SelectionModel::selectedChanged, this,
            &StorageView::followSelection);
    connect(new LiveEdge(context.time, this), &LiveEdge::crossed, this, &StorageView::followTime);
    connect(&context.desk, &SessionDesk::sessionChanged, this, &StorageView::followNodes);
    m_buttons->button(static_cast<int>(Page::Log))->setChecked(true);
    followTime();
    followNodes();
}

void StorageView::addPage(Page page, DiskPage* widget, const QString& name, const QString& text) {
    auto* button = new QToolButton(this);
    button->setObjectName(name);
    button->setText(text);
    button->setCheckable(true);
    m_buttons->addButton(button, static_cast<int>(page));
    m_pages->addWidget(widget);
    connect(widget, &DiskPage::refused, this, [this, widget](const QString& reason) {
        if (widget == current()) {
            showProblem(reason);
        }
    });
}

DiskPage* StorageView::current() const {
    return static_cast<DiskPage*>(m_pages->currentWidget());
}

void StorageView::showPage(Page page) {
    m_buttons->button(static_cast<int>(page))->setChecked(true);
    m_pages->setCurrentIndex(static_cast<int>(page));
    showProblem({});
    refresh();
}

void StorageView::followNodes() {
    std::vector<raft::NodeId> nodes;
    const FramePtr& frame = m_context.frames.frame();
    for (std::size_t i = 0; frame != nullptr && i < frame->state.nodeCount(); ++i) {
        nodes.push_back(frame->state.nodeAt(i).id);
    }
    if (nodes != m_nodes) {
        m_nodes = nodes;
        m_nodeBox->clear();
        for (const raft::NodeId node : m_nodes) {
            m_nodeBox->addItem(nameOf(node));
        }
    }
    const bool isThere = std::find(m_nodes.begin(), m_nodes.end(), m_talk->node()) != m_nodes.end();
    if (!isThere || m_context.selection.node() != raft::kNoNode) {
        followSelection();
    }
    showProblem({});
}

void StorageView::followSelection() {
    raft::NodeId node = m_context.selection.node();
    if (std::find(m_nodes.begin(), m_nodes.end(), node) == m_nodes.end()) {
        // Nobody was chosen: the leader has most to show.
        const FramePtr& frame = m_context.frames.frame();
        const auto* leader = frame == nullptr ? nullptr : leaderOf(frame->state);
        const bool isShown =
            std::find(m_nodes.begin(), m_nodes.end(), m_talk->node()) != m_nodes.end();
        node = isShown             ? m_talk->node()
               : leader != nullptr ? leader->id
               : m_nodes.empty()   ? raft::kNoNode
                                   : m_nodes.front();
    }
    const bool isOther = node != m_talk->node();
    m_talk->setNode(node);
    const auto place = std::find(m_nodes.begin(), m_nodes.end(), node);
    m_nodeBox->setCurrentIndex(place == m_nodes.end() ? -1
                                                      : static_cast<int>(place - m_nodes.begin()));
    if (isOther) {
        refresh();
    }
    const auto* entry = std::get_if<EntryOnNode>(&m_context.selection.selected());
    if (entry != nullptr && entry->node == node && isVisible() && current() == m_log) {
        const storage::LogRecord* shown = m_log->current();
        if (shown == nullptr || shown->kind != storage::WalRecordType::Entry ||
            shown->entry.index != entry->index) {
            m_log->showEntry(entry->index);
        }
    }
}

void StorageView::followTime() {
    const bool isDetached = !m_context.time.isLive();
    m_now->setVisible(isDetached);
    if (isDetached) {
        m_detached.start();
    } else {
        m_detached.stop();
    }
}

void StorageView::refresh() {
    if (!isVisible() || m_talk->node() == raft::kNoNode) {
        return;
    }
    if (!current()->refresh()) {
        m_later.start();
    }
}

void StorageView::showProblem(const QString& problem) {
    const Session* session = m_context.desk.session();
    if (session == nullptr || m_nodes.empty()) {
        m_note->setText(tr("No disks"), tr("Open a session, and its nodes have disks."));
    } else if (session->kind() == SessionKind::Recording) {
        m_note->setText(tr("No disks here"),
                        tr("A recording tells what nodes did; their disks are not in it."));
    } else if (!problem.isEmpty()) {
        m_note->setText(tr("The disk cannot be read now"), problem);
    } else {
        m_outer->setCurrentWidget(m_pages);
        return;
    }
    m_outer->setCurrentWidget(m_note);
}

}  // namespace quorate::gui
