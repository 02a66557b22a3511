// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/dock_titles.h"

#include <QDockWidget>
#include <QEvent>
#include <QTabBar>
#include <QTimer>

#include <algorithm>

#include "gui/shell/dock_buttons.h"

namespace quorate::gui {

DockTitles::DockTitles(const ThemeModel& theme, QMainWindow* window)
    : QObject(window), m_theme(theme), m_window(window) {
    window->installEventFilter(this);
}

void DockTitles::add(QDockWidget* dock) {
    dock->setTitleBarWidget(new DockTitle(m_theme, dock));
    m_docks.push_back(dock);
    connect(dock, &QDockWidget::topLevelChanged, this, &DockTitles::updateSoon);
    connect(dock, &QDockWidget::dockLocationChanged, this, &DockTitles::updateSoon);
    connect(dock, &QDockWidget::visibilityChanged, this, &DockTitles::updateSoon);
    updateSoon();
}

bool DockTitles::eventFilter(QObject* watched, QEvent* event) {
    const bool isTabs = watched != m_window;
    if (event->type() == QEvent::LayoutRequest ||
        (isTabs && (event->type() == QEvent::Resize || event->type() == QEvent::Show))) {
        updateSoon();
    }
    return false;
}

/// Once, when the window has put everything in its place.
void DockTitles::updateSoon() {
    if (!m_isDue) {
        m_isDue = true;
        QTimer::singleShot(0, this, &DockTitles::update);
    }
}

void DockTitles::update() {
    m_isDue = false;
    for (QDockWidget* dock : m_docks) {
        const QList<QDockWidget*> others = m_window->tabifiedDockWidgets(dock);
        const bool isTabbed =
            !dock->isFloating() && std::any_of(others.begin(), others.end(), [](const auto* other) {
                return !other->isHidden() && !other->isFloating();
            });
        if (auto* title = qobject_cast<DockTitle*>(dock->titleBarWidget())) {
            title->setTabbed(isTabbed);
        }
    }
    for (QTabBar* tabs : m_window->findChildren<QTabBar*>(Qt::FindDirectChildrenOnly)) {
        updateTabs(*tabs);
    }
}

void DockTitles::updateTabs(QTabBar& tabs) {
    auto* buttons = tabs.findChild<DockButtons*>();
    if (buttons == nullptr) {
        buttons = new DockButtons(m_theme, &tabs);
        tabs.installEventFilter(this);
        // Whole names that are scrolled, rather than several that nobody can read.
        tabs.setElideMode(Qt::ElideNone);
        tabs.setUsesScrollButtons(true);
        connect(&tabs, &QTabBar::currentChanged, this, &DockTitles::updateSoon);
    }
    const QString title = tabs.tabText(tabs.currentIndex());
    const auto front =
        std::find_if(m_docks.begin(), m_docks.end(),
                     [&title](const QDockWidget* dock) { return dock->windowTitle() == title; });
    const QSize size = buttons->sizeHint();
    int end = 0;
    for (int i = 0; i < tabs.count(); ++i) {
        end = std::max(end, tabs.tabRect(i).right() + 1);
    }
    // Tabs that need all the room have buttons of their own to be scrolled by.
    const bool fits = end + size.width() <= tabs.width();
    buttons->setVisible(fits && front != m_docks.end());
    if (front != m_docks.end()) {
        buttons->setDock(*front);
    }
    buttons->setGeometry(tabs.width() - size.width(), (tabs.height() - size.height()) / 2,
                         size.width(), size.height());
}

}  // namespace quorate::gui
