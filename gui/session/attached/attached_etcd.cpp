// SPDX-License-Identifier: Apache-2.0
// Members of an etcd, as nodes of an Attached session.
#include <algorithm>
#include <utility>

#include "gui/model/etcd_report.h"
#include "gui/session/attached/attached_driver.h"
#include "gui/session/attached/etcd_fields.h"

namespace quorate::gui {

namespace {

/// Wider than any cluster: who tells of more members tells nonsense.
constexpr std::size_t kMostNodes = 15;

Result<NodeAddress> addressOf(const network::EtcdMember& member, const NodeAddress& teller) {
    auto address = nodeAddressOf(QString::fromStdString(member.clientUrls.front()));
    if (address &&
        (address->host == QLatin1String("0.0.0.0") || address->host == QLatin1String("::"))) {
        address->host = teller.host;
    }
    return address;
}

}  // namespace

void AttachedDriver::attachEtcd(const NodeAddress& address, raft::NodeId expected) {
    m_nodes.push_back(std::make_unique<EtcdNode>(address, expected, m_credentials,
                                                 static_cast<EtcdNode::Owner&>(*this)));
    m_nodes.back()->begin();
}

bool AttachedDriver::watchesEtcd() const {
    return std::any_of(m_nodes.begin(), m_nodes.end(),
                       [](const auto& node) { return node->isEtcd() && node->wasSeen(); });
}

QString AttachedDriver::foundEtcd(const AttachedNode& node) {
    const bool isMixed = std::any_of(m_nodes.begin(), m_nodes.end(), [](const auto& other) {
        return !other->isEtcd() && other->wasSeen();
    });
    if (isMixed) {
        return tr(
            "this is an etcd, and this session watches Quorate nodes: attach to it in a "
            "session of its own");
    }
    // It calls this: it goes when it has returned.
    QMetaObject::invokeMethod(
        this,
        [this, address = node.address(), expected = node.node()] {
            const auto place =
                std::find_if(m_nodes.begin(), m_nodes.end(), [&address](const auto& each) {
                    return !each->isEtcd() && each->address() == address;
                });
            if (place != m_nodes.end()) {
                m_nodes.erase(place);
                attachEtcd(address, expected);
            }
        },
        Qt::QueuedConnection);
    return {};
}

QString AttachedDriver::whyNotTaken(const EtcdNode& node, const network::EtcdStatus& status) {
    if (m_cluster != 0 && status.cluster != m_cluster) {
        return tr("this is member %1 of another cluster (%2, this session watches %3): attach to "
                  "it in a session of its own")
            .arg(QString::fromStdString(etcd_report::textOfMember(status.member)))
            .arg(status.cluster, 16, 16, QLatin1Char('0'))
            .arg(m_cluster, 16, 16, QLatin1Char('0'));
    }
    for (const auto& other : m_nodes) {
        if (other.get() != &node && other->wasSeen() && memberOf(other->node()) == status.member) {
            m_aliases.insert(node.address().text());
            m_aliases.insert(other->address().text());
            other->addAddress(node.address());
            dropLater(node);
            return tr("this is n%1, which is watched at %2")
                .arg(other->node().value())
                .arg(other->address().text());
        }
    }
    takeCluster(status.cluster);
    return {};
}

void AttachedDriver::tell(raft::NodeId node, raft::Term term, observe::Body body) {
    m_recorder.observe({m_clock.now(), node, term, raft::kNoEvent, std::move(body)});
}

void AttachedDriver::tellReport(raft::NodeId node,
                                const std::vector<observe::ReportField>& fields) {
    auto& known = m_reports[node];
    observe::NodeReported reported;
    for (const observe::ReportField& field : fields) {
        std::string& value = known[field.name];
        if (value != field.value) {
            value = field.value;
            reported.fields.push_back(field);
        }
    }
    if (!reported.fields.empty()) {
        record(std::move(reported), node);
    }
}

void AttachedDriver::hearMembers(const EtcdNode& from,
                                 const std::vector<network::EtcdMember>& members) {
    // Of several that tell of others, the leader knows best.
    const WatchedNode* leads = leader();
    if (leads != nullptr && leads != &from) {
        return;
    }
    for (const network::EtcdMember& member : members) {
        const raft::NodeId node = nodeOf(member.id);
        tellReport(node, fieldsOf(member));
        const bool isKnown = std::any_of(m_nodes.begin(), m_nodes.end(),
                                         [node](const auto& each) { return each->node() == node; });
        if (isKnown || !m_file.findsOthers || member.clientUrls.empty() ||
            m_nodes.size() >= kMostNodes) {
            continue;
        }
        const auto address = addressOf(member, from.address());
        if (address && !isCalled(*address)) {
            attachEtcd(*address, node);
        }
    }
    // Who left is not called any more.
    std::vector<const WatchedNode*> gone;
    for (auto& [node, fields] : m_reports) {
        const raft::NodeId id = memberOf(node);
        const bool isMember =
            std::any_of(members.begin(), members.end(),
                        [id](const network::EtcdMember& member) { return member.id == id; });
        if (isMember) {
            continue;
        }
        tellReport(node, {{std::string(etcd_report::kMembership), "removed"}});
        for (const auto& each : m_nodes) {
            if (each->node() == node && !each->isSeen() && each.get() != &from) {
                gone.push_back(each.get());
            }
        }
    }
    for (const WatchedNode* node : gone) {
        drop(*node);
    }
}

}  // namespace quorate::gui
