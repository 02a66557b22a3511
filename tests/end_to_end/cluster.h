// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QNetworkAccessManager>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

#include <cstdint>
#include <map>
#include <memory>

namespace quorate::tests {

/// Nodes of one cluster, each a process of its own on ports that were free when it was made.
class Cluster {
public:
    struct Answer {
        int status{0};  ///< 0: no answer
        QByteArray body;
    };

    /// Ids 1 to `size`.
    explicit Cluster(int size);
    ~Cluster();

    /// Starts the node's process. False, with what it said in `output`, if it does not serve.
    bool start(int node);
    /// SIGKILL.
    void kill(int node);
    /// SIGTERM; the exit code.
    int stop(int node);
    [[nodiscard]] bool isUp(int node) const { return m_processes.count(node) != 0; }

    Answer ask(int node, const QByteArray& method, const QString& path, const QByteArray& body);
    /// PUT /kv; true if it was acknowledged.
    bool put(int node, const QByteArray& key, const QByteArray& value);
    /// GET /kv.
    Answer get(int node, const QByteArray& key);
    /// Who leads in the eyes of some node that answers, once somebody does; 0 after ten seconds.
    int leader();

    [[nodiscard]] QString directory(int node) const;
    QByteArray output;

private:
    struct Ports {
        std::uint16_t peer{0};
        std::uint16_t client{0};
    };
    [[nodiscard]] QString peers() const;

    QTemporaryDir m_directory;
    QNetworkAccessManager m_network;
    std::map<int, Ports> m_ports;
    std::map<int, std::unique_ptr<QProcess>> m_processes;
};

}  // namespace quorate::tests
