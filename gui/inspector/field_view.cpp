// SPDX-License-Identifier: Apache-2.0
#include "gui/inspector/field_view.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>

#include <algorithm>
#include <array>

#include "gui/inspector/field_layout.h"

namespace quorate::gui {

namespace {

/// Of a value beside its name, in letters; with less room, it goes below.
constexpr int kLeastValue = 15;

}  // namespace

FieldView::FieldView(FieldTree& tree, const ThemeModel& theme, QWidget* parent)
    : QTreeView(parent), m_tree(tree), m_delegate(new FieldDelegate(tree, theme, this)) {
    setObjectName(QStringLiteral("fieldView"));
    setAccessibleName(tr("Fields of what is selected"));
    setModel(&tree);
    setItemDelegate(m_delegate);
    setHeaderHidden(true);
    setIndentation(0);
    setRootIsDecorated(false);
    setExpandsOnDoubleClick(false);
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setMouseTracking(true);
    header()->setStretchLastSection(false);
    header()->setMinimumSectionSize(1);
    header()->setSectionResizeMode(QHeaderView::Fixed);
    connect(&tree, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        m_current = m_tree.pathOf(currentIndex());
        m_scrolled = verticalScrollBar()->value();
    });
    connect(&tree, &QAbstractItemModel::modelReset, this, &FieldView::restore);
    const auto fold = [this](const QModelIndex& index, bool isFolded) {
        if (m_isRestoring) {
            return;
        }
        if (isFolded) {
            m_folded.insert(m_tree.pathOf(index));
        } else {
            m_folded.remove(m_tree.pathOf(index));
        }
    };
    connect(this, &QTreeView::collapsed, this,
            [fold](const QModelIndex& index) { fold(index, true); });
    connect(this, &QTreeView::expanded, this,
            [fold](const QModelIndex& index) { fold(index, false); });
    connect(&theme, &ThemeModel::changed, viewport(), qOverload<>(&QWidget::update));
    restore();
}

void FieldView::restore() {
    m_isRestoring = true;
    for (int row = 0; row < m_tree.rowCount(); ++row) {
        const QModelIndex section = m_tree.index(row, 0);
        setFirstColumnSpanned(row, {}, true);
        setExpanded(section, !m_folded.contains(m_tree.pathOf(section)));
    }
    if (const QModelIndex current = m_tree.find(m_current); current.isValid()) {
        setCurrentIndex(current);
    }
    fitColumns();
    verticalScrollBar()->setValue(m_scrolled);
    m_isRestoring = false;
}

void FieldView::fitColumns() {
    const int width = viewport()->width();
    const QFontMetrics metrics = fontMetrics();
    int name = 0;
    for (const FieldSection& section : m_tree.sections()) {
        for (const Field& field : section.fields) {
            name = std::max(name, metrics.horizontalAdvance(field.name));
        }
    }
    name = std::clamp(name + 2 * FieldDelegate::kInsetX + 2, width * 18 / 100, width * 42 / 100);
    const int letter = metrics.averageCharWidth();
    const int change = std::min(width * 18 / 100, letter * 14);
    const int value = std::max(1, width - name - change);
    const bool isFolded = value < kLeastValue * letter;
    const std::array<int, FieldTree::Columns_> widths =
        isFolded ? std::array{width, 0, 0} : std::array{name, value, change};
    bool isOther = isFolded != m_delegate->isFolded();
    m_delegate->setFolded(isFolded);
    for (int column = 0; column < FieldTree::Columns_; ++column) {
        const int wanted = widths[static_cast<std::size_t>(column)];
        isOther = isOther || columnWidth(column) != wanted;
        setColumnHidden(column, wanted == 0);
        if (wanted > 0) {
            setColumnWidth(column, wanted);
        }
    }
    if (isOther) {
        // Values are broken into lines by the width.
        scheduleDelayedItemsLayout();
    }
}

void FieldView::changeEvent(QEvent* event) {
    QTreeView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        fitColumns();
        scheduleDelayedItemsLayout();
    }
}

void FieldView::focusInEvent(QFocusEvent* event) {
    QTreeView::focusInEvent(event);
    viewport()->update();
}

void FieldView::focusOutEvent(QFocusEvent* event) {
    QTreeView::focusOutEvent(event);
    viewport()->update();
}

void FieldView::resizeEvent(QResizeEvent* event) {
    QTreeView::resizeEvent(event);
    fitColumns();
}

void FieldView::drawBranches(QPainter* /*painter*/, const QRect& /*rect*/,
                             const QModelIndex& /*index*/) const {}

QRect FieldView::valueRect(const QModelIndex& value) const {
    QRect rect = visualRect(value);
    const Field* field = m_tree.field(value);
    if (field != nullptr && field->isSentence && value.column() == FieldTree::Value) {
        rect.setWidth(rect.width() + columnWidth(FieldTree::Change));
    }
    return rect;
}

void FieldView::contextMenuEvent(QContextMenuEvent* event) {
    const QModelIndex index = indexAt(event->pos());
    const Field* field = m_tree.field(index);
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("fieldMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto copy = [](const QString& text) { QGuiApplication::clipboard()->setText(text); };
    if (field != nullptr) {
        menu->addAction(tr("Copy value"), this, [copy, text = field->text()] { copy(text); })
            ->setObjectName(QStringLiteral("copyValue"));
    }
    menu->addAction(tr("Copy all fields"), this, [this, copy] { copy(textOf(m_tree.sections())); })
        ->setObjectName(QStringLiteral("copyAll"));
    menu->addSeparator();
    menu->addAction(tr("Fold all"), this, &QTreeView::collapseAll)
        ->setObjectName(QStringLiteral("foldAll"));
    menu->addAction(tr("Unfold all"), this, &QTreeView::expandAll)
        ->setObjectName(QStringLiteral("unfoldAll"));
    menu->popup(event->globalPos());
}

Selected FieldView::linkAt(const QPoint& place) const {
    QModelIndex index = indexAt(place);
    const Field* field = m_tree.field(index);
    if (field == nullptr) {
        return {};
    }
    if (index.column() == FieldTree::Change && field->isSentence) {
        index = index.siblingAtColumn(FieldTree::Value);
    }
    const auto link = m_delegate->linkAt(valueRect(index), font(), index, place);
    return link ? linksOf(*field)[*link] : Selected();
}

QPoint FieldView::placeOf(const QString& path, const QString& partText) const {
    const QModelIndex row = m_tree.find(path);
    const Field* field = m_tree.field(row);
    if (field == nullptr) {
        return visualRect(row).center();
    }
    if (field->name == partText) {
        return visualRect(row).topLeft() + QPoint(10, fontMetrics().height() / 2 + 3);
    }
    const QModelIndex value =
        row.siblingAtColumn(m_delegate->isFolded() ? FieldTree::Name : FieldTree::Value);
    const QRect cell = valueRect(value);
    for (int x = cell.left(); x < cell.right(); ++x) {
        for (int y = cell.top() + 4; y < cell.bottom(); y += fontMetrics().height() / 2) {
            const auto link = m_delegate->linkAt(cell, font(), value, {x, y});
            if (!link) {
                continue;
            }
            for (const FieldPart& part : field->parts) {
                if (part.text == partText && part.link == linksOf(*field)[*link]) {
                    return {x, y};
                }
            }
        }
    }
    return {};
}

void FieldView::mouseMoveEvent(QMouseEvent* event) {
    QTreeView::mouseMoveEvent(event);
    const Selected link = linkAt(event->pos());
    viewport()->setCursor(link == Selected() ? Qt::ArrowCursor : Qt::PointingHandCursor);
    Q_EMIT pointedAt(link);
}

void FieldView::leaveEvent(QEvent* event) {
    QTreeView::leaveEvent(event);
    Q_EMIT pointedAt({});
}

void FieldView::mouseReleaseEvent(QMouseEvent* event) {
    QTreeView::mouseReleaseEvent(event);
    if (event->button() != Qt::LeftButton) {
        return;
    }
    const QModelIndex index = indexAt(event->pos());
    if (index.isValid() && m_tree.field(index) == nullptr) {
        setExpanded(index, !isExpanded(index));
        return;
    }
    if (const Selected link = linkAt(event->pos()); link != Selected()) {
        Q_EMIT followed(link);
    }
}

void FieldView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTreeView::currentChanged(current, previous);
    const Field* field = m_tree.field(current);
    focusLink(field != nullptr && !linksOf(*field).empty() ? std::optional<std::size_t>(0)
                                                           : std::nullopt);
}

void FieldView::focusLink(std::optional<std::size_t> link) {
    m_link = link;
    m_delegate->setFocused(currentIndex(), link);
    viewport()->update();
}

void FieldView::keyPressEvent(QKeyEvent* event) {
    const Field* field = m_tree.field(currentIndex());
    const std::size_t links = field != nullptr ? linksOf(*field).size() : 0;
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && currentIndex().isValid() && field == nullptr) {
        setExpanded(currentIndex(), !isExpanded(currentIndex()));
    } else if (isEnter && m_link && *m_link < links) {
        Q_EMIT followed(linksOf(*field)[*m_link]);
    } else if (event->key() == Qt::Key_Right && m_link && *m_link + 1 < links) {
        focusLink(*m_link + 1);
    } else if (event->key() == Qt::Key_Left && m_link && *m_link > 0 && links > 0) {
        focusLink(*m_link - 1);
    } else {
        QTreeView::keyPressEvent(event);
        return;
    }
    event->accept();
}

}  // namespace quorate::gui
