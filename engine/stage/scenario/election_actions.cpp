// SPDX-License-Identifier: Apache-2.0
// Elections, and calls of the core that the conformance traces make.
#include <string>
#include <utility>

#include "engine/stage/scenario/action.h"
#include "engine/stage/scenario/arguments.h"

namespace quorate::stage {

using raft::NodeId;

namespace {

constexpr std::uint64_t kMostTicks = 1'000'000;

/// Calls `work(node::Node&) -> Result<void>` on every node of the set; they must be up.
template <class Work>
ActionPointer onNodes(NodeSet nodes, Work work) {
    return makeAction(
        [nodes = std::move(nodes), work = std::move(work)](ScenarioWorld& world) -> Result<void> {
            auto all = nodes.resolve(world);
            if (!all) {
                return all.error();
            }
            for (const NodeId id : *all) {
                StageNode* node = world.stage.find(id);
                if (node->condition() != NodeLife::Up) {
                    return Error(ErrorCode::FailedPrecondition, textOf(id) + " is not up");
                }
                Result<void> done;
                node->operate([&](node::Node& runtime) { done = work(runtime, *node); });
                node->settle();
                if (!done) {
                    return done;
                }
            }
            return {};
        });
}

/// Campaign now: the timer runs out.
Result<ActionPointer> parseCampaign(CaseReader& reader, Scope& scope) {
    auto nodes = needNodes(reader, scope);
    if (!nodes) {
        return nodes.error();
    }
    return makeAction([nodes = *nodes](ScenarioWorld& world) -> Result<void> {
        auto all = nodes.resolve(world);
        if (!all) {
            return all.error();
        }
        for (const NodeId node : *all) {
            if (auto fired = world.stage.fireElectionTimer(node); !fired) {
                return fired;
            }
        }
        return {};
    });
}

ActionPointer setTimeout(NodeSet nodes, std::uint64_t ticks) {
    return onNodes(std::move(nodes), [ticks](node::Node& runtime, const StageNode& /*node*/) {
        return runtime.core().setRandomizedElectionTimeout(static_cast<std::uint32_t>(ticks));
    });
}

Result<ActionPointer> parseTimer(CaseReader& reader, Scope& scope) {
    if (reader.takeWordIf("fire")) {
        return parseCampaign(reader, scope);
    }
    if (reader.takeWordIf("align")) {
        return makeAction([](ScenarioWorld& world) -> Result<void> {
            world.stage.alignElectionTimers();
            return {};
        });
    }
    if (reader.takeWordIf("spread")) {
        return makeAction([](ScenarioWorld& world) -> Result<void> {
            world.stage.spreadElectionTimers();
            return {};
        });
    }
    if (reader.takeWordIf("set")) {
        auto nodes = needNodes(reader, scope);
        if (!nodes) {
            return nodes.error();
        }
        auto ticks = needNumber(reader, "a number of ticks", 1, kMostTicks);
        if (!ticks) {
            return ticks.error();
        }
        return setTimeout(std::move(*nodes), *ticks);
    }
    auto word = reader.needWord("one of fire, align, spread, set");
    return word ? reader.error(**word, "one of fire, align, spread, set is needed, not \"" +
                                           (*word)->text + "\"")
                : word.error();
}

Result<ActionPointer> parseSetTimeout(CaseReader& reader, Scope& scope) {
    auto nodes = needNodes(reader, scope);
    if (!nodes) {
        return nodes.error();
    }
    auto ticks = numberKey(reader, "timeout", 1, kMostTicks);
    if (!ticks || !*ticks) {
        return ticks ? reader.error("timeout=TICKS is missing") : ticks.error();
    }
    return setTimeout(std::move(*nodes), **ticks);
}

template <bool IsElection>
Result<ActionPointer> parseTicks(CaseReader& reader, Scope& scope) {
    auto nodes = needNodes(reader, scope);
    if (!nodes) {
        return nodes.error();
    }
    return onNodes(
        std::move(*nodes), [](node::Node& runtime, const StageNode& node) -> Result<void> {
            const raft::Config& config = node.config().raft;
            const std::uint32_t ticks = IsElection ? config.electionTicks : config.heartbeatTicks;
            for (std::uint32_t i = 0; i < ticks; ++i) {
                runtime.tick();
            }
            return {};
        });
}

Result<ActionPointer> parseForgetLeader(CaseReader& reader, Scope& scope) {
    auto nodes = needNodes(reader, scope);
    if (!nodes) {
        return nodes.error();
    }
    return onNodes(std::move(*nodes),
                   [](node::Node& runtime, const StageNode& /*node*/) -> Result<void> {
                       runtime.forgetLeader();
                       return {};
                   });
}

Result<ActionPointer> parseReportUnreachable(CaseReader& reader, Scope& scope) {
    auto nodes = needNodes(reader, scope);
    if (!nodes) {
        return nodes.error();
    }
    auto peer = needNumber(reader, "a peer", 1, kMostTicks);
    if (!peer) {
        return peer.error();
    }
    return onNodes(std::move(*nodes),
                   [peer = *peer](node::Node& runtime, const StageNode& /*node*/) -> Result<void> {
                       runtime.reportUnreachable(NodeId(peer));
                       return {};
                   });
}

/// The leader hands it over.
Result<ActionPointer> parseTransfer(CaseReader& reader, Scope& scope) {
    auto to = needNodes(reader, scope, "the node that is to lead");
    if (!to) {
        return to.error();
    }
    return makeAction([to = *to](ScenarioWorld& world) -> Result<void> {
        auto node = to.resolveOne(world);
        return node ? world.stage.transferLeader(*node) : node.error();
    });
}

/// Anybody is asked to, as in the traces; a follower passes it on.
Result<ActionPointer> parseTransferLeadership(CaseReader& reader, Scope& scope) {
    auto from = nodesKey(reader, scope, "from");
    if (!from) {
        return from.error();
    }
    auto to = numberKey(reader, "to", 1, kMostTicks);
    if (!to) {
        return to.error();
    }
    if (!*from || !*to) {
        return reader.error("from=ID and to=ID are needed");
    }
    return onNodes(std::move(**from), [to = **to](node::Node& runtime, const StageNode& /*node*/) {
        return runtime.transferLeader(NodeId(to));
    });
}

}  // namespace

ActionParser findElectionAction(std::string_view command) {
    constexpr std::array<NamedParser, 9> kParsers{
        {{"campaign", &parseCampaign},
         {"timer", &parseTimer},
         {"set-randomized-election-timeout", &parseSetTimeout},
         {"tick-election", &parseTicks<true>},
         {"tick-heartbeat", &parseTicks<false>},
         {"forget-leader", &parseForgetLeader},
         {"report-unreachable", &parseReportUnreachable},
         {"transfer", &parseTransfer},
         {"transfer-leadership", &parseTransferLeadership}}};
    return findIn(kParsers, command);
}

}  // namespace quorate::stage
