// SPDX-License-Identifier: Apache-2.0
// What mouse and keyboard do on the canvas.
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

#include "gui/actions/picture_action.h"
#include "gui/actions/selection_menu.h"
#include "gui/log_wall/log_canvas.h"
#include "gui/model/entry_wording.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

using raft::Index;

void LogCanvas::choose(const Selected& selected) {
    m_context.selection.select(selected);
    if (const auto* entry = std::get_if<EntryOnNode>(&selected)) {
        reveal(*entry);
    }
}

void LogCanvas::reveal(const EntryOnNode& entry) {
    m_geometry.makeVisible(entry.index);
    if (const auto row = rowOf(entry.node)) {
        const int top = m_geometry.rowTop(*row);
        if (top < m_geometry.axisHeight()) {
            m_geometry.setTop(m_geometry.top() - (m_geometry.axisHeight() - top));
        } else if (const int below = top + m_geometry.rowPitch() - viewport()->height();
                   below > 0) {
            m_geometry.setTop(m_geometry.top() + below);
        }
    }
    changed();
}

void LogCanvas::moveSelection(int rows, std::int64_t entries) {
    if (m_geometry.rowCount() == 0) {
        return;
    }
    const auto* selected = std::get_if<EntryOnNode>(&m_context.selection.selected());
    const auto selectedRow =
        rowOf(selected != nullptr ? selected->node : m_context.selection.node());
    const auto lastRow = static_cast<std::ptrdiff_t>(m_geometry.rowCount()) - 1;
    const auto row = std::clamp<std::ptrdiff_t>(
        static_cast<std::ptrdiff_t>(selectedRow.value_or(0)) + (selected != nullptr ? rows : 0), 0,
        lastRow);
    const observe::NodeState* node = nodeInRow(static_cast<std::size_t>(row));
    if (node == nullptr || node->log.last() < node->log.first()) {
        return;
    }
    // Without one, the newest entry is where it begins.
    std::uint64_t index = selected != nullptr ? selected->index.value() : node->log.last().value();
    if (selected != nullptr) {
        const auto low = static_cast<std::int64_t>(node->log.first().value());
        const auto high = static_cast<std::int64_t>(node->log.last().value());
        index = static_cast<std::uint64_t>(
            std::clamp(static_cast<std::int64_t>(index) + entries, low, high));
    }
    choose(EntryOnNode{node->id, Index(index)});
}

void LogCanvas::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    m_geometry.setView(viewport()->size());
    changed();
}

void LogCanvas::scrollContentsBy(int /*dx*/, int /*dy*/) {
    if (!m_isMirroring) {
        m_geometry.setTop(verticalScrollBar()->value());
        viewport()->update();
    }
}

void LogCanvas::wheelEvent(QWheelEvent* event) {
    const QPoint angle = event->angleDelta();
    const bool isZoom = event->modifiers().testFlag(Qt::ControlModifier);
    const int turned = angle.y() != 0 ? angle.y() : angle.x();
    event->accept();
    if (isZoom) {
        m_wheelRest += turned / 120.0;
        const int steps = static_cast<int>(m_wheelRest);
        if (steps != 0) {
            m_wheelRest -= steps;
            m_geometry.zoomAbout(std::max<double>(event->position().x(), m_geometry.headerWidth()),
                                 steps);
            changed();
        }
        return;
    }
    const bool isVertical = m_geometry.greatestTop() > 0 && angle.x() == 0 &&
                            !event->modifiers().testFlag(Qt::ShiftModifier);
    if (isVertical) {
        m_geometry.setTop(m_geometry.top() - turned * m_geometry.rowPitch() / 120);
    } else {
        m_geometry.scrollBy(-turned * std::max(m_geometry.pixelsPerEntry(), 18.0) / 30.0);
    }
    changed();
}

void LogCanvas::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton) {
        m_dragFrom = event->position().toPoint();
        m_isDragging = false;
    }
}

void LogCanvas::mouseMoveEvent(QMouseEvent* event) {
    const QPoint point = event->position().toPoint();
    if (m_dragFrom) {
        constexpr int kSlack = 4;
        if (m_isDragging || std::abs(point.x() - m_dragFrom->x()) > kSlack) {
            m_isDragging = true;
            viewport()->setCursor(Qt::ClosedHandCursor);
            m_geometry.scrollBy(m_dragFrom->x() - point.x());
            m_dragFrom = point;
            changed();
        }
        return;
    }
    const auto entry = entryAt(point);
    m_context.selection.hover(entry ? Selected(*entry) : Selected());
}

void LogCanvas::mouseReleaseEvent(QMouseEvent* event) {
    viewport()->unsetCursor();
    const bool wasClick = m_dragFrom && !m_isDragging && event->button() == Qt::LeftButton;
    m_dragFrom.reset();
    if (!wasClick) {
        return;
    }
    const QPoint point = event->position().toPoint();
    if (const auto entry = entryAt(point)) {
        m_context.selection.select(*entry);
    } else if (const observe::NodeState* node = nodeInRow(m_geometry.rowAt(point.y()))) {
        m_context.selection.select(node->id);
    }
}

std::vector<Named> LogCanvas::namedBy(const observe::NodeState& node, Index index) const {
    const observe::ClusterState& state = m_context.frames.frame()->state;
    std::vector<Named> all{{nameOf(node.id), node.id}};
    // What the others have at this index.
    for (std::size_t i = 0; i < state.nodeCount(); ++i) {
        const observe::NodeState& other = state.nodeAt(i);
        const auto term = other.log.term(index);
        if (other.id != node.id && term && other.log.first() <= index) {
            all.push_back(
                {tr("%1 on %2").arg(textOf(raft::EntryId{*term, index}), nameOf(other.id)),
                 EntryOnNode{other.id, index}});
        }
    }
    return all;
}

std::vector<Named> LogCanvas::namedBy(const observe::NodeState& node) const {
    const observe::ClusterState& state = m_context.frames.frame()->state;
    std::vector<Named> all = namedIn(tipOf(node), state, node.id);
    const auto add = [&](const QString& what, Index index) {
        if (const auto term = node.log.term(index); term && node.log.first() <= index) {
            all.push_back(
                {what.arg(textOf(raft::EntryId{*term, index})), EntryOnNode{node.id, index}});
        }
    };
    add(tr("commit %1"), node.log.committed);
    add(tr("applied %1"), node.log.applied);
    add(tr("last %1"), node.log.last());
    return all;
}

void LogCanvas::contextMenuEvent(QContextMenuEvent* event) {
    QPoint place = event->pos();
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const auto* entry = std::get_if<EntryOnNode>(&selected());
        const raft::NodeId node = entry != nullptr ? entry->node : m_context.selection.node();
        const auto row = rowOf(node);
        if (!row) {
            return;
        }
        place = entry != nullptr ? rectOf(*entry).center()
                                 : QPoint(m_geometry.headerWidth() / 2,
                                          m_geometry.rowTop(*row) + m_geometry.rowPitch() / 2);
    }
    const observe::NodeState* node = nodeInRow(m_geometry.rowAt(place.y()));
    if (node == nullptr) {
        return;
    }
    const auto entry = entryAt(place);
    m_context.selection.select(entry ? Selected(*entry) : Selected(node->id));
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("logMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (entry) {
        menu->addSection(tr("Entry %1").arg(indexText(entry->index)));
        menu->addAction(tr("Copy"), this,
                        [text = tipAt(place)] { QGuiApplication::clipboard()->setText(text); })
            ->setObjectName(QStringLiteral("copyEntry"));
    }
    // A tool tip cannot be clicked.
    addNamed(*menu, m_context, entry ? namedBy(*node, entry->index) : namedBy(*node));
    addActionsFor(node->id, *menu, m_context);
    addPictureAction(*menu, *this);
    menu->popup(viewport()->mapToGlobal(place));
}

bool LogCanvas::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString tip = tipAt(help->pos());
        if (tip.isEmpty()) {
            QToolTip::hideText();
        } else {
            QToolTip::showText(help->globalPos(), tip, viewport());
        }
        return true;
    }
    if (event->type() == QEvent::Leave && m_context.frames.frame() != nullptr) {
        m_context.selection.hover({});
    }
    return QAbstractScrollArea::viewportEvent(event);
}

bool LogCanvas::event(QEvent* event) {
    // These keys move within the canvas, whatever they are elsewhere in the window.
    if (event->type() == QEvent::ShortcutOverride) {
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_Plus:
        case Qt::Key_Minus:
            event->accept();
            return true;
        default:
            break;
        }
    }
    return QAbstractScrollArea::event(event);
}

void LogCanvas::keyPressEvent(QKeyEvent* event) {
    const bool isFar = event->modifiers().testFlag(Qt::ControlModifier);
    const auto page =
        static_cast<std::int64_t>(m_geometry.entriesWidth() / m_geometry.pixelsPerEntry());
    constexpr std::int64_t kAll = std::int64_t{1} << 62;
    switch (event->key()) {
    case Qt::Key_Left:
        moveSelection(0, isFar ? -8 : -1);
        break;
    case Qt::Key_Right:
        moveSelection(0, isFar ? 8 : 1);
        break;
    case Qt::Key_Up:
        moveSelection(-1, 0);
        break;
    case Qt::Key_Down:
        moveSelection(1, 0);
        break;
    case Qt::Key_PageUp:
        moveSelection(0, -page);
        break;
    case Qt::Key_PageDown:
        moveSelection(0, page);
        break;
    case Qt::Key_Home:
        moveSelection(0, -kAll);
        break;
    case Qt::Key_End:
        moveSelection(0, kAll);
        m_geometry.scrollToEnd();
        changed();
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomBy(1);
        break;
    case Qt::Key_Minus:
        zoomBy(-1);
        break;
    default:
        QAbstractScrollArea::keyPressEvent(event);
        break;
    }
}

void LogCanvas::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        followTheme();
    }
}

}  // namespace quorate::gui
