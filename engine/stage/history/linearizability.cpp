// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/history/linearizability.h"

#include <algorithm>
#include <limits>

namespace quorate::stage {

namespace {

constexpr std::size_t kMaxDoubtful = 256;

std::string saw(const KeyItem& item) {
    switch (item.kind) {
    case KeyItem::Kind::Put:
        return "kept what was there, and must have found something";
    case KeyItem::Kind::Delete:
        return "deleted it";
    case KeyItem::Kind::See:
        return "saw " + describe(item.state);
    case KeyItem::Kind::SeePresent:
        return "saw that it was there";
    case KeyItem::Kind::Conditions:
        return std::string("was told that its compares ") + (item.held ? "held" : "did not hold");
    }
    return {};
}

}  // namespace

HistoryFinding Linearizability::wrong(KeyNames::Key key, const KeyItem& item,
                                      const KeyState& right) const {
    return {true,
            "key " + quoted(Bytes::copyOf(m_names.name(key))) + ": " + describe(item.by) + " " +
                saw(item) + (item.stage == KeyItem::Stage::After ? " at" : " just before") +
                " revision " + std::to_string(item.revision) + ", where it was " + describe(right)};
}

Linearizability::Track& Linearizability::track(KeyNames::Key key) {
    if (key >= m_tracks.size()) {
        m_tracks.resize(key + std::size_t{1});
    }
    Track& track = m_tracks[key];
    if (!track.isTracked) {
        track.isTracked = true;
        track.isKnown = m_emptyAt.has_value();
        track.position = m_emptyAt.value_or(0);
        if (track.isKnown) {
            remember(track, track.position);
        }
    }
    return track;
}

void Linearizability::remember(Track& track, std::int64_t revision) const {
    track.past.push_back(track.state);
    track.pastMoments.push_back(revision);
    if (track.past.size() > m_limits.pastStates) {
        track.past.pop_front();
        track.pastMoments.pop_front();
    }
}

std::optional<HistoryFinding> Linearizability::add(KeyNames::Key key, KeyItem item) {
    Track& its = track(key);
    const std::int64_t asOf = item.revision - (item.stage == KeyItem::Stage::After ? 0 : 1);
    if (asOf < its.position && item.kind == KeyItem::Kind::See) {
        return checkPast(key, its, item);
    }
    if (asOf < its.position && item.kind != KeyItem::Kind::Put &&
        item.kind != KeyItem::Kind::Delete) {
        ++m_counters.unjudged;
        return std::nullopt;
    }
    ++m_counters.items;
    if (!its.isKnown) {
        if (item.isFull() && item.state.isValueKnown) {
            its.isKnown = true;
            its.state = item.state;
            its.position = asOf;
            remember(its, asOf);
        } else {
            ++m_counters.unjudged;
            // A local read of what was before it comes too late to say what is there.
            if (item.stage == KeyItem::Stage::Change) {
                its.position = item.revision;
            }
        }
        return std::nullopt;
    }
    const bool isCertain =
        its.pending.empty() &&
        (!m_ledger.hasGapIn(its.position, item.revision) || !m_ledger.hasCandidateFor(key));
    if (isCertain) {
        return step(key, its, item);
    }
    // Local reads may come late, but the change of a revision never does.
    const auto place = std::upper_bound(
        its.pending.begin(), its.pending.end(), item, [](const KeyItem& a, const KeyItem& b) {
            return a.revision != b.revision ? a.revision < b.revision : a.stage < b.stage;
        });
    const bool isEnd = place == its.pending.end() && item.isFull();
    its.pending.insert(place, std::move(item));
    if (isEnd) {
        return decide(key, its, asOf);
    }
    if (its.pending.size() >= m_limits.pendingItems) {
        // Nobody looks at it: what it is now will be known when somebody does.
        m_counters.unjudged += its.pending.size();
        its.doubtful.emplace_back(its.position, its.pending.back().revision);
        its.pending.clear();
        its.past.clear();
        its.pastMoments.clear();
        its.isKnown = false;
    }
    return std::nullopt;
}

std::optional<HistoryFinding> Linearizability::step(KeyNames::Key key, Track& its,
                                                    const KeyItem& item) {
    const KeyState before = its.state;
    if (!applyItem(item, its.state)) {
        return wrong(key, item, before);
    }
    if (item.stage == KeyItem::Stage::Change) {
        its.position = item.revision;
        remember(its, item.revision);
    } else {
        const std::int64_t asOf = item.revision - (item.stage == KeyItem::Stage::After ? 0 : 1);
        its.position = std::max(its.position, asOf);
    }
    return std::nullopt;
}

/// A state that was overwritten: of a local read, or of one that asked for an old revision.
std::optional<HistoryFinding> Linearizability::checkPast(KeyNames::Key key, const Track& its,
                                                         const KeyItem& item) {
    const std::int64_t asOf = item.revision - (item.stage == KeyItem::Stage::After ? 0 : 1);
    const auto after = std::upper_bound(its.pastMoments.begin(), its.pastMoments.end(), asOf);
    if (after == its.pastMoments.begin()) {
        ++m_counters.unjudged;
        return std::nullopt;
    }
    ++m_counters.items;
    KeyState state = its.past[static_cast<std::size_t>(after - its.pastMoments.begin() - 1)];
    if (!applyItem(item, state)) {
        return wrong(key, item, state);
    }
    return std::nullopt;
}

std::optional<HistoryFinding> Linearizability::decide(KeyNames::Key key, Track& its,
                                                      std::int64_t end) {
    ++m_counters.searched;
    SegmentSearch search(m_ledger, m_limits.search, key, its.pending);
    const SegmentSearch::Answer answer = search.run(its.state, its.position, end);
    m_counters.steps += search.steps();
    const std::int64_t start = its.position;
    const std::vector<KeyItem> items = std::exchange(its.pending, {});
    its.past.clear();
    its.pastMoments.clear();
    its.position = std::max(its.position, end);
    const bool isAllSeen = !items.empty() && items.back().isFull();
    if (answer == SegmentSearch::Answer::Found) {
        its.state = search.endState();
        its.isKnown = isAllSeen && its.state.isValueKnown;
        // Before it came into being (or went) more may have happened than was needed.
        if (!isAllSeen) {
            its.doubtful.emplace_back(start, std::numeric_limits<std::int64_t>::max());
        } else if (!its.state.exists || its.state.create > start) {
            its.doubtful.emplace_back(start, its.state.exists ? its.state.create : end);
        }
        if (its.doubtful.size() > kMaxDoubtful) {
            its.doubtful.front().second = its.doubtful[1].second;
            its.doubtful.erase(its.doubtful.begin() + 1);
        }
        if (its.isKnown) {
            remember(its, end);
        }
        return std::nullopt;
    }
    its.isKnown = false;
    its.doubtful.emplace_back(start, end);
    if (answer == SegmentSearch::Answer::Undecided) {
        return HistoryFinding{false, "key " + quoted(Bytes::copyOf(m_names.name(key))) +
                                         ": too many operations of unknown outcome between "
                                         "revisions " +
                                         std::to_string(start) + " and " + std::to_string(end)};
    }
    // Without any of unknown outcome, for the explanation: the first item that does not fit.
    KeyState state = its.state;
    for (const KeyItem& item : items) {
        const KeyState before = state;
        if (!applyItem(item, state)) {
            HistoryFinding finding = wrong(key, item, before);
            finding.what += " or what operations of unknown outcome made of it, of which none fit";
            return finding;
        }
    }
    return HistoryFinding{true, "key " + quoted(Bytes::copyOf(m_names.name(key))) +
                                    ": no operation of unknown outcome can have made all of the "
                                    "revisions after " +
                                    std::to_string(start) + " up to " + std::to_string(end) +
                                    " that nobody was told to have made"};
}

std::optional<HistoryFinding> Linearizability::finish(std::int64_t end) {
    std::optional<HistoryFinding> undecided;
    for (std::size_t i = 0; i < m_names.count(); ++i) {
        const auto key = static_cast<KeyNames::Key>(i);
        Track& its = track(key);
        const bool mayBeTouched =
            m_ledger.hasGapIn(its.position, end) && m_ledger.hasCandidateFor(key);
        if (!its.isKnown || (its.pending.empty() && !mayBeTouched)) {
            continue;
        }
        auto finding = decide(key, its, end);
        if (finding && finding->isViolation) {
            return finding;
        }
        undecided = finding ? std::move(finding) : std::move(undecided);
    }
    return undecided;
}

std::size_t Linearizability::heldCount() const {
    std::size_t count = m_tracks.size();
    for (const Track& its : m_tracks) {
        count += its.pending.size() + its.past.size() + its.doubtful.size();
    }
    return count;
}

bool Linearizability::mayHaveChanged(KeyNames::Key key, std::int64_t revision) const {
    if (key >= m_tracks.size() || !m_tracks[key].isTracked) {
        return true;
    }
    const Track& its = m_tracks[key];
    return revision > its.position || !its.isKnown ||
           std::any_of(its.doubtful.begin(), its.doubtful.end(), [&](const auto& range) {
               return revision > range.first && revision <= range.second;
           });
}

}  // namespace quorate::stage
