// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/linked_cells.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QStyle>
#include <QStyleOptionViewItem>

#include <algorithm>
#include <utility>

namespace quorate::gui {

LinkedCell plainCell(const QAbstractItemView& view, const QModelIndex& index) {
    QStyleOptionViewItem option;
    option.initFrom(&view);
    option.rect = view.visualRect(index);
    option.features = QStyleOptionViewItem::HasDisplay;
    option.text = index.data().toString();
    const QVariant font = index.data(Qt::FontRole);
    option.font = font.isValid() ? font.value<QFont>() : view.font();
    const QStyle* style = view.style();
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, &option, &view) + 1;
    return {option.text,
            style->subElementRect(QStyle::SE_ItemViewItemText, &option, &view)
                .adjusted(margin, 0, -margin, 0),
            option.font};
}

LinkedCells::LinkedCells(ViewContext& context, QAbstractItemView& view, CellOf cellOf)
    : QObject(&view),
      m_context(context),
      m_view(view),
      m_cellOf(std::move(cellOf)),
      m_line(new QFrame(view.viewport())) {
    m_line->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_line->setAutoFillBackground(true);
    m_line->hide();
    view.setMouseTracking(true);
    view.viewport()->installEventFilter(this);
    view.installEventFilter(this);
}

std::vector<LinkedCells::Found> LinkedCells::linksOf(const QModelIndex& index) const {
    std::vector<Found> found;
    if (index.isValid() && m_context.frames.frame() != nullptr) {
        for (const LinkedCell& cell : m_cellOf(index)) {
            findIn(cell, found);
        }
    }
    return found;
}

void LinkedCells::findIn(const LinkedCell& cell, std::vector<Found>& found) const {
    const QFontMetrics metrics(cell.font);
    const QString shown = metrics.elidedText(cell.text, Qt::ElideRight, cell.box.width());
    const int whole =
        shown == cell.text ? static_cast<int>(shown.size()) : static_cast<int>(shown.size()) - 1;
    const observe::ClusterState& state = m_context.frames.frame()->state;
    for (const TextLink& link : linksIn(cell.text, state, cell.about, cell.more)) {
        if (link.start + link.length > whole) {
            break;
        }
        const int left = metrics.horizontalAdvance(shown.left(link.start));
        const int width = metrics.horizontalAdvance(shown.left(link.start + link.length)) - left;
        found.push_back({{cell.box.left() + left, cell.box.center().y() - metrics.height() / 2,
                          width, metrics.height()},
                         link.target});
    }
}

std::vector<LinkedCells::Found> LinkedCells::linksOfRow() const {
    std::vector<Found> found;
    const QModelIndex current = m_view.currentIndex();
    for (int column = 0; current.isValid() && column < current.model()->columnCount(); ++column) {
        const auto more = linksOf(current.siblingAtColumn(column));
        found.insert(found.end(), more.begin(), more.end());
    }
    return found;
}

std::optional<LinkedCells::Found> LinkedCells::linkAt(QPoint place) const {
    for (const Found& link : linksOf(m_view.indexAt(place))) {
        if (link.box.contains(place)) {
            return link;
        }
    }
    return std::nullopt;
}

QPoint LinkedCells::placeOf(const QModelIndex& index, const Selected& target) const {
    for (const Found& link : linksOf(index)) {
        if (link.target == target) {
            return link.box.center();
        }
    }
    return {};
}

void LinkedCells::point(const std::optional<Found>& link, bool isFocus) {
    if (!link) {
        if (std::exchange(m_isPointing, false)) {
            m_line->hide();
            m_view.viewport()->unsetCursor();
            m_context.selection.hover({});
        }
        return;
    }
    m_isPointing = true;
    const Theme& theme = m_context.theme.theme();
    QPalette palette = m_line->palette();
    palette.setColor(QPalette::Window, isFocus ? theme.accent : theme.text);
    m_line->setPalette(palette);
    const int height = isFocus ? 2 : 1;
    m_line->setGeometry(link->box.left(), link->box.bottom(), link->box.width(), height);
    m_line->show();
    m_line->raise();
    if (!isFocus) {
        m_view.viewport()->setCursor(Qt::PointingHandCursor);
    }
    m_context.selection.hover(link->target);
}

bool LinkedCells::pressKey(int key) {
    const std::vector<Found> links = linksOfRow();
    const QModelIndex row = m_view.currentIndex().siblingAtColumn(0);
    if (m_row != row || (m_focused && *m_focused >= links.size())) {
        m_focused.reset();
        m_row = row;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        if (!m_focused) {
            return false;
        }
        m_context.selection.select(links[*m_focused].target);
        return true;
    }
    if (links.empty() || (key != Qt::Key_Left && key != Qt::Key_Right)) {
        m_focused.reset();
        point(std::nullopt, false);
        return false;
    }
    if (key == Qt::Key_Right) {
        m_focused = m_focused ? std::min(*m_focused + 1, links.size() - 1) : 0;
    } else {
        m_focused = m_focused && *m_focused > 0 ? *m_focused - 1 : 0;
    }
    point(links[*m_focused], true);
    return true;
}

bool LinkedCells::eventFilter(QObject* watched, QEvent* event) {
    if (watched == &m_view) {
        if (event->type() == QEvent::KeyPress) {
            return pressKey(static_cast<QKeyEvent*>(event)->key());
        }
        if (event->type() == QEvent::FocusOut) {
            m_focused.reset();
            point(std::nullopt, false);
        }
        return false;
    }
    switch (event->type()) {
    case QEvent::MouseMove:
        point(linkAt(static_cast<QMouseEvent*>(event)->pos()), false);
        return false;
    case QEvent::Leave:
    case QEvent::Resize:
        point(std::nullopt, false);
        return false;
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonRelease: {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        const auto link = mouse->button() == Qt::LeftButton ? linkAt(mouse->pos()) : std::nullopt;
        if (link && event->type() == QEvent::MouseButtonRelease) {
            m_context.selection.select(link->target);
        }
        // The row is not meant.
        return link.has_value();
    }
    default:
        return false;
    }
}

}  // namespace quorate::gui
