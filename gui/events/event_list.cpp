// SPDX-License-Identifier: Apache-2.0
#include "gui/events/event_list.h"

#include <algorithm>

namespace quorate::gui {

void EventList::showAll(std::uint64_t count) {
    m_isFiltered = false;
    m_count = count;
    m_matches.clear();
}

void EventList::showMatches(std::uint64_t count) {
    m_isFiltered = true;
    m_count = count;
    m_from = count;
    m_to = count;
    m_matches.clear();
}

void EventList::grow(std::uint64_t count) {
    m_count = std::max(m_count, count);
}

void EventList::add(const EventsFound& found) {
    if (found.to == m_from) {
        m_matches.insert(m_matches.begin(), found.numbers.begin(), found.numbers.end());
        m_from = found.from;
    } else if (found.from == m_to) {
        m_matches.insert(m_matches.end(), found.numbers.begin(), found.numbers.end());
        m_to = found.to;
        m_count = std::max(m_count, m_to);
    }
}

std::uint64_t EventList::numberAt(std::uint64_t row) const {
    return m_isFiltered ? m_matches[static_cast<std::size_t>(row)] : row;
}

std::optional<std::uint64_t> EventList::rowOf(std::uint64_t number) const {
    const std::uint64_t row = rowsBefore(number);
    if (row < size() && numberAt(row) == number) {
        return row;
    }
    return std::nullopt;
}

std::uint64_t EventList::rowsBefore(std::uint64_t number) const {
    if (!m_isFiltered) {
        return std::min(number, m_count);
    }
    return static_cast<std::uint64_t>(std::lower_bound(m_matches.begin(), m_matches.end(), number) -
                                      m_matches.begin());
}

std::optional<EventSlice> EventList::next() const {
    if (!m_isFiltered) {
        return std::nullopt;
    }
    if (m_to < m_count) {
        return EventSlice{m_to, m_count, false};
    }
    if (m_from > 0) {
        return EventSlice{0, m_from, true};
    }
    return std::nullopt;
}

double EventList::progress() const {
    return !m_isFiltered || m_count == 0
               ? 1.0
               : static_cast<double>(m_to - m_from) / static_cast<double>(m_count);
}

}  // namespace quorate::gui
