// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/core_options.h"

#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace quorate::stage {

namespace {

constexpr std::uint64_t kMaxNodes = 64;

Result<std::vector<raft::NodeId>> parseIds(const ScriptArgument& argument) {
    std::vector<raft::NodeId> ids;
    for (const std::string& value : argument.values) {
        auto id = parseNumber(value, argument.key);
        if (!id) {
            return id.error();
        }
        ids.emplace_back(*id);
    }
    return ids;
}

/// Arguments that say yes or no. False if it is none of them.
Result<bool> setSwitch(const ScriptArgument& argument, raft::Config& config) {
    bool* target = nullptr;
    if (argument.key == "async-storage-writes") {
        target = &config.asyncStorageWrites;
    } else if (argument.key == "prevote") {
        target = &config.preVote;
    } else if (argument.key == "checkquorum") {
        target = &config.checkQuorum;
    } else if (argument.key == "step-down-on-removal") {
        target = &config.stepDownOnRemoval;
    } else if (argument.key == "disable-conf-change-validation") {
        target = &config.disableConfChangeValidation;
    } else {
        return false;
    }
    auto value = parseBoolean(argument.values.empty() ? "" : argument.values.front(), argument.key);
    if (!value) {
        return value.error();
    }
    *target = *value;
    return true;
}

/// Arguments that hold a number. False if it is none of them.
Result<bool> setNumber(const ScriptArgument& argument, CoreGroupOptions& options) {
    if (argument.key != "index" && argument.key != "inflight" &&
        argument.key != "max-committed-size-per-ready") {
        return false;
    }
    auto value = parseNumber(argument.values.empty() ? "" : argument.values.front(), argument.key);
    if (!value) {
        return value.error();
    }
    if (argument.key == "index") {
        options.snapshot.metadata.index = raft::Index(*value);
        options.snapshot.metadata.term = raft::Term(1);
    } else if (argument.key == "inflight") {
        options.config.maxInflightMessages = *value;
    } else {
        options.config.maxCommittedSizePerReady = *value;
    }
    return true;
}

Result<void> setOption(const ScriptArgument& argument, CoreGroupOptions& options) {
    const std::string value = argument.values.empty() ? "" : argument.values.front();
    if (argument.key == "voters" || argument.key == "learners") {
        auto ids = parseIds(argument);
        if (!ids) {
            return ids.error();
        }
        raft::ConfState& state = options.snapshot.metadata.confState;
        (argument.key == "voters" ? state.voters : state.learners) = std::move(*ids);
        return {};
    }
    if (argument.key == "content") {
        options.snapshot.data = Bytes::copyOf(value);
        return {};
    }
    if (argument.key == "read-only") {
        if (value != "safe" && value != "lease-based") {
            return Error(ErrorCode::Malformed, "read-only must be safe or lease-based");
        }
        options.config.readOnlyOption =
            value == "safe" ? raft::ReadOnlyOption::Safe : raft::ReadOnlyOption::LeaseBased;
        return {};
    }
    auto isSwitch = setSwitch(argument, options.config);
    if (!isSwitch || *isSwitch) {
        return isSwitch ? Result<void>() : isSwitch.error();
    }
    auto isNumber = setNumber(argument, options);
    if (!isNumber || *isNumber) {
        return isNumber ? Result<void>() : isNumber.error();
    }
    return Error(ErrorCode::Malformed, "unknown argument \"" + argument.text + "\"");
}

}  // namespace

Result<CoreOptions> parseCoreOptions(const ScriptCase& scriptCase) {
    CoreOptions options;
    raft::Config& config = options.group.config;
    config.electionTicks = 3;
    config.heartbeatTicks = 1;
    config.maxMessageSize = raft::kNoLimit;
    config.maxInflightMessages = std::numeric_limits<std::size_t>::max();
    if (scriptCase.arguments.empty()) {
        return Error(ErrorCode::Malformed, "a number of nodes is needed");
    }
    auto count = parseNumber(scriptCase.arguments.front().text, "the number of nodes");
    if (!count || *count > kMaxNodes) {
        return count ? Error(ErrorCode::Malformed, "too many nodes") : count.error();
    }
    options.count = *count;
    for (std::size_t i = 1; i < scriptCase.arguments.size(); ++i) {
        if (auto set = setOption(scriptCase.arguments[i], options.group); !set) {
            return set.error();
        }
    }
    const raft::SnapshotMetadata& start = options.group.snapshot.metadata;
    const bool hasStart = start.confState != raft::ConfState() || start.term != raft::Term(0) ||
                          !options.group.snapshot.data.empty();
    if (hasStart && start.index <= raft::Index(1)) {
        return Error(ErrorCode::Malformed, "a node starts from nothing, or from an index above 1");
    }
    return options;
}

}  // namespace quorate::stage
