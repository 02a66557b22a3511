// SPDX-License-Identifier: Apache-2.0
#include "gui/theme/theme_model.h"

#include <QApplication>
#include <QEvent>

#include "gui/theme/controls_style.h"

namespace quorate::gui {

namespace {

/// By the palette that the platform gives. None of ours is left after that.
bool isSystemDark() {
    QApplication::setPalette(QPalette());
    const QPalette system = QApplication::palette();
    return system.color(QPalette::Window).lightness() <
           system.color(QPalette::WindowText).lightness();
}

}  // namespace

ThemeModel::ThemeModel(QObject* parent)
    : QObject(parent), m_theme(&lightTheme()), m_systemIsDark(isSystemDark()), m_look(this) {
    QApplication::setStyle(new ControlsStyle);
    apply();
    m_look.setSingleShot(true);
    connect(&m_look, &QTimer::timeout, this, &ThemeModel::lookAtSystem);
    qApp->installEventFilter(this);
}

bool ThemeModel::eventFilter(QObject* /*watched*/, QEvent* event) {
    if (event->type() == QEvent::ThemeChange) {
        m_look.start();
    }
    return false;
}

void ThemeModel::lookAtSystem() {
    m_systemIsDark = isSystemDark();
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
