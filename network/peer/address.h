// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace quorate::network {

/// Where a peer listens: a name or a number, and a port.
struct PeerAddress {
    std::string host;
    std::uint16_t port{0};

    /// From "http://host:port" or "host:port", IPv6 addresses in brackets. InvalidArgument, with
    /// what to write instead.
    static Result<PeerAddress> parse(std::string_view text);
    /// "host:port".
    [[nodiscard]] std::string text() const;

    friend auto operator<=>(const PeerAddress&, const PeerAddress&) = default;
};

}  // namespace quorate::network
