// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "network/free_ports.h"

namespace quorate::tests {

/// How long a test waits for what a cluster does by itself, on a machine with other things to do.
inline constexpr int kPatienceMs = 30'000;

/// Nodes of one cluster, each a process of its own on ports that were free when it was made.
class Cluster {
public:
    struct Answer {
        int status{0};  ///< 0: no answer
        QByteArray body;
        [[nodiscard]] QJsonObject json() const;
    };

    /// Ids 1 to `size` begin together; ports are kept for `later` more.
    explicit Cluster(int size, int later = 0);
    ~Cluster();

    /// Options that all nodes are started with from now on.
    QStringList options;

    /// Starts the node's process. False, with what it said in said(node), if it does not serve.
    bool start(int node, const QStringList& more = {});
    bool startAll();
    /// As a member that was added to a cluster that runs.
    bool startJoining(int node);
    /// SIGKILL.
    void kill(int node);
    void killAll();
    /// SIGTERM; the exit code.
    int stop(int node);
    /// SIGSTOP and SIGCONT: a machine that hangs.
    void hang(int node);
    void goOn(int node);
    /// Waits for it to end by itself; its exit code, or -1.
    int waitForEnd(int node);
    [[nodiscard]] bool isUp(int node) const { return m_processes.count(node) != 0; }
    [[nodiscard]] std::vector<int> living() const;

    Answer ask(int node, const QByteArray& method, const QString& path, const QByteArray& body,
               int timeoutMs = 8000);
    /// POST /v3/…
    Answer rpc(int node, const char* path, const QByteArray& body = "{}");
    /// PUT /kv; true if it was acknowledged.
    bool put(int node, const QByteArray& key, const QByteArray& value);
    /// GET /kv.
    Answer get(int node, const QByteArray& key);
    /// POST and DELETE /conf, until it is taken.
    bool add(int via, int node);
    bool remove(int via, int node);
    /// Who leads in the eyes of some node that answers, once somebody does; 0 if nobody does.
    int leader();
    /// Some node that is up and does not lead.
    int follower();

    [[nodiscard]] std::uint16_t clientPort(int node) const { return m_ports.at(node).client; }
    [[nodiscard]] std::uint16_t peerPort(int node) const { return m_ports.at(node).peer; }
    [[nodiscard]] QString directory(int node) const;
    /// All that the node's processes printed.
    [[nodiscard]] QByteArray said(int node) const;

private:
    struct Ports {
        std::uint16_t peer{0};
        std::uint16_t client{0};
    };
    [[nodiscard]] QString peers(int upTo) const;
    bool change(int via, const QByteArray& method, const QByteArray& body);

    int m_size;
    QTemporaryDir m_directory;
    QNetworkAccessManager m_network;
    network::FreePorts m_reserved;
    std::map<int, Ports> m_ports;
    std::map<int, std::unique_ptr<QProcess>> m_processes;
};

}  // namespace quorate::tests
