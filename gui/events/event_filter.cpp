// SPDX-License-Identifier: Apache-2.0
#include "gui/events/event_filter.h"

#include <QElapsedTimer>

#include <algorithm>
#include <type_traits>
#include <variant>

#include "gui/events/event_wording.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

namespace trace = raft::trace;

template <class T, class... Kinds>
constexpr bool isOneOf = (std::is_same_v<T, Kinds> || ...);

template <class T>
constexpr EventGroup groupOfKind() {
    using namespace observe;
    if constexpr (isOneOf<T, trace::ElectionTimeoutDrawn, trace::TermChanged, trace::RoleChanged,
                          trace::LeaderChanged, trace::CampaignStarted, trace::CampaignHeldBack,
                          trace::VoteDecided, trace::VoteCounted, trace::QuorumLost,
                          trace::LeaderTransfer, trace::TimerFired, trace::Requested>) {
        return EventGroup::Elections;
    } else if constexpr (isOneOf<T, MessageReceived, MessageSent, MessageIgnored, MessageLeft,
                                 MessageDelivered, MessageDropped, MessageDuplicated,
                                 MessageDelayed, MessageHeld, MessageReleased>) {
        return EventGroup::Messages;
    } else if constexpr (isOneOf<T, LogWriteStarted, LogSyncStarted, LogWriteCompleted,
                                 LogWriteFailed, LogSynced, ApplyStarted, ApplyCompleted,
                                 SnapshotStarted, SnapshotSaved, SnapshotInstalled, SnapshotFailed,
                                 LogCompacted, DiskFault>) {
        return EventGroup::Disk;
    } else if constexpr (isOneOf<T, ProposalQueued, ProposalAppended, ProposalCompleted, ReadQueued,
                                 ReadConfirmed, ReadAnswered, ClientInvoked, ClientAnswered,
                                 trace::ReadEvent>) {
        return EventGroup::Clients;
    } else if constexpr (isOneOf<T, LinkCut, LinkHealed, LinkChanged, OperatorCommand, FaultStarted,
                                 FaultEnded, CheckViolated, CoreFailed, NodeStarted, NodeFrame,
                                 NodeStopped, NodeCrashed, NodeFailed, NodePaused, NodeResumed,
                                 ObservationChanged, NodeReported>) {
        return EventGroup::Operators;
    } else {
        return EventGroup::Log;
    }
}

struct Concerns {
    raft::NodeId node;

    template <class Other>
    bool operator()(const Other& other) const {
        if constexpr (requires { other.link; }) {
            return other.link.from == node || other.link.to == node;
        } else {
            return false;
        }
    }
    bool operator()(const observe::MessageReceived& body) const {
        return body.message.from == node;
    }
    bool operator()(const observe::MessageSent& body) const { return body.message.to == node; }
    bool operator()(const observe::MessageIgnored& body) const { return body.from == node; }
    bool operator()(const observe::OperatorCommand& body) const {
        return body.about == node || body.other == node;
    }
    bool operator()(const observe::FaultStarted& body) const {
        return std::find(body.nodes.begin(), body.nodes.end(), node) != body.nodes.end();
    }
    bool operator()(const observe::ClientInvoked& body) const { return body.target == node; }
};

}  // namespace

EventGroup groupOf(const observe::Body& body) {
    if (const auto* fired = std::get_if<trace::TimerFired>(&body);
        fired != nullptr && fired->timer == trace::Timer::Heartbeat) {
        return EventGroup::Messages;
    }
    return std::visit([](const auto& kind) { return groupOfKind<std::decay_t<decltype(kind)>>(); },
                      body);
}

bool concerns(const observe::Event& event, raft::NodeId node) {
    return event.node == node || std::visit(Concerns{node}, event.body);
}

bool EventFilter::isAll() const {
    return *this == EventFilter();
}

bool EventFilter::matches(const observe::Event& event) const {
    if (!has(groupOf(event.body)) || (node != raft::kNoNode && !concerns(event, node))) {
        return false;
    }
    if (words.isEmpty()) {
        return true;
    }
    const QString text = sentenceOf(event) + u' ' + textOf(event.moment) + u' ' +
                         (event.node == raft::kNoNode ? QString() : nameOf(event.node));
    return std::all_of(words.begin(), words.end(), [&text](const QString& word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

EventsFound findEvents(const observe::Recording& recording, const EventFilter& filter,
                       const EventSlice& slice, const std::atomic<bool>& isCancelled) {
    constexpr std::uint64_t kBetweenLooks = 64;
    EventsFound found;
    const std::uint64_t end = std::min(slice.to, recording.size());
    const std::uint64_t begin = std::min(slice.from, end);
    const std::uint64_t most = std::min(end - begin, EventSlice::kAtMost);
    QElapsedTimer clock;
    clock.start();
    std::uint64_t looked = 0;
    for (; looked < most; ++looked) {
        if (looked % kBetweenLooks == kBetweenLooks - 1 &&
            (isCancelled.load(std::memory_order_relaxed) ||
             clock.nsecsElapsed() > EventSlice::kBudgetNs)) {
            break;
        }
        const std::uint64_t number = slice.isBackwards ? end - 1 - looked : begin + looked;
        const auto recorded = recording.event(number);
        if (recorded && filter.matches(recorded->event)) {
            found.numbers.push_back(number);
        }
    }
    if (slice.isBackwards) {
        std::reverse(found.numbers.begin(), found.numbers.end());
        found.from = end - looked;
        found.to = end;
    } else {
        found.from = begin;
        found.to = begin + looked;
    }
    return found;
}

}  // namespace quorate::gui
