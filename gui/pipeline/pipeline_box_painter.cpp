// SPDX-License-Identifier: Apache-2.0
// What stands in the boxes of the picture.
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

#include "gui/paint/anew.h"
#include "gui/paint/short_text.h"
#include "gui/pipeline/pipeline_painter.h"

namespace quorate::gui {

namespace {

constexpr double kInnerRadius = 3;
constexpr double kBarHeight = 8;

}  // namespace

void PipelinePainter::paintTitle(QPainter& painter, const QRectF& box, const QString& title,
                                 const QString& note, bool isOuter) const {
    const double inset = m_layout->inset() * (isOuter ? 1.0 : 0.8);
    QRectF room(box.left() + inset, box.top(), box.width() - 2 * inset, m_layout->titleRow());
    painter.setFont(font(isOuter ? 13 : 12, QFont::DemiBold));
    painter.setPen(m_theme->text);
    text(painter, room, Qt::AlignLeft | Qt::AlignVCenter, title);
    room.setLeft(room.left() + shortTextWidth(painter.font(), title) + 8 * m_layout->scale());
    painter.setFont(font(11));
    painter.setPen(m_theme->textTertiary);
    text(painter, room, Qt::AlignRight | Qt::AlignVCenter, note);
}

PipelinePainter::Rooms PipelinePainter::roomsOf(const QRectF& row, const PipelineLine& line) const {
    const bool isStrong = line.tone == LineTone::Strong;
    Rooms rooms{QRectF(row.topLeft(), QSizeF(0, row.height())), row,
                font(11, isStrong ? QFont::DemiBold : QFont::Normal),
                font(11, isStrong ? QFont::Medium : QFont::Normal)};
    if (!line.label.isEmpty()) {
        const double needed = shortTextWidth(rooms.valueFont, line.value);
        const double gap = line.value.isEmpty() ? 0.0 : 6 * m_layout->scale();
        // The value comes first where both do not fit, down to half of the row for the label.
        const double labelRoom = std::max(row.width() - needed - gap, row.width() * 0.4);
        const double used = std::min(labelRoom, shortTextWidth(rooms.labelFont, line.label));
        rooms.label.setWidth(labelRoom);
        rooms.value.setLeft(row.left() + used + gap);
    }
    return rooms;
}

void PipelinePainter::paintLine(QPainter& painter, const QRectF& row,
                                const PipelineLine& line) const {
    if (line.tone == LineTone::Rule) {
        painter.fillRect(QRectF(row.left(), std::round(row.center().y()), row.width(), 1),
                         m_theme->softRule);
        return;
    }
    const bool isStrong = line.tone == LineTone::Strong;
    const QColor valueColor = line.tone == LineTone::Quiet  ? m_theme->textTertiary
                              : line.tone == LineTone::Late ? m_theme->late
                              : isStrong                    ? m_theme->text
                                                            : m_theme->textSecondary;
    const Rooms rooms = roomsOf(row, line);
    const bool isLabelOnly = line.value.isEmpty();
    if (!line.label.isEmpty()) {
        painter.setFont(rooms.labelFont);
        painter.setPen(isStrong && !isLabelOnly       ? m_theme->text
                       : line.tone == LineTone::Quiet ? m_theme->textTertiary
                       : isLabelOnly                  ? valueColor
                                                      : m_theme->textSecondary);
        text(painter, rooms.label, Qt::AlignLeft | Qt::AlignVCenter, line.label);
    }
    painter.setFont(rooms.valueFont);
    painter.setPen(valueColor);
    text(painter, rooms.value, Qt::AlignRight | Qt::AlignVCenter, line.value);
}

std::vector<PipelinePainter::Row> PipelinePainter::rowsOf(const PipelineContent& content,
                                                          PipelineBox which) const {
    const QRectF box = m_layout->box(which);
    const BoxContent& what = content.box(which);
    const bool isOuter = which == PipelineBox::Transport || which == PipelineBox::Peers;
    const double s = m_layout->scale();
    const double inset = m_layout->inset() * (isOuter ? 1.0 : 0.8);
    const double height = m_layout->row();
    const QRectF first(box.left() + inset, box.top() + m_layout->titleRow(),
                       box.width() - 2 * inset, height);
    std::vector<Row> rows;
    if (which == PipelineBox::Transport) {
        const double gap = 10 * s;
        const double width = (first.width() - gap) / 2;
        const double pad = 8 * s;
        for (std::size_t i = 0; i < what.lines.size() && i < 2; ++i) {
            const QRectF cell(first.left() + static_cast<double>(i) * (width + gap), first.top(),
                              width, height + 2 * s);
            rows.push_back({cell.adjusted(pad, 0, -pad, 0), i});
        }
        return rows;
    }
    if (which == PipelineBox::Wal) {
        if (what.lines.size() < 2) {
            return rows;
        }
        rows.push_back({first, 0});
        rows.push_back({first.translated(0, height + kBarHeight * s + 4 * s), 1});
        // The last line stands at the foot, where the banner leaves room for it.
        const QRectF foot(first.left(), box.bottom() - height - 3 * s, first.width(), height);
        const double top = first.top() + 2 * height + (kBarHeight + 8) * s;
        const bool hasBanner = !content.syncTitle.isEmpty();
        if (what.lines.size() > 2 && foot.top() > top + (hasBanner ? 2 * height + 2 * s : -2 * s)) {
            rows.push_back({foot, 2});
        }
        return rows;
    }
    double y = first.top();
    for (std::size_t i = 0; i < what.lines.size(); ++i) {
        const double high = what.lines[i].tone == LineTone::Rule ? height * 0.5 : height;
        const QRectF row(first.left(), y, first.width(), high);
        if (row.bottom() > box.bottom() + 1) {
            break;
        }
        rows.push_back({row, i});
        y += high;
        // The first entries themselves stand between these two.
        if (which == PipelineBox::Unstable && i == 0 && !content.unstable.empty()) {
            y += height + 1;
        }
    }
    return rows;
}

void PipelinePainter::paintBox(QPainter& painter, const PipelineContent& content,
                               PipelineBox which) const {
    const QRectF box = m_layout->box(which);
    const BoxContent& what = content.box(which);
    const bool isOuter = which == PipelineBox::Transport || which == PipelineBox::Peers;
    if (what.isLate) {
        painter.setPen(QPen(m_theme->late, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), kInnerRadius, kInnerRadius);
    }
    paintTitle(painter, box, what.title, what.note, isOuter);
    if (which == PipelineBox::Transport) {
        paintCalls(painter, content);
        return;
    }
    if (which == PipelineBox::Unstable) {
        paintUnstable(painter, content);
        return;
    }
    if (which == PipelineBox::Wal) {
        paintWal(painter, content);
        return;
    }
    const bool hasRules = which == PipelineBox::Ready || which == PipelineBox::Peers;
    for (const Row& row : rowsOf(content, which)) {
        const PipelineLine& line = what.lines[row.line];
        paintLine(painter, row.room, line);
        if (hasRules && line.tone != LineTone::Rule && row.line + 1 < what.lines.size()) {
            painter.fillRect(
                QRectF(row.room.left(), std::round(row.room.bottom()), row.room.width(), 1),
                m_theme->softRule);
        }
    }
}

void PipelinePainter::paintCalls(QPainter& painter, const PipelineContent& content) const {
    const QRectF around = m_layout->box(PipelineBox::Transport);
    const BoxContent& box = content.box(PipelineBox::Transport);
    const double inset = m_layout->inset();
    if (box.lines.empty()) {
        const QRectF room(around.left() + inset, around.top() + m_layout->titleRow(),
                          around.width() - 2 * inset, m_layout->row());
        painter.setFont(font(11));
        painter.setPen(m_theme->textTertiary);
        text(painter, room, Qt::AlignLeft | Qt::AlignVCenter, box.placeholder);
    }
    for (const Row& row : rowsOf(content, PipelineBox::Transport)) {
        const double pad = 8 * m_layout->scale();
        const bool isLate = box.lines[row.line].tone == LineTone::Late;
        painter.setPen(QPen(isLate ? m_theme->late : m_theme->border, 1));
        painter.setBrush(isLate ? m_theme->lateGround : m_theme->alternateRow);
        painter.drawRoundedRect(row.room.adjusted(0.5 - pad, 0.5, pad - 0.5, -0.5), kInnerRadius,
                                kInnerRadius);
        paintLine(painter, row.room, box.lines[row.line]);
    }
}

std::vector<QRectF> PipelinePainter::unstableRects(const PipelineContent& content) const {
    std::vector<QRectF> rects;
    const std::vector<Row> rows = rowsOf(content, PipelineBox::Unstable);
    if (rows.empty()) {
        return rects;
    }
    const QRectF row = rows.front().room;
    const QFont tokenFont = font(11, QFont::DemiBold);
    const QFontMetricsF metrics(tokenFont);
    const double s = m_layout->scale();
    double x = row.left();
    for (const PipelineToken& token : content.unstable) {
        const double width = shortTextWidth(tokenFont, token.text) + 12 * s;
        if (x + width > row.right() + 1) {
            break;
        }
        rects.emplace_back(x, row.bottom(), width,
                           std::max(metrics.height() + 2, row.height() - 3));
        x += width + 5 * s;
    }
    return rects;
}

void PipelinePainter::paintUnstable(QPainter& painter, const PipelineContent& content) const {
    const BoxContent& what = content.box(PipelineBox::Unstable);
    for (const Row& row : rowsOf(content, PipelineBox::Unstable)) {
        paintLine(painter, row.room, what.lines[row.line]);
    }
    painter.setFont(font(11, QFont::DemiBold));
    const std::vector<QRectF> rects = unstableRects(content);
    for (std::size_t i = 0; i < rects.size(); ++i) {
        paintToken(painter, rects[i], content.unstable[i]);
    }
}

void PipelinePainter::paintWal(QPainter& painter, const PipelineContent& content) const {
    const QRectF box = m_layout->box(PipelineBox::Wal);
    const BoxContent& what = content.box(PipelineBox::Wal);
    const double s = m_layout->scale();
    const double rowHeight = m_layout->row();
    const std::vector<Row> rows = rowsOf(content, PipelineBox::Wal);
    if (rows.empty()) {
        return;
    }
    for (const Row& each : rows) {
        if (each.line == 2) {
            painter.fillRect(
                QRectF(each.room.left(), std::round(each.room.top()), each.room.width(), 1),
                m_theme->softRule);
        }
        paintLine(painter, each.room, what.lines[each.line]);
    }
    const QRectF row = rows.front().room;

    // How far the log in memory is on the disk: durable, then handed over.
    const QRectF bar(row.left(), std::round(row.bottom() + 1 * s), row.width(),
                     std::round(kBarHeight * s));
    painter.fillRect(bar, m_theme->track);
    painter.fillRect(QRectF(bar.topLeft(), QSizeF(bar.width() * content.bar.durable, bar.height())),
                     m_theme->applied);
    if (content.bar.written > content.bar.durable) {
        const QRectF pending(
            bar.left() + bar.width() * content.bar.durable, bar.top(),
            std::max(6 * s, bar.width() * (content.bar.written - content.bar.durable)),
            bar.height());
        const QRectF within = pending.translated(std::min(0.0, bar.right() - pending.right()), 0);
        painter.fillRect(within, m_theme->lateGround);
        paintHatch(painter, within, {m_theme->late, 1.0, 6 * s});
    }
    const double edge = std::round(bar.left() + bar.width() * content.bar.durable);
    painter.fillRect(QRectF(edge - 1, bar.top() - 2 * s, 1.5 * s, bar.height() + 4 * s),
                     m_theme->text);
    if (content.syncTitle.isEmpty()) {
        return;
    }
    const double top = row.top() + 2 * rowHeight + (kBarHeight + 8) * s;
    const double height = std::min(2 * rowHeight + 2 * s, box.bottom() - 4 * s - top);
    const QRectF banner(row.left(), top, row.width(), height);
    const bool isLate = content.isSyncLate;
    painter.setPen(QPen(isLate ? m_theme->late : m_theme->border, isLate ? 1.5 : 1.0));
    painter.setBrush(isLate ? m_theme->lateGround : m_theme->base);
    painter.drawRoundedRect(banner.adjusted(0.75, 0.75, -0.75, -0.75), kInnerRadius, kInnerRadius);
    const StepContent& sync = content.step(PipelineStep::Sync);
    const bool isSyncing = sync.state == StepState::Current;
    const QPointF centre(banner.left() + 22 * s, banner.center().y());
    paintBadge(painter, centre, isSyncing ? 3 : 2,
               isSyncing ? sync : content.step(PipelineStep::Write));
    const double left = banner.left() + 44 * s;
    const QRectF first(left, banner.top() + 2 * s, banner.right() - 6 * s - left,
                       banner.height() / 2 - 2 * s);
    painter.setFont(font(12, QFont::DemiBold));
    painter.setPen(m_theme->text);
    text(painter, first, Qt::AlignLeft | Qt::AlignVCenter, content.syncTitle);
    painter.setFont(font(11));
    painter.setPen(isLate ? m_theme->late : m_theme->textSecondary);
    text(painter, first.translated(0, banner.height() / 2 - 2 * s),
         Qt::AlignLeft | Qt::AlignVCenter, content.syncText);
}

}  // namespace quorate::gui
