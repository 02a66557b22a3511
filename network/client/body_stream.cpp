// SPDX-License-Identifier: Apache-2.0
#include "network/client/body_stream.h"

#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpSocket>

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cstddef>
#include <utility>

namespace quorate::network {

namespace {

namespace http = boost::beast::http;
using BeastView = boost::beast::string_view;
using BeastError = boost::beast::error_code;

constexpr qint64 kReadBytes = qint64{256} * 1024;
constexpr std::uint32_t kMaxHeaderBytes = std::uint32_t{16} * 1024;
/// Of what a node says that refuses.
constexpr std::size_t kMaxRefusal = 1024;
constexpr int kOk = 200;

/// Finds the body in an answer, whatever its framing.
class Machine final : public http::basic_parser<false> {
public:
    /// Gets the body piece by piece; false: no more of it.
    using TakeBody = std::function<bool(int status, std::string_view piece)>;

    explicit Machine(TakeBody takeBody) : m_takeBody(std::move(takeBody)) {
        eager(true);
        header_limit(kMaxHeaderBytes);
        body_limit(boost::none);
    }

    [[nodiscard]] int status() const noexcept { return m_status; }

private:
    void on_request_impl(http::verb /*verb*/, BeastView /*method*/, BeastView /*target*/,
                         int /*version*/, BeastError& error) override {
        error = http::error::bad_version;
    }
    void on_response_impl(int code, BeastView /*reason*/, int /*version*/,
                          BeastError& error) override {
        error = {};
        m_status = code;
    }
    void on_field_impl(http::field /*name*/, BeastView /*nameText*/, BeastView /*value*/,
                       BeastError& error) override {
        error = {};
    }
    void on_header_impl(BeastError& error) override { error = {}; }
    void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                           BeastError& error) override {
        error = {};
    }
    std::size_t on_body_impl(BeastView piece, BeastError& error) override {
        return take(piece, error);
    }
    void on_chunk_header_impl(std::uint64_t /*size*/, BeastView /*extensions*/,
                              BeastError& error) override {
        error = {};
    }
    std::size_t on_chunk_body_impl(std::uint64_t /*remaining*/, BeastView piece,
                                   BeastError& error) override {
        return take(piece, error);
    }
    void on_finish_impl(BeastError& error) override { error = {}; }

    std::size_t take(BeastView piece, BeastError& error) {
        error = {};
        if (!m_takeBody(m_status, {piece.data(), piece.size()})) {
            error = http::error::end_of_stream;
        }
        return piece.size();
    }

    TakeBody m_takeBody;
    int m_status{0};
};

}  // namespace

/// Lives on for a while where its stream lets go of it in the midst of what it hands out.
class BodyStream::Connection final : public QObject {
public:
    Connection(const Place& place, std::string request, TakePiece takePiece, Ended ended)
        : m_takePiece(std::move(takePiece)),
          m_ended(std::move(ended)),
          m_machine(
              [this](int status, std::string_view piece) { return takeBody(status, piece); }) {
        QSslSocket* const secure = place.tls ? new QSslSocket : nullptr;
        m_socket.reset(secure != nullptr ? secure : new QTcpSocket);
        m_socket->setProxy(QNetworkProxy::NoProxy);
        const auto ask = [this, request = std::move(request)] {
            m_socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
            m_socket->write(request.data(), static_cast<qint64>(request.size()));
        };
        connect(m_socket.get(), &QIODevice::readyRead, this,
                [this] { inCall([this] { readAvailable(); }); });
        connect(m_socket.get(), &QAbstractSocket::disconnected, this, [this] {
            inCall([this] {
                readAvailable();
                end(QStringLiteral("the node closed the connection"));
            });
        });
        connect(m_socket.get(), &QAbstractSocket::errorOccurred, this, [this] {
            if (m_socket->error() != QAbstractSocket::RemoteHostClosedError) {
                inCall([this] { end(m_socket->errorString()); });
            }
        });
        if (secure != nullptr) {
            // Nothing is sent before the server has shown who it is.
            secure->setSslConfiguration(*place.tls);
            connect(secure, &QSslSocket::encrypted, this, ask);
            secure->connectToHostEncrypted(place.host, place.port);
        } else {
            connect(m_socket.get(), &QAbstractSocket::connected, this, ask);
            m_socket->connectToHost(place.host, place.port);
        }
    }

    /// Nothing more is handed out.
    void letGo() {
        m_isLetGo = true;
        m_socket->disconnect(this);
        m_socket->abort();
        if (m_calls > 0) {
            deleteLater();
        } else {
            // Now, since the event loop may have ended.
            delete this;
        }
    }

private:
    /// From within a signal of the socket, which must outlive it.
    template <class Work>
    void inCall(const Work& work) {
        ++m_calls;
        work();
        --m_calls;
    }

    void readAvailable() {
        while (!isOver() && m_socket->bytesAvailable() > 0) {
            const std::size_t kept = m_rest.size();
            const qint64 wanted = std::min(m_socket->bytesAvailable(), kReadBytes);
            m_rest.resize(kept + static_cast<std::size_t>(wanted));
            const qint64 read = m_socket->read(m_rest.data() + kept, wanted);
            m_rest.resize(kept + static_cast<std::size_t>(std::max<qint64>(read, 0)));
            if (read <= 0) {
                return;
            }
            parse();
        }
    }

    void parse() {
        std::size_t used = 0;
        while (!isOver() && used < m_rest.size()) {
            BeastError error;
            const std::size_t taken = m_machine.put(
                boost::asio::const_buffer(m_rest.data() + used, m_rest.size() - used), error);
            used += taken;
            if (isOver()) {
                return;
            }
            if (error == http::error::need_more || (!error && taken == 0)) {
                break;
            }
            if (error) {
                end(QStringLiteral("this is no answer of a node: ") +
                    QString::fromStdString(error.message()));
                return;
            }
            if (m_machine.is_done()) {
                end(endOfAnswer());
                return;
            }
        }
        m_rest.erase(0, used);
    }

    [[nodiscard]] QString endOfAnswer() const {
        if (m_machine.status() == kOk) {
            return QStringLiteral("the node ended the stream");
        }
        return QStringLiteral("the node answered %1: %2")
            .arg(m_machine.status())
            .arg(QString::fromStdString(m_refusal).trimmed());
    }

    bool takeBody(int status, std::string_view piece) {
        if (status != kOk) {
            m_refusal += piece.substr(0, kMaxRefusal - m_refusal.size());
            return true;
        }
        m_takePiece(piece);
        return !isOver();
    }

    [[nodiscard]] bool isOver() const noexcept { return m_isLetGo || m_hasEnded; }

    void end(const QString& reason) {
        if (!isOver()) {
            m_hasEnded = true;
            m_ended(reason);
        }
    }

    const TakePiece m_takePiece;
    const Ended m_ended;
    int m_calls{0};
    bool m_isLetGo{false};
    bool m_hasEnded{false};
    std::unique_ptr<QTcpSocket> m_socket;
    Machine m_machine;
    std::string m_rest;
    std::string m_refusal;
};

BodyStream::BodyStream(const Place& place, std::string request, TakePiece takePiece, Ended ended)
    : m_connection(
          new Connection(place, std::move(request), std::move(takePiece), std::move(ended))) {}

BodyStream::~BodyStream() {
    m_connection->letGo();
}

}  // namespace quorate::network
