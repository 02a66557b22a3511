// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace quorate::network {

/// An answer whose length is known. Views.
struct HttpResponse {
    int status{200};
    std::string_view contentType;
    std::string_view body;
    std::string_view fields;  ///< further lines of the header, each with its end of line
};

/// What of the connection shows in the header of an answer.
struct ResponseFraming {
    std::string_view date;  ///< the whole line, with its end
    bool isHttp10{false};
    bool keepAlive{true};
    bool withoutBody{false};  ///< to HEAD
};

/// The standard's word for a status: "Not Found".
std::string_view reasonOf(int status) noexcept;

/// Appends the answer as HTTP/1.1 has it (RFC 9112).
void appendResponse(std::string& out, const HttpResponse& response, const ResponseFraming& framing);
/// Appends the header of a chunked answer; to HTTP/1.0, one that ends with the connection.
void appendStreamHead(std::string& out, int status, std::string_view contentType,
                      const ResponseFraming& framing);
/// Appends one chunk; nothing for an empty piece, which would mean the end.
void appendChunk(std::string& out, std::string_view piece);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace quorate::network
