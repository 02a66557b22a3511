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
    m_nodes.push_back(std::make_unique<AttachedNode>(address, expected, m_clock,
                                                     static_cast<AttachedNode::Owner&>(*this)));
    m_nodes.back()->begin();
}

/// It is not called any more.
void AttachedDriver::drop(const AttachedNode& node) {
    const auto place = std::find_if(m_nodes.begin(), m_nodes.end(),
                                    [&node](const auto& each) { return each.get() == &node; });
    if (place == m_nodes.end()) {
        return;
    }
    if (node.wasSeen()) {
        const observe::SourceId source = node.source();
        m_nodes.erase(place);
        m_endSource(source);
    } else {
        m_nodes.erase(place);
    }
    tellStatus();
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
            if (other->isSeen()) {
                // The same node by another name.
                m_aliases.insert(node.address().text());
                QMetaObject::invokeMethod(
                    this,
                    [this, text = node.address().text()] {
                        for (const auto& each : m_nodes) {
                            if (each->address().text() == text) {
                                drop(*each);
                                return;
                            }
                        }
                    },
                    Qt::QueuedConnection);
            }
            return tr("this is n%1, which is watched at %2")
                .arg(hello.node.value())
                .arg(other->address().text());
        }
        if (other->source() == hello.source) {
            return tr("n%1 and n%2 name their events alike: only one of them can be watched")
                .arg(hello.node.value())
                .arg(other->node().value());
        }
    }
    if (hello.source == m_source) {
        return tr("n%1 names its events as this session does: attach to it in a new session")
            .arg(hello.node.value());
    }
    if (m_cluster == 0) {
        m_cluster = hello.cluster;
        m_file.attachedCluster = m_cluster;
        Q_EMIT fileChanged(m_file);
    }
    return {};
}

void AttachedDriver::tellSight(raft::NodeId node, observe::ObservationChanged sight) {
    record(std::move(sight), node);
}

void AttachedDriver::nodeChanged(AttachedNode& node) {
    if (node.isSeen()) {
        findOthers();
    }
    tellStatus();
}

void AttachedDriver::findOthers() {
    AttachedNode* asked = leader();
    for (std::size_t i = 0; asked == nullptr && i < m_nodes.size(); ++i) {
        asked = m_nodes[i]->isSeen() ? m_nodes[i].get() : nullptr;
    }
    if (!m_file.findsOthers || asked == nullptr) {
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

void AttachedDriver::hearMembers(const AttachedNode& from,
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
        const bool isCalled =
            address && (m_aliases.count(address->text()) > 0 ||
                        std::any_of(m_nodes.begin(), m_nodes.end(), [&address](const auto& n) {
                            return n->address() == *address;
                        }));
        if (address && !isCalled) {
            attach(*address, member.id);
        }
    }
    // Who left the cluster and does not answer is not called any more, but for those that the
    // person named.
    std::vector<const AttachedNode*> gone;
    for (const auto& node : m_nodes) {
        const bool isMember =
            std::any_of(members.begin(), members.end(),
                        [&node](const auto& member) { return member.id == node->node(); });
        if (!node->isSeen() && node->node() != raft::kNoNode && !isMember &&
            !m_file.addresses.contains(node->address().text())) {
            gone.push_back(node.get());
        }
    }
    for (const AttachedNode* node : gone) {
        drop(*node);
    }
}

}  // namespace quorate::gui
