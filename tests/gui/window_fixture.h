// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAction>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

#include "gui/shell/main_window.h"
#include "tests/gui/on_screen.h"

namespace quorate::tests {

/// A window on the screen, with sessions and settings in a folder of its own.
class WindowFixture {
protected:
    static constexpr int kPatienceMs = 20'000;

    void open() {
        m_directory = std::make_unique<QTemporaryDir>();
        reopen();
    }
    void close() {
        m_window.reset();
        m_directory.reset();
    }
    /// Another window in the same folder, as after another start.
    void reopen() {
        m_window.reset();
        m_window = std::make_unique<gui::MainWindow>(
            m_directory->filePath(QStringLiteral("sessions")),
            m_directory->filePath(QStringLiteral("settings.ini")));
        QVERIFY(bringUp(*m_window));
    }
    /// Null while nobody leads.
    [[nodiscard]] const observe::NodeState* leader() const {
        if (frame() == nullptr) {
            return nullptr;
        }
        for (std::size_t i = 0; i < frame()->state.nodeCount(); ++i) {
            const observe::NodeState& node = frame()->state.nodeAt(i);
            if (node.role == raft::Role::Leader && node.condition == observe::NodeCondition::Up) {
                return &node;
            }
        }
        return nullptr;
    }
    [[nodiscard]] gui::FramePtr frame() const { return m_window->context().frames.frame(); }
    void trigger(const char* action) {
        QAction* found = m_window->actions().find(QLatin1String(action));
        QVERIFY2(found != nullptr, action);
        found->trigger();
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<gui::MainWindow> m_window;
};

}  // namespace quorate::tests
