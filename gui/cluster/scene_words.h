// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "gui/cluster/scene.h"
#include "gui/model/frame.h"
#include "gui/model/selection.h"

/// What the picture shows, in words: for tooltips, and for those who do not see it.
namespace quorate::gui {

/// Of a node, a link or a message; empty for anything else.
QString tooltipOf(const Selected& what, const Scene& scene, const Frame& frame);
/// "n2 leader in term 12; n1 follower in term 12; ...".
QString describe(const Scene& scene);

}  // namespace quorate::gui
