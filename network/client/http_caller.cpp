// SPDX-License-Identifier: Apache-2.0
#include "network/client/http_caller.h"

#include <QPointer>
#include <QSslConfiguration>

#include <algorithm>
#include <utility>

namespace quorate::network {

namespace {

std::string requestOf(const HttpCaller::Call& call, const std::string& host, std::uint16_t port) {
    const bool isIpv6 = host.find(':') != std::string::npos;
    std::string request(call.method);
    request += ' ';
    request += call.path;
    request += " HTTP/1.1\r\nHost: ";
    request += isIpv6 ? "[" + host + "]" : host;
    request += ':';
    request += std::to_string(port);
    request += "\r\nContent-Type: application/json\r\nContent-Length: ";
    request += std::to_string(call.body.size());
    request += "\r\n";
    request += call.fields;
    request += "\r\n";
    request += call.body;
    return request;
}

}  // namespace

HttpCaller::HttpCaller(std::string host, std::uint16_t port, std::size_t mostConnections,
                       QObject* parent)
    : QObject(parent),
      m_host(std::move(host)),
      m_port(port),
      m_mostConnections(mostConnections),
      m_timer(this) {
    m_clock.start();
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &HttpCaller::lookAtDeadlines);
}

void HttpCaller::setTls(const QSslConfiguration& tls) {
    m_tls = std::make_shared<const QSslConfiguration>(tls);
}

std::unique_ptr<BodyStream> HttpCaller::stream(const Call& call, BodyStream::TakePiece takePiece,
                                               BodyStream::Ended ended) const {
    return std::make_unique<BodyStream>(
        BodyStream::Place{QString::fromStdString(m_host), m_port, m_tls},
        requestOf(call, m_host, m_port), std::move(takePiece), std::move(ended));
}

void HttpCaller::ask(const Call& call, int timeoutMs, Done done) {
    const std::uint64_t id = ++m_lastCall;
    Open open;
    open.request = requestOf(call, m_host, m_port);
    open.done = std::move(done);
    open.deadline = m_deadlines.emplace(m_clock.elapsed() + timeoutMs, id);
    m_open.emplace(id, std::move(open));
    m_waiting.push_back(id);
    schedule();
    dispatchSoon();
}

/// Later, so that nobody is called back within a call.
void HttpCaller::dispatchSoon() {
    if (!std::exchange(m_isDispatchDue, true)) {
        QMetaObject::invokeMethod(
            this,
            [this] {
                m_isDispatchDue = false;
                dispatch();
            },
            Qt::QueuedConnection);
    }
}

void HttpCaller::dispatch() {
    while (!m_waiting.empty()) {
        const auto open = m_open.find(m_waiting.front());
        if (open == m_open.end()) {
            m_waiting.pop_front();
            continue;
        }
        ClientConnection* const connection = freeConnection();
        if (connection == nullptr) {
            return;
        }
        m_waiting.pop_front();
        open->second.connection = connection;
        const QPointer<HttpCaller> self(this);
        connection->send(
            std::move(open->second.request),
            [this, id = open->first](Result<HttpAnswer> answer) { finish(id, std::move(answer)); });
        if (self == nullptr) {
            return;
        }
    }
}

/// Rather one that is connected.
ClientConnection* HttpCaller::freeConnection() {
    ClientConnection* idle = nullptr;
    for (ClientConnection* connection : m_connections) {
        if (connection->isReady()) {
            return connection;
        }
        if (connection->isIdle()) {
            idle = connection;
        }
    }
    if (idle == nullptr && m_connections.size() < m_mostConnections) {
        idle = new ClientConnection(m_host, m_port, m_tls, this);
        m_connections.push_back(idle);
    }
    return idle;
}

void HttpCaller::finish(std::uint64_t call, Result<HttpAnswer> answer) {
    const auto open = m_open.extract(call);
    if (open.empty()) {
        return;
    }
    m_deadlines.erase(open.mapped().deadline);
    if (!m_waiting.empty()) {
        dispatchSoon();
    }
    open.mapped().done(std::move(answer));
}

void HttpCaller::schedule() {
    if (m_deadlines.empty()) {
        m_timer.stop();
        return;
    }
    const qint64 left = m_deadlines.begin()->first - m_clock.elapsed();
    if (!m_timer.isActive() || m_timer.remainingTime() > left) {
        m_timer.start(static_cast<int>(std::max<qint64>(left, 0)));
    }
}

void HttpCaller::lookAtDeadlines() {
    schedule();
    if (m_deadlines.empty() || m_deadlines.begin()->first > m_clock.elapsed()) {
        return;
    }
    // One for each turn: whoever is called back may do anything.
    const std::uint64_t late = m_deadlines.begin()->second;
    Open& open = m_open.at(late);
    if (open.connection != nullptr) {
        open.connection->abandon("no answer in time");
    } else {
        finish(late, Error(ErrorCode::Unavailable,
                           m_host + ":" + std::to_string(m_port) +
                               ": no connection became free in time; nothing was sent"));
    }
}

}  // namespace quorate::network
