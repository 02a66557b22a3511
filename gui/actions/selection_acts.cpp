// SPDX-License-Identifier: Apache-2.0
#include "gui/actions/selection_acts.h"

#include <algorithm>
#include <variant>

#include "gui/actions/command_check.h"
#include "gui/model/cluster_facts.h"

namespace quorate::gui {

namespace {

std::optional<Command> forNode(SelectionAct act, const observe::NodeState& node) {
    switch (act) {
    case SelectionAct::KillOrStart:
        return ActOnNode{isRunning(node) ? NodeAct::Kill : NodeAct::Start, node.id};
    case SelectionAct::PauseOrResume:
        return ActOnNode{
            node.condition == observe::NodeCondition::Paused ? NodeAct::Resume : NodeAct::Pause,
            node.id};
    case SelectionAct::FireTimer:
        return ActOnNode{NodeAct::FireElectionTimer, node.id};
    case SelectionAct::DropMessage:
    case SelectionAct::HoldOrRelease:
        break;
    }
    return std::nullopt;
}

std::optional<Command> forMessage(SelectionAct act, const observe::MessageInFlight& message) {
    if (act == SelectionAct::DropMessage) {
        return ActOnMessage{MessageAct::Drop, message.key};
    }
    if (act == SelectionAct::HoldOrRelease) {
        return ActOnMessage{message.isHeld ? MessageAct::Release : MessageAct::Hold, message.key};
    }
    return std::nullopt;
}

}  // namespace

std::optional<Command> commandFor(SelectionAct act, const Selected& selected,
                                  const observe::ClusterState& state) {
    if (const auto* key = std::get_if<observe::MessageKey>(&selected)) {
        const auto& messages = state.messagesInFlight();
        const auto found = std::find_if(
            messages.begin(), messages.end(),
            [key](const observe::MessageInFlight& message) { return message.key == *key; });
        return found != messages.end() ? forMessage(act, *found) : std::nullopt;
    }
    const observe::NodeState* node = state.findNode(nodeOf(selected));
    return node != nullptr ? forNode(act, *node) : std::nullopt;
}

Command toggleCut(observe::Link link, bool oneWay, const observe::ClusterState& state) {
    const bool isCutNow = isCut(state, link) || (!oneWay && isCut(state, {link.to, link.from}));
    if (isCutNow) {
        return HealLink{link, !oneWay};
    }
    return CutLink{link, !oneWay};
}

bool actOnSelected(SelectionAct act, ViewContext& context) {
    const FramePtr& frame = context.frames.frame();
    if (frame == nullptr) {
        return false;
    }
    const auto command = commandFor(act, context.selection.selected(), frame->state);
    return command && runIfPossible(context, *command);
}

}  // namespace quorate::gui
