// SPDX-License-Identifier: Apache-2.0
#include "gui/actions/command_check.h"

#include <QCoreApplication>

#include <algorithm>
#include <variant>

#include "gui/actions/attached_check.h"
#include "gui/actions/confirmation.h"
#include "gui/model/cluster_facts.h"
#include "gui/model/permission.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

using observe::NodeCondition;
using observe::NodeState;

/// What a session must be able to do for a command.
struct AbilityFor {
    template <class Other>
    Ability operator()(const Other& /*other*/) const {
        return Ability::RunNodes;
    }
    Ability operator()(const ActOnNode& what) const {
        switch (what.act) {
        case NodeAct::FireElectionTimer:
            return Ability::Timers;
        case NodeAct::MakeLeader:
        case NodeAct::Promote:
        case NodeAct::Remove:
            return Ability::Members;
        default:
            return Ability::RunNodes;
        }
    }
    Ability operator()(const AddNode& /*what*/) const { return Ability::Members; }
    // Through the ordinary interface of nodes, as members are changed.
    Ability operator()(const Ask& /*what*/) const { return Ability::Members; }
    Ability operator()(const SetWorkload& /*what*/) const { return Ability::Members; }
    Ability operator()(const ArmFaults& /*what*/) const { return Ability::Arming; }
    Ability operator()(const CutLink& /*what*/) const { return Ability::Cuts; }
    Ability operator()(const HealLink& /*what*/) const { return Ability::Cuts; }
    Ability operator()(const Partition& /*what*/) const { return Ability::Cuts; }
    Ability operator()(const EndFault& /*what*/) const { return Ability::Cuts; }
    Ability operator()(const EndAllFaults& /*what*/) const { return Ability::Cuts; }
    Ability operator()(const SetLinkCondition& /*what*/) const { return Ability::LinkConditions; }
    Ability operator()(const SetClockDrift& /*what*/) const { return Ability::Clocks; }
    Ability operator()(const SetDiskFault& what) const {
        return isOfRealDisks(what.fault.kind) ? Ability::Disks : Ability::PowerLoss;
    }
    Ability operator()(const CrashForgetting& /*what*/) const { return Ability::PowerLoss; }
    Ability operator()(const ActAtPoint& /*what*/) const { return Ability::Points; }
    Ability operator()(const SetSabotage& /*what*/) const { return Ability::Sabotage; }
    Ability operator()(const ActOnMessage& /*what*/) const { return Ability::SingleMessages; }
    Ability operator()(const ActOnTimers& /*what*/) const { return Ability::Timers; }
    Ability operator()(const Play& /*what*/) const { return Ability::Speed; }
    Ability operator()(const Pause& /*what*/) const { return Ability::Speed; }
    Ability operator()(const SetSpeed& /*what*/) const { return Ability::Speed; }
    Ability operator()(const StepEvent& /*what*/) const { return Ability::Speed; }
};

class Reasons {
    Q_DECLARE_TR_FUNCTIONS(CommandCheck)

public:
    static QString ofNode(const ActOnNode& what, const observe::ClusterState& state) {
        const NodeState* node = state.findNode(what.node);
        if (node == nullptr) {
            return tr("There is no %1.").arg(nameOf(what.node));
        }
        const QString name = nameOf(what.node);
        const bool runs = isRunning(*node);
        switch (what.act) {
        case NodeAct::Start:
            return runs ? tr("%1 runs.").arg(name) : QString();
        case NodeAct::Wipe:
            return runs ? tr("%1 runs. Stop or kill it first.").arg(name) : QString();
        case NodeAct::Restart:
            return {};
        case NodeAct::Stop:
        case NodeAct::Kill:
            return runs ? QString() : tr("%1 is down.").arg(name);
        case NodeAct::Pause:
            return node->condition == NodeCondition::Up ? QString()
                                                        : tr("%1 does not run.").arg(name);
        case NodeAct::Resume:
            return node->condition == NodeCondition::Paused ? QString()
                                                            : tr("%1 is not paused.").arg(name);
        case NodeAct::FireElectionTimer:
            return ofTimer(*node, name);
        case NodeAct::MakeLeader:
        case NodeAct::Promote:
        case NodeAct::Remove:
            return ofMember(what.act, *node, state);
        }
        return {};
    }

private:
    static QString ofTimer(const NodeState& node, const QString& name) {
        if (node.condition != NodeCondition::Up) {
            return tr("%1 does not run.").arg(name);
        }
        return node.role == raft::Role::Leader
                   ? tr("%1 leads: it has no election timer, it checks its quorum instead.")
                         .arg(name)
                   : QString();
    }
    /// What a leader must agree to.
    static QString ofMember(NodeAct act, const NodeState& node,
                            const observe::ClusterState& state) {
        const QString name = nameOf(node.id);
        const NodeState* leader = leaderOf(state);
        if (leader == nullptr) {
            return tr("Nobody leads who could do that.");
        }
        const raft::ConfState& configuration = leader->configuration;
        if (!isMemberOf(configuration, node.id)) {
            return tr("%1 is no member.").arg(name);
        }
        const bool isLearner = isLearnerIn(configuration, node.id);
        if (act == NodeAct::Promote) {
            return isLearner ? QString() : tr("%1 is a voter already.").arg(name);
        }
        if (act == NodeAct::MakeLeader) {
            if (isLearner) {
                return tr("%1 is a learner, and learners cannot lead.").arg(name);
            }
            return leader->id == node.id ? tr("%1 leads already.").arg(name) : QString();
        }
        return observe::membersOf(configuration).size() == 1
                   ? tr("%1 is the only member.").arg(name)
                   : QString();
    }
};

}  // namespace

QString whyNot(const ViewContext& context, const Command& command) {
    const Session* session = context.desk.session();
    const bool isAttached = session != nullptr && session->kind() == SessionKind::Attached;
    QString reason = whyNot(context, isAttached && isHarmToAttached(command)
                                         ? Ability::Cuts
                                         : std::visit(AbilityFor(), command));
    const FramePtr& frame = context.frames.frame();
    if (!reason.isEmpty() || frame == nullptr) {
        return reason;
    }
    if (const auto* act = std::get_if<ActOnNode>(&command)) {
        reason = Reasons::ofNode(*act, frame->state);
    }
    return reason.isEmpty() && isAttached ? whyNotOnAttached(*session, frame->state, command)
                                          : reason;
}

bool runIfPossible(ViewContext& context, const Command& command) {
    if (!whyNot(context, command).isEmpty()) {
        return false;
    }
    if (needsConfirmation(context, command)) {
        confirm(context, command);
    } else {
        context.desk.run(command);
    }
    return true;
}

}  // namespace quorate::gui
