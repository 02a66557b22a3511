// SPDX-License-Identifier: Apache-2.0
// What people and schedules asked for.
#include "gui/events/event_sentence.h"
#include "gui/events/event_wording.h"
#include "gui/model/wording.h"

namespace quorate::gui {

QString EventSentence::operator()(const observe::OperatorCommand& body) const {
    using observe::Command;
    const QString about = nameOf(body.about);
    const QString link = linkText({body.about, body.other});
    const QString text = QString::fromStdString(body.text);
    switch (body.command) {
    case Command::Start:
        return tr("you started %1").arg(about);
    case Command::Stop:
        return tr("you told %1 to end").arg(about);
    case Command::Crash:
        return tr("you killed %1").arg(about);
    case Command::CrashAt:
        return tr("you let %1 crash at %2").arg(about, text);
    case Command::Restart:
        return tr("you restarted %1").arg(about);
    case Command::Pause:
        return tr("you paused %1").arg(about);
    case Command::Resume:
        return tr("you let %1 go on").arg(about);
    case Command::Wipe:
        return tr("you emptied %1’s disk").arg(about);
    case Command::AddNode:
        return tr("you added %1").arg(about);
    case Command::RemoveNode:
        return tr("you asked to remove %1").arg(about);
    case Command::PromoteLearner:
        return tr("you asked to make %1 a voter").arg(about);
    case Command::TransferLeader:
        return tr("you asked %1 to make %2 the leader").arg(about, nameOf(body.other));
    case Command::FireElectionTimer:
        return tr("you let %1’s election timer run out").arg(about);
    case Command::AlignElectionTimers:
        return tr("you set all election timers alike");
    case Command::SpreadElectionTimers:
        return tr("you set all election timers apart");
    case Command::Compact:
        return tr("you asked %1 to compact its log").arg(about);
    case Command::TakeSnapshot:
        return tr("you asked %1 for a snapshot").arg(about);
    case Command::CutLink:
        return tr("you cut link %1").arg(link);
    case Command::HealLink:
        return tr("you healed link %1").arg(link);
    case Command::ChangeLink:
        return tr("you changed link %1").arg(link);
    case Command::HoldMessage:
        return tr("you held a message on %1").arg(link);
    case Command::ReleaseMessage:
        return tr("you let a message on %1 go").arg(link);
    case Command::DropMessage:
        return tr("you dropped a message on %1").arg(link);
    case Command::DuplicateMessage:
        return tr("you doubled a message on %1").arg(link);
    case Command::SetClockDrift:
        return tr("you set %1’s clock to run off by %2 ppm")
            .arg(about, QString::number(body.amount));
    case Command::StartFault:
        return text.isEmpty() ? tr("you broke something")
                              : tr("you asked for a fault: %1").arg(text);
    case Command::EndFault:
        return text.isEmpty() ? tr("you mended what was broken") : tr("you mended: %1").arg(text);
    }
    return {};
}

}  // namespace quorate::gui
