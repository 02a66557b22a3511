// SPDX-License-Identifier: Apache-2.0
// Changes of the membership.
#include <string>
#include <utility>

#include "engine/raft/conf_change.h"
#include "engine/stage/scenario/action.h"
#include "engine/stage/scenario/arguments.h"
#include "engine/stage/scenario/asking.h"

namespace quorate::stage {

using raft::ConfChangeType;
using raft::NodeId;

namespace {

/// A small cluster is enough for any lesson.
constexpr std::uint64_t kMaxId = 64;

/// A node with an empty disk, that nobody knows yet.
Result<ActionPointer> parseJoin(CaseReader& reader, Scope& scope) {
    const ScriptArgument* word = reader.peekWord();
    auto id = needNumber(reader, "the id of a new node", 1, kMaxId);
    if (!id) {
        return id.error();
    }
    if (!scope.nodes.insert(*id).second) {
        return reader.error(*word, "there is a node " + word->text + " already");
    }
    return makeAction([id = *id](ScenarioWorld& world) { return world.stage.join(NodeId(id)); });
}

ActionPointer askFor(Asking asking, ClientRequest request) {
    return makeAction([asking = std::move(asking), request = std::move(request)](
                          ScenarioWorld& world) { return asking.ask(world, request); });
}

template <ConfChangeType Type>
Result<ActionPointer> parseChange(CaseReader& reader, Scope& scope) {
    auto id = needNumber(reader, "a node", 1, kMaxId);
    if (!id) {
        return id.error();
    }
    auto asking = Asking::parse(reader, scope);
    if (!asking) {
        return asking.error();
    }
    MembershipChange change;
    change.change.changes.push_back({Type, NodeId(*id)});
    ClientRequest request;
    request.what = std::move(change);
    return askFor(std::move(*asking), std::move(request));
}

Result<ActionPointer> parsePromote(CaseReader& reader, Scope& scope) {
    auto id = needNumber(reader, "a learner", 1, kMaxId);
    if (!id) {
        return id.error();
    }
    auto asking = Asking::parse(reader, scope);
    if (!asking) {
        return asking.error();
    }
    ClientRequest request;
    request.what = Promotion{NodeId(*id)};
    return askFor(std::move(*asking), std::move(request));
}

/// Several changes at once, as in the traces.
Result<ActionPointer> parseProposeConfChange(CaseReader& reader, Scope& scope) {
    auto node = needNodes(reader, scope);
    if (!node) {
        return node.error();
    }
    auto asking = Asking::parse(reader, scope);
    if (!asking) {
        return asking.error();
    }
    if (asking->target) {
        return reader.error("at= has no place here: the node is the first argument");
    }
    asking->target = std::move(*node);
    MembershipChange change;
    if (const ScriptArgument* transition = reader.takeKey("transition")) {
        const std::string_view value = CaseReader::valueOf(*transition);
        if (value == "implicit") {
            change.change.transition = raft::ConfChangeTransition::JointImplicit;
        } else if (value == "explicit") {
            change.change.transition = raft::ConfChangeTransition::JointExplicit;
        } else if (value != "auto") {
            return reader.error(*transition, "transition must be auto, implicit or explicit");
        }
    }
    if (!reader.scriptCase().input.empty()) {
        auto lines = reader.takeLines("the changes");
        auto changes = raft::parseConfChanges(reader.scriptCase().input);
        if (!changes) {
            return reader.errorInText(0, changes.error().message);
        }
        change.change.changes = std::move(*changes);
    }
    ClientRequest request;
    request.what = std::move(change);
    return askFor(std::move(*asking), std::move(request));
}

}  // namespace

ActionParser findMemberAction(std::string_view command) {
    constexpr std::array<NamedParser, 6> kParsers{
        {{"join", &parseJoin},
         {"add-voter", &parseChange<ConfChangeType::AddNode>},
         {"add-learner", &parseChange<ConfChangeType::AddLearnerNode>},
         {"remove", &parseChange<ConfChangeType::RemoveNode>},
         {"promote", &parsePromote},
         {"propose-conf-change", &parseProposeConfChange}}};
    return findIn(kParsers, command);
}

}  // namespace quorate::stage
