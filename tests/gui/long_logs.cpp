// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/long_logs.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/observe/node_frame.h"

namespace quorate::tests {

using observe::EntryKind;
using observe::NodeState;
using raft::Index;
using raft::NodeId;
using raft::Term;

namespace {

observe::Event eventOf(const NodeState& node, observe::Moment now) {
    observe::Event event;
    event.moment = now;
    event.node = node.id;
    event.term = node.term;
    event.body = observe::toFrame(node);
    return event;
}

}  // namespace

NodeState nodeWithLog(NodeId id, std::uint64_t count, std::uint64_t terms, raft::EntryId before) {
    NodeState node;
    node.id = id;
    node.condition = observe::NodeCondition::Up;
    node.term = Term(terms);
    observe::LogState& log = node.log;
    log.before = before;
    log.entries.reset(before.index.next());
    observe::EntryRuns runs(before.index.next());
    for (std::uint64_t term = 1; term <= terms; ++term) {
        const std::uint64_t share =
            term < terms ? count / terms : count - count / terms * (terms - 1);
        if (share > 0) {
            runs.append({1, Term(term), EntryKind::Empty});
            runs.append({share - 1, Term(term), EntryKind::Normal});
        }
    }
    log.unstableOffset = before.index.next();
    log.offsetInProgress = log.unstableOffset;
    log.append(runs);
    const std::uint64_t last = log.last().value();
    log.unstableOffset = Index(last);
    log.offsetInProgress = Index(last);
    log.committed = Index(last - std::min<std::uint64_t>(last, 5));
    log.applied = Index(last - std::min<std::uint64_t>(last, 6));
    log.applying = log.applied;
    return node;
}

std::vector<NodeState> nodesWithLongLogs(std::uint64_t count) {
    std::vector<NodeState> nodes;
    for (std::uint64_t id = 2; id <= 6; ++id) {
        nodes.push_back(nodeWithLog(NodeId(id), count));
    }
    NodeState& leader = nodes[0];
    leader.role = raft::Role::Leader;
    leader.lead = leader.id;
    for (const NodeState& node : nodes) {
        observe::PeerProgress progress;
        progress.peer = node.id;
        progress.match = Index(count - 10);
        progress.next = Index(count + 1);
        leader.progress.push_back(progress);
    }
    nodes[1].log.entries.truncateFrom(Index(count - 9));
    // Of an older term than what the leader has there.
    observe::EntryRuns others(Index(count - 2));
    others.append({3, Term(5), EntryKind::Normal});
    nodes[2].log.append(others);
    nodes[3].log.compact({Term(6), Index(count - 1000)});
    return nodes;
}

observe::Published tell(observe::Recorder& recorder, const std::vector<NodeState>& nodes,
                        observe::Moment now) {
    for (const NodeState& node : nodes) {
        observe::Event started;
        started.moment = now;
        started.node = node.id;
        started.term = node.term;
        started.body = observe::NodeStarted{1};
        recorder.observe(started);
        recorder.observe(eventOf(node, now));
    }
    return recorder.publish(observe::Moment(now.nanoseconds() + 1'000'000));
}

gui::FramePtr frameOf(const std::vector<NodeState>& nodes, observe::Moment now) {
    gui::Frame frame;
    std::uint64_t id = 0;
    for (const NodeState& node : nodes) {
        frame.state.apply(raft::EventId(++id), eventOf(node, now));
    }
    frame.moment = now;
    frame.lastMoment = now;
    return std::make_shared<const gui::Frame>(std::move(frame));
}

}  // namespace quorate::tests
