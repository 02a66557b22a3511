// SPDX-License-Identifier: Apache-2.0
// Which nodes an Attached session watches.
#include <algorithm>
#include <utility>

#include "gui/session/attached/attached_driver.h"

namespace quorate::gui {

namespace {

/// Wider than any cluster: who tells of more members tells nonsense.
constexpr std::size_t kMostNodes = 15;

/// Where a member says that it answers clients; its own word may be meant for its own machine.
Result<NodeAddress> addressOf(const network::MemberInfo& member, const NodeAddress& teller) {
    auto address = nodeAddressOf(QString::fromStdString(member.clientUrl));
    if (address &&
        (address->host == QLatin1String("0.0.0.0") || address->host == QLatin1String("::"))) {
        address->host = teller.host;
    }
    return address;
}

}  // namespace

void AttachedDriver::attach(const NodeAddress& address, raft::NodeId expected) {
    if (address.isTls) {
        // Quorate nodes do not speak it.
        attachEtcd(address, expected);
        return;
    }
    m_nodes.push_back(std::make_unique<AttachedNode>(address, expected, m_clock,
                                                     static_cast<AttachedNode::Owner&>(*this)));
    m_nodes.back()->begin();
}

/// It is not called any more.
void AttachedDriver::drop(const WatchedNode& node) {
    const auto place = std::find_if(m_nodes.begin(), m_nodes.end(),
                                    [&node](const auto& each) { return each.get() == &node; });
    if (place == m_nodes.end()) {
        return;
    }
    const std::optional<observe::SourceId> source = node.source();
    m_nodes.erase(place);
    if (source) {
        m_endSource(*source);
    }
    tellStatus();
}

void AttachedDriver::dropLater(const WatchedNode& node) {
    QMetaObject::invokeMethod(
        this,
        [this, gone = &node] {
            const auto place =
                std::find_if(m_nodes.begin(), m_nodes.end(),
                             [gone](const auto& each) { return each.get() == gone; });
            if (place != m_nodes.end()) {
                drop(**place);
            }
        },
        Qt::QueuedConnection);
}

void AttachedDriver::takeCluster(std::uint64_t cluster) {
    if (m_cluster == 0) {
        m_cluster = cluster;
        m_file.attachedCluster = m_cluster;
        Q_EMIT fileChanged(m_file);
    }
}

QString AttachedDriver::whyNotTaken(const AttachedNode& node, const network::ObserveHello& hello) {
    if (m_cluster != 0 && hello.cluster != m_cluster) {
        return tr("this is n%1 of another cluster (%2, this session watches %3): attach to it in a "
                  "session of its own")
            .arg(hello.node.value())
            .arg(hello.cluster, 16, 16, QLatin1Char('0'))
            .arg(m_cluster, 16, 16, QLatin1Char('0'));
    }
    for (const auto& other : m_nodes) {
        if (other.get() == &node || !other->wasSeen()) {
            continue;
        }
        if (other->node() == hello.node) {
            // The same node by another name.
            m_aliases.insert(node.address().text());
            m_aliases.insert(other->address().text());
            other->addAddress(node.address());
            dropLater(node);
            return tr("this is n%1, which is watched at %2")
                .arg(hello.node.value())
                .arg(other->address().text());
        }
        if (other->source() == std::optional(hello.source)) {
            return tr("n%1 and n%2 name their events alike: only one of them can be watched")
                .arg(hello.node.value())
                .arg(other->node().value());
        }
    }
    if (hello.source == m_source) {
        return tr("n%1 names its events as this session does: attach to it in a new session")
            .arg(hello.node.value());
    }
    takeCluster(hello.cluster);
    return {};
}

void AttachedDriver::tellSight(raft::NodeId node, observe::ObservationChanged sight) {
    record(std::move(sight), node);
}

void AttachedDriver::nodeChanged(WatchedNode& node) {
    if (node.isSeen()) {
        findOthers();
    }
    tellStatus();
}

void AttachedDriver::findOthers() {
    WatchedNode* asked = leader();
    for (std::size_t i = 0; asked == nullptr && i < m_nodes.size(); ++i) {
        asked = m_nodes[i]->isSeen() ? m_nodes[i].get() : nullptr;
    }
    // Members of an etcd tell of each other anyway.
    if (!m_file.findsOthers || asked == nullptr || asked->isEtcd()) {
        return;
    }
    asked->client().members([this, text = asked->address().text()](
                                const Result<std::vector<network::MemberInfo>>& members) {
        for (const auto& node : m_nodes) {
            if (members && node->address().text() == text) {
                hearMembers(*node, *members);
                return;
            }
        }
    });
}

bool AttachedDriver::isCalled(const NodeAddress& address) const {
    return m_aliases.count(address.text()) > 0 ||
           std::any_of(m_nodes.begin(), m_nodes.end(),
                       [&address](const auto& node) { return node->address() == address; });
}

void AttachedDriver::hearMembers(const WatchedNode& from,
                                 const std::vector<network::MemberInfo>& members) {
    const NodeAddress teller = from.address();
    for (const network::MemberInfo& member : members) {
        const bool isKnown = std::any_of(m_nodes.begin(), m_nodes.end(), [&member](const auto& n) {
            return n->node() == member.id;
        });
        if (isKnown || member.clientUrl.empty() || m_nodes.size() >= kMostNodes) {
            continue;
        }
        const auto address = addressOf(member, teller);
        if (address && !isCalled(*address)) {
            attach(*address, member.id);
        }
    }
    // Who left the cluster and does not answer is not called any more, but for those that the
    // person named.
    std::vector<const WatchedNode*> gone;
    for (const auto& node : m_nodes) {
        const bool isMember =
            std::any_of(members.begin(), members.end(),
                        [&node](const auto& member) { return member.id == node->node(); });
        if (!node->isSeen() && node->node() != raft::kNoNode && !isMember &&
            !m_file.addresses.contains(node->address().text())) {
            gone.push_back(node.get());
        }
    }
    for (const WatchedNode* node : gone) {
        drop(*node);
    }
}

}  // namespace quorate::gui
