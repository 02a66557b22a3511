// SPDX-License-Identifier: Apache-2.0
#include "gui/paint/type.h"

#include <QFontInfo>

#include <cmath>

namespace quorate::gui {

namespace {

/// Of text at 100 %.
constexpr double kTextSize = 12.0;

}  // namespace

Type::Type(const QFont& base) : m_base(base), m_scale(QFontInfo(base).pixelSize() / kTextSize) {}

QFont Type::font(double size, QFont::Weight weight) const {
    QFont font(m_base);
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(size * m_scale))));
    font.setWeight(weight);
    return font;
}

}  // namespace quorate::gui
