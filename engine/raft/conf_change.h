// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/raft/entry.h"
#include "engine/raft/types.h"

namespace quorate::raft {

/// What happens to one member. The values are part of the encoding.
enum class ConfChangeType : std::uint8_t {
    AddNode = 0,         ///< becomes a voter (a learner is promoted)
    RemoveNode = 1,      ///< is no member any more
    UpdateNode = 2,      ///< stays what it is; its context (an address, say) changes
    AddLearnerNode = 3,  ///< receives the log without a vote (a voter is demoted)
};

/// How a ConfChangeV2 is carried out. The values are part of the encoding.
enum class ConfChangeTransition : std::uint8_t {
    Auto = 0,           ///< a simple change where one is enough, else joint, left automatically
    JointImplicit = 1,  ///< joint, left automatically
    JointExplicit = 2,  ///< joint, left by an empty change that somebody proposes
};

struct ConfChangeSingle {
    ConfChangeType type{ConfChangeType::AddNode};
    NodeId nodeId;
    friend bool operator==(const ConfChangeSingle&, const ConfChangeSingle&) = default;
};

/// The old form: exactly one change (dissertation §4.1). `context` is opaque to raft.
struct ConfChange {
    ConfChangeSingle change;
    Bytes context;
    friend bool operator==(const ConfChange&, const ConfChange&) = default;
};

/// Any number of changes at once (joint consensus, §6). Without any changes and with the transition
/// Auto it means: leave the joint configuration.
struct ConfChangeV2 {
    ConfChangeTransition transition{ConfChangeTransition::Auto};
    std::vector<ConfChangeSingle> changes;
    Bytes context;

    [[nodiscard]] bool leavesJoint() const noexcept {
        return changes.empty() && transition == ConfChangeTransition::Auto;
    }
    /// True where the change goes through a joint configuration.
    [[nodiscard]] bool entersJoint() const noexcept {
        return transition != ConfChangeTransition::Auto || changes.size() > 1;
    }
    /// Whether the joint configuration that this change enters is left automatically.
    [[nodiscard]] bool autoLeaves() const noexcept {
        return transition != ConfChangeTransition::JointExplicit;
    }
    friend bool operator==(const ConfChangeV2&, const ConfChangeV2&) = default;
};

/// The old form as the new one.
ConfChangeV2 toV2(const ConfChange& change);

/// The change in an entry of either form; entries without data leave the joint configuration.
/// Malformed where the bytes are no change, InvalidArgument for an entry of another type.
Result<ConfChangeV2> confChangeOf(const Entry& entry);

/// An entry, not yet placed in a log, that carries the change.
Entry toEntry(const ConfChange& change);
Entry toEntry(const ConfChangeV2& change);

/// "v1 l2 r3 u4" (add voter, add learner, remove, update), separated by white space. Ids are
/// decimal.
Result<std::vector<ConfChangeSingle>> parseConfChanges(const std::string& text);
std::string toString(const std::vector<ConfChangeSingle>& changes);

}  // namespace quorate::raft
