// SPDX-License-Identifier: Apache-2.0
#include "network/http/http_response.h"

#include <array>
#include <charconv>
#include <cstddef>

namespace quorate::network {

namespace {

void appendNumber(std::string& out, std::size_t number, int base = 10) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base);
    out.append(digits.data(), static_cast<std::size_t>(end.ptr - digits.data()));
}

void appendStatusLine(std::string& out, int status) {
    if (status == 200) {
        out += "HTTP/1.1 200 OK\r\n";
        return;
    }
    out += "HTTP/1.1 ";
    appendNumber(out, static_cast<std::size_t>(status));
    out += ' ';
    out += reasonOf(status);
    out += "\r\n";
}

void appendConnection(std::string& out, const ResponseFraming& framing) {
    if (!framing.keepAlive) {
        out += "Connection: close\r\n";
    } else if (framing.isHttp10) {
        out += "Connection: keep-alive\r\n";
    }
}

void appendContentType(std::string& out, std::string_view contentType) {
    if (!contentType.empty()) {
        out += "Content-Type: ";
        out += contentType;
        out += "\r\n";
    }
}

}  // namespace

std::string_view reasonOf(int status) noexcept {
    switch (status) {
    case 200:
        return "OK";
    case 204:
        return "No Content";
    case 400:
        return "Bad Request";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 412:
        return "Precondition Failed";
    case 413:
        return "Content Too Large";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Status";
    }
}

void appendResponse(std::string& out, const HttpResponse& response,
                    const ResponseFraming& framing) {
    appendStatusLine(out, response.status);
    appendContentType(out, response.contentType);
    out += framing.date;
    out += response.fields;
    appendConnection(out, framing);
    if (response.status == 204) {
        out += "\r\n";
        return;
    }
    out += "Content-Length: ";
    appendNumber(out, response.body.size());
    out += "\r\n\r\n";
    if (!framing.withoutBody) {
        out += response.body;
    }
}

void appendStreamHead(std::string& out, int status, std::string_view contentType,
                      const ResponseFraming& framing) {
    appendStatusLine(out, status);
    appendContentType(out, contentType);
    out += framing.date;
    appendConnection(out, framing);
    out += framing.isHttp10 ? "\r\n" : "Transfer-Encoding: chunked\r\n\r\n";
}

void appendChunk(std::string& out, std::string_view piece) {
    if (piece.empty()) {
        return;
    }
    appendNumber(out, piece.size(), 16);
    out += "\r\n";
    out += piece;
    out += "\r\n";
}

}  // namespace quorate::network
