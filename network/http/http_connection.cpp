// SPDX-License-Identifier: Apache-2.0
#include "network/http/http_connection.h"

#include <QVariant>

#include <cstring>
#include <utility>

#include "network/http/http_server.h"

namespace quorate::network {

namespace {

constexpr std::string_view kPlainText = "text/plain; charset=utf-8";
constexpr const char* kTooMuchHeld = "too much waits for the clients of this port; try again later";
/// What a request that waits takes at least, here and behind the handler.
constexpr std::size_t kWaitingRequestBytes = 512;
constexpr std::size_t kKeptBufferBytes = std::size_t{64} * 1024;

}  // namespace

HttpConnection::HttpConnection(HttpServer& server, std::unique_ptr<QAbstractSocket> socket)
    : m_server(&server),
      m_socket(std::move(socket)),
      m_parser(server.limits()),
      m_idleSince(server.now()) {}

HttpConnection::~HttpConnection() = default;

void HttpConnection::start() {
    QAbstractSocket* socket = m_socket.get();
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
    QObject::connect(socket, &QIODevice::readyRead, socket, [this] { readAvailable(); });
    QObject::connect(socket, &QIODevice::bytesWritten, socket, [this] {
        // What could not be written at once.
        if (!m_isWriting) {
            markDirty();
        }
    });
    QObject::connect(socket, &QAbstractSocket::disconnected, socket, [this] { close(); });
}

void HttpConnection::refuse(int status, std::string_view message) {
    fail(status, message);
}

// --- reading

void HttpConnection::readAvailable() {
    if (m_server == nullptr || m_isReading) {
        return;
    }
    const std::shared_ptr<HttpConnection> self = shared_from_this();
    m_isReading = true;
    if (m_isPaused) {
        m_isPaused = false;
        take(std::exchange(m_rest, {}));
    }
    while (m_server != nullptr) {
        if (!m_lingers && isFull()) {
            m_isPaused = true;
            break;
        }
        const std::span<char> buffer = m_server->readBuffer();
        const std::size_t kept = m_rest.size();
        std::memcpy(buffer.data(), m_rest.data(), kept);
        const std::size_t room = buffer.size() - kept;
        const qint64 read = m_socket->read(buffer.data() + kept, static_cast<qint64>(room));
        if (read < 0) {
            close();
            break;
        }
        if (read == 0) {
            break;
        }
        m_server->counters().receivedBytes += static_cast<std::uint64_t>(read);
        m_rest.clear();
        if (!m_takesNoMore) {
            take({buffer.data(), kept + static_cast<std::size_t>(read)});
        }
        if (static_cast<std::size_t>(read) < room) {
            break;
        }
    }
    m_isReading = false;
    if (m_server != nullptr && !m_out.empty()) {
        flush();
    }
    account();
}

void HttpConnection::take(std::string_view bytes) {
    while (!bytes.empty() && m_server != nullptr && !m_takesNoMore) {
        if (isFull()) {
            m_isPaused = true;
            break;
        }
        const RequestParser::Step step = m_parser.feed(bytes);
        bytes.remove_prefix(step.consumed);
        if (step.status == RequestParser::Status::Failed) {
            fail(step.httpStatus, step.message);
            return;
        }
        if (step.status == RequestParser::Status::NeedMore) {
            if (m_requestSince < 0 && m_parser.hasBegun()) {
                m_requestSince = m_server->now();
            }
            if (m_parser.isHeaderDone() && m_parser.expectsContinue() && !m_saidContinue &&
                m_exchanges.empty()) {
                m_saidContinue = true;
                m_out += "HTTP/1.1 100 Continue\r\n\r\n";
                markDirty();
            }
            if (m_parser.heldBytes() > 0 && m_server->isFull()) {
                fail(503, kTooMuchHeld);
                return;
            }
            break;
        }
        dispatch();
    }
    if (m_server != nullptr && !m_takesNoMore) {
        m_rest.assign(bytes);
    }
}

void HttpConnection::dispatch() {
    const HttpRequest& request = m_parser.request();
    m_requestSince = -1;
    m_saidContinue = false;
    ++m_server->counters().requests;
    Exchange& exchange = m_exchanges.emplace_back();
    exchange.withoutBody = request.method == HttpMethod::Head;
    exchange.keepAlive = request.keepAlive;
    exchange.isHttp10 = request.isHttp10;
    const std::uint64_t sequence = m_firstSequence + m_exchanges.size() - 1;
    if (!request.keepAlive) {
        m_takesNoMore = true;
    }
    if (const char* refusal = m_server->originCheck().refusal(request)) {
        ++m_server->counters().refusedRequests;
        answer(sequence,
               {request.hasHost ? 403 : 400, kPlainText, std::string(refusal) + '\n', {}});
    } else if (m_server->isFull()) {
        ++m_server->counters().refusedRequests;
        answer(sequence, {503, kPlainText, std::string(kTooMuchHeld) + '\n', {}});
    } else {
        m_server->handler().handle(request, HttpReply(shared_from_this(), sequence));
    }
    m_parser.next();
}

void HttpConnection::fail(int status, std::string_view message) {
    // In its turn: after the answers to the requests before it.
    m_takesNoMore = true;
    m_requestSince = -1;
    m_rest.clear();
    ++m_server->counters().refusedRequests;
    Exchange& exchange = m_exchanges.emplace_back();
    exchange.keepAlive = false;
    m_lingers = true;
    answer(m_firstSequence + m_exchanges.size() - 1,
           {status, kPlainText, std::string(message) + '\n', {}});
}

// --- answering

HttpConnection::Exchange* HttpConnection::find(std::uint64_t sequence) {
    const std::uint64_t offset = sequence - m_firstSequence;
    if (m_server == nullptr || offset >= m_exchanges.size()) {
        return nullptr;
    }
    Exchange& exchange = m_exchanges[static_cast<std::size_t>(offset)];
    return exchange.state == Exchange::State::Over ? nullptr : &exchange;
}

const HttpConnection::Exchange* HttpConnection::find(std::uint64_t sequence) const {
    return const_cast<HttpConnection*>(this)->find(sequence);
}

std::string& HttpConnection::outOf(Exchange& exchange) {
    return &exchange == &m_exchanges.front() ? m_out : exchange.early;
}

ResponseFraming HttpConnection::framingOf(const Exchange& exchange) const {
    return {m_server->dateLine(), exchange.isHttp10, exchange.keepAlive, exchange.withoutBody};
}

bool HttpConnection::isWaiting(std::uint64_t sequence) const {
    return find(sequence) != nullptr;
}

void HttpConnection::answer(std::uint64_t sequence, const HttpResponse& response) {
    Exchange* exchange = find(sequence);
    if (exchange == nullptr || exchange->state != Exchange::State::Waiting) {
        return;
    }
    appendResponse(outOf(*exchange), response, framingOf(*exchange));
    exchange->state = Exchange::State::Over;
    settle();
    account();
    markDirty();
}

bool HttpConnection::beginStream(std::uint64_t sequence, int status, std::string_view contentType,
                                 HttpStreamListener* listener) {
    Exchange* exchange = find(sequence);
    if (exchange == nullptr || exchange->state != Exchange::State::Waiting) {
        return false;
    }
    if (exchange->isHttp10) {
        exchange->keepAlive = false;
    }
    appendStreamHead(outOf(*exchange), status, contentType, framingOf(*exchange));
    exchange->state = Exchange::State::Streaming;
    exchange->listener = listener;
    markDirty();
    return true;
}

bool HttpConnection::writeStream(std::uint64_t sequence, std::string_view piece) {
    Exchange* exchange = find(sequence);
    if (exchange == nullptr || exchange->state != Exchange::State::Streaming) {
        return false;
    }
    if (exchange->isHttp10) {
        outOf(*exchange) += piece;
    } else {
        appendChunk(outOf(*exchange), piece);
    }
    account();
    markDirty();
    exchange->wantsRoom = !hasRoom(sequence);
    return !exchange->wantsRoom;
}

bool HttpConnection::hasRoom(std::uint64_t sequence) const {
    const Exchange* exchange = find(sequence);
    if (exchange == nullptr) {
        return false;
    }
    const std::size_t unsent =
        exchange == &m_exchanges.front() ? unsentBytes() : exchange->early.size();
    return unsent < m_server->limits().maxUnsentBytes && m_server->hasRoomForStreams();
}

void HttpConnection::endStream(std::uint64_t sequence) {
    Exchange* exchange = find(sequence);
    if (exchange == nullptr || exchange->state != Exchange::State::Streaming) {
        return;
    }
    if (!exchange->isHttp10) {
        outOf(*exchange) += kLastChunk;
    }
    exchange->listener = nullptr;
    exchange->state = Exchange::State::Over;
    settle();
    markDirty();
}

void HttpConnection::abortStream(std::uint64_t sequence) {
    Exchange* exchange = find(sequence);
    if (exchange == nullptr || exchange->state != Exchange::State::Streaming) {
        return;
    }
    exchange->listener = nullptr;
    exchange->keepAlive = false;
    exchange->state = Exchange::State::Over;
    settle();
    markDirty();
}

/// Takes leave of the exchanges that are over, in order, and gives the floor to the next.
void HttpConnection::settle() {
    while (!m_exchanges.empty()) {
        Exchange& front = m_exchanges.front();
        if (!front.early.empty()) {
            m_out += front.early;
            front.early = std::string();
        }
        if (front.state != Exchange::State::Over) {
            return;
        }
        const bool goesOn = front.keepAlive;
        m_exchanges.pop_front();
        ++m_firstSequence;
        m_idleSince = m_server->now();
        if (!goesOn) {
            m_takesNoMore = true;
            m_closesWhenWritten = true;
            return;
        }
    }
}

// --- writing

std::size_t HttpConnection::unsentBytes() const {
    return m_out.size() + static_cast<std::size_t>(m_socket->bytesToWrite());
}

/// Tells the server how much is held for this client.
void HttpConnection::account() {
    if (m_server == nullptr) {
        return;
    }
    std::size_t held = m_rest.size() + m_parser.heldBytes() + unsentBytes() +
                       m_exchanges.size() * kWaitingRequestBytes;
    for (const Exchange& exchange : m_exchanges) {
        held += exchange.early.size();
    }
    m_server->account(held, std::exchange(m_accounted, held));
}

bool HttpConnection::isFull() const {
    const HttpLimits& limits = m_server->limits();
    return m_exchanges.size() >= limits.maxPipelined || m_out.size() > limits.maxUnsentBytes ||
           unsentBytes() > limits.maxUnsentBytes;
}

void HttpConnection::markDirty() {
    if (m_server != nullptr && !isDirty && !m_isReading) {
        m_server->flushLater(shared_from_this());
    }
}

void HttpConnection::flush() {
    if (m_server == nullptr) {
        return;
    }
    const std::shared_ptr<HttpConnection> self = shared_from_this();
    if (!m_out.empty()) {
        m_server->counters().sentBytes += m_out.size();
        m_isWriting = true;
        const qint64 written = m_socket->write(m_out.data(), static_cast<qint64>(m_out.size()));
        if (written >= 0) {
            // Now, instead of when the event loop finds the socket writable. It may be found
            // closed.
            m_socket->flush();
        }
        m_isWriting = false;
        if (written < 0) {
            close();
        }
        if (m_server == nullptr) {
            return;
        }
        m_out.clear();
        if (m_out.capacity() > kKeptBufferBytes) {
            m_out.shrink_to_fit();
        }
    }
    if (m_socket->bytesToWrite() == 0) {
        m_unsentSince = -1;
        if (m_closesWhenWritten) {
            closeWhenWritten();
            return;
        }
    } else if (m_unsentSince < 0 ||
               static_cast<std::size_t>(m_socket->bytesToWrite()) != m_unsentThen) {
        m_unsentSince = m_server->now();
        m_unsentThen = static_cast<std::size_t>(m_socket->bytesToWrite());
    }
    account();
    tellWriters();
    if (m_server != nullptr && m_isPaused && !isFull()) {
        readAvailable();
    }
}

/// Lets the writer of the stream at the front know that its reader has caught up.
void HttpConnection::tellWriters() {
    if (m_exchanges.empty()) {
        return;
    }
    Exchange& front = m_exchanges.front();
    if (front.wantsRoom && front.listener != nullptr &&
        unsentBytes() <= m_server->limits().maxUnsentBytes / 2 && m_server->hasRoomForStreams()) {
        front.wantsRoom = false;
        front.listener->writable();
    }
}

void HttpConnection::closeWhenWritten() {
    if (!m_lingers) {
        close();
        return;
    }
    // Closed with bytes unread, the system would take back the answer from a client that is still
    // sending: read on for a while, until the client closes.
    if (m_lingersSince < 0) {
        m_lingersSince = m_server->now();
        readAvailable();
    }
}

// --- ending

void HttpConnection::sweep(std::int64_t now) {
    if (m_server == nullptr) {
        return;
    }
    const HttpLimits& limits = m_server->limits();
    const auto isOver = [now](std::int64_t since, std::int64_t allowed) {
        return since >= 0 && now - since >= allowed;
    };
    if (isOver(m_lingersSince, limits.lingerTimeoutMs) ||
        isOver(m_unsentSince, limits.sendTimeoutMs)) {
        close();
        return;
    }
    tellWriters();  // one that waited for others to take what is theirs hears of it here
    if (m_server == nullptr) {
        return;
    }
    const bool isSlow = isOver(
        m_requestSince, m_parser.isHeaderDone() ? limits.bodyTimeoutMs : limits.headerTimeoutMs);
    if (isSlow) {
        fail(408, "the request took too long");
        return;
    }
    if (m_exchanges.empty() && m_requestSince < 0 && m_unsentSince < 0 && m_lingersSince < 0 &&
        isOver(m_idleSince, limits.idleTimeoutMs)) {
        close();
    }
}

void HttpConnection::endListener(Exchange& exchange) {
    if (HttpStreamListener* listener = std::exchange(exchange.listener, nullptr)) {
        listener->gone();
    }
}

void HttpConnection::drain() {
    if (m_server == nullptr) {
        return;
    }
    const std::shared_ptr<HttpConnection> self = shared_from_this();
    m_takesNoMore = true;
    if (m_exchanges.empty()) {
        m_closesWhenWritten = true;
    } else {
        m_exchanges.back().keepAlive = false;
    }
    for (std::size_t i = 0; i < m_exchanges.size(); ++i) {
        Exchange& exchange = m_exchanges[i];
        if (exchange.state == Exchange::State::Streaming) {
            if (!exchange.isHttp10) {
                outOf(exchange) += kLastChunk;
            }
            exchange.state = Exchange::State::Over;
            endListener(exchange);
        }
    }
    settle();
    markDirty();
}

void HttpConnection::close() {
    HttpServer* server = std::exchange(m_server, nullptr);
    if (server == nullptr) {
        return;
    }
    const std::shared_ptr<HttpConnection> self = shared_from_this();
    m_socket->disconnect();
    m_socket->disconnectFromHost();
    m_socket.release()->deleteLater();
    server->account(0, std::exchange(m_accounted, 0));
    server->forget(*this);
    for (std::size_t i = 0; i < m_exchanges.size(); ++i) {
        endListener(m_exchanges[i]);
    }
    m_exchanges.clear();
}

}  // namespace quorate::network
