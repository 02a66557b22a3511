// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/quorum_interpreter.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "engine/raft/quorum.h"

namespace quorate::tests {

using raft::NodeId;

namespace {

Error wrong(const std::string& text) {
    return {ErrorCode::Malformed, text};
}

struct Arguments {
    raft::JointConfig config;
    /// In the order in which the configurations first name them.
    std::vector<NodeId> voters;
    std::vector<std::string> values;

    [[nodiscard]] const std::string& valueOf(NodeId id) const {
        const auto at = std::find(voters.begin(), voters.end(), id);
        return values[static_cast<std::size_t>(at - voters.begin())];
    }
};

Result<void> readVoters(const stage::ScriptArgument& argument, raft::MajorityConfig& config,
                        std::vector<NodeId>& order) {
    if (argument.values == std::vector<std::string>{"zero"}) {
        return {};
    }
    for (const std::string& value : argument.values) {
        auto id = stage::parseNumber(value, argument.key);
        if (!id) {
            return id.error();
        }
        config.voters.insert(NodeId(*id));
        if (std::find(order.begin(), order.end(), NodeId(*id)) == order.end()) {
            order.emplace_back(*id);
        }
    }
    return {};
}

Result<Arguments> readArguments(const stage::ScriptCase& scriptCase) {
    Arguments arguments;
    for (const stage::ScriptArgument& argument : scriptCase.arguments) {
        Result<void> read;
        if (argument.key == "cfg") {
            read = readVoters(argument, arguments.config.incoming, arguments.voters);
        } else if (argument.key == "cfgj") {
            read = readVoters(argument, arguments.config.outgoing, arguments.voters);
        } else if (argument.key == "idx" || argument.key == "votes") {
            arguments.values = argument.values;
        } else {
            read = wrong("unknown argument \"" + argument.text + "\"");
        }
        if (!read) {
            return read.error();
        }
    }
    if (arguments.values.size() != arguments.voters.size()) {
        return wrong("as many values as voters are needed");
    }
    return arguments;
}

}  // namespace

Result<std::string> executeQuorumCase(const stage::ScriptCase& scriptCase) {
    auto arguments = readArguments(scriptCase);
    if (!arguments) {
        return arguments.error();
    }
    if (scriptCase.command == "vote") {
        const auto result = arguments->config.voteResult([&](NodeId id) -> std::optional<bool> {
            const std::string& value = arguments->valueOf(id);
            return value == "_" ? std::nullopt : std::optional<bool>(value == "y");
        });
        return std::string(raft::toString(result)) + "\n";
    }
    if (scriptCase.command == "committed") {
        const raft::Index index = arguments->config.committedIndex([&](NodeId id) {
            return raft::Index(stage::parseNumber(arguments->valueOf(id), "idx").value_or(0));
        });
        return (index == raft::kInfiniteIndex ? "∞" : toString(index)) + "\n";
    }
    return wrong("unknown command \"" + scriptCase.command + "\"");
}

}  // namespace quorate::tests
