// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/scenario/witness.h"

#include <algorithm>

namespace quorate::stage {

Witness::Witness() : m_checks(CheckLimits()) {}

const ClientAnswer* Witness::answerTo(OperationId operation) const {
    const auto found = m_answers.find(operation);
    return found == m_answers.end() ? nullptr : &found->second;
}

std::uint64_t Witness::installs(raft::NodeId node) const {
    const auto found = m_installs.find(node);
    return found == m_installs.end() ? 0 : found->second;
}

bool Witness::hasCrashed(raft::NodeId node, std::optional<CrashPoint> point) const {
    return std::any_of(m_crashes.begin(), m_crashes.end(), [&](const Crash& crash) {
        return crash.node == node && (!point || crash.point == point);
    });
}

void Witness::invoked(OperationId /*id*/, const ClientRequest& /*request*/, Moment /*now*/) {}

void Witness::answered(OperationId id, const ClientRequest& /*request*/, const ClientAnswer& answer,
                       Moment /*now*/) {
    m_answers.emplace(id, answer);
}

void Witness::crashed(raft::NodeId node, std::optional<CrashPoint> point) {
    const Crash crash{node, point};
    if (std::find(m_crashes.begin(), m_crashes.end(), crash) == m_crashes.end()) {
        m_crashes.push_back(crash);
    }
}

void Witness::installed(raft::NodeId node, const raft::SnapshotMetadata& /*snapshot*/) {
    ++m_installs[node];
}

void Witness::heard(raft::EventId id, const observe::Event& event) {
    m_checks.observe(id, event);
}

}  // namespace quorate::stage
