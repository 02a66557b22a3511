// SPDX-License-Identifier: Apache-2.0
#include "engine/node/applier.h"

#include <iterator>
#include <utility>

#include "engine/base/invariant.h"

namespace quorate::node {

ApplyBatch Applier::start(const ChangeConfiguration& change) {
    QUORATE_INVARIANT(canStart(), "a batch was started without need, or beside another one");
    ApplyBatch batch;
    batch.number = ++m_lastNumber;
    m_running = Done();
    while (!m_gathered.empty()) {
        raft::Message& next = m_gathered.front();
        if (!batch.commands.empty() && batch.commands.size() + next.entries.size() > m_maxEntries) {
            break;
        }
        if (batch.commands.empty()) {
            batch.commands.reserve(next.entries.size());
            m_running->commands.reserve(next.entries.size());
        }
        for (const raft::Entry& entry : next.entries) {
            addEntry(entry, change, batch);
        }
        std::move(next.responses.begin(), next.responses.end(),
                  std::back_inserter(m_running->responses));
        m_gathered.pop_front();
    }
    return batch;
}

void Applier::addEntry(const raft::Entry& entry, const ChangeConfiguration& change,
                       ApplyBatch& batch) {
    CommittedCommand& command = batch.commands.emplace_back();
    command.entry = entry.id();
    Applied& applied = m_running->commands.emplace_back();
    applied.entry = entry.id();
    m_running->bytes += entry.data.size();
    if (entry.type != raft::EntryType::Normal) {
        addChange(entry, change, command, applied);
        return;
    }
    // Entries of nobody's proposal are empty. What is no envelope, nobody here has proposed; it is
    // an entry without a command, on every node alike.
    if (Result<Envelope> envelope = Envelope::decode(entry.data)) {
        if (envelope->form == Envelope::Form::Refusal) {
            applied.refusal = decodeRefusal(envelope->command);
        }
        addProposal(std::move(*envelope), command, applied);
    }
}

void Applier::addChange(const raft::Entry& entry, const ChangeConfiguration& change,
                        CommittedCommand& command, Applied& applied) {
    const Result<raft::ConfChangeV2> changes = raft::confChangeOf(entry);
    Result<Envelope> envelope = Envelope::decode(changes ? changes->context : Bytes());
    const bool isPromotion = envelope && envelope->form == Envelope::Form::Promotion;
    Result<raft::ConfState> changed =
        changes ? change(*changes, isPromotion) : Result<raft::ConfState>(changes.error());
    if (changed) {
        m_running->configuration = *changed;
        command.configuration = std::move(*changed);
        m_running->configurationIndex = entry.index;
    } else {
        // Committed by members who could not know better; all of them come to this point.
        applied.refusal = changed.error();
    }
    if (envelope) {
        addProposal(std::move(*envelope), command, applied);
    }
}

void Applier::addProposal(Envelope envelope, CommittedCommand& command, Applied& applied) {
    command.proposal = envelope.id;
    applied.proposal = envelope.id;
    // The context of a change that was refused is nothing that could be applied.
    if (!applied.refusal) {
        command.command = std::move(envelope.command);
    }
}

Applier::Done Applier::complete() {
    QUORATE_INVARIANT(m_running.has_value(), "a batch ended that never started");
    Done done = std::move(*m_running);
    m_running.reset();
    return done;
}

}  // namespace quorate::node
