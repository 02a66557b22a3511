// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProxyStyle>

namespace quorate::gui {

/// Fusion with the controls that a style sheet cannot draw without pictures: combo boxes, spin
/// boxes, check boxes, radio buttons and sliders, in the colours of the palette. Belongs to the
/// application once it is set.
class ControlsStyle final : public QProxyStyle {
    Q_OBJECT

public:
    ControlsStyle();

    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                            QPainter* painter, const QWidget* widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                           const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option,
                         SubControl subControl, const QWidget* widget) const override;
    /// Text in tables begins where that of their headers does; what is checked is as high as text.
    int pixelMetric(PixelMetric metric, const QStyleOption* option,
                    const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* returned) const override;
};

}  // namespace quorate::gui
