// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "engine/observe/event.h"
#include "gui/session/disk_fault.h"

namespace quorate::gui {

/// Something that is wrong on purpose with a node, as that node keeps it: one of each at a time.
struct FaultAtNode {
    enum class Kind : std::uint8_t { Cut, Rules, Disk, Pause };
    raft::NodeId node;  ///< where it is
    Kind kind{Kind::Cut};
    observe::Link link;                           ///< of Cut and Rules
    DiskFault::Kind disk{DiskFault::Kind::Slow};  ///< of Disk
    friend auto operator<=>(const FaultAtNode&, const FaultAtNode&) = default;
};

/// What a node means that says so of itself; nothing where nodes do not say such things.
std::optional<FaultAtNode> faultAtNode(raft::NodeId node, const observe::FaultStarted& told);

/// What nodes tell of their faults, to everybody, and which of that this session asked for: it has
/// told of those itself, in its own words, and what the nodes say of them is no news. The others
/// are somebody else's.
///
/// Belongs to one executor.
class ToldFaults {
public:
    using Ended = std::function<void(const FaultAtNode&)>;
    using Others = std::vector<std::pair<std::uint64_t, FaultAtNode>>;

    /// `ended` hears of faults that this session asked for, and that are over without its doing.
    explicit ToldFaults(Ended ended) : m_ended(std::move(ended)) {}

    /// This session asks for it.
    void asked(const FaultAtNode& fault) { m_asked.try_emplace(fault, 0); }
    /// It is to be another than was asked for before: the node will tell of both.
    void replaced(const FaultAtNode& fault) { ++m_asked[fault]; }
    /// This session asks for its end.
    void mended(const FaultAtNode& fault);
    /// The node would not.
    void refused(const FaultAtNode& fault);
    [[nodiscard]] bool isAsked(const FaultAtNode& fault) const { return m_asked.count(fault) > 0; }

    /// Takes what a node tells. Whether it is news.
    [[nodiscard]] bool hear(raft::NodeId node, const observe::Body& body);
    /// The node lives anew, and nothing is wrong with it. What others had set, and is over.
    Others forget(raft::NodeId node);

    /// Somebody else's; null for any other number.
    [[nodiscard]] const FaultAtNode* find(std::uint64_t number) const;
    [[nodiscard]] Others others() const;
    /// Somebody else has cut it, at any end.
    [[nodiscard]] bool isCutByOthers(observe::Link link) const;

private:
    struct Told {
        FaultAtNode fault;
        bool isOwn{false};
    };

    [[nodiscard]] bool isOwn(const FaultAtNode& fault) const;
    [[nodiscard]] bool isToldAsOwn(const FaultAtNode& fault) const;
    bool began(raft::NodeId node, const observe::FaultStarted& started);
    bool ended(std::uint64_t number);
    [[nodiscard]] bool isCutNews(raft::NodeId node, observe::Link link) const;
    [[nodiscard]] bool isHealNews(raft::NodeId node, observe::Link link) const;

    const Ended m_ended;
    /// With how many of them will be told of as ended that are not.
    std::map<FaultAtNode, int> m_asked;
    /// Over again before the nodes told of them.
    std::set<FaultAtNode> m_late;
    std::map<std::uint64_t, Told> m_told;
};

}  // namespace quorate::gui
