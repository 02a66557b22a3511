// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

#include "engine/raft/types.h"

namespace quorate::gui {

/// The colours of one appearance, by what they are for. Hue means term and nothing else, but for
/// `danger` (which also has a shape) and `accent`.
struct Theme {
    bool isDark{false};

    QColor window;
    QColor base;    ///< tables and boxes
    QColor canvas;  ///< painted views
    QColor alternateRow;
    QColor header;  ///< of docks, views and tables
    QColor buttonTop;
    QColor buttonBottom;
    QColor border;
    QColor softRule;
    QColor text;
    QColor textSecondary;
    QColor textTertiary;
    QColor disabled;
    QColor accent;  ///< focus, selection, playhead
    QColor selectedRow;
    QColor textOnAccent;
    QColor danger;  ///< cut, lost, conflict, violation
    QColor dangerGround;
    QColor late;  ///< a stuck stage
    QColor lateGround;
    QColor outline;      ///< of nodes
    QColor cellOutline;  ///< of log entries
    QColor lane;         ///< a link in use
    QColor laneQuiet;
    QColor timerArc;
    QColor track;  ///< of arcs; also the fill of term 0, and of what is down or compacted
    QColor sideWithQuorum;
    QColor sideWithoutQuorum;
    QColor applied;  ///< the greys of the thermometer
    QColor committed;
    QColor stable;
    QColor last;

    /// The fill that stands for a term; `track` for term 0.
    [[nodiscard]] QColor termFill(raft::Term term) const;
    /// Black or white, whichever is legible on that fill.
    [[nodiscard]] QColor termLabel(raft::Term term) const;
};

const Theme& lightTheme();
const Theme& darkTheme();

QPalette paletteOf(const Theme& theme);
/// What the palette cannot say, for the Fusion style.
QString styleSheetOf(const Theme& theme);

}  // namespace quorate::gui
