// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <cstdint>

#include "gui/theme/theme.h"

namespace quorate::gui {

enum class Appearance : std::uint8_t { System, Light, Dark };

/// Which theme the window has now. Changing it changes the application's palette and style sheet.
/// Belongs to the thread of the views.
class ThemeModel final : public QObject {
    Q_OBJECT

public:
    explicit ThemeModel(QObject* parent = nullptr);

    [[nodiscard]] const Theme& theme() const noexcept { return *m_theme; }
    [[nodiscard]] Appearance appearance() const noexcept { return m_appearance; }
    void setAppearance(Appearance appearance);

    /// Movements snap instead of gliding.
    [[nodiscard]] bool reducesMotion() const noexcept { return m_reducesMotion; }
    void setReducesMotion(bool reduces);

Q_SIGNALS:
    void changed();

private:
    void apply();

    const Theme* m_theme;
    Appearance m_appearance{Appearance::System};
    bool m_systemIsDark{false};
    bool m_reducesMotion{false};
};

}  // namespace quorate::gui
