// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHostAddress>
#include <QSslConfiguration>
#include <QSslServer>
#include <QTcpServer>
#include <QTcpSocket>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace quorate::tests {

/// A server over HTTP that answers as a test says, in the test's thread.
class ScriptedServer final : public QObject {
public:
    struct Request {
        std::string method;
        std::string path;
        std::string header;  ///< all of it
        std::string body;
        QTcpSocket* socket{nullptr};
        [[nodiscard]] bool has(const std::string& field) const {
            return header.find("\r\n" + field + "\r\n") != std::string::npos;
        }
    };
    struct Answer {
        int status{200};
        std::string body;
        std::string fields;  ///< further ones, each with its end of line
        bool isNone{false};  ///< never answered
    };
    using Script = std::function<Answer(const Request&)>;

    explicit ScriptedServer(Script script)
        : ScriptedServer(std::make_unique<QTcpServer>(), std::move(script)) {}
    /// Over TLS.
    ScriptedServer(const QSslConfiguration& tls, Script script)
        : ScriptedServer(secure(tls), std::move(script)) {}

    [[nodiscard]] std::uint16_t port() const { return m_server->serverPort(); }
    /// Connections that came through; over TLS after the handshake.
    [[nodiscard]] int connections() const noexcept { return m_connections; }
    [[nodiscard]] int requests() const noexcept { return m_requests; }
    /// Nobody listens any more, and connections break.
    void shut() {
        m_server->close();
        for (QTcpSocket* socket : m_server->findChildren<QTcpSocket*>()) {
            socket->abort();
        }
    }

private:
    ScriptedServer(std::unique_ptr<QTcpServer> server, Script script)
        : m_server(std::move(server)), m_script(std::move(script)) {
        connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, this, [this] {
            while (QTcpSocket* socket = m_server->nextPendingConnection()) {
                ++m_connections;
                socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
                connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
                const auto held = std::make_shared<std::string>();
                const auto read = [this, socket, held] {
                    *held += socket->readAll().toStdString();
                    while (answerNext(socket, *held)) {
                    }
                };
                connect(socket, &QTcpSocket::readyRead, this, read);
                read();
            }
        });
        m_server->listen(QHostAddress::LocalHost);
    }
    static std::unique_ptr<QTcpServer> secure(const QSslConfiguration& tls) {
        auto server = std::make_unique<QSslServer>();
        server->setSslConfiguration(tls);
        return server;
    }

    bool answerNext(QTcpSocket* socket, std::string& held) {
        const std::size_t end = held.find("\r\n\r\n");
        if (end == std::string::npos) {
            return false;
        }
        const std::string header = held.substr(0, end + 2);
        constexpr const char* kLength = "\r\nContent-Length: ";
        const std::size_t at = header.find(kLength);
        const std::size_t length =
            at == std::string::npos ? 0
                                    : std::stoul(header.substr(at + std::string(kLength).size()));
        if (held.size() < end + 4 + length) {
            return false;
        }
        Request request{
            header.substr(0, header.find(' ')), {}, header, held.substr(end + 4, length), socket};
        const std::size_t path = header.find(' ') + 1;
        request.path = header.substr(path, header.find(' ', path) - path);
        held.erase(0, end + 4 + length);
        ++m_requests;
        const Answer answer = m_script(request);
        if (!answer.isNone) {
            const std::string text = "HTTP/1.1 " + std::to_string(answer.status) +
                                     " x\r\nContent-Length: " + std::to_string(answer.body.size()) +
                                     "\r\n" + answer.fields + "\r\n" + answer.body;
            socket->write(text.data(), static_cast<qint64>(text.size()));
        }
        return true;
    }

    std::unique_ptr<QTcpServer> m_server;
    Script m_script;
    int m_connections{0};
    int m_requests{0};
};

}  // namespace quorate::tests
