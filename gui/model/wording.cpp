// SPDX-License-Identifier: Apache-2.0
#include "gui/model/wording.h"

#include <QCoreApplication>

namespace quorate::gui {

namespace {

QString say(const char* text) {
    return QCoreApplication::translate("Wording", text);
}

/// At most `decimals`, without zeros at the end.
QString number(double value, int decimals) {
    QString text = QString::number(value, 'f', decimals);
    while (text.contains(QLatin1Char('.')) &&
           (text.endsWith(QLatin1Char('0')) || text.endsWith(QLatin1Char('.')))) {
        const bool wasPoint = text.endsWith(QLatin1Char('.'));
        text.chop(1);
        if (wasPoint) {
            break;
        }
    }
    return text;
}

}  // namespace

QString nameOf(raft::NodeId node) {
    return QStringLiteral("n%1").arg(node.value());
}

QString namesOf(const std::vector<raft::NodeId>& nodes) {
    QString text;
    for (const raft::NodeId node : nodes) {
        text += (text.isEmpty() ? QString() : QStringLiteral(", ")) + nameOf(node);
    }
    return text;
}

QString wordFor(raft::Role role) {
    switch (role) {
    case raft::Role::Follower:
        return say(QT_TRANSLATE_NOOP("Wording", "follower"));
    case raft::Role::Candidate:
        return say(QT_TRANSLATE_NOOP("Wording", "candidate"));
    case raft::Role::Leader:
        return say(QT_TRANSLATE_NOOP("Wording", "leader"));
    case raft::Role::PreCandidate:
        return say(QT_TRANSLATE_NOOP("Wording", "pre-candidate"));
    }
    return {};
}

QString wordFor(raft::MessageType type) {
    using raft::MessageType;
    switch (type) {
    case MessageType::Prop:
        return say(QT_TRANSLATE_NOOP("Wording", "proposal"));
    case MessageType::App:
        return say(QT_TRANSLATE_NOOP("Wording", "append"));
    case MessageType::AppResp:
        return say(QT_TRANSLATE_NOOP("Wording", "append answer"));
    case MessageType::Vote:
        return say(QT_TRANSLATE_NOOP("Wording", "vote request"));
    case MessageType::VoteResp:
        return say(QT_TRANSLATE_NOOP("Wording", "vote"));
    case MessageType::Snap:
        return say(QT_TRANSLATE_NOOP("Wording", "snapshot"));
    case MessageType::Heartbeat:
        return say(QT_TRANSLATE_NOOP("Wording", "heartbeat"));
    case MessageType::HeartbeatResp:
        return say(QT_TRANSLATE_NOOP("Wording", "heartbeat answer"));
    case MessageType::TransferLeader:
        return say(QT_TRANSLATE_NOOP("Wording", "wish to lead"));
    case MessageType::TimeoutNow:
        return say(QT_TRANSLATE_NOOP("Wording", "timeout-now"));
    case MessageType::ReadIndex:
        return say(QT_TRANSLATE_NOOP("Wording", "read index request"));
    case MessageType::ReadIndexResp:
        return say(QT_TRANSLATE_NOOP("Wording", "read index"));
    case MessageType::PreVote:
        return say(QT_TRANSLATE_NOOP("Wording", "pre-vote request"));
    case MessageType::PreVoteResp:
        return say(QT_TRANSLATE_NOOP("Wording", "pre-vote"));
    default:
        return say(QT_TRANSLATE_NOOP("Wording", "local message"));
    }
}

QString textOf(raft::EntryId entry) {
    return QStringLiteral("%1/%2").arg(entry.term.value()).arg(entry.index.value());
}

QString textOf(observe::Moment moment) {
    return say(QT_TRANSLATE_NOOP("Wording", "%1 s"))
        .arg(static_cast<double>(moment.nanoseconds()) / 1e9, 0, 'f', 3);
}

QString durationText(std::uint64_t nanoseconds) {
    const auto ns = static_cast<double>(nanoseconds);
    if (nanoseconds >= 1'000'000'000) {
        return say(QT_TRANSLATE_NOOP("Wording", "%1 s")).arg(number(ns / 1e9, 2));
    }
    if (nanoseconds >= 1'000'000) {
        return say(QT_TRANSLATE_NOOP("Wording", "%1 ms")).arg(number(ns / 1e6, 1));
    }
    return say(QT_TRANSLATE_NOOP("Wording", "%1 µs")).arg(number(ns / 1e3, 1));
}

}  // namespace quorate::gui
