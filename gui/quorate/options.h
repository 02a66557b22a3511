// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

#include <variant>

#include "gui/session/session_file.h"

namespace quorate::gui {

/// What the command line asks the window for.
struct Options {
    /// The folder that sessions lie in; empty for where the platform keeps them.
    QString sessions;
    /// Of a session or a recording to open; empty for the session that was open last.
    QString open;
    bool isNew{false};  ///< begins a new session of `file`
    SessionFile file;
    QString scenario;   ///< the file of one to play; empty for none
    QString recording;  ///< where its recording goes; empty for a place that is gone afterwards
    bool isHeadless{false};  ///< the scenario is played without a window
    bool isList{false};      ///< says which sessions there are
    QString tour;            ///< the folder that the tour writes its pictures to; empty for none
};

/// The program says something and ends.
struct Farewell {
    int exitCode{0};
    QString text;
};

/// Reads the command line, the program's name first. What is wrong with it comes as a Farewell with
/// exit code 2 and a line that says what to write instead.
std::variant<Options, Farewell> parseOptions(const QStringList& arguments);

}  // namespace quorate::gui
