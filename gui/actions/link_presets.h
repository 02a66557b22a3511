// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <vector>

#include "engine/observe/link_events.h"

namespace quorate::gui {

/// A condition that a link can be given by menu.
struct LinkPreset {
    QString name;
    observe::LinkCondition condition;
};
/// "10 % lost" and so on; what they do not concern stays as it is in `now`.
std::vector<LinkPreset> lossPresets(const observe::LinkCondition& now);
std::vector<LinkPreset> delayPresets(const observe::LinkCondition& now);

/// Of a link with nothing wrong, in a cluster within one building.
observe::LinkCondition soundCondition();

}  // namespace quorate::gui
