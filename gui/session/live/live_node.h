// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/result.h"
#include "engine/kv/command.h"
#include "engine/node/client_port.h"
#include "engine/observe/link_events.h"
#include "engine/raft/event_id.h"
#include "engine/raft/raft.h"
#include "engine/stage/client_request.h"
#include "gui/session/disk_fault.h"
#include "gui/session/live/asked_node.h"
#include "gui/session/session.h"
#include "network/host/host_config.h"
#include "network/peer/link_faults.h"

namespace quorate::gui {

/// A node on real time through all its lives, wherever it runs. Belongs to the thread of the
/// driver, and calls back there. Its events go to the recording by themselves.
class LiveNode : public AskedNode {
    Q_OBJECT

public:
    /// What the driver knows of it at any time, a moment late.
    struct Look {
        bool isUp{false};
        raft::Role role{raft::Role::Follower};
        raft::Term term;
    };
    using Ended = std::function<void(Result<void>)>;

    explicit LiveNode(raft::NodeId node) : m_node(node) {}

    [[nodiscard]] raft::NodeId node() const noexcept { return m_node; }
    [[nodiscard]] bool isRunning() const noexcept override { return m_isRunning; }
    [[nodiscard]] bool isPaused() const noexcept { return m_isPaused; }
    [[nodiscard]] const network::HostConfig& config() const noexcept { return m_config; }
    /// For its next life.
    void setConfig(network::HostConfig config) { m_config = std::move(config); }
    [[nodiscard]] virtual Look look() const = 0;
    /// It has said that it failed, and is about to be down: failed() comes then.
    [[nodiscard]] virtual bool isFailing() const { return false; }

    // --- its life. All but stop() wait until it is so.

    virtual Result<void> start(raft::EventId cause) = 0;
    virtual void stop(raft::EventId cause, std::function<void()> done) = 0;
    virtual void kill(raft::EventId cause) = 0;
    virtual void pause(raft::EventId cause) = 0;
    virtual void resume(raft::EventId cause) = 0;

    // --- what is asked of it. One that is paused does it when it goes on; one that is down
    // refuses.

    virtual void transferLeadership(raft::NodeId to, Ended done) = 0;
    virtual void campaign(Ended done) = 0;
    virtual void setElectionTimeout(std::uint32_t ticks) = 0;
    virtual void setCut(raft::NodeId peer, network::LinkDirection direction, bool isCut) = 0;
    virtual void setRules(raft::NodeId peer, std::vector<observe::LinkRule> rules) = 0;
    /// Of a kind that real disks can have; in place of one of its kind.
    virtual void setDiskFault(const DiskFault& fault) = 0;
    virtual void endDiskFault(DiskFault::Kind kind) = 0;
    /// At most `limit` of its own keys from `prefix` on; nothing where it is down.
    virtual void inspectKeys(const std::string& prefix, std::size_t limit,
                             std::function<void(std::optional<NodeKeys>)> done) = 0;

    /// What it has on its disk; Unavailable where it is down by then.
    virtual void inspectDisk(const storage::DiskQuestion& question, Session::DiskDone done) = 0;

Q_SIGNALS:
    /// It has failed by itself, and is down.
    void failed(const QString& reason);

protected:
    [[nodiscard]] Error downError() const {
        return {ErrorCode::Unavailable, "node " + toString(m_node) + " is down"};
    }

    bool m_isRunning{false};
    bool m_isPaused{false};

private:
    const raft::NodeId m_node;
    network::HostConfig m_config;
};

}  // namespace quorate::gui
