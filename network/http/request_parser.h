// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "network/http/http_limits.h"
#include "network/http/http_request.h"

namespace quorate::network {

/// Requests out of the bytes of a connection, one after the other (RFC 9112), with the parser of
/// Boost.Beast.
///
/// What was not consumed must come again, in front of what follows it. A body that comes in one
/// piece is not copied.
class RequestParser {
public:
    enum class Status : std::uint8_t {
        NeedMore,
        Done,    ///< request() is whole, until next()
        Failed,  ///< this is no request that can be answered otherwise than by `httpStatus`
    };
    struct Step {
        Status status{Status::NeedMore};
        std::size_t consumed{0};
        int httpStatus{0};             ///< of Failed
        const char* message{nullptr};  ///< likewise; in plain words
    };

    /// The limits are those of header and body.
    explicit RequestParser(const HttpLimits& limits);
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;
    ~RequestParser();

    Step feed(std::string_view bytes);
    /// Begins the next request.
    void next();

    /// Lives as long as the bytes of the last feed() and until next().
    [[nodiscard]] const HttpRequest& request() const noexcept;
    /// Some of the request was consumed.
    [[nodiscard]] bool hasBegun() const noexcept;
    [[nodiscard]] bool isHeaderDone() const noexcept;
    /// Of a body that is not whole yet.
    [[nodiscard]] std::size_t heldBytes() const noexcept;
    /// The client waits to be told that it may send the body (Expect: 100-continue).
    [[nodiscard]] bool expectsContinue() const noexcept;

private:
    class Parser;
    std::unique_ptr<Parser> m_parser;
};

}  // namespace quorate::network
