// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QObject>
#include <QString>

#include <functional>
#include <vector>

namespace quorate::gui {

/// Every action of the window, once: menus, tool bar, command palette and the list of keys are made
/// from it. Owned by the window, in whose thread it lives.
class Actions final : public QObject {
    Q_OBJECT

public:
    /// Shortcuts work in all of `window`, which is the parent.
    explicit Actions(QWidget* window);

    struct Entry {
        QString group;  ///< as its menu is called
        QAction* action{nullptr};
    };

    /// `name` is for tests and settings. `does` is called when it is triggered.
    QAction* add(const QString& group, const QString& name, const QString& text,
                 const QKeySequence& shortcut, std::function<void()> does);
    /// A switch; `does` hears what it became.
    QAction* addSwitch(const QString& group, const QString& name, const QString& text,
                       const QKeySequence& shortcut, std::function<void(bool)> does);
    /// One that is made elsewhere, and belongs to whoever made it.
    void adopt(const QString& group, const QString& name, QAction* action);
    /// Null for a name that was never added.
    [[nodiscard]] QAction* find(const QString& name) const;
    [[nodiscard]] const std::vector<Entry>& all() const noexcept { return m_entries; }

    /// Enabled, or greyed with the reason in its tool tip.
    static void allow(QAction* action, bool isAllowed, const QString& reason);

private:
    QAction* make(const QString& group, const QString& name, const QString& text,
                  const QKeySequence& shortcut);

    QWidget* m_window;
    std::vector<Entry> m_entries;
};

}  // namespace quorate::gui
