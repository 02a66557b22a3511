// SPDX-License-Identifier: Apache-2.0
#include "engine/node/log_writer.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/base/invariant.h"

namespace quorate::node {

void LogWriter::add(raft::Message append) {
    m_gathered.push_back(std::move(append));
}

const raft::Snapshot* LogWriter::snapshotToInstall() const noexcept {
    return m_running || m_gathered.empty() ? nullptr : m_gathered.front().snapshot.get();
}

bool LogWriter::hasSnapshot() const noexcept {
    const auto isOne = [](const raft::Message& message) { return message.snapshot != nullptr; };
    return (m_running && m_running->snapshot) ||
           std::any_of(m_gathered.begin(), m_gathered.end(), isOne);
}

/// Later entries replace earlier ones from their first index on.
void LogWriter::merge(raft::Entries& into, raft::Entries entries) {
    if (entries.empty()) {
        return;
    }
    while (!into.empty() && into.back().index >= entries.front().index) {
        into.pop_back();
    }
    if (into.empty()) {
        into = std::move(entries);
    } else {
        into.insert(into.end(), std::make_move_iterator(entries.begin()),
                    std::make_move_iterator(entries.end()));
    }
}

bool LogWriter::isCommitAlone(const LogWrite& write) const {
    return write.hardState && write.entries.empty() && !write.snapshot &&
           write.hardState->term == m_durable.term && write.hardState->vote == m_durable.vote;
}

LogWrite LogWriter::start() {
    QUORATE_INVARIANT(canStart(), "a log write was started without need, or beside another one");
    Done next;
    next.write.number = ++m_lastNumber;
    const raft::EventId cause = nextCause();
    const bool isPostponedDue = std::exchange(m_isPostponedDue, false);
    next.write.hardState = std::exchange(m_postponed, std::nullopt);
    std::size_t taken = 0;
    for (raft::Message& message : m_gathered) {
        const bool hasSnapshot = message.snapshot != nullptr;
        if (taken > 0 && hasSnapshot) {
            break;
        }
        ++taken;
        if (message.term != raft::Term(0)) {
            next.write.hardState = raft::HardState{message.term, message.vote, message.commit};
        }
        merge(next.write.entries, std::move(message.entries));
        std::move(message.responses.begin(), message.responses.end(),
                  std::back_inserter(next.responses));
        if (hasSnapshot) {
            next.snapshot = message.snapshot->metadata;
            next.write.snapshot = message.snapshot->id();
            break;
        }
    }
    m_gathered.erase(m_gathered.begin(), m_gathered.begin() + static_cast<std::ptrdiff_t>(taken));
    if (isCommitAlone(next.write) && !isPostponedDue) {
        m_postponed = std::exchange(next.write.hardState, std::nullopt);
        m_postponedCause = cause;
    }
    const raft::HardState state = next.write.hardState.value_or(m_durable);
    next.write.mustSync = raft::mustSync(state, m_durable, !next.write.entries.empty()) ||
                          next.write.snapshot.has_value();
    m_durable = state;
    m_running = std::move(next);
    return m_running->write;
}

LogWriter::Done LogWriter::complete() {
    QUORATE_INVARIANT(m_running.has_value(), "a log write ended that never started");
    Done done = std::move(*m_running);
    m_running.reset();
    return done;
}

}  // namespace quorate::node
