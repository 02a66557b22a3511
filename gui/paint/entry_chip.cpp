// SPDX-License-Identifier: Apache-2.0
#include "gui/paint/entry_chip.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "gui/paint/chip.h"

namespace quorate::gui {

namespace {

constexpr qreal kPadding = 5;

QFont chipFont(QFont font) {
    font.setWeight(QFont::Bold);
    return font;
}

}  // namespace

EntryChip::EntryChip(const Theme& theme, raft::Term term, QString text)
    : m_theme(theme), m_term(term), m_text(std::move(text)) {}

EntryChip EntryChip::ofEntry(const Theme& theme, raft::EntryId entry) {
    return {theme, entry.term, textOf(entry)};
}

EntryChip EntryChip::ofTerm(const Theme& theme, raft::Term term) {
    return {theme, term, QString::number(term.value())};
}

QSizeF EntryChip::size(const QFont& font) const {
    const QFontMetrics metrics(chipFont(font));
    return {std::max<qreal>(metrics.horizontalAdvance(m_text) + 2 * kPadding, metrics.height()),
            static_cast<qreal>(metrics.height()) + 1};
}

QRectF EntryChip::paint(QPainter& painter, const QRectF& within) const {
    const QSizeF wanted = size(painter.font());
    QRectF chip(within.left(), within.center().y() - wanted.height() / 2,
                std::min(wanted.width(), within.width()), wanted.height());
    chip.moveTop(std::floor(chip.top()));
    painter.save();
    paintTermBox(painter, chip, m_text, m_term, m_theme, chipFont(painter.font()));
    painter.restore();
    return chip;
}

}  // namespace quorate::gui
