// SPDX-License-Identifier: Apache-2.0
#include "gui/time_bar/history_painter.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "gui/paint/short_text.h"
#include "gui/paint/time_mark.h"

namespace quorate::gui {

namespace {

double tickLength(const Type& type) {
    return static_cast<double>(std::lround(4 * type.scale()));
}

/// Of marks at one place, the one that is drawn: what a person would look for first.
int weightOf(MarkKind kind) {
    switch (kind) {
    case MarkKind::Violation:
        return 9;
    case MarkKind::NodeFailed:
        return 8;
    case MarkKind::NodeDown:
        return 7;
    case MarkKind::LeaderElected:
        return 6;
    case MarkKind::FaultStarted:
        return 5;
    case MarkKind::NodeUp:
        return 4;
    case MarkKind::ConfigurationChanged:
        return 3;
    case MarkKind::FaultEnded:
        return 2;
    case MarkKind::Unseen:
        return 6;
    case MarkKind::SnapshotInstalled:
    case MarkKind::SnapshotSaved:
    case MarkKind::Campaign:
        break;
    }
    return 1;
}

void paintDensity(QPainter& painter, const StripRows& rows, const History& history,
                  const TimeRange& range, const Theme& theme) {
    const std::vector<std::uint32_t>& operations = history.operations();
    if (operations.empty()) {
        return;
    }
    const auto bucket = static_cast<double>(history.bucketNs());
    const double perPixel = range.nanosecondsPerPixel();
    const auto begin = static_cast<double>(range.from().nanoseconds());
    const double most = *std::max_element(operations.begin(), operations.end());
    const int height = rows.densityBottom - rows.densityTop;
    // A column is a few pixels, so that single operations of a short stretch form a shape.
    constexpr int kColumn = 3;
    for (int x = 0; x < rows.strip.width(); x += kColumn) {
        const double low = (begin + x * perPixel) / bucket;
        const double high = (begin + (x + kColumn) * perPixel) / bucket;
        const auto first = static_cast<std::size_t>(low);
        const auto last =
            std::min(std::max(first + 1, static_cast<std::size_t>(high)), operations.size());
        std::uint32_t count = 0;
        for (std::size_t i = first; i < last; ++i) {
            count = std::max(count, operations[i]);
        }
        if (count > 0) {
            const int bar = std::max(1, static_cast<int>(std::lround(count / most * height)));
            painter.fillRect(rows.strip.left() + x, rows.densityBottom - bar,
                             std::min(kColumn, rows.strip.width() - x), bar, theme.stable);
        }
    }
}

void paintBands(QPainter& painter, const StripRows& rows, const History& history,
                const TimeRange& range, const Theme& theme, const Type& type) {
    const QRect& strip = rows.strip;
    const QRect whole(strip.left(), rows.bandTop, strip.width(), strip.bottom() + 1 - rows.bandTop);
    painter.fillRect(whole, theme.track);
    painter.fillRect(whole.left(), whole.top() - 1, whole.width(), 1, theme.cellOutline);
    const std::vector<TermBand>& bands = history.bands();
    auto band = std::upper_bound(
        bands.begin(), bands.end(), range.from(),
        [](observe::Moment moment, const TermBand& candidate) { return moment < candidate.from; });
    if (band != bands.begin()) {
        --band;
    }
    const QFont font = type.font(11, QFont::DemiBold);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    while (band != bands.end()) {
        // A candidate that is elected goes on with the same term.
        auto next = std::next(band);
        while (next != bands.end() && next->term == band->term) {
            ++next;
        }
        const double left = std::max(0.0, std::floor(range.xOf(band->from)));
        const double right =
            next != bands.end() ? std::min<double>(strip.width(), std::floor(range.xOf(next->from)))
                                : strip.width();
        if (left >= strip.width()) {
            break;
        }
        if (right > left) {
            const QRectF rect(strip.left() + left, whole.top(), right - left, whole.height());
            painter.fillRect(rect, theme.termFill(band->term));
            painter.fillRect(QRectF(rect.left(), rect.top(), 1, rect.height()), theme.cellOutline);
            const double padding = 5 * type.scale();
            const QString full =
                QCoreApplication::translate("TimeBar", "term %1").arg(band->term.value());
            for (const QString& text : {full, QString::number(band->term.value())}) {
                if (metrics.horizontalAdvance(text) + 2 * padding <= rect.width()) {
                    painter.setPen(theme.termLabel(band->term));
                    painter.drawText(
                        QPointF(rect.left() + padding, rect.center().y() + metrics.capHeight() / 2),
                        text);
                    break;
                }
            }
        }
        band = next;
    }
}

}  // namespace

StripRows rowsOf(const QRect& strip, double scale) {
    const auto at = [&](double y) {
        return strip.top() + static_cast<int>(std::lround(y * scale));
    };
    const int band = strip.bottom() + 1 - static_cast<int>(std::lround(12 * scale));
    return {strip, at(9), at(16), band - 1, band};
}

std::vector<PlacedMark> placedMarks(const History& history, const TimeRange& range,
                                    double leastPixels) {
    const std::vector<Mark>& marks = history.marks();
    auto mark = std::lower_bound(
        marks.begin(), marks.end(), range.from(),
        [](const Mark& candidate, observe::Moment moment) { return candidate.moment < moment; });
    std::vector<PlacedMark> placed;
    for (; mark != marks.end() && mark->moment <= range.to(); ++mark) {
        const double x = range.xOf(mark->moment);
        if (!placed.empty() && x - placed.back().x < leastPixels) {
            if (weightOf(mark->kind) > weightOf(placed.back().mark->kind)) {
                placed.back().mark = &*mark;
            }
            continue;
        }
        placed.push_back({x, &*mark});
    }
    return placed;
}

void paintHistory(QPainter& painter, const QRect& strip, const History& history,
                  const TimeRange& range, const Theme& theme, const Type& type) {
    const StripRows rows = rowsOf(strip, type.scale());
    painter.save();
    painter.setClipRect(strip);
    paintDensity(painter, rows, history, range, theme);
    paintBands(painter, rows, history, range, theme, type);
    for (const PlacedMark& placed : placedMarks(history, range, 8 * type.scale())) {
        drawTimeMark(painter, QPointF(strip.left() + placed.x, rows.marks), placed.mark->kind,
                     theme, type.scale());
    }
    painter.restore();
}

std::vector<RulerLabel> rulerLabels(const QRect& strip, const TimeRange& range, const Type& type,
                                    double pictureWidth) {
    const QFont font = type.font(11);
    const QFontMetricsF metrics(font);
    const double least = shortTextWidth(font, QStringLiteral("000.000 s")) + 24 * type.scale();
    const TimeRange::Ticks ticks = range.ticks(least);
    const double top = strip.bottom() + 2 + tickLength(type);
    std::vector<RulerLabel> labels;
    for (const observe::Moment moment : ticks.moments) {
        const double x = strip.left() + std::round(range.xOf(moment));
        const QString text =
            QCoreApplication::translate("TimeBar", "%1 s")
                .arg(static_cast<double>(moment.nanoseconds()) / 1e9, 0, 'f', ticks.decimals);
        const double width = shortTextWidth(font, text);
        // The first and the last one stay on the picture.
        const double left = std::clamp(x - width / 2, 1.0, std::max(1.0, pictureWidth - width - 1));
        labels.push_back({x, QRectF(left, top, width, metrics.height()), text});
    }
    return labels;
}

void paintRuler(QPainter& painter, const QRect& strip, const TimeRange& range, const Theme& theme,
                const Type& type, double pictureWidth) {
    painter.setFont(type.font(11));
    painter.setPen(theme.textTertiary);
    const QFontMetricsF metrics(type.font(11));
    for (const RulerLabel& label : rulerLabels(strip, range, type, pictureWidth)) {
        painter.fillRect(QRectF(label.x, strip.bottom() + 1, 1, tickLength(type)),
                         theme.textTertiary);
        drawShortText(painter, label.box.topLeft() + QPointF(0, metrics.ascent()), label.text);
    }
}

}  // namespace quorate::gui
