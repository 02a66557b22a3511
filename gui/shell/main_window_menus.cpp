// SPDX-License-Identifier: Apache-2.0
// Where what can be done is found: menus, the tool bar, the command palette.
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>

#include "gui/checks/checks_view.h"
#include "gui/checks/sabotage_chip.h"
#include "gui/shell/command_palette.h"
#include "gui/shell/icon.h"
#include "gui/shell/main_window.h"
#include "gui/shell/session_menu.h"

namespace quorate::gui {

void MainWindow::openPalette() {
    auto* palette = new CommandPalette(*m_actions, m_context, this);
    for (const StoredSession& session : m_store.list()) {
        if (session.file) {
            palette->addChoice(tr("File: Open the session %1").arg(session.file->name),
                               [this, folder = session.folder] { openSession(folder); });
        }
    }
    palette->open();
}

void MainWindow::makeMenus() {
    m_openMenu = new SessionMenu(m_store, tr("Open a &session"), this);
    connect(m_openMenu, &SessionMenu::chosen, this, &MainWindow::openSession);
    m_deleteMenu = new SessionMenu(m_store, tr("&Delete a session"), this);
    connect(m_deleteMenu, &SessionMenu::chosen, this, &MainWindow::deleteSession);
    const QString lastDock = QStringLiteral("dock-") + m_docks.back()->objectName();
    QMenu* menu = nullptr;
    QMenu* exports = nullptr;
    QString group;
    for (const Actions::Entry& entry : m_actions->all()) {
        if (menu == nullptr || entry.group != group) {
            group = entry.group;
            menu = menuBar()->addMenu(group);
            menu->setToolTipsVisible(true);
        }
        const QString name = entry.action->objectName();
        if (name.startsWith(QLatin1String("export"))) {
            exports = exports != nullptr ? exports : menu->addMenu(tr("&Export"));
            exports->addAction(entry.action);
            continue;
        }
        if (name == QLatin1String("renameSession")) {
            menu->addSeparator();
        }
        menu->addAction(entry.action);
        if (name == QLatin1String("spreadTimers") || name == QLatin1String("holdMessage") ||
            name == QLatin1String("removeNode") || name == QLatin1String("closeSession") ||
            name == QLatin1String("viewPipeline") || name == QLatin1String("resetLayouts") ||
            name == QLatin1String("inspect") || name == QLatin1String("faster") ||
            name == QLatin1String("live") || name == QLatin1String("themeDark") ||
            name == QLatin1String("scenarioTry") || name == lastDock) {
            menu->addSeparator();
        }
        if (name == QLatin1String("newSession")) {
            menu->addMenu(m_openMenu);
        } else if (name == QLatin1String("renameSession")) {
            menu->addMenu(m_deleteMenu);
        }
    }
}

void MainWindow::makeToolBar() {
    m_tools = addToolBar(tr("Tools"));
    m_tools->setObjectName(QStringLiteral("tools"));
    m_tools->setMovable(false);
    m_tools->setContextMenuPolicy(Qt::PreventContextMenu);
    m_tools->setToolButtonStyle(Qt::ToolButtonTextOnly);
    for (const char* name : {"learn", "operate", "debug", "forensics"}) {
        m_tools->addAction(m_actions->find(QLatin1String(name)));
    }
    m_tools->addSeparator();
    for (const char* name : {"viewCluster", "viewLogWall", "viewPipeline"}) {
        m_tools->addAction(m_actions->find(QLatin1String(name)));
    }
    m_tools->addSeparator();
    for (const char* name : {"partition", "kill", "holdMessage"}) {
        m_tools->addAction(m_actions->find(QLatin1String(name)));
    }
    m_actions->find(QStringLiteral("partition"))->setIconText(tr("Partition  X"));
    m_actions->find(QStringLiteral("kill"))->setIconText(tr("Kill  K"));
    m_actions->find(QStringLiteral("holdMessage"))->setIconText(tr("Hold message  H"));
    auto* space = new QWidget(m_tools);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    auto* sabotage = new SabotageChip(m_context, m_tools);
    QAction* chip = m_tools->addWidget(sabotage);
    chip->setVisible(false);
    connect(sabotage, &SabotageChip::neededChanged, chip, &QAction::setVisible);
    connect(sabotage, &QAbstractButton::clicked, this,
            [this] { raise(QStringLiteral("checks"), m_checks); });
    m_tools->addWidget(space);
    auto* search = new QToolButton(m_tools);
    search->setObjectName(QStringLiteral("search"));
    m_search = search;
    search->setToolTip(tr("The command palette"));
    search->setAccessibleName(tr("Go to an index, a node or a command"));
    search->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    search->setIconSize({14, 14});
    const auto drawLens = [this, search] {
        search->setIcon(lensIcon(m_theme.theme().textTertiary));
    };
    connect(&m_theme, &ThemeModel::changed, search, drawLens);
    drawLens();
    connect(search, &QToolButton::clicked, m_actions->find(QStringLiteral("palette")),
            &QAction::trigger);
    m_tools->addWidget(search);
    m_tools->installEventFilter(this);
    fitSearch();
    // A click on the tool bar leaves the keys where they were.
    for (QToolButton* button : m_tools->findChildren<QToolButton*>()) {
        button->setFocusPolicy(Qt::TabFocus);
    }
}

/// As many words as there is room for.
void MainWindow::fitSearch() {
    const int others = m_tools->sizeHint().width() - m_search->sizeHint().width();
    for (const QString& text :
         {tr("Go to an index, a node or a command    Ctrl+K"), tr("Go to    Ctrl+K"), QString()}) {
        m_search->setText(text);
        if (others + m_search->sizeHint().width() <= m_tools->width()) {
            return;
        }
    }
}

}  // namespace quorate::gui
