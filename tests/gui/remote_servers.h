// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "engine/observe/node_state.h"
#include "engine/observe/recorder.h"
#include "network/observation/observe_frames.h"

/// What may answer where a window looks for a node.
namespace quorate::tests {

/// Says the same to whoever asks, and ends the connection.
class Babbler {
public:
    explicit Babbler(QByteArray what) : m_what(std::move(what)) {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            QTcpSocket* socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                socket->readAll();
                socket->write(m_what);
                socket->disconnectFromHost();
            });
            QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        });
    }
    [[nodiscard]] QString address() const {
        return QStringLiteral("127.0.0.1:%1").arg(m_server.serverPort());
    }

private:
    const QByteArray m_what;
    QTcpServer m_server;
};

inline QByteArray page(const QByteArray& body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " +
           QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

/// What tells of itself as a node of another machine does, whose clock is far from this one's.
class FakeNode {
public:
    static constexpr std::uint64_t kAheadNs = 1'000'000'000'000;
    static constexpr std::uint64_t kFirst = 100;
    static constexpr std::uint64_t kMissed = 40;

    FakeNode() {
        m_since.start();
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            QTcpSocket* socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                const QByteArray asked = socket->readAll();
                if (asked.startsWith("GET /observe")) {
                    socket->write(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n");
                    const std::string told = frames();
                    socket->write(told.data(), static_cast<qint64>(told.size()));
                    m_observer = socket;
                } else if (asked.startsWith("GET /state")) {
                    answer(*socket, "{\"kind\":\"State\",\"moment\":" +
                                        QByteArray::number(qulonglong{now().nanoseconds()}) + "}");
                } else {
                    answer(*socket, "{}");
                }
            });
            QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        });
    }
    [[nodiscard]] QString address() const {
        return QStringLiteral("127.0.0.1:%1").arg(m_server.serverPort());
    }
    /// Events that this reader was too slow for, and the node as it is then.
    void miss() {
        std::string told;
        network::appendFrame(network::ObserveMissed{kFirst + 1, kFirst + 1 + kMissed, false}, told);
        appendState(kFirst + 1 + kMissed, told);
        m_observer->write(told.data(), static_cast<qint64>(told.size()));
    }

private:
    [[nodiscard]] observe::Moment now() const {
        return observe::Moment(kAheadNs + static_cast<std::uint64_t>(m_since.nsecsElapsed()));
    }
    static void answer(QTcpSocket& socket, const QByteArray& body) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                     QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }
    void appendState(std::uint64_t sequence, std::string& told) const {
        observe::NodeState state;
        state.id = raft::NodeId(1);
        state.condition = observe::NodeCondition::Up;
        state.term = raft::Term(4);
        state.lead = raft::NodeId(1);
        state.role = raft::Role::Leader;
        state.electionTimer = {now(), 20};
        observe::Recorder recorder(observe::SourceId(1), {}, sequence);
        recorder.observe({now(), state.id, state.term, raft::kNoEvent,
                          observe::NodeFrame{std::make_shared<const observe::NodeState>(state)}});
        const observe::Published published = recorder.publish(now());
        if (!network::appendEvents(published.chunks.front(), 0, 1, now(), told)) {
            qWarning("one event does not fit");
        }
    }
    [[nodiscard]] std::string frames() const {
        std::string told;
        network::ObserveHello hello;
        hello.cluster = 9;
        hello.node = raft::NodeId(1);
        hello.incarnation = 3;
        hello.source = observe::SourceId(1);
        hello.clockNs = 1;
        hello.now = now();
        hello.firstSequence = kFirst;
        hello.nextSequence = kFirst;
        network::appendFrame(hello, told);
        appendState(kFirst, told);
        return told;
    }

    QElapsedTimer m_since;
    QTcpServer m_server;
    QPointer<QTcpSocket> m_observer;
};

/// Passes bytes on to a node, and lets go of everything when it is told to.
class Relay {
public:
    explicit Relay(std::uint16_t port) : m_port(port) {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            QTcpSocket* from = m_server.nextPendingConnection();
            if (m_isShut) {
                from->abort();
                from->deleteLater();
                return;
            }
            auto* to = new QTcpSocket(from);
            to->connectToHost(QHostAddress::LocalHost, m_port);
            QObject::connect(from, &QTcpSocket::readyRead, to,
                             [from, to] { to->write(from->readAll()); });
            QObject::connect(to, &QTcpSocket::readyRead, from,
                             [from, to] { from->write(to->readAll()); });
            QObject::connect(to, &QTcpSocket::disconnected, from,
                             [from] { from->disconnectFromHost(); });
            QObject::connect(from, &QTcpSocket::disconnected, from, &QObject::deleteLater);
        });
    }
    void cut() {
        for (QTcpSocket* socket : m_server.findChildren<QTcpSocket*>()) {
            socket->abort();
        }
    }
    /// Nobody gets through until it is open again.
    void shut() {
        m_isShut = true;
        cut();
    }
    void open() { m_isShut = false; }
    /// Nobody gets through any more.
    void close() {
        m_server.close();
        cut();
    }
    [[nodiscard]] QString address() const {
        return QStringLiteral("127.0.0.1:%1").arg(m_server.serverPort());
    }

private:
    const std::uint16_t m_port;
    bool m_isShut{false};
    QTcpServer m_server;
};

}  // namespace quorate::tests
