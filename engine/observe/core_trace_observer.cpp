// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/core_trace_observer.h"

#include <variant>

#include "engine/observe/content_sum.h"

namespace quorate::observe {

namespace {

namespace trace = raft::trace;

/// A body of the core's as one that may outlive the call.
struct ToBody {
    Body operator()(const trace::MessageReceived& from) const {
        return MessageReceived{MessageFields::of(*from.message)};
    }
    Body operator()(const trace::MessageSent& from) const {
        return MessageSent{MessageFields::of(*from.message), from.held};
    }
    Body operator()(const trace::MessageIgnored& from) const {
        return MessageIgnored{from.message->type, from.message->from, from.message->term,
                              from.reason};
    }
    Body operator()(const trace::EntriesAppended& from) const {
        return EntriesAppended{EntryRuns::of(from.entries), raft::payloadSize(from.entries),
                               contentSum(from.entries)};
    }
    Body operator()(const trace::Failed& from) const { return CoreFailed{from.reason}; }
    template <class Plain>
    Body operator()(const Plain& from) const {
        return from;
    }
};

}  // namespace

raft::EventId CoreTraceObserver::record(const raft::TraceEvent& event) {
    const bool isReady = std::holds_alternative<trace::ReadyTaken>(event.body);
    const bool isInput =
        event.cause == raft::kNoEvent || std::holds_alternative<trace::MessageReceived>(event.body);
    raft::EventId cause = event.cause;
    if (cause == raft::kNoEvent) {
        cause = isReady ? m_lastInput : m_cause;
    }
    const raft::EventId id = m_observer.observe(
        {m_now, event.node, event.term, cause, std::visit(ToBody(), event.body)});
    if (isInput) {
        (isReady ? m_lastReady : m_lastInput) = id;
    }
    return id;
}

}  // namespace quorate::observe
