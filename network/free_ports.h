// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTcpSocket>

#include <cstdint>
#include <memory>
#include <vector>

namespace quorate::network {

/// Ports of 127.0.0.1 for servers that start later, are stopped and come back on the same port.
///
/// They lie below the ports that the system gives to outgoing connections: one of these would
/// otherwise take a server's port while it is down. While this lives nobody else who looks in this
/// way finds them, in no process: a socket is bound to each and does not listen, which a server
/// that sets SO_REUSEADDR (as QTcpServer and Go's servers do) does not mind; see socket(7). Used by
/// one thread at a time.
class FreePorts {
public:
    /// A port that nobody has; 0 if there is none.
    std::uint16_t take() { return takeRow(1); }
    /// The first of `count` such ports in a row; 0 if there is no such row.
    std::uint16_t takeRow(int count);
    /// That very port, unless somebody listens there; false if so.
    bool tryTake(std::uint16_t wanted);

private:
    bool hold(std::uint16_t port);

    std::vector<std::unique_ptr<QTcpSocket>> m_held;
};

}  // namespace quorate::network
