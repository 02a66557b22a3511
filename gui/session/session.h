// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/result.h"
#include "engine/raft/types.h"
#include "engine/stage/client_request.h"
#include "engine/stage/history/history_checker.h"
#include "gui/recording/recording_keeper.h"
#include "gui/session/command.h"
#include "gui/session/key_watch.h"
#include "gui/session/scenario_standing.h"
#include "storage/inspection/disk_question.h"

namespace quorate::gui {

enum class SessionKind : std::uint8_t {
    Stage,      ///< nodes in this process on virtual time
    Live,       ///< nodes in this process, each in a thread, on real time and real sockets
    Processes,  ///< nodes in processes that the application started
    Attached,   ///< nodes that somebody else launched, watched over the network
    Recording,  ///< nothing runs: a recording that was opened
};

/// What a session can do beside what all can. Where one cannot, its action is greyed and says why.
enum class Ability : std::uint8_t {
    RunNodes,        ///< start, stop, kill, pause and so on; nothing of a recording
    Speed,           ///< slower and faster than real time, paused, by single events
    SingleMessages,  ///< hold, release, drop, duplicate
    Timers,          ///< fire, align, spread
    LinkConditions,  ///< loss, delay, duplication, order
    Clocks,
    Disks,      ///< slow, failing, full
    Points,     ///< of the way of things through a node
    Sabotage,   ///< rules of the protocol can be switched off
    PowerLoss,  ///< of disks: they lose and tear what was not synced, and lie about syncs
    // What a session can that runs its nodes, and some that does not.
    Members,  ///< added, removed, promoted; who leads
    Cuts,     ///< of links
    Arming,   ///< faults are allowed node by node, by the person
};

/// What the judgement of a history is called among the checks.
inline constexpr const char* kLinearizability = "Linearizability";
/// What clients were told, judged as one history while it goes on.
struct HistoryStanding {
    std::uint64_t operations{0};
    std::uint64_t judged{0};  ///< answers about one key that were compared with its state
    std::uint64_t unknown{0};
    stage::HistoryVerdict verdict;
};

/// What is true of a session beside its recording. A value.
struct SessionStatus {
    bool isStarting{false};  ///< its nodes are not there yet
    bool isRunning{false};   ///< time goes on
    double speed{1.0};
    /// What the speed really is, where the machine cannot keep up; of the last second.
    double reachedSpeed{1.0};
    std::uint64_t seed{0};
    std::uint64_t tickNs{100'000'000};
    std::optional<Workload> workload;
    std::optional<std::uint64_t> chaosSeed;
    /// Nothing where what clients are told is not judged.
    std::optional<HistoryStanding> history;
    /// Of a session that a scenario leads, or has led; null for others.
    ScenarioStandingPtr scenario;
    /// Where clients reach nodes, as "n1 http://127.0.0.1:2379"; empty on a Stage.
    std::vector<std::string> clientAddresses;
    /// Where faults are allowed node by node: those on which they are.
    std::vector<raft::NodeId> armed;
    /// What a person should know about this opening; mostly empty.
    std::string note;
};

/// What a client of the console was told.
struct Answer {
    observe::OperationId operation;
    stage::ClientAnswer answer;
    observe::Moment moment;
};

/// A key with what one node's state machine has for it.
struct KeyOnNode {
    std::string key;
    std::string value;
    std::int64_t version{0};
    std::int64_t modRevision{0};
};
struct NodeKeys {
    raft::NodeId node;
    raft::Index applied;
    std::uint64_t keyCount{0};  ///< of all keys that match
    std::vector<KeyOnNode> keys;
};

/// A cluster as the window sees it: it runs somewhere, is recorded, and takes commands. Belongs to
/// the thread of the views; where the cluster runs is its own matter.
class Session : public QObject {
    Q_OBJECT

public:
    /// What became of a command; called in the thread of the views.
    using Done = std::function<void(Result<void>)>;

    /// Called in the thread of the views.
    using DiskDone = std::function<void(const Result<storage::DiskAnswer>&)>;

    using QObject::QObject;

    [[nodiscard]] virtual SessionKind kind() const = 0;
    [[nodiscard]] virtual QString name() const = 0;
    /// Where it lies; empty for one that lies nowhere.
    [[nodiscard]] virtual QString folder() const = 0;
    /// Sessions without a folder keep theirs.
    virtual void rename(const QString& name) { static_cast<void>(name); }
    [[nodiscard]] virtual bool can(Ability ability) const = 0;
    [[nodiscard]] virtual RecordingKeeper& recording() = 0;
    [[nodiscard]] const SessionStatus& status() const noexcept { return m_status; }

    /// Refused commands change nothing, and `done` says why. Never waits.
    virtual void execute(const Command& command, Done done) = 0;
    /// An operation of a client. `begun` hears its name, or why it could not be asked; its answer
    /// comes with answered().
    virtual void ask(const Ask& ask, std::function<void(Result<observe::OperationId>)> begun) = 0;
    /// What changes comes with watched(), until unwatch() or the news of its end. Never waits.
    virtual void watch(WatchId id, const WatchAsk& ask);
    virtual void unwatch(WatchId id) { static_cast<void>(id); }
    /// At most `limit` keys from `prefix` on, of every node that runs.
    virtual void inspectKeys(const std::string& prefix, std::size_t limit,
                             std::function<void(std::vector<NodeKeys>)> done) = 0;
    /// What a node has on its disk, whether it runs or not: from the handles that it has, never by
    /// opening anything a second time. NotFound where there is no such disk, as of a recording.
    virtual void inspectDisk(raft::NodeId node, const storage::DiskQuestion& question,
                             DiskDone done);
    /// Ends what runs, and calls `ended` once all of it is recorded and in the file; deleting it
    /// then makes nobody wait. What was asked before is not answered any more. Once.
    virtual void end(std::function<void()> ended);

Q_SIGNALS:
    void statusChanged();
    void answered(const quorate::gui::Answer& answer);
    void watched(const quorate::gui::WatchNews& news);
    /// The cluster as a whole cannot go on.
    void failed(const QString& reason);

protected:
    void setStatus(SessionStatus status);

private:
    SessionStatus m_status;
};

}  // namespace quorate::gui
