// SPDX-License-Identifier: Apache-2.0
#include "network/api/member_url.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <system_error>

namespace quorate::network {

bool isPeerUrl(std::string_view url) {
    constexpr std::string_view kScheme = "http://";
    constexpr std::size_t kMaxBytes = 300;
    if (!url.starts_with(kScheme) || url.size() > kMaxBytes) {
        return false;
    }
    std::string_view rest = url.substr(kScheme.size());
    const std::size_t colon = rest.rfind(':');
    if (colon == std::string_view::npos || colon == 0) {
        return false;
    }
    std::string_view host = rest.substr(0, colon);
    if (host.front() == '[') {
        if (host.back() != ']' || host.size() < 4) {
            return false;
        }
        host = host.substr(1, host.size() - 2);
        if (host.find_first_not_of("0123456789abcdefABCDEF:.%") != std::string_view::npos) {
            return false;
        }
    } else if (host.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz"
                                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ-._") != std::string_view::npos) {
        return false;
    }
    const std::string_view digits = rest.substr(colon + 1);
    std::uint16_t port = 0;
    const char* const end = digits.data() + digits.size();
    const std::from_chars_result parsed = std::from_chars(digits.data(), end, port);
    return parsed.ec == std::errc() && parsed.ptr == end && port != 0;
}

}  // namespace quorate::network
