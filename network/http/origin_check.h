// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "network/http/http_request.h"

namespace quorate::network {

/// Keeps web pages of other sites away from a port that asks nobody who they are.
///
/// A browser sends whatever a page makes it send to any address that it reaches, this machine's own
/// included, but it cannot keep a page from being seen in two header fields: Origin (and
/// Sec-Fetch-Site) names the site of the page, and Host the name that led here. So a page of
/// another origin is refused, and so is a Host that is a name which nobody gave to this port (a
/// foreign name that was made to point here). An address as Host is always right, since no page
/// can have come by one that it does not share.
class OriginCheck {
public:
    /// `hostNames`: by which names this port is known, without port numbers, besides localhost;
    /// "*" takes any name. `origins`: pages that may ask nevertheless ("http://console:8080").
    explicit OriginCheck(std::vector<std::string> hostNames = {},
                         std::vector<std::string> origins = {});

    /// Why the request is refused; null if it is not. Costs next to nothing for a client that is
    /// no browser.
    [[nodiscard]] const char* refusal(const HttpRequest& request) const;

private:
    [[nodiscard]] bool isOurs(std::string_view host) const;

    std::vector<std::string> m_hostNames;
    std::vector<std::string> m_origins;
};

}  // namespace quorate::network
