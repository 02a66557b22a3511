// SPDX-License-Identifier: Apache-2.0
#include "gui/events/event_wording.h"

#include <QCoreApplication>
#include <QStringList>

#include "gui/events/event_sentence.h"
#include "gui/model/vocabulary.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

struct Sayings {
    Q_DECLARE_TR_FUNCTIONS(EventWording)
};

QString number(std::uint64_t value) {
    return QString::number(value);
}

QString entriesOf(const observe::EntryRuns& entries) {
    return indexRange(entries.first(), raft::Index(entries.end().value() - 1));
}

QString percent(std::uint32_t millionths) {
    return QString::number(static_cast<double>(millionths) / 1e4, 'g', 3);
}

/// What the kind alone, its term and its refusal say; nothing where that is not enough.
QString shortSaying(raft::MessageType type, raft::Term term, bool isRefusal) {
    using Type = raft::MessageType;
    switch (type) {
    case Type::Vote:
        return Sayings::tr("a request for votes in term %1").arg(number(term.value()));
    case Type::VoteResp:
        return isRefusal ? Sayings::tr("a refusal to vote in term %1").arg(number(term.value()))
                         : Sayings::tr("a vote in term %1").arg(number(term.value()));
    case Type::PreVote:
        return Sayings::tr("a request for pre-votes for term %1").arg(number(term.value()));
    case Type::PreVoteResp:
        return isRefusal
                   ? Sayings::tr("a refusal of a pre-vote in term %1").arg(number(term.value()))
                   : Sayings::tr("a pre-vote for term %1").arg(number(term.value()));
    case Type::Heartbeat:
        return Sayings::tr("a heartbeat");
    case Type::HeartbeatResp:
        return Sayings::tr("the answer to a heartbeat");
    case Type::TransferLeader:
        return Sayings::tr("a wish to lead");
    case Type::TimeoutNow:
        return Sayings::tr("the order to campaign at once");
    case Type::ReadIndex:
        return Sayings::tr("a question for the read index");
    case Type::Hup:
        return Sayings::tr("the word to campaign");
    case Type::Beat:
        return Sayings::tr("the word to send heartbeats");
    case Type::CheckQuorum:
        return Sayings::tr("the word to check the quorum");
    case Type::Unreachable:
        return Sayings::tr("word of an unreachable peer");
    case Type::SnapStatus:
        return isRefusal ? Sayings::tr("word that a snapshot failed")
                         : Sayings::tr("word that a snapshot arrived");
    case Type::ForgetLeader:
        return Sayings::tr("the word to forget the leader");
    default:
        return {};
    }
}

QString answerSaying(bool isRefusal, raft::Index index) {
    return isRefusal
               ? Sayings::tr("a refusal of the append after %1").arg(number(index.value()))
               : Sayings::tr("the answer that it has all up to %1").arg(number(index.value()));
}

}  // namespace

QString sentenceOf(const observe::Event& event) {
    return std::visit(EventSentence{event}, event.body);
}

QString sayingOf(const observe::MessageFields& message) {
    using Type = raft::MessageType;
    switch (message.type) {
    case Type::App:
        return message.entries.empty()
                   ? Sayings::tr("an empty append after %1")
                         .arg(entryText({message.logTerm, message.index}))
                   : Sayings::tr("an append with %1").arg(entriesOf(message.entries));
    case Type::AppResp:
        return answerSaying(message.reject, message.index);
    case Type::Snap:
        return Sayings::tr("a snapshot up to %1").arg(entryText(message.snapshot));
    case Type::ReadIndexResp:
        return Sayings::tr("the read index %1").arg(number(message.index.value()));
    case Type::Prop:
        return Sayings::tr("a proposal of %1").arg(entriesText(message.entries.entryCount()));
    case Type::StorageAppend:
        return message.entries.empty() ? Sayings::tr("state to write")
                                       : Sayings::tr("%1 to write").arg(entriesOf(message.entries));
    case Type::StorageAppendResp:
        return message.index.value() == 0 ? Sayings::tr("word that its state is on disk")
                                          : Sayings::tr("word that all up to %1 is on disk")
                                                .arg(entryText({message.logTerm, message.index}));
    case Type::StorageApply:
        return message.entries.empty() ? Sayings::tr("nothing to apply")
                                       : Sayings::tr("%1 to apply").arg(entriesOf(message.entries));
    case Type::StorageApplyResp:
        return message.entries.empty()
                   ? Sayings::tr("word that nothing is left to apply")
                   : Sayings::tr("word that %1 is applied").arg(entriesOf(message.entries));
    default:
        return shortSaying(message.type, message.term, message.reject);
    }
}

QString sayingOf(const observe::MessageLeft& message) {
    using Type = raft::MessageType;
    switch (message.type) {
    case Type::App:
        return Sayings::tr("an append after %1").arg(entryText({message.logTerm, message.index}));
    case Type::AppResp:
        return answerSaying(message.reject, message.index);
    case Type::Snap:
        return Sayings::tr("a snapshot");
    case Type::ReadIndexResp:
        return Sayings::tr("the read index %1").arg(number(message.index.value()));
    case Type::Prop:
        return Sayings::tr("a proposal");
    default: {
        const QString saying = shortSaying(message.type, message.term, message.reject);
        return saying.isEmpty() ? messageName(message.type) : saying;
    }
    }
}

QString linkText(observe::Link link) {
    return QStringLiteral("%1→%2").arg(nameOf(link.from), nameOf(link.to));
}

QString conditionText(const observe::LinkCondition& condition) {
    QStringList parts;
    if (condition.maxDelayNs > 0) {
        parts << (condition.minDelayNs == condition.maxDelayNs
                      ? Sayings::tr("%1 late").arg(durationText(condition.maxDelayNs))
                      : Sayings::tr("%1 to %2 late")
                            .arg(durationText(condition.minDelayNs),
                                 durationText(condition.maxDelayNs)));
    }
    if (condition.lossMillionths > 0) {
        parts << Sayings::tr("%1 % lost").arg(percent(condition.lossMillionths));
    }
    if (condition.duplicateMillionths > 0) {
        parts << Sayings::tr("%1 % doubled").arg(percent(condition.duplicateMillionths));
    }
    if (condition.reorderMillionths > 0) {
        parts << Sayings::tr("%1 % out of order").arg(percent(condition.reorderMillionths));
    }
    return parts.isEmpty() ? Sayings::tr("without delay or loss")
                           : parts.join(QStringLiteral(", "));
}

QString reasonText(ErrorCode code) {
    switch (code) {
    case ErrorCode::ProposalDropped:
        return Sayings::tr("nobody leads, or leadership is being handed over");
    case ErrorCode::Busy:
        return Sayings::tr("too much waits already");
    case ErrorCode::TooLarge:
        return Sayings::tr("it is too large");
    case ErrorCode::Unavailable:
        return Sayings::tr("it is not available now");
    case ErrorCode::Unknown:
        return Sayings::tr("nobody can tell");
    case ErrorCode::NotFound:
        return Sayings::tr("there is no such thing");
    case ErrorCode::Compacted:
        return Sayings::tr("it is compacted away");
    case ErrorCode::OutOfRange:
        return Sayings::tr("that is beyond the end");
    case ErrorCode::FailedPrecondition:
        return Sayings::tr("the state does not allow it now");
    case ErrorCode::InvalidConfChange:
        return Sayings::tr("the configuration does not allow that change");
    case ErrorCode::NodeFailed:
        return Sayings::tr("the node has failed");
    case ErrorCode::OutOfSpace:
        return Sayings::tr("the disk is full");
    case ErrorCode::IoError:
        return Sayings::tr("the disk or the network refused");
    case ErrorCode::InvalidArgument:
        return Sayings::tr("the request is not valid");
    default:
        return QLatin1String(toString(code));
    }
}

QString faultText(observe::FaultKind kind) {
    switch (kind) {
    case observe::FaultKind::LinkCut:
        return Sayings::tr("a cut link");
    case observe::FaultKind::Partition:
        return Sayings::tr("a partition");
    case observe::FaultKind::Loss:
        return Sayings::tr("loss of messages");
    case observe::FaultKind::Delay:
        return Sayings::tr("slow links");
    case observe::FaultKind::Duplicate:
        return Sayings::tr("doubled messages");
    case observe::FaultKind::Reorder:
        return Sayings::tr("messages out of order");
    case observe::FaultKind::NodeDown:
        return Sayings::tr("a node that is down");
    case observe::FaultKind::NodePaused:
        return Sayings::tr("a paused node");
    case observe::FaultKind::ClockDrift:
        return Sayings::tr("a wrong clock");
    case observe::FaultKind::DiskSlow:
        return Sayings::tr("a slow disk");
    case observe::FaultKind::DiskErrors:
        return Sayings::tr("a failing disk");
    case observe::FaultKind::DiskFull:
        return Sayings::tr("a full disk");
    case observe::FaultKind::LyingSync:
        return Sayings::tr("a disk that lies about syncs");
    case observe::FaultKind::Sabotage:
        return Sayings::tr("a rule that is switched off");
    case observe::FaultKind::AtPoint:
        return Sayings::tr("something on the way through a node");
    }
    return {};
}

}  // namespace quorate::gui
