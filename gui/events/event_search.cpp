// SPDX-License-Identifier: Apache-2.0
#include "gui/events/event_search.h"

namespace quorate::gui {

EventSearch::EventSearch(SessionDesk& desk, QObject* parent)
    : QObject(parent), m_desk(desk), m_isCancelled(std::make_shared<std::atomic<bool>>(false)) {}

EventSearch::~EventSearch() {
    cancel();
}

void EventSearch::cancel() {
    m_isCancelled->store(true, std::memory_order_relaxed);
    m_isCancelled = std::make_shared<std::atomic<bool>>(false);
    m_isAsking = false;
}

void EventSearch::start(const EventFilter& filter, std::uint64_t count) {
    cancel();
    m_filter = filter;
    if (filter.isAll()) {
        m_list.showAll(count);
    } else {
        m_list.showMatches(count);
    }
    Q_EMIT changed();
    goOn();
}

void EventSearch::grow(std::uint64_t count) {
    if (count <= m_list.total()) {
        return;
    }
    m_list.grow(count);
    if (m_list.isFiltered()) {
        goOn();
    } else {
        Q_EMIT changed();
    }
}

void EventSearch::goOn() {
    const auto slice = m_list.next();
    Session* session = m_desk.session();
    if (!slice || m_isAsking || session == nullptr) {
        return;
    }
    m_isAsking = true;
    session->recording().ask(
        this,
        [filter = m_filter, slice = *slice,
         isCancelled = m_isCancelled](const observe::Recording& recording) {
            return findEvents(recording, filter, slice, *isCancelled);
        },
        [this, asked = m_isCancelled](const EventsFound& found) {
            if (asked != m_isCancelled) {
                return;
            }
            m_isAsking = false;
            m_list.add(found);
            Q_EMIT changed();
            goOn();
        });
}

}  // namespace quorate::gui
