// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/model/frame_source.h"
#include "gui/model/selection_model.h"
#include "gui/model/time_model.h"
#include "gui/session/session_desk.h"
#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// What every view and dock is given. All of it outlives them.
struct ViewContext {
    FrameSource& frames;
    SelectionModel& selection;
    TimeModel& time;
    ThemeModel& theme;
    SessionDesk& desk;
};

}  // namespace quorate::gui
