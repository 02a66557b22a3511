// SPDX-License-Identifier: Apache-2.0
#include "gui/console/watches_view.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QMouseEvent>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

#include "gui/model/figures.h"
#include "gui/widgets/link_menu.h"

namespace quorate::gui {

namespace {

constexpr int kMargin = 8;
constexpr int kSpacing = 6;
constexpr int kCellPadding = 14;
/// Of the widths of a digit.
constexpr int kRevision = 8;
constexpr int kLeastKey = 9;
/// Of a watch's button; its tooltip has all.
constexpr qsizetype kMostCharacters = 60;

QString shortened(const QString& text) {
    return text.size() > kMostCharacters ? text.left(kMostCharacters) + u'…' : text;
}

}  // namespace

WatchesView::WatchesView(ViewContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_table(new WatchTable(this)),
      m_view(new RowTable(this)),
      m_bar(new SectionBar(context.theme, tr("Watches"), this)),
      m_buttons(new QWidget(this)),
      m_pace(new FramePace(context.frames, this)) {
    setObjectName(QStringLiteral("watchesView"));
    m_view->setObjectName(QStringLiteral("watchTable"));
    m_view->setAccessibleName(tr("Watched changes"));
    m_view->setModel(m_table);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->viewport()->installEventFilter(this);
    m_bar->setObjectName(QStringLiteral("watchesBar"));
    auto* flow = new FlowLayout(m_buttons);
    flow->setContentsMargins(kMargin, kSpacing, kMargin, kSpacing);
    flow->setSpacing(kSpacing);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(m_buttons);
    layout->addWidget(m_view, 1);

    connect(m_view, &QTableView::activated, this, &WatchesView::choose);
    connect(m_view, &QTableView::customContextMenuRequested, this, &WatchesView::showMenu);
    connect(m_pace, &FramePace::due, this, [this] {
        showWatches();
        showChanges();
    });
    connect(&context.desk, &SessionDesk::sessionChanged, this, &WatchesView::adoptSession);
    adoptSession();
}

WatchesView::~WatchesView() = default;

void WatchesView::adoptSession() {
    m_book.clear();
    if (Session* session = m_context.desk.session()) {
        connect(session, &Session::watched, this, &WatchesView::hear);
    }
    showWatches();
    showChanges();
}

void WatchesView::begin(const WatchAsk& ask) {
    Session* session = m_context.desk.session();
    if (session == nullptr) {
        return;
    }
    const WatchId id(++m_last);
    m_book.begin(id, ask);
    showWatches();
    session->watch(id, ask);
}

void WatchesView::hear(const WatchNews& news) {
    m_book.hear(news);
    m_pace->ask();
}

void WatchesView::end(WatchId id) {
    if (Session* session = m_context.desk.session()) {
        session->unwatch(id);
    }
    m_book.forget(id);
    showWatches();
    showChanges();
}

void WatchesView::showWatches() {
    const auto& watches = m_book.watches();
    setVisible(!watches.empty());
    const auto buttons = m_buttons->findChildren<QToolButton*>(Qt::FindDirectChildrenOnly);
    for (QToolButton* button : buttons) {
        const WatchId id(button->property("watch").toULongLong());
        if (m_book.find(id) == nullptr) {
            m_buttons->layout()->removeWidget(button);
            button->hide();
            button->deleteLater();
        }
    }
    for (const WatchBook::Watch& watch : watches) {
        const auto name = QStringLiteral("watch%1").arg(watch.id.value());
        auto* button = m_buttons->findChild<QToolButton*>(name, Qt::FindDirectChildrenOnly);
        if (button == nullptr) {
            button = new QToolButton(m_buttons);
            button->setObjectName(name);
            button->setProperty("watch", qulonglong{watch.id.value()});
            button->setPopupMode(QToolButton::InstantPopup);
            auto* menu = new QMenu(button);
            menu->addAction(tr("End this watch"), this, [this, id = watch.id] { end(id); })
                ->setObjectName(QStringLiteral("endWatch"));
            button->setMenu(menu);
            m_buttons->layout()->addWidget(button);
        }
        const QString text = textOf(watch);
        if (button->accessibleDescription() != text) {
            // The arrow of the menu lies over its end.
            button->setText(shortened(text) + QStringLiteral("\u2002"));
            button->setAccessibleDescription(text);
            button->setAccessibleName(tr("Watch of %1").arg(keysText(watch.ask)));
            m_buttons->layout()->invalidate();
        }
        QString tip =
            watch.ask.from > 0 ? tr("%1\nfrom revision %2 on").arg(text).arg(watch.ask.from) : text;
        if (watch.compacted > 0) {
            tip += tr("\nchanges before revision %1 were compacted and are missing")
                       .arg(watch.compacted);
        }
        button->setToolTip(tip);
    }
    const auto gaps = std::count_if(watches.begin(), watches.end(),
                                    [](const auto& watch) { return watch.compacted > 0; });
    QStringList notes{watches.size() == 1 ? tr("1 watch") : tr("%1 watches").arg(watches.size())};
    if (gaps > 0) {
        notes << tr("some changes were compacted before they could be told");
    }
    m_bar->setNotes(notes);
}

void WatchesView::showChanges() {
    const FramePtr& frame = m_context.frames.frame();
    const observe::Moment until =
        frame == nullptr || frame->isLive ? observe::Moment(UINT64_MAX) : frame->moment;
    m_table->setRows(watchRowsOf(m_book, until));
}

void WatchesView::choose(const QModelIndex& index) {
    if (!index.isValid()) {
        return;
    }
    const std::string& key = m_table->rows()[static_cast<std::size_t>(index.row())].key;
    const QString text = QString::fromStdString(key);
    // One that is no text cannot be typed.
    if (text.toStdString() == key) {
        Q_EMIT keyChosen(text);
    }
}

void WatchesView::showMenu(const QPoint& place) {
    const QModelIndex index = m_view->indexAt(place);
    if (!index.isValid()) {
        return;
    }
    m_view->setCurrentIndex(index);
    const WatchRow row = m_table->rows()[static_cast<std::size_t>(index.row())];
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("watchMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Ask for this key"), this,
                    [this, key = QPersistentModelIndex(index)] { choose(key); })
        ->setObjectName(QStringLiteral("askForKey"));
    menu->addAction(tr("Go to when it was heard"), this,
                    [this, row] { m_context.time.goTo(row.moment); })
        ->setObjectName(QStringLiteral("goToHeard"));
    menu->addSeparator();
    menu->addAction(
            tr("Copy"), this,
            [row] {
                QGuiApplication::clipboard()->setText(QStringList{
                    QString::number(row.revision), QString::fromStdString(row.key), row.what}
                                                          .join(u'\t'));
            })
        ->setObjectName(QStringLiteral("copyChange"));
    menu->popup(m_view->viewport()->mapToGlobal(place));
}

void WatchesView::arrange() {
    const int digit = m_view->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    const int width = m_view->viewport()->width();
    const int revision = kRevision * digit + kCellPadding;
    const int key = std::max(kLeastKey * digit + kCellPadding, (width - revision) / 3);
    m_view->setColumnWidth(WatchTable::Revision, revision);
    m_view->setColumnWidth(WatchTable::Key, key);
    m_view->setColumnWidth(WatchTable::What, std::max(width - revision - key, 1));
}

bool WatchesView::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize || event->type() == QEvent::FontChange) {
        arrange();
    } else if (event->type() == QEvent::MouseButtonDblClick) {
        const QPoint place = static_cast<QMouseEvent*>(event)->position().toPoint();
        if (const QModelIndex index = m_view->indexAt(place); index.isValid()) {
            m_context.time.goTo(m_table->rows()[static_cast<std::size_t>(index.row())].moment);
        }
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace quorate::gui
