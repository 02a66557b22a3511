// SPDX-License-Identifier: Apache-2.0
#include "network/bench/bench_cluster.h"

#include <QElapsedTimer>
#include <QThread>

#include <string>
#include <utility>

#include "network/bench/probe.h"

namespace quorate::bench {

namespace {

/// A try that is caught in a fail-over is not waited for.
constexpr int kTryMs = 250;
constexpr unsigned kBetweenTriesMs = 2;
constexpr qint64 kPatienceMs = 60'000;

}  // namespace

const char* nameOf(Product product) {
    return product == Product::Quorate ? "Quorate" : "etcd";
}

BenchCluster::BenchCluster(Product product, QString program, QString directory)
    : m_product(product), m_program(std::move(program)), m_directory(std::move(directory)) {
    for (std::size_t i = 0; i < kNodes; ++i) {
        m_clientPorts.at(i) = m_reserved.take();
        m_peerPorts.at(i) = m_reserved.take();
    }
}

QString BenchCluster::outputOf(std::size_t node) const {
    return m_directory + "/node" + QString::number(node + 1) + ".log";
}

QStringList BenchCluster::argumentsOf(std::size_t node) const {
    const auto url = [](std::uint16_t port) { return "http://127.0.0.1:" + QString::number(port); };
    const QString id = QString::number(node + 1);
    const QString data = m_directory + "/node" + id + ".data";
    QStringList peers;
    for (std::size_t i = 0; i < kNodes; ++i) {
        const QString name =
            m_product == Product::Etcd ? "node" + QString::number(i + 1) + "=" : QString();
        peers.append(name + url(m_peerPorts.at(i)));
    }
    if (m_product == Product::Quorate) {
        return {"--id=" + id,
                "--peers=" + peers.join(','),
                "--peer-port=" + QString::number(m_peerPorts.at(node)),
                "--client-port=" + QString::number(m_clientPorts.at(node)),
                "--data-dir=" + data,
                "--election-ms=1000",
                "--heartbeat-ms=100",
                "--log-level=warning"};
    }
    return {"--name=node" + id,
            "--data-dir=" + data,
            "--listen-peer-urls=" + url(m_peerPorts.at(node)),
            "--initial-advertise-peer-urls=" + url(m_peerPorts.at(node)),
            "--listen-client-urls=" + url(m_clientPorts.at(node)),
            "--advertise-client-urls=" + url(m_clientPorts.at(node)),
            "--initial-cluster=" + peers.join(','),
            "--initial-cluster-state=new",
            "--election-timeout=1000",
            "--heartbeat-interval=100",
            "--logger=zap",
            "--log-level=error"};
}

Result<void> BenchCluster::start(std::size_t node) {
    return m_processes.at(node).start(m_program, argumentsOf(node), outputOf(node));
}

Result<void> BenchCluster::startAll() {
    for (std::size_t i = 0; i < kNodes; ++i) {
        if (auto started = start(i); !started) {
            return started;
        }
    }
    return {};
}

void BenchCluster::killAll() {
    for (ServerProcess& process : m_processes) {
        process.kill();
    }
}

std::vector<network::PeerAddress> BenchCluster::endpoints() const {
    std::vector<network::PeerAddress> all;
    for (const std::uint16_t port : m_clientPorts) {
        all.push_back({"127.0.0.1", port});
    }
    return all;
}

std::vector<int> BenchCluster::pids() const {
    std::vector<int> all;
    for (const ServerProcess& process : m_processes) {
        all.push_back(process.pid());
    }
    return all;
}

Error BenchCluster::tookTooLong(const std::string& what) const {
    return {ErrorCode::Unavailable, std::string(nameOf(m_product)) + ": " + what + " within " +
                                        std::to_string(kPatienceMs / 1000) + " s; see " +
                                        outputOf(0).toStdString()};
}

Result<std::size_t> BenchCluster::leader() {
    QElapsedTimer timer;
    for (timer.start(); timer.elapsed() < kPatienceMs; QThread::msleep(kBetweenTriesMs)) {
        for (std::size_t i = 0; i < kNodes; ++i) {
            if (m_processes.at(i).isRunning() && probeLeads(m_clientPorts.at(i), kTryMs)) {
                return i;
            }
        }
    }
    return tookTooLong("no leader");
}

Result<double> BenchCluster::until(std::size_t node,
                                   bool (*probe)(std::uint16_t port, int timeoutMs)) {
    QElapsedTimer timer;
    for (timer.start(); timer.elapsed() < kPatienceMs; QThread::msleep(kBetweenTriesMs)) {
        if (!m_processes.at(node).isRunning()) {
            return Error(
                ErrorCode::Unavailable,
                std::string(nameOf(m_product)) + " has ended; see " + outputOf(node).toStdString());
        }
        if (probe(m_clientPorts.at(node), kTryMs)) {
            return static_cast<double>(timer.nsecsElapsed()) / 1e9;
        }
    }
    return tookTooLong("no answer");
}

Result<double> BenchCluster::untilPut(std::size_t node) {
    return until(node, probePut);
}

Result<double> BenchCluster::untilGet(std::size_t node) {
    return until(node, probeGet);
}

}  // namespace quorate::bench
