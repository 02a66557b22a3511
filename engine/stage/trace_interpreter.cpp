// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/trace_interpreter.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "engine/raft/describe.h"
#include "engine/stage/core_options.h"
#include "engine/stage/message_type.h"

namespace quorate::stage {

using raft::NodeId;

namespace {

Error wrong(const std::string& text) {
    return {ErrorCode::Malformed, text};
}

/// The command that the process commands announce for each of several nodes.
std::string_view headerOf(std::string_view command) {
    if (command == "process-ready") {
        return "handling Ready";
    }
    return command == "process-append-thread" ? "processing append thread"
                                              : "processing apply thread";
}

}  // namespace

Result<std::string> TraceInterpreter::execute(const ScriptCase& scriptCase) {
    m_isQuietNow = m_isQuiet;
    auto done = run(scriptCase);
    std::string output = m_group.transcript().take();
    if (!done && done.error().code == ErrorCode::Malformed) {
        return Error(ErrorCode::Malformed, "line " + std::to_string(scriptCase.line) + ": " +
                                               scriptCase.command + ": " + done.error().message);
    }
    if (m_isQuietNow) {
        output.clear();
    }
    if (!done) {
        output += conventionalText(done.error()) + "\n";
    }
    return output.empty() ? "ok\n" : output;
}

Result<void> TraceInterpreter::run(const ScriptCase& scriptCase) {
    const std::string& command = scriptCase.command;
    if (command == "add-nodes") {
        return addNodes(scriptCase);
    }
    if (command == "process-ready" || command == "process-append-thread" ||
        command == "process-apply-thread") {
        return process(scriptCase);
    }
    if (command == "deliver-msgs") {
        return deliverMessages(scriptCase);
    }
    if (command == "stabilize") {
        return stabilize(scriptCase);
    }
    if (command == "transfer-leadership") {
        return transferLeadership(scriptCase);
    }
    if (command == "send-snapshot") {
        return sendSnapshot(scriptCase);
    }
    if (command == "log-level") {
        return setLogLevel(scriptCase);
    }
    if (command == "raft-state") {
        printStates();
        return {};
    }
    auto id = nodeAt(scriptCase, 0);
    return id ? drive(scriptCase, *id) : id.error();
}

/// The commands about one node.
Result<void> TraceInterpreter::drive(const ScriptCase& scriptCase, NodeId id) {
    const std::string& command = scriptCase.command;
    raft::RawNode& core = m_group.core(id);
    if (command == "campaign") {
        core.campaign();
    } else if (command == "tick-election" || command == "tick-heartbeat") {
        const std::uint32_t ticks =
            command == "tick-election" ? m_group.electionTicks(id) : m_group.heartbeatTicks(id);
        for (std::uint32_t i = 0; i < ticks; ++i) {
            core.tick();
        }
    } else if (command == "forget-leader") {
        core.forgetLeader();
    } else if (command == "propose") {
        return propose(scriptCase, id);
    } else if (command == "propose-conf-change") {
        return proposeConfChange(scriptCase, id);
    } else if (command == "report-unreachable") {
        auto peer = nodeAt(scriptCase, 1);
        if (!peer) {
            return peer.error();
        }
        core.reportUnreachable(*peer);
    } else if (command == "set-randomized-election-timeout") {
        return setElectionTimeout(scriptCase, id);
    } else if (command == "compact") {
        return compact(scriptCase, id);
    } else if (command == "raft-log") {
        printLog(id);
    } else if (command == "status") {
        printProgress(id);
    } else {
        return wrong("unknown command");
    }
    return {};
}

Result<void> TraceInterpreter::addNodes(const ScriptCase& scriptCase) {
    auto options = parseCoreOptions(scriptCase);
    if (!options) {
        return options.error();
    }
    for (std::uint64_t i = 0; i < options->count; ++i) {
        if (auto added = m_group.addNode(options->group); !added) {
            return added;
        }
    }
    return {};
}

Result<void> TraceInterpreter::propose(const ScriptCase& scriptCase, NodeId id) {
    if (scriptCase.arguments.size() != 2) {
        return wrong("a node and a text are needed");
    }
    return m_group.core(id).propose(Bytes::copyOf(scriptCase.arguments[1].text));
}

Result<void> TraceInterpreter::setElectionTimeout(const ScriptCase& scriptCase, NodeId id) {
    const ScriptArgument* timeout = scriptCase.find("timeout");
    if (timeout == nullptr || timeout->values.size() != 1) {
        return wrong("timeout=TICKS is missing");
    }
    auto ticks = parseNumber(timeout->values.front(), "timeout");
    if (!ticks) {
        return ticks.error();
    }
    constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
    return m_group.core(id).setRandomizedElectionTimeout(
        static_cast<std::uint32_t>(std::min(*ticks, kMost)));
}

/// Prints what is left of the log, too.
Result<void> TraceInterpreter::compact(const ScriptCase& scriptCase, NodeId id) {
    const auto words = scriptCase.words();
    auto index = words.size() == 2 ? parseNumber(words[1], "the index")
                                   : wrong("a node and an index are needed");
    if (!index) {
        return index.error();
    }
    auto compacted = m_group.storage(id).log.compact(raft::Index(*index));
    if (compacted) {
        printLog(id);
    }
    return compacted;
}

Result<void> TraceInterpreter::proposeConfChange(const ScriptCase& scriptCase, NodeId id) {
    raft::ConfChangeV2 change;
    bool isOldForm = false;
    for (const ScriptArgument& argument : scriptCase.arguments) {
        const std::string value = argument.values.empty() ? "" : argument.values.front();
        if (argument.key == "v1") {
            auto parsed = parseBoolean(value, "v1");
            if (!parsed) {
                return parsed.error();
            }
            isOldForm = *parsed;
        } else if (argument.key == "transition") {
            if (value == "implicit") {
                change.transition = raft::ConfChangeTransition::JointImplicit;
            } else if (value == "explicit") {
                change.transition = raft::ConfChangeTransition::JointExplicit;
            } else if (value != "auto") {
                return wrong("transition must be auto, implicit or explicit");
            }
        }
    }
    auto changes = raft::parseConfChanges(scriptCase.input);
    if (!changes) {
        return wrong(changes.error().message);
    }
    change.changes = std::move(*changes);
    if (!isOldForm) {
        return m_group.core(id).proposeConfChange(change);
    }
    if (change.changes.size() != 1 || change.transition != raft::ConfChangeTransition::Auto) {
        return wrong("the old form holds exactly one change, and no transition");
    }
    return m_group.core(id).proposeConfChange(raft::ConfChange{change.changes.front(), {}});
}

Result<void> TraceInterpreter::transferLeadership(const ScriptCase& scriptCase) {
    std::array<NodeId, 2> ends;
    const std::array<std::string_view, 2> keys{"from", "to"};
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const ScriptArgument* argument = scriptCase.find(keys[i]);
        if (argument == nullptr || argument->values.size() != 1) {
            return wrong("from=ID and to=ID are needed");
        }
        const std::string& word = argument->values.front();
        auto id = parseNumber(word, keys[i]);
        if (!id) {
            return id.error();
        }
        // The wish may be for somebody who is no member; it has to be made by one who is there.
        ends[i] = NodeId(*id);
        if (auto known = knownNode(word); i == 0 && !known) {
            return known.error();
        }
    }
    return m_group.core(ends[0]).transferLeader(ends[1]);
}

Result<void> TraceInterpreter::process(const ScriptCase& scriptCase) {
    auto ids = nodesOrAll(scriptCase);
    if (!ids || scriptCase.words().empty()) {
        return ids ? wrong("a node is needed") : ids.error();
    }
    for (const NodeId id : *ids) {
        if (ids->size() > 1) {
            m_group.transcript().line("> " + std::to_string(id.value()) + " " +
                                      std::string(headerOf(scriptCase.command)));
            m_group.transcript().indent();
        }
        auto done = processOne(scriptCase.command, id);
        if (ids->size() > 1) {
            m_group.transcript().outdent();
        }
        if (!done) {
            return done;
        }
    }
    return {};
}

Result<void> TraceInterpreter::processOne(const std::string& command, NodeId id) {
    if (command == "process-ready") {
        return m_group.processReady(id);
    }
    const bool isAppend = command == "process-append-thread";
    auto worked = isAppend ? m_group.processAppend(id) : m_group.processApply(id);
    if (!worked) {
        return worked.error();
    }
    if (!*worked) {
        m_group.transcript().line(isAppend ? "no append work to perform"
                                           : "no apply work to perform");
    }
    return {};
}

Result<void> TraceInterpreter::deliverMessages(const ScriptCase& scriptCase) {
    struct Recipient {
        NodeId id;
        bool drop;
    };
    std::vector<Recipient> recipients;
    std::optional<raft::MessageType> type;
    for (const ScriptArgument& argument : scriptCase.arguments) {
        const bool isWord = argument.text == argument.key;
        if (!isWord && argument.key == "type") {
            auto parsed = parseMessageType(argument.values.empty() ? "" : argument.values.front());
            if (!parsed) {
                return parsed.error();
            }
            type = *parsed;
            continue;
        }
        if (!isWord && argument.key != "drop") {
            return wrong("unknown argument \"" + argument.text + "\"");
        }
        for (const std::string& word :
             isWord ? std::vector<std::string>{argument.key} : argument.values) {
            auto id = parseNumber(word, "a recipient");
            if (!id) {
                return id.error();
            }
            recipients.push_back({NodeId(*id), !isWord});
        }
    }
    std::size_t count = 0;
    for (const Recipient& recipient : recipients) {
        count += m_group.deliver(recipient.id, recipient.drop, type);
    }
    if (count == 0) {
        m_group.transcript().line("no messages");
    }
    return {};
}

Result<void> TraceInterpreter::stabilize(const ScriptCase& scriptCase) {
    if (const ScriptArgument* level = scriptCase.find("log-level")) {
        m_isQuietNow = level->values == std::vector<std::string>{"none"};
    }
    auto ids = nodesOrAll(scriptCase);
    return ids ? m_group.stabilize(*ids) : ids.error();
}

Result<void> TraceInterpreter::sendSnapshot(const ScriptCase& scriptCase) {
    auto from = nodeAt(scriptCase, 0);
    auto to = nodeAt(scriptCase, 1);
    if (!from || !to) {
        return (from ? to : from).error();
    }
    raft::Message message;
    message.type = raft::MessageType::Snap;
    message.from = *from;
    message.to = *to;
    message.term = m_group.core(*from).hardState().term;
    message.snapshot = m_group.storage(*from).latest;
    m_group.transcript().lines(raft::describe(message));
    m_group.enqueue(std::move(message));
    return {};
}

Result<void> TraceInterpreter::setLogLevel(const ScriptCase& scriptCase) {
    const auto words = scriptCase.words();
    if (words.size() != 1) {
        return wrong("one level is needed");
    }
    m_isQuiet = words.front() == "none";
    return {};
}

void TraceInterpreter::printLog(NodeId id) {
    const raft::MemoryStorage& log = m_group.storage(id).log;
    if (log.lastIndex() < log.firstIndex()) {
        m_group.transcript().line("log is empty: first index=" + toString(log.firstIndex()) +
                                  ", last index=" + toString(log.lastIndex()));
        return;
    }
    raft::Entries entries;
    if (log.entries(log.firstIndex(), log.lastIndex().next(), raft::kNoLimit, entries)) {
        m_group.transcript().lines(raft::describe(raft::EntrySpan(entries)));
    }
}

void TraceInterpreter::printStates() {
    for (std::uint64_t value = 1; value <= m_group.size(); ++value) {
        const raft::Status status = m_group.core(NodeId(value)).status();
        const bool votes = status.config.voters.contains(status.id);
        m_group.transcript().line(
            std::to_string(value) + ": " + raft::toString(status.softState.role) +
            (votes ? " (Voter)" : " (Non-Voter)") + " Term:" + toString(status.hardState.term) +
            " Lead:" + std::to_string(status.softState.lead.value()));
    }
}

void TraceInterpreter::printProgress(NodeId id) {
    for (const auto& [peer, progress] : m_group.core(id).status().progress) {
        m_group.transcript().line(std::to_string(peer.value()) + ": " + toString(progress));
    }
}

Result<NodeId> TraceInterpreter::knownNode(const std::string& word) const {
    auto number = parseNumber(word, "a node");
    if (!number) {
        return number.error();
    }
    if (!m_group.contains(NodeId(*number))) {
        return wrong("there is no node " + word);
    }
    return NodeId(*number);
}

Result<NodeId> TraceInterpreter::nodeAt(const ScriptCase& scriptCase, std::size_t position) {
    if (position >= scriptCase.arguments.size()) {
        return wrong("a node is missing");
    }
    return knownNode(scriptCase.arguments[position].text);
}

Result<std::vector<NodeId>> TraceInterpreter::nodesOrAll(const ScriptCase& scriptCase) {
    std::vector<NodeId> ids;
    for (const std::string& word : scriptCase.words()) {
        auto id = knownNode(word);
        if (!id) {
            return id.error();
        }
        ids.push_back(*id);
    }
    if (ids.empty()) {
        for (std::uint64_t value = 1; value <= m_group.size(); ++value) {
            ids.emplace_back(value);
        }
    }
    return ids;
}

}  // namespace quorate::stage
