// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace quorate::network {

/// Where a node serves its clients.
struct ServerAddress {
    static constexpr std::uint16_t kDefaultPort = 2379;

    std::string host;  ///< a name or a number, without brackets
    std::uint16_t port{kDefaultPort};
    bool isTls{false};

    /// From "host:port", with http:// or https:// before it or not, IPv6 addresses in brackets;
    /// without a port it is etcd's. InvalidArgument, with what to write instead.
    static Result<ServerAddress> parse(std::string_view text);
    /// Several, with commas between them: at least one; one that is there twice counts once.
    static Result<std::vector<ServerAddress>> parseList(std::string_view text);
    /// "host:port", with https:// before it where it is so.
    [[nodiscard]] std::string text() const;

    friend auto operator<=>(const ServerAddress&, const ServerAddress&) = default;
};

}  // namespace quorate::network
