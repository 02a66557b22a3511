// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/scenario/node_set.h"

#include <algorithm>
#include <utility>

#include "engine/stage/scenario/scenario_world.h"
#include "engine/stage/script.h"

namespace quorate::stage {

using raft::NodeId;

namespace {

Error malformed(const std::string& text) {
    return {ErrorCode::Malformed, text};
}

}  // namespace

std::string textOf(NodeId node) {
    return "node " + std::to_string(node.value());
}

Result<NodeSet::Part> NodeSet::parsePart(std::string_view text, const Scope& scope) {
    Part part;
    if (text.starts_with('!')) {
        part.isComplement = true;
        text.remove_prefix(1);
    }
    if (text == "all") {
        part.kind = Kind::All;
    } else if (text == "leader") {
        part.kind = Kind::Leader;
    } else if (text == "followers") {
        part.kind = Kind::Followers;
    } else if (text == "running") {
        part.kind = Kind::Running;
    } else if (scope.names.contains(text)) {
        part.kind = Kind::Name;
        part.name = text;
    } else if (auto id = parseNumber(text, ""); id) {
        if (!scope.nodes.contains(*id)) {
            return malformed("there is no node " + std::string(text));
        }
        part.id = NodeId(*id);
    } else {
        return malformed("\"" + std::string(text) + "\" is no node and no name that was given");
    }
    return part;
}

Result<NodeSet> NodeSet::parse(std::string_view text, const Scope& scope) {
    NodeSet result;
    result.m_text = text;
    for (;;) {
        const std::size_t comma = text.find(',');
        auto part = parsePart(text.substr(0, comma), scope);
        if (!part) {
            return part.error();
        }
        result.m_parts.push_back(std::move(*part));
        if (comma == std::string_view::npos) {
            return result;
        }
        text.remove_prefix(comma + 1);
    }
}

Result<std::vector<NodeId>> NodeSet::members(const Part& part, const ScenarioWorld& world) {
    std::vector<NodeId> found;
    const StageNode* leader = world.stage.leader();
    if (leader == nullptr && (part.kind == Kind::Leader || part.kind == Kind::Followers)) {
        return Error(ErrorCode::Unavailable, "nobody leads");
    }
    const std::vector<NodeId>* named =
        part.kind == Kind::Name ? &world.names.find(part.name)->second : nullptr;
    for (const auto& node : world.stage.nodes()) {
        const bool isLeader = node.get() == leader;
        bool isIn = false;
        switch (part.kind) {
        case Kind::Id:
            isIn = node->id() == part.id;
            break;
        case Kind::All:
            isIn = true;
            break;
        case Kind::Leader:
            isIn = isLeader;
            break;
        case Kind::Followers:
            isIn = node->isRunning() && !isLeader;
            break;
        case Kind::Running:
            isIn = node->isRunning();
            break;
        case Kind::Name:
            isIn = std::find(named->begin(), named->end(), node->id()) != named->end();
            break;
        }
        if (isIn != part.isComplement) {
            found.push_back(node->id());
        }
    }
    return found;
}

Result<std::vector<NodeId>> NodeSet::resolve(const ScenarioWorld& world) const {
    std::vector<NodeId> all;
    for (const Part& part : m_parts) {
        auto some = members(part, world);
        if (!some) {
            return some;
        }
        all.insert(all.end(), some->begin(), some->end());
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    if (all.empty()) {
        return Error(ErrorCode::Unavailable, "\"" + m_text + "\" is nobody now");
    }
    return all;
}

Result<NodeId> NodeSet::resolveOne(const ScenarioWorld& world) const {
    auto all = resolve(world);
    if (!all) {
        return all.error();
    }
    if (all->size() > 1) {
        return Error(
            ErrorCode::FailedPrecondition,
            "\"" + m_text + "\" is " + std::to_string(all->size()) + " nodes, where one is needed");
    }
    return all->front();
}

Result<LinkSet> LinkSet::parse(std::string_view text, const Scope& scope) {
    const std::size_t both = text.find("<->");
    const std::size_t one = text.find("->");
    if (one == std::string_view::npos) {
        return malformed("links are written FROM->TO or ONE<->OTHER, not \"" + std::string(text) +
                         "\"");
    }
    const bool isBoth = both != std::string_view::npos && both + 1 == one;
    auto from = NodeSet::parse(text.substr(0, isBoth ? both : one), scope);
    if (!from) {
        return from.error();
    }
    auto to = NodeSet::parse(text.substr(one + 2), scope);
    if (!to) {
        return to.error();
    }
    return LinkSet(std::move(*from), std::move(*to), isBoth);
}

Result<std::vector<observe::Link>> LinkSet::resolve(const ScenarioWorld& world) const {
    auto from = m_from.resolve(world);
    if (!from) {
        return from.error();
    }
    auto to = m_to.resolve(world);
    if (!to) {
        return to.error();
    }
    std::vector<observe::Link> links;
    for (const NodeId a : *from) {
        for (const NodeId b : *to) {
            if (a != b) {
                links.push_back({a, b});
                if (m_isBoth) {
                    links.push_back({b, a});
                }
            }
        }
    }
    if (links.empty()) {
        return Error(ErrorCode::FailedPrecondition, "a node has no link to itself");
    }
    std::sort(links.begin(), links.end());
    links.erase(std::unique(links.begin(), links.end()), links.end());
    return links;
}

}  // namespace quorate::stage
