// SPDX-License-Identifier: Apache-2.0
#include "gui/model/vocabulary.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>

#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Words)
};

constexpr QChar kThinSpace(0x2009);
constexpr QChar kReplacement(0xFFFD);

/// At most so many digits after the point, and none that say nothing.
QString trimmed(double value, int decimals) {
    QString text = QString::number(value, 'f', decimals);
    if (text.contains(QLatin1Char('.'))) {
        while (text.endsWith(QLatin1Char('0'))) {
            text.chop(1);
        }
        if (text.endsWith(QLatin1Char('.'))) {
            text.chop(1);
        }
    }
    return text;
}

QStringList eachName(const std::vector<raft::NodeId>& nodes) {
    QStringList names;
    names.reserve(static_cast<qsizetype>(nodes.size()));
    for (const raft::NodeId node : nodes) {
        names.append(nameOf(node));
    }
    return names;
}

}  // namespace

QString whoIs(raft::NodeId node) {
    if (node == raft::kNoNode) {
        return Words::tr("nobody");
    }
    if (node == raft::kAppendThread) {
        return Words::tr("the log writer");
    }
    if (node == raft::kApplyThread) {
        return Words::tr("the state machine");
    }
    return nameOf(node);
}

QString listOf(const std::vector<raft::NodeId>& nodes) {
    if (nodes.empty()) {
        return Words::tr("nobody");
    }
    QStringList names = eachName(nodes);
    if (names.size() == 1) {
        return names.front();
    }
    const QString last = names.takeLast();
    return Words::tr("%1 and %2").arg(names.join(QStringLiteral(", ")), last);
}

QString groupOf(const std::vector<raft::NodeId>& nodes) {
    return QStringLiteral("{%1}").arg(eachName(nodes).join(QLatin1Char(' ')));
}

QString stateName(const observe::NodeState& node) {
    if (node.condition != observe::NodeCondition::Up) {
        return conditionName(node.condition);
    }
    const auto& learners = node.configuration.learners;
    if (node.role == raft::Role::Follower &&
        std::find(learners.begin(), learners.end(), node.id) != learners.end()) {
        return Words::tr("learner");
    }
    return wordFor(node.role);
}

QString conditionName(observe::NodeCondition condition) {
    switch (condition) {
    case observe::NodeCondition::Unknown:
        return Words::tr("not heard of");
    case observe::NodeCondition::Up:
        return Words::tr("running");
    case observe::NodeCondition::Paused:
        return Words::tr("paused");
    case observe::NodeCondition::Down:
        return Words::tr("down");
    case observe::NodeCondition::Failed:
        return Words::tr("failed");
    }
    return {};
}

QString messageName(raft::MessageType type) {
    using Type = raft::MessageType;
    switch (type) {
    case Type::Hup:
        return Words::tr("campaign");
    case Type::Beat:
        return Words::tr("heartbeat tick");
    case Type::CheckQuorum:
        return Words::tr("quorum check");
    case Type::Unreachable:
        return Words::tr("report of an unreachable peer");
    case Type::SnapStatus:
        return Words::tr("report of a snapshot");
    case Type::ForgetLeader:
        return Words::tr("request to forget the leader");
    case Type::StorageAppend:
        return Words::tr("write to the log");
    case Type::StorageAppendResp:
        return Words::tr("report that the log is written");
    case Type::StorageApply:
        return Words::tr("entries to apply");
    case Type::StorageApplyResp:
        return Words::tr("report that entries are applied");
    default:
        return wordFor(type);
    }
}

QString operationName(observe::OperationKind kind) {
    using Kind = observe::OperationKind;
    switch (kind) {
    case Kind::Put:
        return Words::tr("put");
    case Kind::Get:
        return Words::tr("get");
    case Kind::Delete:
        return Words::tr("delete");
    case Kind::CompareAndSwap:
        return Words::tr("cas");
    case Kind::Range:
        return Words::tr("range");
    case Kind::Transaction:
        return Words::tr("txn");
    case Kind::LeaseGrant:
        return Words::tr("lease grant");
    case Kind::LeaseRevoke:
        return Words::tr("lease revoke");
    case Kind::Compact:
        return Words::tr("compact");
    case Kind::Membership:
        return Words::tr("members");
    }
    return {};
}

QString bytesText(std::uint64_t bytes) {
    constexpr std::array kUnits{"KiB", "MiB", "GiB", "TiB"};
    if (bytes < 1024) {
        return Words::tr("%1 B").arg(bytes);
    }
    double value = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    while (value >= 1024 && unit + 1 < kUnits.size()) {
        value /= 1024;
        ++unit;
    }
    return QStringLiteral("%1 %2").arg(trimmed(value, 1), QLatin1String(kUnits[unit]));
}

QString countText(std::uint64_t count) {
    QString text = QString::number(count);
    for (qsizetype place = text.size() - 3; place > 0; place -= 3) {
        text.insert(place, kThinSpace);
    }
    return text;
}

QString entryText(raft::EntryId entry) {
    if (entry.index == raft::Index(0)) {
        return QStringLiteral("–");
    }
    return textOf(entry);
}

QString indexRange(raft::Index first, raft::Index last) {
    if (first == last) {
        return QString::number(first.value());
    }
    return QStringLiteral("%1–%2").arg(first.value()).arg(last.value());
}

QString entriesText(std::uint64_t count) {
    return count == 1 ? Words::tr("1 entry") : Words::tr("%1 entries").arg(countText(count));
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
