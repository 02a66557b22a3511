// SPDX-License-Identifier: Apache-2.0
#include "gui/export/metrics_table.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>
#include <variant>

namespace quorate::gui {

namespace {

constexpr std::uint64_t kMicrosecondNs = 1000;
/// Longer silences are left out.
constexpr std::uint64_t kMostSilence = 100'000;

constexpr const char* kHead =
    "time_us,node,condition,role,term,commit,applied,last,entries,unstable,log_bytes,"
    "messages_sent,messages_received,messages_dropped,fsyncs,fsync_p50_us,fsync_p99_us,"
    "fsync_max_us,proposals,proposals_waiting,client_invoked,client_done,client_refused,"
    "client_unknown,client_p50_us,client_p95_us,client_p99_us,client_max_us\n";

const char* nameOf(observe::NodeCondition condition) {
    switch (condition) {
    case observe::NodeCondition::Unknown:
        return "unknown";
    case observe::NodeCondition::Up:
        return "up";
    case observe::NodeCondition::Paused:
        return "paused";
    case observe::NodeCondition::Down:
        return "down";
    case observe::NodeCondition::Unreachable:
        return "unreachable";
    case observe::NodeCondition::Failed:
        break;
    }
    return "failed";
}

const char* nameOf(raft::Role role) {
    switch (role) {
    case raft::Role::Follower:
        return "follower";
    case raft::Role::PreCandidate:
        return "pre-candidate";
    case raft::Role::Candidate:
        return "candidate";
    case raft::Role::Leader:
        break;
    }
    return "leader";
}

void addNumber(std::string& text, std::uint64_t value) {
    text += ',';
    text += std::to_string(value);
}

/// The smallest of the samples that so many of a hundred do not exceed, in microseconds; an empty
/// cell without any.
void addShares(std::string& text, std::vector<std::uint64_t> samples,
               std::initializer_list<unsigned> shares) {
    std::sort(samples.begin(), samples.end());
    for (const unsigned share : shares) {
        text += ',';
        if (!samples.empty()) {
            const std::size_t rank = (samples.size() * share + 99) / 100;
            text += std::to_string(samples[std::max<std::size_t>(rank, 1) - 1] / kMicrosecondNs);
        }
    }
}

}  // namespace

void MetricsTable::Counts::add(const Counts& other) {
    sent += other.sent;
    received += other.received;
    dropped += other.dropped;
    logBytes += other.logBytes;
    proposals += other.proposals;
    invoked += other.invoked;
    done += other.done;
    refused += other.refused;
    unknown += other.unknown;
    syncs.insert(syncs.end(), other.syncs.begin(), other.syncs.end());
    latencies.insert(latencies.end(), other.latencies.begin(), other.latencies.end());
}

MetricsTable::MetricsTable(std::uint64_t intervalNs)
    : m_intervalNs(std::max<std::uint64_t>(intervalNs, 1)) {}

void MetricsTable::take(const observe::RecordedEvent& event, std::string& text) {
    if (!m_hasBegun) {
        m_hasBegun = true;
        text += kHead;
        m_stretch = event.event.moment.nanoseconds() / m_intervalNs;
    }
    endStretches(event.event.moment, text);
    m_state.apply(event.id, event.event);
    count(event.event);
    countClient(event.event);
}

void MetricsTable::finish(std::string& text) {
    if (m_hasBegun) {
        addRows(text);
    } else {
        text += kHead;
    }
}

void MetricsTable::count(const observe::Event& event) {
    const auto of = [this](raft::NodeId node) -> Counts& { return m_counts[node]; };
    if (const auto* left = std::get_if<observe::MessageLeft>(&event.body)) {
        ++of(left->link.from).sent;
    } else if (const auto* delivered = std::get_if<observe::MessageDelivered>(&event.body)) {
        ++of(delivered->link.to).received;
    } else if (const auto* dropped = std::get_if<observe::MessageDropped>(&event.body)) {
        ++of(dropped->link.from).dropped;
    } else if (std::holds_alternative<observe::ProposalQueued>(event.body)) {
        ++of(event.node).proposals;
    } else if (const auto* write = std::get_if<observe::LogWriteStarted>(&event.body)) {
        of(event.node).logBytes += write->bytes;
        m_writes[event.node] = {event.moment, write->sync};
    } else if (std::holds_alternative<observe::LogSyncStarted>(event.body)) {
        // Where the disk tells the two apart, only the second is counted.
        m_writes[event.node] = {event.moment, true};
    } else if (std::holds_alternative<observe::LogWriteCompleted>(event.body)) {
        const auto found = m_writes.find(event.node);
        if (found != m_writes.end()) {
            if (found->second.isSynced) {
                of(event.node)
                    .syncs.push_back(event.moment.nanoseconds() -
                                     found->second.started.nanoseconds());
            }
            m_writes.erase(found);
        }
    }
}

void MetricsTable::countClient(const observe::Event& event) {
    if (const auto* invoked = std::get_if<observe::ClientInvoked>(&event.body)) {
        ++m_counts[invoked->target].invoked;
        m_calls[invoked->operation] = {invoked->target, event.moment};
        return;
    }
    const auto* answered = std::get_if<observe::ClientAnswered>(&event.body);
    if (answered == nullptr) {
        return;
    }
    const auto call = m_calls.find(answered->operation);
    if (call == m_calls.end()) {
        return;
    }
    Counts& counts = m_counts[call->second.target];
    switch (answered->outcome) {
    case observe::Outcome::Done:
        ++counts.done;
        counts.latencies.push_back(event.moment.nanoseconds() - call->second.invoked.nanoseconds());
        break;
    case observe::Outcome::Refused:
        ++counts.refused;
        break;
    case observe::Outcome::Unknown:
        ++counts.unknown;
        break;
    }
    m_calls.erase(call);
}

void MetricsTable::endStretches(observe::Moment until, std::string& text) {
    const std::uint64_t wanted = until.nanoseconds() / m_intervalNs;
    if (wanted > m_stretch && wanted - m_stretch > kMostSilence) {
        addRows(text);
        m_stretch = wanted;
    }
    for (; m_stretch < wanted; ++m_stretch) {
        addRows(text);
    }
}

void MetricsTable::addRows(std::string& text) {
    const std::string time = std::to_string((m_stretch + 1) * m_intervalNs / kMicrosecondNs);
    const auto addCounts = [&text](const Counts& counts, std::uint64_t waiting) {
        addNumber(text, counts.logBytes);
        addNumber(text, counts.sent);
        addNumber(text, counts.received);
        addNumber(text, counts.dropped);
        addNumber(text, counts.syncs.size());
        addShares(text, counts.syncs, {50, 99, 100});
        addNumber(text, counts.proposals);
        addNumber(text, waiting);
        addNumber(text, counts.invoked);
        addNumber(text, counts.done);
        addNumber(text, counts.refused);
        addNumber(text, counts.unknown);
        addShares(text, counts.latencies, {50, 95, 99, 100});
        text += '\n';
    };
    std::uint64_t waiting = 0;
    for (std::size_t i = 0; i < m_state.nodeCount(); ++i) {
        const observe::NodeState& node = m_state.nodeAt(i);
        text += time + ",n" + std::to_string(node.id.value()) + ',' + nameOf(node.condition) + ',' +
                nameOf(node.role);
        addNumber(text, node.term.value());
        addNumber(text, node.log.committed.value());
        addNumber(text, node.log.applied.value());
        addNumber(text, node.log.last().value());
        addNumber(text, node.log.entries.end().value() - node.log.first().value());
        addNumber(text, node.log.entries.end().value() - node.log.unstableOffset.value());
        addCounts(m_counts[node.id], node.runtime.queuedProposals);
        waiting += node.runtime.queuedProposals;
    }
    // Calls to nobody in particular are in this row only.
    Counts sum;
    for (const auto& [node, counts] : m_counts) {
        sum.add(counts);
    }
    text += time + ",all,,,,,,,,";
    addCounts(sum, waiting);
    m_counts.clear();
}

}  // namespace quorate::gui
