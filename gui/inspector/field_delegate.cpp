// SPDX-License-Identifier: Apache-2.0
#include "gui/inspector/field_delegate.h"

#include <QPainter>
#include <QStyle>
#include <QTreeView>

#include <algorithm>

#include "gui/inspector/field_layout.h"
#include "gui/paint/entry_chip.h"

namespace quorate::gui {

namespace {

constexpr int kInsetY = 3;
constexpr float kFlashOpacity = 0.22F;

int columnWidth(const QStyleOptionViewItem& option, int column) {
    const auto* tree = qobject_cast<const QTreeView*>(option.widget);
    return tree != nullptr ? tree->columnWidth(column) : option.rect.width();
}

/// Of the value: a sentence takes the column of changes, too.
int valueWidth(const QStyleOptionViewItem& option, const Field& field) {
    return columnWidth(option, FieldTree::Value) +
           (field.isSentence ? columnWidth(option, FieldTree::Change) : 0);
}

bool isFocused(const QStyleOptionViewItem& option) {
    return option.state.testFlag(QStyle::State_Selected) && option.widget != nullptr &&
           option.widget->hasFocus();
}

}  // namespace

FieldDelegate::FieldDelegate(const FieldTree& tree, const ThemeModel& theme, QObject* parent)
    : QStyledItemDelegate(parent), m_tree(tree), m_theme(theme) {}

void FieldDelegate::setFocused(const QModelIndex& row, std::optional<std::size_t> link) {
    m_focusedRow = row.siblingAtColumn(0);
    m_focusedLink = link;
}

std::optional<std::size_t> FieldDelegate::focusedAt(const QModelIndex& index) const {
    return m_focusedRow.isValid() && m_focusedRow == index.siblingAtColumn(0) ? m_focusedLink
                                                                              : std::nullopt;
}

QRect FieldDelegate::inner(const QRect& cell) const {
    return cell.adjusted(kInsetX, kInsetY, -kInsetX, -kInsetY);
}

QRect FieldDelegate::nameBox(const QRect& cell, const QFont& font, const Field& field) const {
    const QRect box = inner(cell);
    const FieldLayout layout = layOut({{field.name, {}, {}}}, font, box.width());
    return layout.parts.front().translated(box.topLeft());
}

QRect FieldDelegate::valueBox(const QRect& cell, const QFont& font, const Field& field) const {
    QRect box = inner(cell);
    if (m_isFolded && !field.name.isEmpty()) {
        box.setTop(nameBox(cell, font, field).bottom() + 1);
    }
    return box;
}

std::vector<FieldPart> FieldDelegate::partsOf(const QModelIndex& index) const {
    const QString change =
        m_isFolded ? index.siblingAtColumn(FieldTree::Change).data().toString() : QString();
    return shownPartsOf(*m_tree.field(index), change);
}

std::optional<std::size_t> FieldDelegate::linkAt(const QRect& cell, const QFont& font,
                                                 const QModelIndex& index,
                                                 const QPoint& place) const {
    const Field* field = m_tree.field(index);
    if (field == nullptr || index.column() == FieldTree::Change) {
        return std::nullopt;
    }
    const bool hasNameLink = field->nameLink != Selected();
    const bool isName = index.column() == FieldTree::Name;
    if (isName && hasNameLink && nameBox(cell, font, *field).contains(place)) {
        return 0;
    }
    if (isName && !m_isFolded) {
        return std::nullopt;
    }
    const QRect box = valueBox(cell, font, *field);
    const FieldLayout layout = layOut(partsOf(index), font, box.width());
    std::size_t link = hasNameLink ? 1 : 0;
    for (std::size_t i = 0; i < field->parts.size(); ++i) {
        if (field->parts[i].link == Selected()) {
            continue;
        }
        if (layout.parts[i].translated(box.topLeft()).contains(place)) {
            return link;
        }
        ++link;
    }
    return std::nullopt;
}

QSize FieldDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QFontMetrics metrics(option.font);
    const Field* field = m_tree.field(index);
    if (field == nullptr) {
        return {0, metrics.height() + 10};
    }
    const int nameWidth = columnWidth(option, FieldTree::Name) - 2 * kInsetX;
    const int width = m_isFolded ? nameWidth : valueWidth(option, *field) - 2 * kInsetX;
    const int name = layOut({{field->name, {}, {}}}, option.font, nameWidth).height;
    const int value = layOut(partsOf(index), option.font, width).height;
    const int height = !m_isFolded             ? std::max(name, value)
                       : field->name.isEmpty() ? value
                                               : name + value;
    return {0, height + 2 * kInsetY};
}

void FieldDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
    painter->save();
    painter->setFont(option.font);
    const Field* field = m_tree.field(index);
    if (field == nullptr) {
        paintSection(*painter, option, index);
        painter->restore();
        return;
    }
    const Theme& theme = m_theme.theme();
    QStyleOptionViewItem cell = option;
    if (index.column() == FieldTree::Value) {
        cell.rect.setWidth(valueWidth(option, *field));
    }
    if (index.column() != FieldTree::Change || !field->isSentence) {
        painter->fillRect(cell.rect, isFocused(option) ? theme.selectedRow : theme.base);
        painter->fillRect(QRect(cell.rect.left(), cell.rect.bottom(), cell.rect.width(), 1),
                          theme.softRule);
    }
    if (index.column() == FieldTree::Name) {
        paintName(*painter, cell, index, *field);
        if (m_isFolded) {
            paintValue(*painter, cell, index, *field);
        }
    } else if (index.column() == FieldTree::Value) {
        paintValue(*painter, cell, index, *field);
    } else if (!field->isSentence) {
        const QRect box = inner(option.rect).adjusted(-kInsetX / 2, 0, kInsetX / 2, 0);
        painter->setPen(theme.textSecondary);
        painter->drawText(
            box, Qt::AlignRight | Qt::AlignTop | Qt::TextSingleLine,
            option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, box.width()));
    }
    painter->restore();
}

void FieldDelegate::paintSection(QPainter& painter, const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const {
    const Theme& theme = m_theme.theme();
    const auto* tree = qobject_cast<const QTreeView*>(option.widget);
    QRect box = option.rect;
    if (tree != nullptr) {
        box.setLeft(0);
        box.setRight(tree->viewport()->width());
    }
    painter.fillRect(box, isFocused(option) ? theme.selectedRow : theme.header);
    painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.border);
    const int side = option.fontMetrics.height() / 2;
    QStyleOption arrow;
    arrow.rect = QRect(box.left() + kInsetX - 2, box.center().y() - side / 2, side, side);
    arrow.palette = option.palette;
    arrow.state = QStyle::State_Enabled;
    const bool isOpen = tree == nullptr || tree->isExpanded(index);
    const QStyle* style = option.widget->style();
    style->drawPrimitive(isOpen ? QStyle::PE_IndicatorArrowDown : QStyle::PE_IndicatorArrowRight,
                         &arrow, &painter, option.widget);
    QFont font = option.font;
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(theme.textSecondary);
    painter.drawText(box.adjusted(kInsetX + side + 4, 0, -kInsetX, 0),
                     Qt::AlignLeft | Qt::AlignVCenter, index.data().toString());
}

void FieldDelegate::paintLink(QPainter& painter, const QRect& box, bool hasFocus) const {
    const Theme& theme = m_theme.theme();
    const int line = painter.fontMetrics().height() + 2;
    // Text of several lines is underlined as text is.
    if (box.height() <= line) {
        painter.fillRect(QRect(box.left(), box.bottom() - 1, box.width(), 1), theme.textTertiary);
    }
    if (hasFocus) {
        painter.setPen(QPen(theme.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(box.adjusted(-3, 0, 3, 0));
    }
}

void FieldDelegate::paintText(QPainter& painter, const QRect& place, const QString& text,
                              bool isLink) const {
    const QFont font = painter.font();
    const QFontMetrics metrics(font);
    if (place.height() <= metrics.height() + 2) {
        painter.drawText(place, static_cast<int>(Qt::AlignVCenter) | Qt::TextSingleLine, text);
        return;
    }
    QFont lines = font;
    lines.setUnderline(isLink);
    painter.setFont(lines);
    painter.drawText(place, wrapFlags(metrics, text, place.width()), text);
    painter.setFont(font);
}

void FieldDelegate::paintName(QPainter& painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index, const Field& field) const {
    const Theme& theme = m_theme.theme();
    const bool isLink = field.nameLink != Selected();
    const QRect place = nameBox(option.rect, option.font, field);
    painter.setPen(isLink ? theme.text : theme.textSecondary);
    paintText(painter, place, field.name, isLink);
    if (isLink) {
        paintLink(painter, place, focusedAt(index) == std::size_t{0});
    }
}

void FieldDelegate::paintValue(QPainter& painter, const QStyleOptionViewItem& option,
                               const QModelIndex& index, const Field& field) const {
    const Theme& theme = m_theme.theme();
    const QRect box = valueBox(option.rect, option.font, field);
    const std::vector<FieldPart> parts = partsOf(index);
    const FieldLayout layout = layOut(parts, option.font, box.width());
    if (m_tree.mark(index)->isFlashing) {
        QColor flash = theme.accent;
        flash.setAlphaF(kFlashOpacity);
        painter.fillRect(option.rect.adjusted(2, 1, -2, -2), flash);
    }
    std::size_t link = field.nameLink != Selected() ? 1 : 0;
    QRect differing;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const FieldPart& part = parts[i];
        const QRect place = layout.parts[i].translated(box.topLeft());
        if (!part.isAside && !part.isProblem) {
            differing = differing.united(place);
        }
        if (part.chip) {
            EntryChip(theme, *part.chip, part.text).paint(painter, QRectF(place));
        } else {
            const bool isProblem = part.isProblem || field.isProblem;
            painter.setPen(part.isAside ? theme.textTertiary
                           : isProblem  ? theme.danger
                                        : theme.text);
            paintText(painter, place, part.text, part.link != Selected());
        }
        if (part.link != Selected()) {
            if (!part.chip) {
                paintLink(painter, place, focusedAt(index) == link);
            } else if (focusedAt(index) == link) {
                paintLink(painter, place.adjusted(-1, 0, 1, 1), true);
            }
            ++link;
        }
    }
    if (!field.leaderHas.isEmpty()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.outline, 1.5));
        const QRectF outline = QRectF(differing).adjusted(-5, -1, 5, 0);
        painter.drawRoundedRect(outline, 3, 3);
    }
}

}  // namespace quorate::gui
