// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHostAddress>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "network/http/http_handler.h"
#include "network/http/http_limits.h"
#include "network/http/origin_check.h"

namespace quorate::network {

class HttpConnection;

/// What a server has seen since it started.
struct HttpCounters {
    std::uint64_t acceptedConnections{0};
    std::uint64_t refusedConnections{0};  ///< beyond the limit
    std::uint64_t requests{0};
    std::uint64_t refusedRequests{0};  ///< malformed, too large, too slow, of another origin
    std::uint64_t receivedBytes{0};
    std::uint64_t sentBytes{0};
};

/// An HTTP/1.1 server for the thread that creates it, which must run an event loop.
///
/// Requests are handled as they arrive, all that are there in a turn of the event loop before
/// anything else; answers that are given later are written at the end of the turn in which they
/// are given, with one write for each connection, or as soon as flush() is called.
///
/// The handler must outlive it. Replies and streams may outlive it.
class HttpServer final {
public:
    explicit HttpServer(HttpHandler& handler, const HttpLimits& limits = {},
                        OriginCheck originCheck = OriginCheck());
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;
    ~HttpServer();

    /// Port 0 takes a free one. IoError, with what to do about it.
    Result<void> listen(const QHostAddress& address, std::uint16_t port);
    [[nodiscard]] std::uint16_t port() const;

    /// Writes all answers that are there. Within itself it does nothing.
    void flush();

    /// Closes what takes too long. It does so by itself every HttpLimits::sweepIntervalMs, with
    /// milliseconds since the server was created.
    void sweep(std::int64_t nowMs);

    /// Accepts no more and closes each connection once it is answered; streams are ended. `done` is
    /// called when none is left, at once maybe. HttpLimits::drainTimeoutMs later all are closed.
    void shutdown(std::function<void()> done);

    /// Of all connections; see HttpLimits::maxHeldBytes.
    [[nodiscard]] std::size_t heldBytes() const noexcept { return m_heldBytes; }
    [[nodiscard]] std::size_t connectionCount() const noexcept { return m_connections.size(); }
    [[nodiscard]] const HttpCounters& counters() const noexcept { return m_counters; }

    // --- for its connections

    [[nodiscard]] const HttpLimits& limits() const noexcept { return m_limits; }
    [[nodiscard]] const OriginCheck& originCheck() const noexcept { return m_originCheck; }
    [[nodiscard]] HttpHandler& handler() noexcept { return m_handler; }
    [[nodiscard]] HttpCounters& counters() noexcept { return m_counters; }
    /// Of the last sweep: limits on time need no more precision, and nothing asks the clock.
    [[nodiscard]] std::int64_t now() const noexcept { return m_now; }
    [[nodiscard]] std::string_view dateLine() const noexcept { return m_dateLine; }
    /// What is read goes through here; what must be kept, connections copy.
    [[nodiscard]] std::span<char> readBuffer() noexcept { return m_readBuffer; }
    /// A connection holds so many bytes now, instead of so many.
    void account(std::size_t now, std::size_t before) noexcept { m_heldBytes += now - before; }
    [[nodiscard]] bool isFull() const noexcept { return m_heldBytes > m_limits.maxHeldBytes; }
    [[nodiscard]] bool hasRoomForStreams() const noexcept {
        return m_heldBytes <= m_limits.maxHeldBytes / 2;
    }
    void flushLater(std::shared_ptr<HttpConnection> connection);
    void forget(const HttpConnection& connection);

private:
    class Listener;
    friend class Listener;

    void accept(std::intptr_t descriptor);
    void setDate();
    void noteDrained();

    HttpHandler& m_handler;
    HttpLimits m_limits;
    OriginCheck m_originCheck;
    HttpCounters m_counters;
    std::size_t m_heldBytes{0};
    std::vector<char> m_readBuffer;
    std::vector<std::shared_ptr<HttpConnection>> m_connections;
    std::vector<std::shared_ptr<HttpConnection>> m_dirty;
    std::vector<std::shared_ptr<HttpConnection>> m_flushing;
    std::unique_ptr<Listener> m_listener;
    std::function<void()> m_drained;
    std::int64_t m_now{0};
    std::int64_t m_drainingSince{-1};
    std::string m_dateLine;
};

}  // namespace quorate::network
