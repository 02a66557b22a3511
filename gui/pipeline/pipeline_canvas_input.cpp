// SPDX-License-Identifier: Apache-2.0
// What mouse and keyboard do in the picture of a node's inside.
#include <QAccessible>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>

#include "gui/actions/picture_action.h"
#include "gui/actions/selection_menu.h"
#include "gui/model/wording.h"
#include "gui/pipeline/edge_menu.h"
#include "gui/pipeline/pipeline_accessible.h"
#include "gui/pipeline/pipeline_canvas.h"

namespace quorate::gui {

void PipelineCanvas::hover(const PipelineItem& item) {
    if (item != m_hovered) {
        m_hovered = item;
        const bool isEdge = std::holds_alternative<PipelineEdge>(item);
        viewport()->setCursor(isEdge ? Qt::PointingHandCursor : Qt::ArrowCursor);
        viewport()->update();
    }
}

void PipelineCanvas::focusOn(const PipelineItem& item) {
    if (item == m_focused) {
        return;
    }
    m_focused = item;
    reveal(m_layout.rectOf(item));
    tellFocus();
    viewport()->update();
}

void PipelineCanvas::tellFocus() {
    setAccessibleDescription(describe(m_content, m_focused));
    if (!hasFocus() || !QAccessible::isActive()) {
        return;
    }
    const auto* list =
        dynamic_cast<PipelineAccessible*>(QAccessible::queryAccessibleInterface(this));
    const QAccessibleInterface* item = list != nullptr ? list->focusChild() : nullptr;
    if (item != nullptr) {
        QAccessibleEvent focus(this, QAccessible::Focus);
        focus.setChild(list->indexOfChild(item));
        QAccessible::updateAccessibility(&focus);
    }
}

bool PipelineCanvas::moveFocus(int by) {
    const auto& order = PipelineLayout::order();
    const auto found = std::find(order.begin(), order.end(), m_focused);
    const auto count = static_cast<int>(order.size());
    const int place =
        found == order.end() ? (by > 0 ? -1 : count) : static_cast<int>(found - order.begin());
    const int next = place + by;
    if (next < 0 || next >= count) {
        return false;
    }
    focusOn(order[static_cast<std::size_t>(next)]);
    return true;
}

bool PipelineCanvas::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const PipelineItem item = m_layout.at(inPicture(help->pos()));
        if (std::holds_alternative<std::monostate>(item) || m_content.node == raft::kNoNode) {
            QToolTip::hideText();
        } else {
            QToolTip::showText(help->globalPos(), describe(m_content, item), viewport(),
                               QRect(inViewport(m_layout.rectOf(item).topLeft()),
                                     m_layout.rectOf(item).size().toSize()));
        }
        return true;
    }
    if (event->type() == QEvent::Leave) {
        hover({});
    }
    return ScrolledCanvas::viewportEvent(event);
}

void PipelineCanvas::mouseMoveEvent(QMouseEvent* event) {
    hover(m_layout.at(inPicture(event->position().toPoint())));
}

void PipelineCanvas::mousePressEvent(QMouseEvent* event) {
    const PipelineItem item = m_layout.at(inPicture(event->position().toPoint()));
    if (!std::holds_alternative<std::monostate>(item)) {
        focusOn(item);
    }
    if (m_content.node != raft::kNoNode && event->button() == Qt::LeftButton) {
        // What is seen here is of this node, in all views.
        m_context.selection.select(m_content.node);
    }
}

void PipelineCanvas::contextMenuEvent(QContextMenuEvent* event) {
    if (m_content.node == raft::kNoNode) {
        return;
    }
    const bool isByKey = event->reason() == QContextMenuEvent::Keyboard;
    const PipelineItem item = isByKey ? m_focused : m_layout.at(inPicture(event->pos()));
    const auto* edge = std::get_if<PipelineEdge>(&item);
    const QPoint at =
        isByKey && edge != nullptr ? viewport()->mapToGlobal(inViewport(m_layout.along(*edge, 0.5)))
        : isByKey ? viewport()->mapToGlobal(inViewport(m_layout.rectOf(item).center()))
                  : event->globalPos();
    if (edge != nullptr) {
        openMenu(*edge, at);
        return;
    }
    // Elsewhere it is about the node.
    m_context.selection.select(m_content.node);
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("nodeMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addActionsFor(m_content.node, *menu, m_context);
    addPictureAction(*menu, *this);
    menu->popup(at);
}

void PipelineCanvas::openMenuOfFocus() {
    if (const auto* edge = std::get_if<PipelineEdge>(&m_focused);
        edge != nullptr && m_content.node != raft::kNoNode) {
        openMenu(*edge, viewport()->mapToGlobal(inViewport(m_layout.along(*edge, 0.5))));
    }
}

void PipelineCanvas::openMenu(PipelineEdge edge, QPoint globalPosition) {
    focusOn(edge);
    QMenu* menu = makeEdgeMenu(m_context, m_content.node, edge, m_content.edge(edge).name, this);
    menu->popup(globalPosition);
}

void PipelineCanvas::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Down:
        moveFocus(1);
        break;
    case Qt::Key_Left:
    case Qt::Key_Up:
        moveFocus(-1);
        break;
    case Qt::Key_Home:
        focusOn(PipelineLayout::order().front());
        break;
    case Qt::Key_End:
        focusOn(PipelineLayout::order().back());
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (std::holds_alternative<PipelineEdge>(m_focused)) {
            openMenuOfFocus();
            break;
        }
        ScrolledCanvas::keyPressEvent(event);
        break;
    default:
        ScrolledCanvas::keyPressEvent(event);
        break;
    }
}

/// Tab goes from item to item, and out at either end.
bool PipelineCanvas::focusNextPrevChild(bool next) {
    return (hasFocus() && moveFocus(next ? 1 : -1)) || ScrolledCanvas::focusNextPrevChild(next);
}

void PipelineCanvas::focusInEvent(QFocusEvent* event) {
    ScrolledCanvas::focusInEvent(event);
    if (event->reason() == Qt::TabFocusReason) {
        focusOn(PipelineLayout::order().front());
    } else if (event->reason() == Qt::BacktabFocusReason) {
        focusOn(PipelineLayout::order().back());
    }
    viewport()->update();
}

void PipelineCanvas::focusOutEvent(QFocusEvent* event) {
    ScrolledCanvas::focusOutEvent(event);
    viewport()->update();
}

bool PipelineCanvas::event(QEvent* event) {
    // Where the window has a shortcut for Enter, the picture comes first.
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if ((key == Qt::Key_Return || key == Qt::Key_Enter) &&
            std::holds_alternative<PipelineEdge>(m_focused)) {
            event->accept();
            return true;
        }
    }
    return ScrolledCanvas::event(event);
}

}  // namespace quorate::gui
