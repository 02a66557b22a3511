// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/node/node_config.h"
#include "engine/raft/types.h"
#include "network/api/fault_port.h"
#include "network/host/host_witness.h"
#include "network/observation/observation_options.h"

namespace quorate::network {

/// How one node is hosted.
struct HostConfig {
    raft::NodeId id;
    std::string name;
    /// Its data directory; made at the first start.
    std::string dataDirectory;
    /// The first members and where their peers reach them; of a cluster that is there already, only
    /// where to look for them until the membership is known.
    std::map<raft::NodeId, std::string> peers;
    /// Where peers are, whatever the membership says: for a host of several that has moved them
    /// all, so that no member could tell another one.
    std::map<raft::NodeId, std::string> movedPeers;
    /// Joins a cluster that was told to add it, instead of being one of its first members.
    bool isJoining{false};
    /// What the first members agree on: their names of the cluster must be the same.
    std::string clusterName{"quorate"};

    /// Addresses of this machine; whoever has a name looks it up before, since that takes time.
    std::string peerHost{"127.0.0.1"};
    std::uint16_t peerPort{2380};
    std::string clientHost{"127.0.0.1"};
    std::uint16_t clientPort{2379};
    /// What others are told that clients may use; empty for none.
    std::string clientUrl;
    /// By which names clients may ask for this port, besides localhost and addresses; "*": any.
    std::vector<std::string> hostNames;

    /// Whether clients may break things on purpose.
    FaultPermission faults{FaultPermission::No};
    /// Whether whoever runs it may make its disk ill; those clients may, too.
    bool mayFallIll{false};

    std::uint32_t tickMs{100};
    /// But for id, generator and incarnation.
    node::NodeConfig node;
    /// Who records the node in its own process; with it nobody else can observe it.
    Observation observation;
    /// Else who asks its client port: NodeServer.
    ObservationOptions observing;
};

/// The shortest lease that a node takes: one and a half election timeouts in whole heartbeats,
/// rounded up to seconds, as etcd has it. A shorter one would end in any election.
[[nodiscard]] std::int64_t minLeaseTtlSeconds(const HostConfig& config);

/// The number of the cluster that these first members make up: the same on each of them.
[[nodiscard]] std::uint64_t clusterIdOf(const HostConfig& config);

}  // namespace quorate::network
