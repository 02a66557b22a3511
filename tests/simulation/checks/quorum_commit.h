// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "engine/raft/quorum.h"
#include "tests/simulation/stored_log.h"
#include "tests/simulation/verdict.h"

namespace quorate::simulation {

/// A leader commits only what a quorum of its configuration has on stable storage (§5.3, §6), and
/// only up to an entry of its own term (§5.4.2).
class QuorumCommit {
public:
    explicit QuorumCommit(Verdict& verdict) : m_verdict(verdict) {}

    struct Commit {
        raft::NodeId leader;
        raft::Term term;  ///< of the leader
        raft::EntryId last;
        Chain chain{kEmptyChain};
    };

    /// `disks[id - 1]` is what the disk of that node certainly holds.
    void committed(const Commit& commit, const raft::JointConfig& voters,
                   std::span<const StoredLog* const> disks) {
        if (commit.last.term != commit.term) {
            m_verdict.violated("QuorumCommit", "leader " + toString(commit.leader) + " of term " +
                                                   toString(commit.term) + " committed entry " +
                                                   toString(commit.last.index) +
                                                   " by counting, which is of term " +
                                                   toString(commit.last.term));
            return;
        }
        const auto held = [&](raft::NodeId id) {
            const std::uint64_t place = id.value() - 1;
            const bool holds = place < disks.size() && holdsLog(*disks[place], commit);
            return holds ? commit.last.index : raft::Index(0);
        };
        if (voters.committedIndex(held) < commit.last.index) {
            m_verdict.violated("QuorumCommit",
                               "leader " + toString(commit.leader) + " committed entry " +
                                   toString(commit.last.index) + ", which no quorum of " +
                                   toString(voters) + " has on its disks");
        }
    }

private:
    static bool holdsLog(const StoredLog& disk, const Commit& commit) {
        // What is compacted was committed before.
        return disk.before().index > commit.last.index ||
               disk.chainAt(commit.last.index) == commit.chain;
    }

    Verdict& m_verdict;
};

}  // namespace quorate::simulation
