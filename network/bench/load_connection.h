// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <sys/socket.h>

#include "network/bench/response_reader.h"

namespace quorate::bench {

/// Where a connection goes.
struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size{0};
};

/// One client: a socket that does not block, with one request under way at most.
///
/// Plain system calls instead of QTcpSocket: the generator shares the processors with what it
/// measures, and a socket of Qt's costs it twice as much.
class LoadConnection final {
public:
    enum class State : std::uint8_t { Closed, Connecting, Idle, Waiting };
    enum class Event : std::uint8_t {
        Nothing,
        Answered,  ///< see reader()
        Broken,    ///< see problem(); it is closed
    };

    explicit LoadConnection(const SocketAddress& address) : m_address(address) {}
    LoadConnection(const LoadConnection&) = delete;
    LoadConnection& operator=(const LoadConnection&) = delete;
    ~LoadConnection() { close(); }

    /// Begins to connect. False: problem().
    bool open();
    void close();

    /// Sends a request, now or as soon as it can be written. Broken or Nothing.
    Event send(std::string_view request, std::uint64_t now);
    /// The socket became readable or writable. `buffer` is only used within the call.
    Event ready(std::span<char> buffer);

    [[nodiscard]] State state() const noexcept { return m_state; }
    [[nodiscard]] int descriptor() const noexcept { return m_descriptor; }
    /// The rest of a request, or the connection itself, waits to be written.
    [[nodiscard]] bool wantsWrite() const noexcept {
        return m_state == State::Connecting || !m_unsent.empty();
    }
    [[nodiscard]] const ResponseReader& reader() const noexcept { return m_reader; }
    [[nodiscard]] const std::string& problem() const noexcept { return m_problem; }

    // Of whoever drives it.
    std::uint64_t since{0};  ///< when the request was sent, or connecting began
    std::size_t book{0};     ///< whose requests it sends
    bool isPut{false};
    bool isWatchedForWrite{false};

private:
    Event broken(std::string problem);
    Event writeSome(std::string_view bytes);

    SocketAddress m_address;
    int m_descriptor{-1};
    State m_state{State::Closed};
    ResponseReader m_reader;
    std::string m_unsent;
    std::string m_problem;
};

}  // namespace quorate::bench
