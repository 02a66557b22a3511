// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace quorate::network {

/// Whether this is where a peer can be reached: http://host:port, without anything after it.
bool isPeerUrl(std::string_view url);

}  // namespace quorate::network
