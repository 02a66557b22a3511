// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFont>

namespace quorate::gui {

/// The fonts of painted views. Sizes are those of the design, in pixels; they grow and shrink with
/// the font that the application has, and so must what is drawn around text.
class Type {
public:
    /// `base`: the font of the widget that is painted.
    explicit Type(const QFont& base);

    [[nodiscard]] QFont font(double size, QFont::Weight weight = QFont::Normal) const;
    /// 1 at the size of the design.
    [[nodiscard]] double scale() const noexcept { return m_scale; }

    friend bool operator==(const Type&, const Type&) = default;

private:
    QFont m_base;
    double m_scale;
};

}  // namespace quorate::gui
