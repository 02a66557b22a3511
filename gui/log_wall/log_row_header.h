// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRect>
#include <QString>

#include "engine/observe/node_state.h"
#include "gui/paint/type.h"
#include "gui/theme/theme.h"

class QPainter;

namespace quorate::gui {

/// "follower", or why it is nothing: "down".
QString roleOrCondition(const observe::NodeState& node);
/// What the leader knows of it: "match 4119  next 4123"; of its own log where nobody leads.
QString replicationText(const observe::NodeState& node, const observe::NodeState* leader);

/// All that the head of a row tells, and more, in words; `between`: what comes between its parts.
QString logRowText(const observe::NodeState& node, const observe::NodeState* leader,
                   const QString& between);

/// The head of a row of the log wall: name, role, the colour of the term, and how far it is.
void paintLogRowHeader(QPainter& painter, const QRect& rect, const observe::NodeState& node,
                       const observe::NodeState* leader, const Theme& theme, const Type& type,
                       bool isSelected);

}  // namespace quorate::gui
