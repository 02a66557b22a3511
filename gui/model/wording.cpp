// SPDX-License-Identifier: Apache-2.0
#include "gui/model/wording.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace quorate::gui {

namespace {

QString say(const char* text) {
    return QCoreApplication::translate("Wording", text);
}

constexpr QChar kReplacement(0xFFFD);

QStringList eachName(const std::vector<raft::NodeId>& nodes) {
    QStringList names;
    names.reserve(static_cast<qsizetype>(nodes.size()));
    for (const raft::NodeId node : nodes) {
        names.append(nameOf(node));
    }
    return names;
}

}  // namespace

QString nameOf(raft::NodeId node) {
    if (node == raft::kNoNode) {
        return say(QT_TRANSLATE_NOOP("Wording", "nobody"));
    }
    if (node == raft::kAppendThread) {
        return say(QT_TRANSLATE_NOOP("Wording", "the log writer"));
    }
    if (node == raft::kApplyThread) {
        return say(QT_TRANSLATE_NOOP("Wording", "the state machine"));
    }
    return QStringLiteral("n%1").arg(node.value());
}

QString namesOf(const std::vector<raft::NodeId>& nodes) {
    return eachName(nodes).join(QStringLiteral(", "));
}

QString listOf(const std::vector<raft::NodeId>& nodes) {
    if (nodes.empty()) {
        return say(QT_TRANSLATE_NOOP("Wording", "nobody"));
    }
    QStringList names = eachName(nodes);
    if (names.size() == 1) {
        return names.front();
    }
    const QString last = names.takeLast();
    return say(QT_TRANSLATE_NOOP("Wording", "%1 and %2"))
        .arg(names.join(QStringLiteral(", ")), last);
}

QString groupOf(const std::vector<raft::NodeId>& nodes) {
    return QStringLiteral("{%1}").arg(eachName(nodes).join(QLatin1Char(' ')));
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

QString wordFor(observe::NodeCondition condition) {
    switch (condition) {
    case observe::NodeCondition::Unknown:
        return say(QT_TRANSLATE_NOOP("Wording", "not heard of"));
    case observe::NodeCondition::Up:
        return say(QT_TRANSLATE_NOOP("Wording", "running"));
    case observe::NodeCondition::Paused:
        return say(QT_TRANSLATE_NOOP("Wording", "paused"));
    case observe::NodeCondition::Down:
        return say(QT_TRANSLATE_NOOP("Wording", "down"));
    case observe::NodeCondition::Failed:
        return say(QT_TRANSLATE_NOOP("Wording", "failed"));
    case observe::NodeCondition::Unreachable:
        return say(QT_TRANSLATE_NOOP("Wording", "unreachable"));
    }
    return {};
}

QString stateName(const observe::NodeState& node) {
    if (node.condition != observe::NodeCondition::Up) {
        return wordFor(node.condition);
    }
    const auto& learners = node.configuration.learners;
    if (node.role == raft::Role::Follower &&
        std::find(learners.begin(), learners.end(), node.id) != learners.end()) {
        return say(QT_TRANSLATE_NOOP("Wording", "learner"));
    }
    return wordFor(node.role);
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
    case MessageType::Hup:
        return say(QT_TRANSLATE_NOOP("Wording", "campaign"));
    case MessageType::Beat:
        return say(QT_TRANSLATE_NOOP("Wording", "heartbeat tick"));
    case MessageType::CheckQuorum:
        return say(QT_TRANSLATE_NOOP("Wording", "quorum check"));
    case MessageType::Unreachable:
        return say(QT_TRANSLATE_NOOP("Wording", "report of an unreachable peer"));
    case MessageType::SnapStatus:
        return say(QT_TRANSLATE_NOOP("Wording", "report of a snapshot"));
    case MessageType::ForgetLeader:
        return say(QT_TRANSLATE_NOOP("Wording", "request to forget the leader"));
    case MessageType::StorageAppend:
        return say(QT_TRANSLATE_NOOP("Wording", "write to the log"));
    case MessageType::StorageAppendResp:
        return say(QT_TRANSLATE_NOOP("Wording", "report that the log is written"));
    case MessageType::StorageApply:
        return say(QT_TRANSLATE_NOOP("Wording", "entries to apply"));
    case MessageType::StorageApplyResp:
        return say(QT_TRANSLATE_NOOP("Wording", "report that entries are applied"));
    }
    return {};
}

QString wordFor(observe::OperationKind kind) {
    using Kind = observe::OperationKind;
    switch (kind) {
    case Kind::Put:
        return say(QT_TRANSLATE_NOOP("Wording", "put"));
    case Kind::Get:
        return say(QT_TRANSLATE_NOOP("Wording", "get"));
    case Kind::Delete:
        return say(QT_TRANSLATE_NOOP("Wording", "delete"));
    case Kind::CompareAndSwap:
        return say(QT_TRANSLATE_NOOP("Wording", "cas"));
    case Kind::Range:
        return say(QT_TRANSLATE_NOOP("Wording", "range"));
    case Kind::Transaction:
        return say(QT_TRANSLATE_NOOP("Wording", "txn"));
    case Kind::LeaseGrant:
        return say(QT_TRANSLATE_NOOP("Wording", "lease grant"));
    case Kind::LeaseRevoke:
        return say(QT_TRANSLATE_NOOP("Wording", "lease revoke"));
    case Kind::Compact:
        return say(QT_TRANSLATE_NOOP("Wording", "compact"));
    case Kind::Membership:
        return say(QT_TRANSLATE_NOOP("Wording", "members"));
    case Kind::LeaseKeepAlive:
        return say(QT_TRANSLATE_NOOP("Wording", "lease keep-alive"));
    case Kind::LeaseTimeToLive:
        return say(QT_TRANSLATE_NOOP("Wording", "lease time to live"));
    }
    return {};
}

QString textOf(raft::EntryId entry) {
    if (entry.index == raft::Index(0)) {
        return QStringLiteral("–");
    }
    return QStringLiteral("%1/%2").arg(entry.term.value()).arg(entry.index.value());
}

QString printable(std::string_view bytes) {
    const QString text = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
    const bool isText =
        !text.contains(kReplacement) &&
        std::all_of(text.begin(), text.end(), [](QChar c) { return c.isPrint() || c == u' '; });
    if (isText) {
        return text;
    }
    static constexpr char kDigits[] = "0123456789abcdef";
    QString escaped;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f && c != '\\') {
            escaped += QLatin1Char(c);
        } else {
            escaped += QStringLiteral("\\x");
            escaped += QLatin1Char(kDigits[byte >> 4U]);
            escaped += QLatin1Char(kDigits[byte & 15U]);
        }
    }
    return escaped;
}

}  // namespace quorate::gui
