// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "network/api/fault_port.h"
#include "network/host/node_host.h"

namespace quorate::network {

/// What can be done on purpose to a hosted node, which outlives this; and what its observers are
/// told of that.
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
    Result<void> setDiskFault(const stage::DiskFault& fault) override;
    void endDiskFault(stage::DiskFault::Kind kind) override;
    Result<void> campaign() override { return m_host.campaign(); }
    Result<void> setElectionTimeout(std::uint32_t ticks) override {
        return m_host.setElectionTimeout(ticks);
    }
    /// Its thread sleeps, as in a process that is stopped.
    void pause(std::uint64_t ms, std::function<void()> over) override;
    void stop() override { m_host.askForEnd(); }

    std::uint64_t unusedFault() override;
    void began(std::uint64_t fault, FaultStory story) override;
    void ended(std::uint64_t fault) override;

    /// Tells the observer, who has just come, of all that goes on.
    void tellAgain() const;
    /// The node ends, and with it all that is wrong with it.
    void endAll();

private:
    NodeHost& m_host;
    std::map<std::uint64_t, FaultStory> m_stories;  ///< of what goes on
};

}  // namespace quorate::network
