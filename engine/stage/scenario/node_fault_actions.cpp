// SPDX-License-Identifier: Apache-2.0
// Faults of clocks and disks, and rules that are switched off.
#include <string>
#include <utility>

#include "engine/stage/disk_trouble.h"
#include "engine/stage/sabotaged_rule.h"
#include "engine/stage/scenario/amount.h"
#include "engine/stage/scenario/arguments.h"
#include "engine/stage/scenario/fault_actions.h"
#include "engine/stage/scenario/for_nodes.h"

namespace quorate::stage {

using raft::NodeId;

namespace {

/// In a million.
constexpr std::uint32_t kAlways = 1'000'000;

Error noTrouble() {
    return {ErrorCode::FailedPrecondition,
            "the disks of this Stage cannot be made to fail like this"};
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
    auto lies = booleanKey(reader, "lies");
    auto forgets = booleanKey(reader, "forgets");
    if (!lies || !forgets) {
        return (!lies ? lies : forgets).error();
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
    DiskIllness illness;
    illness.syncsLie = lies->value_or(false) ? kAlways : 0;
    return forNodes(
        std::move(*nodes),
        [=, forgets = forgets->value_or(false)](Stage& stage, NodeId node) -> Result<void> {
            if (isSlow) {
                stage.setPace(node, pace);
            } else {
                stage.clearPace(node);
            }
            if (DiskTrouble* trouble = stage.diskTrouble(); trouble != nullptr) {
                trouble->setIllness(node, illness);
                trouble->setForgetful(node, forgets);
            } else if (illness.syncsLie != 0 || forgets) {
                return noTrouble();
            }
            return {};
        });
}

Result<ActionPointer> parseTear(CaseReader& reader, Scope& scope) {
    auto nodes = needNodes(reader, scope);
    if (!nodes) {
        return nodes.error();
    }
    return forNodes(std::move(*nodes), [](Stage& stage, NodeId node) -> Result<void> {
        DiskTrouble* trouble = stage.diskTrouble();
        if (trouble == nullptr) {
            return noTrouble();
        }
        trouble->tearNextLogWrite(node);
        return {};
    });
}

Result<ActionPointer> parseSabotage(CaseReader& reader, Scope& /*scope*/) {
    auto word = reader.needWord("a rule");
    if (!word) {
        return word.error();
    }
    const auto rule = parseSabotagedRule((*word)->text);
    if (!rule) {
        return reader.error(**word, "unknown rule \"" + (*word)->text +
                                        "\": there are commit-old-terms, skip-sync, forget-votes "
                                        "and read-alone");
    }
    const bool isOff = reader.takeWordIf("off");
    return makeAction([rule = *rule, isOff](ScenarioWorld& world) -> Result<void> {
        world.stage.setSabotage(rule, !isOff);
        return {};
    });
}

Result<void> endNodeFaults(Stage& stage) {
    for (const SabotagedRule rule : kSabotagedRules) {
        stage.setSabotage(rule, false);
    }
    for (const auto& node : stage.nodes()) {
        stage.clearPace(node->id());
        if (DiskTrouble* trouble = stage.diskTrouble(); trouble != nullptr) {
            trouble->setIllness(node->id(), {});
            trouble->setForgetful(node->id(), false);
            trouble->disarm(node->id());
        }
        if (auto righted = stage.setClockDrift(node->id(), 0); !righted) {
            return righted;
        }
    }
    return {};
}

}  // namespace quorate::stage
