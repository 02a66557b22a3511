// SPDX-License-Identifier: Apache-2.0
#include "gui/actions/command_check.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>
#include <variant>

#include "gui/model/cluster_facts.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

using observe::NodeCondition;
using observe::NodeState;

/// What a session must be able to do for a command; nothing for what all can.
struct AbilityFor {
    template <class Other>
    std::optional<Ability> operator()(const Other& /*other*/) const {
        return Ability::RunNodes;
    }
    std::optional<Ability> operator()(const ActOnNode& what) const {
        return what.act == NodeAct::FireElectionTimer ? Ability::Timers : Ability::RunNodes;
    }
    std::optional<Ability> operator()(const SetLinkCondition& /*what*/) const {
        return Ability::LinkConditions;
    }
    std::optional<Ability> operator()(const SetClockDrift& /*what*/) const {
        return Ability::Clocks;
    }
    std::optional<Ability> operator()(const SetDiskIllness& /*what*/) const {
        return Ability::Disks;
    }
    std::optional<Ability> operator()(const ActOnMessage& /*what*/) const {
        return Ability::SingleMessages;
    }
    std::optional<Ability> operator()(const ActOnTimers& /*what*/) const { return Ability::Timers; }
    std::optional<Ability> operator()(const Play& /*what*/) const { return Ability::Speed; }
    std::optional<Ability> operator()(const Pause& /*what*/) const { return Ability::Speed; }
    std::optional<Ability> operator()(const SetSpeed& /*what*/) const { return Ability::Speed; }
    std::optional<Ability> operator()(const StepEvent& /*what*/) const { return Ability::Speed; }
};

class Reasons {
    Q_DECLARE_TR_FUNCTIONS(CommandCheck)

public:
    static QString noSession() { return tr("There is no cluster. Open a session first."); }
    static QString detached() {
        return tr("This is the past, which cannot be changed. Press L to return to the live edge.");
    }
    static QString lacks(Ability ability) {
        switch (ability) {
        case Ability::RunNodes:
            return tr("This is a recording: nothing runs that could be changed.");
        case Ability::Speed:
            return tr("This cluster runs on real time. Only a Stage can be slowed down.");
        case Ability::SingleMessages:
            return tr("Single messages can be held, dropped and doubled on a Stage only.");
        case Ability::Timers:
            return tr("Timers can be set off on a Stage only.");
        case Ability::LinkConditions:
            return tr("Links of this cluster can be cut, but not made slow or lossy.");
        case Ability::Clocks:
            return tr("The nodes of this cluster use the clock of this machine.");
        case Ability::Disks:
            return tr("The nodes of this cluster use the disks of this machine.");
        }
        return {};
    }

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
    if (context.desk.session() == nullptr) {
        return Reasons::noSession();
    }
    if (const auto ability = std::visit(AbilityFor(), command)) {
        // A recording can do nothing at all; that says more than what it lacks for this.
        for (const Ability needed : {Ability::RunNodes, *ability}) {
            if (!context.desk.can(needed)) {
                return Reasons::lacks(needed);
            }
        }
    }
    if (!context.time.isLive()) {
        return Reasons::detached();
    }
    const auto* act = std::get_if<ActOnNode>(&command);
    const FramePtr& frame = context.frames.frame();
    if (act != nullptr && frame != nullptr) {
        return Reasons::ofNode(*act, frame->state);
    }
    return {};
}

bool runIfPossible(ViewContext& context, const Command& command) {
    if (!whyNot(context, command).isEmpty()) {
        return false;
    }
    context.desk.run(command);
    return true;
}

}  // namespace quorate::gui
