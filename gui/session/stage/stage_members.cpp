// SPDX-License-Identifier: Apache-2.0
// How the members of a Stage's cluster change.
#include <string>
#include <utility>

#include "gui/session/stage/stage_driver.h"

namespace quorate::gui {

namespace {

using observe::FaultKind;

constexpr std::uint64_t kMembershipTimeoutNs = 10 * stage::kSecond;
/// A removed node has heard of it by then, and is taken away.
constexpr std::uint64_t kFarewellNs = stage::kSecond;
constexpr std::size_t kMostNodes = 9;

std::string nameOf(raft::NodeId node) {
    return "n" + toString(node);
}

}  // namespace

raft::NodeId StageDriver::leader() {
    const stage::StageNode* leader = m_stage.leader();
    return leader == nullptr ? raft::kNoNode : leader->id();
}

stage::OperationId StageDriver::askLeader(stage::ClientRequest request, raft::NodeId leader,
                                          Later later) {
    request.target = leader;
    request.timeout = kMembershipTimeoutNs;
    m_isAsking = true;
    const stage::OperationId id = m_stage.ask(std::move(request));
    m_isAsking = false;
    const auto early = m_early.extract(id);
    m_early.clear();
    if (early.empty()) {
        m_later[id] = std::move(later);
    } else if (early.mapped().outcome == stage::Outcome::Done) {
        later({});
    } else {
        later(early.mapped().error.value_or(Error(ErrorCode::Unknown, "not known")));
    }
    return id;
}

Result<void> StageDriver::changeMembers(raft::ConfChangeType type, raft::NodeId node, Later later) {
    const raft::NodeId leads = leader();
    if (leads == raft::kNoNode) {
        return Error(ErrorCode::Unavailable,
                     "no node leads, and members change through the leader: wait for an election");
    }
    raft::ConfChangeV2 change;
    change.changes.push_back({type, node});
    stage::ClientRequest request;
    request.what = stage::MembershipChange{std::move(change)};
    askLeader(std::move(request), leads, std::move(later));
    return {};
}

Result<void> StageDriver::add(const AddNode& what, const Later& later) {
    if (m_file.nodes().size() >= kMostNodes) {
        return Error(ErrorCode::FailedPrecondition,
                     "a session has at most 9 nodes: remove one first");
    }
    if (leader() == raft::kNoNode) {
        return Error(ErrorCode::Unavailable,
                     "no node leads, and members change through the leader: wait for an election");
    }
    const raft::NodeId node = m_file.unusedNode();
    if (auto joined = m_stage.join(node); !joined) {
        return joined;
    }
    m_file.joined.push_back(node);
    Q_EMIT fileChanged(m_file);
    return changeMembers(
        what.asLearner ? raft::ConfChangeType::AddLearnerNode : raft::ConfChangeType::AddNode, node,
        later);
}

Result<void> StageDriver::remove(raft::NodeId node, const Later& later) {
    if (m_stage.find(node) == nullptr) {
        return Error(ErrorCode::NotFound, "there is no node " + nameOf(node));
    }
    return changeMembers(raft::ConfChangeType::RemoveNode, node,
                         [this, node, later](const Result<void>& removed) {
                             if (removed) {
                                 m_file.removed.push_back(node);
                                 std::erase(m_file.joined, node);
                                 Q_EMIT fileChanged(m_file);
                                 m_stage.alarm(kFarewellNs, [this, node] {
                                     m_faults.forget(FaultKind::NodeDown, node);
                                     m_faults.forget(FaultKind::NodePaused, node);
                                     m_faults.forget(FaultKind::ClockDrift, node);
                                     m_illDisks.forget(node);
                                     static_cast<void>(m_stage.stop(node));
                                 });
                             }
                             later(removed);
                         });
}

Result<void> StageDriver::promote(raft::NodeId node, Later later) {
    const raft::NodeId leads = leader();
    if (leads == raft::kNoNode) {
        return Error(ErrorCode::Unavailable, "no node leads who could promote a learner");
    }
    stage::ClientRequest request;
    request.what = stage::Promotion{node};
    askLeader(std::move(request), leads, std::move(later));
    return {};
}

}  // namespace quorate::gui
