// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/state_machine.h"

#include <utility>

namespace quorate::simulation {

void StateMachine::apply(const raft::Entry& entry,
                         std::shared_ptr<const raft::ConfState> confState) {
    AppliedState next;
    next.last = entry.id();
    next.chain = chainAfter(state().chain, entry);
    next.confState = confState != nullptr ? std::move(confState) : state().confState;
    m_versions.push_back(std::move(next));
}

void StateMachine::install(const raft::Snapshot& snapshot) {
    AppliedState installed;
    installed.last = snapshot.id();
    installed.chain = decodeChain(snapshot.data);
    installed.confState = std::make_shared<const raft::ConfState>(snapshot.metadata.confState);
    m_versions.assign(1, std::move(installed));
}

void StateMachine::flush() {
    m_versions.erase(m_versions.begin(), m_versions.end() - 1);
}

bool StateMachine::crash(Random& random) {
    const std::size_t kept = 1 + random.below(m_versions.size());
    const bool isLossy = kept < m_versions.size();
    m_versions.resize(kept);
    flush();
    return isLossy;
}

raft::Snapshot StateMachine::makeSnapshot() const {
    raft::Snapshot snapshot;
    snapshot.metadata.index = state().last.index;
    snapshot.metadata.term = state().last.term;
    snapshot.metadata.confState = *state().confState;
    snapshot.data = encodeChain(state().chain);
    return snapshot;
}

}  // namespace quorate::simulation
