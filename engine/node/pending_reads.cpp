// SPDX-License-Identifier: Apache-2.0
#include "engine/node/pending_reads.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "engine/base/wire.h"

namespace quorate::node {

namespace {

/// Incarnation and number: an answer to a former life of this node means nothing now.
Bytes contextOf(std::uint64_t incarnation, std::uint64_t number) {
    std::string bytes;
    WireWriter writer(bytes);
    writer.varint(incarnation);
    writer.varint(number);
    return Bytes::copyOf(bytes);
}

template <class Reads, class TokenOf>
void takeIf(Reads& reads, std::vector<PendingReads::Read>& taken, std::uint64_t nowTick,
            const TokenOf& readOf) {
    const auto isOverdue = [&](const auto& item) { return readOf(item).deadlineTick <= nowTick; };
    for (const auto& item : reads) {
        if (isOverdue(item)) {
            taken.push_back(readOf(item));
        }
    }
    reads.erase(std::remove_if(reads.begin(), reads.end(), isOverdue), reads.end());
}

}  // namespace

void PendingReads::add(Read read, raft::ReadOnlyOption how) {
    gathering(how).push_back(read);
}

std::optional<Bytes> PendingReads::beginRound(raft::ReadOnlyOption how, std::uint64_t nowTick,
                                              std::size_t maxRounds, std::uint64_t incarnation) {
    Gathering& gathered = gathering(how);
    if (gathered.empty() || m_rounds.size() >= maxRounds) {
        return std::nullopt;
    }
    m_rounds.push_back({++m_lastNumber, how, nowTick, std::exchange(gathered, {})});
    return contextOf(incarnation, m_lastNumber);
}

void PendingReads::undoRound() {
    Round round = std::move(m_rounds.back());
    m_rounds.pop_back();
    Gathering& gathered = gathering(round.how);
    gathered.insert(gathered.begin(), round.reads.begin(), round.reads.end());
}

std::size_t PendingReads::confirm(const Bytes& context, raft::Index index,
                                  std::uint64_t incarnation) {
    WireReader reader(context);
    const std::uint64_t itsIncarnation = reader.varint();
    const std::uint64_t number = reader.varint();
    const auto round =
        std::find_if(m_rounds.begin(), m_rounds.end(),
                     [number](const Round& candidate) { return candidate.number == number; });
    if (!reader.finish() || itsIncarnation != incarnation || round == m_rounds.end()) {
        return 0;
    }
    // Answers may overtake each other; an index that was good before is good now as well.
    if (!m_confirmed.empty()) {
        index = std::max(index, m_confirmed.back().index);
    }
    for (const Read& read : round->reads) {
        m_confirmed.push_back({index, read});
    }
    const std::size_t count = round->reads.size();
    m_rounds.erase(round);
    return count;
}

void PendingReads::restartRounds(std::uint64_t tick) {
    for (auto round = m_rounds.begin(); round != m_rounds.end();) {
        if (round->askedTick > tick) {
            ++round;
            continue;
        }
        Gathering& gathered = gathering(round->how);
        gathered.insert(gathered.end(), round->reads.begin(), round->reads.end());
        round = m_rounds.erase(round);
    }
}

std::vector<PendingReads::Confirmed> PendingReads::takeReadable(raft::Index applied) {
    std::vector<Confirmed> readable;
    while (!m_confirmed.empty() && m_confirmed.front().index <= applied) {
        readable.push_back(m_confirmed.front());
        m_confirmed.pop_front();
    }
    return readable;
}

std::vector<PendingReads::Read> PendingReads::takeOverdue(std::uint64_t nowTick) {
    std::vector<Read> overdue;
    const auto itself = [](const Read& read) { return read; };
    takeIf(m_gatheringSafe, overdue, nowTick, itself);
    takeIf(m_gatheringLease, overdue, nowTick, itself);
    for (Round& round : m_rounds) {
        takeIf(round.reads, overdue, nowTick, itself);
    }
    takeIf(m_confirmed, overdue, nowTick,
           [](const Confirmed& confirmed) { return confirmed.read; });
    return overdue;
}

std::vector<PendingReads::Read> PendingReads::takeAll() {
    std::vector<Read> all = takeOverdue(std::numeric_limits<std::uint64_t>::max());
    m_rounds.clear();
    return all;
}

std::size_t PendingReads::count() const noexcept {
    std::size_t count = m_gatheringSafe.size() + m_gatheringLease.size() + m_confirmed.size();
    for (const Round& round : m_rounds) {
        count += round.reads.size();
    }
    return count;
}

}  // namespace quorate::node
