// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractButton>
#include <QDockWidget>
#include <QPointer>

#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// The two buttons of a dock, in its title or at the end of the tabs that it lies under: float (or
/// put back), and close. Which dock they are for may change.
class DockButtons final : public QWidget {
    Q_OBJECT

public:
    /// `theme` outlives it.
    DockButtons(const ThemeModel& theme, QWidget* parent);

    void setDock(QDockWidget* dock);

private:
    void say();

    QPointer<QDockWidget> m_dock;
    QAbstractButton* m_float;
    QAbstractButton* m_close;
};

/// The title of a dock that lies under no tabs; of one that does, the tab is its title, and this
/// takes no room.
class DockTitle final : public QWidget {
    Q_OBJECT

public:
    DockTitle(const ThemeModel& theme, QDockWidget* dock);

    void setTabbed(bool isTabbed);
    [[nodiscard]] bool isTabbed() const noexcept { return m_isTabbed; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    const ThemeModel& m_theme;
    QDockWidget* m_dock;
    DockButtons* m_buttons;
    bool m_isTabbed{false};
};

}  // namespace quorate::gui
