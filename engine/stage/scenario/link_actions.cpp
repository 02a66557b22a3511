// SPDX-License-Identifier: Apache-2.0
// Faults: of links here, the others are called from here.
#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "engine/stage/message_type.h"
#include "engine/stage/scenario/action.h"
#include "engine/stage/scenario/arguments.h"
#include "engine/stage/scenario/fault_actions.h"

namespace quorate::stage {

using raft::NodeId;

namespace {

/// Does `act(world, link)` to every link of the set.
template <class Act>
ActionPointer forLinks(LinkSet links, Act act) {
    return makeAction(
        [links = std::move(links), act = std::move(act)](ScenarioWorld& world) -> Result<void> {
            auto all = links.resolve(world);
            if (!all) {
                return all.error();
            }
            for (const Link link : *all) {
                act(world, link);
            }
            return {};
        });
}

Result<ActionPointer> parseCut(CaseReader& reader, Scope& scope) {
    auto links = needLinks(reader, scope);
    if (!links) {
        return links.error();
    }
    return forLinks(std::move(*links),
                    [](ScenarioWorld& world, Link link) { world.stage.cut(link); });
}

Result<ActionPointer> parseHeal(CaseReader& reader, Scope& scope) {
    if (reader.takeWordIf("all")) {
        return makeAction([](ScenarioWorld& world) -> Result<void> {
            world.stage.healAll();
            return {};
        });
    }
    auto links = needLinks(reader, scope);
    if (!links) {
        return links.error();
    }
    return forLinks(std::move(*links),
                    [](ScenarioWorld& world, Link link) { world.stage.heal(link); });
}

Result<ActionPointer> parsePartition(CaseReader& reader, Scope& scope) {
    std::vector<NodeSet> groups;
    do {
        auto group = needNodes(reader, scope, "a group of nodes");
        if (!group) {
            return group.error();
        }
        groups.push_back(std::move(*group));
    } while (reader.takeWordIf("|"));
    if (groups.size() < 2) {
        return reader.error("a partition has at least two groups, with | between them");
    }
    return makeAction([groups](ScenarioWorld& world) -> Result<void> {
        std::vector<std::vector<NodeId>> all;
        std::vector<NodeId> seen;
        for (const NodeSet& group : groups) {
            auto nodes = group.resolve(world);
            if (!nodes) {
                return nodes.error();
            }
            for (const NodeId node : *nodes) {
                if (std::find(seen.begin(), seen.end(), node) != seen.end()) {
                    return Error(ErrorCode::FailedPrecondition, textOf(node) + " is in two groups");
                }
                seen.push_back(node);
            }
            all.push_back(std::move(*nodes));
        }
        world.stage.partition(all);
        return {};
    });
}

void setRule(ScenarioWorld& world, Link link, const LinkRule& rule) {
    std::vector<LinkRule>& rules = world.rules[link];
    const auto same = std::find_if(rules.begin(), rules.end(),
                                   [&](const LinkRule& other) { return other.type == rule.type; });
    if (same != rules.end()) {
        *same = rule;
    } else {
        rules.push_back(rule);
    }
    world.stage.setRules(link, rules);
}

void endRules(ScenarioWorld& world, Link link, std::optional<raft::MessageType> type) {
    std::vector<LinkRule>& rules = world.rules[link];
    rules.erase(std::remove_if(rules.begin(), rules.end(),
                               [&](const LinkRule& rule) { return !type || rule.type == type; }),
                rules.end());
    world.stage.setRules(link, rules);
}

Result<ActionPointer> parseLink(CaseReader& reader, Scope& scope) {
    auto links = needLinks(reader, scope);
    if (!links) {
        return links.error();
    }
    std::optional<raft::MessageType> type;
    if (const ScriptArgument* argument = reader.takeKey("type")) {
        auto parsed = parseMessageType(CaseReader::valueOf(*argument));
        if (!parsed) {
            return reader.error(*argument, parsed.error().message);
        }
        type = *parsed;
    }
    auto loss = percentKey(reader, "loss");
    auto duplicate = percentKey(reader, "duplicate");
    auto reorder = percentKey(reader, "reorder");
    auto delay = spanKey(reader, "delay");
    if (!loss || !duplicate || !reorder) {
        return (!loss ? loss : !duplicate ? duplicate : reorder).error();
    }
    if (!delay) {
        return delay.error();
    }
    if (!*loss && !*duplicate && !*reorder && !*delay) {
        return forLinks(std::move(*links),
                        [type](ScenarioWorld& world, Link link) { endRules(world, link, type); });
    }
    return forLinks(
        std::move(*links), [type, loss = *loss, duplicate = *duplicate, reorder = *reorder,
                            delay = *delay](ScenarioWorld& world, Link link) {
            LinkRule rule{type, world.stage.links().defaultCondition()};
            LinkCondition& condition = rule.condition;
            condition.lossMillionths = loss.value_or(condition.lossMillionths);
            condition.duplicateMillionths = duplicate.value_or(condition.duplicateMillionths);
            condition.reorderMillionths = reorder.value_or(condition.reorderMillionths);
            if (delay) {
                condition.minDelayNs = delay->min;
                condition.maxDelayNs = delay->max;
            }
            setRule(world, link, rule);
        });
}

/// Links, clocks and disks are as they should be. What is held stays held, who is down stays down.
Result<ActionPointer> parseEnd(CaseReader& /*reader*/, Scope& /*scope*/) {
    return makeAction([](ScenarioWorld& world) -> Result<void> {
        world.stage.healAll();
        for (const auto& [link, rules] : world.rules) {
            if (!rules.empty()) {
                world.stage.setRules(link, {});
            }
        }
        world.rules.clear();
        return endNodeFaults(world.stage);
    });
}

Result<ActionPointer> parseFault(CaseReader& reader, Scope& scope) {
    constexpr std::array<NamedParser, 9> kKinds{{{"cut", &parseCut},
                                                 {"heal", &parseHeal},
                                                 {"partition", &parsePartition},
                                                 {"link", &parseLink},
                                                 {"drift", &parseDriftFault},
                                                 {"disk", &parseDiskFault},
                                                 {"tear", &parseTear},
                                                 {"sabotage", &parseSabotage},
                                                 {"end", &parseEnd}}};
    auto kind = reader.needWord("a kind of fault");
    if (!kind) {
        return kind.error();
    }
    const ActionParser parse = findIn(kKinds, (*kind)->text);
    if (parse == nullptr) {
        return reader.error(**kind, "unknown fault \"" + (*kind)->text +
                                        "\": there are cut, heal, partition, link, drift, "
                                        "disk, tear, sabotage and end");
    }
    return parse(reader, scope);
}

}  // namespace

ActionParser findLinkAction(std::string_view command) {
    return command == "fault" ? &parseFault : nullptr;
}

}  // namespace quorate::stage
