// SPDX-License-Identifier: Apache-2.0
#include "gui/checks/checks_view.h"

#include <QMenu>
#include <QScrollArea>
#include <QVBoxLayout>

#include "gui/model/live_edge.h"
#include "gui/widgets/frame_pace.h"

namespace quorate::gui {

namespace {

constexpr int kWidth = 420;
constexpr int kHeight = 560;

}  // namespace

ChecksView::ChecksView(ViewContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_summary(new QLabel(this)),
      m_list(new CheckList(this)),
      m_lamps(new QListView(this)),
      m_details(new CheckDetails(context, this)),
      m_sabotage(new SabotagePanel(context, this)) {
    setObjectName(QStringLiteral("checks"));
    setAccessibleName(tr("Checks"));
    m_summary->setObjectName(QStringLiteral("checksSummary"));
    m_lamps->setObjectName(QStringLiteral("lamps"));
    m_lamps->setAccessibleName(tr("Checks"));
    m_lamps->setModel(m_list);
    m_lamps->setItemDelegate(new CheckDelegate(context.theme, m_lamps));
    m_lamps->setUniformItemSizes(true);
    m_lamps->setFrameShape(QFrame::NoFrame);
    m_lamps->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_lamps->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_lamps->setMinimumHeight(6 * (fontMetrics().height() + 10));
    auto* foot = new QWidget(this);
    foot->setObjectName(QStringLiteral("checksFoot"));
    auto* footColumn = new QVBoxLayout(foot);
    footColumn->setContentsMargins(0, 0, 0, 0);
    footColumn->setSpacing(0);
    footColumn->addWidget(m_details);
    footColumn->addWidget(m_sabotage);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_summary);
    column->addWidget(m_lamps, 1);
    column->addWidget(foot);

    connect(new FramePace(context.frames, this), &FramePace::due, this, &ChecksView::refresh);
    connect(&context.desk, &SessionDesk::sessionChanged, this, &ChecksView::refresh);
    connect(&context.desk, &SessionDesk::statusChanged, this, &ChecksView::refresh);
    connect(new LiveEdge(context.time, this), &LiveEdge::crossed, m_sabotage,
            &SabotagePanel::refresh);
    connect(&context.theme, &ThemeModel::changed, this, &ChecksView::restyle);
    connect(m_lamps->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &ChecksView::showCurrent);
    m_lamps->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_lamps, &QListView::customContextMenuRequested, this, &ChecksView::showMenu);
    connect(m_lamps, &QListView::activated, this, [this] {
        showCurrent();
        m_details->goToFirst();
    });
    restyle();
}

QSize ChecksView::sizeHint() const {
    return {kWidth, kHeight};
}

void ChecksView::restyle() {
    const Theme& theme = m_context.theme.theme();
    setStyleSheet(QStringLiteral("QLabel#checksSummary { background: %1; padding: 6px 10px;"
                                 " border-bottom: 1px solid %2; }"
                                 "QListView#lamps { border: none; }"
                                 "QWidget#checksFoot { background: %3; }"
                                 "QWidget#checkDetails { border-top: 1px solid %2; }"
                                 "QWidget#sabotage { border-top: 1px solid %2; }")
                      .arg(theme.header.name(), theme.border.name(), theme.base.name()));
    refresh();
}

void ChecksView::refresh() {
    m_sabotage->refresh();
    Session* session = m_context.desk.session();
    if (session == nullptr) {
        m_list->setRows({});
        m_summary->setText(tr("No session is open."));
        return;
    }
    const QString current = m_list->row(m_lamps->currentIndex()) != nullptr
                                ? m_list->row(m_lamps->currentIndex())->name
                                : QString();
    const LatestPtr& latest = session->recording().latest();
    const bool wasClean = m_list->rows().empty() || m_list->rows().front().lamp != Lamp::Violated;
    m_list->setRows(checkRows(*latest->checks, session));
    QString summary = summaryOf(m_list->rows());
    if (latest->checks->eventCount < latest->count) {
        summary = tr("%1 · still reading the recording").arg(summary);
    }
    m_summary->setText(summary);
    const QModelIndex same = m_list->find(current);
    // The first one that is violated is what a person looks for.
    const bool isNew = wasClean && m_list->rows().front().lamp == Lamp::Violated;
    const QModelIndex wanted = same.isValid() && !isNew ? same : m_list->index(0);
    if (m_lamps->currentIndex() != wanted) {
        m_lamps->setCurrentIndex(wanted);
    }
    showCurrent();
}

void ChecksView::showCurrent() {
    if (const CheckRow* row = m_list->row(m_lamps->currentIndex())) {
        m_details->show(*row);
    }
}

void ChecksView::showMenu(const QPoint& place) {
    const QModelIndex index = m_lamps->indexAt(place);
    const CheckRow* row = m_list->row(index);
    if (row == nullptr) {
        return;
    }
    m_lamps->setCurrentIndex(index);
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("checkMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* first =
        menu->addAction(tr("Go to the first violation"), m_details, &CheckDetails::goToFirst);
    first->setObjectName(QStringLiteral("goToFirst"));
    first->setEnabled(row->first.has_value());
    menu->addSeparator();
    for (QToolButton* subject : m_details->subjects()) {
        menu->addAction(tr("Select %1").arg(subject->text()), subject, &QAbstractButton::click)
            ->setObjectName(subject->objectName());
    }
    menu->popup(m_lamps->viewport()->mapToGlobal(place));
}

}  // namespace quorate::gui
