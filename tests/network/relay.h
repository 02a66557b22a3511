// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>

#include <cstdint>
#include <string>

namespace quorate::tests {

/// Stands before a server and passes on what is sent both ways, until it loses something: then the
/// connection breaks. It has a connection to the server for each client's.
class Relay final : public QTcpServer {
public:
    explicit Relay(std::uint16_t server) : m_server(server) {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket* client = nextPendingConnection()) {
                join(client);
            }
        });
    }

    /// So many answers to requests for this path are lost: the server has done what it was asked.
    void loseAnswers(const std::string& path, int count) {
        m_path = path;
        m_toLose = count;
    }
    [[nodiscard]] int lost() const noexcept { return m_lost; }
    /// Nobody gets through any more.
    void shut() {
        close();
        for (QTcpSocket* client : findChildren<QTcpSocket*>()) {
            client->abort();
        }
    }

private:
    void join(QTcpSocket* client) {
        auto* server = new QTcpSocket(client);
        server->connectToHost(QHostAddress(QHostAddress::LocalHost), m_server);
        connect(client, &QTcpSocket::readyRead, server, [this, client, server] {
            const QByteArray bytes = client->readAll();
            if (bytes.startsWith("POST ")) {
                client->setProperty("path", bytes.mid(5, bytes.indexOf(' ', 5) - 5));
            }
            server->write(bytes);
        });
        connect(server, &QTcpSocket::readyRead, client, [this, client, server] {
            const QByteArray bytes = server->readAll();
            if (m_toLose > 0 && client->property("path").toByteArray().toStdString() == m_path) {
                --m_toLose;
                ++m_lost;
                client->abort();
                return;
            }
            client->write(bytes);
        });
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
        connect(server, &QTcpSocket::disconnected, client,
                [client] { client->disconnectFromHost(); });
    }

    const std::uint16_t m_server;
    std::string m_path;
    int m_toLose{0};
    int m_lost{0};
};

}  // namespace quorate::tests
