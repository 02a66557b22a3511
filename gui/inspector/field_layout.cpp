// SPDX-License-Identifier: Apache-2.0
#include "gui/inspector/field_layout.h"

#include <QFontMetrics>
#include <QStringList>

#include <algorithm>

namespace quorate::gui {

namespace {

constexpr int kGap = 10;
/// More, since what is before it may have an outline.
constexpr int kAsideGap = 4;
constexpr int kChipPadding = 5;

int widthOf(const FieldPart& part, const QFont& font) {
    if (!part.chip) {
        return QFontMetrics(font).horizontalAdvance(part.text);
    }
    QFont bold = font;
    bold.setWeight(QFont::Bold);
    return std::max(QFontMetrics(bold).horizontalAdvance(part.text) + 2 * kChipPadding,
                    QFontMetrics(bold).height());
}

}  // namespace

std::vector<FieldPart> shownPartsOf(const Field& field, const QString& change) {
    std::vector<FieldPart> parts = field.parts;
    if (!field.leaderHas.isEmpty()) {
        parts.push_back({field.leaderHas, {}, {}, true});
    }
    if (!change.isEmpty()) {
        parts.push_back({change, {}, {}, true});
    }
    return parts;
}

int wrapFlags(const QFontMetrics& metrics, const QString& text, int width) {
    const QStringList words = text.split(u' ');
    const bool isTooWide = std::any_of(words.begin(), words.end(), [&](const QString& word) {
        return metrics.horizontalAdvance(word) > width;
    });
    return isTooWide ? Qt::TextWrapAnywhere : Qt::TextWordWrap;
}

FieldLayout layOut(const std::vector<FieldPart>& parts, const QFont& font, int width) {
    const QFontMetrics metrics(font);
    const int line = metrics.height() + 2;
    FieldLayout layout;
    int x = 0;
    int y = 0;
    for (const FieldPart& part : parts) {
        const int wanted = widthOf(part, font);
        x += part.isAside && x > 0 ? kAsideGap : 0;
        if (x > 0 && x + wanted > width) {
            x = 0;
            y += line;
        }
        if (wanted > width && !part.chip) {
            const int height = metrics
                                   .boundingRect(QRect(0, 0, std::max(width, 1), 10'000),
                                                 wrapFlags(metrics, part.text, width), part.text)
                                   .height();
            layout.parts.emplace_back(0, y, width, std::max(height, line));
            y += std::max(height, line) - line;
            x = width;
        } else {
            layout.parts.emplace_back(x, y, wanted, line);
            x += wanted + kGap;
        }
    }
    layout.height = y + line;
    return layout;
}

std::vector<Selected> linksOf(const Field& field) {
    std::vector<Selected> links;
    if (field.nameLink != Selected()) {
        links.push_back(field.nameLink);
    }
    for (const FieldPart& part : field.parts) {
        if (part.link != Selected()) {
            links.push_back(part.link);
        }
    }
    return links;
}

}  // namespace quorate::gui
