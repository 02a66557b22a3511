// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "engine/observe/moment.h"

namespace quorate::gui {

/// How the clock of a node that runs elsewhere stands to that of the session.
///
/// A request that left here at `sent` and was answered by `received` was handled in between, so
/// what the node's clock said then belongs into the middle, give or take half of the way there and
/// back (Cristian, "Probabilistic clock synchronization", 1989). The best of several is kept, and
/// trusted less as it ages, since clocks drift.
class ClockEstimate {
public:
    /// Clocks of machines go apart by less than this.
    static constexpr std::uint64_t kDriftPartsPerMillion = 100;

    /// Says whether it is the best one now.
    bool add(observe::Moment sent, observe::Moment received, observe::Moment nodes);
    /// Both are read off one clock: no more need be asked.
    void setSame(std::int64_t offsetNs);
    [[nodiscard]] bool isSame() const noexcept { return m_isSame; }
    [[nodiscard]] bool isKnown() const noexcept { return m_isKnown; }

    /// What is added to the node's moments.
    [[nodiscard]] std::int64_t offsetNs() const noexcept { return m_offsetNs; }
    /// By how much that may be wrong at `now`.
    [[nodiscard]] std::uint64_t errorNs(observe::Moment now) const;
    /// 0 for what happened before the session's time began.
    [[nodiscard]] observe::Moment toSession(observe::Moment nodes) const;
    /// Another life of the node may count its moments from elsewhere.
    void forget() { *this = ClockEstimate(); }

private:
    bool m_isKnown{false};
    bool m_isSame{false};
    std::int64_t m_offsetNs{0};
    std::uint64_t m_errorNs{0};
    observe::Moment m_taken;
};

}  // namespace quorate::gui
