// SPDX-License-Identifier: Apache-2.0
#include "gui/inspector/inspect_timers.h"

#include <QCoreApplication>

#include "gui/model/cluster_facts.h"
#include "gui/model/figures.h"
#include "gui/model/leader_timers.h"

namespace quorate::gui {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Inspector)
};

QString key(const char* name) {
    return QString::fromLatin1(name);
}

void writeLeader(FieldWriter& write, const LeaderTimers& timers, const observe::NodeState& node) {
    if (timers.sinceHeartbeatNs) {
        Field& beat =
            write.text(key("beat"), Texts::tr("Next heartbeat"),
                       Texts::tr("in about %1")
                           .arg(durationText(timers.heartbeatEveryNs - *timers.sinceHeartbeatNs)));
        beat.isFlowing = true;
        beat.tip =
            Texts::tr("The last one was %1 ago; counted in its ticks, one every %2")
                .arg(durationText(*timers.sinceHeartbeatNs), durationText(timers.heartbeatEveryNs));
    }
    Field& check =
        write.text(key("left"), Texts::tr("Quorum check"),
                   Texts::tr("in %1").arg(durationText(timers.checkEveryNs - timers.sinceCheckNs)));
    check.isFlowing = true;
    check.tip = node.settings.checkQuorum
                    ? Texts::tr(
                          "It steps down where it has not heard of a quorum since the last "
                          "check (dissertation §6.2)")
                    : Texts::tr("Nothing comes of it: this node does not check its quorum");
    write.nodes(key("heard"), Texts::tr("Heard of since"), timers.heard).isFlowing = true;
    Field& lease =
        write.text(key("lease"), Texts::tr("Leads for"),
                   !timers.leadsForNs ? Texts::tr("as long as nobody else does")
                   : timers.hasQuorum
                       ? Texts::tr("%1 at least").arg(durationText(*timers.leadsForNs))
                       : Texts::tr("%1, without a quorum").arg(durationText(*timers.leadsForNs)));
    lease.isFlowing = true;
    lease.tip = timers.hasQuorum
                    ? Texts::tr(
                          "A quorum was heard of: it passes the next check, and leads until "
                          "the one after it, unless a higher term comes")
                    : Texts::tr("Where no quorum is heard of by then, it steps down");
}

}  // namespace

FieldSection timerFields(const Frame& frame, const observe::NodeState& node) {
    FieldSection section{key("timers"), Texts::tr("Timers"), {}};
    FieldWriter write(section);
    const observe::ElectionTimer& timer = node.electionTimer;
    const std::uint64_t tick = node.settings.tickNs;
    if (const auto leader = leaderTimersOf(node, frame.moment)) {
        writeLeader(write, *leader, node);
    } else if (isRunning(node) && tick > 0 && node.role != raft::Role::Leader) {
        const std::uint64_t end = timer.since.nanoseconds() + timer.timeoutTicks * tick;
        const std::uint64_t now = frame.moment.nanoseconds();
        write
            .text(key("left"), Texts::tr("Election timer"),
                  now >= end ? Texts::tr("runs out")
                             : Texts::tr("runs out in %1").arg(durationText(end - now)))
            .isFlowing = true;
    }
    write.text(key("since"), Texts::tr("Wound up at"), textOf(timer.since)).isFlowing = true;
    write
        .text(key("timeout"), Texts::tr("Timeout"),
              tick > 0 ? Texts::tr("%1 ticks, %2")
                             .arg(timer.timeoutTicks)
                             .arg(durationText(timer.timeoutTicks * tick))
                       : Texts::tr("%1 ticks").arg(timer.timeoutTicks))
        .tip = Texts::tr("Drawn anew at every change of role or term (§9.3)");
    return section;
}

}  // namespace quorate::gui
