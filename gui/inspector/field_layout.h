// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFont>
#include <QPoint>
#include <QRect>

#include <optional>
#include <vector>

#include "gui/inspector/field.h"

namespace quorate::gui {

/// Where the parts of a value stand in a cell of this width: one behind the other, and on in the
/// next line where they do not fit. A part that is too long for a line is broken into several.
struct FieldLayout {
    std::vector<QRect> parts;
    int height{0};
};
/// What is shown of a value: its parts, what the leader has instead, and what changed where that
/// has no column of its own.
std::vector<FieldPart> shownPartsOf(const Field& field, const QString& change = {});
/// How text is broken that is to be so wide: between words, and within one only where it is wider.
int wrapFlags(const QFontMetrics& metrics, const QString& text, int width);
FieldLayout layOut(const std::vector<FieldPart>& parts, const QFont& font, int width);

/// What a row can select, in order: its name first, then its parts.
std::vector<Selected> linksOf(const Field& field);

}  // namespace quorate::gui
