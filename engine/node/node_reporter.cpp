// SPDX-License-Identifier: Apache-2.0
#include "engine/node/node_reporter.h"

#include <utility>

#include "engine/node/node_config.h"
#include "engine/node/told_request.h"
#include "engine/observe/node_frame.h"

namespace quorate::node {

namespace {

observe::ProposalId toObserved(const ProposalId& id) {
    return {id.node, id.incarnation, id.sequence};
}

}  // namespace

NodeReporter::NodeReporter(observe::Observer* observer, raft::NodeId node)
    : m_observer(nullptr), m_node(node) {
    setObserver(observer);
}

void NodeReporter::setObserver(observe::Observer* observer) {
    m_observer = observer;
    m_core.reset();
    if (observer != nullptr) {
        m_core.emplace(*observer).setMoment(m_now);
    }
}

void NodeReporter::setMoment(observe::Moment now) noexcept {
    m_now = now;
    if (m_core) {
        m_core->setMoment(now);
    }
}

NodeReporter::Because::Because(NodeReporter& reporter, raft::EventId cause) : m_reporter(reporter) {
    if (m_reporter.m_core) {
        m_reporter.m_core->setCause(cause);
    }
}

NodeReporter::Because::~Because() {
    if (m_reporter.m_core) {
        m_reporter.m_core->setCause(raft::kNoEvent);
    }
}

/// `make()` builds the body; it is called only if somebody listens.
template <class Make>
raft::EventId NodeReporter::tell(raft::EventId cause, const Make& make) {
    if (m_observer == nullptr) [[likely]] {
        return raft::kNoEvent;
    }
    const raft::Term term = m_raw != nullptr ? m_raw->raft().term() : m_termAtStart;
    return m_observer->observe({m_now, m_node, term, cause, make()});
}

// --- its life

void NodeReporter::started(std::uint64_t incarnation, raft::Term term, raft::EventId cause) {
    m_termAtStart = term;
    m_current = tell(cause, [&] { return observe::NodeStarted{incarnation}; });
    if (m_core) {
        m_core->setCause(m_current);
    }
}

Result<void> NodeReporter::frame(const NodeConfig& config, const RecoveredState& recovered) {
    if (!isOn()) {
        return {};
    }
    auto state =
        observe::nodeStateOf(m_raw->raft(), observe::settingsOf(config.raft, config.tickNs), m_now);
    if (!state) {
        return state.error();
    }
    state->incarnation = config.incarnation;
    state->runtime.snapshot = {recovered.snapshot.term, recovered.snapshot.index};
    state->runtime.storeApplied = recovered.applied.index;
    state->runtime.storeRevision = static_cast<std::uint64_t>(recovered.revision);
    state->runtime.stateHash = recovered.stateHash;
    tell(m_current, [&] { return observe::toFrame(std::move(*state)); });
    m_core->setCause(raft::kNoEvent);
    inputEnded();
    return {};
}

void NodeReporter::failed(const std::string& reason) {
    m_current = tell(m_current, [&] { return observe::NodeFailed{reason}; });
}

// --- proposals

raft::EventId NodeReporter::proposalQueued(const ProposalId& id, const RequestOrigin& origin,
                                           std::uint64_t bytes) {
    return tell(origin.cause, [&] {
        return observe::ProposalQueued{toObserved(id), origin.operation, bytes};
    });
}

void NodeReporter::proposalAppended(const ProposalId& id, const PendingProposals::Pending& proposal,
                                    raft::EntryId entry) {
    // The way of the entry begins with the Proposed of all that went together.
    tell(proposal.queued != raft::kNoEvent ? proposal.queued : m_current, [&] {
        return observe::ProposalAppended{toObserved(id), proposal.operation, entry};
    });
}

void NodeReporter::proposalDone(const ProposalId& id, const PendingProposals::Pending& proposal,
                                const kv::Response& response) {
    tell(m_current, [&] {
        return observe::ProposalCompleted{toObserved(id), proposal.operation,
                                          observe::Outcome::Done, ErrorCode::Unknown,
                                          toldRevisionOf(response)};
    });
}

void NodeReporter::proposalNotDone(const ProposalId& id, const PendingProposals::Pending& proposal,
                                   observe::Outcome outcome, ErrorCode code) {
    tell(m_current, [&] {
        return observe::ProposalCompleted{toObserved(id), proposal.operation, outcome, code, 0};
    });
}

// --- reads

raft::EventId NodeReporter::readQueued(std::uint64_t number, const RequestOrigin& origin,
                                       observe::ReadConsistency consistency) {
    return tell(origin.cause, [&] {
        return observe::ReadQueued{number, origin.operation, consistency};
    });
}

raft::EventId NodeReporter::readConfirmed(const PendingReads::Confirmed& read) {
    return tell(m_current, [&] {
        return observe::ReadConfirmed{read.read.number, read.read.operation, read.index};
    });
}

void NodeReporter::readAnswered(const PendingReads::Read& read, std::int64_t revision) {
    tell(read.event, [&] {
        return observe::ReadAnswered{read.number, read.operation, observe::Outcome::Done,
                                     ErrorCode::Unknown, static_cast<std::uint64_t>(revision)};
    });
}

void NodeReporter::readRefused(const PendingReads::Read& read, ErrorCode code) {
    tell(m_current, [&] {
        return observe::ReadAnswered{read.number, read.operation, observe::Outcome::Refused, code,
                                     0};
    });
}

// --- the disk and the state machine

void NodeReporter::logWriteStarted(const LogWrite& write, raft::EventId cause) {
    m_logWrite = tell(cause, [&] {
        observe::LogWriteStarted started;
        if (!write.entries.empty()) {
            started.first = write.entries.front().index;
            started.last = write.entries.back().index;
        }
        started.bytes = raft::payloadSize(write.entries);
        started.hardState = write.hardState.has_value();
        started.sync = write.mustSync;
        return started;
    });
}

raft::EventId NodeReporter::logWriteCompleted(const LogWrite& write) {
    m_current = tell(m_logWrite, [&] {
        return observe::LogWriteCompleted{write.entries.empty() ? raft::Index(0)
                                                                : write.entries.back().index};
    });
    return m_current;
}

void NodeReporter::logWriteFailed(const std::string& reason) {
    m_current = tell(m_logWrite, [&] { return observe::LogWriteFailed{reason}; });
}

void NodeReporter::applyStarted(const ApplyBatch& batch, raft::EventId cause) {
    m_apply = tell(cause, [&] {
        return observe::ApplyStarted{batch.commands.front().entry.index,
                                     batch.commands.back().entry.index};
    });
}

raft::EventId NodeReporter::applyCompleted(raft::Index applied, const ApplyReport& report) {
    m_current = tell(m_apply, [&] {
        return observe::ApplyCompleted{applied, static_cast<std::uint64_t>(report.revision),
                                       report.stateHash};
    });
    return m_current;
}

void NodeReporter::snapshotStarted(raft::EntryId covers) {
    m_snapshot = tell(m_current, [&] { return observe::SnapshotStarted{covers}; });
}

void NodeReporter::snapshotSaved(raft::EntryId covers, std::uint64_t bytes) {
    m_current = tell(m_snapshot, [&] { return observe::SnapshotSaved{covers, bytes}; });
}

void NodeReporter::snapshotInstalled(raft::EntryId covers, raft::NodeId from, std::uint64_t bytes) {
    m_current = tell(m_snapshot, [&] { return observe::SnapshotInstalled{covers, from, bytes}; });
}

void NodeReporter::snapshotFailed(raft::EntryId covers, const std::string& reason) {
    m_current = tell(m_snapshot, [&] { return observe::SnapshotFailed{covers, reason}; });
}

void NodeReporter::logCompacted(raft::EntryId before) {
    tell(m_current, [&] { return observe::LogCompacted{before}; });
}

}  // namespace quorate::node
