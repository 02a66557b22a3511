// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/scenario/scenario_head.h"

#include <limits>
#include <utility>
#include <vector>

#include "engine/stage/scenario/arguments.h"

namespace quorate::stage {

namespace {

constexpr std::uint64_t kMaxNodes = 16;
constexpr std::uint64_t kMaxTicks = 1000;
constexpr std::uint64_t kMaxBytes = 64UL * 1024 * 1024;
constexpr std::uint64_t kMaxEntries = 1'000'000'000;

/// `key=NUMBER` into a field, which keeps its value without it.
template <class Field>
Result<void> numberInto(CaseReader& reader, std::string_view key, std::uint64_t min,
                        std::uint64_t max, Field& field) {
    auto number = numberKey(reader, key, min, max);
    if (!number) {
        return number.error();
    }
    if (*number) {
        field = static_cast<Field>(**number);
    }
    return {};
}

Result<void> booleanInto(CaseReader& reader, std::string_view key, bool& field) {
    auto value = booleanKey(reader, key);
    if (!value) {
        return value.error();
    }
    field = value->value_or(field);
    return {};
}

Result<void> readTimes(CaseReader& reader, ScenarioHead& head) {
    const ScriptArgument* tick = reader.scriptCase().find("tick");
    auto tickNs = timeKey(reader, "tick");
    if (!tickNs) {
        return tickNs.error();
    }
    head.options.tickNs = tickNs->value_or(head.options.tickNs);
    if (head.options.tickNs < kMillisecond) {
        return reader.error(*tick, "a tick is at least 1ms");
    }
    auto delay = spanKey(reader, "delay");
    if (!delay) {
        return delay.error();
    }
    head.delay = *delay;
    return {};
}

Result<void> readOptions(CaseReader& reader, ScenarioHead& head) {
    node::NodeConfig& node = head.options.node;
    raft::Config& raft = node.raft;
    constexpr std::uint64_t kAny = std::numeric_limits<std::uint64_t>::max();
    bool hasLeases = false;
    bool forwards = true;
    const std::vector<Result<void>> all{
        numberInto(reader, "seed", 0, kAny, head.options.seed),
        numberInto(reader, "election-ticks", 2, kMaxTicks, raft.electionTicks),
        numberInto(reader, "heartbeat-ticks", 1, kMaxTicks, raft.heartbeatTicks),
        booleanInto(reader, "prevote", raft.preVote),
        booleanInto(reader, "checkquorum", raft.checkQuorum),
        booleanInto(reader, "leases", hasLeases),
        booleanInto(reader, "forwarding", forwards),
        numberInto(reader, "inflight", 1, kMaxEntries, raft.maxInflightMessages),
        numberInto(reader, "max-message", 1, kMaxBytes, raft.maxMessageSize),
        numberInto(reader, "snapshot-entries", 1, kMaxEntries, node.snapshotEntries),
        numberInto(reader, "catch-up-entries", 0, kMaxEntries, node.catchUpEntries),
        numberInto(reader, "promotion-lag", 0, kMaxEntries, node.promotionLag),
        numberInto(reader, "proposal-timeout", 1, kMaxEntries, node.proposalTimeoutTicks),
        numberInto(reader, "read-timeout", 1, kMaxEntries, node.readTimeoutTicks),
        readTimes(reader, head)};
    for (const Result<void>& one : all) {
        if (!one) {
            return one;
        }
    }
    raft.disableProposalForwarding = !forwards;
    if (hasLeases) {
        raft.readOnlyOption = raft::ReadOnlyOption::LeaseBased;
    }
    return {};
}

}  // namespace

Result<ScenarioHead> parseHead(const ScriptCase& scriptCase, Scope& scope) {
    CaseReader reader(scriptCase);
    if (scriptCase.command != "scenario") {
        return Error(ErrorCode::Malformed, placeOf(scriptCase.line, scriptCase.column) +
                                               "a scenario begins with the command \"scenario\"");
    }
    ScenarioHead head;
    std::uint64_t count = 3;
    if (auto nodes = numberInto(reader, "nodes", 1, kMaxNodes, count); !nodes) {
        return nodes.error();
    }
    if (auto read = readOptions(reader, head); !read) {
        return read.error();
    }
    auto lines = reader.takeLines("the title, and below it what the scenario teaches,");
    if (!lines) {
        return lines.error();
    }
    head.title = lines->front();
    for (std::size_t i = 1; i < lines->size(); ++i) {
        head.teaches += (i == 1 ? "" : " ") + (*lines)[i];
    }
    if (auto finished = reader.finish(); !finished) {
        return finished.error();
    }
    for (std::uint64_t id = 1; id <= count; ++id) {
        scope.nodes.insert(id);
        head.members.confState.voters.emplace_back(id);
    }
    node::NodeConfig config = head.options.node;
    config.raft.id = raft::NodeId(1);
    if (auto valid = node::validate(config); !valid) {
        return reader.error(valid.error().message);
    }
    return head;
}

}  // namespace quorate::stage
