// SPDX-License-Identifier: Apache-2.0
#include "network/peer/address.h"

#include <algorithm>
#include <charconv>

namespace quorate::network {

namespace {

constexpr std::string_view kScheme = "http://";
/// Of names in the DNS.
constexpr std::size_t kMaxHost = 253;

Error notAnAddress(std::string_view text, std::string_view why) {
    return {ErrorCode::InvalidArgument,
            "\"" + std::string(text.substr(0, kMaxHost)) + "\" is no address of a peer: " +
                std::string(why) + ". Write http://host:port or host:port, IPv6 as [::1]:2380"};
}

bool isHostCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
}

bool isIpv6Character(char c) {
    return isHostCharacter(c) || c == ':' || c == '%';
}

}  // namespace

Result<PeerAddress> PeerAddress::parse(std::string_view text) {
    std::string_view rest = text;
    if (rest.starts_with("https://")) {
        return notAnAddress(text, "peers do not speak TLS");
    }
    if (rest.starts_with(kScheme)) {
        rest.remove_prefix(kScheme.size());
    } else if (rest.find("://") != std::string_view::npos) {
        return notAnAddress(text, "its scheme is not http");
    }
    if (rest.ends_with('/')) {
        rest.remove_suffix(1);
    }
    const std::size_t colon = rest.rfind(':');
    if (colon == std::string_view::npos) {
        return notAnAddress(text, "it has no port");
    }
    std::string_view host = rest.substr(0, colon);
    const std::string_view port = rest.substr(colon + 1);
    const bool isBracketed = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
    if (isBracketed) {
        host = host.substr(1, host.size() - 2);
    }
    if (host.empty() || host.size() > kMaxHost ||
        !std::all_of(host.begin(), host.end(), isBracketed ? isIpv6Character : isHostCharacter)) {
        return notAnAddress(text, "its host is none");
    }
    PeerAddress address;
    address.host = std::string(host);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (error != std::errc() || end != port.data() + port.size() || address.port == 0) {
        return notAnAddress(text, "its port is not a number from 1 to 65535");
    }
    return address;
}

std::string PeerAddress::text() const {
    const bool isIpv6 = host.find(':') != std::string::npos;
    return (isIpv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace quorate::network
