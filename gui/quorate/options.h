// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSize>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <variant>

#include "engine/raft/types.h"
#include "gui/model/time_model.h"
#include "gui/session/session_file.h"
#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// Files that are made of a recording, without a window.
struct ExportOrder {
    QString picture;  ///< its name says the format; empty for none, as for the others
    QString view{QStringLiteral("cluster")};
    /// Nothing for the end of the recording.
    std::optional<TimeModel::Place> place;
    QSize size;  ///< empty for as large as a window shows it
    double scale{1.0};
    Appearance appearance{Appearance::Light};
    raft::NodeId node;  ///< to be selected; none for none
    QString history;
    QString metrics;
    std::uint64_t intervalNs{0};  ///< of the metrics; 0 for the usual one

    [[nodiscard]] bool isEmpty() const {
        return picture.isEmpty() && history.isEmpty() && metrics.isEmpty();
    }
};

/// A moment as people write it: "14.213", "14.213 s", "350 ms", or "#812" for the place after so
/// many events. Nothing for any other text.
std::optional<TimeModel::Place> placeOf(const QString& text);

/// What the command line asks the window for.
struct Options {
    /// The folder that sessions lie in; empty for where the platform keeps them.
    QString sessions;
    /// Of a session or a recording to open; empty for the session that was open last.
    QString open;
    bool isNew{false};       ///< begins a new session of `file`
    bool isAttached{false};  ///< which watches nodes that run elsewhere
    SessionFile file;
    QString scenario;   ///< the file of one to play; empty for none
    QString recording;  ///< where its recording goes; empty for a place that is gone afterwards
    bool isHeadless{false};  ///< the scenario is played without a window
    bool isList{false};      ///< says which sessions there are
    ExportOrder exports;     ///< of the recording `open`
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
