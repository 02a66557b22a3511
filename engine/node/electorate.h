// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/node/membership.h"
#include "engine/raft/progress_tracker.h"
#include "engine/raft/types.h"

namespace quorate::node {

/// Whose word counts: from which data directory each member may vote and acknowledge.
///
/// Raft trusts that a member remembers what it promised. One that comes back under its id with an
/// empty disk has forgotten, and together with a member that never met it, it could elect a leader
/// that lacks committed entries. So a member's word counts from one directory only, and this object
/// knows from which. The numbers of directories are random, so no two are the same.
///
/// - *Bound.* A change of members brings the numbers of all voters that it leads to
///   (Membership::directories), and is not proposed before they are known. The log puts such
///   changes into one order, a member that is bound stays bound until it is removed, and so all
///   nodes count the same directory. Who is to be added and was not met yet is a learner until it
///   is.
/// - *Confirmed.* The first members of a cluster know no numbers, and until their first change
///   nobody binds them. Each of them remembers, durably, the first directory that it meets under
///   the id of each other one, and says so. A directory is confirmed when k of the n members,
///   itself included, know it so, k = (n + f + 2) / 2, where f = (n - 1) / 2 is how many disks a
///   cluster can lose; it writes that down before it tells. Two sets of k members have f + 1 in
///   common, so whichever f disks are wiped, one member would have had to remember two directories
///   under the same id. Nobody counts an unbound voter that is not confirmed. That k is the least
///   that will do: two smaller sets may have nobody in common who remembers.
///
/// A node whose own word does not count does not campaign. What members say that binds them to
/// nothing (appends, requests) is taken from anybody.
///
/// Belongs to the node. The tracker that is handed in is always the core's.
class Electorate {
public:
    /// `own`: this node's directory; 0 makes everybody's word count.
    Electorate(raft::NodeId self, std::uint64_t own, bool isConfirmed, MemberDirectories bound);

    // --- what the cluster agreed on

    /// A change took effect: what it came from and came to, and its context.
    void changed(const raft::ConfState& before, const raft::ConfState& after, const Bytes& context);
    /// A snapshot took the place of the state.
    void replaced(MemberDirectories directories);
    /// Counts the times that judge() may have changed its mind.
    [[nodiscard]] std::uint64_t version() const noexcept { return m_version; }

    // --- peers

    enum class Standing : std::uint8_t {
        Known,     ///< bound to this directory, or no member
        Remember,  ///< a member that is not bound: to be remembered durably before it is met
    };
    /// Whether the peer may speak to this node from this directory. FailedPrecondition, with the
    /// reason and the way out, if it may not.
    [[nodiscard]] Result<Standing> judge(raft::NodeId peer, std::uint64_t directory,
                                         const raft::ProgressTracker& tracker) const;
    /// It may, and what it says from now on comes from there.
    void met(raft::NodeId peer, std::uint64_t directory, Standing standing);
    /// It cannot be reached any more: of somebody who is no member, it is not known from where he
    /// comes next.
    void lost(raft::NodeId peer, const raft::ProgressTracker& tracker);
    /// It says that its directory, from which it was met, is confirmed.
    void peerConfirmed(raft::NodeId peer);
    /// Whether a vote or an acknowledgement of this member counts, this node's own included.
    [[nodiscard]] bool counts(raft::NodeId member, const raft::ProgressTracker& tracker) const;

    // --- this node's own directory

    /// Whether this node remembers the peer's directory as that of a first member: to be told to
    /// it.
    [[nodiscard]] bool remembers(raft::NodeId peer, const raft::ProgressTracker& tracker) const;
    /// The peer remembers this node's directory as that of a first member.
    void rememberedBy(raft::NodeId peer);
    /// The peer knows another directory under this node's id.
    void turnedAwayBy(raft::NodeId peer);
    /// Whether peers must be asked: this is a first member whose word does not count yet.
    [[nodiscard]] bool isUnconfirmed(const raft::ProgressTracker& tracker) const;
    /// Whether enough peers have said so: to be written down, and then told by confirm().
    [[nodiscard]] bool isConfirmationDue(const raft::ProgressTracker& tracker) const;
    void confirm() noexcept { m_isConfirmed = true; }
    [[nodiscard]] bool isConfirmed() const noexcept { return m_isConfirmed; }

    // --- changes of members

    /// The numbers that a change must bring which leads to `next`, and the first voter whose number
    /// is not known.
    struct Bindings {
        MemberDirectories directories;
        std::optional<raft::NodeId> missing;
    };
    [[nodiscard]] Bindings bindings(const raft::TrackedConfig& next,
                                    const raft::ProgressTracker& tracker) const;
    /// Learners that are to be voters, and have been met by now.
    [[nodiscard]] std::vector<raft::NodeId> awaited() const;

private:
    struct Met {
        std::uint64_t directory{0};
        bool isConfirmed{false};
        bool isRemembered{false};
    };

    [[nodiscard]] std::uint64_t boundTo(raft::NodeId member) const;
    [[nodiscard]] static bool isVoter(raft::NodeId member, const raft::ProgressTracker& tracker);

    const raft::NodeId m_self;
    const std::uint64_t m_own;
    bool m_isConfirmed;
    MemberDirectories m_bound;
    std::map<raft::NodeId, Met> m_met;
    std::set<raft::NodeId> m_rememberedBy;
    std::set<raft::NodeId> m_turnedAwayBy;
    std::uint64_t m_version{1};
};

}  // namespace quorate::node
