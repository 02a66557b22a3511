// SPDX-License-Identifier: Apache-2.0
#include "network/http/origin_check.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace quorate::network {

namespace {

char lowered(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equalsIgnoringCase(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lowered(x) == lowered(y); });
}

/// "host:port" without the port; an IPv6 address keeps its brackets.
std::string_view withoutPort(std::string_view host) {
    if (!host.empty() && host.front() == '[') {
        const std::size_t end = host.find(']');
        return end == std::string_view::npos ? host : host.substr(0, end + 1);
    }
    return host.substr(0, host.find(':'));
}

/// Four numbers with points, or anything in brackets: what no name server had a part in.
bool isAddress(std::string_view host) {
    if (!host.empty() && host.front() == '[') {
        return host.back() == ']';
    }
    return !host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos &&
           std::count(host.begin(), host.end(), '.') == 3;
}

/// What follows "scheme://".
std::string_view authorityOf(std::string_view origin) {
    const std::size_t mark = origin.find("://");
    return mark == std::string_view::npos ? std::string_view() : origin.substr(mark + 3);
}

}  // namespace

OriginCheck::OriginCheck(std::vector<std::string> hostNames, std::vector<std::string> origins)
    : m_hostNames(std::move(hostNames)), m_origins(std::move(origins)) {}

const char* OriginCheck::refusal(const HttpRequest& request) const {
    if (!request.hasHost) {
        return request.isHttp10 ? nullptr : "a request needs a Host";
    }
    if (!isOurs(withoutPort(request.host))) {
        return "this port is not known by the name in Host";
    }
    if (!request.origin.empty()) {
        const bool isAllowed =
            equalsIgnoringCase(authorityOf(request.origin), request.host) ||
            std::find(m_origins.begin(), m_origins.end(), request.origin) != m_origins.end();
        return isAllowed ? nullptr : "web pages of other origins may not ask here";
    }
    // A page can ask without an Origin, by an image say; following a link here is no harm.
    const bool isForeign = request.fetchSite == "cross-site" || request.fetchSite == "same-site";
    const bool isLink = request.method == HttpMethod::Get && request.fetchMode == "navigate";
    return isForeign && !isLink ? "web pages of other origins may not ask here" : nullptr;
}

bool OriginCheck::isOurs(std::string_view host) const {
    return isAddress(host) || equalsIgnoringCase(host, "localhost") ||
           std::any_of(m_hostNames.begin(), m_hostNames.end(), [host](const std::string& name) {
               return name == "*" || equalsIgnoringCase(name, host);
           });
}

}  // namespace quorate::network
