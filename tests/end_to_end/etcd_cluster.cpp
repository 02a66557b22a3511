// SPDX-License-Identifier: Apache-2.0
#include "tests/end_to_end/etcd_cluster.h"

#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QStandardPaths>
#include <QTest>

#include "tests/end_to_end/cluster.h"

namespace quorate::tests {

namespace {

QString url(std::uint16_t port) {
    return QStringLiteral("http://127.0.0.1:%1").arg(port);
}

QString name(int member) {
    return QStringLiteral("member%1").arg(member);
}

}  // namespace

QString EtcdCluster::program() {
    const QString named = qEnvironmentVariable("QUORATE_ETCD");
    if (!named.isEmpty()) {
        return QFileInfo(named).isExecutable() ? named : QString();
    }
    const QString unpacked = QStringLiteral(ETCD_FOLDER "/usr/bin/etcd");
    return QFileInfo(unpacked).isExecutable()
               ? unpacked
               : QStandardPaths::findExecutable(QStringLiteral("etcd"));
}

EtcdCluster::EtcdCluster(int size) : m_size(size) {
    for (int member = 1; member <= size; ++member) {
        const std::uint16_t peer = m_reserved.take();
        m_ports[member] = {peer, m_reserved.take()};
    }
}

EtcdCluster::~EtcdCluster() {
    while (!m_processes.empty()) {
        kill(m_processes.begin()->first);
    }
}

void EtcdCluster::start(int member) {
    QStringList members;
    for (const auto& [other, ports] : m_ports) {
        members << name(other) + QLatin1Char('=') + url(ports.peer);
    }
    const Ports ports = m_ports.at(member);
    const QString directory = m_directory.filePath(name(member));
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::MergedChannels);
    process->setStandardOutputFile(directory + QStringLiteral(".log"), QIODevice::Append);
    process->start(
        program(),
        QStringList{QStringLiteral("--name"), name(member), QStringLiteral("--data-dir"), directory,
                    QStringLiteral("--listen-peer-urls"), url(ports.peer),
                    QStringLiteral("--initial-advertise-peer-urls"), url(ports.peer),
                    QStringLiteral("--listen-client-urls"), url(ports.client),
                    QStringLiteral("--advertise-client-urls"), url(ports.client),
                    QStringLiteral("--initial-cluster"), members.join(QLatin1Char(','))} +
            options);
    m_processes[member] = std::move(process);
}

bool EtcdCluster::waitFor(int member) {
    return QTest::qWaitFor(
        [&] {
            const QJsonObject status = rpc(member, "maintenance/status");
            m_ids[member] = status.value(QStringLiteral("header"))
                                .toObject()
                                .value(QStringLiteral("member_id"))
                                .toString();
            return status.contains(QStringLiteral("leader"));
        },
        kPatienceMs);
}

bool EtcdCluster::startAll() {
    for (int member = 1; member <= m_size; ++member) {
        start(member);
    }
    for (int member = 1; member <= m_size; ++member) {
        if (!waitFor(member)) {
            qWarning("%s", said(member).right(2000).constData());
            return false;
        }
    }
    return true;
}

void EtcdCluster::kill(int member) {
    const auto process = std::move(m_processes.at(member));
    m_processes.erase(member);
    process->kill();
    process->waitForFinished();
}

bool EtcdCluster::restart(int member) {
    start(member);
    return waitFor(member);
}

QJsonObject EtcdCluster::rpc(int member, const char* path, const QByteArray& body) {
    QNetworkRequest request(
        QUrl(url(m_ports.at(member).client) + QStringLiteral("/v3/") + QLatin1String(path)));
    request.setHeader(QNetworkRequest::ContentTypeHeader, "application/json");
    request.setTransferTimeout(8000);
    const std::unique_ptr<QNetworkReply> reply(m_network.post(request, body));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    return reply->error() == QNetworkReply::NoError
               ? QJsonDocument::fromJson(reply->readAll()).object()
               : QJsonObject();
}

bool EtcdCluster::put(int member, const QByteArray& key, const QByteArray& value) {
    return !rpc(member, "kv/put",
                R"({"key":")" + key.toBase64() + R"(","value":")" + value.toBase64() + "\"}")
                .isEmpty();
}

QByteArray EtcdCluster::get(int member, const QByteArray& key) {
    const QJsonArray kvs = rpc(member, "kv/range", R"({"key":")" + key.toBase64() + "\"}")
                               .value(QStringLiteral("kvs"))
                               .toArray();
    if (kvs.isEmpty()) {
        return {};
    }
    const QByteArray value = QByteArray::fromBase64(
        kvs.at(0).toObject().value(QStringLiteral("value")).toString().toLatin1());
    return value.isNull() ? QByteArray("") : value;
}

QByteArray EtcdCluster::said(int member) const {
    QFile log(m_directory.filePath(name(member)) + QStringLiteral(".log"));
    return log.open(QIODevice::ReadOnly) ? log.readAll() : QByteArray();
}

}  // namespace quorate::tests
