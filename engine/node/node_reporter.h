// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/result.h"
#include "engine/kv/response.h"
#include "engine/node/client_port.h"
#include "engine/node/log_store.h"
#include "engine/node/pending_proposals.h"
#include "engine/node/pending_reads.h"
#include "engine/node/recovered_state.h"
#include "engine/node/state_machine.h"
#include "engine/observe/core_trace_observer.h"
#include "engine/observe/observer.h"
#include "engine/raft/raw_node.h"

namespace quorate::node {

struct NodeConfig;

/// Tells an Observer what a node and its core do, each event with what brought it about. Without an
/// Observer every call costs one comparison, and nothing is built.
///
/// It has no clock: what is told happened at the moment that was set last.
class NodeReporter {
public:
    NodeReporter(observe::Observer* observer, raft::NodeId node);

    /// Null for nobody. Between inputs; the core then needs coreSink() anew.
    void setObserver(observe::Observer* observer);
    [[nodiscard]] bool isOn() const noexcept { return m_observer != nullptr; }
    [[nodiscard]] observe::Moment moment() const noexcept { return m_now; }
    void setMoment(observe::Moment now) noexcept;
    /// What the core is to tell; null if nobody listens.
    [[nodiscard]] raft::TraceSink* coreSink() noexcept { return m_core ? &*m_core : nullptr; }
    /// What inputs of the core are due to that name no cause, until the guard is gone.
    class Because {
    public:
        Because(NodeReporter& reporter, raft::EventId cause);
        ~Because();
        Because(const Because&) = delete;
        Because& operator=(const Because&) = delete;

    private:
        NodeReporter& m_reporter;
    };
    /// The term that is told with each event.
    void follow(const raft::RawNode& core) noexcept { m_raw = &core; }

    // --- its life

    void started(std::uint64_t incarnation, raft::Term term, raft::EventId cause);
    /// All that the node starts with; an error if its log cannot be read.
    Result<void> frame(const NodeConfig& config, const RecoveredState& recovered);
    void failed(const std::string& reason);

    // --- proposals. The event that is returned is the cause of what the core makes of it.

    raft::EventId proposalQueued(const ProposalId& id, const RequestOrigin& origin,
                                 std::uint64_t bytes);
    void proposalAppended(const ProposalId& id, const PendingProposals::Pending& proposal,
                          raft::EntryId entry);
    void proposalDone(const ProposalId& id, const PendingProposals::Pending& proposal,
                      const kv::Response& response);
    void proposalNotDone(const ProposalId& id, const PendingProposals::Pending& proposal,
                         observe::Outcome outcome, ErrorCode code);

    // --- reads

    raft::EventId readQueued(std::uint64_t number, const RequestOrigin& origin,
                             observe::ReadConsistency consistency);
    raft::EventId readConfirmed(const PendingReads::Confirmed& read);
    void readAnswered(const PendingReads::Read& read, std::int64_t revision);
    void readRefused(const PendingReads::Read& read, ErrorCode code);

    // --- the disk and the state machine

    void logWriteStarted(const LogWrite& write, raft::EventId cause);
    /// The event is the cause of what the completion lets go on; likewise below.
    raft::EventId logWriteCompleted(const LogWrite& write);
    void logWriteFailed(const std::string& reason);
    void applyStarted(const ApplyBatch& batch, raft::EventId cause);
    raft::EventId applyCompleted(raft::Index applied, const ApplyReport& report);
    void snapshotStarted(raft::EntryId covers);
    void snapshotSaved(raft::EntryId covers, std::uint64_t bytes);
    void snapshotInstalled(raft::EntryId covers, raft::NodeId from, std::uint64_t bytes);
    void snapshotFailed(raft::EntryId covers, const std::string& reason);
    void logCompacted(raft::EntryId before);

    /// The state of a snapshot that this event brought is being installed.
    void installStarted(raft::EventId cause) noexcept { m_snapshot = cause; }

    // What happens between these two is due to the core's last Ready.
    void readyTaken() noexcept { m_current = m_core ? m_core->lastReady() : raft::kNoEvent; }
    void inputEnded() noexcept { m_current = raft::kNoEvent; }

private:
    template <class Make>
    raft::EventId tell(raft::EventId cause, const Make& make);
    observe::Observer* m_observer;
    raft::NodeId m_node;
    observe::Moment m_now;
    std::optional<observe::CoreTraceObserver> m_core;
    const raft::RawNode* m_raw{nullptr};
    raft::Term m_termAtStart;

    /// What brings about what happens now: a completion, or the core's last Ready.
    raft::EventId m_current;
    raft::EventId m_logWrite;
    raft::EventId m_apply;
    raft::EventId m_snapshot;
};

}  // namespace quorate::node
