// SPDX-License-Identifier: Apache-2.0
// A node and its clients: proposals and reads.
#include <array>
#include <string>
#include <utility>

#include "engine/kv/command_codec.h"
#include "engine/node/envelope.h"
#include "engine/node/node.h"
#include "engine/node/own_proposals.h"

namespace quorate::node {

namespace {

/// A command and its envelope. What is larger, no key space takes.
constexpr std::size_t kMaxProposalBytes = kv::kMaxCommandBytes + 64;

/// Proposals that go together.
constexpr std::uint64_t kMaxGatheredBytes = 256UL * 1024;

observe::ReadConsistency consistencyOf(ReadLevel level) {
    switch (level) {
    case ReadLevel::Linearizable:
        return observe::ReadConsistency::Linearizable;
    case ReadLevel::Lease:
        return observe::ReadConsistency::Lease;
    case ReadLevel::Local:
        break;
    }
    return observe::ReadConsistency::Local;
}

Error notNow(const std::string& text) {
    return {ErrorCode::FailedPrecondition, text};
}

}  // namespace

ProposalId Node::idOf(std::uint64_t sequence) const {
    return {id(), m_config.incarnation, sequence};
}

Result<void> Node::admitRequest() const {
    if (hasFailed()) {
        return failureError();
    }
    if (!m_appliedConfState.isEmpty() && !m_core->raft().tracker().progress.contains(id())) {
        return notNow("this node is no member of the cluster any more");
    }
    return {};
}

Result<void> Node::admitProposal(std::size_t bytes) const {
    if (auto admitted = admitRequest(); !admitted) {
        return admitted;
    }
    if (bytes > kMaxProposalBytes) {
        return Error(ErrorCode::TooLarge, "a proposal of " + std::to_string(bytes) +
                                              " bytes is larger than " +
                                              std::to_string(kMaxProposalBytes));
    }
    if (m_proposals.count() >= m_config.maxPendingProposals ||
        m_proposals.span() >= kv::kProposalWindow ||
        m_proposals.bytes() + bytes > m_config.maxPendingProposalBytes) {
        return Error(ErrorCode::Busy, "too many proposals wait for their outcome");
    }
    return {};
}

void Node::doPropose(RequestToken token, Bytes command, const RequestOrigin& origin) {
    raft::Entry entry;
    entry.data = Envelope{idOf(m_proposals.nextSequence()), std::move(command)}.encode();
    proposeEntry(token, std::move(entry), origin);
}

void Node::proposeEntry(RequestToken token, raft::Entry entry, const RequestOrigin& origin) {
    const std::size_t bytes = entry.data.size();
    if (auto admitted = admitProposal(bytes); !admitted) {
        m_ports.clients.refused(token, admitted.error());
        return;
    }
    Proposal proposal;
    proposal.token = token;
    proposal.deadlineTick = m_tick + m_config.proposalTimeoutTicks;
    proposal.bytes = bytes;
    proposal.sequence = m_proposals.nextSequence();
    proposal.operation = origin.operation;
    proposal.queued = m_reporter.proposalQueued(idOf(proposal.sequence), origin, bytes);
    const bool isCommand = entry.type == raft::EntryType::Normal;
    if (!isCommand) {
        proposeGathered();
    }
    proposal.lead = m_core->softState().lead;
    m_proposals.add(proposal);
    if (m_gathered.empty()) {
        m_gatheredBecause = proposal.queued;
    }
    m_gathered.push_back(std::move(entry));
    m_gatheredBytes += bytes;
    if (!isCommand || m_gatheredBytes >= kMaxGatheredBytes) {
        proposeGathered();
    }
}

/// One message to the leader, or one append to each follower, for all of them. What the core makes
/// of that is told as due to the first; ProposalAppended leads from each entry to its own.
void Node::proposeGathered() {
    if (m_gathered.empty()) {
        return;
    }
    const std::uint64_t end = m_proposals.nextSequence();
    const std::uint64_t first = end - m_gathered.size();
    raft::Entries entries = std::exchange(m_gathered, {});
    m_gatheredBytes = 0;
    const NodeReporter::Because because(m_reporter, m_gatheredBecause);
    const auto proposed = m_core->propose(entries);
    if (proposed) {
        m_proposals.sentTo(m_core->softState().lead, first);
        return;
    }
    for (std::uint64_t sequence = first; sequence < end; ++sequence) {
        if (const auto proposal = m_proposals.take(sequence)) {
            refuseProposal(*proposal, proposed.error());
        }
    }
}

void Node::refuseProposal(const Proposal& proposal, const Error& reason) {
    m_reporter.proposalNotDone(idOf(proposal.sequence), proposal, observe::Outcome::Refused,
                               reason.code);
    m_ports.clients.refused(proposal.token, reason);
}

void Node::giveUpProposals(const std::vector<Proposal>& proposals, const Error& reason) {
    for (const Proposal& proposal : proposals) {
        m_reporter.proposalNotDone(idOf(proposal.sequence), proposal, observe::Outcome::Unknown,
                                   reason.code);
        m_ports.clients.unknown(proposal.token, reason);
    }
}

/// Tells which of this node's proposals stand in its log now, its own or a leader's.
void Node::tellAppended(const raft::Entries& entries) {
    if (m_proposals.count() == 0) {
        return;
    }
    const OwnProposals own(idOf(0));
    for (const raft::Entry& entry : entries) {
        Bytes context;
        if (entry.type != raft::EntryType::Normal) {
            const auto change = raft::confChangeOf(entry);
            context = change ? change->context : Bytes();
        }
        const auto sequence =
            own.sequenceIn((entry.type == raft::EntryType::Normal ? entry.data : context).view());
        const Proposal* proposal = sequence ? m_proposals.find(*sequence) : nullptr;
        if (proposal != nullptr) {
            m_reporter.proposalAppended(idOf(*sequence), *proposal, entry.id());
        }
    }
}

void Node::doRead(RequestToken token, ReadLevel level, const RequestOrigin& origin) {
    if (auto admitted = admitRequest(); !admitted) {
        m_ports.clients.refused(token, admitted.error());
        return;
    }
    if (level != ReadLevel::Local && m_reads.count() >= m_config.maxPendingReads) {
        m_ports.clients.refused(token, {ErrorCode::Busy, "too many reads wait"});
        return;
    }
    PendingReads::Read read;
    read.token = token;
    read.deadlineTick = m_tick + m_config.readTimeoutTicks;
    read.number = ++m_lastRead;
    read.operation = origin.operation;
    read.event = m_reporter.readQueued(read.number, origin, consistencyOf(level));
    if (level == ReadLevel::Local) {
        m_reporter.readAnswered(read, m_revision);
        m_ports.clients.readable(token, m_applied.index);
        return;
    }
    m_reads.add(read, level == ReadLevel::Lease ? raft::ReadOnlyOption::LeaseBased
                                                : raft::ReadOnlyOption::Safe);
}

void Node::refuseReads(const std::vector<PendingReads::Read>& reads, const Error& reason) {
    for (const PendingReads::Read& read : reads) {
        m_reporter.readRefused(read, reason.code);
        m_ports.clients.refused(read.token, reason);
    }
}

void Node::confirmReads(const raft::ReadState& state) {
    std::size_t count = m_reads.confirm(state.requestContext, state.index, m_config.incarnation);
    if (!m_reporter.isOn()) {
        return;
    }
    std::deque<PendingReads::Confirmed>& confirmed = m_reads.confirmed();
    for (auto read = confirmed.end() - static_cast<std::ptrdiff_t>(count); read != confirmed.end();
         ++read) {
        read->read.event = m_reporter.readConfirmed(*read);
    }
}

void Node::startReads() {
    if (m_core->softState().lead == raft::kNoNode) {
        return;  // they gather until somebody leads, or until their time is over
    }
    constexpr std::array kLevels{raft::ReadOnlyOption::Safe, raft::ReadOnlyOption::LeaseBased};
    for (const raft::ReadOnlyOption how : kLevels) {
        while (auto context =
                   m_reads.beginRound(how, m_tick, m_config.maxReadRounds, m_config.incarnation)) {
            const NodeReporter::Because because(m_reporter, m_reads.lastRound().back().event);
            if (!m_core->readIndex(std::move(*context), how)) {
                m_reads.undoRound();
                return;
            }
        }
    }
}

void Node::answerReads() {
    if (m_installing) {
        return;  // the state is being replaced
    }
    for (const PendingReads::Confirmed& read : m_reads.takeReadable(m_applied.index)) {
        m_reporter.readAnswered(read.read, m_revision);
        m_ports.clients.readable(read.read.token, read.index);
    }
}

}  // namespace quorate::node
