// SPDX-License-Identifier: Apache-2.0
#include "gui/log_wall/log_legend.h"

#include <QFontMetrics>
#include <QPainter>
#include <QStringList>

#include "gui/paint/entry_marks.h"
#include "gui/paint/type.h"

namespace quorate::gui {

namespace {

enum class LegendMark { Next, Match, Commit };

}  // namespace

LogLegend::LogLegend(const ThemeModel& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setObjectName(QStringLiteral("logLegend"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
}

void LogLegend::setSource(const QString& source) {
    if (source == m_source) {
        return;
    }
    m_source = source;
    setAccessibleName(tr("Marks: next and match, %1; own commit").arg(source));
    setToolTip(tr("▲ next and ● match, %1; the flag is a node’s own commit").arg(source));
    updateGeometry();
    update();
}

QString LogLegend::matchText(const QFontMetricsF& metrics) const {
    const QString all = tr("match (%1)").arg(m_source);
    const double others = metrics.horizontalAdvance(tr("next") + tr("own commit"));
    const double marks = 3 * 14 * Type(font()).scale() + 2 * 12 * Type(font()).scale();
    return others + marks + metrics.horizontalAdvance(all) <= width() ? all : tr("match");
}

QSize LogLegend::sizeHint() const {
    const QFontMetrics metrics(font());
    const int text =
        metrics.horizontalAdvance(tr("next") + tr("match (%1)").arg(m_source) + tr("own commit"));
    return {text + 9 * metrics.height() / 2 + 8, metrics.height()};
}

void LogLegend::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const Theme& theme = m_theme.theme();
    const double scale = Type(font()).scale();
    const QFontMetricsF metrics(font());
    const double middle = height() / 2.0;
    const double baseline = middle + metrics.capHeight() / 2;
    const struct {
        LegendMark mark;
        QString text;
    } entries[] = {{LegendMark::Next, tr("next")},
                   {LegendMark::Match, matchText(metrics)},
                   {LegendMark::Commit, tr("own commit")}};
    double x = 0;
    for (const auto& entry : entries) {
        // What has no room is left away: the tooltip has all of it.
        const double needed = 14 * scale + metrics.horizontalAdvance(entry.text);
        if (x + needed > width()) {
            break;
        }
        const QPointF centre(x + 5 * scale, middle);
        switch (entry.mark) {
        case LegendMark::Next:
            drawNextTriangle(painter, centre, theme, scale);
            break;
        case LegendMark::Match:
            drawMatchDot(painter, centre, theme, scale);
            break;
        case LegendMark::Commit:
            drawCommitTick(painter, centre - QPointF(0, 6 * scale), 12 * scale, theme, scale);
            break;
        }
        x += 14 * scale;
        painter.setPen(theme.textSecondary);
        painter.drawText(QPointF(x, baseline), entry.text);
        x += metrics.horizontalAdvance(entry.text) + 12 * scale;
    }
}

}  // namespace quorate::gui
