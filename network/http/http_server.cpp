// SPDX-License-Identifier: Apache-2.0
#include "network/http/http_server.h"

#include <QAbstractSocket>
#include <QCoreApplication>
#include <QDateTime>
#include <QElapsedTimer>
#include <QEvent>
#include <QLocale>
#include <QTcpServer>
#include <QTimer>

#include <algorithm>
#include <utility>

#include "network/http/http_connection.h"

namespace quorate::network {

namespace {

constexpr std::size_t kReadBytes = std::size_t{256} * 1024;
constexpr int kBacklog = 1024;

}  // namespace

/// Qt's part of the server: accepts, keeps the time, and comes back once a turn.
class HttpServer::Listener final : public QTcpServer {
public:
    explicit Listener(HttpServer& server) : m_server(server) {
        setListenBacklogSize(kBacklog);
        m_clock.start();
        QObject::connect(&m_sweeper, &QTimer::timeout, this,
                         [this] { m_server.sweep(m_clock.elapsed()); });
        // Out of file descriptors, Qt stops to accept: try again when some may be free.
        QObject::connect(this, &QTcpServer::acceptError, this, [this] { m_isPaused = true; });
        if (server.limits().sweepIntervalMs > 0) {
            m_sweeper.start(server.limits().sweepIntervalMs);
        }
    }

    void resume() {
        if (std::exchange(m_isPaused, false)) {
            resumeAccepting();
        }
    }

    void flushThisTurn() {
        if (!std::exchange(m_isFlushPosted, true)) {
            QCoreApplication::postEvent(this, new QEvent(QEvent::User));
        }
    }

protected:
    void incomingConnection(qintptr descriptor) override { m_server.accept(descriptor); }

    bool event(QEvent* event) override {
        if (event->type() == QEvent::User) {
            m_isFlushPosted = false;
            m_server.flush();
            return true;
        }
        return QTcpServer::event(event);
    }

private:
    HttpServer& m_server;
    QTimer m_sweeper;
    QElapsedTimer m_clock;
    bool m_isPaused{false};
    bool m_isFlushPosted{false};
};

HttpServer::HttpServer(HttpHandler& handler, const HttpLimits& limits, OriginCheck originCheck)
    : m_handler(handler),
      m_limits(limits),
      m_originCheck(std::move(originCheck)),
      m_readBuffer(std::max<std::size_t>(kReadBytes, std::size_t{2} * limits.maxHeaderBytes)),
      m_listener(std::make_unique<Listener>(*this)) {
    setDate();
}

HttpServer::~HttpServer() {
    m_drained = nullptr;
    while (!m_connections.empty()) {
        const std::shared_ptr<HttpConnection> connection = m_connections.back();
        connection->close();
    }
}

Result<void> HttpServer::listen(const QHostAddress& address, std::uint16_t port) {
    if (!m_listener->listen(address, port)) {
        return Error(ErrorCode::IoError, "cannot listen on " + address.toString().toStdString() +
                                             " port " + std::to_string(port) + ": " +
                                             m_listener->errorString().toStdString());
    }
    return {};
}

std::uint16_t HttpServer::port() const {
    return m_listener->serverPort();
}

void HttpServer::accept(std::intptr_t descriptor) {
    // A QTcpSocket but for its buffers: what was accepted is unbuffered only if it is made so.
    // Connections read into the server's buffer and gather what they write by themselves.
    auto socket = std::make_unique<QAbstractSocket>(QAbstractSocket::TcpSocket, nullptr);
    if (!socket->setSocketDescriptor(descriptor, QAbstractSocket::ConnectedState,
                                     QIODevice::ReadWrite | QIODevice::Unbuffered)) {
        return;
    }
    ++m_counters.acceptedConnections;
    const auto connection = std::make_shared<HttpConnection>(*this, std::move(socket));
    connection->place = m_connections.size();
    m_connections.push_back(connection);
    connection->start();
    if (m_connections.size() > m_limits.maxConnections) {
        ++m_counters.refusedConnections;
        connection->refuse(503, "there are too many connections; try again later");
    }
}

void HttpServer::forget(const HttpConnection& connection) {
    const std::size_t place = connection.place;
    std::swap(m_connections[place], m_connections.back());
    m_connections[place]->place = place;
    m_connections.pop_back();
    noteDrained();
}

void HttpServer::flushLater(std::shared_ptr<HttpConnection> connection) {
    connection->isDirty = true;
    m_dirty.push_back(std::move(connection));
    m_listener->flushThisTurn();
}

void HttpServer::flush() {
    if (!m_flushing.empty()) {
        return;
    }
    // What becomes dirty meanwhile is for the next turn, so that nobody keeps this one going.
    m_flushing.swap(m_dirty);
    for (const std::shared_ptr<HttpConnection>& connection : m_flushing) {
        connection->isDirty = false;
        connection->flush();
    }
    m_flushing.clear();
}

void HttpServer::sweep(std::int64_t nowMs) {
    m_now = nowMs;
    setDate();
    m_listener->resume();
    const bool isOverdue =
        m_drainingSince >= 0 && m_now - m_drainingSince >= m_limits.drainTimeoutMs;
    // Those that close leave their place to the last one, which was looked at already.
    for (std::size_t i = m_connections.size(); i > 0; --i) {
        const std::shared_ptr<HttpConnection> connection = m_connections[i - 1];
        if (isOverdue) {
            connection->close();
        } else {
            connection->sweep(nowMs);
        }
    }
}

void HttpServer::shutdown(std::function<void()> done) {
    m_listener->close();
    m_drained = std::move(done);
    m_drainingSince = m_now;
    const std::vector<std::shared_ptr<HttpConnection>> connections = m_connections;
    for (const std::shared_ptr<HttpConnection>& connection : connections) {
        connection->drain();
    }
    noteDrained();
}

void HttpServer::noteDrained() {
    if (m_drainingSince >= 0 && m_connections.empty() && m_drained) {
        std::exchange(m_drained, nullptr)();
    }
}

void HttpServer::setDate() {
    static const QLocale english = QLocale::c();
    m_dateLine =
        "Date: " +
        english
            .toString(QDateTime::currentDateTimeUtc(), QStringLiteral("ddd, dd MMM yyyy hh:mm:ss"))
            .toStdString() +
        " GMT\r\n";
}

}  // namespace quorate::network
