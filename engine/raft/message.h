// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/raft/entry.h"
#include "engine/raft/event_id.h"
#include "engine/raft/snapshot.h"
#include "engine/raft/types.h"

namespace quorate::raft {

/// The kinds of message. The values are part of the encoding; the local ones never leave a node and
/// have none.
enum class MessageType : std::uint8_t {
    // Between members.
    Prop = 1,            ///< entries to be appended, forwarded to the leader
    App = 2,             ///< AppendEntries (§5.3)
    AppResp = 3,         ///< its answer
    Vote = 4,            ///< RequestVote (§5.2)
    VoteResp = 5,        ///< its answer
    Snap = 6,            ///< InstallSnapshot (§7)
    Heartbeat = 7,       ///< keeps followers from campaigning; carries the commit index
    HeartbeatResp = 8,   ///< its answer; echoes the context
    TransferLeader = 9,  ///< a wish that `from` become leader (dissertation §3.10)
    TimeoutNow = 10,     ///< tells the chosen one to campaign at once
    ReadIndex = 11,      ///< asks the leader for a read index (dissertation §6.4)
    ReadIndexResp = 12,  ///< its answer
    PreVote = 13,        ///< would you vote for me? (dissertation §9.6)
    PreVoteResp = 14,    ///< its answer
    // Within a node.
    Hup = 64,           ///< campaign
    Beat,               ///< send heartbeats
    CheckQuorum,        ///< step down unless a quorum was heard of (dissertation §6.2)
    Unreachable,        ///< the transport could not reach `from`
    SnapStatus,         ///< the transport finished (or, with `reject`, failed) sending a snapshot
    ForgetLeader,       ///< stop following the leader, so that votes may be granted
    StorageAppend,      ///< write entries, hard state and snapshot to stable storage
    StorageAppendResp,  ///< they are durable
    StorageApply,       ///< apply committed entries
    StorageApplyResp,   ///< they are applied
};

/// One message of the protocol. Which fields are used depends on the type; all have to, from, term.
///
///     App             entries, after the entry (logTerm, index); commit
///     AppResp         index: the last entry that matches
///                     rejected: the index refused; the hint (logTerm, rejectHint)
///     Vote, PreVote   the candidate's last entry (logTerm, index); context: kTransferContext
///     VoteResp etc.   granted: the request's term; rejected: the sender's
///     Snap            snapshot
///     Heartbeat       commit; context, which the answer echoes
///     ReadIndex       one entry, whose data names the request; context: kLeaseReadContext
///     ReadIndexResp   the same entry; index: the answer
///     Prop            entries, not numbered yet
///     StorageAppend   entries, snapshot, responses; the HardState, where it changed, as
///                     (term, vote, commit)
///     StorageAppendResp   the last entry that is durable (logTerm, index); snapshot
///     StorageApply    entries, responses; no term
///     StorageApplyResp    entries; no term
///
/// Prop and ReadIndex count in whatever term they arrive and carry none.
struct Message {
    MessageType type{MessageType::Hup};
    NodeId to;
    NodeId from;
    Term term;
    Term logTerm;
    Index index;
    Entries entries;
    Index commit;
    NodeId vote;
    std::shared_ptr<const Snapshot> snapshot;
    bool reject{false};
    Index rejectHint;
    Bytes context;
    /// Of a StorageAppendResp: the version of the unstable log that is durable now.
    std::uint64_t logVersion{0};
    /// To be delivered once the work of a StorageAppend or StorageApply is done, in this order:
    /// those to this node itself through RawNode::stepLocal, the others through the transport.
    std::vector<Message> responses;
    /// The event that sent this message, where somebody listened; the cause of what it brings
    /// about where it arrives. Not part of the protocol.
    EventId event;

    friend bool operator==(const Message& a, const Message& b);
};

/// The context of a Vote by whom the leader itself told to campaign: leases do not hold it up.
inline constexpr std::string_view kTransferContext = "CampaignTransfer";

/// The context of a ReadIndex that a leader's lease may answer (dissertation §6.4.1).
inline constexpr std::string_view kLeaseReadContext = "LeaseRead";

/// Those that only a node itself may give to itself.
constexpr bool isLocal(MessageType type) noexcept {
    return type >= MessageType::Hup;
}

/// Those that answer something, and are of interest from members only.
bool isResponse(MessageType type) noexcept;

}  // namespace quorate::raft
