// SPDX-License-Identifier: Apache-2.0
#include "tests/end_to_end/cluster.h"

#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTcpServer>
#include <QTest>
#include <QTimer>

#include <utility>
#include <vector>

namespace quorate::tests {

namespace {

constexpr int kAnswerMs = 8000;
constexpr int kStartMs = 10000;

}  // namespace

Cluster::Cluster(int size) {
    // All are held at once, so that all differ.
    std::vector<std::unique_ptr<QTcpServer>> held;
    const auto freePort = [&held] {
        held.push_back(std::make_unique<QTcpServer>());
        held.back()->listen(QHostAddress::LocalHost);
        return held.back()->serverPort();
    };
    for (int node = 1; node <= size; ++node) {
        const std::uint16_t peer = freePort();
        m_ports[node] = {peer, freePort()};
    }
}

Cluster::~Cluster() {
    for (auto& [node, process] : m_processes) {
        process->kill();
        process->waitForFinished();
    }
}

QString Cluster::directory(int node) const {
    return m_directory.filePath(QStringLiteral("node%1").arg(node));
}

QString Cluster::peers() const {
    QStringList all;
    for (const auto& [node, ports] : m_ports) {
        all << QStringLiteral("http://127.0.0.1:%1").arg(ports.peer);
    }
    return all.join(QLatin1Char(','));
}

bool Cluster::start(int node) {
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::MergedChannels);
    process->start(
        QStringLiteral(QUORATED),
        {QStringLiteral("--id"), QString::number(node), QStringLiteral("--peers"), peers(),
         QStringLiteral("--client-port"), QString::number(m_ports.at(node).client),
         QStringLiteral("--data-dir"), directory(node), QStringLiteral("--election-ms"),
         QStringLiteral("500"), QStringLiteral("--heartbeat-ms"), QStringLiteral("50")});
    QProcess* raw = process.get();
    m_processes[node] = std::move(process);
    const bool serves = QTest::qWaitFor(
        [&] {
            output += raw->readAll();
            return raw->state() != QProcess::Running
                       ? raw->state() == QProcess::NotRunning
                       : ask(node, "GET", QStringLiteral("/version"), {}).status == 200;
        },
        kStartMs);
    if (!serves || raw->state() != QProcess::Running) {
        output += raw->readAll();
        m_processes.erase(node);
        return false;
    }
    return true;
}

void Cluster::kill(int node) {
    const auto process = std::move(m_processes.at(node));
    m_processes.erase(node);
    process->kill();
    process->waitForFinished();
}

int Cluster::stop(int node) {
    const auto process = std::move(m_processes.at(node));
    m_processes.erase(node);
    process->terminate();
    process->waitForFinished();
    return process->exitStatus() == QProcess::NormalExit ? process->exitCode() : -1;
}

Cluster::Answer Cluster::ask(int node, const QByteArray& method, const QString& path,
                             const QByteArray& body) {
    QNetworkRequest request(
        QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(m_ports.at(node).client).arg(path)));
    request.setTransferTimeout(kAnswerMs);
    request.setHeader(QNetworkRequest::ContentTypeHeader, "application/octet-stream");
    const std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(request, method, body));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    if (!reply->isFinished()) {
        loop.exec();
    }
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll()};
}

bool Cluster::put(int node, const QByteArray& key, const QByteArray& value) {
    return ask(node, "PUT", QStringLiteral("/kv"), key + "=" + value).status == 200;
}

Cluster::Answer Cluster::get(int node, const QByteArray& key) {
    return ask(node, "GET", QStringLiteral("/kv/") + QString::fromUtf8(key), {});
}

int Cluster::leader() {
    int found = 0;
    static_cast<void>(QTest::qWaitFor(
        [&] {
            for (const auto& [node, process] : m_processes) {
                const Answer answer =
                    ask(node, "POST", QStringLiteral("/v3/maintenance/status"), "{}");
                const auto status = QJsonDocument::fromJson(answer.body).object();
                found = status.value(QStringLiteral("leader")).toString().toInt();
                if (found != 0 && isUp(found)) {
                    return true;
                }
            }
            return false;
        },
        kStartMs));
    return found;
}

}  // namespace quorate::tests
