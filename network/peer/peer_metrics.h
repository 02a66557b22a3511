// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace quorate::network {

/// What a transport has counted of one peer since it knows it.
struct PeerMetrics {
    bool connected{false};
    std::uint64_t bytesReceived{0};
    std::uint64_t bytesSent{0};
    std::uint64_t messagesReceived{0};
    std::uint64_t messagesSent{0};
    /// Given to send() and never sent.
    std::uint64_t messagesDropped{0};
    /// Connections that were made with it.
    std::uint64_t connections{0};
    std::uint64_t failedAttempts{0};
    std::uint64_t snapshotBytesSent{0};
    std::uint64_t snapshotBytesReceived{0};
    // As of now.
    std::size_t queuedMessages{0};
    std::size_t queuedBytes{0};
    /// In the socket, given to the system not yet.
    std::size_t unsentBytes{0};
    /// Of the last ping that was answered; 0 before the first.
    std::uint64_t roundTripNs{0};
};

}  // namespace quorate::network
