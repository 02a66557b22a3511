// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/observe/event.h"
#include "engine/observe/operator_events.h"
#include "gui/session/command.h"

namespace quorate::gui {

/// Where a FaultBook breaks links and mends them, and tells of it.
class FaultTarget {
public:
    FaultTarget() = default;
    FaultTarget(const FaultTarget&) = delete;
    FaultTarget& operator=(const FaultTarget&) = delete;
    virtual ~FaultTarget() = default;

    virtual void tell(observe::Body body) = 0;
    virtual void cut(observe::Link link) = 0;
    virtual void heal(observe::Link link) = 0;
    virtual void setRules(observe::Link link, std::vector<observe::LinkRule> rules) = 0;
    /// How links are that nobody has changed.
    [[nodiscard]] virtual observe::LinkCondition usualCondition() const = 0;
};

/// What is broken on purpose in a session: each fault has a number, is in the recording from its
/// beginning to its end, and can be mended by itself. Nothing is ever broken invisibly.
///
/// A link is cut while at least one fault cuts it, and has the condition of the latest fault that
/// changes it. Belongs to the executor of its target.
class FaultBook {
public:
    /// Faults are numbered from `first` on. The target outlives the book.
    FaultBook(FaultTarget& target, std::uint64_t first) : m_target(target), m_next(first) {}

    void cut(const CutLink& what);
    /// InvalidArgument where it parts nobody.
    Result<void> cut(const Partition& what);
    void heal(const HealLink& what);

    void cut(const std::vector<observe::Link>& links, observe::FaultKind kind,
             const std::vector<raft::NodeId>& nodes, const std::string& text);
    /// This link works again, whatever cut it; faults that cut nothing else are over.
    void heal(observe::Link link);
    /// The default condition ends what changed these links before.
    void setCondition(const std::vector<observe::Link>& links,
                      std::optional<raft::MessageType> type,
                      const observe::LinkCondition& condition);
    /// What ends a fault at one of its nodes.
    using Mend = std::function<Result<void>(raft::NodeId)>;
    /// One fault of all these nodes. Replaces faults of the same kind at each of them.
    void add(observe::FaultKind kind, const std::vector<raft::NodeId>& nodes,
             const std::string& text, Mend mend);
    void add(observe::FaultKind kind, raft::NodeId node, const std::string& text,
             std::function<Result<void>()> mend);
    /// The same beside others of its kind; its number.
    std::uint64_t addBeside(observe::FaultKind kind, const std::vector<raft::NodeId>& nodes,
                            const std::string& text, Mend mend);
    std::uint64_t addBeside(observe::FaultKind kind, raft::NodeId node, const std::string& text,
                            std::function<Result<void>()> mend);
    /// It ended at this node by other means, as when that was started again; one with other nodes
    /// goes on there, under its number.
    void forget(observe::FaultKind kind, raft::NodeId node);
    void forget(std::uint64_t fault, raft::NodeId node);
    void forget(std::uint64_t fault);

    /// NotFound for a number that is not active.
    Result<void> end(std::uint64_t fault);
    /// The latest first. The first error, if there are any; the others are mended all the same.
    Result<void> endAll();

private:
    struct Fault {
        observe::FaultKind kind{observe::FaultKind::LinkCut};
        std::vector<raft::NodeId> nodes;
        std::set<observe::Link> cuts;
        std::map<observe::Link, observe::LinkRule> rules;
        Mend mend;
        std::string text;
    };
    using Faults = std::map<std::uint64_t, Fault>;

    std::uint64_t begin(Fault fault, const std::string& text);
    /// Gives the next one.
    Faults::iterator leave(Faults::iterator fault, raft::NodeId node);
    [[nodiscard]] bool isCut(observe::Link link) const;
    void applyRules(observe::Link link);

    FaultTarget& m_target;
    std::uint64_t m_next;
    Faults m_faults;
};

}  // namespace quorate::gui
