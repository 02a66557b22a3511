// SPDX-License-Identifier: Apache-2.0
#include "network/host/node_process.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcessEnvironment>
#include <QTcpSocket>

#include <csignal>
#include <limits>
#include <map>
#include <utility>

namespace quorate::network {

namespace {

constexpr int kStartMs = 15'000;
constexpr int kTryMs = 10;
constexpr int kLastPart = 4096;

QString textOf(const std::string& text) {
    return QString::fromStdString(text);
}

QString addressesOf(const std::map<raft::NodeId, std::string>& addresses) {
    QStringList all;
    for (const auto& [node, address] : addresses) {
        all << QStringLiteral("%1=%2").arg(textOf(toString(node)), textOf(address));
    }
    return all.join(u',');
}

/// What people set for nodes of their own is not for this one.
QProcessEnvironment environmentOfNodes() {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString& name : environment.keys()) {
        if (name.startsWith(QStringLiteral("QUORATED_"))) {
            environment.remove(name);
        }
    }
    return environment;
}

}  // namespace

QStringList argumentsOf(const HostConfig& config) {
    const auto option = [](const char* name, const QString& value) {
        return QStringLiteral("--%1=%2").arg(QLatin1String(name), value);
    };
    const auto number = [&option](const char* name, std::uint64_t value) {
        return option(name, QString::number(qulonglong{value}));
    };
    const std::uint64_t tick = config.tickMs;
    QStringList arguments{
        number("id", config.id.value()),
        option("name", textOf(config.name)),
        option("peers", addressesOf(config.peers)),
        option("listen-peer", textOf(config.peerHost) + u':' + QString::number(config.peerPort)),
        option("listen-client",
               textOf(config.clientHost) + u':' + QString::number(config.clientPort)),
        option("data-dir", textOf(config.dataDirectory)),
        option("cluster", textOf(config.clusterName)),
        number("tick-ms", tick),
        number("heartbeat-ms", tick * config.node.raft.heartbeatTicks),
        number("election-ms", tick * config.node.raft.electionTicks),
        number("catch-up-entries", config.node.catchUpEntries)};
    constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();
    if (config.node.snapshotEntries != kNever) {
        arguments << number("snapshot-entries", config.node.snapshotEntries);
    }
    if (config.node.snapshotBytes != kNever) {
        arguments << number("snapshot-bytes", config.node.snapshotBytes);
    }
    if (!config.movedPeers.empty()) {
        arguments << option("moved-peers", addressesOf(config.movedPeers));
    }
    if (config.isJoining) {
        arguments << QStringLiteral("--join");
    }
    return arguments;
}

NodeProcess::NodeProcess(QString program, QString logFile)
    : m_program(std::move(program)), m_logFile(std::move(logFile)), m_process(this) {
    m_process.setProgram(m_program);
    m_process.setProcessEnvironment(environmentOfNodes());
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardOutputFile(m_logFile, QIODevice::Append);
    connect(&m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        Q_EMIT ended(status == QProcess::NormalExit && code == 0);
    });
}

NodeProcess::~NodeProcess() {
    m_process.disconnect(this);
    kill();
}

Result<void> NodeProcess::start(const HostConfig& config, const QStringList& more) {
    const QSignalBlocker silent(this);  // who calls is told by the result
    m_process.setArguments(argumentsOf(config) + QStringList{QStringLiteral("--end-with-input")} +
                           more);
    m_process.start();
    if (!m_process.waitForStarted()) {
        return Error(ErrorCode::IoError, m_program.toStdString() + " cannot be run: " +
                                             m_process.errorString().toStdString());
    }
    QElapsedTimer timer;
    timer.start();
    while (!timer.hasExpired(kStartMs)) {
        if (m_process.waitForFinished(kTryMs)) {
            return Error(ErrorCode::IoError, lastWords().toStdString());
        }
        QTcpSocket socket;
        socket.connectToHost(textOf(config.clientHost), config.clientPort);
        if (socket.waitForConnected(kTryMs)) {
            return {};
        }
    }
    kill();
    return Error(ErrorCode::Unavailable,
                 "the node's process does not serve in time; its log: " + m_logFile.toStdString());
}

void NodeProcess::terminate() {
    m_process.terminate();
}

void NodeProcess::kill() {
    if (isRunning()) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

void NodeProcess::signal(int number) const {
    if (const qint64 pid = m_process.processId(); pid > 0) {
        ::kill(static_cast<pid_t>(pid), number);
    }
}

void NodeProcess::pause() {
    signal(SIGSTOP);
}

void NodeProcess::resume() {
    signal(SIGCONT);
}

QString NodeProcess::lastWords() const {
    QFile log(m_logFile);
    if (!log.open(QIODevice::ReadOnly)) {
        return {};
    }
    log.seek(qMax(log.size() - kLastPart, qint64{0}));
    const QByteArrayList lines = log.readAll().trimmed().split('\n');
    return QString::fromUtf8(lines.back());
}

}  // namespace quorate::network
