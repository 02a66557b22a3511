// SPDX-License-Identifier: Apache-2.0
// Asynchronous storage writes: a thread that writes and one that applies, each in order, beside the
// node. What they have not finished is lost in a crash.
#include <iterator>
#include <optional>
#include <utility>

#include "tests/simulation/member.h"

namespace quorate::simulation {

using raft::Message;

void Member::takeAsyncReady() {
    m_core->takeReady(m_ready);
    raft::holdVoteRequests(m_ready);
    m_environment.checks.ready(*m_core, m_ready);
    observe();
    answerReads(m_ready);
    const bool mustSync = m_ready.mustSync || m_ready.snapshot != nullptr;
    for (Message& message : std::exchange(m_ready.messages, {})) {
        if (message.to == raft::kAppendThread) {
            m_appendWork.push_back({std::move(message), mustSync});
        } else if (message.to == raft::kApplyThread) {
            m_applyWork.push_back({std::move(message), false});
        } else {
            send(std::move(message));
        }
    }
    if (!m_appendWork.empty() && !m_isAppendScheduled) {
        m_isAppendScheduled = true;
        soon(EventKind::Write, maxWriteDelay());
    }
    if (!m_applyWork.empty() && !m_isApplyScheduled) {
        m_isApplyScheduled = true;
        soon(EventKind::Apply, m_environment.plan.maxApplyDelay);
    }
}

/// Writes some of the work that waits, which is then synced together.
void Member::writeWork() {
    std::uint64_t count = 1 + m_environment.storageRandom.below(m_appendWork.size());
    for (; count > 0; --count) {
        Work& work = m_appendWork.front();
        std::optional<raft::HardState> state;
        if (work.message.term != raft::Term(0)) {
            state = raft::HardState{work.message.term, work.message.vote, work.message.commit};
        }
        m_disk.write(state, work.message.snapshot, work.message.entries);
        m_writing.push_back(std::move(work));
        m_appendWork.pop_front();
    }
    soon(EventKind::Sync, maxWriteDelay());
}

void Member::syncWork() {
    std::deque<Work> done = std::exchange(m_writing, {});
    bool mustSync = false;
    for (const Work& work : done) {
        mustSync = mustSync || work.mustSync;
    }
    if (mustSync) {
        syncDisk();
    }
    m_isAppendScheduled = !m_appendWork.empty();
    if (m_isAppendScheduled) {
        soon(EventKind::Write, maxWriteDelay());
    }
    for (Work& work : done) {
        installSnapshot(work.message.snapshot);
        finish(std::move(work.message.responses));
    }
    inputDone();
}

void Member::applyWork() {
    Work work = std::move(m_applyWork.front());
    m_applyWork.pop_front();
    m_isApplyScheduled = !m_applyWork.empty();
    if (m_isApplyScheduled) {
        soon(EventKind::Apply, m_environment.plan.maxApplyDelay);
    }
    // What a snapshot has overtaken counts as applied: the snapshot brings it.
    static_cast<void>(applyEntries(work.message.entries));
    finish(std::move(work.message.responses));
    inputDone();
}

void Member::finish(std::vector<Message> responses) {
    for (Message& response : responses) {
        if (response.to != m_id) {
            send(std::move(response));
            continue;
        }
        if (const auto stepped = m_core->stepLocal(std::move(response)); !stepped) {
            m_environment.transcript << "  " << toString(stepped.error().code);
            m_environment.transcript.endLine();
        }
        observe();
    }
}

}  // namespace quorate::simulation
