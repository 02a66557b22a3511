// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/raft_log.h"

#include <algorithm>
#include <utility>

#include "engine/base/invariant.h"

namespace quorate::raft {

RaftLog::RaftLog(const Storage& storage, std::uint64_t maxApplyingSize)
    : m_storage(storage),
      m_unstable(storage.lastIndex().next()),
      m_committed(storage.firstIndex().previous()),
      m_applying(m_committed),
      m_applied(m_committed),
      m_maxApplyingSize(maxApplyingSize) {}

Index RaftLog::firstIndex() const {
    return m_unstable.maybeFirstIndex().value_or(m_storage.firstIndex());
}

Index RaftLog::lastIndex() const {
    if (const auto last = m_unstable.maybeLastIndex()) {
        return *last;
    }
    return m_storage.lastIndex();
}

EntryId RaftLog::lastEntryId() const {
    const Index last = lastIndex();
    const auto lastTerm = term(last);
    QUORATE_INVARIANT(lastTerm.has_value(), "the term of the last entry is not known");
    return {*lastTerm, last};
}

EntryId RaftLog::lastStableEntryId() const {
    const Index last = m_unstable.offset().previous();
    const auto lastTerm = term(last);
    QUORATE_INVARIANT(lastTerm.has_value(), "the term of the last stable entry is not known");
    return {*lastTerm, last};
}

Result<Term> RaftLog::term(Index index) const {
    if (const auto known = m_unstable.maybeTerm(index)) {
        return *known;
    }
    // The term of the entry before the first one is still known: log matching needs it.
    if (index.next() < firstIndex()) {
        return Error(ErrorCode::Compacted, "entry " + toString(index) + " is compacted");
    }
    if (index > lastIndex()) {
        return Error(ErrorCode::Unavailable, "entry " + toString(index) + " does not exist");
    }
    auto stored = m_storage.term(index);
    QUORATE_INVARIANT(stored.has_value() || stored.error().code == ErrorCode::Compacted ||
                          stored.error().code == ErrorCode::Unavailable,
                      "storage does not tell a term: " + stored.error().message);
    return stored;
}

std::optional<Term> RaftLog::maybeTerm(Index index) const {
    if (const auto known = m_unstable.maybeTerm(index)) {
        return known;
    }
    const auto found = term(index);
    return found ? std::optional<Term>(*found) : std::nullopt;
}

bool RaftLog::isUpToDate(EntryId theirs) const {
    const EntryId ours = lastEntryId();
    return theirs.term > ours.term || (theirs.term == ours.term && theirs.index >= ours.index);
}

Result<void> RaftLog::entriesFrom(Index low, std::uint64_t maxSize, Entries& out) const {
    const Index last = lastIndex();
    return low > last ? Result<void>() : slice(low, last.next(), maxSize, out);
}

Result<void> RaftLog::slice(Index low, Index high, std::uint64_t maxSize, Entries& out) const {
    if (low < firstIndex()) {
        return Error(ErrorCode::Compacted, "entry " + toString(low) + " is compacted");
    }
    checkBounds(low, high);
    if (low == high) {
        return {};
    }
    const Index offset = m_unstable.offset();
    const std::size_t before = out.size();
    std::uint64_t size = 0;
    if (low < offset) {
        const Index cut = std::min(high, offset);
        auto read = m_storage.entries(low, cut, maxSize, out);
        if (!read && read.error().code == ErrorCode::Compacted) {
            return read;
        }
        QUORATE_INVARIANT(read.has_value(), "storage has no entries from " + toString(low) + ": " +
                                                read.error().message);
        const std::size_t count = out.size() - before;
        if (high <= offset || count < cut - low) {
            return {};  // all of it, or all that the limit allows
        }
        if (maxSize != kNoLimit) {
            size = limitSize(EntrySpan(out).subspan(before));
            if (size >= maxSize) {
                return {};
            }
        }
        low = offset;
    }
    EntrySpan tail = m_unstable.slice(low, high);
    const std::uint64_t room = maxSize == kNoLimit ? kNoLimit : maxSize - size;
    std::size_t count = countWithinLimit(tail, room);
    // The first entry is free of the limit only where it is the first of all.
    if (count == 1 && out.size() > before && limitSize(tail.front()) > room) {
        count = 0;
    }
    out.insert(out.end(), tail.begin(), tail.begin() + static_cast<std::ptrdiff_t>(count));
    return {};
}

Result<std::shared_ptr<const Snapshot>> RaftLog::snapshot() const {
    if (m_unstable.snapshot() != nullptr) {
        return m_unstable.snapshot();
    }
    return m_storage.snapshot();
}

EntryId RaftLog::findConflictByTerm(Index index, Term term) const {
    for (; index > Index(0); index = index.previous()) {
        const auto here = maybeTerm(index);
        if (!here) {
            // Not known, so it may match: the caller probes there.
            return {Term(0), index};
        }
        if (*here <= term) {
            return {*here, index};
        }
    }
    return {};
}

std::optional<AppendOutcome> RaftLog::maybeAppend(EntryId previous, EntrySpan newEntries) {
    if (!matches(previous)) {
        return std::nullopt;
    }
    AppendOutcome outcome{previous.index + newEntries.size(), Index(0), lastIndex()};
    const auto firstNew = std::find_if(newEntries.begin(), newEntries.end(),
                                       [this](const Entry& entry) { return !matches(entry.id()); });
    if (firstNew != newEntries.end()) {
        outcome.firstNew = firstNew->index;
        append(newEntries.subspan(static_cast<std::size_t>(firstNew - newEntries.begin())));
    }
    return outcome;
}

Index RaftLog::append(EntrySpan newEntries) {
    if (!newEntries.empty()) {
        QUORATE_INVARIANT(newEntries.front().index > m_committed,
                          "entry " + toString(newEntries.front().index) +
                              " would replace a committed one, commit index " +
                              toString(m_committed));
        m_unstable.truncateAndAppend(newEntries);
    }
    return lastIndex();
}

void RaftLog::commitTo(Index index) {
    if (m_committed < index) {
        QUORATE_INVARIANT(index <= lastIndex(), "commit index " + toString(index) +
                                                    " lies beyond the last entry " +
                                                    toString(lastIndex()));
        m_committed = index;
    }
}

bool RaftLog::maybeCommit(EntryId at) {
    if (at.term == Term(0) || at.index <= m_committed || !matches(at)) {
        return false;
    }
    commitTo(at.index);
    return true;
}

void RaftLog::restore(std::shared_ptr<const Snapshot> snapshot) {
    m_committed = snapshot->metadata.index;
    m_unstable.restore(std::move(snapshot));
}

Index RaftLog::maxAppliableIndex(bool allowUnstable) const {
    return allowUnstable ? m_committed : std::min(m_committed, m_unstable.offset().previous());
}

bool RaftLog::hasNextCommittedEntries(bool allowUnstable) const {
    // While a snapshot waits to be installed, nothing after it can be applied.
    return !m_applyingPaused && m_unstable.snapshot() == nullptr &&
           m_applying < maxAppliableIndex(allowUnstable);
}

void RaftLog::nextCommittedEntries(bool allowUnstable, Entries& out) const {
    if (!hasNextCommittedEntries(allowUnstable)) {
        return;
    }
    QUORATE_INVARIANT(m_applyingSize < m_maxApplyingSize, "more is being applied than the limit");
    const auto read = slice(m_applying.next(), maxAppliableIndex(allowUnstable).next(),
                            m_maxApplyingSize - m_applyingSize, out);
    QUORATE_INVARIANT(read.has_value(),
                      "committed entries cannot be read: " + read.error().message);
}

void RaftLog::acceptApplying(Index index, std::uint64_t size, bool allowUnstable) {
    QUORATE_INVARIANT(index <= m_committed, "entry " + toString(index) +
                                                " is applied before it is committed, at " +
                                                toString(m_committed));
    m_applying = index;
    m_applyingSize += size;
    // Paused also where the limit cut the batch short: the next entry alone might pass the limit,
    // and one that passes it is let through only when nothing else is being applied.
    m_applyingPaused =
        m_applyingSize >= m_maxApplyingSize || index < maxAppliableIndex(allowUnstable);
}

void RaftLog::appliedTo(Index index, std::uint64_t size) {
    QUORATE_INVARIANT(index <= m_committed && index >= m_applied,
                      "applied index " + toString(index) + " is not within [" +
                          toString(m_applied) + ", " + toString(m_committed) + "]");
    m_applied = index;
    m_applying = std::max(m_applying, index);
    m_applyingSize -= std::min(m_applyingSize, size);
    m_applyingPaused = m_applyingSize >= m_maxApplyingSize;
}

void RaftLog::checkBounds(Index low, Index high) const {
    QUORATE_INVARIANT(low <= high && high <= lastIndex().next(),
                      "[" + toString(low) + ", " + toString(high) + ") is not within [" +
                          toString(firstIndex()) + ", " + toString(lastIndex()) + "]");
}

}  // namespace quorate::raft
