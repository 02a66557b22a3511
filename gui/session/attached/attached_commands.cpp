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
/// What a fault lasts at a node that nobody tells otherwise.
constexpr std::uint64_t kFaultMs = 600'000;
constexpr std::uint64_t kMillisecond = 1'000'000;

std::string nameOf(raft::NodeId node) {
    return "n" + toString(node);
}

Error notHere(const char* what) {
    return {ErrorCode::FailedPrecondition,
            std::string(what) + ": these nodes were launched elsewhere"};
}

Error notArmed(const std::string& who) {
    return {ErrorCode::FailedPrecondition,
            "faults are not allowed on " + who +
                ": choose \"Allow faults on this node\" in its menu first"};
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
    Result<void> operator()(const ArmFaults& what) const { return driver.arm(what); }
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
        driver.m_faults.heal(what);
        return {};
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
    Result<void> operator()(const EndFault& what) const { return driver.m_faults.end(what.fault); }
    Result<void> operator()(const EndAllFaults& /*what*/) const { return driver.m_faults.endAll(); }
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
    default:
        return notHere("they are started, stopped and paused where they run");
    }
}

Result<void> AttachedDriver::fireTimer(raft::NodeId node, const Later& later) {
    auto found = seen(node);
    if (!found) {
        return found.error();
    }
    if (m_armed.count(node) == 0) {
        return notArmed(nameOf(node));
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
            Q_EMIT consoleAnswered({operation, answer});
        });
    return {};
}

// --- faults

Result<void> AttachedDriver::arm(const ArmFaults& what) {
    if (!what.isOn) {
        if (m_armed.erase(what.node) > 0) {
            // Nothing stays broken at a node where nothing may be.
            std::vector<observe::Link> links;
            for (const auto& [link, until] : m_badUntil) {
                if (link.from == what.node || link.to == what.node) {
                    links.push_back(link);
                }
            }
            for (const observe::Link& link : links) {
                m_armed.insert(what.node);
                m_faults.heal(link);
                m_faults.setCondition({link}, std::nullopt, {});
                m_armed.erase(what.node);
            }
        }
        return {};
    }
    const WatchedNode* node = find(what.node);
    if (node == nullptr) {
        return Error(ErrorCode::NotFound, nameOf(what.node) + " is not watched");
    }
    if (node->isEtcd()) {
        return Error(ErrorCode::FailedPrecondition, "etcd has no faults that can be asked for");
    }
    m_armed.insert(what.node);
    return {};
}

/// Either end can cut a link.
Result<void> AttachedDriver::mayCut(const std::vector<observe::Link>& links) const {
    for (const observe::Link& link : links) {
        if (m_armed.count(link.from) == 0 && m_armed.count(link.to) == 0) {
            return notArmed(nameOf(link.from) + " or " + nameOf(link.to));
        }
    }
    return {};
}

/// What delays and loses messages is the end that sends them.
Result<void> AttachedDriver::mayChange(const std::vector<observe::Link>& links) const {
    for (const observe::Link& link : links) {
        if (m_armed.count(link.from) == 0) {
            return notArmed(nameOf(link.from));
        }
    }
    return {};
}

std::function<void(const Result<void>&)> AttachedDriver::faultDone(raft::NodeId node,
                                                                   observe::Link link,
                                                                   bool isMending) {
    ++m_faultsUnderWay;
    return [this, node, link, isMending](const Result<void>& result) {
        --m_faultsUnderWay;
        if (result || isMending) {
            return;
        }
        Q_EMIT failed(QStringLiteral("n%1: %2")
                          .arg(node.value())
                          .arg(QString::fromStdString(result.error().message)));
        m_faults.heal(link);
        m_faults.setCondition({link}, std::nullopt, {});
    };
}

void AttachedDriver::setCut(observe::Link link, bool isCut) {
    const auto tellEnd = [&](raft::NodeId end, raft::NodeId peer,
                             network::LinkDirection direction) {
        WatchedNode* node = find(end);
        if (node != nullptr && m_armed.count(end) > 0) {
            node->client().setCut(peer, direction, isCut, faultDone(end, link, !isCut));
        }
    };
    tellEnd(link.from, link.to, network::LinkDirection::ToPeer);
    tellEnd(link.to, link.from, network::LinkDirection::FromPeer);
}

void AttachedDriver::cut(observe::Link link) {
    const raft::EventId cause = command(observe::Command::CutLink, link.from, link.to);
    m_badUntil[link] = observe::Moment(m_clock.now().nanoseconds() + kFaultMs * kMillisecond);
    setCut(link, true);
    record(observe::LinkCut{link}, raft::kNoNode, cause);
}

void AttachedDriver::heal(observe::Link link) {
    const raft::EventId cause = command(observe::Command::HealLink, link.from, link.to);
    setCut(link, false);
    record(observe::LinkHealed{link}, raft::kNoNode, cause);
}

void AttachedDriver::setRules(observe::Link link, std::vector<observe::LinkRule> rules) {
    const raft::EventId cause = command(observe::Command::ChangeLink, link.from, link.to);
    observe::LinkCondition general;
    for (const observe::LinkRule& rule : rules) {
        general = rule.type ? general : rule.condition;
    }
    if (!rules.empty()) {
        m_badUntil[link] = observe::Moment(m_clock.now().nanoseconds() + kFaultMs * kMillisecond);
    }
    WatchedNode* node = find(link.from);
    if (node != nullptr && m_armed.count(link.from) > 0) {
        node->client().setRules(link.to, rules, faultDone(link.from, link, rules.empty()));
    }
    record(observe::LinkChanged{link, general}, raft::kNoNode, cause);
}

/// Nodes mend by themselves what was set so long ago.
void AttachedDriver::endLateFaults() {
    const observe::Moment now = m_clock.now();
    std::vector<observe::Link> late;
    for (const auto& [link, until] : m_badUntil) {
        if (until <= now) {
            late.push_back(link);
        }
    }
    for (const observe::Link& link : late) {
        m_badUntil.erase(link);
        m_faults.heal(link);
        m_faults.setCondition({link}, std::nullopt, {});
    }
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
