// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/observe/link_events.h"
#include "engine/raft/types.h"
#include "engine/stage/scenario/scope.h"

namespace quorate::stage {

struct ScenarioWorld;

/// Nodes as a scenario names them: `2`, `1,3`, `all`, `leader`, `followers`, `running`, a name that
/// was given before, and with `!` all the other ones. Who that is shows when it is asked.
class NodeSet {
public:
    /// Malformed, also for what is not in the scope.
    static Result<NodeSet> parse(std::string_view text, const Scope& scope);

    /// In order of id, each once, and at least one. Unavailable: `leader` while nobody leads, or a
    /// set that is empty now.
    [[nodiscard]] Result<std::vector<raft::NodeId>> resolve(const ScenarioWorld& world) const;
    /// FailedPrecondition for more than one.
    [[nodiscard]] Result<raft::NodeId> resolveOne(const ScenarioWorld& world) const;
    [[nodiscard]] const std::string& text() const noexcept { return m_text; }

private:
    enum class Kind : std::uint8_t { Id, All, Leader, Followers, Running, Name };
    struct Part {
        Kind kind{Kind::Id};
        bool isComplement{false};
        raft::NodeId id;
        std::string name;
    };
    static Result<Part> parsePart(std::string_view text, const Scope& scope);
    static Result<std::vector<raft::NodeId>> members(const Part& part, const ScenarioWorld& world);

    std::string m_text;
    std::vector<Part> m_parts;
};

/// Directions between nodes: `1->2`, or both with `1<->2`; either end may be a set.
class LinkSet {
public:
    /// Malformed.
    static Result<LinkSet> parse(std::string_view text, const Scope& scope);
    /// Whether this text is about links.
    static bool isOne(std::string_view text) { return text.find("->") != std::string_view::npos; }

    /// Without those from a node to itself; FailedPrecondition if there is none else.
    [[nodiscard]] Result<std::vector<observe::Link>> resolve(const ScenarioWorld& world) const;

private:
    LinkSet(NodeSet from, NodeSet to, bool isBoth)
        : m_from(std::move(from)), m_to(std::move(to)), m_isBoth(isBoth) {}

    NodeSet m_from;
    NodeSet m_to;
    bool m_isBoth;
};

}  // namespace quorate::stage
