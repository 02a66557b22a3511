// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/actions.h"

#include <QWidget>

#include <utility>

namespace quorate::gui {

Actions::Actions(QWidget* window) : QObject(window), m_window(window) {}

QAction* Actions::make(const QString& group, const QString& name, const QString& text,
                       const QKeySequence& shortcut) {
    auto* action = new QAction(text, m_window);
    action->setObjectName(name);
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WindowShortcut);
    m_window->addAction(action);
    m_entries.push_back({group, action});
    return action;
}

QAction* Actions::add(const QString& group, const QString& name, const QString& text,
                      const QKeySequence& shortcut, std::function<void()> does) {
    QAction* action = make(group, name, text, shortcut);
    connect(action, &QAction::triggered, this, [does = std::move(does)] { does(); });
    return action;
}

QAction* Actions::addSwitch(const QString& group, const QString& name, const QString& text,
                            const QKeySequence& shortcut, std::function<void(bool)> does) {
    QAction* action = make(group, name, text, shortcut);
    action->setCheckable(true);
    connect(action, &QAction::toggled, this, [does = std::move(does)](bool isOn) { does(isOn); });
    return action;
}

void Actions::adopt(const QString& group, const QString& name, QAction* action) {
    action->setObjectName(name);
    m_entries.push_back({group, action});
}

QAction* Actions::find(const QString& name) const {
    for (const Entry& entry : m_entries) {
        if (entry.action->objectName() == name) {
            return entry.action;
        }
    }
    return nullptr;
}

void Actions::allow(QAction* action, bool isAllowed, const QString& reason) {
    action->setEnabled(isAllowed);
    action->setToolTip(isAllowed ? action->iconText()
                                 : QStringLiteral("%1\n%2").arg(action->iconText(), reason));
}

}  // namespace quorate::gui
