// SPDX-License-Identifier: Apache-2.0
// What stands in the boxes of the picture.
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

#include "gui/paint/anew.h"
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
    room.setLeft(room.left() + QFontMetricsF(painter.font()).horizontalAdvance(title) +
                 8 * m_layout->scale());
    painter.setFont(font(11));
    painter.setPen(m_theme->textTertiary);
    text(painter, room, Qt::AlignRight | Qt::AlignVCenter, note);
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
    QRectF room = row;
    painter.setFont(font(11, isStrong ? QFont::Medium : QFont::Normal));
    const double needed = QFontMetricsF(painter.font()).horizontalAdvance(line.value);
    const bool isLabelOnly = line.value.isEmpty();
    if (!line.label.isEmpty()) {
        painter.setFont(font(11, isStrong ? QFont::DemiBold : QFont::Normal));
        painter.setPen(isStrong && !isLabelOnly ? m_theme->text
                       : isLabelOnly            ? valueColor
                                                : m_theme->textSecondary);
        if (line.tone == LineTone::Quiet) {
            painter.setPen(m_theme->textTertiary);
        }
        const double gap = isLabelOnly ? 0.0 : 6 * m_layout->scale();
        // The value comes first where both do not fit, down to half of the row for the label.
        const double labelRoom = std::max(room.width() - needed - gap, room.width() * 0.4);
        text(painter, QRectF(room.topLeft(), QSizeF(labelRoom, room.height())),
             Qt::AlignLeft | Qt::AlignVCenter, line.label);
        const double used =
            std::min(labelRoom, QFontMetricsF(painter.font()).horizontalAdvance(line.label));
        room.setLeft(room.left() + used + gap);
    }
    painter.setFont(font(11, isStrong ? QFont::Medium : QFont::Normal));
    painter.setPen(valueColor);
    text(painter, room, Qt::AlignRight | Qt::AlignVCenter, line.value);
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
        paintCalls(painter, what);
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
    const double inset = m_layout->inset() * (isOuter ? 1.0 : 0.8);
    double y = box.top() + m_layout->titleRow();
    const double ruleHeight = m_layout->row() * 0.5;
    const bool hasRules = which == PipelineBox::Ready || which == PipelineBox::Peers;
    for (std::size_t i = 0; i < what.lines.size(); ++i) {
        const PipelineLine& line = what.lines[i];
        const double height = line.tone == LineTone::Rule ? ruleHeight : m_layout->row();
        const QRectF row(box.left() + inset, y, box.width() - 2 * inset, height);
        if (row.bottom() > box.bottom() + 1) {
            break;
        }
        paintLine(painter, row, line);
        if (hasRules && line.tone != LineTone::Rule && i + 1 < what.lines.size()) {
            painter.fillRect(QRectF(row.left(), std::round(row.bottom()), row.width(), 1),
                             m_theme->softRule);
        }
        y += height;
    }
}

void PipelinePainter::paintCalls(QPainter& painter, const BoxContent& box) const {
    const QRectF around = m_layout->box(PipelineBox::Transport);
    const double inset = m_layout->inset();
    const double gap = 10 * m_layout->scale();
    const double width = (around.width() - 2 * inset - gap) / 2;
    if (box.lines.empty()) {
        const QRectF room(around.left() + inset, around.top() + m_layout->titleRow(),
                          around.width() - 2 * inset, m_layout->row());
        painter.setFont(font(11));
        painter.setPen(m_theme->textTertiary);
        text(painter, room, Qt::AlignLeft | Qt::AlignVCenter, box.placeholder);
    }
    for (std::size_t i = 0; i < box.lines.size() && i < 2; ++i) {
        const QRectF cell(around.left() + inset + static_cast<double>(i) * (width + gap),
                          around.top() + m_layout->titleRow(), width,
                          m_layout->row() + 2 * m_layout->scale());
        const bool isLate = box.lines[i].tone == LineTone::Late;
        painter.setPen(QPen(isLate ? m_theme->late : m_theme->border, 1));
        painter.setBrush(isLate ? m_theme->lateGround : m_theme->alternateRow);
        painter.drawRoundedRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), kInnerRadius, kInnerRadius);
        PipelineLine line = box.lines[i];
        const double pad = 8 * m_layout->scale();
        paintLine(painter, cell.adjusted(pad, 0, -pad, 0), line);
    }
}

void PipelinePainter::paintUnstable(QPainter& painter, const PipelineContent& content) const {
    const QRectF box = m_layout->box(PipelineBox::Unstable);
    const BoxContent& what = content.box(PipelineBox::Unstable);
    const double inset = m_layout->inset() * 0.8;
    const double rowHeight = m_layout->row();
    double y = box.top() + m_layout->titleRow();
    bool hasTokens = false;
    for (const PipelineLine& line : what.lines) {
        const double height = line.tone == LineTone::Rule ? rowHeight * 0.5 : rowHeight;
        const QRectF row(box.left() + inset, y, box.width() - 2 * inset, height);
        if (row.bottom() > box.bottom() + 1) {
            break;
        }
        paintLine(painter, row, line);
        y += height;
        if (!hasTokens && !content.unstable.empty()) {
            // The first entries themselves, where there is room for them.
            hasTokens = true;
            painter.setFont(font(11, QFont::DemiBold));
            const QFontMetricsF metrics(painter.font());
            double x = row.left();
            for (const PipelineToken& token : content.unstable) {
                const double width = metrics.horizontalAdvance(token.text) + 12 * m_layout->scale();
                if (x + width <= row.right() + 1) {
                    paintToken(painter,
                               QRectF(x, y, width, std::max(metrics.height() + 2, rowHeight - 3)),
                               token);
                }
                x += width + 5 * m_layout->scale();
            }
            y += rowHeight + 1;
        }
    }
}

void PipelinePainter::paintWal(QPainter& painter, const PipelineContent& content) const {
    const QRectF box = m_layout->box(PipelineBox::Wal);
    const BoxContent& what = content.box(PipelineBox::Wal);
    const double s = m_layout->scale();
    const double inset = m_layout->inset() * 0.8;
    const double rowHeight = m_layout->row();
    const QRectF row(box.left() + inset, box.top() + m_layout->titleRow(), box.width() - 2 * inset,
                     rowHeight);
    if (what.lines.size() < 2) {
        return;
    }
    paintLine(painter, row, what.lines[0]);

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
    paintLine(painter, row.translated(0, rowHeight + kBarHeight * s + 4 * s), what.lines[1]);

    // The last line stands at the foot, where the banner leaves room for it.
    const QRectF foot(row.left(), box.bottom() - rowHeight - 3 * s, row.width(), rowHeight);
    const double top = row.top() + 2 * rowHeight + (kBarHeight + 8) * s;
    const bool hasBanner = !content.syncTitle.isEmpty();
    if (what.lines.size() > 2 && foot.top() > top + (hasBanner ? 2 * rowHeight + 2 * s : -2 * s)) {
        painter.fillRect(QRectF(foot.left(), std::round(foot.top()), foot.width(), 1),
                         m_theme->softRule);
        paintLine(painter, foot, what.lines[2]);
    }
    if (!hasBanner) {
        return;
    }
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
