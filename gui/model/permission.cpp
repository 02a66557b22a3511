// SPDX-License-Identifier: Apache-2.0
#include "gui/model/permission.h"

#include <QCoreApplication>

#include "gui/model/etcd_report.h"

namespace quorate::gui {

namespace {

struct Reasons {
    Q_DECLARE_TR_FUNCTIONS(Reasons)
};

QString whyEtcdCannot(Ability ability) {
    switch (ability) {
    case Ability::RunNodes:
        return Reasons::tr(
            "These nodes were launched elsewhere: what starts and ends them is not this window.");
    case Ability::Speed:
        return Reasons::tr("This session runs on real time.");
    default:
        return Reasons::tr("etcd does not expose this: it has no faults that can be asked for.");
    }
}

QString whyAttachedCannot(Ability ability) {
    switch (ability) {
    case Ability::Cuts:
    case Ability::LinkConditions:
    case Ability::Timers:
    case Ability::Disks:
        return Reasons::tr(
            "Faults are not allowed here yet: choose \"Allow faults on this node\" in the menu of "
            "a node first.");
    case Ability::Speed:
        return Reasons::tr("This session runs on real time.");
    case Ability::SingleMessages:
    case Ability::Clocks:
    case Ability::Points:
    case Ability::Sabotage:
    case Ability::PowerLoss:
        return Reasons::tr("Possible on a Stage only: these nodes were launched elsewhere.");
    default:
        return Reasons::tr(
            "These nodes were launched elsewhere: what starts and ends them is not this window.");
    }
}

/// A session that runs its nodes can do this, too.
bool isPartOfRunning(Ability ability) {
    return ability == Ability::Members || ability == Ability::Cuts;
}

QString whySessionCannot(const Session& session, Ability ability) {
    if (session.kind() == SessionKind::Recording) {
        return Reasons::tr("This is a recording: nothing runs here.");
    }
    if (session.status().scenario != nullptr && session.status().scenario->isLeading()) {
        return Reasons::tr("A scenario leads this Stage. Take it over with \"Let me try\".");
    }
    if (session.kind() == SessionKind::Attached) {
        return whyAttachedCannot(ability);
    }
    switch (ability) {
    case Ability::Members:
    case Ability::Cuts:
    case Ability::Arming:
    case Ability::RunNodes:
        return Reasons::tr("The nodes of this session cannot be stopped from here.");
    case Ability::Speed:
        return Reasons::tr("This session runs on real time.");
    case Ability::SingleMessages:
        return Reasons::tr("Single messages can be held and dropped on a Stage only.");
    case Ability::Timers:
        return Reasons::tr("Timers can be fired and set on a Stage only.");
    case Ability::LinkConditions:
        return Reasons::tr("This session cannot slow its links or lose messages.");
    case Ability::Clocks:
        return Reasons::tr(
            "Clocks can be changed on a Stage only: the nodes of this session live by the clock of "
            "the machine.");
    case Ability::Disks:
        return Reasons::tr("The disks of this session's nodes are beyond reach.");
    case Ability::PowerLoss:
        return Reasons::tr(
            "Disks lose their power on a Stage only: the nodes of this session write to the disk "
            "of the machine, which keeps what was written even when a node ends.");
    case Ability::Points:
        return Reasons::tr("What passes through a node can be stopped on a Stage only.");
    case Ability::Sabotage:
        return Reasons::tr("Rules of Raft can be switched off on a Stage only.");
    }
    return {};
}

}  // namespace

QString whyNot(const ViewContext& context, Ability ability) {
    const Session* session = context.desk.session();
    if (session == nullptr) {
        return Reasons::tr("No session is open.");
    }
    const bool can =
        session->can(ability) || (isPartOfRunning(ability) && session->can(Ability::RunNodes));
    if (!can) {
        const FramePtr& frame = context.frames.frame();
        return session->kind() == SessionKind::Attached && frame != nullptr &&
                       etcd_report::tellsNoLog(frame->state)
                   ? whyEtcdCannot(ability)
                   : whySessionCannot(*session, ability);
    }
    if (!context.time.isLive()) {
        return Reasons::tr("A moment of the past is shown. Return to live (L) to act.");
    }
    return {};
}

}  // namespace quorate::gui
