// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QTimer>

#include <cstdint>

#include "gui/theme/theme.h"

namespace quorate::gui {

enum class Appearance : std::uint8_t { System, Light, Dark };

/// Which theme the window has now: that of the system, as it is from moment to moment, or the one
/// that a person chose. Changing it changes the application's palette and style sheet. Belongs to
/// the thread of the views.
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

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void lookAtSystem();
    void apply();

    const Theme* m_theme;
    Appearance m_appearance{Appearance::System};
    bool m_systemIsDark{false};
    QTimer m_look;  ///< the system tells every window; it is looked at once
    bool m_reducesMotion{false};
};

}  // namespace quorate::gui
