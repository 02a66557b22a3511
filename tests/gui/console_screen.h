// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSize>
#include <QString>

#include <cstdint>
#include <string>
#include <vector>

#include "gui/console/kv_console.h"
#include "tests/gui/view_world.h"

namespace quorate::tests {

/// A console on screen, over a cluster with a leader, and what a person does in it.
class ConsoleScreen {
public:
    explicit ConsoleScreen(std::size_t nodes = 3, QSize size = {520, 700});

    /// A widget of the console, by its object name.
    template <class Widget>
    [[nodiscard]] Widget& part(const char* name) {
        auto* found = console.findChild<Widget*>(QLatin1String(name));
        if (found == nullptr) {
            qFatal("no %s", name);
        }
        return *found;
    }
    /// By keyboard: the item of a combo box that begins with a text.
    void choose(const char* box, const QString& text);
    void type(const char* edit, const QString& text);
    void enter(const char* edit);
    /// Types both and sends.
    void put(const QString& key, const QString& value);
    /// A put that the console does not ask for itself.
    void putOf(std::uint64_t client, const std::string& key);
    /// Runs until the newest operation of the table is answered.
    bool answer();
    [[nodiscard]] const std::vector<gui::OperationRow>& rows() const {
        return console.operations().table().rows();
    }
    /// What the newest row says.
    [[nodiscard]] QString now() const { return rows().empty() ? QString() : rows().front().now; }

    ViewWorld world;
    gui::KvConsole console;
    raft::NodeId leader;
    bool isReady{false};
};

/// What a node tells of two keys, one of which has this value.
gui::NodeKeys keysOfNode(std::uint64_t node, std::uint64_t applied, const std::string& value);

}  // namespace quorate::tests
