// SPDX-License-Identifier: Apache-2.0
#include "engine/node/electorate.h"

#include <algorithm>
#include <utility>

#include "engine/node/node_identity.h"

namespace quorate::node {

namespace {

/// Of the other members: who must remember a first member's directory.
std::size_t witnessesNeeded(std::size_t members) {
    const std::size_t lost = (members - 1) / 2;
    return (members + lost + 2) / 2 - 1;
}

}  // namespace

Electorate::Electorate(raft::NodeId self, std::uint64_t own, bool isConfirmed,
                       MemberDirectories bound)
    : m_self(self), m_own(own), m_isConfirmed(isConfirmed), m_bound(std::move(bound)) {}

std::uint64_t Electorate::boundTo(raft::NodeId member) const {
    const auto found = m_bound.find(member);
    return found == m_bound.end() ? 0 : found->second;
}

/// Of either half of a joint configuration.
bool Electorate::isVoter(raft::NodeId member, const raft::ProgressTracker& tracker) {
    return tracker.config.voters.contains(member);
}

// --- what the cluster agreed on

void Electorate::changed(const raft::ConfState& before, const raft::ConfState& after,
                         const Bytes& context) {
    const auto brought = MemberDetails::decode(context);
    m_bound =
        bound(std::move(m_bound), after, brought ? brought->directories : MemberDirectories());
    // Who comes under the id of a removed member is somebody else.
    std::erase_if(m_met, [&](const auto& item) {
        return isMember(before, item.first) && !isMember(after, item.first);
    });
    ++m_version;
}

void Electorate::replaced(MemberDirectories directories) {
    m_bound = std::move(directories);
    ++m_version;
}

// --- peers

Result<Electorate::Standing> Electorate::judge(raft::NodeId peer, std::uint64_t directory,
                                               const raft::ProgressTracker& tracker) const {
    const std::uint64_t agreed = boundTo(peer);
    if (m_own == 0 || agreed == directory || !tracker.progress.contains(peer)) {
        return Standing::Known;
    }
    const auto known = m_met.find(peer);
    if (agreed != 0 || (known != m_met.end() && known->second.directory != directory)) {
        return Error(ErrorCode::FailedPrecondition, textOfLostDisk(peer));
    }
    return Standing::Remember;
}

void Electorate::met(raft::NodeId peer, std::uint64_t directory, Standing standing) {
    Met& known = m_met[peer];
    if (known.directory != directory) {
        known = {directory, false, false};
    }
    known.isRemembered = standing == Standing::Remember;
}

void Electorate::lost(raft::NodeId peer, const raft::ProgressTracker& tracker) {
    if (!tracker.progress.contains(peer)) {
        m_met.erase(peer);
    }
}

void Electorate::peerConfirmed(raft::NodeId peer) {
    const auto found = m_met.find(peer);
    if (found != m_met.end()) {
        found->second.isConfirmed = true;
    }
}

bool Electorate::counts(raft::NodeId member, const raft::ProgressTracker& tracker) const {
    if (m_own == 0) {
        return true;
    }
    const auto found = m_met.find(member);
    const std::uint64_t agreed = boundTo(member);
    if (agreed != 0) {
        return member == m_self ? agreed == m_own
                                : found != m_met.end() && found->second.directory == agreed;
    }
    if (!isVoter(member, tracker)) {
        return true;  // and decides nothing
    }
    if (member == m_self) {
        return m_isConfirmed || tracker.config.voters.ids().size() == 1;
    }
    return found != m_met.end() && found->second.isConfirmed;
}

// --- this node's own directory

bool Electorate::remembers(raft::NodeId peer, const raft::ProgressTracker& tracker) const {
    const auto found = m_met.find(peer);
    return found != m_met.end() && found->second.isRemembered && boundTo(peer) == 0 &&
           isVoter(peer, tracker);
}

void Electorate::rememberedBy(raft::NodeId peer) {
    m_rememberedBy.insert(peer);
    m_turnedAwayBy.erase(peer);
}

void Electorate::turnedAwayBy(raft::NodeId peer) {
    m_rememberedBy.erase(peer);
    m_turnedAwayBy.insert(peer);
}

bool Electorate::isUnconfirmed(const raft::ProgressTracker& tracker) const {
    return boundTo(m_self) == 0 && !counts(m_self, tracker);
}

bool Electorate::isConfirmationDue(const raft::ProgressTracker& tracker) const {
    if (!isUnconfirmed(tracker) || !m_turnedAwayBy.empty()) {
        return false;
    }
    const raft::IdSet voters = tracker.config.voters.ids();
    const auto witnesses = std::count_if(voters.begin(), voters.end(), [this](raft::NodeId voter) {
        return m_rememberedBy.contains(voter);
    });
    return static_cast<std::size_t>(witnesses) >= witnessesNeeded(voters.size());
}

// --- changes of members

Electorate::Bindings Electorate::bindings(const raft::TrackedConfig& next,
                                          const raft::ProgressTracker& tracker) const {
    Bindings found;
    if (m_own == 0) {
        return found;
    }
    for (const raft::NodeId voter : next.voters.ids()) {
        if (boundTo(voter) != 0) {
            continue;
        }
        const auto met = m_met.find(voter);
        if (voter == m_self && counts(voter, tracker)) {
            found.directories[voter] = m_own;
        } else if (met != m_met.end() && counts(voter, tracker)) {
            found.directories[voter] = met->second.directory;
        } else if (!found.missing) {
            found.missing = voter;
        }
    }
    return found;
}

std::vector<raft::NodeId> Electorate::awaited() const {
    std::vector<raft::NodeId> found;
    for (const auto& [member, directory] : m_bound) {
        if (directory == 0 && m_met.contains(member)) {
            found.push_back(member);
        }
    }
    return found;
}

}  // namespace quorate::node
