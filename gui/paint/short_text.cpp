// SPDX-License-Identifier: Apache-2.0
#include "gui/paint/short_text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QGlyphRun>
#include <QHash>
#include <QTextLayout>
#include <QThread>

#include <algorithm>
#include <vector>

#include "gui/paint/anew.h"

namespace quorate::gui {

namespace {

struct Shaped {
    double width{0};
    double advance{0};
    double ascent{0};
    double height{0};
    QList<QGlyphRun> runs;
};

struct TextsOfFont {
    QFont font;
    QHash<QString, Shaped> texts;
};

std::vector<TextsOfFont>& allTexts() {
    thread_local std::vector<TextsOfFont> known;
    return known;
}

void forgetTexts() {
    allTexts().clear();
}

TextsOfFont& textsOf(const QFont& font) {
    std::vector<TextsOfFont>& known = allTexts();
    const auto found = std::find_if(known.begin(), known.end(), [&font](const TextsOfFont& texts) {
        return texts.font == font;
    });
    if (found != known.end()) {
        return *found;
    }
    const QCoreApplication* application = QCoreApplication::instance();
    if (known.empty() && application != nullptr &&
        application->thread() == QThread::currentThread()) {
        // Fonts go before the application does.
        qAddPostRoutine(forgetTexts);
    }
    constexpr std::size_t kMostFonts = 24;
    if (known.size() == kMostFonts) {
        known.erase(known.begin());
    }
    known.push_back({font, {}});
    return known.back();
}

const Shaped& shape(const QFont& font, const QString& text) {
    TextsOfFont& known = textsOf(font);
    const auto found = known.texts.constFind(text);
    if (found != known.texts.constEnd()) {
        return *found;
    }
    // Numbers go up for ever; what was painted long ago need not stay.
    constexpr qsizetype kMostTexts = 1024;
    if (known.texts.size() == kMostTexts) {
        known.texts.clear();
    }
    Shaped shaped;
    shaped.width = QFontMetricsF(font).horizontalAdvance(text);
    QTextLayout layout(text, font);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    if (line.isValid()) {
        line.setLineWidth(shaped.width + 1e6);
        line.setPosition({0, 0});
        shaped.advance = line.horizontalAdvance();
        shaped.ascent = line.ascent();
        shaped.height = line.ascent() + line.descent();
    }
    layout.endLayout();
    shaped.runs = layout.glyphRuns();
    return *known.texts.insert(text, std::move(shaped));
}

void drawRuns(QPainter& painter, QPointF corner, const Shaped& shaped) {
    for (const QGlyphRun& run : shaped.runs) {
        painter.drawGlyphRun(corner, run);
    }
}

}  // namespace

double shortTextWidth(const QFont& font, const QString& text) {
    return shape(font, text).width;
}

void drawShortText(QPainter& painter, QPointF baseline, const QString& text) {
    if (paintsAnew(painter)) {
        painter.drawText(baseline, text);
        return;
    }
    const Shaped& shaped = shape(painter.font(), text);
    drawRuns(painter, baseline - QPointF(0, shaped.ascent), shaped);
}

void drawShortText(QPainter& painter, const QRectF& room, Qt::Alignment alignment,
                   const QString& text) {
    // In the middle, QPainter rounds as only it knows.
    if (paintsAnew(painter) || alignment.testFlag(Qt::AlignHCenter)) {
        painter.drawText(room, static_cast<int>(alignment) | Qt::TextSingleLine | Qt::TextDontClip,
                         text);
        return;
    }
    const Shaped& shaped = shape(painter.font(), text);
    QPointF corner = room.topLeft();
    if (alignment.testFlag(Qt::AlignRight)) {
        corner.rx() += room.width() - shaped.advance;
    }
    if (alignment.testFlag(Qt::AlignBottom)) {
        corner.ry() += room.height() - shaped.height;
    } else if (alignment.testFlag(Qt::AlignVCenter)) {
        corner.ry() += (room.height() - shaped.height) / 2;
    }
    drawRuns(painter, corner, shaped);
}

}  // namespace quorate::gui
