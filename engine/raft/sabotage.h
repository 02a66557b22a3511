// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace quorate::raft {

/// Rules of the protocol that are switched off, so that a person can see what they are for: with
/// one of them on, a cluster can lose what it promised. Only a Stage has one, which its nodes look
/// at whenever the rule would apply; everybody else cannot even name this type (tst_source_tree).
struct Sabotage {
    /// A leader counts replicas of entries of any term, against §5.4.2.
    bool commitsOldTerms{false};
    /// A log says that it is synced and has not even tried.
    bool skipsSync{false};
    /// A vote is remembered until the next restart, and not stored, against Figure 2.
    bool forgetsVotes{false};
    /// A leader answers reads without having heard that it still is one, against §8.
    bool readsAlone{false};

    friend bool operator==(const Sabotage&, const Sabotage&) = default;
};

}  // namespace quorate::raft
