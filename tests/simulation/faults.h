// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/random.h"
#include "tests/simulation/clients.h"
#include "tests/simulation/environment.h"

namespace quorate::simulation {

/// What goes wrong: nodes crash, one or all, and the network falls apart, in both directions or in
/// one; and is mended.
class Faults {
public:
    /// Both outlive the faults.
    Faults(Environment& environment, Members& members)
        : m_environment(environment),
          m_members(members),
          m_random(randomFor(environment.plan.seed, Purpose::Faults)) {}

    void act();

private:
    void crash(Member& member);
    void crashCandidate();
    void split();
    void cutOneWay();
    Member& anyMember();

    Environment& m_environment;
    Members& m_members;
    Random m_random;
};

}  // namespace quorate::simulation
