// SPDX-License-Identifier: Apache-2.0
// What is wrong on purpose with the nodes of an Attached session: set by it, or by somebody else.
#include <algorithm>
#include <utility>

#include "engine/observe/fault_words.h"
#include "gui/session/attached/attached_driver.h"

namespace quorate::gui {

namespace {

using Kind = FaultAtNode::Kind;

/// What a fault lasts at a node that nobody tells otherwise.
constexpr std::uint64_t kFaultMs = 600'000;
constexpr std::uint64_t kMillisecond = 1'000'000;
/// Faults end so long after the nodes have last heard of this session.
constexpr std::uint64_t kOwnerTtlMs = 5000;

Error notArmed(const std::string& who) {
    return {ErrorCode::FailedPrecondition,
            "faults are not allowed on " + who +
                ": choose \"Allow faults on this node\" in its menu first"};
}

bool isSame(const std::vector<observe::LinkRule>& one,
            const std::vector<observe::LinkRule>& other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](const observe::LinkRule& a, const observe::LinkRule& b) {
                          return a.type == b.type && a.condition == b.condition;
                      });
}

}  // namespace

// --- which nodes

Result<WatchedNode*> AttachedDriver::armed(raft::NodeId node) const {
    auto found = seen(node);
    if (found && m_armed.count(node) == 0) {
        return notArmed(nameOf(node));
    }
    return found;
}

Result<void> AttachedDriver::arm(const ArmFaults& what, const Later& later) {
    if (!what.isOn) {
        disarm(what.node, find(what.node));
        later({});
        return {};
    }
    auto found = seen(what.node);
    if (!found) {
        return found.error();
    }
    if ((*found)->isEtcd()) {
        return Error(ErrorCode::FailedPrecondition, "etcd has no faults that can be asked for");
    }
    network::NodeClient& client = (*found)->client();
    client.holdFaults(m_owner, kOwnerTtlMs);
    client.faults(
        [this, node = what.node, later](const Result<std::vector<network::ArmedFault>>& faults) {
            if (faults) {
                m_armed.insert(node);
                tellStatus();
                later({});
                return;
            }
            if (WatchedNode* refusing = find(node)) {
                refusing->client().letGoOfFaults([](const Result<void>&) {});
            }
            later(Error(faults.error().code, nameOf(node) + ": " + faults.error().message));
        });
    return {};
}

/// Nothing stays broken at a node where nothing may be.
void AttachedDriver::disarm(raft::NodeId node, WatchedNode* found) {
    if (m_armed.count(node) == 0) {
        return;
    }
    std::vector<observe::Link> links;
    for (const auto& [link, until] : m_badUntil) {
        if (link.from == node || link.to == node) {
            links.push_back(link);
        }
    }
    for (const observe::Link& link : links) {
        mendLink(link);
    }
    for (const DiskFault::Kind kind : kDiskFaultKinds) {
        forgetDisk(node, kind);
        m_told.mended({node, Kind::Disk, {}, kind});
    }
    m_armed.erase(node);
    if (found != nullptr) {
        found->client().letGoOfFaults([](const Result<void>&) {});
    }
}

/// As far as this session made it bad.
void AttachedDriver::mendLink(observe::Link link) {
    m_badUntil.erase(link);
    if (m_told.isAsked({link.from, Kind::Cut, link, {}}) ||
        m_told.isAsked({link.to, Kind::Cut, link, {}})) {
        m_faults.heal(link);
    }
    if (m_told.isAsked({link.from, Kind::Rules, link, {}})) {
        m_faults.setCondition({link}, std::nullopt, {});
    }
}

void AttachedDriver::letGoOfFaults() {
    for (const raft::NodeId node : m_armed) {
        if (WatchedNode* found = find(node)) {
            ++m_faultsUnderWay;
            found->client().letGoOfFaults([this](const Result<void>&) { --m_faultsUnderWay; });
        }
    }
}

// --- what nodes tell

bool AttachedDriver::hearFault(AttachedNode& node, const observe::Body& body) {
    return m_told.hear(node.node(), body);
}

/// Whatever was wrong with it went with its last life.
void AttachedDriver::beganAnew(AttachedNode& node) {
    for (const auto& [number, fault] : m_told.forget(node.node())) {
        record(observe::FaultEnded{number});
        if (fault.kind == Kind::Cut) {
            record(observe::LinkHealed{fault.link});
        } else if (fault.kind == Kind::Rules) {
            record(observe::LinkChanged{fault.link, {}});
        }
    }
    holdFaultsAt(node);
}

void AttachedDriver::holdFaultsAt(AttachedNode& node) {
    if (m_armed.count(node.node()) > 0) {
        node.client().holdFaults(m_owner, kOwnerTtlMs);
    }
}

void AttachedDriver::endedElsewhere(const FaultAtNode& fault) {
    switch (fault.kind) {
    case Kind::Cut:
        m_faults.heal(fault.link);
        break;
    case Kind::Rules:
        m_rules.erase(fault.link);
        m_faults.setCondition({fault.link}, std::nullopt, {});
        break;
    case Kind::Disk:
        forgetDisk(fault.node, fault.disk);
        break;
    case Kind::Pause:
        break;
    }
}

std::function<void(const Result<void>&)> AttachedDriver::faultDone(const FaultAtNode& fault,
                                                                   bool isMending) {
    ++m_faultsUnderWay;
    return [this, fault, isMending](const Result<void>& result) {
        --m_faultsUnderWay;
        if (result || isMending) {
            return;
        }
        Q_EMIT failed(QStringLiteral("n%1: %2")
                          .arg(fault.node.value())
                          .arg(QString::fromStdString(result.error().message)));
        m_told.refused(fault);
        endedElsewhere(fault);
    };
}

// --- nodes

Result<void> AttachedDriver::pause(raft::NodeId node, std::uint64_t forMs, const Later& later) {
    auto found = armed(node);
    if (!found) {
        return found.error();
    }
    command(observe::Command::Pause, node);
    (*found)->client().pause(forMs == 0 ? kUsualPauseMs : forMs, later);
    return {};
}

Result<void> AttachedDriver::stop(raft::NodeId node, const Later& later) {
    auto found = armed(node);
    if (!found) {
        return found.error();
    }
    command(observe::Command::Stop, node);
    (*found)->client().stop(later);
    return {};
}

// --- links

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

void AttachedDriver::setCut(observe::Link link, bool isCut) {
    const auto tellEnd = [&](raft::NodeId end, raft::NodeId peer,
                             network::LinkDirection direction) {
        WatchedNode* node = find(end);
        if (node == nullptr || m_armed.count(end) == 0) {
            return;
        }
        const FaultAtNode fault{end, Kind::Cut, link, {}};
        if (isCut) {
            m_told.asked(fault);
        } else {
            m_told.mended(fault);
        }
        node->client().setCut(peer, direction, isCut, faultDone(fault, !isCut));
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
    // Where somebody else has cut it, too, the node says when it is well.
    if (!m_told.isCutByOthers(link)) {
        record(observe::LinkHealed{link}, raft::kNoNode, cause);
    }
}

void AttachedDriver::setRules(observe::Link link, std::vector<observe::LinkRule> rules) {
    const raft::EventId cause = command(observe::Command::ChangeLink, link.from, link.to);
    const observe::LinkCondition general = observe::generalOf(rules);
    const FaultAtNode fault{link.from, Kind::Rules, link, {}};
    if (rules.empty()) {
        m_told.mended(fault);
    } else {
        m_badUntil[link] = observe::Moment(m_clock.now().nanoseconds() + kFaultMs * kMillisecond);
        if (!m_told.isAsked(fault)) {
            m_told.asked(fault);
        } else if (!isSame(m_rules[link], rules)) {
            m_told.replaced(fault);
        }
    }
    WatchedNode* node = find(link.from);
    if (node != nullptr && m_armed.count(link.from) > 0) {
        node->client().setRules(link.to, rules, faultDone(fault, rules.empty()));
    }
    m_rules[link] = std::move(rules);
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
        mendLink(link);
    }
    std::vector<std::uint64_t> disks;
    for (const auto& [key, disk] : m_disks) {
        if (disk.until <= now) {
            disks.push_back(disk.number);
        }
    }
    for (const std::uint64_t number : disks) {
        static_cast<void>(m_faults.end(number));
    }
}

// --- disks

void AttachedDriver::forgetDisk(raft::NodeId node, DiskFault::Kind kind) {
    if (const auto gone = m_disks.extract({node, kind}); !gone.empty()) {
        m_faults.forget(gone.mapped().number, node);
    }
}

Result<void> AttachedDriver::setDisk(const SetDiskFault& what) {
    const DiskFault::Kind kind = what.fault.kind;
    if (!isOfRealDisks(kind)) {
        return Error(ErrorCode::FailedPrecondition,
                     "disks lose their power on a Stage only: these nodes write to the disks of "
                     "their machines");
    }
    if (what.nodes.empty()) {
        return Error(ErrorCode::InvalidArgument, "choose at least one node whose disk is meant");
    }
    for (const raft::NodeId node : what.nodes) {
        if (auto found = armed(node); !found) {
            return found.error();
        }
    }
    for (const raft::NodeId node : what.nodes) {
        const FaultAtNode fault{node, Kind::Disk, {}, kind};
        const auto before = m_disks.find({node, kind});
        if (!m_told.isAsked(fault)) {
            m_told.asked(fault);
        } else if (before != m_disks.end() && !(before->second.fault == what.fault)) {
            m_told.replaced(fault);
        }
        forgetDisk(node, kind);
    }
    const std::uint64_t number = m_faults.addBeside(
        faultKindOf(kind), what.nodes, textOf(what.fault), [this, kind](raft::NodeId node) {
            const FaultAtNode fault{node, Kind::Disk, {}, kind};
            m_disks.erase({node, kind});
            m_told.mended(fault);
            if (WatchedNode* found = find(node)) {
                found->client().endDiskFault(kind, faultDone(fault, true));
            }
            return Result<void>();
        });
    const observe::Moment until(m_clock.now().nanoseconds() + kFaultMs * kMillisecond);
    for (const raft::NodeId node : what.nodes) {
        m_disks[{node, kind}] = {what.fault, number, until};
        find(node)->client().setDiskFault(what.fault,
                                          faultDone({node, Kind::Disk, {}, kind}, false));
    }
    return {};
}

// --- the end of faults

Result<void> AttachedDriver::endFault(std::uint64_t number, const Later& later, bool& isLater) {
    const FaultAtNode* fault = m_told.find(number);
    if (fault == nullptr) {
        return m_faults.end(number);
    }
    isLater = true;
    return endOthers(FaultAtNode(*fault), later);
}

/// The node tells what comes of it, as of all that others do.
Result<void> AttachedDriver::endOthers(const FaultAtNode& fault, const Later& later) {
    auto found = armed(fault.node);
    if (!found) {
        return found.error();
    }
    network::NodeClient& client = (*found)->client();
    if (fault.kind != Kind::Pause) {
        command(observe::Command::EndFault, fault.node);
    }
    switch (fault.kind) {
    case Kind::Cut:
        if (fault.link.from == fault.node) {
            client.setCut(fault.link.to, network::LinkDirection::ToPeer, false, later);
        } else {
            client.setCut(fault.link.from, network::LinkDirection::FromPeer, false, later);
        }
        break;
    case Kind::Rules:
        client.setRules(fault.link.to, {}, later);
        break;
    case Kind::Disk:
        client.endDiskFault(fault.disk, later);
        break;
    case Kind::Pause:
        return Error(
            ErrorCode::FailedPrecondition,
            nameOf(fault.node) + " hears nobody while it is paused, and goes on by itself");
    }
    return {};
}

/// Those of others, too, where that is allowed.
Result<void> AttachedDriver::endAllFaults() {
    Result<void> first = m_faults.endAll();
    for (const auto& [number, fault] : m_told.others()) {
        if (fault.kind == Kind::Pause) {
            continue;
        }
        const auto ended = endOthers(fault, faultDone(fault, true));
        if (!ended) {
            --m_faultsUnderWay;
            first = first ? ended : first;
        }
    }
    return first;
}

}  // namespace quorate::gui
