// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/error.h"
#include "engine/raft/conf_state.h"
#include "engine/raft/event_id.h"
#include "engine/raft/message.h"
#include "engine/raft/progress.h"
#include "engine/raft/quorum.h"
#include "engine/raft/state.h"
#include "engine/raft/types.h"

namespace quorate::raft {

/// Typed events: what happened inside a core, as values, each with the event that caused it.
///
/// There are two kinds. An *input* is something that came from outside (a message, a timer, a
/// proposal, a completion); it is recorded first and becomes the cause of all that follows in the
/// same call. Everything else is a consequence. The cause of a received message is the event that
/// sent it, on whichever node that was, so chains of causes run through the whole cluster.
namespace trace {

// --- inputs

/// A message arrived, from a peer or from one of the storage threads. `message` is valid during
/// the call only.
struct MessageReceived {
    const Message* message;
};
enum class Timer : std::uint8_t { Election, Heartbeat, CheckQuorum };
/// A timer ran out.
struct TimerFired {
    Timer timer;
};
struct Proposed {
    std::size_t count;
    std::uint64_t bytes;
};
/// Somebody asked the node to do something that is no message of a peer.
enum class Request : std::uint8_t {
    Campaign,
    TransferLeader,
    ForgetLeader,
    ReadIndex,
    ReportUnreachable,
    ReportSnapshotArrived,
    ReportSnapshotFailed,
    ApplyConfChange,
};
struct Requested {
    Request request;
    NodeId about;
};
/// A Ready was handed out: what to write, to apply and to send.
struct ReadyTaken {
    Index firstEntry;  ///< 0 without entries
    Index lastEntry;
    Index firstCommitted;  ///< 0 without committed entries
    Index lastCommitted;
    Index snapshot;  ///< 0 without one
    std::size_t messages;
    bool mustSync;
};
/// What the last Ready contained was done (without asynchronous storage writes).
struct Advanced {};
/// The election timer started again, with this timeout: at every change of role or term (§9.3), or
/// because somebody set it.
struct ElectionTimeoutDrawn {
    std::uint32_t ticks;
};

// --- roles and elections (§5.2)

struct TermChanged {
    Term from;
    Term to;
};
struct RoleChanged {
    Role from;
    Role to;
};
struct LeaderChanged {
    NodeId from;
    NodeId to;
};
enum class CampaignKind : std::uint8_t { PreElection, Election, Transfer };
struct CampaignStarted {
    CampaignKind kind;
    Term term;
};
enum class HoldBack : std::uint8_t {
    AlreadyLeader,
    NotPromotable,        ///< no voter, or a snapshot waits to be installed
    UnappliedConfChange,  ///< a committed configuration change is not applied yet
    TermsExhausted,       ///< the largest possible term, or index, is reached
};
struct CampaignHeldBack {
    HoldBack reason;
};
enum class VoteReason : std::uint8_t {
    Granted,
    VotedForAnother,  ///< one vote a term (§5.2)
    LeaderKnown,      ///< there is a leader in this term
    LogNotUpToDate,   ///< §5.4.1
    LeaderHeard,      ///< within the lease; not answered in a later term (§6, last problem)
    OldTerm,          ///< the request's term has passed
};
/// This node decided about a request.
struct VoteDecided {
    NodeId candidate;
    bool preVote;
    Term term;
    VoteReason reason;
    EntryId candidateLast;
    EntryId ownLast;
};
/// A candidate counted an answer.
struct VoteCounted {
    NodeId voter;
    bool preVote;
    bool granted;
    VoteResult result;
};
/// A leader did not hear of a quorum for an election timeout, and steps down (dissertation §6.2).
struct QuorumLost {};
enum class TransferStep : std::uint8_t { Started, TimeoutNowSent, Aborted };
struct LeaderTransfer {
    NodeId to;
    TransferStep step;
};

// --- the log and its replication (§5.3)

struct EntriesAppended {
    Index first;
    Index last;
    Term term;          ///< of the last one
    EntrySpan entries;  ///< valid during the call only
};
/// Entries that conflict with the leader's were removed.
struct LogTruncated {
    Index from;
    Index oldLast;
};
/// A follower refused an append; `hint` is what it offers instead.
struct AppendRejected {
    NodeId leader;
    EntryId previous;
    EntryId hint;
};
/// A leader took a refusal and goes back.
struct Backtracked {
    NodeId peer;
    Index rejected;
    Index next;
};
struct CommitAdvanced {
    Index from;
    Index to;
    /// The voters that acknowledged `to`; empty on a follower, which was told.
    std::vector<NodeId> quorum;
};
struct ProgressChanged {
    NodeId peer;
    ProgressState from;
    ProgressState to;
    Index match;
    Index next;
};
/// A member acknowledged more.
struct MatchAdvanced {
    NodeId peer;
    Index match;
};
/// The log is on stable storage up to here.
struct Stable {
    EntryId last;
};
struct Applied {
    Index index;
};
/// A proposal of this call was refused, or replaced by an empty entry.
struct ProposalRefused {
    ErrorCode code;
};

// --- snapshots, configuration, reads

enum class SnapshotStep : std::uint8_t {
    Sent,
    Restored,
    IgnoredOld,        ///< covers nothing new
    IgnoredNotMember,  ///< this node is not in its configuration
    FastForwarded,     ///< the log has all that it covers; only the commit index moves
    Installed,         ///< it is on stable storage
};
struct SnapshotEvent {
    SnapshotStep step;
    NodeId peer;
    Index index;
    Term term;
};
struct ConfigurationChanged {
    ConfState state;
};
/// A configuration change was proposed when none could be accepted: an empty entry takes its place.
struct ConfChangeReplaced {
    Index index;
    ErrorCode code;
};
enum class ReadStep : std::uint8_t { Postponed, Waiting, Confirmed, Forwarded, Refused };
struct ReadEvent {
    ReadStep step;
    Index index;
    NodeId requester;
};

// --- messages

/// `message` is valid during the call only. A message that waits for the append it depends on is
/// `held` until that is durable.
struct MessageSent {
    const Message* message;
    bool held;
};
/// A message had no effect.
enum class IgnoredBecause : std::uint8_t { OldTerm, NotForThisRole, NoLeader, NoProgress, Stale };
struct MessageIgnored {
    const Message* message;
    IgnoredBecause reason;
};
/// An invariant broke; the core does nothing any more.
struct Failed {
    const char* reason;
};

using Body = std::variant<MessageReceived, TimerFired, Proposed, Requested, ReadyTaken, Advanced,
                          ElectionTimeoutDrawn, TermChanged, RoleChanged, LeaderChanged,
                          CampaignStarted, CampaignHeldBack, VoteDecided, VoteCounted, QuorumLost,
                          LeaderTransfer, EntriesAppended, LogTruncated, AppendRejected,
                          Backtracked, CommitAdvanced, ProgressChanged, MatchAdvanced, Stable,
                          Applied, ProposalRefused, SnapshotEvent, ConfigurationChanged,
                          ConfChangeReplaced, ReadEvent, MessageSent, MessageIgnored, Failed>;

}  // namespace trace

/// An event with its place.
struct TraceEvent {
    NodeId node;
    Term term;
    EventId cause;
    trace::Body body;
};

/// Where events go. Called on the node's executor in the midst of a step, so an implementation must
/// be quick and must not call the node. Outlives the core that it listens to.
class TraceSink {
public:
    TraceSink() = default;
    TraceSink(const TraceSink&) = delete;
    TraceSink& operator=(const TraceSink&) = delete;
    virtual ~TraceSink() = default;

    /// Takes the event and names it, by a number that was never given before.
    virtual EventId record(const TraceEvent& event) = 0;
};

/// The core's end of a TraceSink: knows the cause of the moment, and costs a null check when nobody
/// listens.
class Tracer {
public:
    Tracer(TraceSink* sink, NodeId node) : m_sink(sink), m_node(node) {}

    /// Null for nobody. Between inputs.
    void setSink(TraceSink* sink) noexcept { m_sink = sink; }

    /// `make()` builds the body; it is called only if somebody listens.
    template <class Make>
    EventId emit(Term term, const Make& make) {
        if (m_sink == nullptr) [[likely]] {
            return kNoEvent;
        }
        return m_sink->record({m_node, term, m_cause, make()});
    }

    /// Records an input, caused by `cause`, and makes it the cause of what follows.
    template <class Make>
    EventId begin(Term term, EventId cause, const Make& make) {
        m_cause = cause;
        m_cause = emit(term, make);
        return m_cause;
    }
    void end() noexcept { m_cause = kNoEvent; }

    [[nodiscard]] bool isOn() const noexcept { return m_sink != nullptr; }

private:
    TraceSink* m_sink;
    NodeId m_node;
    EventId m_cause;
};

}  // namespace quorate::raft
