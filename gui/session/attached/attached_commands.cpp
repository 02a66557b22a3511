// SPDX-License-Identifier: Apache-2.0
// What people do to the nodes of an Attached session.
#include <QPointer>

#include <algorithm>
#include <utility>

#include "gui/session/attached/attached_driver.h"
#include "network/api/member_url.h"

namespace quorate::gui {

namespace {

constexpr std::uint64_t kMembershipTimeoutNs = 15'000'000'000;

Error notHere(const char* what) {
    return {ErrorCode::FailedPrecondition,
            std::string(what) + ": these nodes were launched elsewhere"};
}

/// Every way between members of different groups.
std::vector<observe::Link> linksBetween(const std::vector<std::vector<raft::NodeId>>& groups) {
    std::vector<observe::Link> links;
    for (const auto& from : groups) {
        for (const auto& to : groups) {
            for (const raft::NodeId a : from) {
                for (const raft::NodeId b : to) {
                    if (&from != &to) {
                        links.push_back({a, b});
                    }
                }
            }
        }
    }
    return links;
}

}  // namespace

/// One overload for each command that this kind of session takes.
struct AttachedDriver::Execute {
    AttachedDriver& driver;
    const Later& later;
    bool& isLater;

    template <class Other>
    Result<void> operator()(const Other& /*other*/) const {
        return notHere("this is possible on a Stage only");
    }
    Result<void> operator()(const ActOnNode& what) const {
        return driver.act(what, later, isLater);
    }
    Result<void> operator()(const AddNode& what) const {
        isLater = true;
        return driver.add(what, later);
    }
    Result<void> operator()(const ArmFaults& what) const {
        isLater = true;
        return driver.arm(what, later);
    }
    Result<void> operator()(const CutLink& what) const {
        std::vector<observe::Link> links{what.link};
        if (what.bothWays) {
            links.push_back({what.link.to, what.link.from});
        }
        auto may = driver.mayCut(links);
        if (may) {
            driver.m_faults.cut(what);
        }
        return may;
    }
    Result<void> operator()(const HealLink& what) const {
        auto may = driver.mayCut({what.link});
        if (may) {
            driver.m_faults.heal(what);
        }
        return may;
    }
    Result<void> operator()(const Partition& what) const {
        auto may = driver.mayCut(linksBetween(what.groups));
        return may ? driver.m_faults.cut(what) : may;
    }
    Result<void> operator()(const SetLinkCondition& what) const {
        auto may = driver.mayChange(what.links);
        if (may) {
            driver.m_faults.setCondition(what.links, what.type, what.condition);
        }
        return may;
    }
    Result<void> operator()(const SetDiskFault& what) const { return driver.setDisk(what); }
    Result<void> operator()(const EndFault& what) const {
        return driver.endFault(what.fault, later, isLater);
    }
    Result<void> operator()(const EndAllFaults& /*what*/) const { return driver.endAllFaults(); }
    Result<void> operator()(const Ask& what) const {
        const auto asked = driver.ask(what);
        return asked ? Result<void>() : asked.error();
    }
    Result<void> operator()(const SetWorkload& what) const { return driver.setWorkload(what); }
    Result<void> operator()(const SetChaos& what) const {
        return what.isOn ? Result<void>(notHere("there is no chaos")) : Result<void>();
    }
};

void AttachedDriver::execute(const Command& command, const Later& later) {
    bool isLater = false;
    const auto done = std::visit(Execute{*this, later, isLater}, command);
    publish();
    tellStatus();
    if (!isLater || !done) {
        later(done);
    }
}

raft::EventId AttachedDriver::command(observe::Command command, raft::NodeId about,
                                      raft::NodeId other) {
    return record(observe::OperatorCommand{command, about, other, 0, {}});
}

// --- nodes and members

Result<void> AttachedDriver::act(const ActOnNode& what, const Later& later, bool& isLater) {
    isLater = true;
    switch (what.act) {
    case NodeAct::FireElectionTimer:
        return fireTimer(what.node, later);
    case NodeAct::MakeLeader:
        return makeLeader(what.node, later);
    case NodeAct::Promote:
        return changeMembers({MemberChange::Kind::Promote, what.node, {}}, later);
    case NodeAct::Remove:
        return changeMembers({MemberChange::Kind::Remove, what.node, {}}, later);
    case NodeAct::Pause:
        return pause(what.node, what.forMs, later);
    case NodeAct::Stop:
        return stop(what.node, later);
    case NodeAct::Resume:
        return Error(ErrorCode::FailedPrecondition,
                     nameOf(what.node) + " hears nobody while it is paused, and goes on by itself");
    default:
        return notHere("they are started and ended where they run");
    }
}

Result<void> AttachedDriver::fireTimer(raft::NodeId node, const Later& later) {
    auto found = armed(node);
    if (!found) {
        return found.error();
    }
    command(observe::Command::FireElectionTimer, node);
    (*found)->client().campaign(later);
    return {};
}

Result<void> AttachedDriver::makeLeader(raft::NodeId node, const Later& later) {
    WatchedNode* from = leader();
    if (from == nullptr) {
        return Error(ErrorCode::Unavailable,
                     "no node that can be reached leads and could hand it over");
    }
    command(observe::Command::TransferLeader, from->node(), node);
    from->client().transferLeadership(from->isEtcd() ? memberOf(node) : node, later);
    return {};
}

Result<void> AttachedDriver::add(const AddNode& what, const Later& later) {
    const std::string plainUrl = watchesEtcd() && what.peerUrl.rfind("https://", 0) == 0
                                     ? "http" + what.peerUrl.substr(5)
                                     : what.peerUrl;
    if (!network::isPeerUrl(plainUrl)) {
        return Error(ErrorCode::InvalidArgument,
                     "say where the other members reach the new one: http://host:port, its peer "
                     "address");
    }
    return changeMembers({what.asLearner ? MemberChange::Kind::AddLearner : MemberChange::Kind::Add,
                          raft::kNoNode, what.peerUrl},
                         later);
}

Result<void> AttachedDriver::changeMembers(const MemberChange& change, const Later& later) {
    const WatchedNode* leads = leader();
    if (leads == nullptr) {
        return Error(ErrorCode::Unavailable,
                     "no node that can be reached leads, and members change through the leader");
    }
    m_clients->ask(
        0, leads->node(), {observe::OperationKind::Membership, {}, 0}, kMembershipTimeoutNs, change,
        [this, later](observe::OperationId operation, const stage::ClientAnswer& answer) {
            if (answer.outcome == stage::Outcome::Done) {
                later({});
                findOthers();
            } else {
                later(answer.error.value_or(
                    Error(ErrorCode::Unknown, "it is not known whether this was done")));
            }
            Q_EMIT consoleAnswered({operation, answer, m_clock.now()});
        });
    return {};
}

// --- clients

Result<void> AttachedDriver::setWorkload(const SetWorkload& what) {
    m_workload.reset();
    m_status.workload = what.workload;
    if (what.workload) {
        m_workload = std::make_unique<LiveWorkload>(
            *m_clients, [this] { return seenNodes(); }, *what.workload,
            Random(m_file.seed).split(m_clock.now().nanoseconds()), m_nextClient);
        m_nextClient += what.workload->clients;
    }
    return {};
}

}  // namespace quorate::gui
