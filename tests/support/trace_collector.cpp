// SPDX-License-Identifier: Apache-2.0
#include "tests/support/trace_collector.h"

#include <utility>

#include "engine/raft/describe.h"

namespace quorate::tests {

namespace trace = raft::trace;

raft::EventId TraceCollector::record(const raft::TraceEvent& event) {
    const raft::EventId id(m_events.size() + 1);
    std::string text;
    if (const auto* received = std::get_if<trace::MessageReceived>(&event.body)) {
        text = describe(*received->message);
    } else if (const auto* sent = std::get_if<trace::MessageSent>(&event.body)) {
        text = describe(*sent->message);
    } else if (const auto* ignored = std::get_if<trace::MessageIgnored>(&event.body)) {
        text = describe(*ignored->message);
    } else if (const auto* failed = std::get_if<trace::Failed>(&event.body)) {
        text = failed->reason;
    }
    m_events.push_back({id, event.node, event.term, event.cause, event.body, std::move(text)});
    return id;
}

bool TraceCollector::isInput(const trace::Body& body) {
    return std::holds_alternative<trace::MessageReceived>(body) ||
           std::holds_alternative<trace::TimerFired>(body) ||
           std::holds_alternative<trace::Proposed>(body) ||
           std::holds_alternative<trace::Requested>(body) ||
           std::holds_alternative<trace::ReadyTaken>(body) ||
           std::holds_alternative<trace::Advanced>(body);
}

}  // namespace quorate::tests
