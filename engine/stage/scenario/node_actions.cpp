// SPDX-License-Identifier: Apache-2.0
// The lives of nodes: start, stop, crash, pause and so on.
#include <string>
#include <utility>

#include "engine/stage/scenario/action.h"
#include "engine/stage/scenario/arguments.h"
#include "engine/stage/scenario/for_nodes.h"

namespace quorate::stage {

using raft::NodeId;

namespace {

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
