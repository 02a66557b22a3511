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

constexpr int kInsetX = 8;
constexpr int kInsetY = 3;
constexpr float kFlashOpacity = 0.22F;

int columnWidth(const QStyleOptionViewItem& option, int column) {
    const auto* tree = qobject_cast<const QTreeView*>(option.widget);
    return tree != nullptr ? tree->columnWidth(column) : option.rect.width();
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

std::optional<std::size_t> FieldDelegate::linkAt(const QRect& cell, const QFont& font,
                                                 const QModelIndex& index,
                                                 const QPoint& place) const {
    const Field* field = m_tree.field(index);
    if (field == nullptr) {
        return std::nullopt;
    }
    const QRect box = inner(cell);
    const bool hasNameLink = field->nameLink != Selected();
    if (index.column() == FieldTree::Name) {
        const int width = QFontMetrics(font).horizontalAdvance(field->name);
        return hasNameLink && place.x() <= box.left() + width ? std::optional<std::size_t>(0)
                                                              : std::nullopt;
    }
    if (index.column() != FieldTree::Value) {
        return std::nullopt;
    }
    const FieldLayout layout = layOut(field->parts, font, box.width());
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
    const int width = columnWidth(option, FieldTree::Value) - 2 * kInsetX;
    return {0, layOut(field->parts, option.font, width).height + 2 * kInsetY};
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
    painter->fillRect(
        option.rect, (option.state & QStyle::State_Selected) != 0 ? theme.selectedRow : theme.base);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                      theme.softRule);
    if (index.column() == FieldTree::Name) {
        paintName(*painter, option, index, *field);
    } else if (index.column() == FieldTree::Value) {
        paintValue(*painter, option, index, *field);
    } else {
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
    painter.fillRect(
        box, (option.state & QStyle::State_Selected) != 0 ? theme.selectedRow : theme.header);
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
    painter.fillRect(QRect(box.left(), box.bottom() - 1, box.width(), 1), theme.textTertiary);
    if (hasFocus) {
        painter.setPen(QPen(theme.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(box.adjusted(-3, 0, 3, 0));
    }
}

void FieldDelegate::paintName(QPainter& painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index, const Field& field) const {
    const Theme& theme = m_theme.theme();
    const QRect box = inner(option.rect);
    const QString text = option.fontMetrics.elidedText(field.name, Qt::ElideRight, box.width());
    const bool isLink = field.nameLink != Selected();
    painter.setPen(isLink ? theme.text : theme.textSecondary);
    const QRect line(box.left(), box.top(), box.width(), option.fontMetrics.height() + 2);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
    if (isLink) {
        paintLink(painter,
                  QRect(line.left(), line.top(), option.fontMetrics.horizontalAdvance(text),
                        line.height()),
                  focusedAt(index) == std::size_t{0});
    }
}

void FieldDelegate::paintValue(QPainter& painter, const QStyleOptionViewItem& option,
                               const QModelIndex& index, const Field& field) const {
    const Theme& theme = m_theme.theme();
    const QRect box = inner(option.rect);
    const FieldLayout layout = layOut(field.parts, option.font, box.width());
    if (m_tree.mark(index)->isFlashing) {
        QColor flash = theme.accent;
        flash.setAlphaF(kFlashOpacity);
        painter.fillRect(option.rect.adjusted(2, 1, -2, -2), flash);
    }
    std::size_t link = field.nameLink != Selected() ? 1 : 0;
    int right = box.left();
    for (std::size_t i = 0; i < field.parts.size(); ++i) {
        const FieldPart& part = field.parts[i];
        const QRect place = layout.parts[i].translated(box.topLeft());
        right = std::max(right, place.right());
        if (part.chip) {
            EntryChip(theme, *part.chip, part.text).paint(painter, QRectF(place));
        } else {
            painter.setPen(field.isProblem ? theme.danger : theme.text);
            const bool isLines = place.height() > option.fontMetrics.height() + 2;
            painter.drawText(place,
                             isLines ? static_cast<int>(Qt::TextWordWrap) | Qt::TextWrapAnywhere
                                     : Qt::AlignVCenter | Qt::TextSingleLine,
                             part.text);
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
        const QRectF outline(box.left() - 5, option.rect.top() + 1.5,
                             std::min(right, box.right()) - box.left() + 11,
                             option.rect.height() - 4);
        painter.drawRoundedRect(outline, 3, 3);
    }
}

}  // namespace quorate::gui
