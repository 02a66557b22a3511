// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/observe/cluster_state.h"
#include "engine/observe/recorder.h"
#include "engine/stage/checks/cluster_checks.h"
#include "engine/stage/history/history_checker.h"
#include "engine/stage/simulation/history_feed.h"
#include "engine/stage/stage.h"
#include "gui/session/fault_book.h"
#include "gui/session/session_driver.h"
#include "gui/session/session_file.h"
#include "gui/session/stage/chaos.h"
#include "gui/session/stage/ill_disks.h"
#include "gui/session/stage/point_faults.h"
#include "gui/session/stage/scenario_player.h"
#include "gui/session/stage/stage_set.h"
#include "gui/session/stage/stage_watches.h"
#include "gui/session/stage/stage_workload.h"

namespace quorate::gui {

/// The Stage of a session in its thread: lets its virtual time go on at the speed that is wanted,
/// as far as the machine keeps up, and does what commands say.
class StageDriver final : public SessionDriver,
                          private FaultTarget,
                          private stage::ClientListener,
                          private stage::EventListener,
                          private stage::StageWatcher {
    Q_OBJECT

public:
    /// `before`: what the recording knows already, for a session that goes on. `firstEvent`: what
    /// its events are counted from.
    StageDriver(SessionFile file, std::unique_ptr<StageSet> set, observe::ClusterState before,
                std::uint64_t firstEvent, Publish publish);
    /// The Stage of a session in this folder; the other arguments as above.
    static std::unique_ptr<StageSet> makeSet(const SessionFile& file, const QString& folder,
                                             const observe::ClusterState& before,
                                             std::uint64_t firstEvent);
    ~StageDriver() override;

    /// Starts the nodes and lets them find a leader.
    Result<void> begin() override;
    void end() override;

    void execute(const Command& command, const Later& later) override;
    Result<observe::OperationId> ask(const Ask& ask) override;
    void watch(WatchId id, const WatchAsk& ask) override { m_watches.begin(id, ask); }
    void unwatch(WatchId id) override { m_watches.end(id); }
    void inspectKeys(const std::string& prefix, std::size_t limit,
                     std::function<void(std::vector<NodeKeys>)> done) override;
    void inspectDisk(raft::NodeId node, const storage::DiskQuestion& question,
                     Session::DiskDone done) override;

private:
    // stage_driver.cpp
    void heard(raft::EventId id, const observe::Event& event) override;
    void invoked(stage::OperationId id, const stage::ClientRequest& request,
                 stage::Moment now) override;
    void answered(stage::OperationId id, const stage::ClientRequest& request,
                  const stage::ClientAnswer& answer, stage::Moment now) override;
    void crashed(raft::NodeId node, std::optional<stage::CrashPoint> point) override;
    void failed(raft::NodeId node, const Error& reason) override;
    void refusedToStart(raft::NodeId node, const Error& reason) override;
    void tell(observe::Body body) override;
    void cut(observe::Link link) override;
    void heal(observe::Link link) override;
    void setRules(observe::Link link, std::vector<observe::LinkRule> rules) override;
    [[nodiscard]] observe::LinkCondition usualCondition() const override;
    void slice();
    void playOn();
    static Error scenarioLeads();
    [[nodiscard]] bool isLed() const { return m_player != nullptr && m_player->isLeading(); }
    void anchor();
    void step();
    void settle();
    void publish();
    void tellViolations();
    [[nodiscard]] HistoryStanding historyStanding() const;
    void measureSpeed();
    void tellStatus();

    // stage_commands.cpp, stage_members.cpp
    Result<void> act(const ActOnNode& what, const Later& later);
    Result<void> kill(raft::NodeId node);
    Result<void> changeMembers(raft::ConfChangeType type, raft::NodeId node, Later later);
    Result<void> add(const AddNode& what, const Later& later);
    Result<void> remove(raft::NodeId node, const Later& later);
    Result<void> promote(raft::NodeId node, Later later);
    Result<void> setDrift(const SetClockDrift& what);
    Result<void> setChaos(const SetChaos& what);
    Result<void> setSabotage(const SetSabotage& what);
    Result<void> endFault(std::uint64_t fault);
    Result<void> endAllFaults();
    Result<void> play();
    Result<void> takeOver();
    Result<void> actOnMessage(const ActOnMessage& what);
    Result<void> setWorkload(const SetWorkload& what);
    Result<void> setSpeed(double speed);
    Result<void> stepEvent(raft::NodeId node);
    [[nodiscard]] raft::NodeId leader();
    stage::OperationId askLeader(stage::ClientRequest request, raft::NodeId leader, Later later);

    SessionFile m_file;
    const observe::ClusterState m_before;
    Publish m_publish;
    std::unique_ptr<StageSet> m_set;
    storage::StageDisks& m_disks;
    observe::Recorder m_recorder;
    stage::ClusterChecks m_checks;
    std::size_t m_violationsTold{0};
    stage::HistoryChecker m_history;
    stage::HistoryFeed m_historyFeed;
    bool m_isHistoryTold{false};
    stage::Stage& m_stage;
    std::unique_ptr<ScenarioPlayer> m_player;  ///< null without a scenario
    FaultBook m_faults;
    Chaos m_chaos;
    PointFaults m_points;
    IllDisks m_illDisks;
    StageWatches m_watches;
    /// Ended ones too: the Stage may still ring their alarms.
    std::vector<std::unique_ptr<StageWorkload>> m_workloads;
    std::uint64_t m_nextClient{1};
    /// What waits for the answer to an operation of ours.
    std::map<stage::OperationId, Later> m_later;
    std::map<stage::OperationId, stage::ClientAnswer> m_early;
    bool m_isAsking{false};

    QTimer m_timer;
    SessionStatus m_status;
    QElapsedTimer m_real;
    stage::Moment m_anchor;
    QElapsedTimer m_sinceMeasured;
    stage::Moment m_measured;
};

}  // namespace quorate::gui
