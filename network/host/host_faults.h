// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "network/api/fault_port.h"
#include "network/host/node_host.h"

namespace quorate::network {

/// What can be done on purpose to a hosted node, which outlives this.
class HostFaults final : public FaultPort {
public:
    explicit HostFaults(NodeHost& host) : m_host(host) {}

    [[nodiscard]] raft::NodeId node() const override { return m_host.node(); }
    void setCut(raft::NodeId peer, LinkDirection direction, bool isCut) override {
        m_host.transport().setCut(peer, direction, isCut);
    }
    void setRules(raft::NodeId peer, const std::vector<observe::LinkRule>& rules) override {
        m_host.transport().setRules(peer, rules);
    }
    Result<void> campaign() override { return m_host.campaign(); }
    Result<void> setElectionTimeout(std::uint32_t ticks) override {
        return m_host.setElectionTimeout(ticks);
    }
    /// Its thread sleeps, as in a process that is stopped.
    void pause(std::uint64_t ms) override;

private:
    NodeHost& m_host;
};

}  // namespace quorate::network
