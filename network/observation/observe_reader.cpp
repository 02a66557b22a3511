// SPDX-License-Identifier: Apache-2.0
#include "network/observation/observe_reader.h"

#include <QTcpSocket>

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

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

/// One call of a node. Lives on for a while once its reader has let go of it, which may be in the
/// midst of what it hands out.
class ObserveReader::Connection final : public QObject {
public:
    Connection(ObserveReader& reader, const QString& address, std::uint16_t port,
               std::optional<std::uint64_t> from)
        : m_reader(&reader), m_machine([this](int status, std::string_view piece) {
              return takeBody(status, piece);
          }) {
        connect(&m_socket, &QAbstractSocket::connected, this, [this, address, port, from] {
            m_socket.setSocketOption(QAbstractSocket::KeepAliveOption, 1);
            m_socket.write(requestFor(address, port, from));
        });
        connect(&m_socket, &QIODevice::readyRead, this, [this] { readAvailable(); });
        connect(&m_socket, &QAbstractSocket::disconnected, this, [this] {
            readAvailable();
            end(QStringLiteral("the node closed the connection"));
        });
        connect(&m_socket, &QAbstractSocket::errorOccurred, this, [this] {
            if (m_socket.error() != QAbstractSocket::RemoteHostClosedError) {
                end(m_socket.errorString());
            }
        });
        m_socket.connectToHost(address, port);
    }

    /// Nothing more is handed out.
    void letGo() {
        m_reader = nullptr;
        m_socket.abort();
    }

private:
    static QByteArray requestFor(const QString& address, std::uint16_t port,
                                 std::optional<std::uint64_t> from) {
        QByteArray request = "GET /observe";
        if (from) {
            request += "?from=" + QByteArray::number(qulonglong{*from});
        }
        const bool isIpv6 = address.contains(QLatin1Char(':'));
        const QByteArray host = address.toUtf8();
        return request + " HTTP/1.1\r\nHost: " + (isIpv6 ? "[" + host + "]" : host) + ":" +
               QByteArray::number(port) + "\r\nAccept: application/octet-stream\r\n\r\n";
    }

    void readAvailable() {
        while (m_reader != nullptr && m_socket.bytesAvailable() > 0) {
            const std::size_t kept = m_rest.size();
            const qint64 wanted = std::min(m_socket.bytesAvailable(), kReadBytes);
            m_rest.resize(kept + static_cast<std::size_t>(wanted));
            const qint64 read = m_socket.read(m_rest.data() + kept, wanted);
            m_rest.resize(kept + static_cast<std::size_t>(std::max<qint64>(read, 0)));
            if (read <= 0) {
                return;
            }
            parse();
        }
    }

    void parse() {
        std::size_t used = 0;
        while (m_reader != nullptr && used < m_rest.size()) {
            BeastError error;
            const std::size_t taken = m_machine.put(
                boost::asio::const_buffer(m_rest.data() + used, m_rest.size() - used), error);
            used += taken;
            if (m_reader == nullptr) {
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
            return QStringLiteral("the node ended the observation");
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
        while (m_reader != nullptr && !piece.empty()) {
            const auto frame = m_frames.take(piece);
            if (!frame) {
                end(QString::fromStdString(frame.error().message));
            } else if (*frame) {
                m_reader->hand(**frame);
            }
        }
        return m_reader != nullptr;
    }

    void end(const QString& reason) {
        if (m_reader != nullptr) {
            m_reader->end(reason);
        }
    }

    ObserveReader* m_reader;  ///< null once it has let go
    QTcpSocket m_socket;
    Machine m_machine;
    ObserveFrameReader m_frames;
    std::string m_rest;
    std::string m_refusal;
};

ObserveReader::ObserveReader(QObject* parent) : QObject(parent) {}

ObserveReader::~ObserveReader() {
    close();
}

void ObserveReader::open(const QString& address, std::uint16_t port,
                         std::optional<std::uint64_t> from) {
    close();
    m_connection = std::make_unique<Connection>(*this, address, port, from);
}

void ObserveReader::close() {
    if (m_connection) {
        m_connection->letGo();
        m_connection.release()->deleteLater();
    }
}

void ObserveReader::end(const QString& reason) {
    close();
    Q_EMIT ended(reason);
}

/// Whoever hears of it may end or delete this reader, so nothing follows a signal.
void ObserveReader::hand(const ObserveFrame& frame) {
    if (const auto* greeting = std::get_if<ObserveHello>(&frame)) {
        m_nextSequence = greeting->nextSequence;
        Q_EMIT hello(*greeting);
    } else if (const auto* published = std::get_if<observe::Published>(&frame)) {
        m_nextSequence = *m_nextSequence + published->chunks.front().size();
        Q_EMIT events(*published);
    } else if (const auto* beat = std::get_if<ObserveHeartbeat>(&frame)) {
        Q_EMIT heartbeat(beat->through);
    } else if (const auto* gap = std::get_if<ObserveMissed>(&frame)) {
        m_nextSequence = gap->next;
        Q_EMIT missed(*gap);
    } else {
        end(QString::fromStdString(std::get<ObserveEnd>(frame).reason));
    }
}

}  // namespace quorate::network
