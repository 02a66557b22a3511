// SPDX-License-Identifier: Apache-2.0
#include "engine/node/applier.h"

#include <iterator>
#include <utility>

#include "engine/base/invariant.h"
#include "engine/node/envelope.h"

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
    CommittedCommand command;
    command.entry = entry.id();
    Applied applied;
    applied.entry = entry.id();
    const bool isChange = entry.type != raft::EntryType::Normal;
    const auto changes =
        isChange ? raft::confChangeOf(entry)
                 : Result<raft::ConfChangeV2>(Error(ErrorCode::NotFound, "it changes nothing"));
    // Entries of nobody's proposal are empty. What is no envelope, nobody here has proposed; it is
    // an entry without a command, on every node alike.
    const auto envelope =
        Envelope::decode(isChange ? changes ? changes->context : Bytes() : entry.data);
    if (isChange) {
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
    } else if (envelope && envelope->form == Envelope::Form::Refusal) {
        applied.refusal = decodeRefusal(envelope->command);
    }
    if (envelope) {
        command.proposal = envelope->id;
        applied.proposal = envelope->id;
        // The context of a change that was refused is nothing that could be applied.
        command.command = applied.refusal ? Bytes() : envelope->command;
    }
    m_running->bytes += entry.data.size();
    m_running->commands.push_back(std::move(applied));
    batch.commands.push_back(std::move(command));
}

Applier::Done Applier::complete() {
    QUORATE_INVARIANT(m_running.has_value(), "a batch ended that never started");
    Done done = std::move(*m_running);
    m_running.reset();
    return done;
}

}  // namespace quorate::node
