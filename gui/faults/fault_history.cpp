// SPDX-License-Identifier: Apache-2.0
#include "gui/faults/fault_history.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <variant>

#include "engine/observe/fault_words.h"
#include "engine/stage/agenda.h"
#include "engine/stage/sabotaged_rule.h"
#include "gui/faults/fault_commands.h"
#include "gui/pipeline/edge_points.h"
#include "gui/session/disk_fault.h"
#include "gui/session/link_fault.h"

namespace quorate::gui {

namespace {

using observe::FaultKind;

/// Nodes that still hear each other in either direction are in one group.
Partition groupsWithout(const observe::ClusterState& state, const std::vector<observe::Link>& cut) {
    std::vector<raft::NodeId> left = nodesOf(state);
    Partition partition;
    const auto isLinked = [&cut](raft::NodeId a, raft::NodeId b) {
        const auto isCut = [&cut](observe::Link link) {
            return std::find(cut.begin(), cut.end(), link) != cut.end();
        };
        return !isCut({a, b}) || !isCut({b, a});
    };
    while (!left.empty()) {
        std::vector<raft::NodeId> group{left.front()};
        left.erase(left.begin());
        for (std::size_t i = 0; i < group.size(); ++i) {
            const raft::NodeId member = group[i];
            for (auto other = left.begin(); other != left.end();) {
                if (isLinked(member, *other)) {
                    group.push_back(*other);
                    other = left.erase(other);
                } else {
                    ++other;
                }
            }
        }
        std::sort(group.begin(), group.end());
        partition.groups.push_back(std::move(group));
    }
    return partition;
}

/// Links that were whole in one state and are cut in the next.
std::vector<observe::Link> newlyCut(const observe::ClusterState& before,
                                    const observe::ClusterState& after) {
    std::vector<observe::Link> links;
    for (const observe::LinkState& link : after.links()) {
        const observe::LinkState* was = before.findLink(link.link);
        if (link.isCut && (was == nullptr || !was->isCut)) {
            links.push_back(link.link);
        }
    }
    return links;
}

std::vector<Command> conditionsOf(const observe::ClusterState& before,
                                  const observe::ClusterState& after, const EndedFault& fault) {
    // Others may have begun at this moment, too: those of other nodes, or with other numbers.
    const auto isMeant = [&fault](const observe::LinkState& link) {
        const auto isAt = [&fault](raft::NodeId node) {
            return std::find(fault.nodes.begin(), fault.nodes.end(), node) != fault.nodes.end();
        };
        return isAt(link.link.from) && isAt(link.link.to) &&
               (fault.text.empty() || fault.text == textOf(link.condition));
    };
    std::vector<SetLinkCondition> sets;
    for (const observe::LinkState& link : after.links()) {
        const observe::LinkState* was = before.findLink(link.link);
        const observe::LinkCondition old =
            was != nullptr ? was->condition : observe::LinkCondition();
        if (link.condition == old || !isMeant(link)) {
            continue;
        }
        const auto same = std::find_if(sets.begin(), sets.end(), [&link](const auto& set) {
            return set.condition == link.condition;
        });
        if (same != sets.end()) {
            same->links.push_back(link.link);
        } else {
            sets.push_back({{link.link}, std::nullopt, link.condition});
        }
    }
    return {sets.begin(), sets.end()};
}

std::vector<Command> actOnEach(NodeAct act, const std::vector<raft::NodeId>& nodes,
                               std::uint64_t forMs = 0) {
    std::vector<Command> commands;
    for (const raft::NodeId node : nodes) {
        commands.emplace_back(ActOnNode{act, node, forMs});
    }
    return commands;
}

std::vector<Command> repeatOfDown(const std::string& text, const std::vector<raft::NodeId>& nodes) {
    if (text == kForgotText) {
        return {CrashForgetting{nodes}};
    }
    if (text == kTornText) {
        return {SetDiskFault{nodes, {DiskFault::Kind::CrashTearing, 0}}};
    }
    return actOnEach(text == "stopped" ? NodeAct::Stop : NodeAct::Kill, nodes);
}

/// What is wrong with a disk or a clock is said by the text alone.
std::vector<Command> repeatOfNode(FaultKind kind, const std::string& text,
                                  const std::vector<raft::NodeId>& nodes) {
    const auto disk = parseDiskFault(text);
    const auto drift = parseDrift(text);
    if (text == kWipedText) {
        return actOnEach(NodeAct::Wipe, nodes);
    }
    if (kind == FaultKind::ClockDrift && drift) {
        return {SetClockDrift{nodes, *drift}};
    }
    if (disk && faultKindOf(disk->kind) == kind) {
        return {SetDiskFault{nodes, *disk}};
    }
    return {};
}

std::vector<Command> repeatOfPoint(const EndedFault& ended) {
    observe::ActiveFault fault;
    fault.kind = ended.kind;
    fault.nodes = ended.nodes;
    fault.text = ended.text;
    const auto at = pointFaultOf(fault);
    if (!at) {
        return {};
    }
    ActAtPoint what{at->act, at->node, at->point, 0};
    if (what.act == PointAct::Delay) {
        std::uint64_t ms = 0;
        std::from_chars(fault.text.data(), fault.text.data() + fault.text.size(), ms);
        what.delayNs = ms * stage::kMillisecond;
    }
    return {what};
}

}  // namespace

std::vector<EndedFault> endedFaults(const observe::Recording& recording,
                                    const std::vector<Mark>& marks, observe::Moment until,
                                    std::size_t limit, EndedFaults& known) {
    std::vector<EndedFault> ended;
    for (auto mark = marks.rbegin(); mark != marks.rend() && ended.size() < limit; ++mark) {
        if (mark->kind != MarkKind::FaultEnded || mark->moment > until) {
            continue;
        }
        if (const auto read = known.find(mark->number); read != known.end()) {
            ended.push_back(read->second);
            continue;
        }
        const auto event = recording.event(mark->number);
        const auto before = recording.stateAfter(mark->number);
        if (!event || !before) {
            continue;
        }
        const auto* end = std::get_if<observe::FaultEnded>(&event->event.body);
        for (const observe::ActiveFault& fault : before->faults()) {
            if (end != nullptr && fault.fault == end->fault) {
                ended.push_back(
                    {fault.fault, fault.kind, fault.nodes, fault.text, fault.since, mark->moment});
                known[mark->number] = ended.back();
            }
        }
    }
    return ended;
}

std::size_t endCount(const std::vector<Mark>& marks, observe::Moment until) {
    return static_cast<std::size_t>(
        std::count_if(marks.begin(), marks.end(), [until](const Mark& mark) {
            return mark.kind == MarkKind::FaultEnded && mark.moment <= until;
        }));
}

std::vector<Command> repeatOf(const observe::Recording& recording, const EndedFault& fault) {
    switch (fault.kind) {
    case FaultKind::NodeDown:
        return repeatOfDown(fault.text, fault.nodes);
    case FaultKind::NodePaused:
        return actOnEach(NodeAct::Pause, fault.nodes, observe::parsePause(fault.text).value_or(0));
    case FaultKind::ClockDrift:
    case FaultKind::DiskSlow:
    case FaultKind::DiskErrors:
    case FaultKind::DiskFull:
    case FaultKind::LyingSync:
        return repeatOfNode(fault.kind, fault.text, fault.nodes);
    case FaultKind::AtPoint:
        return repeatOfPoint(fault);
    case FaultKind::Sabotage:
        if (const auto rule = stage::parseSabotagedRule(fault.text)) {
            return {SetSabotage{*rule, true}};
        }
        return {};
    default:
        break;
    }
    // A fault and what it does share a moment, in whatever order.
    const observe::Moment from = fault.from;
    const auto before = from.nanoseconds() > 0
                            ? recording.stateAt(observe::Moment(from.nanoseconds() - 1))
                            : Result<observe::ClusterState>(observe::ClusterState());
    const auto after = recording.stateAt(from);
    if (!before || !after) {
        return {};
    }
    switch (fault.kind) {
    case FaultKind::LinkCut: {
        if (const auto cut = parseCut(fault.text)) {
            return {*cut};
        }
        std::vector<Command> commands;
        for (const observe::Link link : newlyCut(*before, *after)) {
            commands.emplace_back(CutLink{link, false});
        }
        return commands;
    }
    case FaultKind::Partition: {
        if (auto told = parsePartition(fault.text)) {
            return {std::move(*told)};
        }
        Partition partition = groupsWithout(*after, newlyCut(*before, *after));
        return partition.groups.size() > 1 ? std::vector<Command>{std::move(partition)}
                                           : std::vector<Command>();
    }
    case FaultKind::Loss:
    case FaultKind::Delay:
    case FaultKind::Duplicate:
    case FaultKind::Reorder:
        return conditionsOf(*before, *after, fault);
    default:
        return {};
    }
}

}  // namespace quorate::gui
