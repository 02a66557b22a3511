// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/observe/event.h"
#include "engine/observe/observer.h"
#include "engine/raft/event_id.h"

namespace quorate::stage {

/// Hears all events of a Stage, in their order, in the midst of what happens: it is quick and calls
/// nothing back.
class EventListener {
public:
    EventListener() = default;
    EventListener(const EventListener&) = delete;
    EventListener& operator=(const EventListener&) = delete;
    virtual ~EventListener() = default;

    virtual void heard(raft::EventId id, const observe::Event& event) = 0;
};

/// Names the events of a Stage, from `first` on, and passes them on to all who listen. A Recorder,
/// where there is one, gives the same names: it counts from the same number, and hears the first
/// event that there is and every other one.
class EventFan final : public observe::Observer {
public:
    explicit EventFan(std::uint64_t first = 1) : m_first(first) {}

    /// They outlive the fan.
    void add(EventListener& listener) { m_listeners.push_back(&listener); }
    /// An Observer that must be told of everything too.
    void add(observe::Observer& observer) { m_observers.push_back(&observer); }

    raft::EventId observe(const observe::Event& event) override {
        const raft::EventId id(m_first + m_count++);
        for (observe::Observer* observer : m_observers) {
            observer->observe(event);
        }
        for (EventListener* listener : m_listeners) {
            listener->heard(id, event);
        }
        return id;
    }
    [[nodiscard]] std::uint64_t count() const noexcept { return m_count; }

private:
    const std::uint64_t m_first;
    std::uint64_t m_count{0};
    std::vector<observe::Observer*> m_observers;
    std::vector<EventListener*> m_listeners;
};

}  // namespace quorate::stage
