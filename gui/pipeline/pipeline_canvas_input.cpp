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
#include "gui/pipeline/pipeline_links.h"
#include "gui/widgets/link_menu.h"

namespace quorate::gui {

namespace {

bool hasMenu(const PipelineItem& item) {
    return std::holds_alternative<PipelineEdge>(item) || std::holds_alternative<PipelineBox>(item);
}

}  // namespace

void PipelineCanvas::hover(const PipelineItem& item, const Selected& link) {
    if (link != m_link) {
        m_link = link;
        m_context.selection.hover(link);
    }
    const bool isEdge = std::holds_alternative<PipelineEdge>(item);
    viewport()->setCursor(isEdge || link != Selected() ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (item != m_hovered) {
        m_hovered = item;
        viewport()->update();
    }
}

Selected PipelineCanvas::linkAt(QPointF place) const {
    const FramePtr& frame = m_context.frames.frame();
    return frame == nullptr ? Selected()
                            : pipelineLinkAt(place, m_content, m_layout, m_painter, frame->state);
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
        hover({}, {});
    }
    return ScrolledCanvas::viewportEvent(event);
}

void PipelineCanvas::mouseMoveEvent(QMouseEvent* event) {
    const QPointF place = inPicture(event->position().toPoint());
    hover(m_layout.at(place), linkAt(place));
}

void PipelineCanvas::mousePressEvent(QMouseEvent* event) {
    const PipelineItem item = m_layout.at(inPicture(event->position().toPoint()));
    if (!std::holds_alternative<std::monostate>(item)) {
        focusOn(item);
    }
    if (m_content.node != raft::kNoNode && event->button() == Qt::LeftButton) {
        // What is seen here is of this node, in all views.
        const Selected link = linkAt(inPicture(event->position().toPoint()));
        m_context.selection.select(link != Selected() ? link : Selected(m_content.node));
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
    openNodeMenu(item, at);
}

void PipelineCanvas::openNodeMenu(const PipelineItem& item, QPoint globalPosition) {
    m_context.selection.select(m_content.node);
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("nodeMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (const FramePtr& frame = m_context.frames.frame()) {
        addNamed(*menu, m_context, namedBy(item, m_content, frame->state));
    }
    addActionsFor(m_content.node, *menu, m_context);
    addPictureAction(*menu, *this);
    menu->popup(globalPosition);
}

void PipelineCanvas::openMenuOfFocus() {
    if (m_content.node == raft::kNoNode) {
        return;
    }
    if (const auto* edge = std::get_if<PipelineEdge>(&m_focused)) {
        openMenu(*edge, viewport()->mapToGlobal(inViewport(m_layout.along(*edge, 0.5))));
    } else if (std::holds_alternative<PipelineBox>(m_focused)) {
        openNodeMenu(m_focused,
                     viewport()->mapToGlobal(inViewport(m_layout.rectOf(m_focused).center())));
    }
}

void PipelineCanvas::openMenu(PipelineEdge edge, QPoint globalPosition) {
    focusOn(edge);
    QMenu* menu = makeEdgeMenu(m_context, m_content.node, edge, m_content.edge(edge).name, this);
    if (const FramePtr& frame = m_context.frames.frame()) {
        addNamed(*menu, m_context, namedBy(edge, m_content, frame->state));
    }
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
        if (hasMenu(m_focused)) {
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
        if ((key == Qt::Key_Return || key == Qt::Key_Enter) && hasMenu(m_focused)) {
            event->accept();
            return true;
        }
    }
    return ScrolledCanvas::event(event);
}

}  // namespace quorate::gui
