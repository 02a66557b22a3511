// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/simulation/log_image.h"
#include "tests/simulation/verdict.h"

namespace quorate::simulation {

/// A leader appends no configuration change while another one in its log is not applied yet
/// (dissertation §4.1): only so do the majorities of neighbouring configurations overlap.
class ConfChangeInFlight {
public:
    explicit ConfChangeInFlight(Verdict& verdict) : m_verdict(verdict) {}

    /// A leader's log has new entries from `firstNew` on, and it has applied up to `applied`.
    void appended(raft::NodeId leader, const LogImage& log, raft::Index firstNew,
                  raft::Index applied) {
        raft::Index inFlight;
        for (raft::Index i = applied.next(); i <= log.lastIndex(); i = i.next()) {
            const LogImage::Slot* slot = log.find(i);
            if (slot == nullptr || !slot->isConfChange) {
                continue;
            }
            if (i >= firstNew && inFlight != raft::Index(0)) {
                m_verdict.violated("ConfChangeInFlight",
                                   "leader " + toString(leader) +
                                       " appended the configuration change " + toString(i) +
                                       " while " + toString(inFlight) + " is not applied");
                return;
            }
            inFlight = i;
        }
    }

private:
    Verdict& m_verdict;
};

}  // namespace quorate::simulation
