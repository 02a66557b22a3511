// SPDX-License-Identifier: Apache-2.0
#include "gui/session/stage/adopted_faults.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace quorate::gui {

namespace {

using observe::FaultKind;
using observe::Link;
using raft::NodeId;

std::vector<NodeId> nodesOf(const stage::Stage& stage) {
    std::vector<NodeId> nodes;
    for (const auto& node : stage.nodes()) {
        nodes.push_back(node->id());
    }
    return nodes;
}

bool isCutBothWays(const stage::Links& links, NodeId a, NodeId b) {
    return links.isCut({a, b}) && links.isCut({b, a});
}

/// The sides that all cuts together divide the nodes into; nothing where they divide nobody, or
/// where some cut is within a side or goes one way.
std::optional<Partition> partitionOf(const stage::Links& links, const std::vector<NodeId>& nodes) {
    Partition partition;
    for (const NodeId node : nodes) {
        const auto side = std::find_if(
            partition.groups.begin(), partition.groups.end(),
            [&](const auto& group) { return !isCutBothWays(links, group.front(), node); });
        if (side != partition.groups.end()) {
            side->push_back(node);
        } else {
            partition.groups.push_back({node});
        }
    }
    const auto sideOf = [&partition](NodeId node) {
        return std::find_if(partition.groups.begin(), partition.groups.end(), [&](const auto& all) {
            return std::find(all.begin(), all.end(), node) != all.end();
        });
    };
    for (const NodeId from : nodes) {
        for (const NodeId to : nodes) {
            if (from != to && links.isCut({from, to}) == (sideOf(from) == sideOf(to))) {
                return std::nullopt;
            }
        }
    }
    return partition.groups.size() > 1 ? std::optional(std::move(partition)) : std::nullopt;
}

void adoptLinks(const stage::Links& links, const std::vector<NodeId>& nodes, FaultBook& book) {
    const auto partition = partitionOf(links, nodes);
    if (partition) {
        static_cast<void>(book.cut(*partition));
    }
    for (const NodeId from : nodes) {
        for (const NodeId to : nodes) {
            if (from == to) {
                continue;
            }
            const Link link{from, to};
            const bool isPair = isCutBothWays(links, from, to);
            if (!partition && links.isCut(link) && (!isPair || from < to)) {
                book.cut(CutLink{link, isPair});
            }
            // A copy: what is entered is set anew.
            const std::vector<observe::LinkRule> rules = links.rulesOf(link);
            for (const observe::LinkRule& rule : rules) {
                book.setCondition({link}, rule.type, rule.condition);
            }
        }
    }
}

void adoptNode(stage::Stage& stage, const stage::StageNode& node, FaultBook& book) {
    const NodeId id = node.id();
    if (!node.isRunning()) {
        book.add(FaultKind::NodeDown, id, "down", [&stage, id] { return stage.start(id); });
    } else if (node.condition() == stage::NodeLife::Paused) {
        book.add(FaultKind::NodePaused, id, "paused", [&stage, id] { return stage.resume(id); });
    }
    if (node.clockDrift() != 0) {
        book.add(FaultKind::ClockDrift, id,
                 std::to_string(std::abs(node.clockDrift()) / 10'000) + " % " +
                     (node.clockDrift() > 0 ? "fast" : "slow"),
                 [&stage, id] { return stage.setClockDrift(id, 0); });
    }
}

void adoptDisk(stage::Stage& stage, storage::StageDisks& disks, NodeId id, FaultBook& book) {
    const auto add = [&](FaultKind kind, const std::string& text, auto mend) {
        book.add(kind, id, text, [mend] {
            mend();
            return Result<void>();
        });
    };
    if (stage.hasOwnPace(id)) {
        add(FaultKind::DiskSlow, "at a pace of its own", [&stage, id] { stage.clearPace(id); });
    }
    const stage::DiskIllness illness = disks.illnessOf(id);
    const auto recover = [&disks, id] {
        disks.setIllness(id, {});
        disks.setForgetful(id, false);
    };
    if (illness.syncsLie > 0) {
        add(FaultKind::LyingSync, {}, recover);
    } else if (illness.freeBytes) {
        add(FaultKind::DiskFull, {}, recover);
    } else if (illness.writesFail + illness.syncsFail + illness.readsFail > 0) {
        add(FaultKind::DiskErrors, {}, recover);
    } else if (disks.isForgetful(id)) {
        add(FaultKind::DiskErrors, "a loss of power takes all that was not synced", recover);
    }
}

}  // namespace

void adoptFaults(stage::Stage& stage, storage::StageDisks& disks, FaultBook& book) {
    adoptLinks(stage.links(), nodesOf(stage), book);
    for (const auto& node : stage.nodes()) {
        adoptNode(stage, *node, book);
        adoptDisk(stage, disks, node->id(), book);
    }
}

}  // namespace quorate::gui
