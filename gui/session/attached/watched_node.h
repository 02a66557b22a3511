// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <optional>

#include "engine/observe/event_source.h"
#include "engine/raft/state.h"
#include "engine/raft/types.h"
#include "gui/session/attached/node_address.h"
#include "gui/session/live/asked_node.h"
#include "network/client/node_client.h"

namespace quorate::gui {

/// A node at an address, which somebody else launched: it is watched and can be asked, and called
/// again whenever it is lost. Belongs to the thread of the driver.
class WatchedNode : public AskedNode {
    Q_OBJECT

public:
    /// As it was told last.
    struct Look {
        raft::Role role{raft::Role::Follower};
        raft::Term term;
        raft::NodeId lead;
        friend bool operator==(const Look&, const Look&) = default;
    };

    using AskedNode::AskedNode;

    virtual void begin() = 0;
    /// It answers there, too: another address to call where this one fails.
    virtual void addAddress(const NodeAddress& address) = 0;
    /// Looks whether it has been silent for too long, and publishes; often.
    virtual void turn() {}

    /// Where it is called now.
    [[nodiscard]] virtual const NodeAddress& address() const noexcept = 0;
    /// Who answers there, or is said to; none while that is not known.
    [[nodiscard]] virtual raft::NodeId node() const noexcept = 0;
    [[nodiscard]] virtual bool isSeen() const noexcept = 0;
    [[nodiscard]] virtual bool wasSeen() const noexcept = 0;
    /// Of one that names events itself.
    [[nodiscard]] virtual std::optional<observe::SourceId> source() const noexcept { return {}; }
    [[nodiscard]] virtual const Look& look() const noexcept = 0;
    /// What keeps it from being seen; empty while it is.
    [[nodiscard]] virtual const QString& problem() const noexcept = 0;
    [[nodiscard]] virtual network::NodeClient& client() noexcept = 0;
    /// A member of an etcd, which tells no events.
    [[nodiscard]] virtual bool isEtcd() const noexcept { return false; }

    [[nodiscard]] bool isRunning() const noexcept override { return isSeen(); }
};

}  // namespace quorate::gui
