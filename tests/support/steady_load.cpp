// SPDX-License-Identifier: Apache-2.0
#include "tests/support/steady_load.h"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/observe/node_frame.h"

namespace quorate::tests {

using raft::EventId;
using raft::Index;
using raft::NodeId;
namespace trace = raft::trace;

namespace {

constexpr std::uint64_t kEntryBytes = 100;
constexpr std::uint64_t kMessageBytes = 140;
constexpr std::uint64_t kClients = 64;

}  // namespace

SteadyLoad::SteadyLoad(observe::Observer& observer, const Options& options)
    : m_observer(observer),
      m_core(observer),
      m_options(options),
      m_next(options.firstIndex),
      m_now(options.start.nanoseconds()) {
    m_append.type = raft::MessageType::App;
    m_append.from = NodeId(1);
    m_append.term = kTerm;
    m_append.logTerm = kTerm;
    m_append.entries.resize(1);
    m_append.entries.front().term = kTerm;
    m_append.entries.front().data = Bytes::copyOf(std::string(kEntryBytes, 'x'));
    m_answer.type = raft::MessageType::AppResp;
    m_answer.to = NodeId(1);
    m_answer.term = kTerm;
}

std::uint64_t SteadyLoad::begin() {
    m_events = 0;
    for (std::uint64_t id = 1; id <= kNodes; ++id) {
        observe::NodeState state;
        state.id = NodeId(id);
        state.condition = observe::NodeCondition::Up;
        state.term = kTerm;
        state.lead = NodeId(1);
        state.role = id == 1 ? raft::Role::Leader : raft::Role::Follower;
        observe::EntryRuns entries(Index(1));
        constexpr std::uint64_t kRun = 100;
        const std::uint64_t count = m_options.firstIndex - 1;
        for (std::uint64_t done = 0; done < count;) {
            const std::uint64_t run = std::min(count - done, kRun);
            const raft::Term term(done * kTerm.value() / count + 1);
            entries.append({1, term, observe::EntryKind::Empty});
            if (run > 1) {
                entries.append({run - 1, term, observe::EntryKind::Normal});
            }
            done += run;
        }
        state.log.append(entries);
        state.log.unstableOffset = state.log.entries.end();
        state.log.offsetInProgress = state.log.entries.end();
        state.log.committed = state.log.last();
        state.log.applying = state.log.last();
        state.log.applied = state.log.last();
        constexpr std::uint32_t kTimeoutTicks = 2000;
        state.settings.tickNs = 50'000'000;
        state.settings.electionTicks = kTimeoutTicks;
        state.settings.heartbeatTicks = kTimeoutTicks / 10;
        state.electionTimer.timeoutTicks = kTimeoutTicks + static_cast<std::uint32_t>(id);
        for (std::uint64_t peer = 1; peer <= kNodes; ++peer) {
            state.configuration.voters.emplace_back(peer);
            if (id == 1) {
                observe::PeerProgress progress;
                progress.peer = NodeId(peer);
                progress.enter(raft::ProgressState::Replicate, state.log.last(),
                               state.log.entries.end());
                state.progress.push_back(progress);
            }
        }
        tell(NodeId(id), observe::NodeStarted{1});
        tell(NodeId(id), observe::toFrame(std::move(state)));
    }
    return m_events;
}

std::uint64_t SteadyLoad::replicateOne() {
    const Index index(m_next++);
    m_events = 0;
    m_append.entries.front().index = index;
    m_append.index = index.previous();
    m_append.commit = index.previous();
    m_cause = raft::kNoEvent;
    const observe::OperationId operation(m_options.hasClients ? index.value() : 0);
    const observe::ProposalId proposal{NodeId(1), 1, index.value()};
    if (m_options.hasClients) {
        m_cause =
            tell(raft::kNoNode, observe::ClientInvoked{operation, index.value() % kClients + 1,
                                                       observe::OperationKind::Put, NodeId(1),
                                                       Bytes::copyOf("key"), kEntryBytes});
        m_cause = tell(NodeId(1), observe::ProposalQueued{proposal, operation, kEntryBytes});
    }
    m_cause = tellCore(NodeId(1), trace::Proposed{1, kEntryBytes});
    tellCore(NodeId(1), trace::EntriesAppended{index, index, kTerm, m_append.entries});
    if (m_options.hasClients) {
        tell(NodeId(1), observe::ProposalAppended{proposal, operation, {kTerm, index}});
    }
    for (std::uint64_t id = 2; id <= kNodes; ++id) {
        m_append.to = NodeId(id);
        m_append.event = send(m_append);
        follow(NodeId(id), index);
    }
    tellCore(NodeId(1), trace::Stable{{kTerm, index}});
    tellCore(NodeId(1), trace::MatchAdvanced{NodeId(1), index});
    tellCore(NodeId(1), trace::CommitAdvanced{index.previous(), index, m_quorum});
    tellCore(NodeId(1), trace::ReadyTaken{index, index, index, index, Index(0), 8, true});
    tellCore(NodeId(1), trace::Applied{index});
    if (m_options.hasClients) {
        tell(NodeId(1), observe::ProposalCompleted{proposal, operation, observe::Outcome::Done,
                                                   ErrorCode::Unknown, index.value()});
        tell(raft::kNoNode, observe::ClientAnswered{operation, observe::Outcome::Done,
                                                    ErrorCode::Unknown, index.value()});
    }
    if (m_options.entriesBetweenFaults > 0 && index.value() % m_options.entriesBetweenFaults == 0) {
        breakSomething();
    }
    return m_events;
}

void SteadyLoad::follow(NodeId id, Index index) {
    const EventId leaders = std::exchange(m_cause, m_append.event);
    m_cause = tellCore(id, trace::MessageReceived{&m_append});
    tellCore(id, trace::EntriesAppended{index, index, kTerm, m_append.entries});
    tellCore(id, trace::CommitAdvanced{Index(index.value() - 2), index.previous(), {}});
    tellCore(id, trace::ReadyTaken{index, index, Index(0), Index(0), Index(0), 1, true});
    tellCore(id, trace::Stable{{kTerm, index}});
    tellCore(id, trace::Applied{index.previous()});
    m_answer.from = id;
    m_answer.index = index;
    m_answer.event = send(m_answer);
    m_cause = m_answer.event;
    m_cause = tellCore(NodeId(1), trace::MessageReceived{&m_answer});
    tellCore(NodeId(1), trace::MatchAdvanced{id, index});
    m_cause = leaders;
}

/// The core says that it sends it; on the link it stays until enough others have left.
EventId SteadyLoad::send(raft::Message& message) {
    const bool isAnswer = message.type == raft::MessageType::AppResp;
    const EventId sent = tellCore(message.from, trace::MessageSent{&message, isAnswer});
    if (m_options.messagesOnTheWay == 0) {
        return sent;
    }
    constexpr std::uint64_t kEventsPerMessage = 7;
    const observe::Link link{message.from, message.to};
    const observe::MessageKey key{sent, 0};
    const observe::Moment due(m_now +
                              m_options.messagesOnTheWay * kEventsPerMessage * m_options.stepNs);
    tell(message.from, observe::MessageLeft{link, key, message.type, message.term, message.reject,
                                            kMessageBytes, due, message.logTerm, message.index});
    m_onTheWay.push_back({link, key});
    while (m_onTheWay.size() > m_options.messagesOnTheWay) {
        const observe::MessageDelivered delivered = m_onTheWay.front();
        m_onTheWay.pop_front();
        tell(delivered.link.to, delivered);
    }
    return sent;
}

/// Every other time it is mended.
void SteadyLoad::breakSomething() {
    m_cause = raft::kNoEvent;
    const observe::Link link{NodeId(1), NodeId(kNodes)};
    if (m_fault % 2 == 0) {
        tell(raft::kNoNode,
             observe::FaultStarted{
                 m_fault + 1, observe::FaultKind::LinkCut, {link.from, link.to}, "n1 to n9"});
        tell(raft::kNoNode, observe::LinkCut{link});
    } else {
        tell(raft::kNoNode, observe::LinkHealed{link});
        tell(raft::kNoNode, observe::FaultEnded{m_fault});
    }
    ++m_fault;
}

EventId SteadyLoad::tellCore(NodeId node, const trace::Body& body) {
    ++m_events;
    m_now += m_options.stepNs;
    m_core.setMoment(now());
    return m_core.record({node, kTerm, m_cause, body});
}

EventId SteadyLoad::tell(NodeId node, observe::Body body) {
    ++m_events;
    m_now += m_options.stepNs;
    observe::Event event;
    event.moment = now();
    event.node = node;
    event.term = node == raft::kNoNode ? raft::Term(0) : kTerm;
    event.cause = m_cause;
    event.body = std::move(body);
    return m_observer.observe(event);
}

}  // namespace quorate::tests
