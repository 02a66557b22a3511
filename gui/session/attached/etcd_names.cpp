// SPDX-License-Identifier: Apache-2.0
#include "gui/session/attached/etcd_names.h"

#include <algorithm>

#include "gui/model/etcd_report.h"

namespace quorate::gui {

EtcdNames::EtcdNames(const observe::ClusterState& before) {
    for (const observe::NodeReport& report : before.reports()) {
        if (const auto member = etcd_report::memberIn(report)) {
            m_nodes[*member] = report.node;
        }
        m_last = std::max(m_last, report.node);
    }
}

raft::NodeId EtcdNames::nodeOf(raft::NodeId member) {
    if (member == raft::kNoNode) {
        return raft::kNoNode;
    }
    const auto [place, isNew] = m_nodes.emplace(member, raft::NodeId());
    if (isNew) {
        m_last = raft::NodeId(m_last.value() + 1);
        place->second = m_last;
    }
    return place->second;
}

raft::NodeId EtcdNames::memberOf(raft::NodeId node) const {
    for (const auto& [member, known] : m_nodes) {
        if (known == node) {
            return member;
        }
    }
    return raft::kNoNode;
}

}  // namespace quorate::gui
