// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace quorate::bench {

/// Reads the answers of one keep-alive connection: where they end, their status, and how long
/// they are. It keeps bodies of failures only, to show them, and knows just so much of HTTP/1.1
/// (RFC 9112 §6) as two servers of key-value APIs make use of.
class ResponseReader {
public:
    enum class Status : std::uint8_t {
        NeedMore,  ///< everything was consumed
        Done,      ///< one answer is whole; what follows it was not consumed
        Failed,    ///< this is no answer that can be read
    };
    struct Step {
        std::size_t consumed{0};
        Status status{Status::NeedMore};
    };

    /// Goes on with `bytes`; after Done, with the next answer.
    Step feed(std::string_view bytes);
    /// Forgets what was begun: for a new connection.
    void reset();

    // Of the answer that is done.
    [[nodiscard]] int httpStatus() const noexcept { return m_httpStatus; }
    [[nodiscard]] std::size_t bodyBytes() const noexcept { return m_bodyBytes; }
    [[nodiscard]] bool keepsAlive() const noexcept { return m_keepsAlive; }
    /// Up to a few hundred bytes, where the status is none of 2xx.
    [[nodiscard]] const std::string& failureBody() const noexcept { return m_failureBody; }

private:
    enum class Part : std::uint8_t { Head, Body, ChunkSize, Chunk, ChunkEnd, Trailer };

    Step feedHead(std::string_view bytes);
    /// Of a chunked body: a line ends at `bytes`' beginning, or goes on.
    Step feedLine(std::string_view bytes);
    Step feedBody(std::string_view bytes);
    [[nodiscard]] bool parseHead(std::string_view head);
    [[nodiscard]] bool takeLine(std::string_view line);

    Part m_part{Part::Head};
    std::string m_text;  ///< of a head or line that came in pieces
    std::size_t m_left{0};
    int m_httpStatus{0};
    std::size_t m_bodyBytes{0};
    bool m_keepsAlive{true};
    bool m_isDone{false};
    std::string m_failureBody;
};

}  // namespace quorate::bench
