// SPDX-License-Identifier: Apache-2.0
#include "gui/paint/entry_cell.h"

#include <QFontInfo>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "gui/paint/anew.h"

namespace quorate::gui {

namespace {

using observe::EntryKind;

/// Terms go up for ever; what was painted for old ones need not stay.
constexpr qsizetype kMostCells = 2048;
constexpr qreal kFontPixels = 12;

struct Measures {
    int slotWidth;
    int cellWidth;
    int height;
    qreal thickBorder;  ///< of a committed entry
    qreal bottomBar;    ///< of an applied one
    qreal hatchPitch;
};

Measures measuresOf(CellSize size) {
    switch (size) {
    case CellSize::Full:
        return {18, 16, 26, 1.75, 5, 5};
    case CellSize::Strip:
        return {11, 10, 14, 1.5, 3, 4};
    case CellSize::Small:
        break;
    }
    return {8, 7, 14, 1.25, 3, 4};
}

bool isHatched(Durability durability) {
    return durability == Durability::Unstable || durability == Durability::InProgress;
}

void drawHatch(QPainter& painter, const QRectF& rect, QColor colour, qreal pitch, qreal width) {
    colour.setAlphaF(colour.lightness() > 127 ? 0.62F : 0.5F);
    paintHatch(painter, rect, {colour, width, pitch * std::sqrt(2.0)});
}

void drawDottedBorder(QPainter& painter, const QRectF& rect, const QColor& colour, qreal width) {
    QPen pen(colour, width);
    pen.setCapStyle(Qt::FlatCap);
    pen.setDashPattern({1.0, 2.0 / 1.5});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    const qreal half = width / 2;
    painter.drawRect(rect.adjusted(half, half, -half, -half));
}

void drawGear(QPainter& painter, const QPointF& centre, qreal radius, const QColor& colour) {
    painter.save();
    painter.translate(centre);
    painter.setPen(QPen(colour, radius * 0.42, Qt::SolidLine, Qt::FlatCap));
    for (int tooth = 0; tooth < 6; ++tooth) {
        painter.drawLine(QPointF(0, radius * 0.5), QPointF(0, radius * 1.12));
        painter.rotate(60);
    }
    painter.setPen(QPen(colour, radius * 0.44));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(QPointF(0, 0), radius * 0.62, radius * 0.62);
    painter.restore();
}

void drawEmptySet(QPainter& painter, const QPointF& centre, qreal radius, const QColor& colour) {
    painter.setPen(QPen(colour, radius * 0.4, Qt::SolidLine, Qt::RoundCap));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(centre, radius * 0.8, radius * 0.8);
    const QPointF reach(radius, -radius);
    painter.drawLine(centre - reach, centre + reach);
}

void drawGlyph(QPainter& painter, const QPointF& centre, EntryKind kind, const QColor& colour,
               qreal scale) {
    switch (kind) {
    case EntryKind::Normal:
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawEllipse(centre, 1.7 * scale, 1.7 * scale);
        break;
    case EntryKind::ConfChange:
        drawGear(painter, centre, 3.5 * scale, colour);
        break;
    case EntryKind::Empty:
        drawEmptySet(painter, centre, 3.1 * scale, colour);
        break;
    }
}

/// As many digits as fit, the last ones; a dot stands for those left out.
QString termText(raft::Term term) {
    const QString digits = QString::number(term.value());
    constexpr qsizetype kMostDigits = 4;
    return digits.size() <= kMostDigits ? digits : u'\u2025' + digits.right(kMostDigits - 1);
}

void drawTerm(QPainter& painter, const QRectF& area, raft::Term term, QFont font, qreal pixels,
              const QColor& colour) {
    const QString text = termText(term);
    font.setWeight(QFont::DemiBold);
    font.setPixelSize(std::max(1, qRound(pixels)));
    const qreal width = QFontMetricsF(font).horizontalAdvance(text);
    if (width > area.width()) {
        font.setPixelSize(
            std::max(5, static_cast<int>(std::floor(font.pixelSize() * area.width() / width))));
    }
    painter.setFont(font);
    painter.setPen(colour);
    const QFontMetricsF metrics(font);
    const QPointF baseline(area.center().x() - metrics.horizontalAdvance(text) / 2,
                           area.center().y() + metrics.capHeight() / 2);
    painter.drawText(baseline, text);
}

}  // namespace

void EntryCellPainter::setUp(const Theme& theme, const QFont& font, qreal devicePixelRatio) {
    if (m_theme == &theme && m_font == font && qFuzzyCompare(m_ratio, devicePixelRatio)) {
        return;
    }
    m_theme = &theme;
    m_font = font;
    m_ratio = devicePixelRatio;
    m_scale = std::clamp(QFontInfo(font).pixelSize() / kFontPixels, 0.5, 4.0);
    m_cells.clear();
}

QSize EntryCellPainter::slot(CellSize size) const {
    const Measures measures = measuresOf(size);
    return {qRound(measures.slotWidth * m_scale), qRound(measures.height * m_scale)};
}

QSize EntryCellPainter::cell(CellSize size) const {
    const Measures measures = measuresOf(size);
    const int gap = std::max(1, qRound((measures.slotWidth - measures.cellWidth) * m_scale));
    return slot(size) - QSize(gap, 0);
}

void EntryCellPainter::draw(QPainter& painter, const QPointF& topLeft, const EntryCell& cell,
                            CellSize size) {
    if (m_theme == nullptr) {
        return;
    }
    if (paintsAnew(painter)) {
        painter.save();
        painter.translate(topLeft);
        paint(painter, cell, size);
        painter.restore();
        return;
    }
    // Only the largest shows the number itself; of the others there are as many as colours.
    const std::uint64_t term = cell.term.value();
    const std::uint64_t shown = size == CellSize::Full || term == 0 ? term : (term - 1) % 6 + 1;
    const quint64 key = (shown << 10U) | (static_cast<quint64>(size) << 8U) |
                        (static_cast<quint64>(cell.kind) << 4U) |
                        static_cast<quint64>(cell.durability);
    auto found = m_cells.constFind(key);
    if (found == m_cells.constEnd()) {
        if (m_cells.size() >= kMostCells) {
            m_cells.clear();
        }
        found = m_cells.insert(key, render(cell, size));
    }
    painter.drawPixmap(topLeft, *found);
}

QPixmap EntryCellPainter::render(const EntryCell& what, CellSize size) const {
    QPixmap pixmap(cell(size) * m_ratio);
    pixmap.setDevicePixelRatio(m_ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(painter, what, size);
    return pixmap;
}

void EntryCellPainter::paint(QPainter& painter, const EntryCell& what, CellSize size) const {
    const Measures measures = measuresOf(size);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF rect(QPointF(0, 0), QSizeF(cell(size)));
    const QColor fill = m_theme->termFill(what.term);
    const QColor label = m_theme->termLabel(what.term);
    const QColor& outline = m_theme->cellOutline;

    QRectF inner = rect;
    const auto inset = [&](qreal by) { inner.adjust(by, by, -by, -by); };
    switch (what.durability) {
    case Durability::Unstable:
    case Durability::InProgress:
        painter.fillRect(rect, fill);
        drawHatch(painter, rect, label, measures.hatchPitch * m_scale, 1.3 * m_scale);
        if (what.durability == Durability::Unstable) {
            drawDottedBorder(painter, rect, outline, 1.5 * m_scale);
        } else {
            painter.setPen(QPen(outline, 1.5 * m_scale, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
            painter.setBrush(Qt::NoBrush);
            const qreal half = 0.75 * m_scale;
            painter.drawRect(rect.adjusted(half, half, -half, -half));
        }
        inset(1.5 * m_scale);
        break;
    case Durability::Stable:
        painter.fillRect(rect, outline);
        inset(std::max(1.0, std::round(m_scale)));
        painter.fillRect(inner, fill);
        break;
    case Durability::Committed:
    case Durability::Applied:
        painter.fillRect(rect, outline);
        inset(measures.thickBorder * m_scale);
        if (what.durability == Durability::Applied) {
            inner.setBottom(rect.bottom() - measures.bottomBar * m_scale);
        }
        painter.fillRect(inner, m_theme->canvas);
        inset(0.75 * m_scale);
        painter.fillRect(inner, fill);
        break;
    }
    if (size != CellSize::Full) {
        return;
    }

    // The larger glyphs push the number up a little.
    const qreal top = (what.kind == EntryKind::Normal ? 4.3 : 3.7) * m_scale;
    const QRectF number(1.5 * m_scale, top, rect.width() - 3 * m_scale, 8.6 * m_scale);
    if (isHatched(what.durability)) {
        painter.fillRect(number.adjusted(0, -0.6 * m_scale, 0, 0.6 * m_scale), fill);
    }
    drawTerm(painter, number, what.term, m_font, 11 * m_scale, label);
    const qreal glyphAt = what.kind == EntryKind::Normal ? 16.5 : 16.2;
    const QPointF glyph(rect.width() / 2, glyphAt * m_scale);
    if (isHatched(what.durability)) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        const qreal ground = (what.kind == EntryKind::Normal ? 3 : 5) * m_scale;
        painter.drawEllipse(glyph, ground, ground);
    }
    drawGlyph(painter, glyph, what.kind, label, m_scale);
}

}  // namespace quorate::gui
