// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/observe/operator_events.h"
#include "engine/stage/stage.h"

namespace quorate::gui {

/// What is broken on purpose on a Stage: each fault has a number, is in the recording from its
/// beginning to its end, and can be mended by itself. Nothing is ever broken invisibly.
///
/// A link is cut while at least one fault cuts it, and has the condition of the latest fault that
/// changes it. Belongs to the executor of the Stage.
class FaultBook {
public:
    /// Faults are numbered from `first` on. The Stage outlives the book.
    FaultBook(stage::Stage& stage, std::uint64_t first) : m_stage(stage), m_next(first) {}

    void cut(const std::vector<observe::Link>& links, observe::FaultKind kind,
             const std::vector<raft::NodeId>& nodes, const std::string& text);
    /// This link works again, whatever cut it; faults that cut nothing else are over.
    void heal(observe::Link link);
    /// The default condition ends what changed these links before.
    void setCondition(const std::vector<observe::Link>& links,
                      std::optional<raft::MessageType> type,
                      const observe::LinkCondition& condition);
    /// Replaces a fault of the same kind at the same node. `mend` is what ends it.
    void add(observe::FaultKind kind, raft::NodeId node, const std::string& text,
             std::function<Result<void>()> mend);
    /// It ended by other means, as a node that was started again.
    void forget(observe::FaultKind kind, raft::NodeId node);

    /// NotFound for a number that is not active.
    Result<void> end(std::uint64_t fault);
    /// The latest first. The first error, if there are any; the others are mended all the same.
    Result<void> endAll();

private:
    struct Fault {
        observe::FaultKind kind{observe::FaultKind::LinkCut};
        std::vector<raft::NodeId> nodes;
        std::set<observe::Link> cuts;
        std::map<observe::Link, stage::LinkRule> rules;
        std::function<Result<void>()> mend;
    };

    std::uint64_t begin(Fault fault, const std::string& text);
    [[nodiscard]] bool isCut(observe::Link link) const;
    void applyRules(observe::Link link);

    stage::Stage& m_stage;
    std::uint64_t m_next;
    std::map<std::uint64_t, Fault> m_faults;
};

}  // namespace quorate::gui
