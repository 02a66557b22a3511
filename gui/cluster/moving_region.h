// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRegion>

#include "gui/cluster/scene.h"

namespace quorate::gui {

/// Where a scene may look otherwise than another one whose still part is the same: timers, votes,
/// strips, chips, messages, and what is painted around them. Copying a whole window of pixels for
/// each frame would cost more than painting these.
QRegion movingRegionOf(const Scene& scene, const RingLayout& layout);

}  // namespace quorate::gui
