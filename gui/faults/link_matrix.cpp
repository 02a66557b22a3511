// SPDX-License-Identifier: Apache-2.0
#include "gui/faults/link_matrix.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <utility>

#include "gui/faults/fault_commands.h"
#include "gui/faults/fault_text.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

constexpr std::uint32_t kPercent = 10'000;
/// Longer than this is slow: what a link does by itself is no news.
constexpr std::uint64_t kSlowNs = 30'000'000;

bool isSlow(const observe::LinkCondition& condition) {
    return condition.maxDelayNs > kSlowNs;
}

bool isOdd(const observe::LinkCondition& condition) {
    return condition.lossMillionths > 0 || condition.duplicateMillionths > 0 ||
           condition.reorderMillionths > 0 || isSlow(condition);
}

}  // namespace

LinkMatrix::LinkMatrix(ViewContext& context, QWidget* parent)
    : QWidget(parent), m_context(context) {
    setObjectName(QStringLiteral("linkMatrix"));
    setAccessibleName(tr("Links"));
    setAccessibleDescription(tr("Rows send, columns receive. Arrows move, Space cuts or heals."));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&context.theme, &ThemeModel::changed, this, qOverload<>(&QWidget::update));
    connect(&context.selection, &SelectionModel::hoveredChanged, this,
            qOverload<>(&QWidget::update));
    connect(&context.selection, &SelectionModel::selectedChanged, this,
            qOverload<>(&QWidget::update));
}

void LinkMatrix::refresh() {
    const FramePtr& frame = m_context.frames.frame();
    const std::vector<raft::NodeId> nodes =
        frame != nullptr ? nodesOf(frame->state) : std::vector<raft::NodeId>();
    if (nodes != m_layout.nodes()) {
        m_layout = MatrixLayout(nodes, size(), fontMetrics().height());
        m_from = m_to = {0, 1};
        m_hasChosen = false;
        updateGeometry();
        Q_EMIT chosenChanged();
    }
    update();
}

std::vector<observe::Link> LinkMatrix::chosen() const {
    return m_hasChosen ? m_layout.linksWithin(m_from, m_to) : std::vector<observe::Link>();
}

QSize LinkMatrix::sizeHint() const {
    return MatrixLayout::sizeFor(m_layout.nodes().size(), fontMetrics().height());
}

void LinkMatrix::layOut() {
    m_layout = MatrixLayout(m_layout.nodes(), size(), fontMetrics().height());
}

void LinkMatrix::resizeEvent(QResizeEvent* /*event*/) {
    layOut();
}

void LinkMatrix::changeEvent(QEvent* event) {
    if (event->type() == QEvent::FontChange) {
        layOut();
        updateGeometry();
    }
    QWidget::changeEvent(event);
}

void LinkMatrix::choose(Cell from, Cell to) {
    m_from = from;
    m_to = to;
    m_hasChosen = true;
    update();
    Q_EMIT chosenChanged();
}

void LinkMatrix::hover(const std::optional<Cell>& cell) {
    if (cell == m_hovered) {
        return;
    }
    m_hovered = cell;
    const auto link = cell ? m_layout.linkAt(*cell) : std::nullopt;
    m_context.selection.hover(link ? Selected(*link) : Selected());
    update();
}

void LinkMatrix::mousePressEvent(QMouseEvent* event) {
    const auto cell = m_layout.cellAt(event->position().toPoint());
    if (!cell) {
        return;
    }
    if (event->button() == Qt::LeftButton) {
        m_isDragging = true;
        choose(*cell, *cell);
    } else if (event->button() == Qt::RightButton) {
        const auto group = chosen();
        const auto link = m_layout.linkAt(*cell);
        if (!link || std::find(group.begin(), group.end(), *link) == group.end()) {
            choose(*cell, *cell);
        }
    }
}

void LinkMatrix::mouseMoveEvent(QMouseEvent* event) {
    const auto cell = m_layout.cellAt(event->position().toPoint());
    if (m_isDragging && cell && !(*cell == m_to)) {
        choose(m_from, *cell);
    }
    hover(cell);
}

void LinkMatrix::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && m_isDragging) {
        m_isDragging = false;
        if (const auto links = chosen(); !links.empty()) {
            Q_EMIT toggled(links);
        }
    }
}

void LinkMatrix::leaveEvent(QEvent* /*event*/) {
    hover(std::nullopt);
}

void LinkMatrix::contextMenuEvent(QContextMenuEvent* event) {
    if (!chosen().empty()) {
        Q_EMIT menuWanted(event->reason() == QContextMenuEvent::Keyboard
                              ? mapToGlobal(m_layout.rectOf(m_to).center())
                              : event->globalPos());
    }
}

void LinkMatrix::keyPressEvent(QKeyEvent* event) {
    Cell to = m_to;
    switch (event->key()) {
    case Qt::Key_Left:
        --to.column;
        break;
    case Qt::Key_Right:
        ++to.column;
        break;
    case Qt::Key_Up:
        --to.row;
        break;
    case Qt::Key_Down:
        ++to.row;
        break;
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (const auto links = chosen(); !links.empty()) {
            Q_EMIT toggled(links);
        }
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    const int last = m_layout.size() - 1;
    to = {std::clamp(to.row, 0, std::max(0, last)), std::clamp(to.column, 0, std::max(0, last))};
    choose((event->modifiers() & Qt::ShiftModifier) != 0 ? m_from : to, to);
}

bool LinkMatrix::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto cell = m_layout.cellAt(help->pos());
        const QString text = cell ? describe(*cell) : QString();
        QToolTip::showText(help->globalPos(), text, this, cell ? m_layout.rectOf(*cell) : QRect());
        return true;
    }
    return QWidget::event(event);
}

QString LinkMatrix::describe(Cell cell) const {
    const FramePtr& frame = m_context.frames.frame();
    const auto link = m_layout.linkAt(cell);
    if (!link || frame == nullptr) {
        return {};
    }
    const QString way = tr("%1 to %2").arg(nameOf(link->from), nameOf(link->to));
    const observe::LinkState* state = frame->state.findLink(*link);
    if (state == nullptr) {
        return tr("%1: nothing is wrong. Click to cut.").arg(way);
    }
    QStringList parts;
    if (state->isCut) {
        parts.append(tr("cut since %1, click to heal").arg(textOf(state->cutSince)));
    }
    const observe::LinkCondition& condition = state->condition;
    if (condition.lossMillionths > 0) {
        parts.append(tr("%1 % of messages are lost").arg(condition.lossMillionths / kPercent));
    }
    if (condition.duplicateMillionths > 0) {
        parts.append(tr("%1 % arrive twice").arg(condition.duplicateMillionths / kPercent));
    }
    if (condition.reorderMillionths > 0) {
        parts.append(tr("%1 % out of order").arg(condition.reorderMillionths / kPercent));
    }
    if (condition.maxDelayNs > 0) {
        parts.append(
            tr("%1 to %2 on the way")
                .arg(durationText(condition.minDelayNs), durationText(condition.maxDelayNs)));
    }
    return parts.isEmpty() ? tr("%1: nothing is wrong. Click to cut.").arg(way)
                           : tr("%1: %2.").arg(way, parts.join(QStringLiteral("; ")));
}

void LinkMatrix::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = m_context.theme.theme();
    QPainter painter(this);
    painter.fillRect(rect(), theme.base);
    for (int i = 0; i < m_layout.size(); ++i) {
        const QString name = nameOf(m_layout.nodes()[static_cast<std::size_t>(i)]);
        const bool isPointedAt = m_hovered && (m_hovered->row == i || m_hovered->column == i);
        painter.setPen(isPointedAt ? theme.text : theme.textSecondary);
        painter.drawText(m_layout.rowLabel(i), Qt::AlignRight | Qt::AlignVCenter, name);
        painter.drawText(m_layout.columnLabel(i), Qt::AlignCenter, name);
        for (int column = 0; column < m_layout.size(); ++column) {
            paintCell(painter, {i, column});
        }
        paintNote(painter, i);
    }
    if (m_layout.size() == 0 || (!m_hasChosen && !hasFocus())) {
        return;
    }
    painter.setPen(QPen(theme.accent, 2));
    painter.setBrush(Qt::NoBrush);
    const QRect group = m_layout.rectOf(m_from).united(m_layout.rectOf(m_to));
    painter.drawRect(group.adjusted(0, 0, -1, -1));
}

void LinkMatrix::paintCell(QPainter& painter, Cell cell) const {
    const Theme& theme = m_context.theme.theme();
    const QRect box = m_layout.rectOf(cell);
    const auto link = m_layout.linkAt(cell);
    if (!link) {
        painter.fillRect(box, theme.alternateRow);
        return;
    }
    const FramePtr& frame = m_context.frames.frame();
    const observe::LinkState* state = frame != nullptr ? frame->state.findLink(*link) : nullptr;
    const bool isCut = state != nullptr && state->isCut;
    painter.fillRect(box, isCut ? theme.danger : theme.border);
    painter.fillRect(box.adjusted(1, 1, -1, -1), isCut ? theme.dangerGround : theme.buttonBottom);
    const QPointF middle = QRectF(box).center();
    painter.setRenderHint(QPainter::Antialiasing);
    if (isCut) {
        painter.setPen(QPen(theme.danger, 1.75));
        for (const qreal x : {-3.0, 3.0}) {
            painter.drawLine(middle + QPointF(x - 2, 5), middle + QPointF(x + 2, -5));
        }
    } else if (state != nullptr && isOdd(state->condition)) {
        const observe::LinkCondition& condition = state->condition;
        painter.setPen(theme.text);
        if (condition.lossMillionths > 0) {
            painter.drawText(box, Qt::AlignCenter,
                             tr("%1%").arg(condition.lossMillionths / kPercent));
        } else {
            // Slow: long dashes; what comes twice or out of order: dots.
            QPen pen(theme.text, 2);
            pen.setDashPattern(isSlow(condition) ? QList<qreal>{4, 2} : QList<qreal>{1, 2});
            painter.setPen(pen);
            const qreal half = box.width() / 2.0 - 6;
            painter.drawLine(middle - QPointF(half, 0), middle + QPointF(half, 0));
        }
    } else {
        painter.setPen(QPen(theme.lane, 1.25));
        painter.drawLine(middle - QPointF(4, 0), middle + QPointF(4, 0));
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    const bool isMarked = m_context.selection.hovered() == Selected(*link) ||
                          m_context.selection.selected() == Selected(*link);
    if (isMarked) {
        painter.setPen(theme.accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(box.adjusted(0, 0, -1, -1));
    }
}

void LinkMatrix::paintNote(QPainter& painter, int row) const {
    const QRect box = m_layout.nodeNote(row);
    const FramePtr& frame = m_context.frames.frame();
    if (box.isEmpty() || frame == nullptr) {
        return;
    }
    const Theme& theme = m_context.theme.theme();
    const raft::NodeId id = m_layout.nodes()[static_cast<std::size_t>(row)];
    const observe::NodeState* node = frame->state.findNode(id);
    if (node == nullptr) {
        return;
    }
    QStringList odd;
    for (const observe::ActiveFault& fault : frame->state.faults()) {
        const bool isHere =
            std::find(fault.nodes.begin(), fault.nodes.end(), id) != fault.nodes.end();
        if (isHere && fault.kind >= observe::FaultKind::ClockDrift) {
            const QString name = faultName(fault.kind, fault.text);
            // "slow disk", but "EIO".
            const bool isShort = name.size() > 1 && name.at(1).isUpper();
            odd.append(isShort ? name : name.left(1).toLower() + name.mid(1));
        }
    }
    const bool isDown = node->condition == observe::NodeCondition::Down ||
                        node->condition == observe::NodeCondition::Failed;
    const bool isWell = node->condition == observe::NodeCondition::Up && odd.isEmpty();
    odd.prepend(wordFor(node->condition));
    const QString name = nameOf(id);
    const int nameWidth = painter.fontMetrics().horizontalAdvance(name) + 8;
    painter.setPen(theme.textSecondary);
    painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter, name);
    painter.setPen(isDown ? theme.danger : isWell ? theme.textSecondary : theme.text);
    const QRect rest = box.adjusted(nameWidth, 0, 0, 0);
    QString text = odd.join(QStringLiteral(", "));
    if (isDown) {
        text.prepend(QStringLiteral("✕ "));
    }
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, rest.width()));
}

}  // namespace quorate::gui
