// SPDX-License-Identifier: Apache-2.0
// What happens around a core: runtimes, links, people.
#include <QStringList>

#include <algorithm>
#include <cstddef>

#include "engine/observe/node_state.h"
#include "gui/events/event_sentence.h"
#include "gui/events/event_wording.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

// --- proposals and reads

QString EventSentence::operator()(const observe::ProposalQueued& body) const {
    return tr("%1 took a proposal of %2").arg(who(), bytesText(body.bytes));
}

QString EventSentence::operator()(const observe::ProposalAppended& body) const {
    return tr("%1’s proposal stands in its log as %2").arg(who(), textOf(body.entry));
}

QString EventSentence::operator()(const observe::ProposalCompleted& body) const {
    switch (body.outcome) {
    case observe::Outcome::Done:
        return tr("%1 is done with a proposal, revision %2").arg(who(), number(body.revision));
    case observe::Outcome::Refused:
        return tr("%1 refused a proposal: %2").arg(who(), reasonText(body.code));
    case observe::Outcome::Unknown:
        return tr("%1 cannot tell what became of a proposal: %2").arg(who(), reasonText(body.code));
    }
    return {};
}

QString EventSentence::operator()(const observe::ReadQueued& body) const {
    switch (body.consistency) {
    case observe::ReadConsistency::Linearizable:
        return tr("%1 took a linearizable read").arg(who());
    case observe::ReadConsistency::Lease:
        return tr("%1 took a read under the leader’s lease").arg(who());
    case observe::ReadConsistency::Local:
        return tr("%1 took a local read").arg(who());
    }
    return {};
}

QString EventSentence::operator()(const observe::ReadConfirmed& body) const {
    return tr("%1 may answer a read as soon as %2 is applied").arg(who(), number(body.index));
}

QString EventSentence::operator()(const observe::ReadAnswered& body) const {
    switch (body.outcome) {
    case observe::Outcome::Done:
        return tr("%1 answered a read at revision %2").arg(who(), number(body.revision));
    case observe::Outcome::Refused:
        return tr("%1 refused a read: %2").arg(who(), reasonText(body.code));
    case observe::Outcome::Unknown:
        return tr("%1 gave up a read: %2").arg(who(), reasonText(body.code));
    }
    return {};
}

// --- the disk and the state machine

QString EventSentence::operator()(const observe::LogWriteStarted& body) const {
    const QString size = bytesText(body.bytes);
    if (body.first.value() == 0) {
        return body.hardState ? tr("%1 writes its term, vote and commit, %2").arg(who(), size)
                              : tr("%1 writes to its log, %2").arg(who(), size);
    }
    const QString entries = indexRange(body.first, body.last);
    return body.sync ? tr("%1 writes and syncs %2, %3").arg(who(), entries, size)
                     : tr("%1 writes %2 without a sync, %3").arg(who(), entries, size);
}

QString EventSentence::operator()(const observe::LogSyncStarted& /*body*/) const {
    return tr("%1 waits for its disk to sync the log").arg(who());
}

QString EventSentence::operator()(const observe::LogWriteCompleted& body) const {
    return body.last.value() == 0
               ? tr("%1’s write is done").arg(who())
               : tr("%1’s write of entries up to %2 is done").arg(who(), number(body.last));
}

QString EventSentence::operator()(const observe::LogWriteFailed& body) const {
    return tr("%1 could not write its log: %2").arg(who(), QString::fromStdString(body.reason));
}

QString EventSentence::operator()(const observe::LogSynced& body) const {
    return tr("%1’s disk certainly holds term %2, the vote for %3 and entries up to %4")
        .arg(who(), number(body.state.term), nameOf(body.state.vote), textOf(body.last));
}

QString EventSentence::operator()(const observe::ApplyStarted& body) const {
    return tr("%1 applies %2").arg(who(), indexRange(body.first, body.last));
}

QString EventSentence::operator()(const observe::ApplyCompleted& body) const {
    return tr("%1’s state machine is at %2, revision %3")
        .arg(who(), number(body.applied), number(body.revision));
}

QString EventSentence::operator()(const observe::SnapshotStarted& body) const {
    return tr("%1 begins a snapshot up to %2").arg(who(), textOf(body.covers));
}

QString EventSentence::operator()(const observe::SnapshotSaved& body) const {
    return tr("%1 saved a snapshot up to %2, %3")
        .arg(who(), textOf(body.covers), bytesText(body.bytes));
}

QString EventSentence::operator()(const observe::SnapshotInstalled& body) const {
    return tr("%1 installed the snapshot up to %2 that %3 sent, %4")
        .arg(who(), textOf(body.covers), nameOf(body.from), bytesText(body.bytes));
}

QString EventSentence::operator()(const observe::SnapshotFailed& body) const {
    return tr("%1’s snapshot up to %2 failed: %3")
        .arg(who(), textOf(body.covers), QString::fromStdString(body.reason));
}

QString EventSentence::operator()(const observe::LogCompacted& body) const {
    return tr("%1 removed its log up to %2, which a snapshot covers")
        .arg(who(), textOf(body.before));
}

// --- the life of a node

QString EventSentence::operator()(const observe::NodeStarted& body) const {
    return body.incarnation <= 1
               ? tr("%1 started").arg(who())
               : tr("%1 started, for the %2. time").arg(who(), number(body.incarnation));
}

QString EventSentence::operator()(const observe::NodeFrame& body) const {
    if (body.state == nullptr) {
        return tr("%1 told all of its state").arg(who());
    }
    return tr("%1 told all of its state: term %2, log up to %3, committed %4")
        .arg(who(), number(body.state->term), textOf(body.state->log.lastId()),
             number(body.state->log.committed));
}

QString EventSentence::operator()(const observe::NodeStopped& /*body*/) const {
    return tr("%1 ended").arg(who());
}

QString EventSentence::operator()(const observe::NodeCrashed& body) const {
    return body.point.empty()
               ? tr("%1 crashed").arg(who())
               : tr("%1 crashed at %2").arg(who(), QString::fromStdString(body.point));
}

QString EventSentence::operator()(const observe::NodeFailed& body) const {
    return tr("%1 stopped by itself: %2").arg(who(), QString::fromStdString(body.reason));
}

QString EventSentence::operator()(const observe::NodePaused& /*body*/) const {
    return tr("%1 paused").arg(who());
}

QString EventSentence::operator()(const observe::NodeResumed& /*body*/) const {
    return tr("%1 goes on").arg(who());
}

// --- links

QString EventSentence::operator()(const observe::MessageLeft& body) const {
    return tr("%1 left %2 for %3")
        .arg(sayingOf(body), nameOf(body.link.from), nameOf(body.link.to));
}

QString EventSentence::operator()(const observe::MessageDelivered& body) const {
    return tr("a message of %1 reached %2").arg(nameOf(body.link.from), nameOf(body.link.to));
}

QString EventSentence::operator()(const observe::MessageDropped& body) const {
    const QString from = nameOf(body.link.from);
    const QString to = nameOf(body.link.to);
    switch (body.reason) {
    case observe::DropReason::LinkCut:
        return tr("a message of %1 to %2 was lost: the link is cut").arg(from, to);
    case observe::DropReason::Loss:
        return tr("a message of %1 to %2 was lost on its way").arg(from, to);
    case observe::DropReason::NodeDown:
        return tr("a message of %1 to %2 was lost: %2 is down").arg(from, to);
    case observe::DropReason::QueueFull:
        return tr("a message of %1 to %2 was lost: too many wait").arg(from, to);
    case observe::DropReason::Disconnected:
        return tr("a message of %1 to %2 was lost: they are not connected").arg(from, to);
    case observe::DropReason::ByOperator:
        return tr("a message of %1 to %2 was dropped by hand").arg(from, to);
    case observe::DropReason::NotSeen:
        return tr("what became of a message of %1 to %2 was not seen").arg(from, to);
    }
    return {};
}

QString EventSentence::operator()(const observe::MessageDuplicated& body) const {
    return tr("a message of %1 to %2 was doubled")
        .arg(nameOf(body.link.from), nameOf(body.link.to));
}

QString EventSentence::operator()(const observe::MessageDelayed& body) const {
    return tr("a message of %1 to %2 is late, until %3")
        .arg(nameOf(body.link.from), nameOf(body.link.to), textOf(body.due));
}

QString EventSentence::operator()(const observe::MessageHeld& body) const {
    return tr("a message of %1 to %2 is held").arg(nameOf(body.link.from), nameOf(body.link.to));
}

QString EventSentence::operator()(const observe::MessageReleased& body) const {
    return tr("a message of %1 to %2 was let go").arg(nameOf(body.link.from), nameOf(body.link.to));
}

QString EventSentence::operator()(const observe::LinkCut& body) const {
    return tr("link %1 was cut").arg(linkText(body.link));
}

QString EventSentence::operator()(const observe::LinkHealed& body) const {
    return tr("link %1 was healed").arg(linkText(body.link));
}

QString EventSentence::operator()(const observe::LinkChanged& body) const {
    return tr("link %1 is now %2").arg(linkText(body.link), conditionText(body.condition));
}

// --- operators, clients, checks

QString EventSentence::operator()(const observe::DiskFault& body) const {
    QString what;
    switch (body.kind) {
    case observe::DiskFaultKind::WriteError:
        what = tr("%1’s disk refused a write (EIO)").arg(who());
        break;
    case observe::DiskFaultKind::DiskFull:
        what = tr("%1’s disk is full (ENOSPC)").arg(who());
        break;
    case observe::DiskFaultKind::SyncError:
        what = tr("%1’s disk refused a sync").arg(who());
        break;
    case observe::DiskFaultKind::LyingSync:
        what = tr("%1’s disk said that it synced, and did not").arg(who());
        break;
    case observe::DiskFaultKind::TornWrite:
        what = tr("%1’s disk kept only the beginning of a write").arg(who());
        break;
    case observe::DiskFaultKind::LostUnsynced:
        what = tr("%1’s disk lost what was not synced").arg(who());
        break;
    case observe::DiskFaultKind::Corruption:
        what = tr("bytes changed on %1’s disk").arg(who());
        break;
    case observe::DiskFaultKind::Slow:
        what = tr("%1’s disk took %2 longer").arg(who(), durationText(body.delayNs));
        break;
    }
    return body.file.empty() ? what : tr("%1, in %2").arg(what, QString::fromStdString(body.file));
}

QString EventSentence::operator()(const observe::FaultStarted& body) const {
    QString what = faultText(body.kind);
    if (!body.nodes.empty()) {
        what = tr("%1 at %2").arg(what, listOf(body.nodes));
    }
    return body.text.empty()
               ? tr("fault %1 began: %2").arg(number(body.fault), what)
               : tr("fault %1 began: %2, %3")
                     .arg(number(body.fault), what, QString::fromStdString(body.text));
}

QString EventSentence::operator()(const observe::FaultEnded& body) const {
    return tr("fault %1 is mended").arg(number(body.fault));
}

QString EventSentence::operator()(const observe::ClientInvoked& body) const {
    const QString what = body.key.empty()
                             ? wordFor(body.kind)
                             : tr("%1 %2").arg(wordFor(body.kind), printable(body.key.view()));
    return tr("client %1 asks %2: %3")
        .arg(number(body.client),
             body.target == raft::kNoNode ? tr("anybody") : nameOf(body.target), what);
}

QString EventSentence::operator()(const observe::ClientAnswered& body) const {
    const QString operation = number(body.operation.value());
    switch (body.outcome) {
    case observe::Outcome::Done:
        return tr("operation %1 was answered, revision %2").arg(operation, number(body.revision));
    case observe::Outcome::Refused:
        return tr("operation %1 was refused: %2").arg(operation, reasonText(body.code));
    case observe::Outcome::Unknown:
        return tr("operation %1 has an unknown outcome: %2").arg(operation, reasonText(body.code));
    }
    return {};
}

QString EventSentence::operator()(const observe::ObservationChanged& body) const {
    if (!body.isSeen) {
        return tr("%1 is not seen any more: %2").arg(who(), QString::fromStdString(body.text));
    }
    const QString where = QString::fromStdString(body.text);
    if (body.missed > 0) {
        return tr("%1 is seen at %2; %3 events before this were missed")
            .arg(who(), where, number(body.missed));
    }
    return body.wasUnrecorded
               ? tr("%1 is seen at %2; what it did before was not recorded").arg(who(), where)
               : tr("%1 is seen at %2").arg(who(), where);
}

QString EventSentence::operator()(const observe::NodeReported& body) const {
    constexpr std::size_t kNamed = 4;
    QStringList told;
    for (std::size_t i = 0; i < std::min(kNamed, body.fields.size()); ++i) {
        const observe::ReportField& field = body.fields[i];
        const QString name = QString::fromStdString(field.name);
        told << (field.value.empty() ? tr("no %1").arg(name)
                                     : tr("%1 %2").arg(name, QString::fromStdString(field.value)));
    }
    const QString list = told.join(tr(", "));
    return body.fields.size() > kNamed
               ? tr("%1 says: %2 and %3 more").arg(who(), list, number(body.fields.size() - kNamed))
               : tr("%1 says: %2").arg(who(), list);
}

QString EventSentence::operator()(const observe::CheckViolated& body) const {
    return tr("%1 is violated: %2")
        .arg(QString::fromStdString(body.check), QString::fromStdString(body.text));
}

}  // namespace quorate::gui
