// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/base/random.h"
#include "tests/simulation/member.h"
#include "tests/simulation/plan.h"

namespace quorate::simulation {

using Members = std::vector<std::unique_ptr<Member>>;

/// The node that leads in the highest term; null without one that is up.
Member* findLeader(const Members& members);

/// Those who use the group, and its operators: they propose, read, change the membership, hand over
/// leadership and compact logs, at nodes and moments of their choosing.
class Clients {
public:
    /// Both outlive the clients.
    Clients(const Plan& plan, Members& members)
        : m_plan(plan), m_members(members), m_random(randomFor(plan.seed, Purpose::Clients)) {}

    /// One of them wants something.
    void act();
    /// At the end: only what brings a healed group to rest, which is a proposal as long as
    /// `wantsProposal`, and the end of a joint configuration that nobody else leaves.
    void settle(bool wantsProposal);

private:
    Member* choose();
    void propose(Member& member);
    void changeConfiguration(Member& member);
    [[nodiscard]] bool mayChangeConfiguration(const Member& member) const;
    void operate(Member& member);
    [[nodiscard]] raft::NodeId anyNode();

    const Plan& m_plan;
    Members& m_members;
    Random m_random;
    std::uint64_t m_proposals{0};
};

}  // namespace quorate::simulation
