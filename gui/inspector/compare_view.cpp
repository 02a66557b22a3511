// SPDX-License-Identifier: Apache-2.0
#include "gui/inspector/compare_view.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

#include "gui/paint/entry_chip.h"

namespace quorate::gui {

namespace {

constexpr int kInset = 7;
constexpr int kRowPadding = 8;
constexpr float kFlashOpacity = 0.22F;
constexpr int kBarHeight = 3;
/// Of a column, in letters.
constexpr int kLeast = 6;
constexpr int kMost = 10;

}  // namespace

CompareDelegate::CompareDelegate(const CompareTable& table, const ThemeModel& theme,
                                 QObject* parent)
    : QStyledItemDelegate(parent), m_table(table), m_theme(theme) {}

void CompareDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    const Theme& theme = m_theme.theme();
    const QRect cell = option.rect;
    if (m_table.isTitle(index)) {
        painter->fillRect(cell, theme.header);
        return;
    }
    const Field* field = m_table.field(index);
    painter->save();
    painter->setFont(option.font);
    painter->fillRect(cell, theme.base);
    painter->fillRect(QRect(cell.left(), cell.bottom(), cell.width(), 1), theme.softRule);
    if (m_table.isFlashing(index)) {
        QColor flash = theme.accent;
        flash.setAlphaF(kFlashOpacity);
        painter->fillRect(cell.adjusted(1, 1, -1, -2), flash);
    }
    QRect box = cell.adjusted(kInset, 2, -kInset, -3);
    if (!m_table.changeOf(index).isEmpty()) {
        const QString mark = QStringLiteral("Δ");
        painter->setPen(theme.textSecondary);
        painter->drawText(box, Qt::AlignRight | Qt::AlignVCenter, mark);
        box.setRight(box.right() - option.fontMetrics.horizontalAdvance(mark) - 3);
    }
    const QString text =
        option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, box.width());
    const int width = std::min(box.width(), option.fontMetrics.horizontalAdvance(text));
    if (field != nullptr && field->parts.size() == 1 && field->parts.front().chip) {
        EntryChip(theme, *field->parts.front().chip, text)
            .paint(*painter, QRectF(box.left() - 2, box.top() + 1,
                                    std::min(box.width(), width + 12), box.height() - 2));
    } else {
        const bool isProblem = field != nullptr && field->isProblem;
        painter->setPen(field == nullptr ? theme.textTertiary
                        : isProblem      ? theme.danger
                                         : theme.text);
        painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter, text);
    }
    if (field != nullptr && m_hovered == index) {
        painter->fillRect(QRect(box.left(), box.bottom(), std::max(width, 1), 1),
                          theme.textSecondary);
    }
    if (field != nullptr) {
        if (const auto share =
                shareOf(m_table.rows()[static_cast<std::size_t>(index.row())], *field)) {
            const QRect bar(box.left(), cell.bottom() - kBarHeight - 1, box.width(), kBarHeight);
            painter->fillRect(bar, theme.softRule);
            painter->fillRect(QRect(bar.topLeft(), QSize(qRound(bar.width() * *share), kBarHeight)),
                              theme.textSecondary);
        }
    }
    painter->setBrush(Qt::NoBrush);
    if (field != nullptr && !field->leaderHas.isEmpty()) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(theme.outline, 1.5));
        painter->drawRoundedRect(QRectF(cell).adjusted(1.5, 1.5, -2.5, -2.5), 3, 3);
        painter->setRenderHint(QPainter::Antialiasing, false);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(theme.accent, 2));
        painter->drawRect(cell.adjusted(1, 1, -1, -2));
    }
    painter->restore();
}

CompareView::CompareView(CompareTable& table, const ThemeModel& theme, QWidget* parent)
    : QTableView(parent), m_table(table), m_delegate(new CompareDelegate(table, theme, this)) {
    setObjectName(QStringLiteral("compareView"));
    setAccessibleName(tr("All nodes beside each other"));
    setModel(&table);
    setItemDelegate(m_delegate);
    setShowGrid(false);
    setSelectionMode(NoSelection);
    setEditTriggers(NoEditTriggers);
    setMouseTracking(true);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(ScrollPerPixel);
    setCornerButtonEnabled(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setMinimumSectionSize(1);
    horizontalHeader()->setSectionsClickable(true);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->viewport()->setCursor(Qt::PointingHandCursor);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    verticalHeader()->setHighlightSections(false);
    verticalHeader()->setMinimumSectionSize(1);
    connect(horizontalHeader(), &QHeaderView::sectionClicked, this, [this](int column) {
        Q_EMIT followed(m_table.nodes()[static_cast<std::size_t>(column)].node);
    });
    connect(&table, &QAbstractItemModel::modelReset, this, &CompareView::fitColumns);
    const auto restyle = [this, &theme] {
        setStyleSheet(QStringLiteral("QTableCornerButton::section { background: %1; border: none; "
                                     "border-bottom: 1px solid %2; }")
                          .arg(theme.theme().header.name(), theme.theme().border.name()));
    };
    connect(&theme, &ThemeModel::changed, this, restyle);
    restyle();
    fitColumns();
}

void CompareView::fitColumns() {
    const QFontMetrics metrics = fontMetrics();
    verticalHeader()->setDefaultSectionSize(metrics.height() + kRowPadding);
    const int count = m_table.columnCount();
    if (count == 0) {
        return;
    }
    const int letter = metrics.averageCharWidth();
    int widest = kLeast * letter;
    for (int column = 0; column < count; ++column) {
        const QString title =
            m_table.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        widest = std::max(widest, metrics.horizontalAdvance(title));
        for (int row = 0; row < m_table.rowCount(); ++row) {
            widest = std::max(
                widest, metrics.horizontalAdvance(m_table.index(row, column).data().toString()));
        }
    }
    const int wanted = std::min(widest, kMost * letter) + 2 * kInset + 2 * letter;
    horizontalHeader()->setDefaultSectionSize(std::max(wanted, viewport()->width() / count));
}

void CompareView::hover(const QModelIndex& index) {
    const Selected link = m_table.linkOf(index);
    viewport()->setCursor(link == Selected() ? Qt::ArrowCursor : Qt::PointingHandCursor);
    m_delegate->setHovered(index);
    viewport()->update();
    Q_EMIT pointedAt(link);
}

void CompareView::mouseMoveEvent(QMouseEvent* event) {
    QTableView::mouseMoveEvent(event);
    hover(indexAt(event->pos()));
}

void CompareView::leaveEvent(QEvent* event) {
    QTableView::leaveEvent(event);
    hover({});
}

void CompareView::mouseReleaseEvent(QMouseEvent* event) {
    QTableView::mouseReleaseEvent(event);
    const Selected link = m_table.linkOf(indexAt(event->pos()));
    if (event->button() == Qt::LeftButton && link != Selected()) {
        Q_EMIT followed(link);
    }
}

void CompareView::keyPressEvent(QKeyEvent* event) {
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const Selected link = m_table.linkOf(currentIndex());
    if (isEnter && link != Selected()) {
        Q_EMIT followed(link);
        event->accept();
        return;
    }
    QTableView::keyPressEvent(event);
}

void CompareView::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    fitColumns();
}

void CompareView::changeEvent(QEvent* event) {
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        fitColumns();
    }
}

}  // namespace quorate::gui
