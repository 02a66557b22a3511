// SPDX-License-Identifier: Apache-2.0
#include "gui/session/attached/etcd_node.h"

#include <algorithm>
#include <utility>

#include "engine/observe/node_frame.h"
#include "gui/session/attached/etcd_fields.h"
#include "gui/session/client_asks.h"

namespace quorate::gui {

namespace {

namespace trace = raft::trace;

/// Whoever asks stops waiting by himself before that.
constexpr int kRequestMs = 60'000;
/// From one address of a member that is lost to the next one.
constexpr int kMoveMs = 3000;

}  // namespace

EtcdNode::EtcdNode(const NodeAddress& address, raft::NodeId expected,
                   const network::ClientCredentials& credentials, Owner& owner)
    : m_address(address),
      m_credentials(credentials),
      m_owner(owner),
      m_node(expected),
      m_problem(tr("not reached yet")) {
    m_moveTimer.setSingleShot(true);
    m_moveTimer.setInterval(kMoveMs);
    connect(&m_moveTimer, &QTimer::timeout, this, &EtcdNode::moveOn);
    open();
}

EtcdNode::~EtcdNode() = default;

void EtcdNode::open() {
    m_watch = std::make_unique<network::EtcdWatch>(serverAddressOf(m_address), m_credentials);
    m_client = std::make_unique<network::NodeClient>(serverAddressOf(m_address), m_credentials);
    m_client->setTimeout(kRequestMs);
    connect(m_watch.get(), &network::EtcdWatch::looked, this, &EtcdNode::looked);
    connect(m_watch.get(), &network::EtcdWatch::reachableChanged, this, &EtcdNode::looked);
}

/// Not from what the watch calls. What is under way at the old address is not answered any more.
void EtcdNode::moveOn() {
    if (m_isSeen || m_others.empty()) {
        return;
    }
    m_others.push_back(m_address);
    m_address = m_others.front();
    m_others.pop_front();
    open();
    begin();
    // As long as it is not reached, the others are called in turn.
    m_moveTimer.start();
}

void EtcdNode::tell(observe::Body body) {
    m_owner.tell(m_node, m_told ? m_told->term : raft::Term(), std::move(body));
}

void EtcdNode::looked() {
    const network::EtcdLook& look = m_watch->look();
    if (!look.isReachable) {
        lost(withoutAddress(look.problem, m_address));
        return;
    }
    // Who it is stands in its status; in which order members are named, in their list.
    if (!look.status.value || (!look.members.value && look.members.problem.empty())) {
        return;
    }
    if (const raft::NodeId member = look.status.value->member; member != m_member) {
        if (const QString why = m_owner.whyNotTaken(*this, *look.status.value); !why.isEmpty()) {
            lost(why);
            return;
        }
        if (m_isSeen) {
            lost(tr("another member answers there now"));
        }
        if (look.members.value) {
            for (const network::EtcdMember& each : *look.members.value) {
                m_owner.nodeOf(each.id);
            }
        }
        m_member = member;
        m_node = m_owner.nodeOf(member);
    }
    const Look before = m_look;
    const bool wasSeen = m_isSeen;
    seen();
    // First that it tells no events, so that nobody judges it by those that follow.
    m_owner.tellReport(m_node,
                       fieldsOf(look, [this](raft::NodeId peer) { return m_owner.nodeOf(peer); }));
    tellState();
    if (look.members.value) {
        m_owner.hearMembers(*this, *look.members.value);
    }
    if (!wasSeen || !(before == m_look)) {
        m_owner.nodeChanged(*this);
    }
}

void EtcdNode::seen() {
    if (std::exchange(m_isSeen, true)) {
        return;
    }
    m_problem.clear();
    m_told.reset();
    observe::ObservationChanged sight;
    sight.isSeen = true;
    sight.text = m_address.text().toStdString();
    tell(std::move(sight));
}

void EtcdNode::lost(const QString& reason) {
    const bool wasSeen = std::exchange(m_isSeen, false);
    if (!wasSeen && reason == m_problem) {
        return;
    }
    m_problem = reason;
    m_told.reset();
    m_moveTimer.start();
    if (m_node != raft::kNoNode) {
        observe::ObservationChanged sight;
        sight.text = reason.toStdString();
        tell(std::move(sight));
    }
    m_owner.nodeChanged(*this);
}

observe::NodeState EtcdNode::state() const {
    const network::EtcdLook& look = m_watch->look();
    const network::EtcdStatus& status = *look.status.value;
    observe::NodeState state;
    state.id = m_node;
    state.condition = observe::NodeCondition::Up;
    state.term = status.term;
    state.role = status.isLeader() ? raft::Role::Leader : raft::Role::Follower;
    state.lead = m_owner.nodeOf(status.leader);
    state.log.committed = status.raftIndex;
    state.log.applied = status.appliedIndex.value_or(raft::Index());
    state.log.applying = state.log.applied;
    if (look.members.value) {
        for (const network::EtcdMember& member : *look.members.value) {
            auto& list =
                member.isLearner ? state.configuration.learners : state.configuration.voters;
            list.push_back(m_owner.nodeOf(member.id));
        }
        std::sort(state.configuration.voters.begin(), state.configuration.voters.end());
        std::sort(state.configuration.learners.begin(), state.configuration.learners.end());
    }
    return state;
}

/// Its state as a whole where that has another shape, and how far it is otherwise. What the rules
/// of a recording conclude from a new role is undone by the state behind it: nobody knows how far
/// this leader believes others to be.
void EtcdNode::tellState() {
    observe::NodeState now = state();
    const std::optional<observe::NodeState> before = std::exchange(m_told, now);
    m_look = {now.role, now.term, now.lead};
    if (before && before->log.committed < now.log.committed) {
        tell(trace::CommitAdvanced{before->log.committed, now.log.committed, {}});
    }
    if (before && before->log.applied < now.log.applied) {
        tell(trace::Applied{now.log.applied});
    }
    const bool isSame = before && before->term == now.term && before->role == now.role &&
                        before->lead == now.lead && before->configuration == now.configuration &&
                        before->log.committed <= now.log.committed &&
                        before->log.applied <= now.log.applied;
    if (isSame) {
        return;
    }
    if (before && before->term != now.term) {
        tell(trace::TermChanged{before->term, now.term});
    }
    if (before && before->role != now.role) {
        tell(trace::RoleChanged{before->role, now.role});
    }
    if (before && before->lead != now.lead) {
        tell(trace::LeaderChanged{before->lead, now.lead});
    }
    if (before && !(before->configuration == now.configuration)) {
        tell(trace::ConfigurationChanged{now.configuration});
    }
    tell(observe::toFrame(std::move(now)));
}

void EtcdNode::ask(const node::RequestOrigin& origin, const Asked& what,
                   std::function<void(Result<kv::Response>)> done) {
    Asked asked = what;
    if (auto* change = std::get_if<MemberChange>(&asked)) {
        // Those that are added get their ids from etcd.
        change->node = m_owner.memberOf(change->node);
    }
    ClientAsks(*m_client).ask(origin, asked, done);
}

void EtcdNode::askLease(const stage::LeaseQuestion& question,
                        std::function<void(Result<stage::LeaseTimes>)> done) {
    ClientAsks(*m_client).askLease(question, done);
}

std::unique_ptr<network::WatchReader> EtcdNode::watch(const network::WatchQuestion& what) {
    return m_client->watch(what);
}

}  // namespace quorate::gui
