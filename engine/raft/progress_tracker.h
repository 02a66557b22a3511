// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/raft/conf_state.h"
#include "engine/raft/progress.h"
#include "engine/raft/quorum.h"
#include "engine/raft/types.h"

namespace quorate::raft {

/// The active configuration (dissertation §4, with learners).
///
///     learners and voters (of either half) have nobody in common
///     learnersNext is part of the outgoing voters, and empty outside of a joint configuration
///     autoLeave only in a joint configuration
struct TrackedConfig {
    JointConfig voters;
    IdSet learners;
    /// Outgoing voters that will be learners once the joint configuration is left. They cannot be
    /// both at once.
    IdSet learnersNext;
    bool autoLeave{false};

    friend bool operator==(const TrackedConfig&, const TrackedConfig&) = default;
};

/// "voters=(1 2)&&(1) learners=(3) autoleave".
std::string toString(const TrackedConfig& config);

/// The progress of every member, in order of id. Few members, so a sorted vector.
class ProgressMap {
public:
    using Item = std::pair<NodeId, Progress>;

    [[nodiscard]] Progress* find(NodeId id) noexcept;
    [[nodiscard]] const Progress* find(NodeId id) const noexcept;
    [[nodiscard]] bool contains(NodeId id) const noexcept { return find(id) != nullptr; }
    void insert(NodeId id, Progress progress);
    void erase(NodeId id);

    [[nodiscard]] std::size_t size() const noexcept { return m_items.size(); }
    auto begin() noexcept { return m_items.begin(); }
    auto end() noexcept { return m_items.end(); }
    [[nodiscard]] auto begin() const noexcept { return m_items.begin(); }
    [[nodiscard]] auto end() const noexcept { return m_items.end(); }

private:
    std::vector<Item> m_items;
};

/// Limits on what is in flight to each member.
struct InflightLimits {
    std::size_t maxMessages{256};
    std::uint64_t maxBytes{kNoLimit};
};

/// The configuration, what is known of each member, and the votes of a running election.
class ProgressTracker {
public:
    explicit ProgressTracker(InflightLimits limits) : m_limits(limits) {}

    [[nodiscard]] Inflights newInflights() const {
        return {m_limits.maxMessages, m_limits.maxBytes};
    }
    [[nodiscard]] InflightLimits limits() const noexcept { return m_limits; }
    [[nodiscard]] ConfState confState() const;

    /// The largest index that the quorum of the configuration has on stable storage.
    [[nodiscard]] Index committedIndex() const;
    /// The voters that have acknowledged `index`.
    [[nodiscard]] std::vector<NodeId> acknowledgedBy(Index index) const;
    /// Whether a quorum was heard of since the flags were last cleared.
    [[nodiscard]] bool isQuorumActive() const;

    void resetVotes() noexcept { m_votes.clear(); }
    /// The first vote of a member counts.
    void recordVote(NodeId id, bool granted);
    [[nodiscard]] std::optional<bool> vote(NodeId id) const noexcept;
    [[nodiscard]] const std::vector<std::pair<NodeId, bool>>& votes() const noexcept {
        return m_votes;
    }
    [[nodiscard]] VoteResult tallyVotes() const;

    TrackedConfig config;
    ProgressMap progress;

private:
    InflightLimits m_limits;
    /// In the order in which they came in.
    std::vector<std::pair<NodeId, bool>> m_votes;
};

}  // namespace quorate::raft
