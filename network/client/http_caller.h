// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "network/client/body_stream.h"
#include "network/client/client_connection.h"

namespace quorate::network {

/// Asks one server over HTTP/1.1, over a few connections that are kept. What finds no free one
/// waits for its turn; every request has a time limit, from the moment that it is asked.
///
/// Belongs to the thread it is made in, which runs an event loop. When it goes, requests that are
/// under way are not called back.
class HttpCaller final : public QObject {
public:
    using Done = std::function<void(Result<HttpAnswer>)>;
    struct Call {
        std::string_view method;
        std::string path;
        std::string body;  ///< JSON
        /// Further lines of the header, each with its end of line.
        std::string fields;
    };

    /// Many a request waits long, for a leader or for a quorum, and others must get past it.
    static constexpr std::size_t kMostConnections = 32;

    /// With one connection requests arrive in the order in which they were asked.
    HttpCaller(std::string host, std::uint16_t port, std::size_t mostConnections = kMostConnections,
               QObject* parent = nullptr);

    /// For connections from now on: over TLS. Before the first question.
    void setTls(const QSslConfiguration& tls);

    /// The error is Unavailable for what certainly did not reach the server, and Unknown for what
    /// may have. `done` never comes before the call returns, and may destroy this object.
    void ask(const Call& call, int timeoutMs, Done done);

    /// A request whose answer goes on, over a connection of its own.
    [[nodiscard]] std::unique_ptr<BodyStream> stream(const Call& call,
                                                     BodyStream::TakePiece takePiece,
                                                     BodyStream::Ended ended) const;

    [[nodiscard]] const std::string& host() const noexcept { return m_host; }
    [[nodiscard]] std::uint16_t port() const noexcept { return m_port; }

private:
    struct Open {
        std::string request;  ///< until it is sent
        Done done;
        ClientConnection* connection{nullptr};  ///< where it is under way
        std::multimap<qint64, std::uint64_t>::iterator deadline;
    };

    void dispatch();
    void dispatchSoon();
    ClientConnection* freeConnection();
    void finish(std::uint64_t call, Result<HttpAnswer> answer);
    void schedule();
    void lookAtDeadlines();

    const std::string m_host;
    const std::uint16_t m_port;
    const std::size_t m_mostConnections;
    std::shared_ptr<const QSslConfiguration> m_tls;
    std::vector<ClientConnection*> m_connections;
    std::map<std::uint64_t, Open> m_open;
    std::deque<std::uint64_t> m_waiting;  ///< some may be over already
    std::multimap<qint64, std::uint64_t> m_deadlines;
    std::uint64_t m_lastCall{0};
    QElapsedTimer m_clock;
    QTimer m_timer;
    bool m_isDispatchDue{false};
};

}  // namespace quorate::network
