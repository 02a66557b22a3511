// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

namespace quorate::network {

class HttpConnection;

/// Who writes a streamed answer, and hears of its reader.
class HttpStreamListener {
public:
    HttpStreamListener() = default;
    HttpStreamListener(const HttpStreamListener&) = delete;
    HttpStreamListener& operator=(const HttpStreamListener&) = delete;
    virtual ~HttpStreamListener() = default;

    /// The reader has caught up; there is room again after write() said that there is none.
    virtual void writable() = 0;
    /// The client is gone, or the server shuts down: nothing more can be written. Comes once at
    /// most, not after finish(), and is the last call.
    virtual void gone() = 0;
};

/// An answer that is written bit by bit (chunked). A value; copies mean the same stream. It may
/// outlive everything else, and then does nothing.
class HttpStream {
public:
    HttpStream() = default;
    HttpStream(std::shared_ptr<HttpConnection> connection, std::uint64_t sequence)
        : m_connection(std::move(connection)), m_sequence(sequence) {}

    /// One more piece. It is always taken; false: the reader is behind, and the writer should wait
    /// for writable().
    bool write(std::string_view piece);
    /// That was all.
    void finish();
    /// Breaks off, so that the reader can tell that this was not all.
    void abort();
    [[nodiscard]] bool isOpen() const;
    /// There is room for more.
    [[nodiscard]] bool isWritable() const;

private:
    std::shared_ptr<HttpConnection> m_connection;
    std::uint64_t m_sequence{0};
};

/// The right to answer one request, once. A value that may be kept and used later, in the server's
/// thread; copies mean the same answer, and all but the first use do nothing. It may outlive the
/// client and the server, and then does nothing either.
///
/// Answers leave in the order of the requests of their connection, whatever the order in which they
/// are given.
class HttpReply {
public:
    HttpReply() = default;
    HttpReply(std::shared_ptr<HttpConnection> connection, std::uint64_t sequence)
        : m_connection(std::move(connection)), m_sequence(sequence) {}

    /// `fields` are further lines of the header, each with its end of line.
    void send(int status, std::string_view contentType, std::string_view body,
              std::string_view fields = {}) const;
    /// Begins an answer of unknown length. `listener` may be null and must live until finish(),
    /// abort() or its gone(). If the client is gone already the stream is not open, and the
    /// listener is not called.
    [[nodiscard]] HttpStream stream(int status, std::string_view contentType,
                                    HttpStreamListener* listener) const;
    /// The client is still there and waits for this answer.
    [[nodiscard]] bool isOpen() const;

private:
    std::shared_ptr<HttpConnection> m_connection;
    std::uint64_t m_sequence{0};
};

}  // namespace quorate::network
