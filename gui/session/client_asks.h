// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "gui/session/live/asked_node.h"
#include "gui/session/session.h"
#include "network/client/node_client.h"
#include "storage/inspection/disk_question.h"

namespace quorate::gui {

/// What a session asks of a node over its client port. Cheap to make: it refers to the client,
/// whose thread and lifetime are those of what is asked.
class ClientAsks {
public:
    explicit ClientAsks(network::NodeClient& client) : m_client(client) {}

    void ask(const node::RequestOrigin& origin, const Asked& what,
             const std::function<void(Result<kv::Response>)>& done) const;
    void askLease(const stage::LeaseQuestion& question,
                  const std::function<void(Result<stage::LeaseTimes>)>& done) const;
    /// At most `limit` of the node's own keys from `prefix` on; nothing where it does not answer.
    void inspectKeys(raft::NodeId node, const std::string& prefix, std::size_t limit,
                     std::function<void(std::optional<NodeKeys>)> done) const;
    void inspectDisk(const storage::DiskQuestion& question, Session::DiskDone done) const;

private:
    network::NodeClient& m_client;
};

}  // namespace quorate::gui
