// SPDX-License-Identifier: Apache-2.0
// What a key-value API asks of the node.
#include <QRandomGenerator>

#include <algorithm>
#include <utility>

#include "engine/kv/command_codec.h"
#include "engine/node/told_request.h"
#include "engine/observe/node_state.h"
#include "network/host/node_host.h"

namespace quorate::network {

namespace {

std::uint64_t revisionOf(const Result<kv::Response>& response) {
    return node::toldRevisionOf(*response);
}
std::uint64_t revisionOf(const Result<std::shared_ptr<const kv::View>>& view) {
    return static_cast<std::uint64_t>((*view)->revision());
}
std::uint64_t revisionOf(const Result<void>& /*done*/) {
    return 0;
}

}  // namespace

/// Whoever asks through the node's own port has no name, and gets one if somebody listens.
template <class T, class Tell>
node::RequestOrigin NodeHost::originOf(Done<T>& done, const Tell& tell) {
    if (m_origin || !m_witness.isOn()) {
        return m_origin.value_or(node::RequestOrigin());
    }
    const node::RequestOrigin origin = m_witness.invoked(tell());
    done = [this, operation = origin.operation, done = std::move(done)](Result<T> result) {
        if (result) {
            m_witness.answered(operation, revisionOf(result));
        } else {
            m_witness.answered(operation, result.error());
        }
        done(std::move(result));
    };
    return origin;
}

void NodeHost::propose(const kv::Command& command, Done<kv::Response> done) {
    auto encoded = kv::encode(command);
    if (!encoded) {
        done(encoded.error());
        return;
    }
    const node::RequestOrigin origin = originOf(done, [&command] { return node::toldOf(command); });
    awake().propose(m_waiting.add(WaitingRequests::ProposalDone(std::move(done))),
                    std::move(*encoded), origin);
    pumpSoon();
}

void NodeHost::read(node::ReadLevel level, Done<std::shared_ptr<const kv::View>> done) {
    const node::RequestOrigin origin = originOf(done, [] {
        return node::ToldRequest{observe::OperationKind::Range, {}, 0};
    });
    if (level == node::ReadLevel::Local) {
        done(m_latest);
        return;
    }
    awake().read(m_waiting.add(WaitingRequests::ReadDone(std::move(done))), level, origin);
    pumpSoon();
}

BackendStatus NodeHost::status() const {
    const raft::Status core = m_node->core().status();
    BackendStatus status;
    status.leader = core.softState.lead;
    status.role = core.softState.role;
    status.committed = core.hardState.commit;
    status.applied = m_node->appliedIndex();
    status.lastIndex = m_node->core().raft().log().lastIndex();
    status.firstIndex = m_node->log().firstIndex();
    status.snapshot = m_node->log().snapshotIndex();
    const auto& learners = m_membership.confState.learners;
    status.isLearner = std::find(learners.begin(), learners.end(), m_config.id) != learners.end();
    status.revision = m_latest->revision();
    status.compacted = m_latest->compacted();
    status.databaseBytes = m_storeBytes;
    status.pendingProposals = m_node->pendingProposals();
    status.failure = m_node->failure();
    return status;
}

/// Drawn from so many that nobody remembers having had it.
raft::NodeId NodeHost::unusedNodeId() const {
    const auto members = observe::membersOf(m_membership.confState);
    for (;;) {
        const raft::NodeId id(QRandomGenerator::system()->generate() + 1'000'000UL);
        if (std::find(members.begin(), members.end(), id) == members.end()) {
            return id;
        }
    }
}

std::vector<MemberInfo> NodeHost::members() const {
    std::vector<MemberInfo> all;
    const raft::ConfState& conf = m_membership.confState;
    for (const raft::NodeId id : observe::membersOf(conf)) {
        MemberInfo member;
        member.id = id;
        const auto address = m_membership.addresses.find(id);
        if (address != m_membership.addresses.end()) {
            member.peerUrl = address->second;
        }
        const auto met = m_met.find(id);
        if (id == m_config.id) {
            member.name = m_config.name;
            member.clientUrl = m_config.clientUrl;
        } else if (met != m_met.end()) {
            member.name = met->second.name;
            member.clientUrl = met->second.clientUrl;
        }
        const auto directory = m_membership.directories.find(id);
        const bool isAwaited =
            directory != m_membership.directories.end() && directory->second == 0;
        member.isLearner = !isAwaited && std::find(conf.learners.begin(), conf.learners.end(),
                                                   id) != conf.learners.end();
        all.push_back(std::move(member));
    }
    return all;
}

void NodeHost::changeMembers(raft::ConfChangeV2 change, const node::MemberAddresses& addresses,
                             Done<void> done) {
    change.context = node::MemberDetails{addresses, {}}.encode();
    const node::RequestOrigin origin = originOf(done, [] {
        return node::ToldRequest{observe::OperationKind::Membership, {}, 0};
    });
    awake().changeMembership(m_waiting.add(WaitingRequests::ProposalDone(
                                 [done = std::move(done)](const Result<kv::Response>& changed) {
                                     done(changed ? Result<void>() : Result<void>(changed.error()));
                                 })),
                             std::move(change), origin);
    pumpSoon();
}

void NodeHost::addMember(raft::NodeId node, const std::string& peerUrl, bool asLearner,
                         Done<void> done) {
    raft::ConfChangeV2 change;
    change.changes.push_back(
        {asLearner ? raft::ConfChangeType::AddLearnerNode : raft::ConfChangeType::AddNode, node});
    changeMembers(std::move(change), {{node, peerUrl}}, std::move(done));
}

void NodeHost::removeMember(raft::NodeId node, Done<void> done) {
    raft::ConfChangeV2 change;
    change.changes.push_back({raft::ConfChangeType::RemoveNode, node});
    changeMembers(std::move(change), {}, std::move(done));
}

void NodeHost::updateMember(raft::NodeId node, const std::string& peerUrl, Done<void> done) {
    raft::ConfChangeV2 change;
    change.changes.push_back({raft::ConfChangeType::UpdateNode, node});
    changeMembers(std::move(change), {{node, peerUrl}}, std::move(done));
}

void NodeHost::promoteMember(raft::NodeId node, Done<void> done) {
    const node::RequestOrigin origin = originOf(done, [] {
        return node::ToldRequest{observe::OperationKind::Membership, {}, 0};
    });
    awake().promote(m_waiting.add(WaitingRequests::ProposalDone(
                        [done = std::move(done)](const Result<kv::Response>& promoted) {
                            done(promoted ? Result<void>() : Result<void>(promoted.error()));
                        })),
                    node, {}, origin);
    pumpSoon();
}

void NodeHost::transferLeadership(raft::NodeId to, Done<void> done) {
    if (auto begun = awake().transferLeader(to); !begun) {
        done(begun.error());
        return;
    }
    m_transfers.push_back({to, m_tick + 2UL * m_config.node.raft.electionTicks, std::move(done)});
    pumpSoon();
}

void NodeHost::endTransfers() {
    const raft::NodeId leader = m_node->core().softState().lead;
    for (std::size_t i = 0; i < m_transfers.size();) {
        const bool isDone = m_transfers[i].to == leader;
        if (!isDone && m_tick < m_transfers[i].deadlineTick) {
            ++i;
            continue;
        }
        const Transfer transfer = std::move(m_transfers[i]);
        m_transfers.erase(m_transfers.begin() + static_cast<std::ptrdiff_t>(i));
        transfer.done(isDone ? Result<void>()
                             : Error(ErrorCode::Unavailable,
                                     toString(transfer.to) + " did not take over in time"));
    }
}

void NodeHost::add(ApplyListener& listener) {
    m_listeners.push_back(&listener);
}

void NodeHost::remove(ApplyListener& listener) {
    m_listeners.erase(std::remove(m_listeners.begin(), m_listeners.end(), &listener),
                      m_listeners.end());
}

}  // namespace quorate::network
