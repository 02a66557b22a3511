// SPDX-License-Identifier: Apache-2.0
#include "gui/events/event_rows.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>

#include <algorithm>
#include <utility>

namespace quorate::gui {

namespace {

constexpr int kRowPadding = 8;
/// Of a sentence, in letters; with less room, rows fold.
constexpr int kLeastSentence = 32;
constexpr int kLeastRows = 3;

}  // namespace

EventRows::EventRows(const EventSearch& search, EventTexts& texts, const ThemeModel& theme,
                     QWidget* parent)
    : QWidget(parent),
      m_search(search),
      m_texts(texts),
      m_table(new EventTable(texts, this)),
      m_view(new QTableView(this)),
      m_delegate(new EventDelegate(theme, m_view)),
      m_bar(new QScrollBar(Qt::Vertical, this)) {
    setUpView();
    m_bar->setObjectName(QStringLiteral("eventBar"));
    m_bar->setAccessibleName(tr("Scroll through all events"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_bar);

    connect(m_bar, &QScrollBar::valueChanged, this, &EventRows::scrolled);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& index) {
                if (!m_isShowing && index.isValid()) {
                    m_current = m_table->numbers()[static_cast<std::size_t>(index.row())];
                    setFollowing(false);
                    Q_EMIT chosen(*m_current);
                }
            });
    connect(m_view, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
        Q_EMIT activated(m_table->numbers()[static_cast<std::size_t>(index.row())]);
    });
    connect(&m_texts, &EventTexts::fetched, this, [this] {
        m_table->refresh();
        arrange();
    });
    connect(&theme, &ThemeModel::changed, m_view->viewport(), qOverload<>(&QWidget::update));
}

void EventRows::setUpView() {
    m_view->setObjectName(QStringLiteral("eventTable"));
    m_view->setAccessibleName(tr("Events"));
    m_view->setModel(m_table);
    m_view->setItemDelegate(m_delegate);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setAutoScroll(false);
    m_view->setShowGrid(false);
    m_view->setTabKeyNavigation(false);
    m_view->setWordWrap(false);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->verticalHeader()->setMinimumSectionSize(1);
    m_view->horizontalHeader()->setHighlightSections(false);
    m_view->horizontalHeader()->setStretchLastSection(true);
    m_view->horizontalHeader()->setMinimumSectionSize(24);
    m_view->installEventFilter(this);
    m_view->viewport()->installEventFilter(this);
    fitColumns();
}

std::vector<LinkedCell> EventRows::linkedCells(const QModelIndex& index) const {
    const QString node = index.siblingAtColumn(EventTable::Node).data().toString();
    if (index.column() == EventTable::Node) {
        return {{node, EventDelegate::textBox(*m_view, index, false), m_view->font()}};
    }
    if (index.column() != EventTable::What) {
        return {};
    }
    const bool isProblem = index.data(EventTable::kIsProblemRole).toBool();
    LinkedCell cell{index.data().toString(),
                    EventDelegate::textBox(*m_view, index, m_delegate->isFolded()), m_view->font(),
                    raft::NodeId(node.mid(1).toULongLong())};
    const EventText* text = m_texts.find(m_table->numbers()[static_cast<std::size_t>(index.row())]);
    if (text != nullptr && text->message) {
        cell.more = {*text->message};
    }
    if (isProblem) {
        const QString mark = QStringLiteral("✕ ");
        cell.text.prepend(mark);
        for (TextLink& link : cell.more) {
            link.start += static_cast<int>(mark.size());
        }
    }
    if (isProblem || index.data(EventTable::kIsImportantRole).toBool()) {
        cell.font.setWeight(QFont::DemiBold);
    }
    return {cell};
}

void EventRows::fitColumns() {
    const QFontMetrics metrics = m_view->fontMetrics();
    const int digit = metrics.horizontalAdvance(QLatin1Char('0'));
    const int time = digit * 9 + kRowPadding;
    const int node = digit * 4 + 2 * kRowPadding;
    const int term = digit * 5 + 2 * kRowPadding;
    const int rest = m_view->viewport()->width() - time - node - term;
    const bool isFolded = rest < kLeastSentence * metrics.averageCharWidth();
    m_delegate->setFolded(isFolded);
    const int lines = isFolded ? 2 : 1;
    m_view->verticalHeader()->setDefaultSectionSize(lines * metrics.height() + kRowPadding);
    m_view->setMinimumHeight(kLeastRows * (metrics.height() + kRowPadding));
    m_view->horizontalHeader()->setVisible(!isFolded);
    for (const auto& [column, width] :
         {std::pair(EventTable::Time, time), std::pair(EventTable::Node, node),
          std::pair(EventTable::TermOfNode, term)}) {
        m_view->setColumnHidden(column, isFolded);
        if (!isFolded) {
            m_view->setColumnWidth(column, width);
        }
    }
    m_view->viewport()->update();
}

void EventRows::refresh(std::uint64_t present, bool isLive) {
    m_present = present;
    m_isLive = isLive;
    m_table->setPresent(present, isLive);
    arrange();
}

void EventRows::setFollowing(bool isFollowing) {
    if (isFollowing != m_isFollowing) {
        m_isFollowing = isFollowing;
        Q_EMIT followingChanged(isFollowing);
        arrange();
    }
}

void EventRows::setCurrent(std::optional<std::uint64_t> number) {
    m_current = number;
    showCurrent();
}

void EventRows::forgetPlace() {
    m_top.reset();
    arrange();
}

void EventRows::reveal(std::uint64_t number) {
    const auto row = m_search.list().rowOf(number);
    const auto& shown = m_table->numbers();
    if (!row || std::find(shown.begin(), shown.end(), number) != shown.end()) {
        return;
    }
    const std::uint64_t above = page() / 2;
    setFollowing(false);
    show(*row > above ? *row - above : 0);
}

std::uint64_t EventRows::page() const {
    return static_cast<std::uint64_t>(
        std::max(1, m_view->viewport()->height() / m_view->verticalHeader()->defaultSectionSize()));
}

std::uint64_t EventRows::highestTop() const {
    const std::uint64_t size = m_search.list().size();
    return size > page() ? size - page() : 0;
}

std::vector<std::uint64_t> EventRows::numbersFrom(std::uint64_t top, std::uint64_t count) const {
    const EventList& list = m_search.list();
    std::vector<std::uint64_t> numbers;
    for (std::uint64_t row = top; row < std::min(list.size(), top + count); ++row) {
        numbers.push_back(list.numberAt(row));
    }
    return numbers;
}

void EventRows::arrange() {
    if (m_isFollowing) {
        follow();
        return;
    }
    show(m_top ? m_search.list().rowsBefore(*m_top) : highestTop());
}

void EventRows::follow() {
    std::uint64_t top = highestTop();
    if (!m_isLive) {
        // The present stays where it is while it is in sight.
        const std::uint64_t row =
            std::max<std::uint64_t>(m_search.list().rowsBefore(m_present), 1) - 1;
        const std::uint64_t before = m_top ? m_search.list().rowsBefore(*m_top) : top;
        const bool isInSight = row >= before && row < before + page();
        top = isInSight ? before : (row > page() / 2 ? row - page() / 2 : 0);
    }
    // What has no text yet is not shown before it has, or rows would flicker.
    const auto numbers = numbersFrom(std::min(top, highestTop()), page());
    if (m_texts.hasAll(numbers) || m_table->numbers().empty()) {
        show(top);
    } else {
        m_texts.fetch(numbers);
    }
}

void EventRows::show(std::uint64_t top) {
    const EventList& list = m_search.list();
    top = std::min(top, highestTop());
    m_isShowing = true;
    m_bar->setPageStep(static_cast<int>(page()));
    m_bar->setRange(0, static_cast<int>(highestTop()));
    m_bar->setValue(static_cast<int>(top));
    m_bar->setVisible(highestTop() > 0);
    m_table->show(numbersFrom(top, page()));
    m_isShowing = false;
    m_top = top < list.size() ? std::optional<std::uint64_t>(list.numberAt(top)) : std::nullopt;
    showCurrent();
    const std::uint64_t ahead = std::min(top, page());
    const auto near = numbersFrom(top - ahead, ahead + 2 * page());
    if (!m_texts.hasAll(near)) {
        m_texts.fetch(near);
    }
}

void EventRows::showCurrent() {
    const auto& numbers = m_table->numbers();
    const auto found =
        m_current ? std::lower_bound(numbers.begin(), numbers.end(), *m_current) : numbers.end();
    m_isShowing = true;
    if (found == numbers.end() || *found != *m_current) {
        m_view->selectionModel()->clear();
    } else {
        const auto row = static_cast<int>(found - numbers.begin());
        if (m_view->currentIndex().row() != row || !m_view->selectionModel()->hasSelection()) {
            m_view->selectRow(row);
        }
    }
    m_isShowing = false;
}

void EventRows::scrolled(int value) {
    if (m_isShowing) {
        return;
    }
    const bool isAtEnd = m_isLive && value >= m_bar->maximum();
    if (!isAtEnd) {
        setFollowing(false);
    }
    show(static_cast<std::uint64_t>(value));
    if (isAtEnd) {
        setFollowing(true);
    }
}

void EventRows::choose(std::uint64_t row) {
    const EventList& list = m_search.list();
    if (list.size() == 0) {
        return;
    }
    row = std::min(row, list.size() - 1);
    m_current = list.numberAt(row);
    setFollowing(false);
    const std::uint64_t top = m_top ? list.rowsBefore(*m_top) : highestTop();
    if (row < top) {
        show(row);
    } else if (row >= top + page()) {
        show(row - page() + 1);
    } else {
        showCurrent();
    }
    Q_EMIT chosen(*m_current);
}

bool EventRows::pressKey(int key) {
    const EventList& list = m_search.list();
    const std::uint64_t top = m_top ? list.rowsBefore(*m_top) : highestTop();
    const std::uint64_t row =
        m_current ? list.rowOf(*m_current).value_or(top) : top + m_table->numbers().size();
    switch (key) {
    case Qt::Key_Up:
        choose(row > 0 ? row - 1 : 0);
        return true;
    case Qt::Key_Down:
        choose(row + 1);
        return true;
    case Qt::Key_PageUp:
        choose(row > page() ? row - page() : 0);
        return true;
    case Qt::Key_PageDown:
        choose(row + page());
        return true;
    case Qt::Key_Home:
        choose(0);
        return true;
    case Qt::Key_End:
        choose(list.size());
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current) {
            Q_EMIT activated(*m_current);
        }
        return true;
    default:
        return false;
    }
}

bool EventRows::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress && watched == m_view) {
        const auto* press = static_cast<QKeyEvent*>(event);
        const auto plain = press->modifiers() & ~Qt::KeypadModifier;
        if (plain == Qt::NoModifier && pressKey(press->key())) {
            return true;
        }
    } else if (event->type() == QEvent::Wheel && watched == m_view->viewport()) {
        return QCoreApplication::sendEvent(m_bar, event);
    } else if (event->type() == QEvent::Resize && watched == m_view->viewport()) {
        fitColumns();
        arrange();
    } else if (event->type() == QEvent::FontChange && watched == m_view) {
        fitColumns();
        arrange();
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace quorate::gui
