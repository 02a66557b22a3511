// SPDX-License-Identifier: Apache-2.0
// Commands that print, as the conformance traces have them.
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "engine/kv/command_codec.h"
#include "engine/node/envelope.h"
#include "engine/raft/describe.h"
#include "engine/stage/scenario/action.h"
#include "engine/stage/scenario/arguments.h"

namespace quorate::stage {

namespace {

Result<ActionPointer> parseStates(CaseReader& /*reader*/, Scope& /*scope*/) {
    return makeAction([](ScenarioWorld& world) -> Result<void> {
        for (const auto& node : world.stage.nodes()) {
            world.output += std::to_string(node->id().value()) + ": ";
            if (!node->isRunning()) {
                world.output += "down\n";
                continue;
            }
            const raft::Status status = node->node().core().status();
            const bool votes = status.config.voters.contains(status.id);
            world.output += raft::toString(status.softState.role) +
                            std::string(votes ? " (Voter)" : " (Non-Voter)") +
                            " Term:" + toString(status.hardState.term) +
                            " Lead:" + std::to_string(status.softState.lead.value()) + "\n";
        }
        return {};
    });
}

std::string textOf(const kv::Command& command) {
    return std::visit(
        [](const auto& request) -> std::string {
            using Request = std::decay_t<decltype(request)>;
            if constexpr (std::is_same_v<Request, kv::PutRequest>) {
                return "put " + raft::quoted(request.key.view()) + " " +
                       raft::quoted(request.value.view());
            } else if constexpr (std::is_same_v<Request, kv::DeleteRangeRequest>) {
                return "delete " + raft::quoted(request.key.view());
            } else if constexpr (std::is_same_v<Request, kv::TxnRequest>) {
                return "transaction";
            } else {
                return "command";
            }
        },
        command);
}

/// As in the traces, but for commands of the key space, which are shown as such.
std::string textOf(const raft::Entry& entry) {
    if (entry.type == raft::EntryType::Normal && !entry.data.empty()) {
        if (const auto envelope = node::Envelope::decode(entry.data)) {
            if (const auto command = kv::decode(envelope->command)) {
                return toString(entry.term) + "/" + toString(entry.index) + " " + textOf(*command);
            }
        }
    }
    return raft::describe(entry);
}

/// Calls `print(node) -> std::string` for one node that runs.
template <class Print>
Result<ActionPointer> parsePrint(CaseReader& reader, const Scope& scope, Print print) {
    auto node = needNodes(reader, scope);
    if (!node) {
        return node.error();
    }
    return makeAction([node = *node, print](ScenarioWorld& world) -> Result<void> {
        auto id = node.resolveOne(world);
        if (!id) {
            return id.error();
        }
        const StageNode* one = world.stage.find(*id);
        if (!one->isRunning()) {
            return Error(ErrorCode::FailedPrecondition, stage::textOf(*id) + " is down");
        }
        world.output += print(*one);
        return {};
    });
}

Result<ActionPointer> parseLog(CaseReader& reader, Scope& scope) {
    return parsePrint(reader, scope, [](const StageNode& node) {
        const raft::RaftLog& log = node.node().core().raft().log();
        raft::Entries entries;
        if (log.lastIndex() < log.firstIndex() ||
            !log.entriesFrom(log.firstIndex(), raft::kNoLimit, entries)) {
            return "log is empty: first index=" + toString(log.firstIndex()) +
                   ", last index=" + toString(log.lastIndex()) + "\n";
        }
        std::string text;
        for (const raft::Entry& entry : entries) {
            text += textOf(entry) + "\n";
        }
        return text;
    });
}

Result<ActionPointer> parseStatus(CaseReader& reader, Scope& scope) {
    return parsePrint(reader, scope, [](const StageNode& node) {
        std::string text;
        for (const auto& [peer, progress] : node.node().core().status().progress) {
            text += std::to_string(peer.value()) + ": " + toString(progress) + "\n";
        }
        return text;
    });
}

}  // namespace

ActionParser findPrintAction(std::string_view command) {
    constexpr std::array<NamedParser, 3> kParsers{
        {{"raft-state", &parseStates}, {"raft-log", &parseLog}, {"status", &parseStatus}}};
    return findIn(kParsers, command);
}

}  // namespace quorate::stage
