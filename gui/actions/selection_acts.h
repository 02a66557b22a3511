// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "engine/observe/cluster_state.h"
#include "gui/model/selection.h"
#include "gui/model/view_context.h"
#include "gui/session/command.h"

namespace quorate::gui {

/// What single keys do to what is selected, in whatever view it is.
enum class SelectionAct : std::uint8_t {
    KillOrStart,    ///< K: a node that runs, or one that is down
    PauseOrResume,  ///< P
    FireTimer,      ///< T
    DropMessage,    ///< D
    HoldOrRelease,  ///< H: a message
};

/// The command that it comes to; nothing where such a thing is not selected, or is no more.
std::optional<Command> commandFor(SelectionAct act, const Selected& selected,
                                  const observe::ClusterState& state);
/// What a click on a link means: cut it, or heal it where it is cut; both ways, or one way only.
Command toggleCut(observe::Link link, bool oneWay, const observe::ClusterState& state);
/// Gives it. False where there is nothing to do it to, or it cannot be done now.
bool actOnSelected(SelectionAct act, ViewContext& context);

}  // namespace quorate::gui
