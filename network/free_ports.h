// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTcpServer>

#include <cstdint>
#include <memory>
#include <vector>

namespace quorate::network {

/// Finds ports of 127.0.0.1 for servers that start soon, are stopped and come back on the same
/// port. The ports lie below those that the system gives to outgoing connections: one of these
/// would otherwise take a server's port while it is down. What was found is held (listened to)
/// until this is gone, so that nothing is found twice. Belongs to the thread that made it, which
/// needs no event loop.
class FreePorts {
public:
    /// A port that nobody listens on; 0 if there is none.
    std::uint16_t take() { return takeRow(1); }
    /// The first of `count` such ports in a row; 0 if there is no such row.
    std::uint16_t takeRow(int count);
    /// Whether that very port was free; it is held now.
    bool tryTake(std::uint16_t wanted);

private:
    std::vector<std::unique_ptr<QTcpServer>> m_held;
};

}  // namespace quorate::network
