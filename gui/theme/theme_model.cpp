// SPDX-License-Identifier: Apache-2.0
#include "gui/theme/theme_model.h"

#include <QApplication>

#include "gui/theme/controls_style.h"

namespace quorate::gui {

ThemeModel::ThemeModel(QObject* parent) : QObject(parent), m_theme(&lightTheme()) {
    // The palette that the platform gave, before any of ours.
    const QPalette system = QApplication::palette();
    m_systemIsDark =
        system.color(QPalette::Window).lightness() < system.color(QPalette::WindowText).lightness();
    QApplication::setStyle(new ControlsStyle);
    apply();
}

void ThemeModel::setAppearance(Appearance appearance) {
    if (appearance != m_appearance) {
        m_appearance = appearance;
        apply();
    }
}

void ThemeModel::setReducesMotion(bool reduces) {
    if (reduces != m_reducesMotion) {
        m_reducesMotion = reduces;
        Q_EMIT changed();
    }
}

void ThemeModel::apply() {
    const bool isDark =
        m_appearance == Appearance::Dark || (m_appearance == Appearance::System && m_systemIsDark);
    m_theme = isDark ? &darkTheme() : &lightTheme();
    QApplication::setPalette(paletteOf(*m_theme));
    qApp->setStyleSheet(styleSheetOf(*m_theme));
    Q_EMIT changed();
}

}  // namespace quorate::gui
