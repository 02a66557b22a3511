// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QTimer>

#include <functional>
#include <memory>

#include "engine/observe/record_relay.h"
#include "gui/session/live/live_node.h"
#include "gui/session/live/session_clock.h"
#include "network/client/node_client.h"
#include "network/host/node_process.h"
#include "network/observation/observe_reader.h"

namespace quorate::gui {

/// A node in a process that this application starts, `quorated`: it is asked at its client port,
/// and its events come from its observation stream. What it cannot tell itself (that it was killed,
/// that it stands still) is told for it.
class ProcessNode final : public LiveNode {
    Q_OBJECT

public:
    using Publish = std::function<void(observe::Published)>;
    /// Records that something happened to the node.
    using Tell = std::function<void(raft::NodeId, raft::EventId cause, observe::Body)>;
    struct Place {
        QString program;
        QString logFile;
    };

    /// `clock` outlives it. Events are counted from `firstEvent`.
    ProcessNode(raft::NodeId node, std::uint64_t firstEvent, SessionClock& clock, Publish publish,
                Tell tell, const Place& place);
    /// Ends the node at once.
    ~ProcessNode() override;

    [[nodiscard]] Look look() const override { return m_look; }
    [[nodiscard]] bool isFailing() const override { return m_isRunning && m_hasFailed; }

    Result<void> start(raft::EventId cause) override;
    void stop(raft::EventId cause, std::function<void()> done) override;
    void kill(raft::EventId cause) override;
    void pause(raft::EventId cause) override;
    void resume(raft::EventId cause) override;

    void ask(const node::RequestOrigin& origin, const Asked& what,
             std::function<void(Result<kv::Response>)> done) override;
    void askLease(const stage::LeaseQuestion& question,
                  std::function<void(Result<stage::LeaseTimes>)> done) override;
    std::unique_ptr<network::WatchReader> watch(const network::WatchQuestion& what) override;
    void transferLeadership(raft::NodeId to, Ended done) override;
    void campaign(Ended done) override;
    void setElectionTimeout(std::uint32_t ticks) override;
    void setCut(raft::NodeId peer, network::LinkDirection direction, bool isCut) override;
    void setRules(raft::NodeId peer, std::vector<observe::LinkRule> rules) override;
    void setDiskFault(const DiskFault& fault) override;
    void endDiskFault(DiskFault::Kind kind) override;
    void inspectKeys(const std::string& prefix, std::size_t limit,
                     std::function<void(std::optional<NodeKeys>)> done) override;
    void inspectDisk(const storage::DiskQuestion& question, Session::DiskDone done) override;

private:
    void openStream();
    void take(const observe::Published& events);
    void note(const observe::Event& event);
    void publish();
    void processEnded(bool isFine);
    /// Both the process and what it had to say have ended.
    void finish();

    SessionClock& m_clock;
    const Publish m_publish;
    const Tell m_tell;
    network::NodeProcess m_process;
    network::ObserveReader m_reader;
    std::unique_ptr<network::NodeClient> m_client;
    observe::RecordRelay m_relay;
    QTimer m_timer;
    Look m_look;
    /// Up to where the node has told everything, and when it said so.
    observe::Moment m_through;
    observe::Moment m_heard;

    // --- of its end
    bool m_hasTold{false};    ///< it said itself that it ended, or failed
    bool m_hasFailed{false};  ///< and that it failed
    bool m_isKilled{false};
    raft::EventId m_endCause;
    QString m_failure;
    std::function<void()> m_stopped;
};

}  // namespace quorate::gui
