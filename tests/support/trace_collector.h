// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "engine/raft/trace.h"

namespace quorate::tests {

/// Keeps all that it hears. Pointers in the bodies are dead by the time that a test looks at them;
/// what they pointed to is kept as text.
class TraceCollector final : public raft::TraceSink {
public:
    struct Recorded {
        raft::EventId id;
        raft::NodeId node;
        raft::Term term;
        raft::EventId cause;
        raft::trace::Body body;
        std::string text;  ///< the message or the reason
    };

    raft::EventId record(const raft::TraceEvent& event) override;

    [[nodiscard]] const std::vector<Recorded>& events() const noexcept { return m_events; }
    /// Numbers start at 1.
    [[nodiscard]] const Recorded& event(raft::EventId id) const {
        return m_events.at(id.value() - 1);
    }
    void clear() { m_from = m_events.size(); }

    /// The bodies of one kind since the last clear(), in order.
    template <class T>
    [[nodiscard]] std::vector<T> all() const {
        std::vector<T> bodies;
        for (std::size_t i = m_from; i < m_events.size(); ++i) {
            if (const T* body = std::get_if<T>(&m_events[i].body)) {
                bodies.push_back(*body);
            }
        }
        return bodies;
    }
    /// The events of one kind since the last clear(), in order.
    template <class T>
    [[nodiscard]] std::vector<Recorded> recorded() const {
        std::vector<Recorded> found;
        for (std::size_t i = m_from; i < m_events.size(); ++i) {
            if (std::holds_alternative<T>(m_events[i].body)) {
                found.push_back(m_events[i]);
            }
        }
        return found;
    }

    /// Whether it came from outside of the core.
    static bool isInput(const raft::trace::Body& body);

private:
    std::vector<Recorded> m_events;
    std::size_t m_from{0};
};

}  // namespace quorate::tests
