// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMainWindow>
#include <QObject>

#include <vector>

#include "gui/theme/theme_model.h"

class QTabBar;

namespace quorate::gui {

/// Gives docks one title each: where docks lie behind each other their tab, with the buttons of the
/// front one at the end of the tabs, and a bar above those that lie alone.
class DockTitles final : public QObject {
    Q_OBJECT

public:
    /// Both outlive it; `window` is the parent.
    DockTitles(const ThemeModel& theme, QMainWindow* window);

    void add(QDockWidget* dock);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void updateSoon();
    void update();
    void updateTabs(QTabBar& tabs);

    const ThemeModel& m_theme;
    QMainWindow* m_window;
    std::vector<QDockWidget*> m_docks;
    bool m_isDue{false};
};

}  // namespace quorate::gui
