// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QTcpSocket>

#include <map>
#include <optional>
#include <string>

namespace quorate::network_tests {

struct ClientResponse {
    int status{0};
    std::map<std::string, std::string> fields;  ///< names in lower case
    std::string body;                           ///< without its chunks
};

/// A client that says exactly what it is told to, in the thread of the server.
class HttpClient {
public:
    explicit HttpClient(quint16 port);

    void send(const std::string& bytes);
    /// A request with a Host and a length.
    void request(const std::string& method, const std::string& target, const std::string& body = {},
                 const std::string& fields = {});
    /// Runs the event loop until the next answer is there whole; nothing if none comes for a while
    /// or the connection ends.
    std::optional<ClientResponse> response();
    /// request() and response(); an answer of status 0 if there was none.
    ClientResponse ask(const std::string& method, const std::string& target,
                       const std::string& body = {}, const std::string& fields = {});

    /// The header of a streamed answer, then its chunks one by one.
    std::optional<ClientResponse> streamHead();
    /// The next chunk; empty at the end, nothing if none comes.
    std::optional<std::string> chunk();

    /// Whether the server closes the connection, soon.
    bool isClosed();
    void close();
    [[nodiscard]] QTcpSocket& socket() noexcept { return m_socket; }
    [[nodiscard]] const std::string& received() const noexcept { return m_received; }

private:
    bool waitFor(const std::string& needle);
    bool waitForBytes(std::size_t count);
    void collect();

    QTcpSocket m_socket;
    std::string m_received;
};

}  // namespace quorate::network_tests
