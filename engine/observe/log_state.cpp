// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/log_state.h"

#include <algorithm>

namespace quorate::observe {

using raft::EntryId;
using raft::Index;
using raft::Term;

std::optional<Term> LogState::term(Index index) const {
    if (const auto run = entries.at(index)) {
        return run->term;
    }
    return index == before.index ? std::optional<Term>(before.term) : std::nullopt;
}

EntryId LogState::lastId() const {
    return {term(last()).value_or(Term(0)), last()};
}

void LogState::append(const EntryRuns& appended) {
    if (appended.empty()) {
        return;
    }
    const Index from = appended.first();
    if (from <= unstableOffset) {
        unstableOffset = from;
        offsetInProgress = from;
    } else {
        offsetInProgress = std::min(offsetInProgress, from);
    }
    entries.append(appended);
}

void LogState::readyTaken(Index lastCommitted) {
    offsetInProgress = entries.end();
    applying = std::max(applying, lastCommitted);
}

void LogState::stableTo(EntryId id) {
    const auto run = entries.at(id.index);
    if (id.index < unstableOffset || !run || run->term != id.term) {
        return;  // replaced while it was being written
    }
    unstableOffset = id.index.next();
    offsetInProgress = std::max(offsetInProgress, unstableOffset);
}

void LogState::appliedTo(Index index) {
    applied = index;
    applying = std::max(applying, index);
}

void LogState::restore(EntryId snapshot) {
    before = snapshot;
    entries.reset(snapshot.index.next());
    committed = snapshot.index;
    unstableOffset = entries.end();
    offsetInProgress = unstableOffset;
    unstableSnapshot = snapshot.index;
}

void LogState::installed(Index snapshot) {
    if (unstableSnapshot == snapshot) {
        unstableSnapshot = Index(0);
    }
}

void LogState::compact(EntryId lastGone) {
    if (lastGone.index >= entries.first()) {
        before = lastGone;
        entries.compactTo(lastGone.index);
    }
}

}  // namespace quorate::observe
