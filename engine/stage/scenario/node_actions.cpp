// SPDX-License-Identifier: Apache-2.0
// The lives of nodes: start, stop, crash, pause and so on, and faults of clocks and disks.
#include <string>
#include <utility>

#include "engine/stage/scenario/action.h"
#include "engine/stage/scenario/amount.h"
#include "engine/stage/scenario/arguments.h"
#include "engine/stage/scenario/fault_actions.h"

namespace quorate::stage {

using raft::NodeId;

namespace {

/// Does `act(stage, node)` to every node of the set.
template <class Act>
ActionPointer forNodes(NodeSet nodes, Act act) {
    return makeAction(
        [nodes = std::move(nodes), act = std::move(act)](ScenarioWorld& world) -> Result<void> {
            auto all = nodes.resolve(world);
            if (!all) {
                return all.error();
            }
            for (const NodeId node : *all) {
                if (Result<void> done = act(world.stage, node); !done) {
                    return done;
                }
            }
            return {};
        });
}

using StageCall = Result<void> (Stage::*)(NodeId);

template <StageCall Call>
Result<ActionPointer> parseCall(CaseReader& reader, Scope& scope) {
    auto nodes = needNodes(reader, scope);
    if (!nodes) {
        return nodes.error();
    }
    return forNodes(std::move(*nodes),
                    [](Stage& stage, NodeId node) { return (stage.*Call)(node); });
}

Result<ActionPointer> parseCrashAt(CaseReader& reader, Scope& scope) {
    constexpr std::uint64_t kMost = 1'000'000;
    auto nodes = needNodes(reader, scope);
    if (!nodes) {
        return nodes.error();
    }
    auto word = reader.needWord("a crash point");
    if (!word) {
        return word.error();
    }
    const auto point = parseCrashPoint((*word)->text);
    if (!point) {
        return reader.error(**word, "unknown crash point \"" + (*word)->text + "\"");
    }
    auto nth = numberKey(reader, "nth", 1, kMost);
    if (!nth) {
        return nth.error();
    }
    return forNodes(std::move(*nodes),
                    [point = *point, nth = static_cast<std::uint32_t>(nth->value_or(1))](
                        Stage& stage, NodeId node) { return stage.crashAt(node, point, nth); });
}

}  // namespace

Result<ActionPointer> parseDriftFault(CaseReader& reader, Scope& scope) {
    constexpr std::uint64_t kMost = 900'000;
    auto nodes = needNodes(reader, scope);
    if (!nodes) {
        return nodes.error();
    }
    auto word = reader.needWord("a drift in parts per million");
    if (!word) {
        return word.error();
    }
    const bool isSlow = (*word)->text.starts_with('-');
    const bool hasSign = isSlow || (*word)->text.starts_with('+');
    auto amount = parseWithin(std::string_view((*word)->text).substr(hasSign ? 1 : 0),
                              "a drift in parts per million", 0, kMost);
    if (!amount) {
        return reader.error(**word, amount.error().message);
    }
    const auto drift = static_cast<std::int64_t>(*amount);
    return forNodes(std::move(*nodes),
                    [drift = isSlow ? -drift : drift](Stage& stage, NodeId node) {
                        return stage.setClockDrift(node, drift);
                    });
}

Result<ActionPointer> parseDiskFault(CaseReader& reader, Scope& scope) {
    auto nodes = needNodes(reader, scope);
    if (!nodes) {
        return nodes.error();
    }
    Pace pace;
    bool isSlow = false;
    for (const auto& [key, span] :
         {std::pair("write", &pace.logWrite), std::pair("sync", &pace.logSync),
          std::pair("apply", &pace.apply), std::pair("snapshot", &pace.snapshotStep)}) {
        auto value = spanKey(reader, key);
        if (!value) {
            return value.error();
        }
        isSlow = isSlow || *value;
        *span = value->value_or(*span);
    }
    return forNodes(std::move(*nodes), [pace, isSlow](Stage& stage, NodeId node) -> Result<void> {
        if (isSlow) {
            stage.setPace(node, pace);
        } else {
            stage.clearPace(node);
        }
        return {};
    });
}

ActionParser findNodeAction(std::string_view command) {
    constexpr std::array<NamedParser, 9> kParsers{{{"start", &parseCall<&Stage::start>},
                                                   {"stop", &parseCall<&Stage::stop>},
                                                   {"crash", &parseCall<&Stage::crash>},
                                                   {"restart", &parseCall<&Stage::restart>},
                                                   {"pause", &parseCall<&Stage::pause>},
                                                   {"resume", &parseCall<&Stage::resume>},
                                                   {"wipe", &parseCall<&Stage::wipe>},
                                                   {"disarm", &parseCall<&Stage::disarm>},
                                                   {"crash-at", &parseCrashAt}}};
    return findIn(kParsers, command);
}

}  // namespace quorate::stage
