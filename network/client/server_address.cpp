// SPDX-License-Identifier: Apache-2.0
#include "network/client/server_address.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace quorate::network {

namespace {

constexpr std::string_view kPlain = "http://";
constexpr std::string_view kTls = "https://";
/// Of names in the DNS.
constexpr std::size_t kMaxHost = 253;

Error notAnAddress(std::string_view text, const char* why) {
    return {ErrorCode::InvalidArgument,
            "'" + std::string(text.substr(0, kMaxHost)) + "' is no address: " + why +
                "; write HOST:PORT, http://HOST:PORT or https://HOST:PORT, IPv6 as [::1]:2379"};
}

bool isHostCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
}

bool isIpv6Character(char c) {
    return isHostCharacter(c) || c == ':' || c == '%';
}

}  // namespace

Result<ServerAddress> ServerAddress::parse(std::string_view text) {
    ServerAddress address;
    std::string_view rest = text;
    if (rest.starts_with(kTls)) {
        address.isTls = true;
        rest.remove_prefix(kTls.size());
    } else if (rest.starts_with(kPlain)) {
        rest.remove_prefix(kPlain.size());
    } else if (rest.find("://") != std::string_view::npos) {
        return notAnAddress(text, "its scheme is neither http nor https");
    }
    if (rest.ends_with('/')) {
        rest.remove_suffix(1);
    }
    std::string_view host = rest;
    std::string_view port;
    const bool isBracketed = rest.starts_with('[');
    const std::size_t colon = isBracketed ? rest.find("]:") : rest.find(':');
    if (isBracketed) {
        const std::size_t end = rest.find(']');
        if (end == std::string_view::npos ||
            (end + 1 != rest.size() && colon == std::string_view::npos)) {
            return notAnAddress(text, "its bracket does not end where it should");
        }
        host = rest.substr(1, end - 1);
        port = end + 1 == rest.size() ? std::string_view() : rest.substr(end + 2);
    } else if (colon != std::string_view::npos) {
        host = rest.substr(0, colon);
        port = rest.substr(colon + 1);
    }
    if (host.empty() || host.size() > kMaxHost ||
        !std::all_of(host.begin(), host.end(), isBracketed ? isIpv6Character : isHostCharacter)) {
        return notAnAddress(text, "its host is none");
    }
    address.host = std::string(host);
    if (colon != std::string_view::npos) {
        const char* last = port.data() + port.size();
        const auto [end, error] = std::from_chars(port.data(), last, address.port);
        if (error != std::errc() || end != last || address.port == 0) {
            return notAnAddress(text, "its port is not a number from 1 to 65535");
        }
    }
    return address;
}

Result<std::vector<ServerAddress>> ServerAddress::parseList(std::string_view text) {
    std::vector<ServerAddress> addresses;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const auto address = parse(text.substr(begin, end - begin));
        if (!address) {
            return address.error();
        }
        if (std::find(addresses.begin(), addresses.end(), *address) == addresses.end()) {
            addresses.push_back(*address);
        }
        begin = end + 1;
    }
    return addresses;
}

std::string ServerAddress::text() const {
    const bool isIpv6 = host.find(':') != std::string::npos;
    return (isTls ? std::string(kTls) : std::string()) + (isIpv6 ? "[" + host + "]" : host) + ":" +
           std::to_string(port);
}

}  // namespace quorate::network
