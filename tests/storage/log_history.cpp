// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/log_history.h"

#include <algorithm>
#include <utility>

namespace quorate::storage {

raft::Term LogState::termAt(raft::Index index) const {
    return index == start.index ? start.term
                                : entries[static_cast<std::size_t>(index - start.index) - 1].term;
}

LogState stateOf(node::LogDevice::Recovered recovered) {
    return {recovered.hardState, recovered.start, std::move(recovered.entries)};
}

std::string toString(const LogState& state) {
    std::string text = "term " + toString(state.hardState.term) + " vote " +
                       toString(state.hardState.vote) + " commit " +
                       toString(state.hardState.commit) + " start " + toString(state.start.index) +
                       " of " + toString(state.start.term) + ":";
    for (const raft::Entry& entry : state.entries) {
        text += " " + toString(entry.index) + "/" + toString(entry.term) + "(" +
                std::to_string(entry.data.size()) + ")";
    }
    return text;
}

LogState& LogHistory::next() {
    m_states.push_back(m_states.back());
    return m_states.back();
}

void LogHistory::write(const node::LogWrite& write) {
    m_boundary = m_durable;
    if (write.hardState) {
        raft::HardState early = *write.hardState;
        const LogState& before = m_states.back();
        const raft::Index kept =
            write.entries.empty()
                ? before.last().index
                : std::min(before.last().index, write.entries.front().index.previous());
        if (write.snapshot || early.commit > kept) {
            early.commit = std::min(early.commit, before.hardState.commit);
        }
        next().hardState = early;
    }
    if (write.snapshot) {
        LogState& state = next();
        state.entries.clear();
        state.start = *write.snapshot;
        state.hardState.commit = std::max(state.hardState.commit, state.start.index);
    }
    for (const raft::Entry& entry : write.entries) {
        LogState& state = next();
        if (entry.index > state.start.index) {
            state.entries.resize(static_cast<std::size_t>(entry.index - state.start.index) - 1);
            state.entries.push_back(entry);
        }
    }
    if (write.hardState) {
        next().hardState = *write.hardState;
    }
}

void LogHistory::release(raft::Index index) {
    m_boundary = m_durable;
    LogState& state = next();
    if (index > state.start.index) {
        const raft::EntryId start{state.termAt(index), index};
        state.entries.erase(
            state.entries.begin(),
            state.entries.begin() + static_cast<std::ptrdiff_t>(index - state.start.index));
        state.start = start;
    }
}

void LogHistory::recovered(const LogState& state) {
    m_states.push_back(state);
    m_durable = m_boundary = m_states.size() - 1;
}

std::optional<std::size_t> LogHistory::find(const LogState& state) const {
    const auto found = std::find(m_states.rbegin(), m_states.rend(), state);
    return found == m_states.rend() ? std::nullopt
                                    : std::optional<std::size_t>(m_states.rend() - found - 1);
}

namespace {

raft::Entries randomEntries(raft::Index first, raft::Term term, Random& random,
                            std::size_t largestPayload) {
    raft::Entries entries;
    for (std::uint64_t count = random.between(1, 4); count > 0; --count) {
        raft::Entry entry;
        entry.term = term;
        entry.index = first + entries.size();
        entry.type = static_cast<raft::EntryType>(random.below(3));
        // Some are zeros to their end: they must not be taken for what was never written.
        std::string data(static_cast<std::size_t>(random.below(largestPayload + 1)), '\0');
        if (random.chance(3, 4)) {
            for (char& byte : data) {
                byte = static_cast<char>(random.below(256));
            }
        }
        entry.data = Bytes::copyOf(data);
        entries.push_back(std::move(entry));
    }
    return entries;
}

}  // namespace

LogStep randomStep(const LogState& state, Random& random, std::size_t largestPayload) {
    LogStep step;
    raft::HardState hard = state.hardState;
    const raft::Index last = state.last().index;
    if (random.chance(1, 8) && hard.commit > state.start.index) {
        step.kind = LogStep::Kind::Release;
        step.release =
            raft::Index(random.between(state.start.index.value() + 1, hard.commit.value()));
        return step;
    }
    if (random.chance(1, 5)) {
        hard.term = hard.term.next();
        hard.vote = raft::NodeId(random.below(4));
    }
    if (random.chance(1, 20)) {
        const raft::Index index = hard.commit + random.between(1, 10);
        hard.term = std::max(hard.term, raft::Term(1));
        step.write.snapshot = raft::EntryId{hard.term, index};
        hard.commit = index;
        if (random.chance(1, 2)) {
            step.write.entries = randomEntries(index.next(), hard.term, random, largestPayload);
        }
    } else if (random.chance(3, 4)) {
        const bool overwrites = last > hard.commit && random.chance(1, 4);
        hard.term = overwrites || hard.term == raft::Term(0) ? hard.term.next() : hard.term;
        const raft::Index first =
            overwrites ? raft::Index(random.between(hard.commit.value() + 1, last.value()))
                       : last.next();
        step.write.entries = randomEntries(first, hard.term, random, largestPayload);
    }
    const raft::Index end = step.write.entries.empty()
                                ? std::max(hard.commit, step.write.snapshot ? hard.commit : last)
                                : step.write.entries.back().index;
    if (random.chance(1, 2)) {
        hard.commit = raft::Index(random.between(hard.commit.value(), end.value()));
    }
    if (hard != state.hardState) {
        step.write.hardState = hard;
    }
    return step;
}

}  // namespace quorate::storage
