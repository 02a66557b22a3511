// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <atomic>
#include <cstdint>
#include <memory>

#include "gui/events/event_filter.h"
#include "gui/events/event_list.h"
#include "gui/session/session_desk.h"

namespace quorate::gui {

/// Fills the list of events that a filter lets through: slice by slice on the thread of the
/// recording, from the newest backwards, and on with what is recorded since. A new filter ends what
/// is under way. Belongs to the thread of the views.
class EventSearch final : public QObject {
    Q_OBJECT

public:
    /// `desk` outlives it.
    explicit EventSearch(SessionDesk& desk, QObject* parent = nullptr);
    ~EventSearch() override;

    [[nodiscard]] const EventList& list() const noexcept { return m_list; }
    [[nodiscard]] const EventFilter& filter() const noexcept { return m_filter; }
    [[nodiscard]] bool isSearching() const { return m_list.next().has_value(); }

    /// Begins anew in a recording with so many events.
    void start(const EventFilter& filter, std::uint64_t count);
    void grow(std::uint64_t count);

Q_SIGNALS:
    /// The list is another one, or the search has come further.
    void changed();

private:
    void goOn();
    void cancel();

    SessionDesk& m_desk;
    EventFilter m_filter;
    EventList m_list;
    /// Of the search that is under way; set when it is to end.
    std::shared_ptr<std::atomic<bool>> m_isCancelled;
    bool m_isAsking{false};
};

}  // namespace quorate::gui
