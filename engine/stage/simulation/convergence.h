// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/raft/types.h"
#include "engine/stage/stage.h"

namespace quorate::stage {

/// Once nothing breaks any more, a cluster comes to rest in bounded time: it finds a leader, every
/// operation is answered, and all members have the same state. Two of that are liveness, which
/// Raft promises as long as a majority can talk (§5.4.3, §9); that the states are equal is safety.
class Convergence {
public:
    /// What keeps a cluster from a leader although no rule is broken. Configurations count from
    /// when they are applied, so nodes may differ about who votes.
    enum class Stranded : std::uint8_t {
        No,
        /// Nobody who may campaign has a log that is new enough for a quorum of the configuration
        /// that it knows: a leader stepped down at its own removal, or went down then, with entries
        /// behind the removal, and the others, who do not know yet that this is committed, still
        /// need its vote. It must not give it: what is behind the removal may be committed under
        /// the old configuration. A leader that stays until others have applied its removal
        /// (Config::stepDownOnRemoval off) only meets this if it goes down in that moment.
        ByRemoval,
        /// Somebody went on to higher terms by campaigns of members of an old configuration, cannot
        /// campaign (a learner) or does so among those members, and is deaf to
        /// the present ones, who never catch up with its terms: without pre-votes and quorum checks
        /// nobody tells them (dissertation §9.6). Either of the two prevents it.
        ByTerm,
    };
    struct Limits {
        /// Between the end of all trouble and a leader whom a majority follows.
        Nanoseconds leader{0};
        /// Until the last answer, and until all are equal.
        Nanoseconds rest{0};
    };

    /// All trouble ends now, but for what is still on its way until `quietFrom`. The Stage outlives
    /// this.
    Convergence(const Stage& stage, Moment quietFrom, Limits limits)
        : m_stage(stage), m_quietFrom(quietFrom), m_limits(limits) {}

    /// To be asked again and again. True when there is nothing more to wait for, because the
    /// cluster is at rest, or because its time is over.
    [[nodiscard]] bool isOver();

    /// What did not come in time: the name of the rule, and what is the matter. Empty if all did.
    struct Missing {
        std::string rule;
        std::string text;
    };
    [[nodiscard]] const std::optional<Missing>& missing() const noexcept { return m_missing; }
    /// How two members differ that should not; empty if they do not.
    [[nodiscard]] const std::string& difference() const noexcept { return m_difference; }
    [[nodiscard]] Stranded stranded() const noexcept { return m_stranded; }
    /// From the end of trouble on.
    [[nodiscard]] std::optional<Nanoseconds> timeToLeader() const noexcept {
        return m_timeToLeader;
    }
    [[nodiscard]] Nanoseconds timeToRest() const noexcept { return m_timeToRest; }

private:
    [[nodiscard]] const StageNode* followedLeader() const;
    [[nodiscard]] std::string unequal(const StageNode& leader) const;
    [[nodiscard]] std::string differenceTo(const StageNode& leader) const;
    [[nodiscard]] bool isElectable(const StageNode& node) const;
    [[nodiscard]] Stranded strandedBy() const;
    [[nodiscard]] Nanoseconds quietTime() const;

    const Stage& m_stage;
    Moment m_quietFrom;
    Limits m_limits;
    std::optional<Missing> m_missing;
    std::string m_difference;
    Stranded m_stranded{Stranded::No};
    std::optional<Nanoseconds> m_timeToLeader;
    Nanoseconds m_timeToRest{0};
};

}  // namespace quorate::stage
