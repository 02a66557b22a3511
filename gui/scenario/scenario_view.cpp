// SPDX-License-Identifier: Apache-2.0
#include "gui/scenario/scenario_view.h"

#include <QPainter>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/scenario/scenario_shelf.h"

namespace quorate::gui {

namespace {

constexpr int kWidth = 420;
constexpr int kHeight = 460;
constexpr int kPathRole = Qt::UserRole;
constexpr int kTeachesRole = Qt::UserRole + 1;
constexpr int kPadding = 8;

/// A title, and below it what it teaches, as long as that is.
class ShelfDelegate final : public QStyledItemDelegate {
public:
    ShelfDelegate(const ThemeModel& theme, QAbstractItemView* view)
        : QStyledItemDelegate(view), m_theme(theme), m_view(view) {}

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override {
        const int width = m_view->viewport()->width() - 2 * kPadding;
        const QRect text = option.fontMetrics.boundingRect(
            QRect(0, 0, width, 10'000), Qt::TextWordWrap, index.data(kTeachesRole).toString());
        return {0, option.fontMetrics.lineSpacing() + text.height() + 2 * kPadding};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        QStyleOptionViewItem ground = option;
        initStyleOption(&ground, index);
        ground.text.clear();
        option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &ground, painter,
                                            option.widget);
        const Theme& theme = m_theme.theme();
        painter->save();
        const QRect box = option.rect.adjusted(kPadding, kPadding, -kPadding, -kPadding);
        QFont bold = option.font;
        bold.setWeight(QFont::DemiBold);
        painter->setFont(bold);
        painter->setPen(theme.text);
        painter->drawText(
            box, Qt::AlignLeft | Qt::AlignTop | Qt::TextSingleLine,
            QFontMetrics(bold).elidedText(index.data().toString(), Qt::ElideRight, box.width()));
        painter->setFont(option.font);
        painter->setPen(theme.textSecondary);
        painter->drawText(box.adjusted(0, option.fontMetrics.lineSpacing(), 0, 0),
                          Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                          index.data(kTeachesRole).toString());
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                          theme.softRule);
        painter->restore();
    }

private:
    const ThemeModel& m_theme;
    const QAbstractItemView* m_view;
};

}  // namespace

ScenarioView::ScenarioView(ViewContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_pages(new QStackedWidget(this)),
      m_shelf(new QWidget(m_pages)),
      m_list(new QListWidget(m_shelf)),
      m_page(new ScenarioPage(context, m_pages)) {
    setObjectName(QStringLiteral("scenario"));
    setAccessibleName(tr("Scenarios"));
    m_list->setObjectName(QStringLiteral("scenarios"));
    m_list->setAccessibleName(tr("Scenarios"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(new ShelfDelegate(context.theme, m_list));
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setResizeMode(QListView::Adjust);
    for (const ShelvedScenario& scenario : shelvedScenarios()) {
        auto* item = new QListWidgetItem(scenario.title, m_list);
        item->setData(kPathRole, scenario.path);
        item->setData(kTeachesRole, scenario.teaches);
        item->setData(Qt::AccessibleTextRole,
                      QStringLiteral("%1. %2").arg(scenario.title, scenario.teaches));
        item->setToolTip(tr("Enter or a double click plays it on a Stage of its own"));
    }
    m_list->setCurrentRow(0);
    auto* play = new QToolButton(m_shelf);
    play->setObjectName(QStringLiteral("playScenario"));
    play->setText(tr("Play"));
    play->setToolTip(tr("Plays the chosen scenario; the session that is open is closed"));
    auto* shelf = new QVBoxLayout(m_shelf);
    shelf->setContentsMargins(0, 0, 0, kPadding);
    shelf->addWidget(m_list, 1);
    shelf->addWidget(play, 0, Qt::AlignHCenter);
    m_pages->addWidget(m_shelf);
    m_pages->addWidget(m_page);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_pages);

    const auto playChosen = [this] {
        if (const QListWidgetItem* item = m_list->currentItem()) {
            Q_EMIT playRequested(item->data(kPathRole).toString());
        }
    };
    connect(m_list, &QListWidget::itemActivated, this, playChosen);
    connect(play, &QToolButton::clicked, this, playChosen);
    connect(m_page, &ScenarioPage::listRequested, this, &ScenarioView::showList);
    connect(m_page, &ScenarioPage::againRequested, this, &ScenarioView::againRequested);
    connect(&context.desk, &SessionDesk::sessionChanged, this, &ScenarioView::adoptSession);
    adoptSession();
}

QSize ScenarioView::sizeHint() const {
    return {kWidth, kHeight};
}

void ScenarioView::showList() {
    m_pages->setCurrentWidget(m_shelf);
    m_list->setFocus();
}

void ScenarioView::adoptSession() {
    const Session* session = m_context.desk.session();
    const bool isPlayed = session != nullptr && session->status().scenario != nullptr;
    m_pages->setCurrentWidget(isPlayed ? static_cast<QWidget*>(m_page) : m_shelf);
    if (isPlayed) {
        m_page->refresh();
        m_page->setFocus();
        setFocusProxy(m_page);
    } else {
        setFocusProxy(m_list);
    }
}

}  // namespace quorate::gui
