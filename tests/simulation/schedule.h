// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "engine/raft/message.h"
#include "engine/raft/types.h"

namespace quorate::simulation {

/// Virtual time. A tick of a node whose clock is right takes kTick of it.
using Time = std::uint64_t;
inline constexpr Time kTick = 100;

enum class EventKind : std::uint8_t {
    Tick,               ///< of the node's clock
    Deliver,            ///< a message arrives
    Poll,               ///< the node looks for a Ready
    Write,              ///< a storage thread, or the node, starts on the next write
    Sync,               ///< what it wrote is durable
    Apply,              ///< committed entries reach the state machine
    ReportUnreachable,  ///< the transport tells a sender what became of its message
    ReportSnapshotSent,
    ReportSnapshotFailed,
    Restart,  ///< a crashed node starts again
    Client,   ///< somebody wants something
    Fault,    ///< something breaks or is mended
};

struct Event {
    Time at{0};
    EventKind kind{EventKind::Tick};
    raft::NodeId node;
    /// The life of `node` that this belongs to (of a message: of its sender); 0 for any.
    std::uint32_t life{0};
    /// The other node that a report is about.
    raft::NodeId about;
    std::unique_ptr<raft::Message> message;
    /// In the order of scheduling, which decides between events of the same time.
    std::uint64_t number{0};
};

/// What is going to happen, in order of time. Belongs to one run.
class Schedule {
public:
    [[nodiscard]] Time now() const noexcept { return m_now; }
    [[nodiscard]] bool isEmpty() const noexcept { return m_heap.empty(); }
    [[nodiscard]] Time nextTime() const noexcept { return m_heap.front().at; }
    [[nodiscard]] std::size_t size() const noexcept { return m_heap.size(); }

    /// To happen `delay` from now.
    void add(Time delay, Event event) {
        event.at = m_now + delay;
        event.number = m_nextNumber++;
        m_heap.push_back(std::move(event));
        std::push_heap(m_heap.begin(), m_heap.end(), isLater);
    }

    /// The next event; it is now its time. There must be one.
    Event take() {
        std::pop_heap(m_heap.begin(), m_heap.end(), isLater);
        Event event = std::move(m_heap.back());
        m_heap.pop_back();
        m_now = event.at;
        return event;
    }

private:
    static bool isLater(const Event& a, const Event& b) noexcept {
        return a.at != b.at ? a.at > b.at : a.number > b.number;
    }

    std::vector<Event> m_heap;
    Time m_now{0};
    std::uint64_t m_nextNumber{0};
};

}  // namespace quorate::simulation
