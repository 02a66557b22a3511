// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace quorate::network {

enum class HttpMethod : std::uint8_t { Get, Head, Post, Put, Delete, Options, Other };

/// One request, whole. Everything is a view that lives as long as the handler's call.
struct HttpRequest {
    HttpMethod method{HttpMethod::Get};
    std::string_view target;  ///< as it was sent
    std::string_view path;    ///< the target up to its query; still with its percent signs
    std::string_view query;   ///< what follows the question mark
    std::string_view body;
    std::string_view host;
    std::string_view origin;     ///< empty where no web page is behind the request
    std::string_view fetchSite;  ///< Sec-Fetch-Site, by which browsers tell of other sites
    std::string_view fetchMode;
    std::string_view accept;
    std::string_view operation;  ///< Quorate-Operation: what observers know the request as
    std::string_view cause;      ///< Quorate-Cause: the event that brought it about
    bool hasHost{false};
    bool isHttp10{false};
    bool keepAlive{true};
};

}  // namespace quorate::network
