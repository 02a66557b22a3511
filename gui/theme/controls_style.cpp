// SPDX-License-Identifier: Apache-2.0
#include "gui/theme/controls_style.h"

#include <QApplication>
#include <QPainter>
#include <QStyleFactory>
#include <QStyleOptionComplex>

#include <algorithm>
#include <cmath>

namespace quorate::gui {

namespace {

constexpr qreal kRadius = 3;
constexpr int kLeastHeight = 24;
constexpr int kAroundText = 10;
constexpr int kComboArrow = 22;
constexpr int kSpinButtons = 18;
constexpr int kLeastIndicator = 11;

bool isOn(const QStyleOption& option, QStyle::StateFlag flag) {
    return option.state.testFlag(flag);
}

QColor inkOf(const QStyleOption& option) {
    return option.palette.color(
        isOn(option, QStyle::State_Enabled) ? QPalette::Active : QPalette::Disabled,
        QPalette::WindowText);
}

/// The box of a control: its ground, and a border that says whether the keyboard is there.
void paintBox(QPainter& painter, const QStyleOption& option, const QBrush& ground) {
    const QPalette& palette = option.palette;
    const bool isEnabled = isOn(option, QStyle::State_Enabled);
    const bool hasFocus = isEnabled && isOn(option, QStyle::State_HasFocus);
    const bool isHot = isEnabled && isOn(option, QStyle::State_MouseOver);
    const qreal width = hasFocus ? 2 : 1;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(
        QPen(palette.color(hasFocus || isHot ? QPalette::Highlight : QPalette::Mid), width));
    painter.setBrush(ground);
    const qreal inside = width / 2;
    painter.drawRoundedRect(QRectF(option.rect).adjusted(inside, inside, -inside, -inside), kRadius,
                            kRadius);
}

/// As wide as 8 pixels at the most; points down, or up.
void paintChevron(QPainter& painter, const QRectF& within, bool isUp, const QColor& ink) {
    const qreal half = std::min({4.0, within.width() / 4, within.height() / 2});
    const qreal rise = isUp ? -half / 2 : half / 2;
    const QPointF middle = within.center();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(ink, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(QPolygonF({middle + QPointF(-half, -rise), middle + QPointF(0, rise),
                                    middle + QPointF(half, -rise)}));
}

void paintCombo(QPainter& painter, const QStyleOptionComboBox& option, const QRect& arrow) {
    QLinearGradient ground(0, option.rect.top(), 0, option.rect.bottom());
    ground.setColorAt(0, option.palette.color(QPalette::Light));
    ground.setColorAt(1, option.palette.color(QPalette::Button));
    paintBox(painter, option,
             option.editable ? QBrush(option.palette.color(QPalette::Base)) : QBrush(ground));
    paintChevron(painter, arrow, false, inkOf(option));
}

void paintSpin(QPainter& painter, const QStyleOptionSpinBox& option, const QRect& up,
               const QRect& down) {
    paintBox(painter, option, option.palette.color(QPalette::Base));
    if (option.buttonSymbols == QAbstractSpinBox::NoButtons) {
        return;
    }
    const auto button = [&](const QRect& rect, bool isUp) {
        const QStyle::SubControl which = isUp ? QStyle::SC_SpinBoxUp : QStyle::SC_SpinBoxDown;
        const bool canStep = option.stepEnabled.testFlag(isUp ? QAbstractSpinBox::StepUpEnabled
                                                              : QAbstractSpinBox::StepDownEnabled);
        const bool isPressed =
            option.activeSubControls == which && isOn(option, QStyle::State_Sunken);
        if (isPressed && canStep) {
            painter.fillRect(rect, option.palette.color(QPalette::Midlight));
        }
        const auto group =
            canStep && isOn(option, QStyle::State_Enabled) ? QPalette::Active : QPalette::Disabled;
        paintChevron(painter, rect, isUp, option.palette.color(group, QPalette::WindowText));
    };
    button(up, true);
    button(down, false);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRect(up.left() - 1, option.rect.top() + 3, 1, option.rect.height() - 6),
                     option.palette.color(QPalette::Midlight));
}

void paintSlider(QPainter& painter, const QStyleOptionSlider& option, const QRect& handle) {
    const QPalette& palette = option.palette;
    const bool isEnabled = isOn(option, QStyle::State_Enabled);
    const QRect& all = option.rect;
    const int middle = handle.center().y();
    const QRect groove(all.left(), middle - 1, all.width(), 3);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette.color(QPalette::Mid));
    painter.drawRoundedRect(groove, 1.5, 1.5);
    if (option.tickPosition != QSlider::NoTicks && option.tickInterval > 0) {
        const int length = handle.width();
        for (int value = option.minimum; value <= option.maximum; value += option.tickInterval) {
            const int at = QStyle::sliderPositionFromValue(option.minimum, option.maximum, value,
                                                           all.width() - length);
            painter.fillRect(QRect(all.left() + at + length / 2, handle.bottom() + 2, 1, 3),
                             palette.color(QPalette::Mid));
        }
    }
    const bool hasFocus = isEnabled && isOn(option, QStyle::State_HasFocus);
    const bool isHot = isEnabled && isOn(option, QStyle::State_MouseOver);
    painter.setPen(QPen(palette.color(hasFocus || isHot ? QPalette::Highlight
                                      : isEnabled       ? QPalette::PlaceholderText
                                                        : QPalette::Mid),
                        hasFocus ? 2 : 1));
    painter.setBrush(palette.color(QPalette::Light));
    painter.drawRoundedRect(QRectF(handle).adjusted(1, 0.5, -1, -0.5), kRadius, kRadius);
}

void paintCheck(QPainter& painter, const QStyleOption& option, bool isRound) {
    const QPalette& palette = option.palette;
    const bool isEnabled = isOn(option, QStyle::State_Enabled);
    const bool isChecked = isOn(option, QStyle::State_On) || isOn(option, QStyle::State_NoChange);
    const bool isMarked = isEnabled && (isOn(option, QStyle::State_MouseOver) ||
                                        isOn(option, QStyle::State_HasFocus));
    const QColor accent =
        palette.color(isEnabled ? QPalette::Active : QPalette::Disabled, QPalette::Highlight);
    const QRectF box = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(
        QPen(isChecked || isMarked ? accent : palette.color(QPalette::PlaceholderText), 1));
    painter.setBrush(isChecked ? accent : palette.color(QPalette::Base));
    if (isRound) {
        painter.drawEllipse(box);
    } else {
        painter.drawRoundedRect(box, kRadius, kRadius);
    }
    if (!isChecked) {
        return;
    }
    const QColor ink = palette.color(QPalette::HighlightedText);
    const qreal unit = box.width() / 12;
    const QPointF middle = box.center();
    if (isRound) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink);
        painter.drawEllipse(middle, 2.5 * unit, 2.5 * unit);
        return;
    }
    painter.setPen(QPen(ink, 1.8 * unit, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    if (isOn(option, QStyle::State_NoChange)) {
        painter.drawLine(middle - QPointF(3 * unit, 0), middle + QPointF(3 * unit, 0));
    } else {
        painter.drawPolyline(QPolygonF({middle + QPointF(-3 * unit, 0.2 * unit),
                                        middle + QPointF(-0.9 * unit, 2.4 * unit),
                                        middle + QPointF(3.2 * unit, -2.4 * unit)}));
    }
}

}  // namespace

ControlsStyle::ControlsStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void ControlsStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                       QPainter* painter, const QWidget* widget) const {
    painter->save();
    const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
    const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
    const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control == CC_ComboBox && combo != nullptr) {
        paintCombo(*painter, *combo, subControlRect(control, option, SC_ComboBoxArrow, widget));
    } else if (control == CC_SpinBox && spin != nullptr) {
        paintSpin(*painter, *spin, subControlRect(control, option, SC_SpinBoxUp, widget),
                  subControlRect(control, option, SC_SpinBoxDown, widget));
    } else if (control == CC_Slider && slider != nullptr && slider->orientation == Qt::Horizontal) {
        paintSlider(*painter, *slider, subControlRect(control, option, SC_SliderHandle, widget));
    } else {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
    painter->restore();
}

void ControlsStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option,
                                  QPainter* painter, const QWidget* widget) const {
    if (element == PE_IndicatorCheckBox || element == PE_IndicatorItemViewItemCheck ||
        element == PE_IndicatorRadioButton) {
        painter->save();
        paintCheck(*painter, *option, element == PE_IndicatorRadioButton);
        painter->restore();
        return;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

QSize ControlsStyle::sizeFromContents(ContentsType type, const QStyleOption* option,
                                      const QSize& size, const QWidget* widget) const {
    QSize wanted = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_ComboBox || type == CT_SpinBox) {
        const int text = option != nullptr ? option->fontMetrics.height() : size.height();
        wanted.setHeight(std::max(kLeastHeight, text + kAroundText));
        if (type == CT_ComboBox) {
            wanted.setWidth(std::max(wanted.width(), size.width() + kComboArrow + 12));
        }
    }
    return wanted;
}

QRect ControlsStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option,
                                    SubControl subControl, const QWidget* widget) const {
    const QRect& all = option->rect;
    if (control == CC_ComboBox) {
        const QRect arrow(all.right() + 1 - kComboArrow, all.top(), kComboArrow, all.height());
        if (subControl == SC_ComboBoxArrow) {
            return visualRect(option->direction, all, arrow);
        }
        if (subControl == SC_ComboBoxEditField) {
            return visualRect(option->direction, all, all.adjusted(8, 2, -kComboArrow, -2));
        }
    }
    if (control == CC_SpinBox) {
        const int left = all.right() - kSpinButtons;
        const int middle = all.top() + all.height() / 2;
        const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        const bool hasButtons =
            spin == nullptr || spin->buttonSymbols != QAbstractSpinBox::NoButtons;
        switch (subControl) {
        case SC_SpinBoxUp:
            return visualRect(option->direction, all,
                              {left, all.top() + 2, kSpinButtons - 1, middle - all.top() - 2});
        case SC_SpinBoxDown:
            return visualRect(option->direction, all,
                              {left, middle, kSpinButtons - 1, all.bottom() - 1 - middle});
        case SC_SpinBoxEditField:
            return visualRect(option->direction, all,
                              all.adjusted(6, 2, hasButtons ? -kSpinButtons - 2 : -6, -2));
        default:
            break;
        }
    }
    return QProxyStyle::subControlRect(control, option, subControl, widget);
}

int ControlsStyle::pixelMetric(PixelMetric metric, const QStyleOption* option,
                               const QWidget* widget) const {
    switch (metric) {
    case PM_FocusFrameHMargin:
        // One more is added by whoever asks; six is what the style sheet has for headers.
        return 5;
    case PM_TabBarScrollButtonWidth:
        return widget != nullptr ? std::max(kLeastIndicator, widget->fontMetrics().height())
                                 : QProxyStyle::pixelMetric(metric, option, widget);
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight: {
        const QFontMetrics text = option != nullptr   ? option->fontMetrics
                                  : widget != nullptr ? widget->fontMetrics()
                                                      : QFontMetrics(QApplication::font());
        return std::max(kLeastIndicator, text.height() - 1);
    }
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int ControlsStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                             QStyleHintReturn* returned) const {
    if (hint == SH_DialogButtonBox_ButtonsHaveIcons) {
        return 0;
    }
    return QProxyStyle::styleHint(hint, option, widget, returned);
}

}  // namespace quorate::gui
