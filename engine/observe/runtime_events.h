// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/error.h"
#include "engine/raft/state.h"
#include "engine/raft/types.h"

/// What the runtime around a core does: proposals, reads, the disk, the state machine, and the life
/// of the node. Numbers that are not known are 0.
namespace quorate::observe {

struct NodeState;

/// Names a client operation in its whole recording; 0 is none.
class OperationId {
public:
    constexpr OperationId() = default;
    constexpr explicit OperationId(std::uint64_t value) : m_value(value) {}
    [[nodiscard]] constexpr std::uint64_t value() const noexcept { return m_value; }
    friend constexpr auto operator<=>(const OperationId&, const OperationId&) = default;

private:
    std::uint64_t m_value{0};
};

/// Names a proposal: the node that took it, and the how manieth it is of which life of that node.
struct ProposalId {
    raft::NodeId node;
    std::uint64_t incarnation{0};
    std::uint64_t sequence{0};
    friend bool operator==(const ProposalId&, const ProposalId&) = default;
};

/// What has become of a proposal, a read or a client operation.
enum class Outcome : std::uint8_t {
    Done,     ///< applied, or answered
    Refused,  ///< certain not to have happened
    Unknown,  ///< it may or may not have happened
};

// --- proposals

struct ProposalQueued {
    ProposalId proposal;
    OperationId operation;
    std::uint64_t bytes{0};
};
/// It stands in this node's log.
struct ProposalAppended {
    ProposalId proposal;
    OperationId operation;
    raft::EntryId entry;
};
struct ProposalCompleted {
    ProposalId proposal;
    OperationId operation;
    Outcome outcome{Outcome::Done};
    ErrorCode code{ErrorCode::Unknown};  ///< of one that was not done
    std::uint64_t revision{0};
};

// --- reads

enum class ReadConsistency : std::uint8_t { Linearizable, Lease, Local };
struct ReadQueued {
    std::uint64_t read{0};  ///< the node's own number for it
    OperationId operation;
    ReadConsistency consistency{ReadConsistency::Linearizable};
};
/// It may be answered once this index is applied.
struct ReadConfirmed {
    std::uint64_t read{0};
    OperationId operation;
    raft::Index index;
};
struct ReadAnswered {
    std::uint64_t read{0};
    OperationId operation;
    Outcome outcome{Outcome::Done};
    ErrorCode code{ErrorCode::Unknown};  ///< of one that was not done
    std::uint64_t revision{0};
};

// --- the disk and the state machine

/// What the write-ahead log was given to write. Index 0 stands for no entries.
struct LogWriteStarted {
    raft::Index first;
    raft::Index last;
    std::uint64_t bytes{0};
    bool hardState{false};
    bool sync{false};
};
/// All of it is written; from here on the disk is waited for. Told of a Stage whose options say so.
struct LogSyncStarted {};
struct LogWriteCompleted {
    raft::Index last;
};
struct LogWriteFailed {
    std::string reason;
};
/// What is certainly on stable storage now, snapshots included. It is told by the disk itself, not
/// by the node that uses it, whenever it has changed; so promises can be compared with the truth.
struct LogSynced {
    raft::HardState state;
    raft::EntryId last;  ///< the last entry, or what a snapshot covers; index 0 for an empty log
};
struct ApplyStarted {
    raft::Index first;
    raft::Index last;
};
struct ApplyCompleted {
    raft::Index applied;
    std::uint64_t revision{0};   ///< of the store
    std::uint64_t stateHash{0};  ///< of the whole state after this index
};
struct SnapshotStarted {
    raft::EntryId covers;
};
struct SnapshotSaved {
    raft::EntryId covers;
    std::uint64_t bytes{0};
};
struct SnapshotInstalled {
    raft::EntryId covers;
    raft::NodeId from;
    std::uint64_t bytes{0};
};
struct SnapshotFailed {
    raft::EntryId covers;
    std::string reason;
};
/// The log was cut off at its front. The disk may keep more of it.
struct LogCompacted {
    raft::EntryId before;  ///< the last entry that is gone
};

// --- the life of a node

/// The first thing that a node says; the next is its NodeFrame.
struct NodeStarted {
    std::uint64_t incarnation{0};
};
/// All of a node at this moment: when it starts, and where a recording begins in the midst of its
/// life. Never null; see node_frame.h.
struct NodeFrame {
    std::shared_ptr<const NodeState> state;
};
struct NodeStopped {};
struct NodeCrashed {
    std::string point;  ///< where it was caught; empty for anywhere
};
struct NodeFailed {
    std::string reason;
};
struct NodePaused {};
struct NodeResumed {};

}  // namespace quorate::observe
