// SPDX-License-Identifier: Apache-2.0
#include "gui/log_wall/log_canvas.h"

#include <QAccessible>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

#include "gui/log_wall/log_accessible.h"
#include "gui/log_wall/log_row_header.h"
#include "gui/log_wall/log_row_painter.h"
#include "gui/model/entry_wording.h"
#include "gui/model/figures.h"
#include "gui/paint/short_text.h"
#include "gui/paint/type.h"

namespace quorate::gui {

using raft::Index;

LogCanvas::LogCanvas(ViewContext& context, QWidget* parent)
    : QAbstractScrollArea(parent), m_context(context) {
    LogAccessible::install();
    setObjectName(QStringLiteral("logCanvas"));
    setAccessibleName(tr("Log wall"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    // The map of the whole log below does what a bar would do.
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setMouseTracking(true);
    connect(&m_context.frames, &FrameSource::frameChanged, this, &LogCanvas::takeFrame);
    connect(&m_context.theme, &ThemeModel::changed, this, &LogCanvas::followTheme);
    connect(&m_context.selection, &SelectionModel::hoveredChanged, viewport(),
            qOverload<>(&QWidget::update));
    connect(&m_context.selection, &SelectionModel::selectedChanged, this, [this] {
        describeSelection();
        tellFocus();
        viewport()->update();
    });
    followTheme();
    takeFrame();
}

QSize LogCanvas::sizeHint() const {
    return {m_geometry.scaled(640), m_geometry.axisHeight() + 5 * m_geometry.scaled(40)};
}

void LogCanvas::followTheme() {
    m_cells.setUp(m_context.theme.theme(), QWidget::font(), devicePixelRatioF());
    m_geometry.setFontScale(m_cells.scale(), m_cells.slot(CellSize::Full).width(),
                            m_cells.slot(CellSize::Small).width());
    changed();
}

void LogCanvas::takeFrame() {
    const FramePtr& frame = m_context.frames.frame();
    m_ghosts.show(frame);
    LogWallGeometry::Extent extent;
    std::size_t rows = 0;
    if (frame != nullptr && frame->state.nodeCount() > 0) {
        rows = frame->state.nodeCount();
        extent.first = frame->state.nodeAt(0).log.first();
        for (std::size_t place = 0; place < rows; ++place) {
            const observe::LogState& log = frame->state.nodeAt(place).log;
            extent.first = std::min(extent.first, log.first());
            extent.end = std::max(extent.end, log.entries.end());
        }
        extent.end = std::max(extent.end, extent.first);
    }
    const std::size_t oldRows = m_geometry.rowCount();
    const LogWallGeometry::Extent old = m_geometry.extent();
    m_geometry.setRowCount(rows);
    m_geometry.setExtent(extent);
    tellShape(oldRows, old);
    describeSelection();
    changed();
}

void LogCanvas::tellShape(std::size_t oldRows, const LogWallGeometry::Extent& old) {
    const LogWallGeometry::Extent& now = m_geometry.extent();
    const bool isSame = oldRows == m_geometry.rowCount() && old == now;
    if (isSame || !QAccessible::isActive()) {
        return;
    }
    using Change = QAccessibleTableModelChangeEvent;
    const bool hasGrown =
        oldRows == m_geometry.rowCount() && old.first == now.first && old.end < now.end;
    Change change(this, hasGrown ? Change::ColumnsInserted : Change::ModelReset);
    if (hasGrown) {
        change.setFirstColumn(1 + static_cast<int>(old.end.value() - old.first.value()));
        change.setLastColumn(static_cast<int>(now.end.value() - now.first.value()));
    }
    QAccessible::updateAccessibility(&change);
}

void LogCanvas::tellFocus() {
    if (!hasFocus() || !QAccessible::isActive()) {
        return;
    }
    const auto* table = dynamic_cast<LogAccessible*>(QAccessible::queryAccessibleInterface(this));
    const QAccessibleInterface* cell = table != nullptr ? table->focusChild() : nullptr;
    if (cell != nullptr) {
        QAccessibleEvent focus(this, QAccessible::Focus);
        focus.setChild(table->indexOfChild(cell));
        QAccessible::updateAccessibility(&focus);
    }
}

void LogCanvas::changed() {
    // The bars only mirror the geometry, which is exact.
    m_isMirroring = true;
    verticalScrollBar()->setRange(0, m_geometry.greatestTop());
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(m_geometry.rowPitch());
    verticalScrollBar()->setValue(m_geometry.top());
    m_isMirroring = false;
    viewport()->update();
    Q_EMIT viewChanged();
}

void LogCanvas::setZoom(LogZoom zoom) {
    m_geometry.setZoom(zoom);
    changed();
}

void LogCanvas::zoomBy(int steps) {
    m_geometry.zoomAbout(m_geometry.headerWidth() + m_geometry.entriesWidth() / 2, steps);
    changed();
}

void LogCanvas::centreOn(double index) {
    const double x = m_geometry.scale().origin +
                     (index - static_cast<double>(m_geometry.extent().first.value())) *
                         m_geometry.pixelsPerEntry();
    m_geometry.scrollBy(x - m_geometry.headerWidth() - m_geometry.entriesWidth() / 2);
    changed();
}

const observe::NodeState* LogCanvas::nodeInRow(std::optional<std::size_t> row) const {
    const FramePtr& frame = m_context.frames.frame();
    return frame != nullptr && row && *row < frame->state.nodeCount() ? &frame->state.nodeAt(*row)
                                                                      : nullptr;
}

std::optional<std::size_t> LogCanvas::rowOf(raft::NodeId node) const {
    for (std::size_t row = 0; row < m_geometry.rowCount(); ++row) {
        const observe::NodeState* candidate = nodeInRow(row);
        if (candidate != nullptr && candidate->id == node) {
            return row;
        }
    }
    return std::nullopt;
}

const observe::NodeState* LogCanvas::leader() const {
    const FramePtr& frame = m_context.frames.frame();
    return frame != nullptr ? leaderOf(frame->state) : nullptr;
}

std::optional<EntryOnNode> LogCanvas::entryAt(QPoint point) const {
    const observe::NodeState* node = nodeInRow(m_geometry.rowAt(point.y()));
    if (node == nullptr || point.x() < m_geometry.headerWidth()) {
        return std::nullopt;
    }
    const Index index = m_geometry.scale().indexAt(point.x());
    if (index < node->log.first() || index > node->log.last()) {
        return std::nullopt;
    }
    return EntryOnNode{node->id, index};
}

QRect LogCanvas::rectOf(const EntryOnNode& entry) const {
    const auto row = rowOf(entry.node);
    if (!row) {
        return {};
    }
    const int top = m_geometry.rowTop(*row);
    const double left = m_geometry.scale().xOf(entry.index);
    return QRectF(left, top, std::max(m_geometry.pixelsPerEntry(), 1.0), m_geometry.rowPitch())
        .toAlignedRect();
}

void LogCanvas::describeSelection() {
    const auto* selected = std::get_if<EntryOnNode>(&m_context.selection.selected());
    QString text;
    if (selected != nullptr) {
        if (const observe::NodeState* node = nodeInRow(rowOf(selected->node))) {
            text = entryText(*node, selected->index, leader());
        }
    }
    if (text != accessibleDescription()) {
        setAccessibleDescription(text);
    }
}

QString LogCanvas::tipAt(QPoint point) const {
    const observe::NodeState* node = nodeInRow(m_geometry.rowAt(point.y()));
    if (node == nullptr) {
        return {};
    }
    if (point.x() < m_geometry.headerWidth()) {
        return tipOf(*node);
    }
    const Index index = m_geometry.scale().indexAt(point.x());
    const bool isOnSlab = point.x() >= m_geometry.leftEnd() && index < node->log.first() &&
                          node->log.before.index.value() > 0;
    if (isOnSlab || entryAt(point)) {
        return entryText(*node, isOnSlab ? std::min(index, node->log.before.index) : index,
                         leader());
    }
    return {};
}

QString LogCanvas::tipOf(const observe::NodeState& node) const {
    return logRowText(node, leader(), QStringLiteral("\n"));
}

QFont LogCanvas::textFont(double pixels, QFont::Weight weight) const {
    return Type(QWidget::font()).font(pixels, weight);
}

// --- painting

void LogCanvas::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(viewport());
    const Theme& theme = m_context.theme.theme();
    m_cells.setUp(theme, QWidget::font(), devicePixelRatioF());
    painter.fillRect(viewport()->rect(), theme.canvas);
    if (m_geometry.rowCount() == 0) {
        paintEmpty(painter);
        return;
    }

    const FramePtr& frame = m_context.frames.frame();
    const observe::NodeState* leading = leader();
    const QFont small = textFont(11);
    const Type type(QWidget::font());
    const LogRowPainter rows(m_geometry, theme, small, m_cells);
    const int pitch = m_geometry.rowPitch();
    const int header = m_geometry.headerWidth();
    const int width = viewport()->width();
    painter.setClipRect(0, m_geometry.axisHeight(), width, viewport()->height());
    for (std::size_t row = 0; row < m_geometry.rowCount(); ++row) {
        const int top = m_geometry.rowTop(row);
        if (top + pitch < m_geometry.axisHeight() || top > viewport()->height()) {
            continue;
        }
        const observe::NodeState& node = frame->state.nodeAt(row);
        painter.save();
        painter.setClipRect(header, m_geometry.axisHeight(), width - header, viewport()->height(),
                            Qt::IntersectClip);
        rows.paint(painter, {&node, leading, &m_ghosts.of(node.id), top});
        painter.restore();
        const bool isSelected = m_context.selection.selected() == Selected(node.id);
        paintLogRowHeader(painter, QRect(0, top, header, pitch), node, leading, theme, type,
                          isSelected);
        painter.fillRect(QRect(0, top + pitch - 1, width, 1), theme.softRule);
    }
    painter.setClipRect(header, m_geometry.axisHeight(), width - header, viewport()->height());
    paintHighlights(painter, rows);
    painter.setClipping(false);
    paintAxis(painter);
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
    }
    if (m_geometry.extent().first == m_geometry.extent().end) {
        painter.setFont(textFont(12));
        painter.setPen(theme.textTertiary);
        painter.drawText(
            QRect(header, m_geometry.axisHeight(), width - header,
                  viewport()->height() - m_geometry.axisHeight()),
            Qt::AlignCenter | Qt::TextWordWrap,
            tr("No entries yet. The first is written by the leader when it is elected."));
    }
}

void LogCanvas::paintAxis(QPainter& painter) const {
    const Theme& theme = m_context.theme.theme();
    const int height = m_geometry.axisHeight();
    const int header = m_geometry.headerWidth();
    const QFont small = textFont(11);
    painter.fillRect(0, 0, viewport()->width(), height, theme.canvas);
    painter.fillRect(0, height - 1, viewport()->width(), 1, theme.softRule);
    painter.setFont(small);
    painter.setPen(theme.textTertiary);
    const QString widest = indexText(m_geometry.extent().end);
    const IndexScale scale = m_geometry.scale();
    const double half = std::max(m_geometry.pixelsPerEntry() / 2, 0.5) - 1;
    double free = header;
    for (const Index index : m_geometry.ticks(shortTextWidth(small, widest))) {
        const double x = std::round(scale.xOf(index) + half);
        painter.fillRect(QRectF(x, height - m_geometry.scaled(5), 1, m_geometry.scaled(5)),
                         theme.textTertiary);
        const QString text = indexText(index);
        const double textWidth = shortTextWidth(small, text);
        const double left = x - textWidth / 2;
        if (left >= free && left + textWidth <= viewport()->width()) {
            drawShortText(painter, QPointF(left, height - m_geometry.scaled(7)), text);
            free = left + textWidth + m_geometry.scaled(8);
        }
    }
}

void LogCanvas::paintHighlights(QPainter& painter, const LogRowPainter& rows) const {
    const Theme& theme = m_context.theme.theme();
    const auto frameAround = [&](const EntryOnNode& entry, double width) {
        const auto row = rowOf(entry.node);
        if (!row) {
            return;
        }
        const double out = width - 0.5;
        const QRectF rect =
            rows.cellRect(entry.index, m_geometry.rowTop(*row)).adjusted(-out, -out, out, out);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme.accent, width));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(rect, 2, 2);
        painter.setRenderHint(QPainter::Antialiasing, false);
    };
    if (const auto* hovered = std::get_if<EntryOnNode>(&m_context.selection.hovered())) {
        QColor band = theme.accent;
        band.setAlphaF(0.12F);
        const QRectF column = rows.cellRect(hovered->index, 0);
        painter.fillRect(QRectF(column.left(), m_geometry.axisHeight(), column.width(),
                                static_cast<double>(m_geometry.rowCount()) * m_geometry.rowPitch()),
                         band);
        frameAround(*hovered, 1);
    }
    for (const Selected& concerned : m_context.selection.concerned()) {
        const auto* entry = std::get_if<EntryOnNode>(&concerned);
        const observe::NodeState* node = entry != nullptr ? nodeInRow(rowOf(entry->node)) : nullptr;
        if (node != nullptr && entry->index >= node->log.first() &&
            entry->index <= node->log.last()) {
            frameAround(*entry, 1.5);
        }
    }
    if (const auto* selected = std::get_if<EntryOnNode>(&m_context.selection.selected())) {
        frameAround(*selected, 2);
    }
}

void LogCanvas::paintEmpty(QPainter& painter) const {
    const Theme& theme = m_context.theme.theme();
    const bool hasSession = m_context.desk.session() != nullptr;
    const QRect area = viewport()->rect().adjusted(24, 0, -24, 0);
    const QRect upper(area.left(), area.top(), area.width(), area.height() / 2 - 2);
    const QRect lower(area.left(), upper.bottom() + 5, area.width(), area.height() / 2);
    painter.setFont(textFont(13, QFont::DemiBold));
    painter.setPen(theme.text);
    painter.drawText(upper, Qt::AlignHCenter | Qt::AlignBottom | Qt::TextWordWrap,
                     hasSession ? tr("No node has started yet") : tr("No cluster is open"));
    painter.setFont(textFont(12));
    painter.setPen(theme.textTertiary);
    painter.drawText(lower, Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
                     !hasSession ? tr("Start a session or open a recording to see its logs.")
                     : m_context.desk.can(Ability::Speed)
                         ? tr("The logs appear with the first node: press play.")
                         : tr("The logs appear with the first node that is there."));
}

}  // namespace quorate::gui
