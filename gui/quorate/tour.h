// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <functional>
#include <string>

#include "engine/base/result.h"
#include "gui/shell/main_window.h"

namespace quorate::gui {

/// Leads through what the window can do, with a cluster of its own: an election, puts and gets, a
/// partition, a recovery, a look back; and takes a picture of each. What is seen is done as a
/// person does it, by commands, and waited for as a person would.
class Tour {
public:
    /// The window outlives the tour; `folder` is made if need be.
    Tour(MainWindow& window, QString folder);

    /// Runs an event loop until it is through. The error says what did not come about.
    Result<void> run();

private:
    using Condition = std::function<bool(const Frame&)>;

    /// FailedPrecondition if it is not so within half a minute.
    Result<void> until(const std::string& what, const Condition& condition);
    Result<void> wait(int milliseconds);
    Result<void> picture(const QString& name);
    void command(const Command& command);
    void put(const std::string& key, const std::string& value);
    void get(const std::string& key);

    Result<void> election();
    Result<void> clients();
    Result<void> partition();
    Result<void> recovery();
    Result<void> lookBack();

    MainWindow& m_window;
    QString m_folder;
    int m_number{0};
};

}  // namespace quorate::gui
