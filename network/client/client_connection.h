// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTcpSocket>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/result.h"
#include "network/client/answer_parser.h"

class QSslConfiguration;

namespace quorate::network {

/// One connection to a server, kept alive, with one request at a time. It connects when it is
/// needed, and again for the next request if it broke.
///
/// A request is sent once at most. That is why this is no QNetworkAccessManager, which sends one
/// again, a POST too, when the connection breaks before the answer: what is done twice is no
/// answer to "did it happen".
class ClientConnection final : public QObject {
public:
    using Done = std::function<void(Result<HttpAnswer>)>;

    /// Over TLS with these settings, or without.
    ClientConnection(std::string host, std::uint16_t port,
                     std::shared_ptr<const QSslConfiguration> tls, QObject* parent);
    ~ClientConnection() override;

    [[nodiscard]] bool isIdle() const noexcept { return !m_done; }
    /// Idle, and connected to a server that waits.
    [[nodiscard]] bool isReady() const;
    /// `request` is all that is sent. The error is Unavailable where it certainly was not, and else
    /// Unknown. `done` comes last: it may destroy this connection.
    void send(std::string request, Done done);
    /// The request that is under way ends with this reason, and so does the connection.
    void abandon(const std::string& reason);

private:
    void connectSocket();
    void dropSocket();
    void writeRequest();
    void readAnswer();
    void broken();
    void fail(const std::string& reason);
    void finish(Result<HttpAnswer> answer);

    const std::string m_host;
    const std::uint16_t m_port;
    const std::shared_ptr<const QSslConfiguration> m_tls;
    QTcpSocket* m_socket{nullptr};
    AnswerParser m_parser;
    std::string m_request;
    bool m_isSent{false};
    Done m_done;
    QElapsedTimer m_idle;
};

}  // namespace quorate::network
