// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <vector>

namespace quorate::gui {

/// A scenario that comes with the program.
struct ShelvedScenario {
    QString path;
    QString name;  ///< of its file, without the ending
    QString title;
    QString teaches;
};

/// All of them, in the order in which they are best read.
std::vector<ShelvedScenario> shelvedScenarios();
/// The path of the one with this name; empty where there is none.
QString pathOfShelved(const QString& name);

}  // namespace quorate::gui
