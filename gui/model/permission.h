// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "gui/model/view_context.h"

namespace quorate::gui {

/// Why nothing can be done to the cluster now, for a tooltip; empty if it can. Commands act at the
/// live edge, so there are none while another moment is shown.
QString whyNot(const ViewContext& context, Ability ability);

}  // namespace quorate::gui
