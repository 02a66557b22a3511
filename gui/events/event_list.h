// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "gui/events/event_filter.h"

namespace quorate::gui {

/// Which events the table has, oldest first: all of them, or those that were found so far. Without
/// widgets, and without the events themselves.
class EventList {
public:
    /// All events of a recording with so many.
    void showAll(std::uint64_t count);
    /// Only what found() brings: what lies before `count` backwards, then what comes behind it.
    void showMatches(std::uint64_t count);
    /// The recording has grown.
    void grow(std::uint64_t count);
    void add(const EventsFound& found);

    [[nodiscard]] std::uint64_t size() const noexcept {
        return m_isFiltered ? m_matches.size() : m_count;
    }
    /// Of the recording.
    [[nodiscard]] std::uint64_t total() const noexcept { return m_count; }
    [[nodiscard]] std::uint64_t numberAt(std::uint64_t row) const;
    /// Nothing for an event that the list does not have.
    [[nodiscard]] std::optional<std::uint64_t> rowOf(std::uint64_t number) const;
    /// Rows of events before `number`.
    [[nodiscard]] std::uint64_t rowsBefore(std::uint64_t number) const;

    [[nodiscard]] bool isFiltered() const noexcept { return m_isFiltered; }
    /// What is to be looked through next: first what is new, then what is older. Nothing where all
    /// was.
    [[nodiscard]] std::optional<EventSlice> next() const;
    /// How much of the recording was looked through: 0 to 1.
    [[nodiscard]] double progress() const;

private:
    bool m_isFiltered{false};
    std::uint64_t m_count{0};
    /// What was looked through.
    std::uint64_t m_from{0};
    std::uint64_t m_to{0};
    std::deque<std::uint64_t> m_matches;
};

}  // namespace quorate::gui
