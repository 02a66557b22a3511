// SPDX-License-Identifier: Apache-2.0
#include "gui/session/session_file.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <algorithm>

namespace quorate::gui {

namespace {

constexpr int kVersion = 1;
/// More than a window shows, and few enough to be no accident.
constexpr std::uint64_t kMostMembers = 9;

QString pathIn(const QString& folder) {
    return QDir(folder).filePath(QStringLiteral("session.json"));
}

QJsonArray toArray(const std::vector<raft::NodeId>& nodes) {
    QJsonArray array;
    for (const raft::NodeId node : nodes) {
        array.append(static_cast<qint64>(node.value()));
    }
    return array;
}

std::vector<raft::NodeId> toNodes(const QJsonValue& value) {
    std::vector<raft::NodeId> nodes;
    for (const QJsonValue& node : value.toArray()) {
        nodes.emplace_back(static_cast<std::uint64_t>(std::max<qint64>(node.toInteger(), 0)));
    }
    return nodes;
}

QJsonArray toArray(const std::map<raft::NodeId, NodePorts>& ports) {
    QJsonArray array;
    for (const auto& [node, of] : ports) {
        QJsonObject object;
        object.insert(QLatin1String("node"), static_cast<qint64>(node.value()));
        object.insert(QLatin1String("peer"), of.peer);
        object.insert(QLatin1String("client"), of.client);
        array.append(object);
    }
    return array;
}

/// What is no port is left out: another one is found then.
std::map<raft::NodeId, NodePorts> toPorts(const QJsonValue& value) {
    constexpr int kLast = 65'535;
    std::map<raft::NodeId, NodePorts> ports;
    for (const QJsonValue& each : value.toArray()) {
        const QJsonObject object = each.toObject();
        const qint64 node = object.value(QLatin1String("node")).toInteger();
        const int peer = object.value(QLatin1String("peer")).toInt();
        const int client = object.value(QLatin1String("client")).toInt();
        if (node > 0 && peer > 0 && peer <= kLast && client > 0 && client <= kLast) {
            ports[raft::NodeId(static_cast<std::uint64_t>(node))] = {
                static_cast<std::uint16_t>(peer), static_cast<std::uint16_t>(client)};
        }
    }
    return ports;
}

/// 64 bits survive as text, not as a number.
QString toText(std::uint64_t number) {
    return QString::number(number);
}

QString nameOf(SessionKind kind) {
    switch (kind) {
    case SessionKind::Live:
        return QStringLiteral("live");
    case SessionKind::Processes:
        return QStringLiteral("processes");
    case SessionKind::Attached:
        return QStringLiteral("attached");
    case SessionKind::Stage:
    case SessionKind::Recording:
        break;
    }
    return QStringLiteral("stage");
}

SessionKind kindOf(const QString& name) {
    for (const SessionKind kind :
         {SessionKind::Live, SessionKind::Processes, SessionKind::Attached}) {
        if (name == nameOf(kind)) {
            return kind;
        }
    }
    return SessionKind::Stage;
}

class Reader {
public:
    explicit Reader(const QJsonObject& object) : m_object(object) {}

    std::uint64_t number(const char* name, std::uint64_t low, std::uint64_t high) {
        const QJsonValue value = m_object.value(QLatin1String(name));
        bool isNumber = value.isDouble();
        const std::uint64_t number =
            value.isString() ? value.toString().toULongLong(&isNumber)
                             : static_cast<std::uint64_t>(std::max<qint64>(value.toInteger(-1), 0));
        if ((!isNumber || number < low || number > high) && m_bad.isEmpty()) {
            m_bad = QStringLiteral("\"%1\" must be a number from %2 to %3")
                        .arg(QLatin1String(name))
                        .arg(low)
                        .arg(high);
        }
        return number;
    }
    [[nodiscard]] const QString& bad() const noexcept { return m_bad; }

private:
    const QJsonObject& m_object;
    QString m_bad;
};

Error malformed(const QString& folder, const QString& what) {
    return Error(ErrorCode::Malformed,
                 QStringLiteral("%1: %2; restore it from a copy, or delete the session's folder")
                     .arg(pathIn(folder), what)
                     .toStdString());
}

}  // namespace

std::vector<raft::NodeId> SessionFile::nodes() const {
    std::vector<raft::NodeId> all;
    for (std::uint64_t id = 1; id <= firstMembers; ++id) {
        all.emplace_back(id);
    }
    all.insert(all.end(), joined.begin(), joined.end());
    std::erase_if(all, [this](raft::NodeId node) {
        return std::find(removed.begin(), removed.end(), node) != removed.end();
    });
    std::sort(all.begin(), all.end());
    return all;
}

raft::NodeId SessionFile::unusedNode() const {
    std::uint64_t highest = firstMembers;
    for (const std::vector<raft::NodeId>* nodes : {&joined, &removed}) {
        for (const raft::NodeId node : *nodes) {
            highest = std::max(highest, node.value());
        }
    }
    return raft::NodeId(highest + 1);
}

Result<SessionFile> readSessionFile(const QString& folder) {
    QFile file(pathIn(folder));
    if (!file.exists()) {
        return Error(ErrorCode::NotFound, "there is no session in " + folder.toStdString());
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return Error(ErrorCode::IoError,
                     file.fileName().toStdString() + ": " + file.errorString().toStdString());
    }
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &problem);
    if (!document.isObject()) {
        return malformed(folder, QStringLiteral("offset %1: %2")
                                     .arg(problem.offset)
                                     .arg(problem.error == QJsonParseError::NoError
                                              ? QStringLiteral("not an object")
                                              : problem.errorString()));
    }
    const QJsonObject object = document.object();
    if (object.value(QLatin1String("version")).toInt() != kVersion) {
        return malformed(folder, QStringLiteral("written by another version of Quorate"));
    }
    Reader reader(object);
    constexpr std::uint64_t kAny = ~std::uint64_t{0};
    constexpr std::uint64_t kSecond = 1'000'000'000;
    SessionFile read;
    read.name = object.value(QLatin1String("name")).toString();
    read.kind = kindOf(object.value(QLatin1String("kind")).toString());
    read.created =
        QDateTime::fromString(object.value(QLatin1String("created")).toString(), Qt::ISODate);
    read.lastOpened =
        QDateTime::fromString(object.value(QLatin1String("lastOpened")).toString(), Qt::ISODate);
    read.cluster = reader.number("cluster", 1, kAny);
    read.seed = reader.number("seed", 0, kAny);
    read.openings = reader.number("openings", 0, kAny);
    read.firstMembers = reader.number("firstMembers", 1, kMostMembers);
    read.joined = toNodes(object.value(QLatin1String("joined")));
    read.removed = toNodes(object.value(QLatin1String("removed")));
    for (const QJsonValue& address : object.value(QLatin1String("addresses")).toArray()) {
        read.addresses.push_back(address.toString());
    }
    read.attachedCluster = object.value(QLatin1String("attachedCluster")).toString().toULongLong();
    const QJsonObject security = object.value(QLatin1String("security")).toObject();
    read.security.authorities = security.value(QLatin1String("authorities")).toString();
    read.security.certificate = security.value(QLatin1String("certificate")).toString();
    read.security.key = security.value(QLatin1String("key")).toString();
    read.security.user = security.value(QLatin1String("user")).toString();
    read.findsOthers = object.value(QLatin1String("findsOthers")).toBool(true);
    read.ports = toPorts(object.value(QLatin1String("ports")));
    read.tickNs = reader.number("tickNs", 1'000'000, 10 * kSecond);
    read.electionTicks = static_cast<std::uint32_t>(reader.number("electionTicks", 2, 10'000));
    read.heartbeatTicks =
        static_cast<std::uint32_t>(reader.number("heartbeatTicks", 1, read.electionTicks - 1));
    read.maxDelayNs = reader.number("maxDelayNs", 0, 60 * kSecond);
    read.minDelayNs = reader.number("minDelayNs", 0, read.maxDelayNs);
    read.snapshotEntries = reader.number("snapshotEntries", 1, kAny);
    read.catchUpEntries = reader.number("catchUpEntries", 0, kAny);
    if (!reader.bad().isEmpty()) {
        return malformed(folder, reader.bad());
    }
    return read;
}

Result<void> writeSessionFile(const QString& folder, const SessionFile& file) {
    QJsonObject object;
    object.insert(QLatin1String("version"), kVersion);
    object.insert(QLatin1String("name"), file.name);
    object.insert(QLatin1String("kind"), nameOf(file.kind));
    object.insert(QLatin1String("created"), file.created.toString(Qt::ISODate));
    object.insert(QLatin1String("lastOpened"), file.lastOpened.toString(Qt::ISODate));
    object.insert(QLatin1String("cluster"), toText(file.cluster));
    object.insert(QLatin1String("seed"), toText(file.seed));
    object.insert(QLatin1String("openings"), toText(file.openings));
    object.insert(QLatin1String("firstMembers"), toText(file.firstMembers));
    object.insert(QLatin1String("joined"), toArray(file.joined));
    object.insert(QLatin1String("removed"), toArray(file.removed));
    if (file.kind == SessionKind::Attached) {
        object.insert(QLatin1String("addresses"), QJsonArray::fromStringList(file.addresses));
        object.insert(QLatin1String("findsOthers"), file.findsOthers);
        object.insert(QLatin1String("attachedCluster"), toText(file.attachedCluster));
        AttachSecurity security = file.security;
        security.password.clear();
        if (!(security == AttachSecurity())) {
            object.insert(QLatin1String("security"),
                          QJsonObject{{QLatin1String("authorities"), security.authorities},
                                      {QLatin1String("certificate"), security.certificate},
                                      {QLatin1String("key"), security.key},
                                      {QLatin1String("user"), security.user}});
        }
    }
    if (!file.ports.empty()) {
        object.insert(QLatin1String("ports"), toArray(file.ports));
    }
    object.insert(QLatin1String("tickNs"), toText(file.tickNs));
    object.insert(QLatin1String("electionTicks"), toText(file.electionTicks));
    object.insert(QLatin1String("heartbeatTicks"), toText(file.heartbeatTicks));
    object.insert(QLatin1String("minDelayNs"), toText(file.minDelayNs));
    object.insert(QLatin1String("maxDelayNs"), toText(file.maxDelayNs));
    object.insert(QLatin1String("snapshotEntries"), toText(file.snapshotEntries));
    object.insert(QLatin1String("catchUpEntries"), toText(file.catchUpEntries));
    QSaveFile save(pathIn(folder));
    const QByteArray bytes = QJsonDocument(object).toJson();
    if (!save.open(QIODevice::WriteOnly) || save.write(bytes) != bytes.size() || !save.commit()) {
        return Error(ErrorCode::IoError,
                     pathIn(folder).toStdString() + ": " + save.errorString().toStdString());
    }
    return {};
}

QString recordingPathOf(const QString& folder) {
    return QDir(folder).filePath(QStringLiteral("recording.quorate"));
}

QString nodesPathOf(const QString& folder) {
    return QDir(folder).filePath(QStringLiteral("nodes"));
}

}  // namespace quorate::gui
