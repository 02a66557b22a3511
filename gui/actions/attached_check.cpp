// SPDX-License-Identifier: Apache-2.0
#include "gui/actions/attached_check.h"

#include <QCoreApplication>

#include <algorithm>
#include <variant>
#include <vector>

#include "gui/model/wording.h"
#include "network/observation/observe_service.h"

namespace quorate::gui {

namespace {

class AttachedReasons {
    Q_DECLARE_TR_FUNCTIONS(AttachedCheck)

public:
    AttachedReasons(const Session& session, const observe::ClusterState& state)
        : m_armed(session.status().armed), m_state(state) {}

    template <class Other>
    QString operator()(const Other& /*other*/) const {
        return {};
    }
    QString operator()(const ActOnNode& what) const {
        switch (what.act) {
        case NodeAct::FireElectionTimer:
        case NodeAct::Pause:
        case NodeAct::Stop:
            return whyNotAt(what.node);
        case NodeAct::Resume:
            return goesOnByItself(what.node);
        default:
            return {};
        }
    }
    QString operator()(const SetDiskFault& what) const {
        for (const raft::NodeId node : what.nodes) {
            if (!isArmed(node)) {
                return whyNotAt(node);
            }
        }
        return {};
    }
    QString operator()(const CutLink& what) const { return whyNotBetween(what.link); }
    QString operator()(const HealLink& what) const { return whyNotBetween(what.link); }
    QString operator()(const Partition& what) const {
        for (std::size_t i = 0; i < what.groups.size(); ++i) {
            for (std::size_t k = i + 1; k < what.groups.size(); ++k) {
                for (const raft::NodeId from : what.groups[i]) {
                    for (const raft::NodeId to : what.groups[k]) {
                        if (const QString why = whyNotBetween({from, to}); !why.isEmpty()) {
                            return why;
                        }
                    }
                }
            }
        }
        return {};
    }
    QString operator()(const SetLinkCondition& what) const {
        for (const observe::Link& link : what.links) {
            if (!isArmed(link.from)) {
                return whyNotAt(link.from);
            }
        }
        return {};
    }
    QString operator()(const EndFault& what) const {
        const auto& faults = m_state.faults();
        const auto found = std::find_if(faults.begin(), faults.end(), [&what](const auto& fault) {
            return fault.fault == what.fault;
        });
        const raft::NodeId teller = found == faults.end() ? raft::kNoNode : tellerOf(*found);
        if (teller == raft::kNoNode) {
            return {};
        }
        if (found->kind == observe::FaultKind::NodePaused) {
            return goesOnByItself(teller);
        }
        return isArmed(teller)
                   ? QString()
                   : tr("Somebody else set this at %1. To end it, choose \"Allow faults on this "
                        "node\" in its menu first.")
                         .arg(nameOf(teller));
    }

private:
    /// The node that told of it, where that was not the session.
    [[nodiscard]] raft::NodeId tellerOf(const observe::ActiveFault& fault) const {
        const observe::SourceId source = observe::sourceOf(fault.event);
        for (std::size_t i = 0; i < m_state.nodeCount(); ++i) {
            if (network::sourceOfNode(m_state.nodeAt(i).id) == source) {
                return m_state.nodeAt(i).id;
            }
        }
        return raft::kNoNode;
    }
    [[nodiscard]] bool isArmed(raft::NodeId node) const {
        return std::find(m_armed.begin(), m_armed.end(), node) != m_armed.end();
    }
    [[nodiscard]] QString whyNotAt(raft::NodeId node) const {
        return isArmed(node) ? QString()
                             : tr("Faults are not allowed on %1: choose \"Allow faults on this "
                                  "node\" in its menu first.")
                                   .arg(nameOf(node));
    }
    [[nodiscard]] QString whyNotBetween(const observe::Link& link) const {
        return isArmed(link.from) || isArmed(link.to)
                   ? QString()
                   : tr("Faults are not allowed on %1 or %2: choose \"Allow faults on this node\" "
                        "in the menu of one of them first.")
                         .arg(nameOf(link.from), nameOf(link.to));
    }
    [[nodiscard]] static QString goesOnByItself(raft::NodeId node) {
        return tr("%1 hears nobody while it is paused. It goes on by itself, after %2 s at most.")
            .arg(nameOf(node))
            .arg(kLongestPauseMs / 1000);
    }

    const std::vector<raft::NodeId>& m_armed;
    const observe::ClusterState& m_state;
};

}  // namespace

bool isHarmToAttached(const Command& command) {
    const auto* act = std::get_if<ActOnNode>(&command);
    return act != nullptr &&
           (act->act == NodeAct::Pause || act->act == NodeAct::Stop || act->act == NodeAct::Resume);
}

QString whyNotOnAttached(const Session& session, const observe::ClusterState& state,
                         const Command& command) {
    return std::visit(AttachedReasons(session, state), command);
}

}  // namespace quorate::gui
