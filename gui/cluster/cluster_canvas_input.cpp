// SPDX-License-Identifier: Apache-2.0
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <variant>

#include "gui/actions/command_check.h"
#include "gui/actions/picture_action.h"
#include "gui/actions/selection_acts.h"
#include "gui/actions/selection_menu.h"
#include "gui/cluster/cluster_canvas.h"
#include "gui/cluster/hit_test.h"
#include "gui/cluster/partition_line.h"
#include "gui/cluster/scene_words.h"

namespace quorate::gui {

namespace {

/// A shorter line is a slip of the hand.
constexpr double kShortestLine = 24.0;

bool isNothing(const Selected& what) {
    return std::holds_alternative<std::monostate>(what);
}

}  // namespace

// --- the mouse

void ClusterCanvas::pointAt(QPointF position) {
    const Selected thing = thingAt(scene(), position);
    m_context.selection.hover(thing);
    if (m_hasTool) {
        setCursor(Qt::CrossCursor);
    } else {
        setCursor(isNothing(thing) ? Qt::ArrowCursor : Qt::PointingHandCursor);
    }
}

void ClusterCanvas::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) {
        return;
    }
    if (m_hasTool) {
        m_drawing = QLineF(event->position(), event->position());
        return;
    }
    m_pressed = thingAt(scene(), event->position());
}

void ClusterCanvas::mouseMoveEvent(QMouseEvent* event) {
    if (m_drawing) {
        m_drawing->setP2(event->position());
        m_isStale = true;
        update();
        return;
    }
    pointAt(event->position());
}

void ClusterCanvas::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) {
        return;
    }
    if (m_drawing) {
        m_drawing->setP2(event->position());
        divide();
        return;
    }
    const Selected thing = thingAt(scene(), event->position());
    if (thing == m_pressed) {
        clickOn(thing, event->modifiers(), event->globalPosition().toPoint());
    }
    m_pressed = {};
}

void ClusterCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    const Selected thing = thingAt(scene(), event->position());
    if (event->button() == Qt::LeftButton && !m_hasTool &&
        std::holds_alternative<raft::NodeId>(thing)) {
        m_context.selection.select(thing);
        Q_EMIT inspectRequested();
    } else {
        mousePressEvent(event);
    }
}

void ClusterCanvas::leaveEvent(QEvent* /*event*/) {
    m_context.selection.hover({});
}

void ClusterCanvas::clickOn(const Selected& thing, Qt::KeyboardModifiers modifiers,
                            QPoint globalPosition) {
    m_cursor = {};
    m_context.selection.select(thing);
    const auto* link = std::get_if<observe::Link>(&thing);
    if (link == nullptr || m_frame == nullptr) {
        return;
    }
    const Command command = toggleCut(*link, modifiers.testFlag(Qt::ShiftModifier), m_frame->state);
    if (!runIfPossible(m_context, command)) {
        tell(whyNot(m_context, command), globalPosition);
    }
}

void ClusterCanvas::tell(const QString& text, QPoint globalPosition) {
    QToolTip::showText(globalPosition, text, this);
}

// --- the partition tool

void ClusterCanvas::setPartitionTool(bool isOn) {
    if (isOn == m_hasTool) {
        return;
    }
    m_hasTool = isOn;
    stopDrawing();
    setCursor(isOn ? Qt::CrossCursor : Qt::ArrowCursor);
    Q_EMIT partitionToolChanged(isOn);
}

void ClusterCanvas::stopDrawing() {
    m_drawing.reset();
    m_isStale = true;
    update();
}

void ClusterCanvas::divide() {
    const QLineF line = *m_drawing;
    stopDrawing();
    const auto groups = groupsOf(line, ringLayout());
    const bool divides =
        line.length() >= kShortestLine &&
        std::none_of(groups.begin(), groups.end(), [](const auto& group) { return group.empty(); });
    if (!divides) {
        return;
    }
    const Command command = Partition{groups};
    if (runIfPossible(m_context, command)) {
        m_drawnLine = line;
        setPartitionTool(false);
    } else {
        tell(whyNot(m_context, command), mapToGlobal(line.p2().toPoint()));
    }
}

// --- the keyboard

Selected ClusterCanvas::startOfCursor() const {
    return isNothing(m_cursor) ? m_context.selection.selected() : m_cursor;
}

void ClusterCanvas::moveCursor(const Selected& to) {
    m_cursor = to;
    m_context.selection.hover(to);
    if (m_frame != nullptr) {
        // What a screen reader says.
        setAccessibleName(isNothing(to) ? tr("Cluster") : tooltipOf(to, m_scene, *m_frame));
    }
    update();
}

Selected ClusterCanvas::cursorTowards(QPointF direction) const {
    const Selected from = startOfCursor();
    if (const auto* node = std::get_if<raft::NodeId>(&from)) {
        const raft::NodeId to = nodeTowards(m_scene, *node, direction);
        const observe::Link link{*node, to};
        if (to == *node) {
            return from;
        }
        return m_scene.find(link) != nullptr ? Selected(link) : Selected(to);
    }
    if (const auto* link = std::get_if<observe::Link>(&from)) {
        const SceneLane* lane = m_scene.find(*link);
        if (lane != nullptr) {
            const double along = lane->line.dx() * direction.x() + lane->line.dy() * direction.y();
            return along >= 0.0 ? link->to : link->from;
        }
    }
    return nextNode(m_scene, {}, 1).value_or(raft::kNoNode);
}

bool ClusterCanvas::focusNextPrevChild(bool next) {
    if (hasFocus()) {
        const auto to = nextNode(scene(), startOfCursor(), next ? 1 : -1);
        if (to) {
            moveCursor(*to);
            return true;
        }
    }
    return QWidget::focusNextPrevChild(next);
}

void ClusterCanvas::focusInEvent(QFocusEvent* event) {
    const bool isByTab =
        event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    if (isByTab) {
        const int step = event->reason() == Qt::TabFocusReason ? 1 : -1;
        if (const auto first = nextNode(scene(), {}, step)) {
            moveCursor(*first);
        }
    }
    update();
}

void ClusterCanvas::focusOutEvent(QFocusEvent* /*event*/) {
    moveCursor({});
}

void ClusterCanvas::keyPressEvent(QKeyEvent* event) {
    refresh();
    switch (event->key()) {
    case Qt::Key_Left:
        moveCursor(cursorTowards({-1, 0}));
        return;
    case Qt::Key_Right:
        moveCursor(cursorTowards({1, 0}));
        return;
    case Qt::Key_Up:
        moveCursor(cursorTowards({0, -1}));
        return;
    case Qt::Key_Down:
        moveCursor(cursorTowards({0, 1}));
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter: {
        const Selected here = startOfCursor();
        if (!isNothing(here)) {
            m_context.selection.select(here);
            Q_EMIT inspectRequested();
        }
        return;
    }
    case Qt::Key_Escape:
        if (m_drawing) {
            stopDrawing();
        } else if (m_hasTool) {
            setPartitionTool(false);
        } else if (!isNothing(m_cursor)) {
            moveCursor({});
        } else if (!isNothing(m_context.selection.selected())) {
            m_context.selection.clear();
        } else {
            break;
        }
        return;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

// --- menus and tooltips

void ClusterCanvas::showMenu(const Selected& what, QPoint globalPosition) {
    if (!isNothing(what)) {
        m_context.selection.select(what);
    }
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("selectionMenu"));
    addActionsFor(what, *menu, m_context);
    addPictureAction(*menu, *this);
    if (menu->isEmpty()) {
        delete menu;
        return;
    }
    menu->popup(globalPosition);
}

void ClusterCanvas::contextMenuEvent(QContextMenuEvent* event) {
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const Selected here = startOfCursor();
        QPoint place = rect().center();
        if (const SceneNode* node = scene().find(nodeOf(here))) {
            place = node->centre.toPoint();
        } else if (const auto* link = std::get_if<observe::Link>(&here)) {
            const SceneLane* lane = m_scene.find(*link);
            place = lane != nullptr ? lane->line.center().toPoint() : place;
        }
        showMenu(here, mapToGlobal(place));
    } else {
        showMenu(thingAt(scene(), event->pos()), event->globalPos());
    }
}

bool ClusterCanvas::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString text = m_frame != nullptr
                                 ? tooltipOf(thingAt(scene(), help->pos()), m_scene, *m_frame)
                                 : QString();
        if (text.isEmpty()) {
            QToolTip::hideText();
        } else {
            QToolTip::showText(help->globalPos(), text, this);
        }
        return true;
    }
    if (event->type() == QEvent::FontChange) {
        invalidate();
    }
    return QWidget::event(event);
}

}  // namespace quorate::gui
