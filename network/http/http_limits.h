// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace quorate::network {

/// What a server takes of its clients. All times are in milliseconds.
struct HttpLimits {
    std::uint32_t maxHeaderBytes{std::uint32_t{16} * 1024};
    std::size_t maxBodyBytes{std::size_t{3} * 1024 * 1024};
    /// One more gets 503 and is closed.
    std::size_t maxConnections{4096};
    /// With so many requests of a connection unanswered it is not read from.
    std::size_t maxPipelined{128};
    /// With so many bytes that a client has not taken, it is not read from and streams must wait.
    std::size_t maxUnsentBytes{std::size_t{1024} * 1024};
    /// With so many bytes held for all connections together (what came and is not answered, and
    /// what was answered and is not taken), further requests get 503. Streams wait at half of it,
    /// so that slow readers of streams shut out nobody else.
    std::size_t maxHeldBytes{std::size_t{256} * 1024 * 1024};
    /// A connection without a request is closed.
    std::int64_t idleTimeoutMs{120'000};
    /// From the first byte of a request to the last of its header; 408.
    std::int64_t headerTimeoutMs{10'000};
    /// From the first byte of a request to the last of its body; 408.
    std::int64_t bodyTimeoutMs{60'000};
    /// A client that takes nothing of what is there for it is cut off.
    std::int64_t sendTimeoutMs{30'000};
    /// How long a refused client's bytes are still read, so that it gets to see why.
    std::int64_t lingerTimeoutMs{2'000};
    /// How long a shutdown waits for answers that are under way.
    std::int64_t drainTimeoutMs{5'000};
    /// How often all this is looked at; 0: only when HttpServer::sweep is called.
    int sweepIntervalMs{500};
};

}  // namespace quorate::network
