// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/observe/moment.h"
#include "engine/raft/types.h"

/// What people and schedules do to a cluster, and what checks find out about it.
namespace quorate::observe {

enum class DiskFaultKind : std::uint8_t {
    WriteError,    ///< EIO
    DiskFull,      ///< ENOSPC
    SyncError,     ///< fsync failed
    LyingSync,     ///< fsync said yes and did nothing
    TornWrite,     ///< only the beginning of a write is there
    LostUnsynced,  ///< what was not synced is gone
    Corruption,    ///< bytes changed
    Slow,
};
/// A fault that a disk had at this moment.
struct DiskFault {
    DiskFaultKind kind{DiskFaultKind::WriteError};
    std::uint64_t delayNs{0};
    std::string file;
};

enum class Command : std::uint8_t {
    Start,
    Stop,
    Crash,
    CrashAt,
    Restart,
    Pause,
    Resume,
    Wipe,
    AddNode,
    RemoveNode,
    PromoteLearner,
    TransferLeader,
    FireElectionTimer,
    AlignElectionTimers,
    SpreadElectionTimers,
    Compact,
    TakeSnapshot,
    CutLink,
    HealLink,
    ChangeLink,
    HoldMessage,
    ReleaseMessage,
    DropMessage,
    DuplicateMessage,
    SetClockDrift,
    StartFault,
    EndFault,
};
/// Somebody asked for this; what comes of it has this event as its cause.
struct OperatorCommand {
    Command command{Command::Start};
    raft::NodeId about;
    raft::NodeId other;
    std::int64_t amount{0};  ///< ticks, nanoseconds or parts per million, as the command has it
    std::string text;
};

enum class FaultKind : std::uint8_t {
    LinkCut,
    Partition,
    Loss,
    Delay,
    Duplicate,
    Reorder,
    NodeDown,
    NodePaused,
    ClockDrift,
    DiskSlow,
    DiskErrors,
    DiskFull,
    LyingSync,
    Sabotage,  ///< a rule of the protocol is switched off
    AtPoint,   ///< a stop, a delay, a planned crash or failure on the way through a node
};
/// Something is broken from now on, until FaultEnded with the same number.
struct FaultStarted {
    std::uint64_t fault{0};
    FaultKind kind{FaultKind::LinkCut};
    std::vector<raft::NodeId> nodes;
    std::string text;
};
struct FaultEnded {
    std::uint64_t fault{0};
};

/// A check saw what must never be.
struct CheckViolated {
    std::string check;
    std::string text;
};

/// What somebody who watches the node from elsewhere sees of it from now on. Why it is not seen is
/// not known: it may be down, or out of reach.
struct ObservationChanged {
    bool isSeen{false};
    std::uint64_t missed{0};  ///< events before this that nobody here will see
    /// Nor were they counted, at times.
    bool wasUnrecorded{false};
    /// What was added to the node's moments to make them moments of the recording, and by how much
    /// that may be wrong.
    std::int64_t clockOffsetNs{0};
    std::uint64_t clockErrorNs{0};
    std::string text;  ///< where it is, or why it is not seen
};

/// More of a node's report is not kept, and longer texts are no events.
inline constexpr std::size_t kMostReportFields = 128;
inline constexpr std::size_t kLongestReportText = 1024;
struct ReportField {
    std::string name;
    std::string value;
    friend bool operator==(const ReportField&, const ReportField&) = default;
};
/// What a node that somebody else made, and that tells no events, answered about itself when it was
/// asked: that which is other than before. An empty value is not told any more. The names are those
/// of who asks.
struct NodeReported {
    std::vector<ReportField> fields;  ///< at most kMostReportFields
};

}  // namespace quorate::observe
