// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/raft/types.h"

namespace quorate::raft {

/// What a vote has come to.
enum class VoteResult : std::uint8_t {
    Pending,  ///< the missing votes decide
    Lost,     ///< no majority is possible any more
    Won,      ///< a majority said yes
};

/// "VoteWon" and so on.
const char* toString(VoteResult result) noexcept;

/// A set of members, sorted, each once.
class IdSet {
public:
    IdSet() = default;
    explicit IdSet(std::vector<NodeId> ids);

    [[nodiscard]] bool contains(NodeId id) const noexcept {
        return std::binary_search(m_ids.begin(), m_ids.end(), id);
    }
    void insert(NodeId id);
    void erase(NodeId id);
    void clear() noexcept { m_ids.clear(); }

    [[nodiscard]] bool empty() const noexcept { return m_ids.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return m_ids.size(); }
    [[nodiscard]] auto begin() const noexcept { return m_ids.begin(); }
    [[nodiscard]] auto end() const noexcept { return m_ids.end(); }
    [[nodiscard]] const std::vector<NodeId>& ids() const noexcept { return m_ids; }
    friend bool operator==(const IdSet&, const IdSet&) = default;

private:
    std::vector<NodeId> m_ids;
};

/// "(1 2 3)", ids in decimal.
std::string toString(const IdSet& ids);

/// A set of voters that decides by majority. An empty one agrees to everything, which makes it the
/// neutral half of a JointConfig.
class MajorityConfig {
public:
    MajorityConfig() = default;
    explicit MajorityConfig(IdSet ids) : voters(std::move(ids)) {}

    IdSet voters;

    /// The largest index that a majority has acknowledged; kInfiniteIndex without voters.
    /// `ackedIndex(NodeId) -> Index`, 0 for none.
    template <class AckedIndex>
    [[nodiscard]] Index committedIndex(const AckedIndex& ackedIndex) const {
        if (voters.empty()) {
            return kInfiniteIndex;
        }
        // The common sizes need no heap.
        std::array<Index, 9> few;
        std::vector<Index> many;
        std::span<Index> acked(few);
        if (voters.size() <= few.size()) {
            acked = acked.first(voters.size());
        } else {
            many.resize(voters.size());
            acked = many;
        }
        std::transform(voters.begin(), voters.end(), acked.begin(), ackedIndex);
        std::sort(acked.begin(), acked.end());
        return acked[acked.size() - (acked.size() / 2 + 1)];
    }

    /// `vote(NodeId) -> std::optional<bool>`, nothing where it is missing.
    template <class Vote>
    [[nodiscard]] VoteResult voteResult(const Vote& vote) const {
        std::size_t granted = 0;
        std::size_t missing = 0;
        for (const NodeId id : voters) {
            const std::optional<bool> cast = vote(id);
            granted += cast == true ? 1U : 0U;
            missing += cast.has_value() ? 0U : 1U;
        }
        return decide(granted, missing);
    }

    friend bool operator==(const MajorityConfig&, const MajorityConfig&) = default;

private:
    [[nodiscard]] VoteResult decide(std::size_t granted, std::size_t missing) const noexcept;
};

/// Two sets of voters, both of which must agree (joint consensus, §6). Outside of a joint
/// configuration the outgoing half is empty.
struct JointConfig {
    MajorityConfig incoming;
    MajorityConfig outgoing;

    [[nodiscard]] bool isJoint() const noexcept { return !outgoing.voters.empty(); }
    [[nodiscard]] bool contains(NodeId id) const noexcept {
        return incoming.voters.contains(id) || outgoing.voters.contains(id);
    }
    /// Exactly one voter, which decides alone.
    [[nodiscard]] bool isSingleton() const noexcept {
        return incoming.voters.size() == 1 && outgoing.voters.empty();
    }
    /// The voters of both halves.
    [[nodiscard]] IdSet ids() const;

    template <class AckedIndex>
    [[nodiscard]] Index committedIndex(const AckedIndex& ackedIndex) const {
        return std::min(incoming.committedIndex(ackedIndex), outgoing.committedIndex(ackedIndex));
    }

    template <class Vote>
    [[nodiscard]] VoteResult voteResult(const Vote& vote) const {
        const VoteResult first = incoming.voteResult(vote);
        const VoteResult second = outgoing.voteResult(vote);
        if (first == second) {
            return first;
        }
        return first == VoteResult::Lost || second == VoteResult::Lost ? VoteResult::Lost
                                                                       : VoteResult::Pending;
    }

    friend bool operator==(const JointConfig&, const JointConfig&) = default;
};

/// "(1 2 3)", and "(1 2 3)&&(1 2)" while joint.
std::string toString(const JointConfig& config);

}  // namespace quorate::raft
