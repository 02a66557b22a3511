// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/stage/history/gap_ledger.h"
#include "engine/stage/history/key_item.h"
#include "engine/stage/history/segment_search.h"

namespace quorate::stage {

/// What a check found: a violation, or that it cannot tell.
struct HistoryFinding {
    bool isViolation{true};  ///< false: undecided
    std::string what;
};

/// Whether what operations saw of each key is what it was at their revisions. Fed with the items of
/// a key in the order of revisions (older ones, of local reads, at any time); the real-time order
/// is RevisionOrder's duty. Where no operation of unknown outcome can have touched a key, each item
/// is compared with the one state that the key can be in, in constant time; elsewhere items are
/// kept until all about the key is seen again, and SegmentSearch decides.
class Linearizability {
public:
    struct Limits {
        std::size_t pendingItems{1024};  ///< of one key
        std::size_t pastStates{256};     ///< of one key, for local reads
        SegmentSearch::Limits search;
    };
    struct Counters {
        std::uint64_t items{0};     ///< projections on one key that were judged
        std::uint64_t searched{0};  ///< segments that needed a search
        std::uint64_t steps{0};     ///< of searches
        std::uint64_t unjudged{0};  ///< items that came too late or too early to be judged
    };

    Linearizability(Limits limits, const KeyNames& names, GapLedger& ledger)
        : m_limits(limits), m_names(names), m_ledger(ledger) {}

    /// All keys are known not to exist at this revision; otherwise nothing is known of a key before
    /// all about it is seen.
    void setEmptyAt(std::int64_t revision) { m_emptyAt = revision; }

    /// All gaps up to the item's revision are in the ledger.
    std::optional<HistoryFinding> add(KeyNames::Key key, KeyItem item);
    /// Decides what is still pending; nothing comes any more. `end` is the last revision.
    std::optional<HistoryFinding> finish(std::int64_t end);

    /// For GapLedger::confirm.
    [[nodiscard]] bool mayHaveChanged(KeyNames::Key key, std::int64_t revision) const;
    [[nodiscard]] const Counters& counters() const { return m_counters; }
    /// Items and states that are held, of all keys.
    [[nodiscard]] std::size_t heldCount() const;

private:
    struct Track {
        bool isTracked{false};
        bool isKnown{false};
        KeyState state;
        std::int64_t position{0};  ///< up to where `state` holds
        std::vector<KeyItem> pending;
        std::deque<KeyState> past;  ///< by the revision of their change, `pastMoments`
        std::deque<std::int64_t> pastMoments;
        std::vector<std::pair<std::int64_t, std::int64_t>> doubtful;  ///< changes may be hidden in
    };

    Track& track(KeyNames::Key key);
    std::optional<HistoryFinding> step(KeyNames::Key key, Track& track, const KeyItem& item);
    std::optional<HistoryFinding> checkPast(KeyNames::Key key, const Track& track,
                                            const KeyItem& item);
    std::optional<HistoryFinding> decide(KeyNames::Key key, Track& track, std::int64_t end);
    void remember(Track& track, std::int64_t revision) const;
    [[nodiscard]] HistoryFinding wrong(KeyNames::Key key, const KeyItem& item,
                                       const KeyState& right) const;

    Limits m_limits;
    const KeyNames& m_names;
    GapLedger& m_ledger;
    std::optional<std::int64_t> m_emptyAt;
    std::vector<Track> m_tracks;
    Counters m_counters;
};

}  // namespace quorate::stage
