// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractSocket>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "network/http/http_reply.h"
#include "network/http/http_response.h"
#include "network/http/request_parser.h"

namespace quorate::network {

class HttpServer;

/// One client's connection: its requests in order, and their answers in the same order.
///
/// What arrives is parsed and handled at once. What is answered is collected and written once a
/// turn, when the server flushes. A reply that comes before its turn is kept until then. Shared by
/// its server and by those who still owe it an answer; once closed it does nothing any more.
class HttpConnection final : public std::enable_shared_from_this<HttpConnection> {
public:
    HttpConnection(HttpServer& server, std::unique_ptr<QAbstractSocket> socket);
    HttpConnection(const HttpConnection&) = delete;
    HttpConnection& operator=(const HttpConnection&) = delete;
    ~HttpConnection();

    // --- for replies

    [[nodiscard]] bool isWaiting(std::uint64_t sequence) const;
    void answer(std::uint64_t sequence, const HttpResponse& response);
    bool beginStream(std::uint64_t sequence, int status, std::string_view contentType,
                     HttpStreamListener* listener);
    bool writeStream(std::uint64_t sequence, std::string_view piece);
    [[nodiscard]] bool hasRoom(std::uint64_t sequence) const;
    void endStream(std::uint64_t sequence);
    void abortStream(std::uint64_t sequence);

    // --- for the server

    /// Starts to listen to the socket.
    void start();
    /// Answers this and closes, without having read anything.
    void refuse(int status, std::string_view message);
    /// Writes what was answered, and reads on where that waited for it.
    void flush();
    /// Closes what takes too long.
    void sweep(std::int64_t now);
    /// Takes no more requests; closes once those under way are answered. Streams end now.
    void drain();
    /// At once.
    void close();

    bool isDirty{false};   ///< it is in the server's list of those to flush
    std::size_t place{0};  ///< in the server's list of connections

private:
    struct Exchange {
        enum class State : std::uint8_t { Waiting, Streaming, Over };
        State state{State::Waiting};
        bool withoutBody{false};
        bool keepAlive{true};
        bool isHttp10{false};
        bool wantsRoom{false};  ///< its writer waits for writable()
        HttpStreamListener* listener{nullptr};
        std::string early;  ///< what it says before its turn comes
    };

    void readAvailable();
    void take(std::string_view bytes);
    void dispatch();
    void fail(int status, std::string_view message);
    void settle();
    void tellWriters();
    void account();
    void markDirty();
    void closeWhenWritten();
    [[nodiscard]] Exchange* find(std::uint64_t sequence);
    [[nodiscard]] const Exchange* find(std::uint64_t sequence) const;
    [[nodiscard]] std::string& outOf(Exchange& exchange);
    [[nodiscard]] ResponseFraming framingOf(const Exchange& exchange) const;
    [[nodiscard]] bool isFull() const;
    [[nodiscard]] std::size_t unsentBytes() const;
    void endListener(Exchange& exchange);

    HttpServer* m_server;  ///< null once closed
    std::unique_ptr<QAbstractSocket> m_socket;
    RequestParser m_parser;
    std::string m_rest;  ///< bytes that were read and not parsed yet
    std::string m_out;   ///< what the next flush writes
    std::deque<Exchange> m_exchanges;
    std::uint64_t m_firstSequence{0};
    bool m_isReading{false};    ///< within readAvailable
    bool m_isWriting{false};    ///< within flush
    bool m_isPaused{false};     ///< there may be more to read, once there is room
    bool m_takesNoMore{false};  ///< no further request is taken
    bool m_closesWhenWritten{false};
    bool m_lingers{false};  ///< all is said; what still comes is thrown away
    bool m_saidContinue{false};
    std::size_t m_accounted{0};       ///< what the server takes it to hold
    std::int64_t m_requestSince{-1};  ///< the first byte of a request that is not whole yet
    std::int64_t m_idleSince{0};
    std::int64_t m_unsentSince{-1};
    std::size_t m_unsentThen{0};
    std::int64_t m_lingersSince{-1};
};

}  // namespace quorate::network
