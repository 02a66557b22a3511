// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/kv/command.h"
#include "engine/node/node.h"
#include "engine/observe/link_events.h"
#include "engine/raft/message.h"
#include "engine/raft/types.h"
#include "engine/stage/client_request.h"
#include "engine/stage/crash_point.h"
#include "engine/stage/sabotaged_rule.h"
#include "gui/session/disk_fault.h"

/// What a person can do to a cluster. Commands are values: views and menus make them, a session
/// carries them out, and what comes of it is seen in the recording.
namespace quorate::gui {

enum class NodeAct : std::uint8_t {
    Start,
    Stop,  ///< as a process ends that is told to
    Kill,  ///< loss of power; SIGKILL for a process
    Restart,
    Pause,
    Resume,
    Wipe,  ///< empties the disk of a node that is down
    FireElectionTimer,
    MakeLeader,
    Promote,  ///< a learner that has caught up becomes a voter
    Remove,   ///< from the configuration
};
struct ActOnNode {
    NodeAct act{NodeAct::Start};
    raft::NodeId node;
    /// Of a pause on real time: it goes on by itself then. 0: when it is resumed, or after
    /// kUsualPauseMs where it hears nobody who would do that.
    std::uint64_t forMs{0};
};
/// How long nodes that somebody else launched are paused, and how long at most: one that is paused
/// hears nobody.
inline constexpr std::uint64_t kUsualPauseMs = 10'000;
inline constexpr std::uint64_t kLongestPauseMs = 60'000;
/// A new node, with the smallest id that was never used.
struct AddNode {
    bool asLearner{false};
    /// Where the others reach it, of a node that somebody else launches; empty: the session does.
    std::string peerUrl{};
};
/// Faults may be set on this node from now on, or may not any more: of an Attached session, which
/// then asks the node for them.
struct ArmFaults {
    raft::NodeId node;
    bool isOn{false};
};

struct CutLink {
    observe::Link link;
    bool bothWays{false};
};
struct HealLink {
    observe::Link link;
    bool bothWays{false};
};
/// Members of different groups do not hear each other.
struct Partition {
    std::vector<std::vector<raft::NodeId>> groups;
};
struct SetLinkCondition {
    std::vector<observe::Link> links;
    /// Nothing: of all types.
    std::optional<raft::MessageType> type;
    observe::LinkCondition condition;
};
/// Of several nodes, this and the next two are one fault each, which ends as one.
struct SetClockDrift {
    std::vector<raft::NodeId> nodes;
    std::int64_t partsPerMillion{0};
};
/// Replaces one of its kind; it ends with EndFault, or as its kind says.
struct SetDiskFault {
    std::vector<raft::NodeId> nodes;
    DiskFault fault;
};
/// They lose their power now, and with it all that was not synced.
struct CrashForgetting {
    std::vector<raft::NodeId> nodes;
};
enum class PointAct : std::uint8_t {
    Stop,      ///< what comes there waits, until the fault is mended
    Crash,     ///< the machine loses its power when it comes there the next time
    FailOnce,  ///< the next call of the disk there fails with EIO
    Delay,     ///< what comes there takes longer
};
/// On the way of things through one node. Each is a fault of its own.
struct ActAtPoint {
    PointAct act{PointAct::Stop};
    raft::NodeId node;
    stage::CrashPoint point{stage::CrashPoint::BeforeLogWrite};
    std::uint64_t delayNs{0};
};
/// Mends what began with FaultStarted of this number.
struct EndFault {
    std::uint64_t fault{0};
};
struct EndAllFaults {};
/// Random faults from a seed, until it is switched off.
struct SetChaos {
    bool isOn{false};
    std::uint64_t seed{1};
};

/// Switches a rule of the protocol off, or on again: a Stage only.
struct SetSabotage {
    stage::SabotagedRule rule{stage::SabotagedRule::CommitOldTerms};
    bool isOn{false};
};
/// A scenario that leads its Stage goes on to where a person reads again.
struct PlayScenarioOn {};
/// It leads no longer: the Stage is the person's, as it is now.
struct TakeOverStage {};

enum class MessageAct : std::uint8_t { Hold, Release, Drop, Duplicate };
struct ActOnMessage {
    MessageAct act{MessageAct::Hold};
    observe::MessageKey key;
};
enum class TimerAct : std::uint8_t { Align, Spread };
struct ActOnTimers {
    TimerAct act{TimerAct::Spread};
};

/// Something that a client asks.
struct Ask {
    std::variant<kv::Command, stage::ClientRead, stage::LeaseQuestion> what;
    /// Nobody: whoever leads.
    raft::NodeId target;
    /// The client waits no longer.
    std::uint64_t timeoutNs{5'000'000'000};
};
struct Workload {
    std::uint32_t clients{4};
    std::uint32_t operationsPerSecond{20};  ///< of all together; 0: as fast as answers come
    std::uint32_t keys{16};
    double skew{0.9};  ///< exponent of Zipf's law; 0: all keys alike
    std::uint32_t valueBytes{16};
    std::uint32_t readPercent{30};
    friend bool operator==(const Workload&, const Workload&) = default;
};
/// Nothing: ends it.
struct SetWorkload {
    std::optional<Workload> workload;
};

struct Play {};
struct Pause {};
/// Of virtual time against real time: 0.0001 to 10.
struct SetSpeed {
    double speed{1.0};
};
/// The next event of the cluster, or of one node; only while it is paused.
struct StepEvent {
    raft::NodeId node;  ///< none: whatever comes next
};

using Command =
    std::variant<ActOnNode, AddNode, ArmFaults, CutLink, HealLink, Partition, SetLinkCondition,
                 SetClockDrift, SetDiskFault, CrashForgetting, ActAtPoint, SetSabotage,
                 PlayScenarioOn, TakeOverStage, EndFault, EndAllFaults, SetChaos, ActOnMessage,
                 ActOnTimers, Ask, SetWorkload, Play, Pause, SetSpeed, StepEvent>;

}  // namespace quorate::gui
