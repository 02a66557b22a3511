// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/stage/history/gap_ledger.h"
#include "engine/stage/history/key_item.h"

namespace quorate::stage {

/// Applies what an operation says to a state, in place. False: it cannot be so.
bool applyItem(const KeyItem& item, KeyState& state);

/// Finds which operations of unknown outcome changed one key between two moments at which all
/// about it is known (or the second one is the end): a search for a linearization in the manner of
/// Wing and Gong (1993), with Lowe's (2017) memory of the configurations that failed. Since
/// answered changes lie at their revisions, only where unknown ones lie is searched, with as few
/// of them as will do.
class SegmentSearch {
public:
    enum class Answer : std::uint8_t { Found, Impossible, Undecided };
    struct Limits {
        std::size_t steps{100'000};
        std::size_t configurations{50'000};
        std::size_t hidden{128};  ///< unknown operations in one segment
    };

    /// `items` are in order, and all after `position`, at which the key was `start`.
    SegmentSearch(GapLedger& ledger, Limits limits, KeyNames::Key key,
                  const std::vector<KeyItem>& items);

    /// On Found, the ledger has the roles, and `endState()` is the key after the last item.
    Answer run(const KeyState& start, std::int64_t position, std::int64_t end);
    [[nodiscard]] const KeyState& endState() const { return m_end; }
    /// It needed operations of unknown outcome.
    [[nodiscard]] bool hasHidden() const { return !m_roles.empty(); }
    [[nodiscard]] std::size_t steps() const { return m_steps; }

private:
    enum class Walk : std::uint8_t { Found, Dead, NoAssignment, OutOfSteps };
    struct Step {
        std::int64_t revision{0};
        const KeyItem* item{nullptr};  ///< null: a gap
        bool isOurs{false};            ///< no other key can have changed in this gap
    };

    void addGap(std::int64_t revision);
    Walk walk(std::size_t step, KeyState state, std::size_t hidden);
    Walk tryOptions(std::size_t step, const KeyState& state, std::size_t hidden);
    void makeMovable(GapRole& role, std::size_t step) const;
    Walk leaf(const KeyState& state);
    [[nodiscard]] std::size_t leastHidden(const KeyState& start) const;
    [[nodiscard]] bool mustChangeAt(std::int64_t revision) const;
    [[nodiscard]] bool isWorthTrying(const GapRole& role, std::int64_t revision,
                                     const KeyState& state) const;

    GapLedger& m_ledger;
    Limits m_limits;
    KeyNames::Key m_key;
    const std::vector<KeyItem>& m_items;
    const KeyItem* m_target{nullptr};
    bool m_isConcrete{false};  ///< the value of each hidden put is looked at
    bool m_isMovable{true};
    std::int64_t m_position{0};
    std::vector<Step> m_stepList;
    std::vector<std::size_t> m_gapsLeft;  ///< from each step on
    std::vector<std::pair<std::int64_t, GapRole>> m_roles;
    /// Step, operations still to hide, version, create, mod, hash of value and lease.
    using Configuration = std::tuple<std::size_t, std::size_t, std::int64_t, std::int64_t,
                                     std::int64_t, std::uint64_t>;
    std::set<Configuration> m_dead;
    std::size_t m_steps{0};
    KeyState m_end;
};

}  // namespace quorate::stage
