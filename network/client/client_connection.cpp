// SPDX-License-Identifier: Apache-2.0
#include "network/client/client_connection.h"

#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QSslSocket>

#include <utility>

namespace quorate::network {

namespace {

/// Less than any server keeps a connection that is not used.
constexpr qint64 kLongestIdleMs = 60'000;

}  // namespace

ClientConnection::ClientConnection(std::string host, std::uint16_t port,
                                   std::shared_ptr<const QSslConfiguration> tls, QObject* parent)
    : QObject(parent), m_host(std::move(host)), m_port(port), m_tls(std::move(tls)) {}

ClientConnection::~ClientConnection() {
    dropSocket();
}

bool ClientConnection::isReady() const {
    return isIdle() && m_socket != nullptr &&
           m_socket->state() == QAbstractSocket::ConnectedState && m_idle.isValid() &&
           !m_idle.hasExpired(kLongestIdleMs);
}

void ClientConnection::send(std::string request, Done done) {
    const bool isConnected = isReady();
    m_request = std::move(request);
    m_done = std::move(done);
    m_isSent = false;
    m_parser.reset();
    if (isConnected) {
        writeRequest();
    } else {
        connectSocket();
    }
}

void ClientConnection::connectSocket() {
    dropSocket();
    // Nobody's child: it must outlive its own signals, which may be the end of this connection.
    QSslSocket* const secure = m_tls ? new QSslSocket : nullptr;
    m_socket = secure != nullptr ? secure : new QTcpSocket;
    m_socket->setProxy(QNetworkProxy::NoProxy);
    if (secure != nullptr) {
        // Nothing is sent before the server has shown who it is.
        secure->setSslConfiguration(*m_tls);
        connect(secure, &QSslSocket::encrypted, this, &ClientConnection::writeRequest);
    } else {
        connect(m_socket, &QTcpSocket::connected, this, &ClientConnection::writeRequest);
    }
    connect(m_socket, &QTcpSocket::readyRead, this, &ClientConnection::readAnswer);
    // Comes with every end, that of a connection which the server closes in order, too.
    connect(m_socket, &QTcpSocket::errorOccurred, this, &ClientConnection::broken);
    const QString host = QString::fromStdString(m_host);
    if (secure != nullptr) {
        secure->connectToHostEncrypted(host, m_port);
    } else {
        m_socket->connectToHost(host, m_port);
    }
}

void ClientConnection::dropSocket() {
    if (m_socket != nullptr) {
        m_socket->disconnect(this);
        m_socket->abort();
        m_socket->deleteLater();
        m_socket = nullptr;
    }
}

void ClientConnection::writeRequest() {
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_isSent = true;
    m_socket->write(m_request.data(), static_cast<qint64>(m_request.size()));
}

void ClientConnection::readAnswer() {
    const QByteArray bytes = m_socket->readAll();
    if (isIdle()) {
        dropSocket();  // nobody asked
        return;
    }
    switch (m_parser.feed({bytes.constData(), static_cast<std::size_t>(bytes.size())})) {
    case AnswerParser::Status::NeedMore:
        return;
    case AnswerParser::Status::Failed:
        fail("what came back is no answer over HTTP, or a very large one");
        return;
    case AnswerParser::Status::Done:
        finish(m_parser.take());
        return;
    }
}

void ClientConnection::broken() {
    if (isIdle()) {
        dropSocket();
        return;
    }
    if (m_isSent && m_parser.end() == AnswerParser::Status::Done) {
        finish(m_parser.take());
        return;
    }
    fail(m_socket->errorString().toStdString());
}

void ClientConnection::abandon(const std::string& reason) {
    if (!isIdle()) {
        fail(reason);
    }
}

void ClientConnection::fail(const std::string& reason) {
    dropSocket();
    finish(Error(m_isSent ? ErrorCode::Unknown : ErrorCode::Unavailable,
                 m_host + ":" + std::to_string(m_port) + ": " + reason +
                     (m_isSent ? "; the request may or may not have been done" : "")));
}

void ClientConnection::finish(Result<HttpAnswer> answer) {
    if (m_socket != nullptr && !m_parser.isReusable()) {
        dropSocket();
    }
    m_idle.start();
    m_request.clear();
    const Done done = std::exchange(m_done, {});
    done(std::move(answer));
}

}  // namespace quorate::network
