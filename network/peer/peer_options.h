// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace quorate::network {

/// Times and limits of a PeerTransport. Times are in milliseconds, sizes in bytes.
struct PeerOptions {
    /// From the call to the end of the greetings, for either side.
    std::uint32_t handshakeTimeoutMs{3000};
    std::uint32_t pingIntervalMs{500};
    /// A connection on which nothing was heard for so long is dead. At least two pings long.
    std::uint32_t silenceTimeoutMs{3000};
    /// The waits between attempts: doubled from the first one to the second one, each cut by up to
    /// half at random.
    std::uint32_t minBackoffMs{20};
    std::uint32_t maxBackoffMs{1000};

    /// For each peer, and each of urgent messages and bulk. Config::maxInflightBytes of the core
    /// should be below the bytes.
    std::size_t maxQueuedMessages{4096};
    std::size_t maxQueuedBytes{64UL * 1024 * 1024};
    /// Bulk waits in its queue while the socket has so many unsent bytes, ...
    std::size_t maxUnsentBulkBytes{64UL * 1024};
    /// ... and urgent messages while it has so many.
    std::size_t maxUnsentBytes{256UL * 1024};
    /// Of the system, for each connection: what waits there cannot be overtaken. 0: the system's.
    std::size_t systemSendBufferBytes{256UL * 1024};

    /// Connections that others opened, in all, and those of them that have not been admitted.
    std::size_t maxIncomingConnections{256};
    std::size_t maxStrangers{32};

    std::size_t snapshotPieceBytes{64UL * 1024};
    /// Sent and not yet taken by the receiver's archive; the same on both sides.
    std::size_t snapshotWindowBytes{1024UL * 1024};
    /// A snapshot that makes no step for so long has failed.
    std::uint32_t snapshotTimeoutMs{30'000};
};

}  // namespace quorate::network
