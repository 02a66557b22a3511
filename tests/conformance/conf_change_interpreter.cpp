// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/conf_change_interpreter.h"

#include <utility>

#include "engine/raft/conf_changer.h"

namespace quorate::tests {

Result<std::string> ConfChangeInterpreter::execute(const stage::ScriptCase& scriptCase) {
    const raft::Index lastIndex = std::exchange(m_lastIndex, m_lastIndex.next());
    auto changes = raft::parseConfChanges(scriptCase.input);
    if (!changes) {
        return changes.error();
    }
    const raft::ConfChanger changer(m_tracker, lastIndex);
    Result<raft::ConfiguredMembers> members =
        Error(ErrorCode::Malformed, "unknown command \"" + scriptCase.command + "\"");
    if (scriptCase.command == "simple") {
        members = changer.simple(*changes);
    } else if (scriptCase.command == "enter-joint") {
        const stage::ScriptArgument* autoLeave = scriptCase.find("autoleave");
        members = changer.enterJoint(
            autoLeave != nullptr && autoLeave->values == std::vector<std::string>{"true"},
            *changes);
    } else if (scriptCase.command == "leave-joint") {
        members = changer.leaveJoint();
    }
    if (!members) {
        if (members.error().code == ErrorCode::Malformed) {
            return members.error();
        }
        return members.error().message + "\n";
    }
    m_tracker.config = std::move(members->config);
    m_tracker.progress = std::move(members->progress);
    std::string output = toString(m_tracker.config) + "\n";
    for (const auto& [id, progress] : m_tracker.progress) {
        output += std::to_string(id.value()) + ": " + toString(progress) + "\n";
    }
    return output;
}

}  // namespace quorate::tests
