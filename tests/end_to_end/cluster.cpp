// SPDX-License-Identifier: Apache-2.0
#include "tests/end_to_end/cluster.h"

#include <QEventLoop>
#include <QFile>
#include <QJsonDocument>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTest>

#include <csignal>
#include <utility>

namespace quorate::tests {

QJsonObject Cluster::Answer::json() const {
    return QJsonDocument::fromJson(body).object();
}

Cluster::Cluster(int size, int later) : m_size(size) {
    for (int node = 1; node <= size + later; ++node) {
        const std::uint16_t peer = m_reserved.take();
        m_ports[node] = {peer, m_reserved.take()};
    }
}

Cluster::~Cluster() {
    killAll();
}

QString Cluster::directory(int node) const {
    return m_directory.filePath(QStringLiteral("node%1").arg(node));
}

QByteArray Cluster::said(int node) const {
    QFile log(directory(node) + QStringLiteral(".log"));
    return log.open(QIODevice::ReadOnly) ? log.readAll() : QByteArray();
}

QString Cluster::peers(int upTo) const {
    QStringList all;
    for (const auto& [node, ports] : m_ports) {
        if (node <= upTo) {
            all << QStringLiteral("http://127.0.0.1:%1").arg(ports.peer);
        }
    }
    return all.join(QLatin1Char(','));
}

bool Cluster::start(int node, const QStringList& more) {
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::MergedChannels);
    process->setStandardOutputFile(directory(node) + QStringLiteral(".log"), QIODevice::Append);
    QStringList arguments = {
        QStringLiteral("--id"),           QString::number(node),
        QStringLiteral("--listen-peer"),  QStringLiteral("127.0.0.1:%1").arg(m_ports.at(node).peer),
        QStringLiteral("--client-port"),  QString::number(m_ports.at(node).client),
        QStringLiteral("--data-dir"),     directory(node),
        QStringLiteral("--election-ms"),  QStringLiteral("500"),
        QStringLiteral("--heartbeat-ms"), QStringLiteral("50")};
    if (!more.contains(QStringLiteral("--peers"))) {
        arguments << QStringLiteral("--peers") << peers(m_size);
    }
    process->start(QStringLiteral(QUORATED), arguments + options + more);
    QProcess* raw = process.get();
    m_processes[node] = std::move(process);
    const bool serves = QTest::qWaitFor(
        [&] {
            return raw->state() != QProcess::Running
                       ? raw->state() == QProcess::NotRunning
                       : ask(node, "GET", QStringLiteral("/version"), {}).status == 200;
        },
        kPatienceMs);
    if (!serves || raw->state() != QProcess::Running) {
        m_processes.erase(node);
        return false;
    }
    return true;
}

bool Cluster::startAll() {
    for (int node = 1; node <= m_size; ++node) {
        if (!start(node)) {
            return false;
        }
    }
    return leader() != 0;
}

bool Cluster::startJoining(int node) {
    return start(node, {QStringLiteral("--join"), QStringLiteral("--peers"), peers(m_size)});
}

void Cluster::kill(int node) {
    const auto process = std::move(m_processes.at(node));
    m_processes.erase(node);
    process->kill();
    process->waitForFinished();
}

void Cluster::killAll() {
    for (auto& [node, process] : m_processes) {
        process->kill();
    }
    for (auto& [node, process] : m_processes) {
        process->waitForFinished();
    }
    m_processes.clear();
}

int Cluster::stop(int node) {
    m_processes.at(node)->terminate();
    return waitForEnd(node);
}

int Cluster::waitForEnd(int node) {
    const auto process = std::move(m_processes.at(node));
    m_processes.erase(node);
    if (process->state() != QProcess::NotRunning && !process->waitForFinished(kPatienceMs)) {
        return -1;
    }
    return process->exitStatus() == QProcess::NormalExit ? process->exitCode() : -1;
}

void Cluster::hang(int node) {
    ::kill(static_cast<pid_t>(m_processes.at(node)->processId()), SIGSTOP);
}

void Cluster::goOn(int node) {
    ::kill(static_cast<pid_t>(m_processes.at(node)->processId()), SIGCONT);
}

std::vector<int> Cluster::living() const {
    std::vector<int> nodes;
    for (const auto& [node, process] : m_processes) {
        nodes.push_back(node);
    }
    return nodes;
}

Cluster::Answer Cluster::ask(int node, const QByteArray& method, const QString& path,
                             const QByteArray& body, int timeoutMs) {
    QNetworkRequest request(
        QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(m_ports.at(node).client).arg(path)));
    request.setTransferTimeout(timeoutMs);
    request.setHeader(QNetworkRequest::ContentTypeHeader, "application/octet-stream");
    const std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(request, method, body));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    if (!reply->isFinished()) {
        loop.exec();
    }
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll()};
}

Cluster::Answer Cluster::rpc(int node, const char* path, const QByteArray& body) {
    return ask(node, "POST", QStringLiteral("/v3/") + QLatin1String(path), body);
}

bool Cluster::put(int node, const QByteArray& key, const QByteArray& value) {
    return ask(node, "PUT", QStringLiteral("/kv"), key + "=" + value).status == 200;
}

Cluster::Answer Cluster::get(int node, const QByteArray& key) {
    return ask(node, "GET", QStringLiteral("/kv/") + QString::fromUtf8(key), {});
}

bool Cluster::change(int via, const QByteArray& method, const QByteArray& body) {
    return QTest::qWaitFor(
        [&] { return ask(via, method, QStringLiteral("/conf"), body).status == 204; }, kPatienceMs);
}

bool Cluster::add(int via, int node) {
    return change(via, "POST",
                  QByteArray::number(node) +
                      "=http://127.0.0.1:" + QByteArray::number(m_ports.at(node).peer));
}

bool Cluster::remove(int via, int node) {
    return change(via, "DELETE", QByteArray::number(node));
}

int Cluster::leader() {
    int found = 0;
    const bool isFound = QTest::qWaitFor(
        [&] {
            for (const auto& [node, process] : m_processes) {
                const QJsonObject status =
                    ask(node, "POST", QStringLiteral("/v3/maintenance/status"), "{}", 1000).json();
                found = status.value(QStringLiteral("leader")).toString().toInt();
                if (found != 0 && isUp(found)) {
                    return true;
                }
            }
            return false;
        },
        kPatienceMs);
    return isFound ? found : 0;
}

int Cluster::follower() {
    const int known = leader();
    for (const auto& [node, process] : m_processes) {
        if (node != known) {
            return node;
        }
    }
    return 0;
}

}  // namespace quorate::tests
