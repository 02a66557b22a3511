// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/progress_tracker.h"

#include <algorithm>

namespace quorate::raft {

namespace {

constexpr auto kById = [](const ProgressMap::Item& item, NodeId id) { return item.first < id; };

}  // namespace

std::string toString(const TrackedConfig& config) {
    std::string text = "voters=" + toString(config.voters);
    if (!config.learners.empty()) {
        text += " learners=" + toString(config.learners);
    }
    if (!config.learnersNext.empty()) {
        text += " learners_next=" + toString(config.learnersNext);
    }
    if (config.autoLeave) {
        text += " autoleave";
    }
    return text;
}

Progress* ProgressMap::find(NodeId id) noexcept {
    const auto at = std::lower_bound(m_items.begin(), m_items.end(), id, kById);
    return at != m_items.end() && at->first == id ? &at->second : nullptr;
}

const Progress* ProgressMap::find(NodeId id) const noexcept {
    const auto at = std::lower_bound(m_items.begin(), m_items.end(), id, kById);
    return at != m_items.end() && at->first == id ? &at->second : nullptr;
}

void ProgressMap::insert(NodeId id, Progress progress) {
    const auto at = std::lower_bound(m_items.begin(), m_items.end(), id, kById);
    if (at != m_items.end() && at->first == id) {
        at->second = std::move(progress);
    } else {
        m_items.emplace(at, id, std::move(progress));
    }
}

void ProgressMap::erase(NodeId id) {
    const auto at = std::lower_bound(m_items.begin(), m_items.end(), id, kById);
    if (at != m_items.end() && at->first == id) {
        m_items.erase(at);
    }
}

ConfState ProgressTracker::confState() const {
    return {config.voters.incoming.voters.ids(), config.voters.outgoing.voters.ids(),
            config.learners.ids(), config.learnersNext.ids(), config.autoLeave};
}

Index ProgressTracker::committedIndex() const {
    return config.voters.committedIndex([this](NodeId id) {
        const Progress* member = progress.find(id);
        return member != nullptr ? member->match() : Index(0);
    });
}

std::vector<NodeId> ProgressTracker::acknowledgedBy(Index index) const {
    std::vector<NodeId> ids;
    for (const auto& [id, member] : progress) {
        if (member.match() >= index && config.voters.contains(id)) {
            ids.push_back(id);
        }
    }
    return ids;
}

bool ProgressTracker::isQuorumActive() const {
    const auto heardOf = [this](NodeId id) -> std::optional<bool> {
        const Progress* member = progress.find(id);
        return member != nullptr && member->isRecentlyActive();
    };
    return config.voters.voteResult(heardOf) == VoteResult::Won;
}

void ProgressTracker::recordVote(NodeId id, bool granted) {
    if (!vote(id).has_value()) {
        m_votes.emplace_back(id, granted);
    }
}

std::optional<bool> ProgressTracker::vote(NodeId id) const noexcept {
    for (const auto& [voter, granted] : m_votes) {
        if (voter == id) {
            return granted;
        }
    }
    return std::nullopt;
}

VoteResult ProgressTracker::tallyVotes() const {
    return config.voters.voteResult([this](NodeId id) { return vote(id); });
}

}  // namespace quorate::raft
