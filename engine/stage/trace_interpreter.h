// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/raft/types.h"
#include "engine/stage/core_group.h"
#include "engine/stage/script.h"

namespace quorate::stage {

/// Runs the commands of conformance traces on a group of cores: add-nodes, campaign, propose,
/// process-ready, deliver-msgs, stabilize and so on. State lasts from case to case.
///
/// Subclasses extend the language by overriding run() and passing on what they do not know.
class TraceInterpreter {
public:
    TraceInterpreter() = default;
    TraceInterpreter(const TraceInterpreter&) = delete;
    TraceInterpreter& operator=(const TraceInterpreter&) = delete;
    virtual ~TraceInterpreter() = default;

    /// What the command prints, every line with its end; "ok" for nothing. What the cores refuse is
    /// part of the output. An error means that the script is wrong: an unknown command or argument,
    /// a node that does not exist.
    Result<std::string> execute(const ScriptCase& scriptCase);

protected:
    /// A command that could not be carried out ends with an Error: Malformed if the script is
    /// wrong, any other code if it was the cores that refused.
    virtual Result<void> run(const ScriptCase& scriptCase);

    [[nodiscard]] CoreGroup& group() noexcept { return m_group; }

    /// The node that the word at `position` names; Malformed if there is none.
    Result<raft::NodeId> nodeAt(const ScriptCase& scriptCase, std::size_t position);
    /// All the nodes that are named, or all there are.
    Result<std::vector<raft::NodeId>> nodesOrAll(const ScriptCase& scriptCase);

private:
    Result<void> addNodes(const ScriptCase& scriptCase);
    Result<void> drive(const ScriptCase& scriptCase, raft::NodeId id);
    Result<void> propose(const ScriptCase& scriptCase, raft::NodeId id);
    Result<void> setElectionTimeout(const ScriptCase& scriptCase, raft::NodeId id);
    Result<void> compact(const ScriptCase& scriptCase, raft::NodeId id);
    Result<void> proposeConfChange(const ScriptCase& scriptCase, raft::NodeId id);
    Result<void> transferLeadership(const ScriptCase& scriptCase);
    Result<void> process(const ScriptCase& scriptCase);
    Result<void> processOne(const std::string& command, raft::NodeId id);
    Result<void> deliverMessages(const ScriptCase& scriptCase);
    Result<void> stabilize(const ScriptCase& scriptCase);
    Result<void> sendSnapshot(const ScriptCase& scriptCase);
    Result<void> setLogLevel(const ScriptCase& scriptCase);
    void printLog(raft::NodeId id);
    void printStates();
    void printProgress(raft::NodeId id);
    Result<raft::NodeId> knownNode(const std::string& word) const;

    CoreGroup m_group;
    bool m_isQuiet{false};
    /// For one command only.
    bool m_isQuietNow{false};
};

}  // namespace quorate::stage
