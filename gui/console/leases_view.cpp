// SPDX-License-Identifier: Apache-2.0
#include "gui/console/leases_view.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>

namespace quorate::gui {

namespace {

constexpr int kLookMs = 200;
/// Of the session's own time.
constexpr std::uint64_t kAgainNs = 1'000'000'000;
constexpr int kCellPadding = 14;

}  // namespace

LeasesView::LeasesView(ViewContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_table(new LeaseTable(this)),
      m_view(new RowTable(this)),
      m_bar(new SectionBar(context.theme, tr("Leases"), this)),
      m_timer(this) {
    setObjectName(QStringLiteral("leasesView"));
    m_view->setObjectName(QStringLiteral("leaseTable"));
    m_view->setAccessibleName(tr("Leases"));
    m_view->setModel(m_table);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->viewport()->installEventFilter(this);
    m_bar->setObjectName(QStringLiteral("leasesBar"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(m_view, 1);
    m_timer.setInterval(kLookMs);
    connect(&m_timer, &QTimer::timeout, this, &LeasesView::renew);
    connect(m_table, &LeaseTable::keepRequested, this, [this](kv::LeaseId lease, bool isKept) {
        m_book.keep(lease, isKept);
        renew();
    });
    connect(m_view, &QTableView::customContextMenuRequested, this, &LeasesView::showMenu);
    connect(&context.desk, &SessionDesk::sessionChanged, this, &LeasesView::adoptSession);
    adoptSession();
}

void LeasesView::adoptSession() {
    m_book.clear();
    m_renewed.clear();
    refresh();
}

observe::Moment LeasesView::now() const {
    Session* session = m_context.desk.session();
    return session == nullptr ? observe::Moment() : session->recording().latest()->through;
}

void LeasesView::learn(const Ask& ask, const stage::ClientAnswer& answer, observe::Moment moment) {
    if (m_book.learn(ask, answer, moment)) {
        refresh();
    }
}

QStringList LeasesView::names() const {
    QStringList names;
    for (const KnownLease& lease : m_book.leases()) {
        if (!lease.isOver) {
            names << textOf(lease.id);
        }
    }
    return names;
}

void LeasesView::refresh() {
    m_table->setRows(leaseRowsOf(m_book, now()));
    const auto& leases = m_book.leases();
    const auto kept = std::count_if(leases.begin(), leases.end(),
                                    [](const KnownLease& lease) { return lease.isKept; });
    m_bar->setNotes(kept == 0 ? QStringList{tr("heard of in this console")}
                              : QStringList{tr("%1 kept alive by this window").arg(kept)});
    setVisible(!leases.empty());
    if (leases.empty()) {
        m_timer.stop();
    } else if (!m_timer.isActive()) {
        m_timer.start();
    }
    if (const QStringList now = names(); now != m_names) {
        m_names = now;
        Q_EMIT namesChanged();
    }
}

void LeasesView::renew() {
    for (const kv::LeaseId lease : m_book.due(now())) {
        const auto last = m_renewed.find(lease);
        if (last == m_renewed.end() ||
            now().nanoseconds() > last->second.nanoseconds() + kAgainNs) {
            m_renewed[lease] = now();
            ask(stage::LeaseQuestion::Kind::KeepAlive, lease, false);
        }
    }
    m_table->setRows(leaseRowsOf(m_book, now()));
}

void LeasesView::ask(stage::LeaseQuestion::Kind kind, kv::LeaseId lease, bool isByHand) {
    Ask ask;
    ask.what = stage::LeaseQuestion{kind, lease};
    Q_EMIT askRequested(ask, isByHand);
}

void LeasesView::showMenu(const QPoint& place) {
    const QModelIndex index = m_view->indexAt(place);
    if (!index.isValid()) {
        return;
    }
    m_view->setCurrentIndex(index);
    const KnownLease lease = m_table->rows()[static_cast<std::size_t>(index.row())].lease;
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("leaseMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString& text, const char* name, auto act) {
        QAction* action = menu->addAction(text, this, act);
        action->setObjectName(QLatin1String(name));
        return action;
    };
    using Kind = stage::LeaseQuestion::Kind;
    add(tr("Put with this lease"), "putWithLease", [this, lease] {
        Q_EMIT leaseChosen(textOf(lease.id));
    })->setEnabled(!lease.isOver);
    add(tr("Keep alive once"), "keepLeaseAlive", [this, lease] {
        ask(Kind::KeepAlive, lease.id, true);
    })->setEnabled(!lease.isOver);
    QAction* keep = add(tr("Keep alive from now on"), "keepLease", [this, lease] {
        m_book.keep(lease.id, !lease.isKept);
        refresh();
        renew();
    });
    keep->setCheckable(true);
    keep->setChecked(lease.isKept);
    keep->setEnabled(!lease.isOver);
    add(tr("Ask for its time to live"), "askForLease",
        [this, lease] { ask(Kind::TimeToLive, lease.id, true); });
    add(tr("Revoke, and delete its keys"), "revokeLease", [this, lease] {
        Ask ask;
        ask.what = kv::Command(kv::LeaseRevokeRequest{lease.id});
        Q_EMIT askRequested(ask, true);
    })->setEnabled(!lease.isOver);
    menu->addSeparator();
    add(tr("Copy its number"), "copyLease",
        [lease] { QGuiApplication::clipboard()->setText(textOf(lease.id)); });
    add(tr("Forget it here"), "forgetLease", [this, lease] {
        m_book.forget(lease.id);
        refresh();
    });
    menu->popup(m_view->viewport()->mapToGlobal(place));
}

void LeasesView::arrange() {
    const QFontMetrics metrics = m_view->fontMetrics();
    const int width = m_view->viewport()->width();
    const int id = metrics.horizontalAdvance(QString(16, QLatin1Char('0'))) + kCellPadding;
    const int kept = metrics.horizontalAdvance(tr("Keep alive")) + kCellPadding;
    const int first = std::min(id, width / 2);
    const int last = std::min(kept, width / 3);
    m_view->setColumnWidth(LeaseTable::Id, first);
    m_view->setColumnWidth(LeaseTable::Left, std::max(width - first - last, 1));
    m_view->setColumnWidth(LeaseTable::Kept, last);
}

bool LeasesView::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize || event->type() == QEvent::FontChange) {
        arrange();
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace quorate::gui
