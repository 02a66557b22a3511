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
FieldLayout layOut(const std::vector<FieldPart>& parts, const QFont& font, int width);

/// What a row can select, in order: its name first, then its parts.
std::vector<Selected> linksOf(const Field& field);

}  // namespace quorate::gui
